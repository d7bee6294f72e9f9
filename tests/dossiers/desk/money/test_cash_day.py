"""The cash of a day: its sums, its closing by one of two, and what comes after it."""

import re
import threading
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import cash
from dossiers.log.facts import facts_of
from dossiers.models import CashDay, Event, Payment
from dossiers.proof import audit
from dossiers.refusals.money.cash import CashClosed, ClosedBefore
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import nothing_written, triggers_off

EVENING = local("2026-01-06 17:00")
PAGE = "/mot-cua/so-bien-lai/"

pytestmark = [pytest.mark.at(EVENING)]


@pytest.fixture
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


def received(way: str = "cash", amount: int = 15_000, when: str = "2026-01-06 09:00", walk: Any = None) -> Any:
    walk = walk or dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", when, fee=Fee(amount, way, way))
    return walk


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_the_page_sums_the_day_up_by_way_and_closes_it_with_its_cash() -> None:
    walk = received()
    received("transfer", 100_000, "2026-01-06 09:10", walk)
    received("cash", 40_000, "2026-01-06 09:20", walk)
    last = Payment.objects.latest("pk")
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 09:30", reverses=last.event.sequence, reason="Ghi nhầm.")
    bob = Visitor("bob", language="vi")

    page = bob.get(PAGE)
    words = read(page).words()
    closed = read(bob.post(PAGE, {"counted": "15.000"}, follow=True)).words()

    assert '<th scope="col">Đã thu</th>' in page.content.decode()
    assert "Tiền mặt tại Bộ phận Một cửa 15.000 đ 0 đ 15.000 đ" in words
    assert "Biên lai của ngày này đã huỷ ngay trong ngày do ghi nhầm không tính vào các số trên: 40.000 đ." in words
    assert "có 15.000 đ" in words
    assert f"Huỷ {last.receipt} do ghi nhầm" in words
    assert "Lý do: Ghi nhầm." in words
    assert "Đã khoá quỹ tiền mặt ngày 06/01/2026 với 15.000 đ" in closed
    assert "Khoá quỹ tiền mặt của ngày này" not in closed
    day = CashDay.objects.get()
    assert (day.amount, day.count, day.by.username) == (15_000, 3, "bob")


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_what_an_earlier_day_received_is_given_back_and_what_the_same_day_did_never_came_in() -> None:
    walk = received("cash", 15_000, "2026-01-05 16:00")
    before = Payment.objects.get()
    received("cash", 40_000, "2026-01-06 09:00", walk)
    wrong = Payment.objects.latest("pk")
    for row, when in ((before, "2026-01-06 09:30"), (wrong, "2026-01-06 09:40")):
        act(walk, acts.REVERSE_PAYMENT, "bob", when, reverses=row.event.sequence, reason="Ghi nhầm.")

    words = read(Visitor("bob", language="vi").get(PAGE)).words()

    assert "Tiền mặt tại Bộ phận Một cửa 0 đ 15.000 đ −15.000 đ" in words
    assert (f"Huỷ {before.receipt} do ghi nhầm" in words, f"Huỷ {before.receipt}" in words) == (False, True)
    assert f"Huỷ {wrong.receipt} do ghi nhầm" in words
    assert "có −15.000 đ" in words


@pytest.mark.parametrize(("way", "is_wrong_entry"), [("cash", True), ("transfer", True), ("online", False)])
def test_what_a_gateway_reports_as_given_back_is_no_wrong_entry(way: str, *, is_wrong_entry: bool) -> None:
    received_one, event = Payment(way=way, at=local("2026-01-06 09:00")), Event(facts={"unit": None})
    late, next_day = local("2026-01-06 23:59"), local("2026-01-07 00:00")

    assert cash.voids(Payment(way=way, at=late, reverses=received_one, event=event)) is is_wrong_entry
    assert not cash.voids(Payment(way=way, at=next_day, reverses=received_one, event=event))
    assert not cash.voids(received_one)


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_what_is_given_back_on_the_day_it_came_in_counts_as_received_and_as_given_back_with_its_reason() -> None:
    walk = received("transfer", 1_000_000)
    paid = Payment.objects.get()
    bob = Visitor("bob", language="vi")
    file = f"/mot-cua/{walk.dossier.code}/"
    why = "Hoàn trả chuyển khoản UNC-5."

    how = {"fee_method": "transfer", "fee_reference": "UNC-5"}
    unsaid = bob.send(bob.get(file), "/reverse-payment/", {"reason": why})
    bob.send(bob.get(file), "/reverse-payment/", {"reason": why, "reversal": "back", **how})
    words = read(bob.get(PAGE)).words()

    assert "id_reverse-payment_reversal" in read(unsaid).errors
    assert f"Trả lại tiền của {paid.receipt}" in words
    assert why in words
    assert "do ghi nhầm" not in words
    assert "Chuyển khoản 1.000.000 đ 1.000.000 đ 0 đ" in words
    assert "Tiền đã trả lại cho người nộp" in read(bob.get(file)).words()
    assert facts_of(walk.dossier.events.latest("sequence")).given_back


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_a_closed_day_takes_no_more_cash_and_gives_none_back_but_other_money_comes() -> None:
    walk = received()
    cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)

    with nothing_written(), pytest.raises(CashClosed) as refused:
        received("cash", 20_000, "2026-01-06 17:05", walk)
    paid = Payment.objects.get()
    with nothing_written(), pytest.raises(CashClosed):
        act(
            walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 17:06", reverses=paid.event.sequence, reason="Ghi nhầm."
        )  # fmt: skip

    assert "06/01/2026" in str(refused.value)
    assert "Trần Văn Bình" in str(refused.value)
    received("transfer", 20_000, "2026-01-06 17:10", walk)
    received("cash", 20_000, "2026-01-07 08:00", walk)
    assert [row.amount for row in cash.of_day(walk.dossier.agency_id, EVENING.date())] == [15_000, 20_000]


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_cash_of_a_closed_day_is_refused_at_its_field_and_nothing_invites_to_another_way() -> None:
    walk = received()
    cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)
    bob, file = Visitor("bob", language="vi"), f"/mot-cua/{walk.dossier.code}/"
    takes = {"fee_amount": "20.000", "fee_method": "cash", "fee_reference": "Phiếu 7", "fee_meant": "on"}

    with nothing_written():
        taken = bob.send(bob.get(file), "/receive-payment/", takes)
        back = bob.send(bob.get(file), "/reverse-payment/", {"reason": "Ghi nhầm.", "reversal": "wrong"})

    refused = read(taken).errors["id_receive-payment_fee_method"]
    assert "đã được Trần Văn Bình khoá lúc 17:00 06/01/2026" in refused
    assert "không ghi tiền mặt thành hình thức nộp khác" in refused
    assert "Phiếu 7" in taken.content.decode()
    assert "huỷ khoản thu này vào một ngày sau" in read(back).errors["id_reverse-payment_reverses"]
    assert '<option value="cash"' not in taken.content.decode()
    never, page = "Không bao giờ ghi tiền mặt thành hình thức nộp khác.", bob.get(file)
    assert read(taken).words().count(never) == read(page).words().count(never) > 0


@pytest.mark.django_db
def test_the_database_takes_no_cash_for_a_closed_day_whoever_asks() -> None:
    walk = received()
    cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)
    row = Payment.objects.get()
    row.pk, row.number = None, 99

    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_a_closed_day_is_not_closed_again_and_its_second_page_says_who_did() -> None:
    received()
    bob, second = Visitor("bob", language="vi"), Visitor("bob", language="vi")
    second.get(PAGE)
    bob.post(PAGE, {"counted": "15000"})

    words = read(second.post(PAGE, {"counted": "14000"}, follow=True)).words()

    assert "đã được Trần Văn Bình khoá lúc 17:00 06/01/2026" in words
    assert CashDay.objects.count() == 1


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_close_at_once_one_does_and_the_other_reads_who_did() -> None:
    walk = received()
    agency, bob, said = walk.dossier.agency_id, story.person("bob"), []

    def close() -> None:
        try:
            said.append(cash.close_day(agency, EVENING.date(), cash.Count(15_000), by=bob, at=EVENING).amount)
        except ClosedBefore as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    amount, refused = sorted(said, key=str)
    assert amount == 15_000
    assert "Trần Văn Bình" in refused


@pytest.mark.django_db
def test_the_check_of_the_record_finds_a_closed_day_that_is_not_its_rows() -> None:
    walk = received()
    day = cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)
    with triggers_off():
        CashDay.objects.filter(pk=day.pk).update(amount=14_000, reason="x")

    [difference] = audit.check_all().differences

    assert "06/01/2026" in str(difference)
    assert "14000" in str(difference)


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_the_check_of_the_record_counts_what_was_undone_as_the_book_does() -> None:
    walk = received()
    paid = Event.objects.get(action=acts.RECEIVE_PAYMENT).sequence
    back = {"reverses": paid, "fee": Fee(5_000, "cash", is_meant=True), "reason": "Ghi nhầm."}
    part = act(walk, acts.GIVE_BACK, "bob", "2026-01-06 09:30", **back)
    act(walk, acts.UNDO_PART, "bob", "2026-01-06 10:00", reverses=part.sequence, reason="Tiền chưa ra khỏi cơ quan.")

    day = cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)

    assert (day.amount, day.count) == (15_000, 3)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["hoa", "dung", "van", "alice"])
def test_the_book_is_the_agency_s_and_no_one_else_s(who: str) -> None:
    assert Visitor(who).get(PAGE).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lan", "tam", "carol"])
def test_whoever_sees_the_agency_reads_the_book_and_closes_nothing(who: str) -> None:
    visitor = Visitor(who, language="en")

    assert "Close the cash" not in visitor.get(PAGE).content.decode()
    assert visitor.post(PAGE, {"counted": "0"}).status_code == 404
    assert not CashDay.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["", "x", "2026-02-31", "9999-12-31", "0001-01-01", "2026-01-06T00"])
def test_a_day_that_is_none_is_today(day: str) -> None:
    assert "06/01/2026" in Visitor("bob").get(f"{PAGE}?ngay={day}").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize(("typed", "words"), [("14.000", "thiếu 1.000 đ"), ("15.500", "thừa 500 đ")])
def test_a_difference_is_said_first_and_closed_only_with_a_reason(typed: str, words: str) -> None:
    received()
    bob = Visitor("bob", language="vi")

    first = bob.post(PAGE, {"counted": typed})
    form = read(first).forms[-1]
    without = bob.post(PAGE, form.values)
    assert not CashDay.objects.exists()
    done = read(bob.post(PAGE, {**form.values, "reason": "Trả nhầm tiền lẻ."}, follow=True)).words()

    assert (first.status_code, form.values["counted"]) == (422, typed)
    assert words in read(first).errors["id_counted"]
    assert (without.status_code, "id_reason" in read(without).errors) == (422, True)
    day = CashDay.objects.get()
    assert (day.amount, day.counted, day.reason) == (15_000, int(typed.replace(".", "")), "Trả nhầm tiền lẻ.")
    assert words in done
    assert f"theo sổ 15.000 đ, đếm được {typed} đ" in done
    assert "Trả nhầm tiền lẻ." in done


@pytest.mark.django_db
def test_a_difference_that_has_become_another_is_said_again() -> None:
    walk = received()
    bob = Visitor("bob", language="vi")
    form = read(bob.post(PAGE, {"counted": "14000"})).forms[-1]
    received("cash", 20_000, "2026-01-06 16:59", walk)

    answer = bob.post(PAGE, {**form.values, "reason": "Trả nhầm tiền lẻ."})

    assert "thiếu 21.000 đ" in read(answer).errors["id_counted"]
    assert "Trả nhầm tiền lẻ." in answer.content.decode()
    assert not CashDay.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "mười lăm nghìn", "15.00", "9" * 19])
def test_what_is_no_sum_closes_nothing(typed: str) -> None:
    received()

    answer = Visitor("bob", language="vi").post(PAGE, {"counted": typed})

    assert (answer.status_code, "id_counted" in read(answer).errors) == (422, True)
    assert typed in answer.content.decode()
    assert not CashDay.objects.exists()


@pytest.mark.django_db
def test_what_was_counted_as_the_book_says_needs_no_reason_and_what_was_closed_before_has_none() -> None:
    received()
    bob = Visitor("bob", language="vi")

    words = read(bob.post(PAGE, {"counted": "15 000"}, follow=True)).words()
    with triggers_off():
        CashDay.objects.update(counted=None)
    before = read(bob.get(PAGE)).words()

    assert "Số tiền đếm được khớp sổ." in words
    assert "khớp sổ" not in before


@pytest.mark.django_db
def test_no_difference_is_stored_without_a_reason() -> None:
    bob, agency = story.person("bob"), received().dossier.agency_id
    with pytest.raises(IntegrityError, match="cash_day_difference"), transaction.atomic():
        CashDay.objects.create(agency_id=agency, on=EVENING.date(), amount=0, count=0, counted=1, by=bob, at=EVENING)


@pytest.mark.django_db
@pytest.mark.usefixtures("agrees")
def test_less_than_nothing_is_counted_only_where_more_was_given_back_than_came_in() -> None:
    walk = received("cash", 15_000, "2026-01-05 16:00")
    bob = Visitor("bob", language="vi")

    refused = bob.post(f"{PAGE}?ngay=2026-01-05", {"counted": "-5.000"})
    act(
        walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 09:30", reverses=Payment.objects.get().event.sequence, reason="x"
    )
    bob.post(PAGE, {"counted": "-15.000"})

    assert (refused.status_code, "từ 0 trở lên" in read(refused).errors["id_counted"]) == (422, True)
    assert [(day.on.day, day.counted) for day in CashDay.objects.all()] == [(6, -15_000)]


@pytest.mark.django_db
def test_a_closed_day_of_nothing_has_its_files_too() -> None:
    bob = Visitor("bob", language="vi")
    before = bob.get(PAGE).content.decode()

    bob.post(PAGE, {"counted": "0"})

    file = f'href="{PAGE}csv/?ngay=2026-01-06"'
    assert (file in before, file in bob.get(PAGE).content.decode()) == (False, True)


@pytest.mark.django_db
def test_a_day_whose_cash_nobody_has_closed_is_named_until_somebody_does() -> None:
    walk = received()
    received("transfer", 20_000, "2026-01-07 08:00", walk)
    bob = Visitor("bob", language="vi")
    today = PAGE

    with time_machine.travel(local("2026-01-08 09:00"), tick=False):
        before = read(bob.get(today)).words()
        bob.post(f"{today}?ngay=2026-01-06", {"counted": "15000"})
        after = read(bob.get(today)).words()
        to_come = read(bob.get(f"{today}?ngay=2026-01-09")).words()

    assert "chưa khoá quỹ: 06/01/2026." in before
    assert "chưa khoá quỹ:" not in after
    assert "Ngày này chưa đến." in to_come


@pytest.mark.django_db
def test_that_the_cash_of_today_is_closed_stands_on_the_file_before_anybody_counts_out_money() -> None:
    walk, bob = received(), Visitor("bob", language="vi")
    file = f"/mot-cua/{walk.dossier.code}/"
    before = read(bob.get(file)).words()
    cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)

    assert "hôm nay không thu, không trả tiền mặt nữa" not in before
    assert "hôm nay không thu, không trả tiền mặt nữa" in read(bob.get(file)).words()


@pytest.mark.django_db
def test_once_the_day_is_closed_each_form_offers_the_other_ways_and_says_why() -> None:
    walk, bob = received(), Visitor("bob", language="vi")
    file = f"/mot-cua/{walk.dossier.code}/"
    ways = re.compile(r'<select name="fee_method".*?</select>', re.DOTALL)
    before = ways.findall(bob.get(file).content.decode())
    cash.close_day(walk.dossier.agency_id, EVENING.date(), cash.Count(15_000), by=story.person("bob"), at=EVENING)

    page = bob.get(file)

    after = ways.findall(page.content.decode())
    assert before
    assert len(after) == len(before)
    assert all('value="cash"' in form for form in before)
    assert not any('value="cash"' in form for form in after)
    assert all('value="transfer"' in form and 'value="other"' in form for form in after)
    assert read(page).words().count("Không bao giờ ghi tiền mặt thành hình thức nộp khác.") == len(after)

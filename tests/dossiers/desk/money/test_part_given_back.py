"""A part of a payment goes back at the desk: each page says so, and the case of a gateway is closed by it."""

from datetime import date
from typing import Any

import pytest

from dossiers import acts
from dossiers.acts import money
from dossiers.commands import Fee
from dossiers.desk.money.cash import by_way
from dossiers.models import Format, GatewayCase, GatewayTransfer, Payment
from dossiers.proof import audit
from dossiers.reports.official.receipts import file_of
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_fees import actions
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.gateway.made import message, order_of, refund, send
from tests.dossiers.proof.records import nothing_written

NOW = local("2026-01-06 12:00")
OWED, MORE = 1_800_000, 400_000
BOOK = "/mot-cua/so-bien-lai/?ngay=2026-01-06"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


def file_address(walk: Walk) -> str:
    return f"/mot-cua/{walk.dossier.code}/"


def paid_online() -> Walk:
    """Return a dossier of which 400,000 were paid too much on line, after something was paid in cash."""
    walk = dossier_at("tham-dinh")
    order = order_of(walk.dossier)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(MORE, "cash"))
    send(message(order))
    return walk


def test_the_case_leads_to_it_and_is_closed_by_it() -> None:
    walk, lan, bob = paid_online(), Visitor("lan", language="vi"), Visitor("bob", language="vi")
    case = GatewayCase.objects.get()
    address = f"/mot-cua/tien-truc-tuyen/{case.pk}/"

    page = lan.get(address)
    file = lan.get(file_address(walk))
    typed = {"fee_method": "transfer", "fee_reference": "UNC-77", "reason": "Nộp thừa trên cổng."}
    chosen = str(walk.dossier.events.get(action=acts.RECEIVE_ONLINE).sequence)
    done = lan.send(file, "/give-back/", {**typed, "reverses": chosen}, follow=True)

    assert f'{file_address(walk)}#action-give-back"' in page.content.decode()
    assert "400.000 đ của biên lai BL-2026/00002 đã được hoàn trả" in read(done).words()
    part = Payment.objects.get(part_of__isnull=False)
    assert (part.amount, part.way) == (MORE, "transfer")
    case.refresh_from_db()
    assert (case.end, case.reference, case.reason) == ("given-back", "UNC-77", "Nộp thừa trên cổng.")
    assert case.by == part.by
    assert "Cần xử lý: 0" in read(bob.get("/mot-cua/tien-truc-tuyen/")).words()
    assert "400.000 đ" in read(bob.get(address)).words()


def test_a_part_that_leaves_something_too_much_leaves_the_case_open() -> None:
    walk, lan = paid_online(), Visitor("lan", language="vi")
    chosen = str(walk.dossier.events.get(action=acts.RECEIVE_ONLINE).sequence)
    typed = {"reverses": chosen, "fee_amount": "100.000", "fee_method": "cash", "reason": "Nộp thừa."}

    lan.send(lan.get(file_address(walk)), "/give-back/", typed)

    case = GatewayCase.objects.get()
    assert case.end == ""
    noted = {"end": "given-back", "reference": "UNC-78", "reason": "Phần còn lại trả sau."}
    assert Visitor("bob").post(f"/mot-cua/tien-truc-tuyen/{case.pk}/", noted).status_code == 302


def test_all_of_a_payment_goes_back_in_the_way_that_is_chosen_also_when_the_cash_of_the_day_is_closed() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED, "cash"))
    bob.post(BOOK, {"counted": "1.800.000", "early": "on"})
    typed = {"reversal": "back", "reason": "Nộp hai lần."}

    unsaid = bob.send(bob.get(file_address(walk)), "/reverse-payment/", typed)
    closed = bob.send(bob.get(file_address(walk)), "/reverse-payment/", {**typed, "fee_method": "cash"})
    bare = bob.send(bob.get(file_address(walk)), "/reverse-payment/", {**typed, "fee_method": "transfer"})
    refused = [read(page).errors.keys() for page in (unsaid, closed, bare)]
    typed |= {"fee_method": "transfer", "fee_reference": "UNC-9"}
    bob.send(bob.get(file_address(walk)), "/reverse-payment/", typed)
    row = Payment.objects.get(reverses__isnull=False)
    rows = list(Payment.objects.select_related("reverses", "event"))

    assert refused == [{"id_reverse-payment_fee_method"}] * 2 + [{"id_reverse-payment_fee_reference"}]
    assert (row.way, row.amount, row.event.payload.content["fee_reference"]) == ("transfer", OWED, "UNC-9")
    assert [(way.received, way.reversed) for way in by_way(rows)[:2]] == [(OWED, 0), (0, OWED)]
    assert "Hình thức hoàn trả" in read(bob.get(file_address(walk))).words()


def test_what_went_back_in_part_is_refused_as_a_wrong_entry_where_that_is_chosen() -> None:
    walk, lan = paid_online(), Visitor("lan", language="vi")
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE).sequence
    act(walk, acts.GIVE_BACK, "lan", "2026-01-06 12:00", reverses=paid, fee=Fee(MORE, "cash"), reason="Nộp thừa.")
    typed = {"reverses": str(paid), "reversal": "wrong", "reason": "Ghi nhầm."}

    with nothing_written():
        refused = lan.send(lan.get(file_address(walk)), "/reverse-payment/", typed)

    assert "400.000 đ" in read(refused).errors["id_reverse-payment_reversal"]


def test_what_was_paid_twice_may_go_back_of_the_other_payment_and_closes_the_case() -> None:
    walk, lan = paid_online(), Visitor("lan", language="vi")
    cash = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT).sequence
    given = {"reverses": cash, "given_back": True, "reason": "Nộp hai lần."}

    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 12:00", **given)

    case = GatewayCase.objects.get()
    assert (case.end, case.reason) == ("given-back", "Nộp hai lần.")
    assert "Cần xử lý: 0" in read(lan.get("/mot-cua/tien-truc-tuyen/")).words()


def test_a_case_of_which_nothing_is_too_much_any_more_asks_for_no_reversal() -> None:
    walk, bob = paid_online(), Visitor("bob", language="vi")
    cash = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT).sequence
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 12:00", reverses=cash, reason="Ghi nhầm.")
    case = GatewayCase.objects.get()
    address = f"/mot-cua/tien-truc-tuyen/{case.pk}/"

    words = read(bob.get(address)).words()
    done = bob.post(address, {"end": "seen", "reference": "X1", "reason": "Khoản tiền mặt ghi nhầm."})

    case.refresh_from_db()
    assert "không còn khoản nộp thừa" in words
    assert "vẫn đang được ghi thu" not in words
    assert (done.status_code, case.end, case.reference) == (302, "seen", "")


def test_a_case_of_which_all_went_back_says_so() -> None:
    walk, bob = paid_online(), Visitor("bob", language="vi")
    order = GatewayTransfer.objects.get().order
    assert order is not None
    send(refund(order))
    case = GatewayCase.objects.get()

    words = read(bob.get(f"/mot-cua/tien-truc-tuyen/{case.pk}/")).words()

    assert "đừng trả lại lần nữa" in words
    assert walk.dossier.events.filter(action=acts.REVERSE_ONLINE).exists()
    assert case.end == ""


def test_the_book_counts_what_came_in_and_what_went_back_by_its_own_way() -> None:
    walk = paid_online()
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    fee = Fee(MORE, "cash")
    act(walk, acts.GIVE_BACK, "lan", "2026-01-06 12:00", reverses=paid.sequence, fee=fee, reason="Nộp thừa.")

    book = read(Visitor("bob", language="vi").get(BOOK)).words()
    rows = list(Payment.objects.select_related("dossier", "by", "reverses", "part_of", "event__payload"))
    sums = {way.label: (way.received, way.reversed) for way in by_way(rows) if way.received}
    listed = file_of(rows, None, date(2026, 1, 6), Format.CSV).decode()

    assert "BL-2026/00002: hoàn trả một phần cho người nộp" in book
    assert "Nộp thừa." in book
    assert [*sums.values()] == [(MORE, MORE), (OWED, 0)]
    assert "-400000" in listed
    assert "Nộp thừa." in listed


def test_the_payer_reads_what_went_back_and_that_the_receipt_stays() -> None:
    walk = paid_online()
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    alice = Visitor("alice", language="vi")
    before = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()
    act(walk, acts.GIVE_BACK, "lan", "2026-01-06 12:00", reverses=paid.sequence, fee=Fee(MORE, "cash"), reason="Thừa.")

    page = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()
    order = read(alice.get(f"/ho-so/{walk.dossier.code}/thanh-toan/{order_reference()}/")).words()

    assert "Nộp thừa 400.000 đ" in before
    assert "Nộp thừa" not in page
    assert "hoàn trả 400.000 đ" in page
    assert "Hình thức hoàn trả" in page
    assert "Loại huỷ" not in page
    assert "BL-2026/00002" in page
    assert "Đã hoàn trả" in order
    assert "400.000 đ" in order


def order_reference() -> str:
    """Return the reference of the order that was paid."""
    return Payment.objects.get(event__gateway_transfer__isnull=False).event.gateway_transfer.order.reference


def test_the_form_begins_with_what_is_too_much_and_keeps_what_is_typed() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED + MORE, "cash", is_meant=True))
    file = bob.get(file_address(walk))
    [form] = [one for one in read(file).forms if one.action.endswith("/give-back/")]

    with nothing_written():
        refused = bob.send(file, "/give-back/", {"fee_amount": "500.000", "fee_method": "cash", "reason": "Nộp thừa."})
    [again] = [one for one in read(refused).forms if one.action.endswith("/give-back/")]

    assert form.values["fee_amount"] == "400.000"
    assert "400.000 đ" in read(refused).errors["id_give-back_fee_amount"]
    assert (again.values["fee_amount"], again.values["reason"]) == ("500.000", "Nộp thừa.")
    assert "fee_meant" in refused.content.decode()
    bob.post(again.action, {**again.values, "fee_meant": "on"})
    assert Payment.objects.get(part_of__isnull=False).amount == 500_000


@pytest.mark.parametrize(
    ("amounts", "advice", "begins"),
    [
        ((OWED, OWED), "biên lai BL-2026/00001 hoặc BL-2026/00002", ""),
        ((OWED, 5_000), "biên lai BL-2026/00002", "5.000"),
        ((OWED - 5_000, 10_000), "Hãy dùng “Hoàn trả một phần khoản thu”", "5.000"),
    ],
)
def test_what_is_too_much_goes_back_as_a_whole_receipt_or_as_a_part(
    amounts: tuple[int, int], advice: str, begins: str
) -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    for amount in amounts:
        act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:00", fee=Fee(amount, "cash", is_meant=True))

    file = read(bob.get(file_address(walk)))
    [form] = [one for one in file.forms if one.action.endswith("/give-back/")]

    assert advice in file.words()
    assert form.values.get("fee_amount", "") == begins


def test_a_desk_officer_is_offered_only_what_that_officer_received() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    send(message(order_of(walk.dossier)))
    online = walk.dossier.events.get(action=acts.RECEIVE_ONLINE).sequence

    without = actions(bob.get(file_address(walk)))
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:00", fee=Fee(5_000, "cash", is_meant=True))
    file = bob.get(file_address(walk)).content.decode()

    assert {"reverse-payment", "give-back"}.isdisjoint(without)
    assert "BL-2026/00002 · 5.000" in file
    assert f'<option value="{online}">' not in file


def test_each_act_on_a_part_says_how_a_mistake_in_it_is_mended() -> None:
    given, undone = acts.ACTS[acts.GIVE_BACK], acts.ACTS[money.UNDO_PART]

    assert given.consequence
    assert undone.consequence
    assert f"“{undone.label.vi}”" in given.consequence.vi
    assert f"“{undone.label.en}”" in given.consequence.en
    assert "ghi lại lần hoàn trả" in undone.consequence.vi
    for text in (given.consequence, undone.consequence):
        assert "Không khôi phục được" not in text.vi
        assert "cannot be restored" not in text.en


def test_a_wrong_entry_says_nothing_of_a_way_in_which_money_went_back() -> None:
    walk, bob = dossier_at("tham-dinh"), Visitor("bob", language="vi")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(1_800_000, "transfer", "FT-1"))
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    typed = {"reversal": "wrong", "reason": "Ghi nhầm."}

    both = bob.send(page, "/reverse-payment/", typed | {"fee_method": "cash", "fee_reference": "PC-1"})

    assert both.status_code == 422
    for name in ("fee_method", "fee_reference"):
        assert "bỏ trống" in read(both).errors[f"id_reverse-payment_{name}"]
    assert not Payment.objects.filter(reverses__isnull=False).exists()

    done = bob.send(page, "/reverse-payment/", typed, follow=True)
    assert "BL-2026/00001 đã huỷ: 1.800.000 đ." in read(done).words()


def test_who_cannot_give_back_what_is_too_much_reads_who_can() -> None:
    walk = dossier_at("tham-dinh")
    order, ground = order_of(walk.dossier), "Điều 10 Luật Phí và lệ phí 2015"
    act(walk, acts.WAIVE_FEE, "lan", "2026-01-06 09:00", fee=Fee(MORE), ground=ground, reason="Hộ nghèo.")
    send(message(order))

    desks, leaders = (read(Visitor(who, language="vi").get(file_address(walk))).words() for who in ("bob", "lan"))

    for words in (desks, leaders):
        assert "Nộp thừa 400.000 đ" in words
        assert "Hãy dùng “Hoàn trả một phần khoản thu”" in words
    for who in ("hoa", "lan"):
        assert story.person(who).get_full_name() in desks.partition("Người có thể thực hiện: ")[2].partition(".")[0]
    assert "Người có thể thực hiện" not in leaders

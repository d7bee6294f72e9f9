"""A counter is opened and closed by what is counted, and no row of that is ever changed."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accounts.models import Unit
from accounts.roles import Role
from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import cash, shifts
from dossiers.commands.money.cash import Count
from dossiers.commands.money.shifts import Place
from dossiers.models import Payment, ShiftAct, ShiftEntry
from dossiers.refusals.money.cash import (
    CorrectionUnexplained,
    CountDiffers,
    CounterClosedBefore,
    CounterMisnamed,
    CounterStillOpen,
    CounterTaken,
    DifferenceUnexplained,
    ShiftClosed,
    ShiftNotClosed,
    TooOldToCorrect,
)
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written

MORNING, NOON = local("2026-01-06 07:50"), local("2026-01-06 11:55")
PAGE, SHEET = "/mot-cua/ngay/", "/mot-cua/ngay/tong-hop/"

pytestmark = [pytest.mark.at(NOON)]


def place(counter: str = "Quầy 1") -> Place:
    return Place(Unit.objects.get(slug="so-tttt").pk, "mot-cua", counter)


def opened(counted: int = 200_000, counter: str = "Quầy 1", who: str = "bob", at: Any = MORNING) -> ShiftEntry:
    return shifts.open_counter(place(counter), counted, by=story.person(who), at=at)


def closed(shift: ShiftEntry, counted: int, reason: str = "", difference: int = 0, at: Any = NOON) -> ShiftEntry:
    return shifts.close_counter(shift, Count(counted, difference, reason), {}, by=shift.by, at=at)


def received(amount: int, when: str, who: str = "bob", way: str = "cash", walk: Any = None) -> Any:
    walk = walk or dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, who, when, fee=Fee(amount, way, way))
    return walk


@pytest.mark.django_db
def test_the_page_opens_a_counter_shows_what_should_lie_there_and_closes_it() -> None:
    bob = Visitor("bob", language="vi")
    typed = {"do": "open", "point": "mot-cua", "counter": "Quầy 1", "counted": "200.000"}
    assert "Quầy 1 đã mở." in read(bob.post(PAGE, typed, follow=True)).words()
    walk = received(15_000, "2026-01-06 09:00")
    received(100_000, "2026-01-06 09:10", way="transfer", walk=walk)

    page = read(bob.get(PAGE))
    assert "Theo sổ biên lai, trong ngăn kéo phải có 215.000 đ" in page.words()
    shift = next(form.values["shift"] for form in page.forms if "shift" in form.values)
    differs = bob.post(PAGE, {"do": "close", "shift": shift, "counted": "210.000"})
    assert differs.status_code == 422
    assert "thiếu 5.000 đ" in read(differs).words()
    assert "Chưa đóng quầy." in read(differs).words()
    form = next(form for form in read(differs).forms if "shift" in form.values)
    assert "không mở lại" in read(differs).words()
    done = bob.post(PAGE, {**form.values, "do": "close", "reason": "Trả nhầm tiền lẻ.", "sure": "on"}, follow=True)

    entry = ShiftEntry.objects.get(act=ShiftAct.CLOSED)
    assert (entry.counted, entry.book, entry.rows, entry.reason) == (210_000, 215_000, 1, "Trả nhầm tiền lẻ.")
    assert entry.stood["last"]["receipt"] == Payment.objects.latest("pk").receipt
    assert set(entry.stood["undone"]) == {"drafts", "mine", "ready", "lying"}
    assert "Chênh lệch: −5.000 đ" in read(done).words() or "Chênh lệch: -5.000 đ" in read(done).words()


@pytest.mark.django_db
def test_the_day_is_printed_without_its_forms_and_each_word_of_it_beside_its_number() -> None:
    bob = Visitor("bob")
    empty = bob.get(PAGE).content.decode()
    shift = opened()
    is_open = bob.get(PAGE).content.decode()
    closed(shift, 200_000)
    is_closed = bob.get(PAGE).content.decode()

    assert '<section class="no-print" aria-labelledby="open-title">' in empty
    assert re.search(r'<div class="no-print">\s*<h3>[^<]*</h3>\s*<p>[^<]*</p>\s*<form', is_open)
    assert '<details class="no-print">' in is_closed
    facts = re.search(r'<dl class="facts">(.*?)</dl>', is_open, re.DOTALL)
    assert facts
    assert "<dt>" in facts[1]
    assert "<div" not in facts[1]


@pytest.mark.django_db
def test_what_is_wrong_with_what_is_typed_is_said_at_its_field_and_nothing_is_written() -> None:
    bob = Visitor("bob", language="vi")

    with nothing_written():
        for typed in (
            {"counter": "", "counted": "0"},
            {"counter": "Quầy 1", "counted": "-5"},
            {"counter": "x" * 41, "counted": "0"},
        ):
            assert bob.post(PAGE, {"do": "open", "point": "mot-cua", **typed}).status_code == 422, typed
        assert bob.post(PAGE, {"do": "open", "point": "khong-co", "counter": "A", "counted": "0"}).status_code == 422
        assert bob.post(PAGE, {"do": "close", "shift": "0", "counted": "0"}).status_code == 404
        assert bob.post(PAGE, {"do": "close", "shift": "x", "counted": "0"}).status_code == 404


@pytest.mark.django_db
def test_an_officer_has_one_counter_open_and_two_officers_never_the_same() -> None:
    officer("quy", Role.ONE_STOP_OFFICER, "mot-cua")
    first = opened()

    with pytest.raises(CounterStillOpen):
        opened(counter="Quầy 2")
    with pytest.raises(CounterTaken):
        opened(counter="quầy 1", who="quy")
    with pytest.raises(CounterTaken):
        opened(counter="Quầy 01", who="quy")
    closed(first, 200_000)
    with pytest.raises(CounterClosedBefore):
        opened(at=NOON)
    with pytest.raises(ShiftClosed):
        closed(first, 200_000)

    assert opened(who="quy", at=NOON).counter == "Quầy 1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "again",
    ["Quầy  1", " quầy 1 ", "QUẦY1", "Quầy\u00a01", "Q uầy 1", "quay 1", "Quay1", "Quầy 01", "quầy-001", "QUẦY01"],
)
def test_a_closed_counter_is_not_opened_again_by_other_blanks_capitals_marks_or_zeros(again: str) -> None:
    closed(opened(), 200_000)

    with nothing_written(), pytest.raises(CounterClosedBefore):
        opened(counter=again, at=NOON)


@pytest.mark.django_db
def test_the_name_of_a_counter_is_kept_with_one_blank_between_its_words() -> None:
    bob = Visitor("bob")

    answer = bob.post(
        PAGE, {"do": "open", "point": "mot-cua", "counter": "  Quầy   số 2 (B) ", "counted": "0"}, follow=True
    )

    assert ShiftEntry.objects.get().counter == "Quầy số 2 (B)"
    assert "Quầy số 2 (B) is open." in read(answer).words()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../../etc", "Quầy/1", ".quay", "-", "<b>1</b>", "Quầy_1"])
def test_a_counter_is_called_by_letters_digits_and_plain_signs_alone(name: str) -> None:
    typed = {"do": "open", "point": "mot-cua", "counter": name, "counted": "0"}

    with nothing_written():
        answer = Visitor("bob").post(PAGE, typed)

    assert answer.status_code == 422
    assert set(read(answer).errors) == {"id_counter"}
    with pytest.raises(CounterMisnamed):
        opened(counter=name)


@pytest.mark.django_db
def test_a_difference_has_to_be_read_and_explained() -> None:
    shift = opened()

    with pytest.raises(CountDiffers):
        closed(shift, 190_000, reason="Thiếu.")
    with pytest.raises(DifferenceUnexplained):
        closed(shift, 190_000, difference=-10_000)

    assert closed(shift, 190_000, reason="Thiếu.", difference=-10_000).difference == -10_000


@pytest.mark.django_db
def test_a_correction_is_another_row_with_its_reason_and_the_closing_stays() -> None:
    shift = opened()
    bob = story.person("bob")
    with pytest.raises(ShiftNotClosed):
        shifts.correct_closing(shift, Count(0, 0, "x"), {}, by=bob, at=NOON)
    first = closed(shift, 200_000)
    received(15_000, "2026-01-06 11:57")
    with pytest.raises(CorrectionUnexplained):
        shifts.correct_closing(shift, Count(215_000), {}, by=bob, at=NOON)
    with pytest.raises(TooOldToCorrect):
        shifts.correct_closing(shift, Count(1, 0, "x"), {}, by=bob, at=NOON + timedelta(days=32))

    again = shifts.correct_closing(
        shift, Count(215_000, 0, "Thu thêm sau khi khoá."), {}, by=bob, at=NOON + timedelta(hours=1)
    )
    third = shifts.correct_closing(shift, Count(214_000, 0, "Đếm lại."), {}, by=bob, at=NOON + timedelta(hours=2))

    first.refresh_from_db()
    assert (first.counted, first.book) == (200_000, 200_000)
    assert (again.corrects_id, again.book, third.corrects_id, third.difference) == (first.pk, 215_000, again.pk, -1_000)
    assert shifts.shifts_of(shift.agency_id, shift.on)[0].closed == third


@pytest.mark.django_db
def test_all_cash_of_an_officer_belongs_to_one_counter_of_the_day() -> None:
    walk = received(5_000, "2026-01-06 07:40")
    first = opened(counted=0)
    received(15_000, "2026-01-06 09:00", walk=walk)
    closed(first, 20_000, at=local("2026-01-06 09:30"))
    received(7_000, "2026-01-06 09:40", walk=walk)
    second = opened(counted=0, counter="Quầy 2", at=local("2026-01-06 10:00"))
    received(30_000, "2026-01-06 10:10", walk=walk)
    one, two = shifts.shifts_of(first.agency_id, first.on)
    rows = shifts.cash_rows(first.agency_id, first.on, first.by_id)

    assert (one.book(rows).amount, two.book(rows).amount) == (27_000, 30_000)
    assert one.book(rows).amount + two.book(rows).amount == cash.cash_in(cash.of_day(first.agency_id, first.on)).amount
    assert closed(second, 30_000).rows == 1


@pytest.mark.django_db
def test_what_was_never_taken_is_off_the_drawer_it_was_booked_to_and_what_went_back_off_the_one_it_left() -> None:
    first = opened(counted=0)
    walk = received(20_000, "2026-01-06 09:00")
    wrong = walk.dossier.events.last().sequence
    received(5_000, "2026-01-06 09:10", walk=walk)
    right = walk.dossier.events.last().sequence
    closed(first, 25_000, at=local("2026-01-06 09:30"))
    second = opened(counted=200_000, counter="Quầy 2", at=local("2026-01-06 10:00"))

    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:10", reverses=wrong)
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:20", reverses=right, given_back=True, back_way="cash")

    one, two = shifts.shifts_of(first.agency_id, first.on)
    rows = shifts.cash_rows(first.agency_id, first.on, first.by_id)
    assert (one.book(rows).amount, two.book(rows).amount) == (5_000, 195_000)
    booked = cash.cash_in(cash.of_day(first.agency_id, first.on)).amount
    assert one.book(rows).amount + two.book(rows).amount - 200_000 == booked == 0
    assert closed(second, 195_000).rows == 1
    words = read(Visitor("bob", language="vi").get(PAGE)).words()
    assert "theo sổ biên lai nay phải có 5.000 đ" in words


@pytest.mark.django_db
def test_a_counter_that_was_forgotten_is_named_and_can_be_closed_on_a_later_day() -> None:
    before = local("2026-01-05 08:00")
    shift = opened(at=before)
    bob = Visitor("bob", language="vi")

    assert "Quầy 1, 05/01/2026" in read(bob.get(PAGE)).words()
    bob.post(f"{PAGE}?ngay=2026-01-05", {"do": "close", "shift": str(shift.pk), "counted": "200.000"})

    assert ShiftEntry.objects.get(act=ShiftAct.CLOSED).on == shift.on
    assert "05/01/2026" not in read(bob.get(PAGE)).words()


@pytest.mark.django_db
def test_nobody_closes_the_counter_of_a_colleague() -> None:
    officer("quy", Role.ONE_STOP_OFFICER, "mot-cua")
    shift = opened(who="quy")

    with nothing_written():
        answer = Visitor("bob").post(PAGE, {"do": "close", "shift": str(shift.pk), "counted": "200.000"})

    assert answer.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE dossiers_shiftentry SET counted = 1", "DELETE FROM dossiers_shiftentry"])
def test_the_database_lets_no_row_be_changed_or_removed(statement: str) -> None:
    opened()

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_open_one_counter_at_once_one_is_refused() -> None:
    officer("quy", Role.ONE_STOP_OFFICER, "mot-cua")
    refused: list[str] = []

    def press(who: str) -> None:
        try:
            opened(who=who)
        except CounterTaken:
            refused.append(who)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(who,)) for who in ("bob", "quy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(refused), ShiftEntry.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_sheet_keeps_the_closing_and_says_below_it_what_was_corrected_by_whom_when_and_why() -> None:
    shift = opened()
    received(15_000, "2026-01-06 09:00")
    closed(shift, 210_000, reason="Trả nhầm tiền lẻ.", difference=-5_000, at=local("2026-01-06 11:30"))
    bob = story.person("bob")
    later = Count(215_000, 0, "Tìm thấy 5.000 đ.")
    shifts.correct_closing(shift, later, {}, by=bob, at=local("2026-01-06 11:45"))
    shifts.correct_closing(shift, Count(214_000, 0, "Đếm lại."), {}, by=bob, at=local("2026-01-08 08:00"))

    with time_machine.travel(local("2026-01-08 09:00"), tick=False):
        page = Visitor("bob", language="vi").get(f"{SHEET}?ngay=2026-01-06")

    first, second, third = rows_of(page, "Quầy 1")
    assert "07:50–11:30 đã sửa, xem dòng dưới" in first
    assert first.endswith("200.000 đ 215.000 đ 210.000 đ −5.000 đ Lý do: Trả nhầm tiền lẻ.")
    assert second.startswith(f"Quầy 1, sửa lần đóng {bob.get_full_name()} 11:45")
    assert second.endswith("215.000 đ 210.000 đ → 215.000 đ −5.000 đ → 0 đ Lý do: Tìm thấy 5.000 đ.")
    assert "08:00 08/01/2026" in third
    assert third.endswith("215.000 đ 215.000 đ → 214.000 đ 0 đ → −1.000 đ Lý do: Đếm lại.")


@pytest.mark.django_db
def test_who_opens_a_counter_again_reads_when_it_was_closed_and_not_when_that_was_corrected() -> None:
    shift = opened()
    closed(shift, 200_000, at=local("2026-01-06 11:30"))
    shifts.correct_closing(shift, Count(199_000, 0, "Đếm lại."), {}, by=shift.by, at=local("2026-01-06 11:45"))

    with pytest.raises(CounterClosedBefore) as refused:
        opened(at=NOON)

    assert refused.value.words["at"] == "11:30"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "asks"), [("2026-01-06 11:55", True), ("2026-01-06 17:00", True), ("2026-01-07 09:00", False)]
)
def test_a_closing_that_counts_right_is_asked_about_once_on_its_day_at_any_hour(at: str, *, asks: bool) -> None:
    shift = opened()
    press = {"do": "close", "shift": str(shift.pk), "counted": "200.000"}

    with time_machine.travel(local(at), tick=False):
        bob = Visitor("bob", language="vi")
        first = bob.post(f"{PAGE}?ngay=2026-01-06", press)
        before = ShiftEntry.objects.filter(act=ShiftAct.CLOSED).count()
        second = bob.post(f"{PAGE}?ngay=2026-01-06", {**press, "sure": "on"})

    assert (first.status_code, before) == ((422, 0) if asks else (302, 1))
    assert ("Quầy 1 đóng rồi thì trong ngày không mở lại" in read(first).words()) is asks
    assert second.status_code == 302
    assert ShiftEntry.objects.filter(act=ShiftAct.CLOSED).count() == 1


def rows_of(page: Any, counter: str) -> list[str]:
    """Return the words of each row of the sheet that begins with the name of a counter."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", row).replace("\xa0", " ").split()) for row in rows]
    return [one for one in said if one.startswith(counter)]

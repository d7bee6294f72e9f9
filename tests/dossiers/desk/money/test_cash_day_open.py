"""A day whose cash is closed stays so: before the desk's hours have ended, it is asked whether that is meant."""

import pytest
import time_machine
from django.conf import settings

from accounts.models import Unit
from dossiers import acts
from dossiers.commands.money import shifts
from dossiers.commands.money.cash import Count
from dossiers.commands.money.shifts import Place
from dossiers.models import CashDay, Payment, ShiftEntry
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.money.test_cash_day import received
from tests.dossiers.lifecycle import act, dossier_at, local

PAGE = "/mot-cua/so-bien-lai/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "asks"), [("2026-01-06 00:03", True), ("2026-01-06 17:00", False), ("2026-01-10 08:00", False)]
)
def test_a_day_is_not_closed_before_the_desk_s_hours_have_ended_but_where_it_is_meant(at: str, *, asks: bool) -> None:
    dossier_at("tham-dinh")
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local(at), tick=False):
        shown = read(bob.get(PAGE)).words()
        first = bob.post(PAGE, {"counted": "0"})
        before = CashDay.objects.count()
        kept = read(first).forms[-1].values if asks else {}
        second = bob.post(PAGE, {"counted": "0", "early": "on"})

    assert ("Bộ phận Một cửa làm việc đến 17:00 hôm nay" in shown) is asks
    assert (first.status_code, before) == ((422, 0) if asks else (302, 1))
    assert kept.get("counted", "0") == "0"
    assert ("Chưa khoá" in read(first).errors.get("id_early", "")) is asks
    assert second.status_code == 302
    assert CashDay.objects.count() == 1


@pytest.mark.django_db
def test_what_is_asked_about_the_hour_and_about_the_count_is_asked_in_one_answer() -> None:
    received()
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local("2026-01-06 10:00"), tick=False):
        asked = read(bob.post(PAGE, {"counted": "14.000"}))
        typed = {**asked.forms[-1].values, "early": "on", "reason": "Trả nhầm tiền lẻ."}
        done = bob.post(PAGE, typed)

    assert "Chưa khoá" in asked.errors["id_early"]
    assert "thiếu 1.000 đ" in asked.errors["id_counted"]
    assert (done.status_code, CashDay.objects.get().reason) == (302, "Trả nhầm tiền lẻ.")


@pytest.mark.django_db
def test_a_day_of_before_is_closed_at_any_hour() -> None:
    dossier_at("tham-dinh")

    with time_machine.travel(local("2026-01-06 08:00"), tick=False):
        done = Visitor("bob").post(f"{PAGE}?ngay=2026-01-05", {"counted": "0"})

    assert done.status_code == 302


def opened(at: str) -> ShiftEntry:
    place = Place(Unit.objects.get(slug="so-tttt").pk, "mot-cua", "Quầy 2")
    return shifts.open_counter(place, 100_000, by=story.person("bob"), at=local(at))


@pytest.mark.django_db
def test_a_day_is_closed_beside_an_open_counter_only_if_that_is_meant_and_the_counter_is_named() -> None:
    shift = opened("2026-01-06 08:00")
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local("2026-01-06 17:05"), tick=False):
        shown = read(bob.get(PAGE)).words()
        first = bob.post(PAGE, {"counted": "0"})
        before = CashDay.objects.count()
        second = bob.post(PAGE, {"counted": "0", "beside": "on"})

    assert f"Quầy 2 ({shift.by.get_full_name()})" in shown
    assert (first.status_code, before) == (422, 0)
    assert "Chưa khoá quỹ" in read(first).errors["id_beside"]
    assert (second.status_code, CashDay.objects.count()) == (302, 1)


@pytest.mark.django_db
def test_a_closed_day_says_that_its_counters_differ_from_it_after_a_correction() -> None:
    shift = opened("2026-01-06 08:00")
    shifts.close_counter(shift, Count(100_000), {}, by=shift.by, at=local("2026-01-06 16:50"))
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local("2026-01-06 17:05"), tick=False):
        agreed = bob.post(PAGE, {"counted": "0"}, follow=True)
        shifts.correct_closing(shift, Count(90_000, 0, "Đếm lại."), {}, by=shift.by, at=local("2026-01-06 17:04"))
        contradicted = bob.get(PAGE)

    assert "không khớp nhau" not in read(agreed).words()
    assert "không khớp nhau" in read(contradicted).words()
    assert "10.000 đ" in read(contradicted).words()


@pytest.mark.django_db
def test_what_is_printed_of_an_open_day_has_no_form_and_no_links_and_says_that_it_is_open() -> None:
    page = Visitor("bob", language="en").get(PAGE).content.decode()

    assert 'class="note no-print" novalidate' in page
    assert '<p class="meta no-print"><a' in page
    assert "The cash of this day is not closed." in page


@pytest.mark.django_db
@pytest.mark.parametrize(("counted", "is_known"), [("30.000", True), ("20.000", False)])
def test_a_difference_that_its_counter_has_explained_is_not_asked_about_again(counted: str, *, is_known: bool) -> None:
    shift = opened("2026-01-06 08:00")
    received(amount=80_000)
    shifts.close_counter(
        shift, Count(130_000, -50_000, "Trả nhầm 50.000."), {}, by=shift.by, at=local("2026-01-06 16:50")
    )
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local("2026-01-06 17:05"), tick=False):
        shown = read(bob.get(PAGE)).words()
        done = bob.post(PAGE, {"counted": counted})

    said = f"Quầy 2 ({shift.by.get_full_name()}): Trả nhầm 50.000."
    assert said in shown
    assert "ghi thiếu 50.000 đ so với sổ" in shown
    assert done.status_code == (302 if is_known else 422)
    assert [(one.counted, one.reason) for one in CashDay.objects.all()] == ([(30_000, said)] if is_known else [])
    assert ("id_reason" in done.content.decode()) is not is_known


@pytest.mark.django_db
def test_the_printed_book_is_signed_and_bears_no_box_of_faults_nor_the_foot_of_the_site() -> None:
    received()
    bob = Visitor("bob", language="vi")

    with time_machine.travel(local("2026-01-06 17:05"), tick=False):
        page = bob.post(PAGE, {"counted": "1"})

    words, text = read(page).words(), page.content.decode()
    assert "Người lập: ……………………………… Người kiểm tra: ………………………………" in words
    assert f"In lúc 17:05 06/01/2026, người in: {story.person('bob').full_name}." in words
    assert '<div class="no-print"><div class="error-summary"' in " ".join(text.split()).replace("> <", "><")
    assert "body:has(:is(.export-form, .signed-by, .letter)) .footer { display: none; }" in (
        settings.BASE_DIR / "static/css/print.css"
    ).read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_row_of_a_receipt_that_was_undone_says_so_and_those_of_the_others_do_not() -> None:
    walk = received("cash", 40_000)
    last = Payment.objects.get()
    received("cash", 15_000, "2026-01-06 09:10", walk)
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 09:30", reverses=last.event.sequence, reason="Ghi nhầm.")

    with time_machine.travel(local("2026-01-06 17:05"), tick=False):
        words = read(Visitor("bob", language="vi").get(PAGE)).words()

    assert f"{last.receipt} Đã huỷ do ghi nhầm, 09:30 06/01/2026" in words
    assert words.count("Đã huỷ do ghi nhầm") == 1

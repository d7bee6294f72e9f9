"""What was announced before is what last reached somebody, a paper, a mail or a call: never the day of a change that nobody told."""

from datetime import date

import pytest
import time_machine
from django.core.cache import caches

from dossiers import outbox
from dossiers.background import relay
from dossiers.calendars import changes
from dossiers.models import Dossier
from procedures.models import CalendarChange
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_effects import DECISION, day_off
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T08:00:00+07:00")]

PAGE = "/mot-cua/bao-ngay-moi/"
PHONE = {"applicant_phone": "0912345678", "applicant_email": ""}
PRINTED, LATER, LATEST = "17:00 19/01/2026", "17:00 20/01/2026", "17:00 21/01/2026"


@pytest.fixture
def dossier() -> Dossier:
    """Return one of the counter with a telephone alone, whose slip says 19/01."""
    return counter.entered(at=local("2026-01-05 09:00"), more=PHONE).dossier


def storm(at: str, *days: int, back: tuple[int, ...] = ()) -> CalendarChange:
    """Give all some days off, or take them back, and have it told to whom a mail reaches."""
    correction = Correction(put=tuple(day_off(day) for day in days), removed=tuple(date(2026, 1, day) for day in back))
    when = local(f"2026-01-13 {at}")
    change = changes.apply(plan(correction), decision=DECISION, decided_on=None, by=None, at=when)
    changes.run(when)
    relay.run(when + outbox.GATHERING)
    caches["process"].clear()
    return change


def to_call(at: str) -> str:
    """Return what the desk reads at a time of whom it has to phone."""
    with time_machine.travel(local(f"2026-01-13 {at}"), tick=False):
        page = Visitor("bob").get(PAGE).content.decode()
    return " ".join(page.split()).partition("Phoned already")[0]


def call(at: str) -> None:
    with time_machine.travel(local(f"2026-01-13 {at}"), tick=False):
        bob = Visitor("bob")
        [form] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
        bob.post(PAGE, {**form.values, "outcome": "reached", "note": ""}, follow=True)


def test_of_two_changes_that_nobody_told_between_the_paper_was_announced_before(dossier: Dossier) -> None:
    storm("08:10", 15)
    change = storm("08:30", 16)

    desk = to_call("08:40")
    with time_machine.travel(local("2026-01-13 08:40"), tick=False):
        manager = " ".join(Visitor("carol").get(f"/quan-ly/lich/thay-doi/{change.pk}/").content.decode().split())

    for page in (desk, manager):
        assert dossier.code in page
        assert f"<b>{LATEST}</b>; announced before: {PRINTED}" in page
        assert LATER not in page


def test_whose_paper_is_right_again_and_who_was_told_nothing_is_not_called(dossier: Dossier) -> None:
    first = storm("08:10", 15)
    second = storm("08:30", back=(15,))

    assert dossier.code not in to_call("08:40")
    assert "Changes to be told" not in Visitor("bob").get("/mot-cua/").content.decode()
    for change in (first, second):
        assert dossier.code not in Visitor("carol").get(f"/quan-ly/lich/thay-doi/{change.pk}/").content.decode()


def test_who_was_told_the_day_between_is_called_though_the_paper_is_right_again(dossier: Dossier) -> None:
    storm("08:10", 15)
    call("08:20")
    storm("08:30", 16, back=(15,))
    storm("08:50", back=(16,))

    page = to_call("09:00")

    assert dossier.code in page
    assert f"<b>{PRINTED}</b>; announced before: {LATER}" in page


def test_who_was_called_of_the_day_that_holds_again_is_not_called_once_more(dossier: Dossier) -> None:
    storm("08:10", 15)
    call("08:20")
    storm("08:30", 16)
    storm("08:50", back=(16,))

    assert dossier.code not in to_call("09:00")


def test_a_call_says_beside_itself_what_was_announced_before_it(dossier: Dossier) -> None:
    storm("08:10", 15)
    call("08:20")

    with time_machine.travel(local("2026-01-13 08:30"), tick=False):
        done = " ".join(Visitor("bob").get(PAGE).content.decode().split()).partition("Phoned already")[2]

    assert f"<b>{LATER}</b>; announced before: {PRINTED}" in done

"""Whom the desk has phoned stands below whom it has not, with who phoned; a slip is taken back, a newer thing is to be told again."""

import pytest

from dossiers import outbox
from dossiers.background import relay
from dossiers.calendars import changes
from dossiers.models import CollectionReminder, Dossier
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_effects import DECISION, day_off
from tests.dossiers.calendars.test_untold import page_of, phoned
from tests.dossiers.lifecycle import local

__all__ = ["phoned"]

PAGE = "/mot-cua/bao-ngay-moi/"

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]


def called(bob: Visitor, note: str = "") -> str:
    """Press that the first was phoned, and return the words of the page that follows."""
    [form, *_] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
    return read(bob.post(PAGE, {**form.values, "outcome": "reached", "note": note}, follow=True)).words()


def test_who_was_phoned_stands_below_with_by_whom_and_is_no_more_counted(phoned: str) -> None:
    bob = Visitor("bob", language="vi")
    assert "Changes to be told: 1" in page_of("bob", "/mot-cua/")

    words = called(bob, "Đã báo bà Mai, sẽ đến ngày mới")

    left, _heading, done = page_of("bob", PAGE).partition("Phoned already")
    assert ("Nobody has to be phoned." in left, phoned in left, phoned in done) == (True, False, True)
    assert "Đã gọi: Đã báo bà Mai, sẽ đến ngày mới 09:00 13/01/2026, Trần Văn Bình" in words
    assert "Changes to be told" not in page_of("bob", "/mot-cua/")
    assert Visitor("hoa").post(PAGE, {"dossier": "1", "about": "x"}).status_code == 404


def test_one_press_is_enough_and_two_are_one_call_that_can_be_taken_back(phoned: str) -> None:
    bob = Visitor("bob", language="vi")
    called(bob)
    called(bob)
    assert CollectionReminder.objects.get().about.startswith("recounted ")

    [form] = [one for one in read(bob.get(PAGE)).forms if any(name == "take_back" for name, _key in one.buttons)]
    bob.post(PAGE, {**form.values, **dict(form.buttons)})

    assert not CollectionReminder.objects.exists()
    assert "Changes to be told: 1" in page_of("bob", "/mot-cua/")


def test_a_newer_date_is_to_be_told_again_and_what_is_no_more_there_is_not_noted(phoned: str) -> None:
    bob = Visitor("bob", language="vi")
    called(bob)
    again = local("2026-01-13 10:00")
    changes.apply(plan(Correction(put=(day_off(16),))), decision=DECISION, decided_on=None, by=None, at=again)
    changes.run(again)
    relay.run(again + outbox.GATHERING)

    page = bob.get(PAGE).content.decode()
    gone = {"dossier": str(Dossier.objects.get(code=phoned).pk), "about": "recounted 1"}

    assert 'class="calls"' not in page
    assert "Chưa ghi gì" in read(bob.post(PAGE, gone, follow=True)).words()
    assert CollectionReminder.objects.count() == 1

"""A call that nobody answered, or that went to a wrong number, has told nothing: the row stays, and a letter is offered instead."""

import pytest
import time_machine
from django.core.cache import caches

from dossiers.models import CallOutcome, CollectionReminder, Dossier, ReminderWay
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_known_dates import LATER, LATEST, PAGE, PRINTED, storm, to_call
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T08:00:00+07:00")]

PHONE = {"applicant_phone": "0912345678", "applicant_email": ""}
ITEM = "RR123456785VN"


@pytest.fixture
def dossier() -> Dossier:
    """Return one of the counter with a telephone and an address, whose slip says 19/01, and whose date a storm has moved."""
    made = counter.entered(at=local("2026-01-05 09:00"), more=PHONE).dossier
    storm("08:10", 15)
    return made


def pressed(at: str, outcome: str, note: str = "") -> int:
    """Press how a call ended, and return the status of the answer."""
    with time_machine.travel(local(f"2026-01-13 {at}"), tick=False):
        bob = Visitor("bob")
        [form] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
        status: int = bob.post(
            PAGE, {**form.values, "note": note, **({"outcome": outcome} if outcome else {})}
        ).status_code
    return status


def front(at: str) -> str:
    caches["process"].clear()
    with time_machine.travel(local(f"2026-01-13 {at}"), tick=False):
        return Visitor("bob").get("/mot-cua/").content.decode()


@pytest.mark.parametrize(("outcome", "words"), [("nobody", "Nobody answered"), ("wrong", "Wrong number")])
def test_a_call_that_reached_nobody_is_shown_and_leaves_the_row_open(
    dossier: Dossier, outcome: str, words: str
) -> None:
    assert pressed("08:20", outcome, "gọi hai lần") == 302

    page = to_call("08:30")

    assert dossier.code in page
    assert f"<b>{words}</b>: gọi hai lần" in page
    assert "08:20 13/01/2026, Trần Văn Bình" in page
    assert "Changes to be told: 1" in front("08:30")


def test_only_what_was_told_was_announced_before(dossier: Dossier) -> None:
    pressed("08:20", "nobody")
    storm("08:30", 16)

    assert f"<b>{LATEST}</b>; announced before: {PRINTED}" in to_call("08:40")
    pressed("08:45", "reached")
    storm("08:50", back=(16,))
    assert f"<b>{LATER}</b>; announced before: {LATEST}" in to_call("09:00")


def test_who_was_tried_in_vain_and_whose_day_moves_back_holds_a_paper_that_is_right(dossier: Dossier) -> None:
    pressed("08:20", "nobody")
    storm("08:30", back=(15,))

    assert dossier.code not in to_call("08:40")


def test_what_was_told_at_last_ends_the_row_and_its_tries(dossier: Dossier) -> None:
    pressed("08:20", "nobody")
    pressed("09:20", "nobody")
    assert CollectionReminder.objects.filter(outcome=CallOutcome.NOBODY).count() == 2
    pressed("09:30", "reached")

    assert dossier.code not in to_call("09:40")
    assert "Changes to be told" not in front("09:40")


def noted(at: str, outcome: str) -> str:
    """Note a call at a row that is told already, and return what the page answers."""
    with time_machine.travel(local(f"2026-01-13 {at}"), tick=False):
        bob = Visitor("bob")
        [form] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
        return read(bob.post(PAGE, {**form.values, "outcome": outcome, "note": ""}, follow=True)).words()


def test_nobody_answers_at_a_row_that_is_told_which_stays_told_and_says_so(dossier: Dossier) -> None:
    pressed("08:20", "reached")

    page = noted("08:30", "nobody")

    assert "Nobody answered. It was told before, and that still counts: nobody has to be called." in page
    assert "it stays in this list" not in page
    assert dossier.code not in to_call("08:40")


def test_at_a_number_that_turns_out_to_be_another_one_s_nobody_was_told(dossier: Dossier) -> None:
    pressed("08:20", "reached")
    assert dossier.code not in to_call("08:25")

    page = noted("08:30", "wrong")

    assert "Wrong number. Nobody was told: it stays in this list." in page
    assert dossier.code in to_call("08:40")
    assert "Changes to be told: 1" in front("08:40")
    pressed("08:50", "reached")
    assert dossier.code not in to_call("08:55")


def test_two_presses_at_once_are_one_try_and_it_is_taken_back(dossier: Dossier) -> None:
    pressed("08:20", "wrong")
    pressed("08:21", "wrong")
    assert CollectionReminder.objects.get().outcome == CallOutcome.WRONG

    with time_machine.travel(local("2026-01-13 08:30"), tick=False):
        bob = Visitor("bob")
        [form] = [one for one in read(bob.get(PAGE)).forms if any(name == "take_back" for name, _key in one.buttons)]
        bob.post(PAGE, {**form.values, **dict(form.buttons)})

    assert not CollectionReminder.objects.exists()
    assert "Wrong number</b>" not in to_call("08:40")


def test_enter_in_the_note_says_nothing_of_how_the_call_ended(dossier: Dossier) -> None:
    assert pressed("08:20", "", "không ai nghe máy") == 422
    assert not CollectionReminder.objects.exists()

    with time_machine.travel(local("2026-01-13 08:20"), tick=False):
        bob = Visitor("bob")
        [form] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
        page = " ".join(bob.post(PAGE, {**form.values, "note": "không ai nghe"}).content.decode().split())

    first = page.partition(f'value="{form.values["about"]}"')[2].partition("<button ")[2].partition(">")[0]
    assert first == 'type="submit" hidden', "Enter presses the first button, which names no outcome"
    assert [key for name, key in form.buttons if name == "outcome"] == [one.value for one in CallOutcome]
    assert 'value="không ai nghe" aria-invalid="true"' in page
    assert "Press how the call ended. Nothing was noted yet." in page


def test_whom_a_call_did_not_reach_is_written_to(dossier: Dossier) -> None:
    letter = f"{PAGE}thu/{dossier.code}/"
    assert letter not in to_call("08:15")
    pressed("08:20", "wrong")

    page = to_call("08:30")

    assert f'href="{letter}"' in page
    assert "0912 345 678 is a wrong number" in page
    assert 'href="tel:' not in page
    with time_machine.travel(local("2026-01-13 08:30"), tick=False):
        bob = Visitor("bob")
        assert bob.send(bob.get(letter), letter, {"handover_post_number": ITEM}).status_code == 302
    assert CollectionReminder.objects.get(way=ReminderWay.POST).number == ITEM
    assert dossier.code not in to_call("08:40")


def test_a_letter_that_went_out_is_no_call_when_more_is_new(dossier: Dossier) -> None:
    pressed("08:20", "nobody")
    letter = f"{PAGE}thu/{dossier.code}/"
    with time_machine.travel(local("2026-01-13 08:25"), tick=False):
        bob = Visitor("bob")
        bob.send(bob.get(letter), letter, {"handover_post_number": ITEM})
    storm("08:30", 16)

    page = to_call("08:40")

    assert f"Letter {ITEM} posted, noted at 08:25 13/01/2026 by Trần Văn Bình" in page
    assert "<b>New since that letter: the date.</b>" in page
    assert "Phoned at" not in page

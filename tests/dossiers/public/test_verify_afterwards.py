"""What whoever holds a paper reads of what became of its dossier since, without a reason and without a name."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Unit
from dossiers.background import relay
from dossiers.display.labels import paper_label
from dossiers.models import Dossier, Letter, OwnPaper, ResultFile
from dossiers.papers import registry
from portal.demo.story import Walk
from procedures.machine import Paper
from procedures.time.calendar import local
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.closings import applied
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.papers.test_refusal import MONDAY, refused, refused_after_appraisal, stopped

pytestmark = pytest.mark.django_db

PROMISED = (
    "The office does not keep the date for the result that stands on this paper. It has apologised, and now promises"
)
WHY = "Người nộp không còn hoạt động."
VALID, MOVED = "A paper with this code was issued here", "does not hold any more. The result is now due"
ENDED = ("refused", "was stopped", "was withdrawn", "was handed over")
NOBODY_S = ("giáp lai", "Nguyễn Thị An")
"""Words of a reason and a name, which the page of a paper says to nobody."""


def scanned(paper: Letter | ResultFile, walk: Walk) -> str:
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        return read(Visitor().get(f"/xac-minh/{paper.token}/")).words()


def papers_of(walk: Walk) -> list[Letter]:
    """Return the proof of filing, and the receipt where there is one."""
    kinds = [OwnPaper.FILING, Paper.RECEIPT]
    events = walk.dossier.events.select_related("payload", "actor").filter(action__in=["submit", "accept"])
    return [
        registry.issue(event, kind, at=walk.at) for event, kind in zip(events.order_by("sequence"), kinds, strict=False)
    ]


def sent(walk: Walk) -> Walk:
    """Let all that an act brings about go out."""
    relay.run(walk.at + timedelta(minutes=2))
    return walk


@pytest.mark.usefixtures("committed_db")
def test_a_receipt_says_that_the_desk_is_closed_on_its_day_and_other_papers_nothing() -> None:
    walk = sent(dossier_at("tham-dinh", at=MONDAY))
    filing, receipt = papers_of(walk)
    due = local(Dossier.objects.get(pk=walk.dossier.pk).due_at)
    desk = Unit.objects.get(kind="desk", parent=walk.dossier.agency_id).pk
    before = scanned(receipt, walk)

    applied(Correction(unit_id=desk, put=(day_off(due.day, due.month),)), walk.at + timedelta(hours=1))

    closed = f"on {due:%d/%m/%Y} this place is closed; it opens again at"
    assert [closed in words for words in (before, scanned(receipt, walk), scanned(filing, walk))] == [
        False,
        True,
        False,
    ]


def test_the_papers_of_a_stopped_dossier_say_when_it_was_stopped_and_by_which_paper() -> None:
    walk = sent(stopped())

    stop = Letter.objects.get(kind=Paper.STOP_NOTICE)
    before = papers_of(walk)
    assert len(before) == 2
    for letter in before:
        words = scanned(letter, walk)
        assert VALID in words
        assert f"Work on this dossier was stopped on {walk.at:%d/%m/%Y}." in words
        assert f"By this paper: {paper_label(Paper.STOP_NOTICE)}, number {stop.number}," in words
        assert not any(word in words for word in NOBODY_S)
    assert not any(word in scanned(stop, walk) for word in ENDED)


def test_the_notice_of_a_stop_says_what_it_stops_and_since_when() -> None:
    walk = sent(stopped())

    words = scanned(Letter.objects.get(kind=Paper.STOP_NOTICE), walk)

    assert f"Work on the dossier of “{walk.dossier.machine.name.en}”, since {local(walk.at):%H:%M %d/%m/%Y}" in words
    assert "Work on the dossier of" not in scanned(papers_of(walk)[1], walk)


def test_a_letter_of_apology_before_the_end_promises_nothing_any_more() -> None:
    walk = dossier_at("tham-dinh", at=MONDAY)
    day = (walk.dossier.due_at + timedelta(days=7)).date() if walk.dossier.due_at else None
    walk.take("reappoint", "lan", date=day, reason="Chờ ý kiến của bộ.")
    receipt = papers_of(walk)[1]
    apology = registry.issue(walk.events[-1], Paper.APOLOGY, at=walk.at)
    counts = f"number {apology.number}, {local(walk.at):%H:%M %d/%m/%Y}. What that one says counts."
    assert counts in scanned(receipt, walk)

    sent(walk.take("decide-stop", "lan", reason=WHY).take("issue-stop", "bob", reason=WHY))

    words = scanned(receipt, walk)
    assert "Work on this dossier was stopped on" in words
    assert "The dossier has ended since: no date on these papers holds any more." in words
    assert "What that one says counts" not in words


def test_a_stop_that_has_not_gone_out_is_not_told() -> None:
    walk = stopped()
    [_proof, receipt] = papers_of(walk)

    with time_machine.travel(walk.at + timedelta(seconds=5), tick=False):
        words = read(Visitor().get(f"/xac-minh/{receipt.token}/")).words()

    assert VALID in words
    assert not any(word in words for word in ENDED)


def test_the_proof_of_what_was_not_accepted_says_so() -> None:
    walk = sent(refused())
    [proof] = papers_of(walk)

    words = scanned(proof, walk)

    assert f"The desk refused to accept this dossier on {walk.at:%d/%m/%Y}." in words
    assert f"number {Letter.objects.get(kind=Paper.REFUSAL).number}" in words


def test_the_receipt_of_what_was_refused_after_appraisal_says_so_also_when_the_answer_is_handed_over() -> None:
    walk = sent(refused_after_appraisal())
    refused_on = f"What this dossier applies for was refused on {walk.at:%d/%m/%Y}."
    receipt = papers_of(walk)[1]
    assert refused_on in scanned(receipt, walk)

    walk.at += timedelta(days=1)
    walk.take("return", "bob")
    sent(walk)

    assert refused_on in scanned(receipt, walk)
    assert not any(word in scanned(receipt, walk) for word in NOBODY_S)
    answer = ResultFile.objects.get()
    assert not any(word in scanned(answer, walk) for word in ENDED)


def test_the_papers_of_what_was_withdrawn_say_so() -> None:
    walk = sent(dossier_at("withdrawn", at=MONDAY))

    for letter in papers_of(walk):
        assert f"This dossier was withdrawn by who applied on {walk.at:%d/%m/%Y}." in scanned(letter, walk)


def test_the_papers_of_what_was_handed_over_say_so_and_its_result_does_not() -> None:
    walk = sent(dossier_at("returned", at=MONDAY))

    for letter in papers_of(walk):
        assert f"The result of this dossier was handed over on {walk.at:%d/%m/%Y}." in scanned(letter, walk)
    assert not any(word in scanned(ResultFile.objects.get(), walk) for word in ENDED)


def test_a_receipt_whose_date_was_given_anew_says_which_date_holds() -> None:
    walk = dossier_at("tham-dinh", at=MONDAY)
    receipt = papers_of(walk)[1]
    assert MOVED not in scanned(receipt, walk)
    assert walk.dossier.due_at

    walk.take("reappoint", "lan", date=(walk.dossier.due_at + timedelta(days=7)).date(), reason="Chờ ý kiến của bộ.")
    sent(walk)
    walk.dossier.refresh_from_db()

    assert f"{MOVED} 17:00 {walk.dossier.due_at:%d/%m/%Y}" in scanned(receipt, walk)
    assert MOVED not in scanned(Letter.objects.get(kind=Paper.APOLOGY), walk)


def test_what_gave_a_day_before_another_was_promised_says_which_day_one_comes_on() -> None:
    walk = dossier_at("tham-dinh", at=MONDAY)
    receipt = papers_of(walk)[1]
    assert walk.dossier.due_at
    moved, day = ((walk.dossier.due_at + timedelta(days=days)).date() for days in (7, 9))
    walk.take("reappoint", "lan", date=moved, reason="Chờ ý kiến của bộ.")
    walk.take("promise-late", "lan", date=day, reason="Vẫn chờ ý kiến của bộ.")
    sent(walk)

    form, letter = Letter.objects.filter(kind=Paper.APOLOGY).order_by("pk")

    for paper in (receipt, form):
        words = scanned(paper, walk)
        assert f"{PROMISED} the result by 17:00 {day:%d/%m/%Y}." in words
        assert f"{moved:%d/%m/%Y}" not in words, "no other day to come on"
    assert PROMISED not in scanned(letter, walk)

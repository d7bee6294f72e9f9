"""A result is handed over with the same questions whatever the edition of its machine, which the first one did not ask for."""

from datetime import timedelta

import pytest

from dossiers.acts.receiving import asked_at_desk, hands_result_over
from dossiers.bulk.kinds import KINDS
from dossiers.commands import advance
from dossiers.commands.given import Given, Handover
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.proof import audit
from dossiers.refusals import InvalidAnswer
from portal.demo import story
from procedures.machine import Ask
from procedures.results import Way
from tests.dossiers import counter
from tests.dossiers.browsing import Page, Visitor, form_of, read
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import nothing_written

LATER = MONDAY + timedelta(days=3)
OTHER, PAPER = "Bùi Văn Lạ", "Giấy uỷ quyền số 12 ngày 05/01/2026"
WHY = "Hẹn nộp sau."

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready() -> Dossier:
    """Return a dossier of the first edition, whose return asks for a recipient alone."""
    dossier = dossier_at("result-ready").dossier
    action = dossier.machine.action("result-ready", "return")
    assert action
    assert Ask.HANDOVER not in {asked.kind for asked in action.asks}
    return dossier


def sent(dossier: Dossier, **typed: str) -> tuple[int, Page]:
    bob = Visitor("bob", language="vi")
    answer = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/return/", {"unpaid": WHY, **typed})
    return answer.status_code, read(answer)


def test_the_page_asks_how_and_against_which_paper() -> None:
    dossier = ready()

    form = form_of(Visitor("bob").get(f"/mot-cua/{dossier.code}/"), "/return/")
    with nothing_written():
        status, page = sent(dossier)
        to_another = sent(dossier, handover_recipient=OTHER, handover_identity="CCCD 9999")

    asked = {"handover_recipient", "handover_way", "handover_identity", "handover_authority", "handover_originals"}
    assert asked <= form.values.keys()
    assert "recipient" not in form.values
    assert status == 422
    assert "id_return_handover_identity" in page.errors
    assert to_another[0] == 422
    assert "không phải người nộp hồ sơ này" in to_another[1].errors["id_return_handover_authority"]


def test_the_record_holds_it_as_of_a_newer_one() -> None:
    dossier = ready()

    status, _page = sent(
        dossier, handover_recipient=OTHER, handover_identity="CCCD 012345679999", handover_authority=PAPER
    )
    event = Event.objects.select_related("payload").get(dossier=dossier, action="return")
    words = words_of(event.payload)

    assert status == 302
    assert (facts_of(event).way, facts_of(event).originals) == ("in_person", "none")
    assert (words.recipient, words.identity, words.authority) == (OTHER, "CCCD …9999", PAPER)
    assert audit.check_all().differences == []


def test_what_was_recorded_with_a_name_alone_is_recorded_so_again() -> None:
    dossier = ready()

    event = story.take(dossier, "return", "bob", at=LATER, unpaid=WHY)

    assert facts_of(event).way == ""
    assert words_of(event.payload).recipient == dossier.applicant_name


def test_nobody_is_named_twice() -> None:
    dossier = ready()
    given = Given(recipient=OTHER, handover=Handover(OTHER, Way.IN_PERSON, "CCCD …9999"), unpaid=WHY)

    with nothing_written(), pytest.raises(InvalidAnswer):
        advance(dossier, "return", actor=counter.at_desk(LATER), given=given, seen=dossier.sequence, at=LATER)


def test_many_are_handed_over_on_line_by_the_same_act() -> None:
    action = ready().machine.action("result-ready", "return")

    assert action
    assert hands_result_over(action)
    assert KINDS["return"].is_meant(action)
    assert [asked.kind for asked in asked_at_desk(action).asks] == [Ask.HANDOVER, Ask.FEE, Ask.NOTE]

"""When what an act does outside the log goes out: after the time in which it can be taken back, or at once."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from dossiers import acts, commands, outbox
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.commands.given import Handover
from dossiers.models import Dossier, Letter, Notice, OutboxEntry
from dossiers.outbox import Reach
from portal.demo import story
from portal.demo.story import dossier_in
from procedures.machine import Machine
from procedures.models import ProcedureVersion
from procedures.results import Way
from procedures.time.calendar import LOCAL

pytestmark = pytest.mark.django_db

LATE_MONDAY = datetime(2026, 11, 30, 16, 40, tzinfo=LOCAL)
NEW_YEARS_EVE = datetime(2025, 12, 31, 23, 59, 30, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)
REACHES = {
    "accept": Reach.OUTSIDE,
    "ask-supplement": Reach.OUTSIDE,
    "reject": Reach.OUTSIDE,
    "issue-supplement": Reach.OUTSIDE,
    "return-answer": Reach.OUTSIDE,
    "confirm-supplement": Reach.OUTSIDE,
    "ask-payment": Reach.OUTSIDE,
    "confirm-payment": Reach.OUTSIDE,
    "confirm-withdrawal": Reach.OUTSIDE,
    "reappoint": Reach.OUTSIDE,
    "issue-stop": Reach.OUTSIDE,
    "return": Reach.OUTSIDE,
    "ask-withdrawal": Reach.INSIDE,
    "answer-supplement": Reach.FINAL,
    "lapse": Reach.FINAL,
    "number": Reach.FINAL,
    "withdraw-demand": Reach.OUTSIDE,
    "transfer": Reach.INSIDE,
    "finish-phan-cong": Reach.INSIDE,
    "reassign": Reach.INSIDE,
    "recall": Reach.INSIDE,
    "propose-supplement": Reach.INSIDE,
    "decline-supplement": Reach.INSIDE,
    "propose-granted": Reach.INSIDE,
    "decide": Reach.INSIDE,
    "decide-stop": Reach.INSIDE,
    "receive-handed-in": Reach.INSIDE,
    "return-handed-in": Reach.INSIDE,
    "hand-back": Reach.INSIDE,
    "hand-back-originals": Reach.INSIDE,
    "note-sent-back": Reach.OUTSIDE,
    "note-things-sent-back": Reach.OUTSIDE,
    "correct-post": Reach.FINAL,
}


def entries() -> dict[str, datetime]:
    return dict(OutboxEntry.objects.exclude(event__action="submit").values_list("kind", "due_at"))


def test_each_act_reaches_as_far_as_what_it_does_outside() -> None:
    machine: Machine = ProcedureVersion.objects.filter(procedure__slug=story.SLUG).latest("version").machine
    found = {
        action.name: outbox.reach_of(action, machine.states[action.source], machine.states[action.target])
        for state in machine.states
        for action in acts.open_in(machine, state)
    }

    assert {name: found[name] for name in REACHES} == REACHES
    assert {found[name] for name in acts.ACTS.keys() - acts.INSIDE if name in found} == {Reach.FINAL}


def test_receipt_and_mail_wait_a_minute_and_bear_the_instant_of_the_press() -> None:
    walk = dossier_in("filed", at=NEW_YEARS_EVE.replace(hour=8))
    walk.at = NEW_YEARS_EVE - walk.pace
    walk.take("accept", "bob")

    assert entries() == {"letter-01": walk.at + MINUTE, "accepted": walk.at + MINUTE}
    relay.run(walk.at + timedelta(seconds=59))
    assert (
        Letter.objects.filter(kind="01").count(),
        Notice.objects.filter(channel="mail", kind="accepted").count(),
    ) == (0, 0)

    relay.run(walk.at + MINUTE)
    assert Notice.objects.filter(channel="mail", kind="accepted").count() == 1
    assert Letter.objects.get(kind="01").number == "01/2025/TNHS", (
        "the day of the press, though it was printed on the next one"
    )
    assert walk.dossier.accepted_at == walk.at


def test_at_the_counter_it_goes_out_at_once() -> None:
    walk = dossier_in("filed", at=LATE_MONDAY)
    at = walk.at + MINUTE
    bob = story.actor("bob", walk.dossier, "accept", at)
    commands.advance(walk.dossier, "accept", actor=bob, given=Given(at_counter=True), seen=1, at=at)

    relay.run(at)

    assert Letter.objects.filter(kind="01").count() == 1


@pytest.mark.parametrize(("way", "waits"), [(Way.IN_PERSON, timedelta(0)), (Way.BY_POST, MINUTE)])
def test_who_is_handed_the_result_has_the_message_at_once(way: Way, waits: timedelta) -> None:
    walk = dossier_in("result-ready", at=LATE_MONDAY.replace(hour=8))

    post = "EK1" if way is Way.BY_POST else ""
    walk.take("return", "bob", handover=Handover("Lê Việt Anh", way, "CCCD …2345", post))

    assert entries()["returned"] == walk.at + waits


def test_a_result_with_its_number_is_made_at_once() -> None:
    walk = dossier_in("result-ready", at=LATE_MONDAY.replace(hour=8))

    assert entries()[outbox.RESULT_FILE] == Dossier.objects.get().events.get(action="number").at
    del walk


def test_a_site_that_waits_for_nothing_lets_all_go_at_once(settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 0

    walk = dossier_in("accepted", at=LATE_MONDAY)

    assert set(entries().values()) == {walk.at}

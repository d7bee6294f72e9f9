"""Taking back while something else happens, with real commits: one wins, the other is told, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from accounts.roles import Role
from dossiers import commands
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.commands.given import divisions_for
from dossiers.models import Dossier, Event, Letter, Notice, OutboxEntry
from dossiers.proof import audit
from dossiers.refusals import Refusal, undoing
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.officers import officer
from tests.dossiers.undoing import actors_of

pytestmark = pytest.mark.usefixtures("committed_db")

MANY = 6
PRESSED = MONDAY.astimezone(LOCAL) + timedelta(minutes=20)
LAST = PRESSED + timedelta(seconds=59)
OUT = PRESSED + timedelta(seconds=60)


def accepted() -> list[Dossier]:
    """Return dossiers that were accepted at one instant."""
    found = [story.file("alice", at=MONDAY) for _ in range(MANY)]
    for dossier in found:
        story.take(dossier, "accept", "bob", at=PRESSED)
    relay.run(PRESSED)
    return found


def attempt(press: Callable[[], object]) -> str:
    """Return how a press ended: "done", or the name of the refusal."""
    try:
        press()
    except Refusal as refusal:
        return type(refusal).__name__ if str(refusal) else "no sentence"
    return "done"


def backing(dossier: Dossier) -> Callable[[], object]:
    return partial(commands.take_back, dossier.pk, 2, actors=actors_of("bob", PRESSED), at=LAST)


def test_a_relay_and_a_taking_back_at_once_leave_either_a_receipt_or_nothing() -> None:
    dossiers = accepted()
    jobs = [partial(attempt, backing(dossier)) for dossier in dossiers]
    sending: list[Callable[[], str]] = [partial(attempt, partial(relay.run, OUT)) for _ in range(2)]

    ends = at_once([*sending, *jobs], threads=MANY + 2)[2:]
    relay.run(OUT + timedelta(minutes=5))

    for dossier, end in zip(dossiers, ends, strict=True):
        dossier.refresh_from_db()
        sent = (
            Letter.objects.filter(dossier=dossier, kind="01").count(),
            Notice.objects.filter(channel="mail", dossier=dossier, kind="accepted").count(),
        )
        assert (end, dossier.state, sent) in [("done", "filed", (0, 0)), ("GoneOut", "accepted", (1, 1))]
    assert not OutboxEntry.objects.filter(done_at=None).exists()
    assert audit.check_all().differences == []


def test_what_a_relay_has_in_its_hands_has_gone_out_and_nobody_waits_for_it() -> None:
    dossier = accepted()[0]
    entry = OutboxEntry.objects.filter(event__dossier=dossier, kind="letter-01")

    with transaction.atomic():
        entry.select_for_update().get()
        [end] = at_once([partial(attempt, backing(dossier))], threads=1)

    assert end == "GoneOut"
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"


def test_in_the_last_second_while_a_colleague_presses_one_wins_and_the_other_is_told() -> None:
    dossiers = accepted()
    officer("cuc", Role.ONE_STOP_OFFICER, "mot-cua")
    cuc = actors_of("cuc", PRESSED)[-1]
    division = divisions_for(dossiers[0])[0]
    colleagues = [
        partial(commands.advance, dossier, "transfer", actor=cuc, given=Given(division=division), seen=2, at=LAST)
        for dossier in dossiers
    ]
    jobs = [
        partial(attempt, press)
        for dossier, one in zip(dossiers, colleagues, strict=True)
        for press in (backing(dossier), one)
    ]

    ends = at_once(jobs, threads=2 * MANY)

    for dossier, back, onward in zip(dossiers, ends[::2], ends[1::2], strict=True):
        dossier.refresh_from_db()
        assert (back, onward, dossier.state) in [("done", "Stale", "filed"), ("Stale", "done", "phan-cong")]
        # With the proof of the filing, which was issued after the acceptance.
        assert dossier.sequence == Event.objects.filter(dossier=dossier).count() == 4
    assert audit.check_all().differences == []


def test_of_two_presses_of_the_button_one_takes_back_and_the_other_says_so() -> None:
    dossier = accepted()[0]

    ends = at_once([partial(attempt, backing(dossier))] * 4, threads=4)

    assert sorted(ends) == sorted(["done", *[undoing.TakenBackBefore.__name__] * 3])
    assert [event.action for event in dossier.events.order_by("sequence")][1:] == ["accept", "issue-paper", "take-back"]

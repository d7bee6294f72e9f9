"""What an applicant did is confirmed by mail: once, not where it is taken back in time, and nothing else waits for it."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from dossiers import commands, outbox
from dossiers.background import relay
from dossiers.models import OutboxEntry
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers import undoing

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
WAITS = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def answered() -> Walk:
    walk = dossier_in("tham-dinh", at=MONDAY).take("propose-supplement", "dung").take("issue-supplement", "bob")
    return walk.take("answer-supplement", "alice")


def asked_to_withdraw() -> Walk:
    return dossier_in("tham-dinh", at=MONDAY).take("ask-withdrawal", "alice")


def received_otherwise() -> Walk:
    return dossier_in("tham-dinh", at=MONDAY).take("change-receiving", "alice")


DONE = {
    outbox.ANSWERED: answered,
    outbox.WITHDRAWAL_ASKED: asked_to_withdraw,
    outbox.RECEIVING_CHANGED: received_otherwise,
}


def confirmed(kind: str) -> list[list[str]]:
    """Return whom each mail of a kind reached."""
    return [message.to for message in mail.outbox if f".{kind}@" in message.extra_headers["Message-ID"]]


def test_each_confirmation_has_what_it_confirms() -> None:
    assert DONE.keys() == outbox.CONFIRMATIONS


@pytest.mark.parametrize("kind", DONE)
def test_it_goes_to_the_applicant_once(kind: str) -> None:
    walk = DONE[kind]()

    for turn in range(3):
        relay.run(walk.at + WAITS + turn * timedelta(hours=1))

    assert confirmed(kind) == [["alice@example.vn"]]


@pytest.mark.parametrize("kind", [outbox.ANSWERED, outbox.RECEIVING_CHANGED])
def test_of_what_is_not_taken_back_it_goes_at_once(kind: str) -> None:
    walk = DONE[kind]()

    relay.run(walk.at)

    assert len(confirmed(kind)) == 1


def take_back(walk: Walk, *, after: timedelta) -> None:
    alice = Actor.citizen(story.person("alice"))
    commands.take_back(walk.dossier.pk, walk.events[-1].sequence, actors=(alice,), at=walk.at + after)


def test_a_wish_that_is_taken_back_within_the_minute_is_not_confirmed() -> None:
    walk = asked_to_withdraw()
    relay.run(walk.at + 20 * SECOND)
    assert confirmed(outbox.WITHDRAWAL_ASKED) == []

    take_back(walk, after=40 * SECOND)
    relay.run(walk.at + 2 * WAITS)

    assert confirmed(outbox.WITHDRAWAL_ASKED) == []


def test_a_wish_that_is_confirmed_may_still_be_taken_back() -> None:
    walk = asked_to_withdraw()
    relay.run(walk.at + WAITS)

    take_back(walk, after=2 * WAITS)

    walk.dossier.refresh_from_db()
    assert not walk.dossier.withdrawal_asked


def test_a_wish_that_is_granted_before_it_was_confirmed_is_told_as_granted_alone() -> None:
    walk = asked_to_withdraw()
    story.take(walk.dossier, "confirm-withdrawal", "bob", at=walk.at + 17 * SECOND)

    relay.run(walk.at + WAITS)
    assert confirmed(outbox.WITHDRAWAL_ASKED) == []
    assert confirmed("withdrawn") == []
    relay.run(walk.at + 17 * SECOND + WAITS)
    relay.run(walk.at + 2 * WAITS)

    assert confirmed("withdrawn") == [["alice@example.vn"]]
    assert confirmed(outbox.WITHDRAWAL_ASKED) == []
    assert not OutboxEntry.objects.filter(kind=outbox.WITHDRAWAL_ASKED, done_at=None).exists()


def test_where_the_grant_is_taken_back_in_time_the_wish_is_confirmed_after_all() -> None:
    walk = asked_to_withdraw()
    granted = story.take(walk.dossier, "confirm-withdrawal", "bob", at=walk.at + 17 * SECOND)
    undoing.take_back(walk.dossier, "bob", at=walk.at + 30 * SECOND, undoes=granted.sequence)

    relay.run(walk.at + 2 * WAITS)

    assert confirmed("withdrawn") == []
    assert confirmed(outbox.WITHDRAWAL_ASKED) == [["alice@example.vn"]]


def test_while_it_waits_the_applicant_goes_on_with_the_dossier() -> None:
    walk = asked_to_withdraw()

    assert outbox.first_waiting(walk.dossier.pk, walk.at + SECOND) is None
    story.take(walk.dossier, "write-to-office", "alice", at=walk.at + SECOND, message="Xin xác nhận sớm.")

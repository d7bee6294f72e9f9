"""A taking back that the log does not allow is named, and one that it allows is computed again like all else."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from dossiers.background import relay
from dossiers.models import Dossier, Event, Notice
from dossiers.proof import audit
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import kept
from tests.dossiers.proof.records import change, forge
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)


def made() -> Dossier:
    """Return a dossier of which one transfer was taken back and then made anew."""
    walk = story.dossier_in("accepted", at=MONDAY).take("transfer", "bob")
    take_back(walk.dossier, "bob", at=walk.at + timedelta(minutes=5))
    return walk.take("transfer", "bob").dossier


@pytest.fixture
def dossier() -> Dossier:
    return kept.once(made)


def named() -> list[str]:
    return [difference.what for difference in audit.check_all().differences]


def undoing(sequence: int) -> Callable[[Event], dict[str, object]]:
    return lambda event: {"facts": event.facts | {"undoes": sequence}}


WRONG: list[tuple[Callable[[Event], dict[str, object]], str]] = [
    (undoing(2), "undoes"),
    (undoing(1), "undoes"),
    (undoing(4), "undoes"),
    (undoing(99), "undoes"),
    (lambda event: {"facts": event.facts | {"unit": None}}, "unit of the dossier"),
    (lambda _event: {"actor": story.person("hoa")}, "actor"),
    (lambda _event: {"role": "clerk"}, "role"),
    (lambda _event: {"unit": None}, "unit"),
    (lambda _event: {"on_behalf_of": story.person("dung")}, "on behalf of"),
]


def test_one_that_a_command_wrote_is_right(dossier: Dossier) -> None:
    assert [event.action for event in dossier.events.order_by("sequence")][3:] == ["take-back", "transfer"]
    assert named() == []


@pytest.mark.parametrize(("columns", "what"), WRONG)
def test_one_that_no_command_writes_is_named(
    dossier: Dossier, columns: Callable[[Event], dict[str, object]], what: str
) -> None:
    taking = dossier.events.get(sequence=4)
    change(taking, **columns(taking))
    forge(dossier)

    assert f"event 4 (take-back) {what}" in named()


def test_a_reading_of_its_own_is_named(dossier: Dossier) -> None:
    taking = dossier.events.get(sequence=4)
    change(taking, reading=taking.reading | {"due_at": "2026-12-24T10:00:00+00:00"})
    forge(dossier)

    assert "event 4 (take-back) due_at" in named()


def test_what_was_sent_and_taken_back_all_the_same_is_named() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    relay.run(walk.at + timedelta(minutes=1))
    notice = Notice.objects.get(channel="mail", kind="accepted")
    other = story.dossier_in("accepted", at=MONDAY)
    take_back(other.dossier, "bob", at=other.at + timedelta(seconds=1))
    assert named() == []

    Notice.objects.filter(pk=notice.pk).update(event=other.dossier.events.get(sequence=2))

    assert named() == ["event 2 (accept)"]

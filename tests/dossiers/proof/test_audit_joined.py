"""What a joined account did: the check of the record accepts just that, and names what was forged of it (ADR 0093)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from dossiers import acts, commands
from dossiers.models import CounterPerson, Dossier, Event
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.joined import LATER, MONDAY, WISH, account, answered, asked, done_by, last_of
from tests.dossiers.proof.records import change, differences_of, forge

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.fixture
def mai() -> User:
    return account()


FORGED: list[tuple[str, Callable[[Dossier, Event], None]]] = [
    ("joined after it", lambda _dossier, event: _says(event, LATER + timedelta(minutes=1))),
    ("joined at another time than the row knows", lambda _dossier, event: _says(event, MONDAY)),
    ("never joined", lambda _dossier, event: _says(event, None)),
    ("a stranger's", lambda _dossier, event: change(event, actor=story.person("mallory"))),
    ("for somebody else", lambda _dossier, event: change(event, on_behalf_of=story.person("alice"))),
    ("for nobody", lambda _dossier, event: change(event, on_behalf_of=None)),
    ("the applicant's own", lambda dossier, event: change(event, actor=dossier.applicant)),
    ("an officer's", lambda _dossier, event: change(event, role="one_stop_officer")),
]


def _says(event: Event, joined_at: datetime | None) -> None:
    facts = {name: value for name, value in event.facts.items() if name != "joined_at"}
    change(event, facts=facts | ({"joined_at": joined_at.isoformat()} if joined_at else {}))


@pytest.mark.parametrize(("wrong", "forging"), FORGED, ids=[wrong for wrong, _forging in FORGED])
def test_the_check_of_the_record_names_what_no_joined_account_did(
    mai: User, wrong: str, forging: Callable[[Dossier, Event], None]
) -> None:
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)
    event = last_of(walk.dossier)

    forging(walk.dossier, event)
    forge(walk.dossier)

    found = [one.what for one in differences_of(Dossier.objects.get(pk=walk.dossier.pk))]
    assert f"event {event.sequence} ({commands.ANSWER}) actor" in found, wrong


def test_an_account_that_was_joined_after_the_event_is_found_by_the_row(mai: User) -> None:
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)

    CounterPerson.objects.filter(pk=walk.dossier.applicant_id).update(joined_at=LATER + timedelta(days=1))

    [found] = differences_of(walk.dossier)
    assert "joined at" in str(found.computed)


def test_a_parted_row_and_one_that_is_joined_with_another_later_contradict_nothing(mai: User) -> None:
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    done_by(Visitor("mai"), walk.dossier, acts.TAKE_BACK, {})

    counter.parted(walk.dossier)
    assert differences_of(walk.dossier) == []
    other = User.objects.create(username="mai2", full_name=counter.NAME)
    counter.joined(walk.dossier, other, at=LATER + timedelta(days=1))
    assert differences_of(walk.dossier) == []
    # An account that the row knows to have been joined by then leaves no room for another one.
    counter.joined(walk.dossier, other, at=MONDAY)
    assert differences_of(walk.dossier) != []


def test_a_forged_taking_back_is_named(mai: User) -> None:
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    done_by(Visitor("mai"), walk.dossier, acts.TAKE_BACK, {})
    event = last_of(walk.dossier)

    change(event, actor=story.person("mallory"))
    forge(walk.dossier)

    assert f"event {event.sequence} ({acts.TAKE_BACK}) actor" in [one.what for one in differences_of(walk.dossier)]

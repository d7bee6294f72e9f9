"""What a joined account did: the check of the record accepts just that, and names what was forged of it (ADR 0093)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from dossiers import acts, commands
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event, Joining
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.joined import LATER, MONDAY, WISH, account, answered, asked, done_by, last_of
from tests.dossiers.proof.records import change, differences_of, forge, triggers_off

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


NAMED_ACT = f"({commands.ANSWER}) actor"
HISTORY: list[tuple[str, dict[str, object]]] = [
    ("joined after it", {"joined_at": LATER + timedelta(days=1)}),
    ("joined on another day", {"joined_at": MONDAY}),
    ("parted before it", {"parted_at": LATER - timedelta(minutes=1), "reason": counter.WHY}),
    ("parted at that instant", {"parted_at": LATER, "reason": counter.WHY}),
    ("another person's", {}),
    ("of nobody", {}),
]


@pytest.mark.parametrize(("wrong", "columns"), HISTORY, ids=[wrong for wrong, _columns in HISTORY])
def test_the_check_holds_an_act_against_the_history_of_joinings(
    mai: User, wrong: str, columns: dict[str, object]
) -> None:
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)
    event, joinings = last_of(walk.dossier), Joining.objects.filter(person=walk.dossier.applicant_id)
    assert (event.at, differences_of(walk.dossier)) == (LATER, [])

    with triggers_off():
        if wrong == "of nobody":
            joinings.delete()
        elif wrong == "another person's":
            joinings.update(account=story.person("mallory"))
        else:
            joinings.update(**columns, parted_by=story.person("admin") if "reason" in columns else None)

    [found] = differences_of(walk.dossier)
    assert NAMED_ACT in found.what, wrong
    assert str(found.computed).startswith("account " if wrong != "of nobody" else "the applicant, who was joined with")


def test_an_act_that_says_to_be_of_before_the_joining_is_named_whatever_day_it_names(mai: User) -> None:
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)
    event, joined_at = last_of(walk.dossier), LATER + timedelta(minutes=1)

    with triggers_off():
        Joining.objects.update(joined_at=joined_at)
    _says(event, joined_at)
    forge(walk.dossier)

    assert any(NAMED_ACT in one.what for one in differences_of(Dossier.objects.get(pk=walk.dossier.pk)))


def test_what_was_done_before_a_parting_stays_right_and_so_does_what_the_next_account_does(mai: User) -> None:
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    done_by(Visitor("mai"), walk.dossier, acts.TAKE_BACK, {})

    parted = counter.parted(walk.dossier, at=MONDAY)
    # Whenever the administrator's press came in: the acts that were recorded by then lie before it.
    assert parted.parted_at
    assert parted.parted_at > last_of(walk.dossier).at
    assert differences_of(walk.dossier) == []
    other = User.objects.create(username="mai2", full_name=counter.NAME)
    counter.joined(walk.dossier, other, at=LATER + timedelta(hours=1))
    with time_machine.travel(LATER + timedelta(hours=2), tick=False):
        done_by(Visitor("mai2"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    assert last_of(walk.dossier).actor == other
    assert differences_of(walk.dossier) == []

    # The account of before cannot have done it, by the day of the other or by its own.
    event, days = last_of(walk.dossier), list(Joining.objects.order_by("pk").values_list("joined_at", flat=True))
    for joined_at in days:
        change(event, actor=mai)
        _says(last_of(walk.dossier), joined_at)
        forge(walk.dossier)
        assert any(f"({WISH}) actor" in one.what for one in differences_of(walk.dossier)), joined_at


def test_the_same_account_is_joined_again_by_a_row_of_its_own_and_all_it_did_is_right(mai: User) -> None:
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    counter.parted(walk.dossier, at=LATER)
    again = LATER + timedelta(hours=1)
    counter.joined(walk.dossier, mai, at=again)

    with time_machine.travel(again + timedelta(hours=1), tick=False):
        done_by(Visitor("mai"), walk.dossier, acts.TAKE_BACK, {})

    back = last_of(walk.dossier)
    assert (back.action, facts_of(back).joined_at) == (acts.TAKE_BACK, again)
    assert Joining.objects.filter(account=mai).count() == 2
    assert differences_of(walk.dossier) == []


def test_a_forged_taking_back_is_named(mai: User) -> None:
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    done_by(Visitor("mai"), walk.dossier, acts.TAKE_BACK, {})
    event = last_of(walk.dossier)

    change(event, actor=story.person("mallory"))
    forge(walk.dossier)

    assert f"event {event.sequence} ({acts.TAKE_BACK}) actor" in [one.what for one in differences_of(walk.dossier)]

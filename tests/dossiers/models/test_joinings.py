"""Joinings are kept as they were: the database lets each end once, and writes from them alone who is joined now."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from dossiers.filing.counter import people
from dossiers.models import CounterPerson, Dossier, Joining
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.joined import JOINED, LATER, MONDAY, WISH, account, asked, done_by
from tests.dossiers.proof.records import differences_of, triggers_off

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]

HOUR = timedelta(hours=1)
NOBODY = (None, None, None)


@pytest.fixture
def mai() -> User:
    return account()


@pytest.fixture
def dossier() -> Dossier:
    return counter.entered(at=MONDAY).dossier


def on_the_row(dossier: Dossier) -> tuple[object, ...]:
    return CounterPerson.objects.values_list("joined", "joined_at", "joined_by").get(pk=dossier.applicant_id)


def test_the_row_of_the_person_says_at_each_time_what_the_history_has_in_force(dossier: Dossier, mai: User) -> None:
    bob, other = story.person("bob").pk, User.objects.create(username="mai2")
    assert on_the_row(dossier) == NOBODY
    counter.joined(dossier, mai, at=JOINED)
    assert on_the_row(dossier) == (mai.pk, JOINED, bob)
    counter.parted(dossier)
    assert on_the_row(dossier) == NOBODY
    counter.joined(dossier, other, at=LATER)
    assert on_the_row(dossier) == (other.pk, LATER, bob)
    read = Dossier.objects.get(pk=dossier.pk)
    assert (read.joining, read.read_by) == ((other.pk, LATER), other.pk)
    assert [one.account for one in read.joinings] == [mai.pk, other.pk]


BY_HAND: dict[str, Callable[[Joining], object]] = {
    "another account on the row": lambda one: CounterPerson.objects.update(joined=one.joined_by),
    "another day on the row": lambda one: CounterPerson.objects.update(joined_at=one.joined_at + HOUR),
    "parted on the row alone": lambda _one: CounterPerson.objects.update(joined=None, joined_at=None, joined_by=None),
    "another account": lambda one: Joining.objects.update(account=one.joined_by),
    "another day": lambda one: Joining.objects.update(joined_at=one.joined_at - HOUR),
    "parted by nobody": lambda one: Joining.objects.update(parted_at=one.joined_at + HOUR),
    "taken away": lambda _one: Joining.objects.all().delete(),
    "a second one": lambda one: Joining.objects.create(
        person=one.person, account=one.joined_by, joined_at=LATER, joined_by=one.joined_by
    ),
}


@pytest.mark.parametrize("how", BY_HAND)
def test_nobody_writes_otherwise_who_is_joined(dossier: Dossier, mai: User, how: str) -> None:
    made = counter.joined(dossier, mai, at=JOINED)

    with pytest.raises(DatabaseError), transaction.atomic():
        BY_HAND[how](made)

    assert on_the_row(dossier) == (mai.pk, JOINED, story.person("bob").pk)


@pytest.mark.parametrize("columns", [{"parted_at": None, "parted_by": None, "reason": ""}, {"reason": "Khác."}])
def test_what_was_parted_is_changed_no_more(dossier: Dossier, mai: User, columns: dict[str, object]) -> None:
    counter.joined(dossier, mai, at=JOINED)
    counter.parted(dossier)

    with pytest.raises(DatabaseError), transaction.atomic():
        Joining.objects.update(**columns)


def test_a_joining_that_was_parted_before_it_was_filed_is_none_of_a_dossier_s(mai: User) -> None:
    first = counter.entered(at=MONDAY).dossier
    counter.joined(first, mai, at=JOINED)
    counter.parted(first)
    later = counter.entered(at=LATER, person=people.of_dossier(first)).dossier

    assert [one.account for one in Dossier.objects.get(pk=first.pk).joinings] == [mai.pk]
    assert Dossier.objects.get(pk=later.pk).joinings == []


def test_who_was_joined_is_not_forgotten_though_nothing_was_filed(mai: User) -> None:
    idle, joined = counter.mai(MONDAY), counter.mai(MONDAY, number="001088012345", name="Lê Văn Tám")
    Joining.objects.create(person=joined, account=mai, joined_at=JOINED, joined_by=story.person("bob"))

    people.forget(LATER)

    assert not CounterPerson.objects.filter(pk=idle.pk).exists()
    assert CounterPerson.objects.filter(pk=joined.pk).exists()


def test_what_was_known_before_joinings_were_kept_is_taken_in(mai: User) -> None:
    """From the rows what stands, from the record what was parted by hand: by the next joining, or by now."""
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})
    other = User.objects.create(username="mai2", full_name=counter.NAME)
    row = CounterPerson.objects.filter(pk=walk.dossier.applicant_id)
    taken_in = import_module("dossiers.migrations.0175_joinings_are_kept").TAKE_IN

    for since, until in ((LATER + HOUR, LATER + HOUR), (None, None)):
        with triggers_off(), connection.cursor() as cursor:
            Joining.objects.all().delete()
            by = story.person("bob") if since else None
            row.update(joined=other if since else None, joined_at=since, joined_by=by)
            cursor.execute(taken_in)
        past = Joining.objects.get(account=mai)
        assert (past.joined_at, past.joined_by, past.parted_by, past.reason) == (JOINED, None, None, "")
        assert past.parted_at
        assert past.parted_at == until if until else past.parted_at > LATER
        standing = [(one.account, one.joined_at) for one in Joining.objects.in_force().select_related("account")]
        assert standing == ([(other, since)] if since else [])
        assert differences_of(walk.dossier) == []
    with triggers_off():
        Joining.objects.all().delete()
    [found] = differences_of(walk.dossier)
    assert f"({WISH}) actor" in found.what

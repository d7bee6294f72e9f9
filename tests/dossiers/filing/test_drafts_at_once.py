"""Drafts that are begun, thrown away and taken back at the same moment: each has a number of its own, none is doubled."""

from functools import partial
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from dossiers.filing import opening
from dossiers.models import Draft
from dossiers.refusals.drafting import TooManyDrafts
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.lifecycle import MONDAY

pytestmark = pytest.mark.usefixtures("committed_db")

THREADS = 8


def alice() -> User:
    return User.objects.get(username="alice")


def version() -> ProcedureVersion:
    return ProcedureVersion.objects.current(on=MONDAY.date()).get(procedure__slug=story.SLUG)


def begin(key: UUID | None = None) -> UUID | None:
    """Begin one more; None where there may be no more."""
    try:
        return opening.begin(alice(), version(), at=MONDAY, key=key).key
    except TooManyDrafts:
        return None


def take_back(key: UUID) -> bool:
    try:
        return opening.take_back(alice(), key) is not None
    except TooManyDrafts:
        return False


def test_twenty_are_begun_of_however_many_are_asked_for_at_once() -> None:
    keys = at_once([partial(begin, uuid4()) for _n in range(opening.MOST_DRAFTS + 4)], THREADS)

    assert keys.count(None) == 4
    assert sorted(Draft.objects.values_list("number", flat=True)) == [*range(1, opening.MOST_DRAFTS + 1)]


def test_one_button_begins_one_however_often_it_is_pressed_at_once() -> None:
    key = uuid4()

    assert set(at_once([partial(begin, key)] * THREADS, THREADS)) == {key}
    assert Draft.objects.count() == 1


def test_pages_that_save_first_at_the_same_moment_meet_in_one_draft() -> None:
    jobs = [partial(opening.open_draft, alice(), version(), at=MONDAY, key=uuid4()) for _n in range(THREADS)]

    assert len({draft.key for draft in at_once(jobs, THREADS)}) == 1


def test_what_is_taken_back_at_once_has_numbers_of_its_own() -> None:
    keys = [begin(uuid4()) for _n in range(THREADS)]
    for key in keys:
        opening.throw_away(alice(), key, at=MONDAY)

    assert all(at_once([partial(take_back, key) for key in keys if key], THREADS))
    assert sorted(Draft.objects.values_list("number", flat=True)) == [*range(1, THREADS + 1)]

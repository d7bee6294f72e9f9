"""Two counters with the same person, and a button that is pressed several times at the same moment."""

from functools import partial
from uuid import UUID

import pytest

from dossiers import commands, refusals
from dossiers.filing.counter import entries
from dossiers.models import Channel, CounterPerson, Dossier, Draft
from tests.dossiers import counter
from tests.dossiers.commands.test_concurrency import at_once
from tests.dossiers.lifecycle import MONDAY

pytestmark = pytest.mark.usefixtures("committed_db")

THREADS = 6


def press(key: UUID) -> str:
    """Press the button; return the number that the dossier has."""
    try:
        return commands.enter(key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True).dossier.code
    except refusals.AlreadyFiled as filed:
        return filed.code


def test_one_person_at_several_counters_is_one_row() -> None:
    rows = at_once([partial(lambda: counter.mai(MONDAY).pk) for _n in range(THREADS)], THREADS)

    assert len(set(rows)) == 1
    assert CounterPerson.objects.get().pk == rows[0]


def test_a_button_pressed_several_times_files_once_and_names_the_one_dossier() -> None:
    draft = counter.begun(at=MONDAY)
    entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)

    codes = at_once([partial(press, draft.key) for _n in range(THREADS)], THREADS)

    assert {*codes} == {Dossier.objects.get().code}


def test_two_counters_enter_two_dossiers_of_one_person_and_lose_nothing() -> None:
    person = counter.mai(MONDAY)
    keys = []
    for _n in range(THREADS):
        draft = counter.begun(at=MONDAY, person=person)
        entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)
        keys.append(draft.key)

    codes = at_once([partial(press, key) for key in keys], THREADS)

    assert len(set(codes)) == THREADS == Dossier.objects.filter(applicant=person.pk, channel=Channel.DESK).count()
    assert not Draft.objects.exists()

"""Whether the years before are being loaded, as the manager's page asks it."""

from datetime import datetime

import pytest

from dossiers.models import Dossier, Origin
from dossiers.reports.loading import history_loaded_until
from portal.demo import story
from procedures import locks
from procedures.locks import Lock
from procedures.time.calendar import LOCAL

pytestmark = pytest.mark.usefixtures("committed_db")
MORNING = datetime(2026, 7, 20, 8, 10, tzinfo=LOCAL)


def filed_then() -> None:
    dossier = story.file("alice", at=MORNING)
    Dossier.objects.filter(pk=dossier.pk).update(origin=Origin.HISTORY)


def test_while_nobody_loads_there_is_no_such_day() -> None:
    filed_then()

    assert history_loaded_until() is None
    with locks.alone(Lock.SEALS):
        assert history_loaded_until() is None


def test_while_somebody_loads_it_is_the_day_of_what_was_stored_last() -> None:
    with locks.alone(Lock.HISTORY):
        assert history_loaded_until() is None
        filed_then()
        story.file("alice", at=MORNING.replace(day=21))

        assert history_loaded_until() == MORNING.date()

    assert history_loaded_until() is None

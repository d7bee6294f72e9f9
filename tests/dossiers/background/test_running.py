"""The table of runs: every row is woken, ends in time, and has a task of its own name."""

from datetime import timedelta

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings

from dossiers.background import running
from dossiers.models import JobRun
from dossiers.tasks import TASKS
from dossiers.turns import Run, Work
from tests.dossiers.lifecycle import local

ROWS = [*running.RUNS.values()]
NOW = local("2026-01-05 08:30")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_schedule_wakes_each_run_as_often_as_its_row_says(row: Run) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[row.name]
    hourly = isinstance(entry["schedule"], crontab)

    assert entry["task"] == f"dossiers.tasks.{row.name}"
    assert (timedelta(hours=1) if hourly else entry["schedule"].run_every) == row.every
    # A waking that was not heard is void when the next one comes.
    assert entry["options"]["expires"] == row.every.total_seconds()


def test_the_schedule_wakes_nothing_else() -> None:
    assert settings.CELERY_BEAT_SCHEDULE.keys() == running.RUNS.keys() == TASKS.keys()
    assert {f"dossiers.tasks.{name}" for name in TASKS} <= current_app.tasks.keys()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_run_takes_up_nothing_new_long_before_its_worker_ends_itself(row: Run) -> None:
    assert row.seconds <= settings.TASK_SECONDS / 3


def test_no_two_runs_have_the_same_lock() -> None:
    held = [row.lock for row in ROWS if row.lock]

    assert len(held) == len(set(held))


class Endless(Work[int]):
    """A work that is never done, and says how far it is."""

    def batch(self, size: int) -> list[int]:
        return [1]

    def turn(self, item: int) -> None:
        self.place = (*self.place, item)


@pytest.mark.django_db
def test_a_run_that_is_not_done_says_where_the_next_one_goes_on_and_leaves_its_instant() -> None:
    row = Run("sweep", Endless, every=timedelta(minutes=1), batch=1, seconds=0)

    assert running.run(row, ("2026", 7)) == ("2026", 7)
    assert JobRun.objects.get().job == "sweep"


@pytest.mark.django_db
def test_a_task_goes_on_at_once_with_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    left, sent = [("2026", 7), None], []
    monkeypatch.setattr(running, "run", lambda _row, place: sent.append(place) or left.pop(0))
    monkeypatch.setattr(TASKS["sweep"], "apply_async", lambda place, expires: TASKS["sweep"](*place))

    TASKS["sweep"]()

    assert sent == [(), ("2026", 7)]
    assert left == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_where_there_is_nothing_to_do_every_run_is_done_at_once(row: Run) -> None:
    assert running.run(row) is None
    assert set(JobRun.objects.values_list("job", flat=True)) == {row.name}

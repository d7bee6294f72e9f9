"""Tasks: what workers are woken for, one for each row of the table of runs. Nobody imports them; they are called by name."""

from collections.abc import Callable
from typing import Any

from celery import shared_task

from dossiers.background import running
from dossiers.turns import Run

GO_ON_SECONDS = 60
"""Going on that no worker has begun by then is left to the next run of the schedule."""


def _task_of(row: Run[Any]) -> Callable[..., None]:
    @shared_task(name=f"dossiers.tasks.{row.name}")
    def task(*place: int | str) -> None:
        left = running.run(row, place)
        if left is not None:
            task.apply_async(left, expires=GO_ON_SECONDS)

    return task


TASKS = {name: _task_of(row) for name, row in running.RUNS.items()}

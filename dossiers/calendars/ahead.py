"""A preview that a terminal waits for: processes look at the dossiers, and this one writes down what they have seen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import batched

from django.db.models import Q

from dossiers import cores, turns
from dossiers.calendars.previews import KIND, TOGETHER, Looking, Seen
from dossiers.jobs import Doing, Stop
from dossiers.models import Job
from procedures.machine import Text

PART = TOGETHER
"""Dossiers that a process looks at before it takes the next part."""
WORTH_IT = 10_000
"""From how many dossiers on several processes are quicker than one."""
LOST = Text(
    "một tiến trình cùng làm đã dừng trước khi xong phần của nó",
    "a process that shared the work has ended before its part was done",
)

type Part = tuple[int, int, int]
"""The job, the first and the last id."""


@contextmanager
def shared(processes: int | None) -> Iterator[Callable[[Job], Doing]]:
    """Yield what makes the doing of a preview: by so many processes, or by one for each core where it is large."""
    with ExitStack() as ended:
        # Once: a job that is gone on with goes on with the same processes.
        @cache
        def doing(job: Job) -> Doing:
            alone = Looking(job)
            wanted = processes or (cores.usable() if alone.count() > WORTH_IT else 1)
            if wanted == 1:
                return alone
            ahead = LookingAhead(job, wanted)
            ended.callback(ahead.end)
            return ahead

        yield doing


class LookingAhead(Looking):
    """Looking that others do ahead; what they could not look at, or was touched since, it looks at itself."""

    def __init__(self, job: Job, processes: int) -> None:
        """Let them begin. Raises ``Stop`` once other calendars are in force."""
        super().__init__(job)
        found = self.touched().filter(pk__gt=job.cursor).values_list("pk", flat=True)
        self._parts: list[Part] = [(job.pk, part[0], part[-1]) for part in batched(found, PART)]
        self._done = cores.each("dossiers.calendars.ahead.look_at", tuple(self._parts), processes=processes)
        self._seen: dict[int, Seen | None] = {}

    def end(self) -> None:
        """Let nobody look any more."""
        self._done.close()

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them by their keys."""
        return list(self.touched().filter(pk__gt=item).values_list("pk", flat=True)[:size])

    def look(self, items: Sequence[int]) -> dict[int, Seen | None]:
        """Return what they have seen. Raises ``Stop`` where one of them has ended early."""
        while self._parts and self._parts[0][1] <= items[-1]:
            self._parts.pop(0)
            self._seen |= self._next()
        seen = {pk: self._seen.pop(pk) for pk in items if pk in self._seen}
        missing = [pk for pk in items if pk not in seen]
        return seen | self.look_at(Q(pk__in=missing)) if missing else seen

    def _next(self) -> dict[int, Seen | None]:
        try:
            seen = next(self._done, {})
        except cores.PartError as error:
            raise Stop(LOST) from error
        assert isinstance(seen, dict)  # noqa: S101 - narrows what comes from another process
        return seen


def look_at(job: int, first: int, last: int) -> dict[int, Seen | None]:
    """Return what a job's plan would do to each dossier of some ids; of none where one of them cannot be looked at."""
    seen: dict[int, Seen | None] = {}

    def look() -> None:
        seen.update(_looking(job).look_at(Q(pk__range=(first, last))))

    turns.failure_of(look, run=KIND.name, item=f"job {job}, {first}-{last}")
    return seen


@cache
def _looking(job: int) -> Looking:
    """Make the plan once in each process."""
    return Looking(Job.objects.get(pk=job))

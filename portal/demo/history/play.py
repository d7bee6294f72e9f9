"""Playing the plan: by filing day, in one process, from wherever an earlier run stopped."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from accounts.models import Unit
from dossiers.commands.given import divisions_of
from dossiers.commands.replay import replay
from dossiers.models import Dossier, Origin
from dossiers.proof import seals
from portal.demo.history import law, people, plan
from portal.demo.history.life import World
from portal.demo.history.officers import MissingOfficer, Office
from portal.demo.history.papers import Papers
from portal.demo.history.plan import Filing
from portal.demo.history.words import Form
from procedures import locks
from procedures.locks import Lock
from procedures.time.calendars import build_default, calendar_for

type Progress = Callable[[int], None]
"""What hears how many dossiers were played since it was last told."""


class PlayedByAnotherError(Exception):
    """Another process plays the years at this moment."""


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else play meanwhile, as long as this connection lives; raises PlayedByAnotherError."""
    with locks.alone(Lock.HISTORY) as is_ours:
        if not is_ours:
            raise PlayedByAnotherError
        yield


def prepare(*, at: datetime) -> World:
    """Store what the lives need (definitions, people, sample files) where it is missing, and read it all.

    Raises ``MissingOfficer`` where the model department is not there.
    """
    agency = Unit.objects.filter(agency_code=settings.AGENCY_CODE).first()
    if agency is None:
        raise MissingOfficer(f"no unit has the agency code {settings.AGENCY_CODE}")
    law.keep_all(at=at)
    versions = law.versions()
    sectors = {version.machine.sector for version in versions.values()}
    served = {sector: divisions_of(agency.pk, sector) for sector in sectors}
    if not all(served.values()):
        raise MissingOfficer(f"a division for each of {', '.join(sorted(sectors))}")
    divisions = {sector: found[0] for sector, found in served.items()}
    return World(
        calendar=calendar_for(agency.pk),
        office=Office.stored(agency, divisions),
        divisions=divisions,
        versions=versions,
        forms={key: Form.of(version.machine, key[0]) for key, version in versions.items()},
        people=people.load(),
        papers=Papers.stored(),
    )


def planned(world: World, first: date, last: date) -> list[Filing]:
    """Return what is filed from one day to another, both included."""
    machines = {key: version.machine for key, version in world.versions.items()}
    calendar = build_default(plan.FIRST.year, plan.LAST.year)
    return [filing for filing in plan.whole(machines, calendar) if first <= filing.day <= last]


def missing(filings: Sequence[Filing]) -> list[Filing]:
    """Return those that no earlier run has played."""
    played = _played()
    return [filing for filing in filings if filing.key not in played]


def _played() -> set[UUID]:
    return set(Dossier.objects.filter(origin=Origin.HISTORY).values_list("draft_key", flat=True))


def of_another_plan() -> int:
    """Return how many dossiers of those years are there that another plan has: then this one is not played."""
    ours = {plan.key_of(index) for index in range(plan.MOST)}
    return sum(key not in ours for key in _played())


def play(world: World, filings: Sequence[Filing], *, progress: Progress) -> None:
    """Play filings; each is there wholly or not at all, whenever this is stopped."""
    by_day: dict[date, list[Filing]] = defaultdict(list)
    for filing in filings:
        by_day[filing.day].append(filing)
    days = list(by_day.values())
    with _unhurried():
        for day in days:
            progress(_play_day(world, day))


def seal(*, at: datetime) -> int:
    """Seal the days of those years; return how many seals that took."""
    return seals.seal_through(plan.LAST_DONE, at=at)


def _play_day(world: World, day: Sequence[Filing]) -> int:
    for filing in day:
        replay(world.life_of(filing), world.calendar, people=world.specialists)
    return len(day)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Let this session's commits not wait for the disk: what a crash of the machine loses is played again."""
    _set_commit("off")
    try:
        yield
    finally:
        _set_commit("default")


def _set_commit(mode: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit TO {mode}")

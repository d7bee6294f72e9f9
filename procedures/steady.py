"""What acts rest on and what hardly ever changes: asked once in a process, and anew as soon as it has changed.

Units, the sectors that they serve, calendars, versions, agencies and regimes are written rarely and read by every act. The database
keeps one stamp for all of them, which its triggers renew with every change, whoever makes it (``models.Stamp``). An act
reads the stamp in a statement that it sends anyway, under the locks that it holds; what another process has changed
since is then asked for again. What depends on more than these tables (a seat, the day) does not belong here.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from accounts.models import Unit
from procedures.models import ProcedureVersion
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.stored import called
from procedures.time.agencies.stored import stored as stored_agencies
from procedures.time.calendars import Calendars
from procedures.time.regimes.book import Regimes
from procedures.time.regimes.stored import stored

STAMP = "(SELECT value FROM procedures_stamp)"
"""The stamp, as SQL for a statement that reads something else too; NULL where there is none."""
MOST = 10_000
"""Answers that are kept; with more all are dropped."""


class Steady:
    """Answers that hold as long as the stamp is the same."""

    def __init__(self, stamp: UUID) -> None:
        """Begin without any."""
        self.stamp = stamp
        self._known: dict[Hashable, Any] = {}
        self._own: Calendars | None = None

    def once[T](self, ask: Callable[..., T], *about: Hashable) -> T:
        """Return ``ask(*about)``, asked once. What is returned belongs to all: nobody may change it."""
        key = (ask.__qualname__, *about)
        if key not in self._known:
            if len(self._known) >= MOST:
                self._known = {}
            self._known[key] = ask(*about)
        answer: T = self._known[key]
        return answer

    @property
    def calendars(self) -> Calendars:
        """The calendars in force, or those that were put in their place; CalendarError if none is stored."""
        return self._own or self.once(Calendars.in_force)

    @property
    def units(self) -> Mapping[int, Unit]:
        """All units, by their ids."""
        return self.once(_units)

    @property
    def regimes(self) -> Regimes:
        """The rules of the one-stop mechanism by date."""
        return self.once(stored)

    @property
    def agencies(self) -> Agencies:
        """What agencies are called and where dossiers are received, by date."""
        return self.once(_agencies, settings.AGENCY_CODE)

    def called(self, unit: Unit, day: date) -> Unit:
        """Return a unit under the name, address and number that it has on a day. Not to be saved."""
        return called(unit, self.agencies, day)

    def version(self, pk: int) -> ProcedureVersion:
        """Return a version with its procedure, without its text: what a dossier keeps for life."""
        return self.once(_version, pk)

    def on(self, calendars: Calendars) -> "Steady":
        """Return the same with other calendars, as years were lived by that are played again."""
        other = Steady(self.stamp)
        other._known, other._own = self._known, calendars
        return other


def _units() -> dict[int, Unit]:
    return Unit.objects.in_bulk()


def _agencies(_own_code: str) -> Agencies:
    return stored_agencies()


def _version(pk: int) -> ProcedureVersion:
    return ProcedureVersion.objects.select_related("procedure").defer("text").get(pk=pk)


_last = Steady(uuid4())


def of(stamp: UUID | None) -> Steady:
    """Return what is known under a stamp that was just read. It is never the one of before where that was rolled back."""
    global _last  # noqa: PLW0603 - one for the process, replaced whole
    known = _last
    if stamp is None or known.stamp != stamp:
        _last = known = Steady(stamp or uuid4())
    return known


def now() -> Steady:
    """Read the stamp, and return what is known under it: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STAMP}")
        row = cursor.fetchone()
    return of(row[0] if row else None)

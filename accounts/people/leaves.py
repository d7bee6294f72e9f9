"""Somebody's days away as one leave, of however many rows it is entered: until when, and who stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.absences import span
from accounts.models import Substitution

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leave:
    """Days without a gap on which somebody is away, and the rows of them, what begins first before."""

    rows: tuple[Substitution, ...]

    @property
    def since(self) -> date:
        """The first day."""
        return self.rows[0].since

    @property
    def until(self) -> date:
        """The last day of all of it."""
        return max(row.until for row in self.rows)

    @property
    def days(self) -> str:
        """The days as they are written."""
        return span(self.since, self.until)

    @property
    def names(self) -> str:
        """Who stands in, each with the days where these are not all; "" where nobody does on any."""
        if all(row.substitute is None for row in self.rows):
            return ""
        return "; ".join(map(self._named, self.rows))

    def _named(self, row: Substitution) -> str:
        name = row.substitute.get_full_name() if row.substitute else _("nobody")
        is_whole = (row.since, row.until) == (self.since, self.until)
        return name if is_whole else f"{name} ({span(row.since, row.until)})"


def leaves_of(rows: Iterable[Substitution]) -> dict[int, list[Leave]]:
    """Return by whoever is away the leaves that rows make which were not ended; days that follow each other are one leave."""
    found: dict[int, list[Leave]] = {}
    for row in sorted(rows, key=lambda one: (one.since, one.pk)):
        own = found.setdefault(row.absent_id, [])
        if own and row.since <= own[-1].until + DAY:
            own[-1] = Leave((*own[-1].rows, row))
        else:
            own.append(Leave((row,)))
    return found

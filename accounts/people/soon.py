"""Who is there today and soon is not: a seat ends, or days away begin.

All who choose somebody, and what tells of work that will lie with nobody, look as far ahead as this says.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from accounts.absences import span

AHEAD = timedelta(days=14)
"""So far ahead it is looked: as far as leaves are entered that are known."""
_SOON = f"""
(SELECT coalesce(json_agg(json_build_array(ending.role, ending.unit_id, ending.until)), '[]')::text
 FROM accounts_membership AS ending WHERE ending.user_id = {{user}}
 AND ending.until >= %(on)s AND ending.until < %(on)s::date + {AHEAD.days}),
(SELECT json_build_array(coming.since, coming.until)::text FROM accounts_substitution AS coming
 WHERE coming.absent_id = {{user}} AND coming.ended_on IS NULL
 AND coming.since > %(on)s AND coming.since <= %(on)s::date + {AHEAD.days} ORDER BY coming.since LIMIT 1)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Soon:
    """What comes of somebody."""

    seats: Mapping[tuple[str, int], date]
    """By role and unit the last day of each seat that ends."""
    away: tuple[date, date] | None = None
    """The days of the next leave."""

    def last_day(self, role: str, units: Collection[int | None] = ()) -> date | None:
        """Return the last day on which somebody has a role in each of some units; None where that stays.

        "" stands for every role, no unit for all of them.
        """
        ends = (day for (held, at), day in self.seats.items() if role in ("", held) and (not units or at in units))
        return min(ends, default=None)

    def in_words(self, role: str = "", units: Collection[int | None] = ()) -> str:
        """Say what comes of a role in some units; "" where nothing does."""
        last = self.last_day(role, units)
        parts = [
            _("here until %(day)s only") % {"day": f"{last:%d/%m/%Y}"} if last else "",
            _("away %(days)s") % {"days": span(*self.away)} if self.away else "",
        ]
        return ", ".join(filter(None, parts))


def named(name: str, soon: str) -> str:
    """Return a name as it stands in a choice, with what comes of that person in words."""
    return f"{name} ({soon})" if soon else name


def soon_columns(user: str) -> str:
    """Return in SQL what comes of an account, as two columns; ``%(on)s`` stands in it for the day."""
    return _SOON.format(user=user)


def read(seats: str, away: str | None) -> Soon:
    """Return what ``soon_columns`` have given."""
    ends = {(role, unit): date.fromisoformat(until) for role, unit, until in json.loads(seats)}
    since, until = map(date.fromisoformat, json.loads(away)) if away else (None, None)
    return Soon(ends, (since, until) if since and until else None)


def soon_of(people: Iterable[int], on: date) -> dict[int, Soon]:
    """Return by account what comes of people: one statement."""
    columns = soon_columns("person.id")
    asked = f"SELECT person.id, {columns} FROM accounts_user AS person WHERE person.id = ANY(%(people)s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked, {"people": list(people), "on": on})
        return {pk: read(*row) for pk, *row in cursor.fetchall()}

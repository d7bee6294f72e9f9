"""Somebody's days away as one leave, of however many rows it is entered: until when, who stands in, and in which seats."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.absences import is_given, seats_in, span
from accounts.models import Membership, Substitution, User
from accounts.rights import OFFICERS
from accounts.seats import Seat

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

    def in_words(self) -> str:
        """Say when somebody is away, and who stands in."""
        words = {"days": self.days, "name": self.names}
        if not self.names:
            return _("away %(days)s, nobody stands in") % words
        if len(self.rows) == 1:
            return _("away %(days)s, %(name)s stands in") % words
        return _("away %(days)s; standing in: %(name)s") % words

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


_LEAVES = """
(SELECT coalesce(json_agg(json_build_array(row.id, row.since, row.until, stands.id, stands.username, stands.full_name)), '[]')::text
 FROM accounts_substitution AS row LEFT JOIN accounts_user AS stands ON stands.id = row.substitute_id
 WHERE row.absent_id = {user} AND row.ended_on IS NULL AND row.until >= %(on)s)
"""


def leaves_column(user: str) -> str:
    """Return in SQL when an account is away from a day on, as a column; ``%(on)s`` stands in it for the day."""
    return _LEAVES.format(user=user)


def away_now(leaves: str, on: date) -> str:
    """Return by what ``leaves_column`` has given when somebody is away who is so on that day, in words; "" for whoever is there."""
    rows = [
        Substitution(
            pk=pk,
            absent_id=0,
            substitute=User(pk=stands, username=username, full_name=full_name) if stands else None,
            since=date.fromisoformat(since),
            until=date.fromisoformat(until),
        )
        for pk, since, until, stands, username, full_name in json.loads(leaves)
    ]
    first = next((found[0] for found in leaves_of(rows).values()), None)
    return first.in_words() if first and first.since <= on else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """In which seats of whoever is away somebody stands in, and which of them are not lent to that one."""

    seats: tuple[Seat, ...]
    lacking: tuple[Seat, ...]


def taken_by(rows: Iterable[Substitution], on: date) -> Mapping[int, Taken]:
    """Return it of each row by its key, as people are seated on its first day from a day on: one query, none for no rows.

    Of what was over by then as they were on its first day.
    """
    found = list(rows)
    people = {pk for row in found for pk in (row.absent_id, row.substitute_id) if pk is not None}
    seated = Membership.objects.filter(user__in=people, role__in=OFFICERS).select_related("unit").order_by("pk")
    held = list(seated) if people else []

    def seats(user: int | None, day: date) -> list[Seat]:
        of_day = (one for one in held if one.since <= day and (one.until is None or one.until >= day))
        return seats_in(one for one in of_day if one.user_id == user)

    taken = {}
    for row in found:
        day = max(row.since, on) if row.until >= on else row.since
        own, lent = seats(row.substitute_id, day), seats(row.absent_id, day)
        given = tuple(seat for seat in lent if is_given(seat, own))
        taken[row.pk] = Taken(given, tuple(seat for seat in lent if seat not in given))
    return taken

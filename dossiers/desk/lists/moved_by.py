"""By which decision of the calendar the dates of some dossiers have moved, and which days that is about: as the mail of it names it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dossiers.acts import RECOUNT
from dossiers.display.formats import vn_date
from dossiers.log.facts import facts_of
from dossiers.models import Event
from procedures.machine import Text
from procedures.models import CalendarChange
from procedures.steady import Steady
from procedures.time.corrections import Correction

MOST_NAMED = 4
"""A decision about more days, the holidays of a year, is named without them."""


@dataclass(frozen=True, slots=True)
class MovedBy:
    """A decision by which a date has moved."""

    decision: str
    """Its number, as it was typed."""
    decided_on: date | None = None
    days: Sequence[tuple[date, Text]] = ()
    """The days that it put in, and what each is called; none of a decision about many."""
    removed: Sequence[date] = ()
    """The days of which it took back what was said before."""

    @property
    def in_letters(self) -> str:
        """The decision with its days, as a letter says by what a date has moved; in Vietnamese, as letters are."""
        put = [f"{vn_date(day)}: {name.vi}" for day, name in self.days]
        back = [f"ngày {vn_date(day)} trở lại như lịch trước đó" for day in self.removed]
        days = f" ({'; '.join((*put, *back))})" if put or back else ""
        return f"theo {self.decision}{f' ngày {vn_date(self.decided_on)}' if self.decided_on else ''}{days}"


def moved_by(
    dossiers: Mapping[int, datetime | None], since: datetime, known: Steady
) -> Mapping[int, Sequence[MovedBy]]:
    """Return by dossier what has moved its dates since an instant, the first first: one statement, and one of a change not known yet.

    ``dossiers`` says of each after when it counts: what was told before is no news.
    """
    events = Event.objects.filter(action=RECOUNT, dossier__in=dossiers, at__gte=since).order_by("dossier", "sequence")
    found = defaultdict[int, list[MovedBy]](list)
    for event in events:
        told_at, facts = dossiers[event.dossier_id], facts_of(event)
        if facts.decision and (told_at is None or event.at > told_at):
            by = (known.once(_of_change, facts.change) if facts.change else None) or MovedBy(facts.decision)
            found[event.dossier_id] += [by] if by not in found[event.dossier_id] else []
    return found


def _of_change(pk: int) -> MovedBy | None:
    """Return what a change is called, which stays as it was entered; None where there is none."""
    change = CalendarChange.objects.filter(pk=pk).first()
    if change is None:
        return None
    own, what = MovedBy(change.decision, change.decided_on), Correction.from_json(change.what)
    if len(what.put) + len(what.removed) > MOST_NAMED:
        return own
    return replace(own, days=tuple((day.on, day.name) for day in what.put), removed=tuple(what.removed))

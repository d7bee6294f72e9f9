"""Results that are numbered together: of which register each is and from where that goes on, and which number each has got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.bulk.judging import Judged
from dossiers.commands.deciding.deeds import coming_number
from dossiers.display.formats import localized, vn_date
from dossiers.models import Dossier, Result
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Entry:
    """A result that is to be entered."""

    result: str
    symbol: str
    """Of its register."""


def in_order(found: Sequence[Judged]) -> list[Judged]:
    """Return what can be done in the order in which a job numbers it: that of the keys, which is that of filing."""
    return sorted(found, key=lambda one: one.dossier.pk if one.dossier else 0)


def entries_of(found: Sequence[Judged]) -> Mapping[str, Entry]:
    """Return it by number, of what can be done; it asks the database for nothing."""
    entries = {}
    for one in found:
        outcome = one.dossier.machine.outcome(one.outcome) if one.ready and one.dossier else None
        if outcome is not None and outcome.issues is not None:
            entries[one.code] = Entry(localized(outcome.label), outcome.issues.symbol)
    return entries


def goes_on(found: Sequence[Judged], entries: Mapping[str, Entry], now: datetime) -> str:
    """Say from which number each register goes on, and in which order: one query for each register; "" of none."""
    registers: dict[tuple[int, str], Dossier] = {}
    for one in found:
        if one.dossier and one.code in entries:
            registers.setdefault((one.dossier.agency_id, entries[one.code].symbol), one.dossier)
    today = local(now).date()
    coming = sorted(coming_number(dossier, symbol, today) for (_agency, symbol), dossier in registers.items())
    if not coming:
        return ""
    order = _("The numbers follow each other in the order in which the dossiers were filed. Next: %(numbers)s.")
    return order % {"numbers": "; ".join(coming)}


def numbers_of(dossiers: Sequence[int]) -> Mapping[int, str]:
    """Return by the keys of dossiers the numbers that their results have got: one query."""
    found = Result.objects.filter(dossier__in=dossiers).values_list("dossier", "number", "dated")
    about = _("No. %(number)s of %(day)s")
    return {pk: about % {"number": number, "day": vn_date(dated)} for pk, number, dated in found if number}

"""A new return date: what it must be, and that one far off is perhaps a slip of the year, which is asked about once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.display.formats import vn_date, vn_number
from dossiers.models import Dossier
from procedures.time.calendar import local

MEANT = "date_meant"
"""The box that is ticked once somebody has looked at the year again."""
NEAR = timedelta(days=60)
"""So long after the present date a new one is taken without a question: a care of ours, and no rule of any law."""


A_YEAR = timedelta(days=400)
"""A slip of the year is at most so far off; what lies beyond has no calendar of days off."""


def hint(dossier: Dossier, at: datetime) -> str:
    """Say what the present return date is, and how often the rule of an instant lets another be given."""
    due, times = dossier.due_at, dossier.ruling(at).apology_times
    later = _("A working day after the present return date, %(due)s.") % {"due": vn_date(due) if due else "–"}
    allowed = ngettext(
        "The rule of the one-stop mechanism lets another date be given %(times)s time only.",
        "The rule of the one-stop mechanism lets another date be given %(times)s times only.",
        times,
    )
    return f"{later} {allowed % {'times': times}}"


def box() -> forms.Field:
    """Return the box by which a date that is far off is meant."""
    return forms.BooleanField(label=_("I have looked again: this is the date that is meant"), required=False)


def faults(cleaned: Mapping[str, Any], due: datetime | None) -> Iterator[tuple[str, str]]:
    """Give what is asked about a new date, at its field, until the box is ticked."""
    day = cleaned.get("date")
    if not isinstance(day, date) or due is None or cleaned.get(MEANT):
        return
    beyond = day - local(due).date()
    # A day beyond the calendar is refused by the command itself.
    if NEAR < beyond < A_YEAR:
        words = {"date": vn_date(day), "days": vn_number(beyond.days), "due": vn_date(due)}
        yield (
            "date",
            _(
                "%(date)s is %(days)s days after the present return date, %(due)s. Nothing was done. If it is meant, tick "
                "the box and press again."
            )
            % words,
        )

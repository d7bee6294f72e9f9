"""A new return date that is far off: perhaps a slip of the year, so it is asked about once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.display.formats import vn_date, vn_number
from procedures.time.calendar import local

MEANT = "date_meant"
"""The box that is ticked once somebody has looked at the year again."""
NEAR = timedelta(days=60)
"""So long after the present date a new one is taken without a question: a care of ours, and no rule of any law."""


def box() -> forms.Field:
    """Return the box by which a date that is far off is meant."""
    return forms.BooleanField(label=_("I have looked again: this is the date that is meant"), required=False)


def faults(cleaned: Mapping[str, Any], due: datetime | None) -> Iterator[tuple[str, str]]:
    """Give what is asked about a new date, at its field, until the box is ticked."""
    day = cleaned.get("date")
    if not isinstance(day, date) or due is None or cleaned.get(MEANT):
        return
    beyond = day - local(due).date()
    if beyond > NEAR:
        words = {"date": vn_date(day), "days": vn_number(beyond.days), "due": vn_date(due)}
        yield (
            "date",
            _(
                "%(date)s is %(days)s days after the present return date, %(due)s. Nothing was done. If it is meant, tick "
                "the box and press again."
            )
            % words,
        )

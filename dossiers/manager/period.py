"""The period of the manager's pages."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin import OfOfficer
from dossiers.pages.forms import Day
from dossiers.reports.statistics import Period


class PeriodForm(forms.Form):
    """A period of local days for the manager's figures; this year up to today by default."""

    start = Day(label=gettext_lazy("From"))
    end = Day(label=gettext_lazy("To"))

    @classmethod
    def default(cls, now: datetime) -> Period:
        """Return the period from the first of January to today."""
        today = timezone.localdate(now)
        return Period(today.replace(month=1, day=1), today)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it begins."))
        return cleaned

    def period(self) -> Period:
        """Return the chosen period of a valid form."""
        return Period(self.cleaned_data["start"], self.cleaned_data["end"])


def period_of(request: OfOfficer) -> tuple[PeriodForm, Period]:
    """Return the form and its period; the usual one where none was given, or one that the form says is wrong."""
    usual = PeriodForm.default(timezone.now())
    if request.GET.keys().isdisjoint(PeriodForm.base_fields):
        return PeriodForm(initial={"start": usual.start, "end": usual.end}), usual
    form = PeriodForm(request.GET)
    return form, form.period() if form.is_valid() else usual

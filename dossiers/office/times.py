"""The administrator's page of when officers are told of what waits: the office's own choice, no law's."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import unit_name
from dossiers.models import NoticeTimes
from dossiers.models.dispatch import ONLY_AFTER, UP
from dossiers.office.gaps import lacking
from dossiers.office.meanwhile import KeptForm

HOUR = "morning_hour"
LAST_HOUR = 16
"""Of those that can be chosen: later the office hours are nearly over, and nothing would go out."""
MOST_DAYS = 60
FEWEST_DAYS = {"collect_days": 1}
"""Where fewer mean nothing: a rung may stand before its deadline, a result waits for a day at least."""
LABELS = {
    HOUR: gettext_lazy("Hour from which officers are told"),
    "step_holder": gettext_lazy("Step: days until who has it is told"),
    "step_head": gettext_lazy("Step: days until the head of the division is told"),
    "step_leader": gettext_lazy("Step: days until the leader is told"),
    "whole_head": gettext_lazy("Return date: days until the head of the division is told"),
    "whole_leader": gettext_lazy("Return date: days until the leader is told"),
    "collect_days": gettext_lazy("Result not collected: days until the applicant is reminded, and again"),
}
"""What is asked of each agency, by the columns of ``NoticeTimes``."""


class TimesForm(KeptForm):
    """When the mail of a morning goes out, and after how many days a deadline goes up the ladder, for each agency."""

    def __init__(self, seats: Seats, *args: object) -> None:
        """Ask for each agency of the administrator, as it is set now."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        agencies = Unit.objects.filter(pk__in=seats.administered_agency_ids).order_by("pk")
        rows = {row.agency_id: row for row in NoticeTimes.objects.filter(agency__in=agencies)}
        self.times = [(unit, rows.get(unit.pk, NoticeTimes(agency=unit))) for unit in agencies]
        for unit, row in self.times:
            of_unit = f" – {unit_name(unit)}" if len(self.times) > 1 else ""
            for column, label in LABELS.items():
                self.fields[f"{column}-{unit.pk}"] = _field(f"{label}{of_unit}", column, getattr(row, column))

    def clean(self) -> dict[str, int | None]:
        """Refuse rungs that lead nowhere, each at the place of the one above."""
        cleaned = super().clean() or {}
        for unit, _row in self.times:
            days = {column: cleaned.get(f"{column}-{unit.pk}") for column in LABELS}
            for column in ONLY_AFTER:
                if (day := days[column]) is not None and day < 0:
                    self.add_error(
                        f"{column}-{unit.pk}",
                        _("Who is above is told of this once the deadline has passed: 0 or more."),
                    )
            for lower, higher in UP:
                before, after = days[lower], days[higher]
                if before is not None and after is not None and after <= before:
                    refusal = _("“%(higher)s” has to come later than “%(lower)s”: more than %(days)s.")
                    about = {"higher": LABELS[higher], "lower": LABELS[lower], "days": before}
                    self.add_error(f"{higher}-{unit.pk}", refusal % about)
        return cleaned

    def store(self) -> None:
        """Keep what a valid form says."""
        for unit, _row in self.times:
            times = {column: self.cleaned_data[f"{column}-{unit.pk}"] for column in LABELS}
            NoticeTimes.objects.update_or_create(agency=unit, defaults=times)


def _field(label: str, column: str, value: int | None) -> forms.IntegerField:
    if column == HOUR:
        hint = _("An hour of the day, 0 to %(last)s.") % {"last": LAST_HOUR}
        return forms.IntegerField(label=label, min_value=0, max_value=LAST_HOUR, initial=value, help_text=hint)
    hint = _("Empty: nobody is told.")
    return forms.IntegerField(
        label=label,
        min_value=FEWEST_DAYS.get(column, -MOST_DAYS),
        max_value=MOST_DAYS,
        initial=value,
        help_text=hint,
        required=False,
    )


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def notice_times(request: OfOfficer) -> HttpResponse:
    """Show and set when officers are told."""
    form = TimesForm(request.seats, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.store()
        messages.success(request, _("This holds from now on."))
        return redirect("notice_times")
    context = {"form": form, **lacking(request)}
    return render(request, "office/notice_times.html", context, status=422 if form.is_bound else 200)

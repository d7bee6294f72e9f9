"""The administrator's page of when officers are told of what waits: the office's own choice, no law's."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import ChangeKind, Unit, User
from accounts.people import changes
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import unit_name
from dossiers.models import NoticeTimes
from dossiers.models.dispatch import ONLY_AFTER, UP
from dossiers.office.gaps import lacking
from dossiers.office.meanwhile import KeptForm
from dossiers.office.people import history
from dossiers.office.people.history import REMINDERS

HOUR = "morning_hour"
LAST_HOUR = 16
"""Of those that can be chosen: later the office hours are nearly over, and nothing would go out."""
MOST_DAYS = 60
FEWEST_DAYS = {"collect_days": 1}
"""Where fewer mean nothing: a rung may stand before its deadline, a result waits for a day at least."""


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
            for column, label in REMINDERS.items():
                self.fields[f"{column}-{unit.pk}"] = _field(f"{label}{of_unit}", column, getattr(row, column))

    def clean(self) -> dict[str, int | None]:
        """Refuse rungs that lead nowhere, each at the place of the one above."""
        cleaned = super().clean() or {}
        for unit, _row in self.times:
            days = {column: cleaned.get(f"{column}-{unit.pk}") for column in REMINDERS}
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
                    about = {"higher": REMINDERS[higher], "lower": REMINDERS[lower], "days": before}
                    self.add_error(f"{higher}-{unit.pk}", refusal % about)
        return cleaned

    def store(self, *, by: User, at: datetime) -> None:
        """Keep what a valid form says, with who has changed what, from which number to which."""
        with transaction.atomic():
            for unit, _row in self.times:
                # Of two who save at once the second one writes down what the first one has set.
                Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
                row = NoticeTimes.objects.filter(agency=unit).first() or NoticeTimes(agency=unit)
                before = _texts({column: getattr(row, column) for column in REMINDERS})
                times = {column: self.cleaned_data[f"{column}-{unit.pk}"] for column in REMINDERS}
                NoticeTimes.objects.update_or_create(agency=unit, defaults=times)
                if before != _texts(times):
                    changes.note(ChangeKind.TIMES, by=by, at=at, unit=unit, before=before, after=_texts(times))


def _texts(times: Mapping[str, int | None]) -> dict[str, str]:
    return {column: "" if value is None else str(value) for column, value in times.items()}


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
        form.store(by=request.user, at=timezone.now())
        messages.success(request, _("This holds from now on."))
        return redirect("notice_times")
    agencies = Q(unit__in=[unit.pk for unit, _row in form.times])
    context = {
        "form": form,
        "changes": history.last_of(request.seats, agencies & Q(kind=ChangeKind.TIMES)),
        "kind": ChangeKind.TIMES,
        **lacking(request),
    }
    return render(request, "office/notice_times.html", context, status=422 if form.is_bound else 200)

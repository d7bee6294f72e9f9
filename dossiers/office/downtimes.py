"""The administrator's page of planned downtimes: announced on every page and by mail, as long before as the law asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rows import is_row
from accounts.signin import OfOfficer, administrator
from dossiers import jobs, turns
from dossiers.display.agency.downtimes import forget
from dossiers.display.formats import localized, sentence, vn_datetime
from dossiers.models import Job
from dossiers.notices.planned import downtimes as notices
from dossiers.office.gaps import lacking
from dossiers.pages.forms import Minute, NeededText, PlainText
from procedures import steady
from procedures.steady import Steady
from procedures.time.calendar import CalendarError, CalendarExhausted
from procedures.time.downtimes import MOST_WORDS, Downtime, Lead, Overlaps, announce, call_off, lead, newest

SHOWN = 20
"""Downtimes that the page lists, the last ones."""
_HINT = gettext_lazy("Time, then day/month/year, for example 08:30 05/01/2026.")
_OF_REASON = gettext_lazy("Where it is announced later than the law asks; everybody reads it. Empty otherwise.")


def _lines() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class DowntimeForm(forms.Form):
    """When what does not work; of one that is urgent, why it is announced so late."""

    begins_at = Minute(label=gettext_lazy("Begins"), help_text=_HINT)
    ends_at = Minute(label=gettext_lazy("Ends, as foreseen"), help_text=_HINT)
    affects_vi = PlainText(
        label=gettext_lazy("What does not work, in Vietnamese"),
        help_text=gettext_lazy("It is read behind “What does not work:”, such as: filing, looking up, paying fees."),
        max_length=MOST_WORDS,
        widget=_lines(),
    )
    affects_en = PlainText(label=gettext_lazy("What does not work, in English"), max_length=MOST_WORDS, widget=_lines())
    reason_vi = NeededText(
        label=gettext_lazy("Why it is urgent, in Vietnamese"),
        help_text=_OF_REASON,
        max_length=MOST_WORDS,
        widget=_lines(),
    )
    reason_en = NeededText(
        label=gettext_lazy("Why it is urgent, in English"), help_text=_OF_REASON, max_length=MOST_WORDS, widget=_lines()
    )

    def __init__(self, known: Steady, now: datetime, *args: object) -> None:
        """``now`` is when it is announced."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        self.now, self.known = now, known
        self.lead = lead(known.regimes, timezone.localdate(now))

    def clean(self) -> dict[str, object]:
        """Refuse an end before the begin or in the past, and a begin too near of which nobody says why."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("It must end after it begins."))
        elif ends and ends <= self.now:
            self.add_error("ends_at", _("That is over already."))
        if begins and self.lead:
            self._ask_for_reason(begins, self.lead)
        return cleaned

    def _ask_for_reason(self, begins: datetime, lead: Lead) -> None:
        """Have it said why one is urgent that begins too soon, in both languages; keep no reason where none is asked."""
        given = [name for name in ("reason_vi", "reason_en") if self.cleaned_data.get(name)]
        try:
            earliest = lead.earliest(timezone.localdate(self.now), self.known.calendars.of(None))
        except (CalendarError, CalendarExhausted) as unknown:
            self.add_error("begins_at", sentence(unknown.text))
            return
        if begins >= earliest:
            self.cleaned_data |= {"reason_vi": "", "reason_en": ""}
        elif not given:
            self.add_error("begins_at", _too_soon(lead, earliest))
        for name in {"reason_vi", "reason_en"} - set(given) if given and begins < earliest else ():
            self.add_error(name, _("Give the reason in both languages: everybody reads it."))

    def downtime(self, by: User) -> Downtime:
        """Return the row of a valid form."""
        days = self.lead.days if self.lead else 0
        return Downtime(**self.cleaned_data, notice_days=days, by=by, announced_at=self.now)

    def is_asked(self, count: int) -> bool:
        """Ask once more before so many people are written to; say whether it is asked, and not answered yet.

        The answer is of one begin and one end: with others the question is put again.
        """
        name = f"{self.cleaned_data['begins_at'].isoformat()} {self.cleaned_data['ends_at'].isoformat()}"
        if self.data.get("meant") == name:
            return False
        label = ngettext("Announce it, and write to %(n)s person", "Announce it, and write to %(n)s people", count)
        self.fields["meant"] = forms.BooleanField(
            label=label % {"n": count},
            widget=forms.CheckboxInput(attrs={"value": name}, check_test=lambda _value: False),
        )
        self.add_error("meant", _("It stands on every page within a minute and cannot be changed, only called off."))
        return True


def _too_soon(lead: Lead, earliest: datetime) -> str:
    """Say when one that is announced now may begin, and by which law."""
    words = ngettext(
        "It must be announced %(n)s working day before (%(law)s): today one that begins at %(earliest)s or later. If it is urgent, say why below.",
        "It must be announced %(n)s working days before (%(law)s): today one that begins at %(earliest)s or later. If it is urgent, say why below.",
        lead.days,
    )
    return words % {"n": lead.days, "law": localized(lead.source), "earliest": vn_datetime(earliest)}


@dataclass(frozen=True, slots=True)
class DowntimeRow:
    """A downtime as the page lists it, with the job that writes of it while that is kept."""

    downtime: Downtime
    job: Job | None
    is_coming: bool


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def downtimes(request: OfOfficer) -> HttpResponse:
    """Show what was announced; announce another one, or call one off."""
    if "call_off" in request.POST:
        return _called_off(request)
    now, known = timezone.now(), steady.now()
    form = DowntimeForm(known, now, request.POST or None)
    if request.method == "POST" and form.is_valid() and _announced(form, request):
        messages.success(
            request, _("Announced. It stands on every page within a minute and until its end, and mail is being sent.")
        )
        return redirect("downtimes")
    context = {"form": form, "lead": form.lead, "rows": list(_rows(now)), **lacking(request)}
    return render(request, "office/downtimes.html", context, status=422 if form.errors else 200)


def _announced(form: DowntimeForm, request: OfOfficer) -> bool:
    """Store the downtime of a valid form with the job that writes of it; say whether that was done."""
    if form.is_asked(notices.audience(form.now).count()):
        return False
    row = form.downtime(request.user)
    try:
        with transaction.atomic():
            announce(row)
            notices.begin(row, by=request.user, at=form.now)
    except Overlaps:
        form.add_error(
            "begins_at", _("Another downtime is announced for a part of this time. Call that one off first.")
        )
        return False
    forget()
    turns.wake(jobs.RUN)
    return True


def _called_off(request: OfOfficer) -> HttpResponse:
    chosen, now = request.POST["call_off"], timezone.now()
    with transaction.atomic():
        is_new = is_row(chosen) and call_off(int(chosen), by=request.user, at=now)
        if is_new:
            notices.begin(Downtime.objects.get(pk=int(chosen)), by=request.user, at=now)
    if is_new:
        forget()
        turns.wake(jobs.RUN)
        messages.success(
            request, _("Called off. Within a minute it stands on no page any more, and mail is being sent.")
        )
    else:
        messages.info(request, _("It was called off already, or is over."))
    return redirect("downtimes")


def _rows(now: datetime) -> Iterator[DowntimeRow]:
    """Yield the last downtimes, each with its newest job."""
    found = newest(SHOWN)
    kept = Job.objects.filter(kind=notices.KIND.name, arguments__downtime__in=[one.pk for one in found]).order_by("pk")
    by_downtime = {job.arguments["downtime"]: job for job in kept}
    for one in found:
        yield DowntimeRow(one, by_downtime.get(one.pk), one.called_off_at is None and one.ends_at > now)

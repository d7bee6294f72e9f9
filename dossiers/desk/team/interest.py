"""Declaring to have something to do with a dossier, and what whoever answers for the unit sees of that (ADR 0094)."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.rows import is_row
from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers import jobs, queries, refusals, turns
from dossiers.commands.deciding import interests
from dossiers.desk.opened.page import visible
from dossiers.models import Dossier, Interest, InterestKind
from dossiers.models.desk.opening import InterestQuerySet
from dossiers.notices.planned import declared
from dossiers.pages.forms import PlainText
from dossiers.reports.alerts.barred import barred

MOST_LETTERS = 500


class InterestForm(forms.Form):
    """What somebody has to do with a dossier."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What you have to do with it"), choices=InterestKind.choices, widget=forms.RadioSelect
    )
    reason = PlainText(
        label=gettext_lazy("In your words"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Read by whoever answers for your unit, and never by the applicant."),
    )


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def declare_interest(request: OfOfficer, code: str) -> HttpResponse:
    """Ask what somebody has to do with a dossier; on a POST, keep that person out of it from now on."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    dossier = visible(request, code)
    form = InterestForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        kind, reason = InterestKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
        with transaction.atomic():
            found = interests.declare(dossier, by=request.user, kind=kind, reason=reason, at=timezone.now())
            declared.begin(found, at=found.declared_at)
        turns.wake(jobs.RUN)
        messages.success(
            request,
            _("Recorded for %(code)s: you neither see nor handle it any more. What you have done stays in its record.")
            % {"code": dossier.code},
        )
        _say_stranded(request, dossier)
        return redirect("worklist")
    context = {"form": form, "dossier": dossier}
    return render(request, "desk/interest.html", context, status=422 if form.errors else 200)


def _say_stranded(request: OfOfficer, dossier: Dossier) -> None:
    """Say what a declaration leaves to nobody, and what can be done: whoever made it can tell whom it concerns."""
    for one in barred(Dossier.objects.filter(pk=dossier.pk), timezone.localdate()):
        told = _("Whoever answers for the unit and the administrator see it among what stands still.")
        messages.warning(request, f"{one.code}. {one.why} {one.remedy} {told}")


class EndForm(forms.Form):
    """Why a declaration holds no more."""

    why = PlainText(
        label=gettext_lazy("Why it no longer applies"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept with your name. It cannot be changed later, and the applicant never reads it."),
    )

    def __init__(self, pk: int, given: QueryDict | None = None) -> None:
        """Ask it of one declaration: there may be several on the page."""
        super().__init__(given, auto_id=f"id_%s_{pk}", use_required_attribute=False)
        self.pk = pk


def of_units(seats: Seats) -> InterestQuerySet:
    """Narrow to the declarations about what lies in the units that somebody answers for, but one's own."""
    found = Interest.objects.answered_by(seats).exclude(person=seats.user_id)
    return found.select_related("dossier", "person", "ended_by")


def answered_for(seats: Seats) -> InterestQuerySet:
    """Narrow to those of them that stand, what has to be moved first."""
    return of_units(seats).standing().pressing_first()


def chosen_of(request: OfOfficer) -> Interest | None:
    """Return the declaration that a form names, of those that somebody answers for and that stand; None for any other."""
    chosen = request.POST["end"]
    return answered_for(request.seats).filter(pk=int(chosen) if is_row(chosen) else 0).first()


def end(found: Interest, reason: str, request: OfOfficer) -> bool:
    """End a declaration and have its head told, where another has ended it; say whether it stood until now."""
    now = timezone.now()
    with transaction.atomic():
        is_done = interests.end(found, by=request.user, reason=reason, at=now)
        if is_done:
            declared.begin_ended(found, by=request.user, at=now)
    turns.wake(jobs.RUN)
    return is_done

"""The administrator's page of who came in, tried to, and went: by person and day, for as long as it is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import SignInOutcome, SignInRecord, User
from accounts.people import finding
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.lists.paging import part_of
from dossiers.office.gaps import lacking
from dossiers.office.people.history import SpanForm
from dossiers.office.people.listed import NOTHING, named
from dossiers.pages.forms import PlainText

TRIED_WITHIN = timedelta(days=1)
LEAST_TRIED = 3
"""So many wrong passwords are more than slips of the hand."""
MOST_TRIED = 10
TRIES = (SignInOutcome.FAILED, SignInOutcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Tried:
    """An account at which wrong passwords were tried."""

    person: User
    tries: int
    last_at: datetime


class SignInsForm(SpanForm):
    """Which lines are looked for; all of it narrows."""

    who = PlainText(label=gettext_lazy("Of whom"), required=False, max_length=150)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), required=False, choices=[NOTHING, *SignInOutcome.choices]
    )
    field_order = ("who", "outcome", "since", "until")

    def asked(self) -> Q:
        """Narrow to what a valid form asks."""
        which, given = self.span(), self.cleaned_data
        if given["who"]:
            which &= Q(person__in=User.objects.filter(named(given["who"])).values("pk"))
        return which & Q(outcome=given["outcome"]) if given["outcome"] else which


@administrator
@require_safe
def sign_ins(request: OfOfficer) -> HttpResponse:
    """List sign-ins, tries and ends of sessions, the newest first, and at whose accounts somebody tries in vain."""
    form = SignInsForm(request.GET)
    found = _visible(request.seats).filter(form.asked() if form.is_valid() else Q(pk__in=()))
    page = part_of(found.select_related("person"), request.GET, newest_first=True)
    context = {
        "form": form,
        "page": page,
        "rows": page.rows,
        "is_asked": any(form.data.values()),
        "tried": tried(request.seats, timezone.now()),
        "days": settings.SIGN_IN_RECORD_DAYS,
    }
    return render(request, "office/sign_ins.html", context | lacking(request), status=422 if form.errors else 200)


def _visible(seats: Seats) -> QuerySet[SignInRecord]:
    """Narrow to those of people whom an administrator may look at."""
    return SignInRecord.objects.filter(person__in=finding.visible(seats).values("pk"))


def tried(seats: Seats, now: datetime) -> list[Tried]:
    """Return at whose accounts several wrong passwords were tried within a day, the most first."""
    lately = _visible(seats).filter(outcome__in=TRIES, at__gt=now - TRIED_WITHIN)
    counted = lately.values("person").annotate(tries=Count("pk"), last_at=Max("at")).filter(tries__gte=LEAST_TRIED)
    rows = list(counted.order_by("-tries", "person")[:MOST_TRIED])
    people = User.objects.in_bulk([row["person"] for row in rows])
    return [Tried(people[row["person"]], row["tries"], row["last_at"]) for row in rows]

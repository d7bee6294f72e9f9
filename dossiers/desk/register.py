"""The register of results: what was issued, by kind and year, in the order of the numbers."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.models import Result, Validity
from dossiers.models.result import KIND_LABELS, ResultQuerySet
from dossiers.pages.decision import signed_by
from dossiers.pages.links import Ended, ended_of, extended_by
from procedures.machine import Text

PAGE = 50
"""Rows on a page."""
FIRST_YEAR = 2016
"""The year of the oldest dossiers."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A result as a row of the register."""

    result: Result
    outcome: Text | None
    procedure: Text
    validity: Validity
    last_day: date | None
    """The last day on which it holds, extensions counted."""
    ended: Ended | None
    extended_by: Result | None
    signed_by: str
    """Who signed what another agency decided; "" where it is ours, or nobody entered it."""


class RegisterForm(forms.Form):
    """Which register is looked at: a kind of result, and a year."""

    is_filter = True

    def __init__(self, data: dict[str, str], *, today: date) -> None:
        super().__init__(data, use_required_attribute=False)
        years = [(str(year), str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]
        kinds = [("", _("All kinds")), *((kind.value, str(label)) for kind, label in KIND_LABELS.items())]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of result"), choices=kinds, required=False)
        self.fields["year"] = forms.ChoiceField(label=_("Year"), choices=years, required=False)


@officer
@require_safe
def register(request: OfOfficer) -> HttpResponse:
    """Show a year of a register, newest number first."""
    today = timezone.localdate()
    form = RegisterForm({"year": str(today.year), **_first_values(request.GET)}, today=today)
    chosen = form.cleaned_data if form.is_valid() else {}
    year = int(chosen.get("year") or today.year)
    found = Result.objects.visible_to(request.seats).filter(dated__year=year)
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    results = list(_behind(found, request.GET.get("after", ""))[: PAGE + 1])
    context = {
        "form": form,
        "year": year,
        "rows": [_row(result, today) for result in results[:PAGE]],
        "next_url": _next(request, results[PAGE - 1]) if len(results) > PAGE else "",
        "first_url": f"?{_without(request.GET, 'after').urlencode()}" if request.GET.get("after") else "",
    }
    return render(request, "desk/register.html", context)


def _first_values(query: QueryDict) -> dict[str, str]:
    return {name: str(query[name]) for name in query}


def _behind(found: ResultQuerySet, after: str) -> ResultQuerySet:
    """Narrow to what comes behind a row, ``date:id``; to all for anything else that somebody wrote."""
    found = found.select_related(
        "dossier__version", "event", "signer", "earlier", "revocation__actor", "revocation__payload"
    )
    found = found.defer("dossier__version__text").with_later()
    found = found.order_by("-dated", "-pk")
    day, _colon, pk = after.partition(":")
    try:
        dated, last = date.fromisoformat(day), int(pk)
    except ValueError:
        return found
    return found.filter(Q(dated__lt=dated) | Q(dated=dated, pk__lt=last))


def _row(result: Result, today: date) -> RegisterRow:
    machine = result.dossier.machine
    outcome = machine.outcome(result.outcome)
    return RegisterRow(
        result=result,
        outcome=outcome.label if outcome else None,
        procedure=machine.name,
        validity=result.validity(today),
        last_day=result.last_day,
        ended=ended_of(result, today),
        extended_by=extended_by(result),
        signed_by=signed_by(result.event),
    )


def _next(request: HttpRequest, last: Result) -> str:
    query = _without(request.GET, "after")
    query["after"] = f"{last.dated.isoformat()}:{last.pk}"
    return f"?{query.urlencode()}"


def _without(query: QueryDict, name: str) -> QueryDict:
    kept = query.copy()
    kept.pop(name, None)
    return kept

"""The register of results: what was issued, by kind and year, in the order of the numbers."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.lists.paging import leaf_of
from dossiers.models import Result, Validity
from dossiers.models.result import KIND_LABELS
from dossiers.pages.decision import signed_by
from dossiers.pages.links import Ended, ended_of, extended_by
from procedures.machine import Text

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


def years(today: date) -> list[tuple[str, str]]:
    """Return the years of a register as choices, this one first."""
    return [(str(year), str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]


class RegisterForm(forms.Form):
    """Which register is looked at: a kind of result, and a year."""

    is_filter = True

    def __init__(self, data: dict[str, str], *, today: date) -> None:
        super().__init__(data, use_required_attribute=False)
        kinds = [("", _("All kinds")), *((kind.value, str(label)) for kind, label in KIND_LABELS.items())]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of result"), choices=kinds, required=False)
        self.fields["year"] = forms.ChoiceField(label=_("Year"), choices=years(today), required=False)


@officer
@require_safe
def register(request: OfOfficer) -> HttpResponse:
    """Show a year of a register, newest number first."""
    today = timezone.localdate()
    form = RegisterForm({"year": str(today.year), **request.GET.dict()}, today=today)
    chosen = form.cleaned_data if form.is_valid() else {}
    year = int(chosen.get("year") or today.year)
    found = Result.objects.visible_to(request.seats).filter(dated__year=year)
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    found = found.select_related(
        "dossier__version",
        "event",
        "signer",
        "revocation__actor",
        "revocation__payload",
        "earlier__revocation__actor",
        "earlier__revocation__payload",
    )
    leaf = leaf_of(found.defer("dossier__version__text").with_later(), request.GET, by="dated", read=date.fromisoformat)
    context = {"form": form, "year": year, "page": leaf, "rows": [_row(result, today) for result in leaf.rows]}
    return render(request, "desk/register.html", context)


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

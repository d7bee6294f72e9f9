"""Fees of what was received in a period, as far as they are recorded; each number of dossiers leads to them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.display.formats import localized
from dossiers.lists.filters import FEES
from dossiers.lists.known import known
from dossiers.manager.asked import NONE, Asked, asked_of
from dossiers.models.rows import planned_anew
from dossiers.reports.fees import Fees, fees
from dossiers.reports.periods import Period
from procedures.catalogue.alphabet import sort_key


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure, or all: its sums, and by what is known of a fee the list of its dossiers."""

    label: str
    fees: Fees
    urls: Mapping[str, str]


@officer
@require_safe
def fees_of_period(request: OfOfficer) -> HttpResponse:
    """Show what was due, paid and open of what was received."""
    asked = asked_of(request)
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew():
        read = fees(asked.selection.dossiers, asked.period)
    slugs = {pk: slug for slug, pk in known().ids.items() if slug in known().procedures}
    rows = [
        _row(asked, localized(known().procedures[slugs[pk]]), found, read.period, {"procedure": slugs[pk]})
        for pk, found in read.by_procedure.items()
        if pk in slugs
    ]
    context = {
        "asked": asked,
        "read": read,
        "is_cut": read.period != asked.period,
        "rows": sorted(rows, key=lambda row: sort_key(row.label)),
        "whole": _row(asked, _("Total"), Fees.of(read.fees), read.period),
    }
    return render(request, "manager/fees.html", context)


def _row(asked: Asked, label: str, found: Fees, period: Period, changes: Mapping[str, str] = NONE) -> Row:
    return Row(label, found, {name: asked.list("received", {**changes, "fee": name}, period=period) for name in FEES})

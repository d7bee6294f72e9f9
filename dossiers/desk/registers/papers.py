"""The register of papers: the official forms that were issued, by kind and year, the newest first."""

from datetime import date, datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.desk.registers.results import years
from dossiers.display.labels import PAPER_LABELS
from dossiers.lists.paging import leaf_of
from dossiers.models import Letter
from procedures.time.calendar import LOCAL


class LettersForm(forms.Form):
    """Which register is looked at: a kind of paper, and a year."""

    is_filter = True

    def __init__(self, data: dict[str, str], *, today: date) -> None:
        super().__init__(data, use_required_attribute=False)
        kinds = [("", _("All kinds")), *((kind.value, str(label)) for kind, label in PAPER_LABELS.items())]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of paper"), choices=kinds, required=False)
        self.fields["year"] = forms.ChoiceField(label=_("Year"), choices=years(today), required=False)


def _instant(text: str) -> datetime:
    """Return an instant with its zone; ValueError for all else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


@officer
@require_safe
def letters(request: OfOfficer) -> HttpResponse:
    """Show the papers that were issued in a year for the dossiers that the officer sees, the newest first."""
    today = timezone.localdate()
    form = LettersForm({"year": str(today.year), **request.GET.dict()}, today=today)
    chosen = form.cleaned_data if form.is_valid() else {}
    year = int(chosen.get("year") or today.year)
    begins, ends = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (year, year + 1))
    found = Letter.objects.visible_to(request.seats).filter(issued_at__gte=begins, issued_at__lt=ends)
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    page = leaf_of(found.select_related("dossier", "event__actor"), request.GET, by="issued_at", read=_instant)
    return render(request, "desk/letters.html", {"form": form, "year": year, "page": page})

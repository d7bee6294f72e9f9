"""Reasons that a unit gives again and again: kept by its head or the administrator, put into a remark or a reason by one press."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Unit, UnitKind, User
from accounts.people import finding
from accounts.rights import KEEPING_REASONS
from accounts.roles import Role
from accounts.seats import Seats
from accounts.signin import OfOfficer, seated
from dossiers.desk import reason_history
from dossiers.lists.wanted import wanted
from dossiers.models import Occasion, ReasonTemplate
from dossiers.models.rows import rows_behind
from dossiers.pages.forms import PlainText

MOST = 50
"""Templates of a unit: more than these nobody looks through."""
MOST_LETTERS = 1000
WRITTEN_OVER = "sua"
"""In the address: the text that is written over."""


def templates_of(seats: Seats) -> list[ReasonTemplate]:
    """Return what the units of an officer have in use: one query."""
    units = list({seat.unit_id for seat in seats})
    return rows_behind(ReasonTemplate, 'WHERE is_active AND unit_id = ANY(%s) ORDER BY "order", title, id', [units])


def keeps(seats: Seats) -> bool:
    """Say whether somebody keeps the reasons of a unit: no query."""
    return seats.has(*KEEPING_REASONS)


def template_of(seats: Seats, pk: str) -> ReasonTemplate | None:
    """Return a template that an officer may use, as a form names it."""
    return next((template for template in templates_of(seats) if str(template.pk) == pk), None)


def kept_by(seats: Seats) -> list[Unit]:
    """Return the units whose reasons somebody keeps: a head those of the division, the agency's own heads its desks'.

    A one-stop desk has no head: who answers for the agency keeps its reasons. The administrator of an agency keeps those
    of all its units: who works there asks for it, and the history says who wrote what.
    """
    divisions = [seat.unit_id for seat in seats if seat.role is Role.DIVISION_HEAD]
    desks = Unit.objects.filter(parent__in=seats.managed_agency_ids, kind=UnitKind.DESK)
    administered = finding.units_of(seats.administered_agency_ids)
    return list((Unit.objects.filter(pk__in=divisions) | desks | administered).order_by("pk"))


class ReasonForm(forms.Form):
    """A template, as its keeper writes it."""

    def __init__(self, row: ReasonTemplate | None, *, units: Sequence[Unit], data: QueryDict | None = None) -> None:
        names = ("unit", "title", "text", "occasion", "order", "is_active")
        initial = {name: getattr(row, name) for name in names[1:]} | {"unit": str(row.unit_id)} if row else {}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.row = row
        table = {str(unit.pk): unit for unit in units}
        choices = [(key, unit.name(get_language())) for key, unit in table.items()]
        area = forms.Textarea(attrs={"rows": 3})
        self.fields |= {
            "unit": forms.TypedChoiceField(label=_("Unit"), choices=choices, coerce=table.__getitem__),
            "title": PlainText(label=_("Short name"), max_length=80),
            "text": PlainText(label=_("Text for the applicant"), max_length=MOST_LETTERS, widget=area),
            "occasion": forms.ChoiceField(label=_("Used for"), choices=Occasion.choices),
            "order": forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0),
            "is_active": forms.BooleanField(label=_("In use"), required=False, initial=True),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a second one of a name, and one more than a unit can have."""
        cleaned = super().clean() or {}
        if "unit" in cleaned:
            others = ReasonTemplate.objects.filter(unit=cleaned["unit"]).exclude(
                pk=self.row.pk if self.row and self.row.pk else 0
            )
            titles = list(others.values_list("title", flat=True))
            if cleaned.get("title") in titles:
                self.add_error("title", _("The unit has a text of this name already."))
            if len(titles) >= MOST:
                self.add_error(None, _("The unit has %(most)s texts; write over one of them.") % {"most": MOST})
        return cleaned

    def write(self, *, by: User, at: datetime) -> bool:
        """Write what was typed; where another press of the same name came first, that becomes an error of the form."""
        try:
            with transaction.atomic():
                reason_history.write(self.row or ReasonTemplate(), self.cleaned_data, by=by, at=at)
        except IntegrityError:
            self.add_error("title", _("The unit has a text of this name already."))
            return False
        return True


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: OfOfficer) -> HttpResponse:
    """List the reasons of the units that somebody keeps, and write one; for whoever keeps none it does not exist."""
    units = kept_by(request.seats)
    if not units:
        raise Http404
    kept = ReasonTemplate.objects.filter(unit__in=units).select_related("unit").order_by("unit", "order", "title")
    rows = list(kept)
    chosen = next((row for row in rows if str(row.pk) == request.GET.get(WRITTEN_OVER)), None)
    form = ReasonForm(chosen, units=units, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        if chosen is None and WRITTEN_OVER in request.GET:
            form.add_error(None, _("The text that you wrote over is gone. What you typed stands below as a new one."))
        elif form.write(by=request.user, at=timezone.now()):
            return redirect("reasons")
    context = {"form": form, "chosen": chosen, **_shown(rows, chosen, request)}
    return render(request, "desk/reasons.html", context, status=422 if form.errors else 200)


def _shown(rows: Sequence[ReasonTemplate], chosen: ReasonTemplate | None, request: OfOfficer) -> dict[str, object]:
    """Return the list as it is asked for, by whom each was written last, and what became of the one that is chosen."""
    asked = wanted(request.GET)
    found, last = reason_history.found(rows, asked), reason_history.last_of(rows)
    return {
        "rows": [(row, last.get(row.pk)) for row in found],
        "wanted": asked,
        "is_any": bool(rows),
        "history": reason_history.of(chosen) if chosen else (),
        "has_list": request.seats.see_dossiers,
    }

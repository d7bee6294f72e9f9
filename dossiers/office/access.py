"""The administrator's page of who of the office has read whose dossier."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, Func, Q, TextField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.signin import OfOfficer, administrator
from dossiers import search
from dossiers.lists.paging import part_of
from dossiers.models import AccessRecord, Dossier, DossierQuerySet
from dossiers.office.gaps import lacking
from dossiers.pages.forms import Day, PlainText
from procedures.catalogue.search import fold
from procedures.time.calendar import LOCAL

MOST_NAMED = 200
"""People that the words of a name may mean."""


class AccessForm(forms.Form):
    """Whose readings are looked for: of a dossier, by an officer, of whose dossiers, on some days; all of it narrows."""

    code = PlainText(label=gettext_lazy("Dossier number"), required=False, max_length=40)
    who = PlainText(label=gettext_lazy("Who has read"), required=False, max_length=150)
    whose = PlainText(
        label=gettext_lazy("Whose dossier"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("A name, or the whole number of the identity paper or phone."),
    )
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("To"), required=False)

    def __init__(self, *args: Any, seen: DossierQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        """The dossiers among which a number is looked for."""

    def clean_code(self) -> str:
        """Return the number of the dossier that was typed, or that alone ends so, as it is written."""
        typed = self.cleaned_data["code"].strip()
        if not typed:
            return ""
        found = list(search.numbered(self.seen, typed).values_list("code", flat=True)[:1]) or self._ending_in(typed)
        if not found:
            raise forms.ValidationError(_("There is no dossier with this number."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several dossiers have a number that ends so. Give more of it."))
        return found[0]

    def _ending_in(self, typed: str) -> list[str]:
        number = search.Query(typed).number
        found = search.ending_in(self.seen, number) if number else self.seen.none()
        return list(found.order_by("pk").values_list("code", flat=True)[:2])

    def clean(self) -> None:
        """Refuse a span that ends before it begins."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))


@administrator
@require_safe
def access_records(request: OfOfficer) -> HttpResponse:
    """List readings of the agency's dossiers, the newest first, narrowed by dossier, person and days."""
    agencies = request.seats.administered_agency_ids
    form = AccessForm(request.GET, seen=Dossier.objects.filter(agency__in=agencies))
    is_fit = form.is_valid()
    found = AccessRecord.objects.filter(dossier__agency__in=agencies)
    if is_fit:
        found = found.filter(_narrowed(form.cleaned_data, form.seen))
    page = (
        part_of(found.select_related("dossier", "person", "unit", "stands_for"), request.GET, newest_first=True)
        if is_fit
        else None
    )
    context = {"form": form, "page": page, "rows": page.rows if page else [], "is_asked": any(form.data.values())}
    return render(request, "office/access_records.html", context | lacking(request), status=200 if is_fit else 422)


def _narrowed(asked: dict[str, object], seen: DossierQuerySet) -> Q:
    which = Q()
    if code := asked["code"]:
        which &= Q(dossier__code=code)
    if who := str(asked["who"]).strip():
        which &= Q(person__in=_named(who))
    if whose := str(asked["whose"]).strip():
        which &= Q(dossier__in=search.of_person(whose, seen).order_by().values("pk"))
    if isinstance(since := asked["since"], date):
        which &= Q(at__gte=_midnight(since))
    if isinstance(until := asked["until"], date):
        which &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return which


def _named(words: str) -> list[int]:
    """Return the people with a seat, now or before, whose name has these words, with accents or without, or who sign in so."""
    folded = Func(F("full_name"), function="dossiers_folded", output_field=TextField())
    meant = Q(folded__contains=fold(words)) | Q(username__iexact=words)
    officers = User.objects.alias(folded=folded).filter(meant, memberships__isnull=False)
    return list(officers.distinct().values_list("pk", flat=True)[:MOST_NAMED])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)

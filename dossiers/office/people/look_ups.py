"""The administrator's page of whom the counter has looked up: who was shown the name, birthday and dossiers of whom."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people import finding
from accounts.signin import OfOfficer, administrator
from dossiers.lists.paging import part_of
from dossiers.models import LookUp
from dossiers.office.gaps import lacking
from dossiers.office.people.history import SpanForm
from dossiers.office.people.listed import named
from dossiers.pages.forms import PlainText


class LookUpsForm(SpanForm):
    """Which look-ups are looked for; all of it narrows."""

    whom = PlainText(label=gettext_lazy("Who was looked up"), required=False, max_length=150)
    who = PlainText(label=gettext_lazy("Who looked up"), required=False, max_length=150)
    field_order = ("whom", "who", "since", "until")

    def asked(self) -> Q:
        """Narrow to what a valid form asks."""
        which, given = self.span(), self.cleaned_data
        for name, column in (("whom", "person__in"), ("who", "by__in")):
            if given[name]:
                which &= Q(**{column: User.objects.filter(named(given[name])).values("pk")})
        return which


@administrator
@require_safe
def look_ups(request: OfOfficer) -> HttpResponse:
    """List the look-ups of the agency's desks, the newest first, narrowed by both people and days."""
    form = LookUpsForm(request.GET)
    desks = finding.units_of(request.seats.administered_agency_ids).order_by().values("pk")
    found = LookUp.objects.filter(form.asked() if form.is_valid() else Q(pk__in=()), unit__in=desks)
    page = part_of(found.select_related("person", "by", "unit"), request.GET, newest_first=True)
    context = {"form": form, "page": page, "rows": page.rows, "is_asked": any(form.data.values())}
    return render(request, "office/look_ups.html", context | lacking(request), status=422 if form.errors else 200)

"""What was changed of accounts, seats and units, in words; and the page on which all of it is searched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.entry import first
from accounts.models import AccountChange, ChangeKind, Unit, UnitKind, User
from accounts.people import emergency, finding
from accounts.roles import Role
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import unit_name, vn_date
from dossiers.display.labels import role_label
from dossiers.lists.paging import part_of
from dossiers.office.gaps import lacking
from dossiers.office.people.listed import NOTHING, named
from dossiers.office.units.sectors import sector_name, sector_names
from dossiers.pages.forms import Day, PlainText
from procedures.machine import Text
from procedures.time.calendar import LOCAL

SHOWN = 20
"""Changes that the page of a person or a unit shows, the last ones."""
REMINDERS: Mapping[str, Promise] = {
    "morning_hour": gettext_lazy("Hour from which officers are told"),
    "step_holder": gettext_lazy("Step: days until who has it is told"),
    "step_head": gettext_lazy("Step: days until the head of the division is told"),
    "step_leader": gettext_lazy("Step: days until the leader is told"),
    "whole_head": gettext_lazy("Return date: days until the head of the division is told"),
    "whole_leader": gettext_lazy("Return date: days until the leader is told"),
    "collect_days": gettext_lazy("Result not collected: days until the applicant is reminded, and again"),
}
"""What is asked of each agency of its reminders, by the columns of ``NoticeTimes``; empty where nobody is told."""
LABELS: Mapping[str, Promise] = {
    "full_name": gettext_lazy("Full name"),
    "email": gettext_lazy("E-mail address"),
    "username": gettext_lazy("User name"),
    "door": gettext_lazy("At the emergency door /admin/"),
    "role": gettext_lazy("Role"),
    "since": gettext_lazy("First day"),
    "until": gettext_lazy("Last day"),
    "ended_on": gettext_lazy("Ended from"),
    "title": gettext_lazy("Title below a signature"),
    "name_vi": gettext_lazy("Name in Vietnamese"),
    "name_en": gettext_lazy("Name in English"),
    "kind": gettext_lazy("Kind"),
    "address": gettext_lazy("Address"),
    "phone": gettext_lazy("Phone"),
    "sector": gettext_lazy("Sector"),
    "substitute": gettext_lazy("Who stands in"),
    "reason": gettext_lazy("Reason"),
    **REMINDERS,
}
"""What changes are of, by the names under which they are kept."""
DAYS = ("since", "until", "ended_on")
DOOR: Mapping[str, Promise] = {
    "": gettext_lazy("no right"),
    emergency.LOOKS: gettext_lazy("may open it"),
    emergency.ALL: gettext_lazy("may change everything there"),
}
"""What somebody may do at that door."""


@dataclass(frozen=True, slots=True)
class Was:
    """Something that is another than before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as the pages show it."""

    change: AccountChange
    values: tuple[Was, ...]

    @property
    def what(self) -> str:
        """Return what was done."""
        if self.change.after.get(first.MAILED) == first.NO:
            return _("Link for the first sign-in could not be mailed")
        return str(self.change.get_kind_display())

    @property
    def about(self) -> str:
        """Whom or what it is of."""
        person, unit = self.change.person, self.change.unit
        # Two people may be called the same.
        called = f"{person.get_full_name()} ({person.username})" if person else ""
        return " · ".join(filter(None, [called, unit_name(unit) if unit else ""]))


class SpanForm(forms.Form):
    """From which day to which, both counted."""

    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("To"), required=False)

    def clean(self) -> None:
        """Refuse a span that ends before it begins."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))

    def span(self) -> Q:
        """Narrow to the days of a valid form, in the time of Viet Nam."""
        which = Q()
        if since := self.cleaned_data["since"]:
            which &= Q(at__gte=_midnight(since))
        if until := self.cleaned_data["until"]:
            which &= Q(at__lt=_midnight(until) + timedelta(days=1))
        return which


class ChangesForm(SpanForm):
    """Which changes are looked for; all of it narrows."""

    who = PlainText(label=gettext_lazy("Of whom"), required=False, max_length=150)
    by = PlainText(label=gettext_lazy("Who changed it"), required=False, max_length=150)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What was changed"), required=False, choices=[NOTHING, *ChangeKind.choices]
    )
    field_order = ("who", "by", "unit", "kind", "since", "until")

    def __init__(self, units: Iterable[Unit], *args: object) -> None:
        """Offer the units of the administrator."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        offered = [(str(unit.pk), unit_name(unit)) for unit in units]
        self.fields["unit"].choices = [NOTHING, *offered]  # type: ignore[attr-defined]  # of a ChoiceField

    def asked(self) -> Q:
        """Narrow to what a valid form asks."""
        which, given = self.span(), self.cleaned_data
        for name, column in (("who", "person__in"), ("by", "by__in")):
            if given[name]:
                which &= Q(**{column: User.objects.filter(named(given[name])).values("pk")})
        for name in ("unit", "kind"):
            if given[name]:
                which &= Q(**{name: given[name]})
        return which


@administrator
@require_safe
def account_changes(request: OfOfficer) -> HttpResponse:
    """List what was changed, the newest first, narrowed by person, unit, kind and days."""
    form = ChangesForm(finding.places_of(request.seats.administered_agency_ids), request.GET)
    found = of_administrator(request.seats).filter(form.asked() if form.is_valid() else Q(pk__in=()))
    page = part_of(found.select_related("by", "person", "unit"), request.GET, newest_first=True)
    context = {"form": form, "page": page, "rows": shown(page.rows), "is_asked": any(form.data.values())}
    return render(
        request, "office/account_changes.html", context | lacking(request), status=422 if form.errors else 200
    )


def of_administrator(seats: Seats) -> QuerySet[AccountChange]:
    """Narrow to changes of one's own units, of the seats that one gives, and of the people whom one may look at."""
    agencies = seats.administered_agency_ids
    units, places = (asked(agencies).order_by().values("pk") for asked in (finding.units_of, finding.places_of))
    people = finding.visible(seats).values("pk")
    # What is of a seat is of its unit: what another agency gave to the same person is that one's.
    of_seats = Q(unit__in=places, person__isnull=False)
    return AccountChange.objects.filter(Q(unit__in=units) | of_seats | Q(unit=None, person__in=people))


def last_of(seats: Seats, which: Q) -> list[ChangeRow]:
    """Return the last changes of a person or a unit."""
    found = of_administrator(seats).filter(which).select_related("by", "person", "unit").order_by("-pk")
    return shown(found[:SHOWN])


def shown(changes: Iterable[AccountChange]) -> list[ChangeRow]:
    """Return changes with what was before and after; what sectors are called is asked once, where one is among them."""
    rows = list(changes)
    known = _stand_ins(rows)
    has_sectors = any("sector" in (*row.before, *row.after) for row in rows)
    names = sector_names() if has_sectors else {}
    return [ChangeRow(row, tuple(_values(row, names, known))) for row in rows]


def _stand_ins(rows: Iterable[AccountChange]) -> Mapping[str, str]:
    """Return by the user name whoever was to stand in, as people are called here: one query, none where nobody was."""
    named_so = {name for row in rows for kept in (row.before, row.after) if (name := kept.get("substitute"))}
    found = User.objects.filter(username__in=named_so) if named_so else ()
    return {one.username: f"{one.get_full_name()} ({one.username})" for one in found}


def _values(change: AccountChange, sectors: Mapping[str, Text], people: Mapping[str, str]) -> Iterator[Was]:
    for name, label in LABELS.items():
        if name not in change.before and name not in change.after:
            continue
        before, after = (_in_words(name, kept.get(name, ""), sectors, people) for kept in (change.before, change.after))
        if before or after:
            yield Was(str(label), "" if before == after else before, after)


def _in_words(name: str, text: str, sectors: Mapping[str, Text], people: Mapping[str, str]) -> str:
    if name in REMINDERS:
        return text or _("nobody is told")
    if name == "door":
        text = str(DOOR.get(text, text))
    if name == "substitute":
        text = people.get(text, text)
    if name == "sector":
        return sector_name(text, sectors)
    if name == "role" and text in Role:
        return role_label(text)
    if name == "kind" and text in UnitKind:
        return str(UnitKind(text).label)
    return vn_date(date.fromisoformat(text)) if name in DAYS and text else text


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)

"""The administrator's list of people: those of the office and citizens apart, found by unit, role, seat and words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import ROLE_LABELS, Membership, Unit, User
from accounts.people import finding
from accounts.people.changes import locked, locked_of
from accounts.people.seating import days_of
from accounts.rights import WITHOUT_SEAT
from accounts.rows import is_row
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import unit_name
from dossiers.display.labels import role_label
from dossiers.lists.paging import ROWS, Part, part_of
from dossiers.office.gaps import lacking
from dossiers.pages.forms import PlainText
from procedures.catalogue.alphabet import sort_key
from procedures.catalogue.search import fold


class State(StrEnum):
    """Of whom it is asked."""

    NOW = "now"
    ENDED = "ended"
    CLOSED = "closed"
    LOCKED = "locked"


STATES = {
    State.NOW: gettext_lazy("Has a seat today"),
    State.ENDED: gettext_lazy("Has no seat today"),
    State.CLOSED: gettext_lazy("Account closed"),
    State.LOCKED: gettext_lazy("Sign-in locked"),
}
SHUT = (State.CLOSED, State.LOCKED)
"""In which nobody comes in; a citizen's account may be so too."""
CITIZENS = "nguoi-dan"
"""What the address says where the list is of citizens."""
NOTHING = ("", "---------")


class PeopleForm(forms.Form):
    """Who is looked for; all of it narrows."""

    q = PlainText(label=gettext_lazy("Name, user name or mail"), required=False, max_length=150)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, units: Iterable[Unit], *args: object, is_of_office: bool) -> None:
        """Offer the units of the administrator; of citizens only whether the account is closed or locked is asked."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        states = STATES if is_of_office else {state: STATES[state] for state in SHUT}
        choices: Mapping[str, list[tuple[str, object]]] = {
            "unit": [(str(unit.pk), unit_name(unit)) for unit in units],
            "role": [(role.value, label) for role, label in ROLE_LABELS.items() if role not in WITHOUT_SEAT],
            "state": [(state.value, label) for state, label in states.items()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = [NOTHING, *offered]  # type: ignore[attr-defined]  # of a ChoiceField
        if not is_of_office:
            del self.fields["unit"], self.fields["role"]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody as the list shows them."""

    person: User
    seats: Sequence[str]
    """Those of today; of whoever has none today those that are over or to come, with their days."""
    is_locked: bool
    """Whether the sign-in is locked and the account not closed."""


@administrator
@require_safe
def people(request: OfOfficer) -> HttpResponse:
    """List people of the office by name, or citizens' accounts, the newest first."""
    is_of_office = request.GET.get("loai") != CITIZENS
    units = finding.places_of(request.seats.administered_agency_ids)
    form, on = PeopleForm(units, request.GET, is_of_office=is_of_office), timezone.localdate()
    found = User.objects.none()
    if form.is_valid():
        found = _found(request.seats, form.cleaned_data, on, is_of_office=is_of_office)
    page = _by_name(found, request.GET) if is_of_office else part_of(found, request.GET, newest_first=True)
    context = {
        "form": form,
        "is_of_office": is_of_office,
        "rows": list(_rows(page.rows, request.seats, on)),
        "page": page,
        "is_asked": any(value for name, value in request.GET.items() if name in form.fields),
    }
    return render(request, "office/people.html", context | lacking(request), status=422 if form.errors else 200)


def _found(seats: Seats, asked: Mapping[str, str], on: date, *, is_of_office: bool) -> QuerySet[User]:
    found = finding.officers(seats) if is_of_office else finding.citizens()
    held = finding.seats_in(seats.administered_agency_ids).filter(user=OuterRef("pk"))
    present = held.in_force(on)
    if asked["state"] in SHUT:
        is_locked = Q(pk__in=locked())
        found = found.filter(is_locked if asked["state"] == State.LOCKED else ~is_locked, is_active=False)
    elif asked["state"]:
        # A sign-in that is locked takes no seat away.
        comes_in = Q(is_active=True) | Q(pk__in=locked())
        found = found.filter(comes_in, Exists(present) if asked["state"] == State.NOW else ~Exists(present))
    # Of whoever has no seat today it is asked which one that was.
    sought = present if asked["state"] == State.NOW else held
    narrowed = {name: asked[name] for name in ("unit", "role") if asked.get(name)}
    if narrowed:
        found = found.filter(Exists(sought.filter(**narrowed)))
    return found.filter(named(asked["q"]))


def named(words: str) -> Q:
    """Narrow to people whose name has each of some words, with accents or without, or who sign in or are written to so."""
    text = words.strip()
    if not text:
        return Q()
    folded = Func(F("full_name"), function="dossiers_folded", output_field=TextField())
    known = User.objects.alias(folded=folded)
    for word in fold(text).split():
        known = known.filter(folded__contains=word)
    return Q(pk__in=known.values("pk")) | Q(username__istartswith=text) | Q(email__istartswith=text)


def _by_name(found: QuerySet[User], query: Mapping[str, str]) -> Part[User]:
    """Return the people of a page in the order of the alphabet, which the database does not know: an office has hundreds."""
    names = found.values_list("pk", "full_name", "username")
    keys = [pk for _key, pk in sorted((sort_key(name or username), pk) for pk, name, username in names)]
    after = query.get("after", "")
    start = min(int(after), len(keys)) if is_row(after) else 0
    shown = keys[start : start + ROWS]
    by_key = User.objects.in_bulk(shown)
    kept = {name: value for name, value in query.items() if name != "after"}

    def to(place: int) -> str:
        return f"?{urlencode(kept | {'after': str(place)})}"

    next_url = to(start + ROWS) if start + ROWS < len(keys) else ""
    return Part([by_key[pk] for pk in shown], next_url, to(max(0, start - ROWS)) if start else "")


def _rows(people: Sequence[User], seats: Seats, on: date) -> Iterator[PersonRow]:
    """Yield people with their seats: one query, and one more where somebody's account opens no more."""
    held = finding.seats_in(seats.administered_agency_ids).filter(user__in=people).select_related("unit").order_by("pk")
    by_person: dict[int, list[Membership]] = {}
    for seat in held:
        by_person.setdefault(seat.user_id, []).append(seat)
    shut = locked_of(people)
    for person in people:
        own = by_person.get(person.pk, [])
        now = [seat for seat in own if seat.since <= on and (seat.until is None or seat.until >= on)]
        yield PersonRow(person, [in_words(seat, with_days=not now) for seat in now or own], person.pk in shut)


def in_words(seat: Membership, *, with_days: bool) -> str:
    """Return a seat as a list names it."""
    place = f"{role_label(seat.role)}, {unit_name(seat.unit)}"
    return f"{place} ({days_of(seat)})" if with_days else place

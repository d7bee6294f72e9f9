"""What an administrator types of people and of their seats."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Unit
from accounts.people.persons import NewPerson, NewSeat
from accounts.people.seating import FIRST_DAY, Terms, roles_in, terms_of
from accounts.roles import Role
from dossiers.display.formats import unit_name
from dossiers.display.labels import role_label
from dossiers.office.meanwhile import KeptForm
from dossiers.pages.forms import Day, PlainText
from procedures.answers.doubts.mails import mail_meant

MOST_NAME = 150
MOST_TITLE = 60
MOST_USERNAME = 60
SEATS = (1, 2, 3)
"""So many seats are given with the account; more on the person's page."""
NAMES = ("place", "since", "until", "title")
"""What is typed of a seat."""
_USERNAME = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    gettext_lazy("Only letters without accents, digits, dots, hyphens and underscores."),
)


class DataForm(KeptForm):
    """The name and the mail of an officer."""

    full_name = PlainText(label=gettext_lazy("Full name"), max_length=MOST_NAME)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    doubted = forms.CharField(required=False, widget=forms.HiddenInput)
    """The address about which it was asked whether it is meant so: asked once."""

    def clean_email(self) -> str:
        """Return the address; ask once about one whose domain looks mistyped: a link with an officer's rights goes there."""
        address: str = self.cleaned_data["email"]
        if (meant := mail_meant(address)) and self.data.get("doubted") != address:
            self.data = {name: self.data.get(name) for name in self.data} | {"doubted": address}
            said = _("Is it “%(meant)s”? If it is right as it is, press the button again.")
            raise ValidationError(said % {"meant": meant})
        return address


class Places:
    """The seats that can be given: each role that a unit knows, by the name that a form sends."""

    def __init__(self, units: Iterable[Unit], on: date) -> None:
        """Take the units of an administrator; those that are over by a day are offered no more."""
        self.units = [unit for unit in units if unit.until is None or unit.until >= on]
        self.by_name: Mapping[str, tuple[Role, Unit]] = {
            f"{role}:{unit.pk}": (role, unit) for unit in self.units for role in roles_in(unit)
        }

    @property
    def choices(self) -> list[tuple[str, object]]:
        """The choices of a field, by unit."""
        groups = [
            (unit_name(unit), [(f"{role}:{unit.pk}", role_label(role)) for role in roles_in(unit)])
            for unit in self.units
        ]
        return [("", "---------"), *groups]


class TermsForm(forms.Form):
    """From when and until when a seat is held, and the title."""

    since = Day(label=gettext_lazy("First day"))
    until = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("The last day counts too. Empty: without end."),
    )
    title = PlainText(
        label=gettext_lazy("Title below a signature"),
        required=False,
        max_length=MOST_TITLE,
        help_text=gettext_lazy("As it is printed. Empty for whoever signs nothing."),
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """How the seat was held when its page was made (``Terms.shown``)."""

    def clean(self) -> None:
        """Refuse a span that ends before it begins."""
        _check_span(self, "since", "until")

    def refuse_as_moved(self, now: Terms, sentence: str) -> None:
        """Say how the seat is held by now; what was typed stays, and a second press is made with that before the eyes."""
        self.add_error(None, sentence)
        self.data = {name: self.data.get(name) for name in self.data} | {"seen": now.shown}

    @property
    def terms(self) -> Terms:
        """What a valid form says."""
        return _terms(self.cleaned_data, "")

    @staticmethod
    def initial_of(seat: Membership) -> dict[str, object]:
        """Return how a seat is held now."""
        return {"since": seat.since, "until": seat.until, "title": seat.title, "seen": terms_of(seat).shown}


class SeatForm(TermsForm):
    """A seat that somebody is given."""

    place = forms.ChoiceField(label=gettext_lazy("Role and unit"))
    seen = None  # type: ignore[assignment]  # a new seat was not shown before
    field_order = NAMES

    def __init__(self, places: Places, *args: object, **kwargs: object) -> None:
        """Offer the seats of the administrator's units."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.places = places
        self.fields["place"].choices = places.choices  # type: ignore[attr-defined]  # of a ChoiceField

    @property
    def seat(self) -> NewSeat:
        """The seat of a valid form."""
        role, unit = self.places.by_name[self.cleaned_data["place"]]
        return NewSeat(unit, role, self.terms)


class NewOfficerForm(DataForm):
    """A new officer on one page: the person, the mail, and up to three seats."""

    shows_kept = False

    username = forms.CharField(
        label=gettext_lazy("User name"),
        required=False,
        max_length=MOST_USERNAME,
        validators=[_USERNAME],
        help_text=gettext_lazy("To sign in with. Empty: it is made of the name, such as an.nguyen."),
    )

    def __init__(self, places: Places, on: date, *args: object) -> None:
        """Offer the seats of the administrator's units, from today on."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        self.places = places
        for n in SEATS:
            for name in NAMES:
                self.fields[f"{name}_{n}"] = _of_seat(name, n)
            self.fields[f"place_{n}"].choices = places.choices  # type: ignore[attr-defined]  # of a ChoiceField
            self.fields[f"since_{n}"].initial = on

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields of the person."""
        return [self[name] for name in ("full_name", "email", "username")]

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields of the first seat."""
        return self._of(SEATS[0])

    @property
    def more(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """The fields of the other seats, and which one each is."""
        return ((n, self._of(n)) for n in SEATS[1:])

    @property
    def has_more(self) -> bool:
        """Say whether something was typed of another seat than the first, whose first day stands there by itself."""
        return any(self.data.get(f"{name}_{n}") for n in SEATS[1:] for name in NAMES if name != "since")

    def _of(self, n: int) -> list[forms.BoundField]:
        return [self[f"{name}_{n}"] for name in NAMES]

    def clean(self) -> None:
        """Refuse spans that end before they begin, a seat without its first day, and the same seat twice."""
        seen: set[str] = set()
        for n in SEATS:
            place = self.cleaned_data.get(f"place_{n}") or ""
            if not place:
                continue
            if place in seen:
                self.add_error(f"place_{n}", _("This seat is named twice."))
            seen.add(place)
            if self.cleaned_data.get(f"since_{n}") is None and not self.has_error(f"since_{n}"):
                self.add_error(f"since_{n}", _("Give its first day."))
            _check_span(self, f"since_{n}", f"until_{n}")

    @property
    def person(self) -> NewPerson:
        """Who is entered by a valid form."""
        return NewPerson(*(self.cleaned_data[name] for name in ("full_name", "email", "username")))

    @property
    def seats(self) -> list[NewSeat]:
        """The seats of a valid form."""
        chosen = [n for n in SEATS if self.cleaned_data[f"place_{n}"]]
        return [self._seat(n) for n in chosen]

    def _seat(self, n: int) -> NewSeat:
        role, unit = self.places.by_name[self.cleaned_data[f"place_{n}"]]
        return NewSeat(unit, role, _terms(self.cleaned_data, f"_{n}"))

    def refuse(self, name: str, sentence: str) -> None:
        """Show why something cannot be so, at its field; of a seat at the first one."""
        field = name if name in self.fields else f"{name}_{SEATS[0]}"
        self.add_error(field if field in self.fields else None, sentence)


def ask(form: forms.Form, key: str, label: str, sentences: Iterable[str]) -> bool:
    """Ask once more before something is done that leaves work to nobody; say whether it is asked, and not answered yet.

    The answer is of ``key`` alone: with other days the question is put again.
    """
    found = list(sentences)
    if not found or form.data.get("meant") == key:
        return False
    form.fields["meant"] = forms.BooleanField(
        label=label, widget=forms.CheckboxInput(attrs={"value": key}, check_test=lambda _value: False)
    )
    for sentence in found:
        form.add_error("meant", sentence)
    return True


def begun_before(seats: Iterable[Terms], on: date) -> list[str]:
    """Say of seats that are given now which of them began on a day that has passed: a slip cannot be put right later.

    What is refused as too long ago is no question.
    """
    sentence = _(
        "The first day, %(day)s, has passed: by this seat the person is taken to have been in office since then, and a seat "
        "that has begun keeps its first day. Look at the year and the month."
    )
    return [sentence % {"day": f"{terms.since:%d/%m/%Y}"} for terms in seats if FIRST_DAY <= terms.since < on]


def _of_seat(name: str, n: int) -> forms.Field:
    """Return a field of one of the seats; only the first one is needed."""
    field = deepcopy(SeatForm.base_fields[name])
    field.required = n == SEATS[0] and name in ("place", "since")
    if n != SEATS[0]:
        field.label = _("%(what)s, seat %(n)s") % {"what": field.label, "n": n}
        field.help_text = ""
    return field


def _terms(given: Mapping[str, Any], end: str) -> Terms:
    """Return what was typed of a seat, in fields whose names end so."""
    return Terms(given[f"since{end}"], given[f"until{end}"], given[f"title{end}"])


def _check_span(form: forms.Form, first: str, last: str) -> None:
    since, until = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if since and until and until < since:
        form.add_error(last, _("The last day is before the first."))

"""What an officer reads off the paper that somebody shows."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.display.formats import localized, vn_date, vn_phone
from dossiers.filing.counter.card import MOST_TYPED, Read
from dossiers.filing.counter.people import Shown
from procedures.answers import AnswerError, day, identity_number, phone, plain_text
from procedures.answers.doubts.ages import of_age

MOST_NAME, MOST_ADDRESS = 150, 255


class LookUpForm(forms.Form):
    """The one field in which a card is scanned, or something typed."""

    shown = forms.CharField(
        label=_("Card, number, phone or earlier dossier"),
        help_text=_("Scan the code on the card, or type what you have, and press Enter."),
        max_length=MOST_TYPED,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, is_first: bool = True) -> None:
        """Ask; the cursor stands here as long as nothing was looked up."""
        super().__init__(typed, use_required_attribute=False)
        if is_first:
            self.fields["shown"].widget.attrs["autofocus"] = True


class PersonForm(forms.Form):
    """Who stands at the counter."""

    number = forms.CharField(label=_("Number of the identity paper"), max_length=20)
    unnumbered = forms.BooleanField(label=_("A letter that came by post and says no such number"), required=False)
    name = forms.CharField(label=_("Full name"), max_length=MOST_NAME)
    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_("Ask for it: it is how the office reaches this person."),
        max_length=20,
        required=False,
    )
    address = forms.CharField(label=_("Postal address"), max_length=MOST_ADDRESS)
    born_on = forms.CharField(label=_("Day of birth"), help_text=_("Day/month/year."), max_length=12, required=False)
    former = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    age_asked = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    """The day of birth of which it was said already that this person is not of age."""

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None, begins_at: str = ""
    ) -> None:
        """Ask; the cursor stands in the field ``begins_at``."""
        super().__init__(typed, initial=initial, use_required_attribute=False)
        self.begins_at = begins_at
        self.fields["number"].required = not self.data.get("unnumbered")
        for name, field in self.fields.items():
            field.widget.attrs |= {"autocomplete": "off"} | ({"autofocus": True} if name == begins_at else {})

    @property
    def is_read(self) -> bool:
        """Say whether nothing has to be typed any more: then Enter goes on."""
        is_full = all(self.initial.get(name) for name in ("number", "name", "address"))
        return is_full and not self.begins_at

    def clean(self) -> dict[str, Any]:
        """Refuse a number beside the tick that there is none."""
        cleaned = super().clean() or {}
        if cleaned.get("unnumbered"):
            if cleaned.get("number"):
                self.add_error("number", _("Here is a number: clear it, or the tick that the letter says none."))
            cleaned["former"] = ""
        return cleaned

    def clean_number(self) -> str:
        """Return the number as it is kept."""
        return self._read("number", lambda text: identity_number(text, timezone.localdate().year)) or ""

    def clean_name(self) -> str:
        """Return the name on one line."""
        return self._read("name", lambda text: plain_text(" ".join(text.split()), MOST_NAME)) or ""

    def clean_address(self) -> str:
        """Return the address on one line."""
        return self._read("address", lambda text: plain_text(text, MOST_ADDRESS)) or ""

    def clean_phone(self) -> str:
        """Return the phone in E.164; "" where there is none."""
        return self._read("phone", phone) or ""

    def clean_born_on(self) -> date | None:
        """Return the day, None where it is not known."""
        found = self._read("born_on", day)
        if found and found > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return found

    def asks_age(self, on: date) -> bool:
        """Say of a valid form whether a day of birth was not looked at yet that makes somebody not of age; asked once, at its field."""
        born: date | None = self.cleaned_data["born_on"]
        spoken = of_age(born, on)
        if born is None or spoken is None or self.cleaned_data["age_asked"] == vn_date(born):
            return False
        self.data = {**dict(self.data.items()), "age_asked": vn_date(born)}
        words = _("%(said)s Look at the day of birth again; if it is right, press the button again.")
        self.add_error("born_on", words % {"said": localized(spoken)})
        return True

    def _read[T](self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what was typed as it is kept, None where nothing was."""
        text = self.cleaned_data[name]
        try:
            return read(text) if text else None
        except AnswerError as error:
            raise ValidationError(localized(error.sentence)) from error

    def shown(self) -> Shown:
        """Return what a valid form says."""
        typed = self.cleaned_data
        return Shown(
            typed["number"], typed["name"], typed["address"], typed["phone"], typed["born_on"], typed["former"][:9]
        )


def form_for(read: Read, *, is_first: bool) -> PersonForm:
    """Return the form with what was read in it; the cursor stands where something is still to be typed.

    Of a card that was read whole that is the phone, which no card says. ``is_first``: nothing else on the page has the cursor.
    """
    values = {
        "number": read.number,
        "former": read.former,
        "name": read.name,
        "address": read.address,
        "phone": vn_phone(read.text) if read.text.startswith("+") else "",
        "born_on": vn_date(read.born_on) if read.born_on else "",
    }
    # Of a card it is said at the head of the page.
    values["age_asked"] = values["born_on"] if of_age(read.born_on, timezone.localdate()) else ""
    empty = next((name for name in ("number", "name", "address") if not values[name]), "")
    # What was cut is looked at before Enter goes on with it.
    begins_at = empty or ("address" if read.is_cut else "" if values["phone"] else "phone")
    return PersonForm(initial=values, begins_at=begins_at if is_first else "")


def letter_form() -> PersonForm:
    """Return the form for whoever wrote by post without such a number: ticked, and the cursor stands at the name."""
    return PersonForm(initial={"unnumbered": True}, begins_at="name")

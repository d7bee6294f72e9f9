"""What an administrator types of units."""

import re
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, UnitKind
from accounts.people.units import Named
from dossiers.display.formats import localized, unit_name
from dossiers.office.meanwhile import KeptForm
from dossiers.office.people.listed import NOTHING
from dossiers.pages.forms import Day, PlainText
from procedures.machine import Text

MOST_NAME = 200
MOST_ADDRESS = 255
MOST_PHONE = 16


PHONE_SIGNS = re.compile(r"[0-9][0-9 .()/+,;-]*|[+(][0-9 .()/+,;-]*")
FEWEST_DIGITS = 3
"""Of a number that can be called, such as 113."""


def refuse_no_phone(text: str) -> None:
    """Raise ``ValidationError`` for what nobody can call; how a number is grouped is left as it is typed, for it is printed so."""
    if not PHONE_SIGNS.fullmatch(text.strip()) or sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        raise forms.ValidationError(_("This is no telephone number: write digits, such as 024 3736 6617."))


class UnitForm(KeptForm):
    """What a unit is called and where it is; of a division until when it is there."""

    name_vi = PlainText(label=gettext_lazy("Name in Vietnamese"), max_length=MOST_NAME)
    name_en = PlainText(label=gettext_lazy("Name in English"), max_length=MOST_NAME)
    address = PlainText(label=gettext_lazy("Address"), required=False, max_length=MOST_ADDRESS)
    phone = PlainText(label=gettext_lazy("Phone"), required=False, max_length=MOST_PHONE, validators=[refuse_no_phone])
    until = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Where the division ends. It needs no seats, no sectors and no open dossiers then."),
    )

    def __init__(self, kind: UnitKind, *args: object, **kwargs: object) -> None:
        """Ask of a division alone until when it is there."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        if kind is not UnitKind.DIVISION:
            del self.fields["until"]

    @property
    def named(self) -> Named:
        """What a valid form says."""
        given = self.cleaned_data
        names = {name: given[name] for name in ("name_vi", "name_en", "address", "phone")}
        return Named(**names, until=given.get("until"))


class NewUnitForm(UnitForm):
    """A new division of an agency."""

    shows_kept = False
    agency = forms.ChoiceField(label=gettext_lazy("Part of"))
    field_order = ("agency", "name_vi", "name_en", "address", "phone")

    def __init__(self, agencies: Mapping[str, Unit], *args: object) -> None:
        """Offer the agencies of the administrator."""
        super().__init__(UnitKind.DIVISION, *args)
        del self.fields["until"]
        self.agencies = agencies
        choices = [(key, unit_name(unit)) for key, unit in agencies.items()]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField

    @property
    def chosen(self) -> Unit:
        """The agency of a valid form."""
        return self.agencies[self.cleaned_data["agency"]]


class SectorForm(forms.Form):
    """A sector that a division is given."""

    sector = forms.ChoiceField(label=gettext_lazy("Sector"))
    doubted = forms.CharField(required=False, widget=forms.HiddenInput)
    """The sector about which it was asked whether a second division is meant to serve it: asked once."""

    def __init__(self, sectors: Mapping[str, Text], *args: object) -> None:
        """Offer the sectors of what is published."""
        super().__init__(*args)  # type: ignore[arg-type]  # what Django's form takes
        choices = sorted((slug, localized(name)) for slug, name in sectors.items())
        self.fields["sector"].choices = [NOTHING, *choices]  # type: ignore[attr-defined]  # of a ChoiceField

    def ask(self, others: Iterable[Unit]) -> bool:
        """Ask once about a sector that other divisions serve already; say whether it is asked, and not answered yet."""
        sector, names = self.cleaned_data["sector"], ", ".join(map(unit_name, others))
        if not names or self.cleaned_data["doubted"] == sector:
            return False
        self.data = {name: self.data.get(name) for name in self.data} | {"doubted": sector}
        words = _(
            "%(names)s serves this sector already: afterwards files of it can go to either. Press again to give it to this"
            " division too; else take it away there."
        )
        self.add_error("sector", words % {"names": names})
        return True

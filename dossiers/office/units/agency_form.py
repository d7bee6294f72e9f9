"""What the administrator types of an agency or a receiving point: what it is from a day on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from dossiers.display.formats import localized, sentence, unit_name, vn_date
from dossiers.office.units.forms import MOST_PHONE, refuse_no_phone
from dossiers.pages.forms import Day
from procedures.catalogue.search import is_spoken_as
from procedures.language.tables import SLUG
from procedures.machine import Text
from procedures.time.agencies.book import FIRST_DAY, LAST_DAY, Agencies, Agency, AgencyKind
from procedures.time.agencies.row import ADDRESS_LENGTH, NAME_LENGTH
from procedures.time.agencies.stored import Refused

KINDS: Mapping[AgencyKind, Promise] = {
    AgencyKind.MINISTRY: gettext_lazy("Ministry"),
    AgencyKind.PROVINCE: gettext_lazy("Provincial people's committee"),
    AgencyKind.DEPARTMENT: gettext_lazy("Department"),
    AgencyKind.COMMUNE: gettext_lazy("Commune people's committee"),
    AgencyKind.DESK: gettext_lazy("Receiving point: one-stop desk"),
    AgencyKind.CENTRE: gettext_lazy("Receiving point: commune service centre"),
    AgencyKind.BRANCH: gettext_lazy("Receiving point: branch"),
}
FIELDS = {"from": "since"}
"""By the key of the file that a refusal names: the field of the form, where it has another name."""
SOURCE_LENGTH = 300


class AgencyForm(forms.Form):
    """What an agency or a receiving point is from a day on."""

    key = forms.SlugField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy(
            "Lower-case letters, digits and hyphens. A new key is another agency or receiving point."
        ),
        max_length=60,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(kind.value, label) for kind, label in KINDS.items()])
    since = Day(
        label=gettext_lazy("From the day"),
        help_text=gettext_lazy("What is printed for earlier days keeps what was written then."),
    )
    name_vi = forms.CharField(label=gettext_lazy("Name in Vietnamese"), max_length=NAME_LENGTH)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=NAME_LENGTH)
    part_of = forms.ChoiceField(
        label=gettext_lazy("Part of"),
        help_text=gettext_lazy("Of a receiving point: the agency for which it receives."),
        required=False,
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=ADDRESS_LENGTH, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=MOST_PHONE, required=False, validators=[refuse_no_phone]
    )
    code = forms.CharField(
        label=gettext_lazy("Identifier in dossier numbers"),
        help_text=gettext_lazy(
            "Of the agency whose system this is: new numbers begin with it. Empty: that of its unit."
        ),
        max_length=35,
        required=False,
    )
    hours_of = forms.ChoiceField(
        label=gettext_lazy("Works the hours of"),
        help_text=gettext_lazy(
            "If somebody is promised a result for when the place would be closed then, you read who before it is entered."
        ),
        required=False,
    )
    closed = forms.BooleanField(label=gettext_lazy("From that day on it is there no more"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Decision or other source"),
        max_length=SOURCE_LENGTH,
        help_text=gettext_lazy("Number and date."),
    )
    instead = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    """The planned row that is put right, as ``name_of`` names it; empty for another row."""

    def __init__(self, known: Agencies, units: Mapping[int, Unit], *args: object, **kwargs: object) -> None:
        """Offer the agencies that are known, and the units that have hours of their own."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.known = known
        today = timezone.localdate()
        above = {row.key: localized(row.name) for row in _present(known, today) if not row.receives}
        whose = [(unit.slug, unit_name(unit)) for unit in units.values()]
        self.fields["part_of"].choices = [("", _("Nobody")), *above.items()]  # type: ignore[attr-defined]
        self.fields["hours_of"].choices = [("", _("All offices")), *whose]  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """Refuse what no file could name."""
        key: str = self.cleaned_data["key"]
        if not SLUG.fullmatch(key):
            raise forms.ValidationError(_("Only lower-case letters, digits and single hyphens, a letter first."))
        return key

    def clean_since(self) -> date:
        """Refuse a day that is no day of our time: a slip in the year."""
        since: date = self.cleaned_data["since"]
        if not FIRST_DAY <= since <= LAST_DAY:
            raise forms.ValidationError(_("The day must be between 1900 and 2199."))
        return since

    def clean_code(self) -> str:
        """Refuse what no dossier number could begin with."""
        code: str = self.cleaned_data["code"]
        if code and not all(part.isalnum() and part.isascii() for part in code.split(".")):
            raise forms.ValidationError(_("Only letters without accents, digits and dots, such as H26.12."))
        return code

    def clean(self) -> dict[str, object]:
        """Refuse a receiving point that receives for nobody, and to put right what is not there any more."""
        cleaned = super().clean() or {}
        if cleaned.get("instead") and self.put_right is None:
            self.add_error(None, _("The row that you put right was taken back meanwhile. Look at the list again."))
        if "kind" in cleaned and self.is_point and not cleaned.get("part_of"):
            self.add_error("part_of", _("Choose the agency for which this point receives."))
        elif {"kind", "key", "since", "name_vi"} <= cleaned.keys() and self.is_point:
            self._refuse_namesake(cleaned["key"], cleaned["since"], cleaned["part_of"], cleaned["name_vi"])
        return cleaned

    def _refuse_namesake(self, key: str, since: date, part_of: str, name: str) -> None:
        """Refuse a point that is called as another one of the agency: over the telephone nobody tells them apart."""
        others = (one for one in self.known.points(part_of, since) if one.key != key)
        same = next((one for one in others if is_spoken_as(one.name.vi, name)), None)
        if same is not None and not self.cleaned_data["closed"]:
            words = _("“%(name)s” (%(key)s) is spoken the same. Give this point a name that is told apart from it.")
            self.add_error("name_vi", words % {"name": localized(same.name), "key": same.key})

    @property
    def is_point(self) -> bool:
        """Say whether a receiving point was chosen."""
        return AgencyKind(self.cleaned_data["kind"]) in (AgencyKind.DESK, AgencyKind.CENTRE, AgencyKind.BRANCH)

    @property
    def put_right(self) -> Agency | None:
        """The planned row that is put right by a form that was sent; None for another row."""
        return row_named(self.data.get("instead", ""), self.known)

    def is_asked(self, row: Agency, shut: Sequence[str] = ()) -> bool:
        """Ask once more before something is closed that is needed; say whether it is asked, and not answered yet.

        ``shut`` says whose result is promised for when the place would be closed. The answer is of one agency and one
        day: with another the question is put again.
        """
        sentences = [*_closing(row, self.known), *shut]
        if not sentences or self.data.get("meant") == name_of(row):
            return False
        label = _("Enter this row of “%(name)s” all the same, from %(day)s on")
        if not row.is_open:
            label = _("Close “%(name)s” from %(day)s on")
        self.fields["meant"] = forms.BooleanField(
            label=label % {"name": localized(row.name), "day": vn_date(row.since)},
            widget=forms.CheckboxInput(attrs={"value": name_of(row)}, check_test=lambda _value: False),
        )
        for words in sentences:
            self.add_error("meant", words)
        return True

    def agency(self, before: Agency | None) -> Agency:
        """Return the row of a valid form, with what the form does not ask as it was before."""
        given, source = self.cleaned_data, self.cleaned_data["source"]
        made = Agency(
            key=given["key"],
            kind=AgencyKind(given["kind"]),
            since=given["since"],
            name=Text(given["name_vi"], given["name_en"]),
            source=Text(source, source),
            code=given["code"],
            part_of=given["part_of"],
            address=given["address"],
            phone=given["phone"],
            hours_of=given["hours_of"],
            is_open=not given["closed"],
        )
        return replace(made, short=before.short) if before and before.name == made.name else made

    def refuse(self, refused: Refused) -> None:
        """Show why a row cannot be added, at its field."""
        name = FIELDS.get(refused.key, refused.key)
        self.add_error(name if name in self.fields else None, sentence(refused.words))


def name_of(row: Agency) -> str:
    """Return how forms and addresses name a row."""
    return f"{row.key} {row.since.isoformat()}"


def row_named(name: str, known: Agencies) -> Agency | None:
    """Return the row of a name, None where there is none."""
    return next((row for row in known.periods(name.partition(" ")[0]) if name_of(row) == name), None)


def _closing(row: Agency, known: Agencies) -> Iterator[str]:
    """Yield what it means to close what a row closes; nothing where nobody needs it."""
    before = known.on(row.key, row.since)
    if row.is_open or (before and not before.is_open):
        return
    day, name = row.since, localized(row.name)
    if row.key == known.own:
        yield _(
            "“%(name)s” is the agency whose system this is. Nothing stops by itself: people go on filing, and papers keep this name until another row gives another one."
        ) % {"name": name}
    others = [one for one in known.points(row.part_of, day) if one.key != row.key]
    above = known.on(row.part_of, day)
    if row.receives and above and not others:
        yield _(
            "It is the only receiving point of “%(agency)s” that is open: from %(day)s on pages name none. Enter another one first, if papers are still to be brought somewhere."
        ) % {"agency": localized(above.name), "day": vn_date(day)}
    parts = [one for one in _present(known, day) if one.part_of == row.key and one.is_open]
    if parts:
        yield _("These are a part of it still: %(names)s.") % {"names": ", ".join(localized(one.name) for one in parts)}


def _present(known: Agencies, today: date) -> list[Agency]:
    keys = dict.fromkeys(row.key for row in known.rows)
    return [row for key in keys if (row := known.on(key, today)) is not None]

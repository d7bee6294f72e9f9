"""Forms that correct the calendar: one for each kind of correction, each fault told at its field."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Unit
from dossiers.display.formats import localized, sentence
from dossiers.display.labels import CORRECTION_LABELS
from dossiers.pages.forms import Day, PlainText, WholeNumber
from procedures.machine import Text
from procedures.time.calendar import CalendarError, DayException, DayKind, Session, WorkingCalendar
from procedures.time.calendars import Calendars, Plan, plan, year_more
from procedures.time.corrections import Correction
from procedures.time.sessions import WEEKDAYS, refuse_nonsense

SESSIONS = re.compile(r"(\d{1,2})[:hg](\d{2})\s*[-–]\s*(\d{1,2})[:hg](\d{2})")
MOST_NAME = 100


class CorrectionForm(forms.Form):
    """What every correction says: whose calendar, and by which decision of which day."""

    title: ClassVar[Any]
    hint: ClassVar[Any] = ""
    blamed: ClassVar[str] = "on"
    """The field at which a calendar that would make no sense is told."""
    for_all_only: ClassVar[bool] = False

    unit = forms.TypedChoiceField(label=gettext_lazy("Calendar of"), required=False, coerce=int, empty_value=None)
    decision = PlainText(label=gettext_lazy("Number of the decision"), max_length=MOST_NAME)
    decided_on = Day(label=gettext_lazy("Date of the decision"))

    def __init__(self, units: Sequence[Unit], *, of: str = "", **kwargs: Any) -> None:
        """``of`` is the unit that the form is opened for, as an address names it."""
        super().__init__(use_required_attribute=False, **kwargs)
        self.units = units
        self.opened_for = next((unit.pk for unit in units if str(unit.pk) == of), None)
        self.calendars = Calendars.in_force()
        self.plan: Plan | None = None
        if self.for_all_only:
            del self.fields["unit"]
        else:
            choices = [(str(unit.pk), unit.name(get_language())) for unit in units]
            self.fields["unit"].choices = [("", _("All units (the common calendar)")), *choices]  # type: ignore[attr-defined]
            self.fields["unit"].initial = self.opened_for
        self.order_fields([name for name in self.fields if name not in ("decision", "decided_on")])

    def clean_decided_on(self) -> date:
        """Refuse a decision of a day that has not come."""
        day: date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Plan the correction; what makes no sense is told at the field that it comes from."""
        cleaned = super().clean() or {}
        # A decision that is missing does not keep the other faults back.
        if not self.errors.keys() - {"decision", "decided_on"}:
            try:
                self.plan = plan(self.correction())
            except CalendarError as error:
                self.add_error(self.blamed, sentence(error.text))
        return cleaned

    @property
    def calendar(self) -> WorkingCalendar:
        """The calendar that is corrected, as it is."""
        return self.calendars.of(self.unit_id)

    @property
    def unit_id(self) -> int | None:
        """The unit whose calendar it is, None for the common one."""
        unit: int | None = self.cleaned_data.get("unit")
        return unit

    @property
    def source(self) -> str:
        """What stands behind a day: the decision."""
        return str(self.cleaned_data.get("decision", ""))

    def correction(self) -> Correction:
        """Return what the form asks for; CalendarError if it makes no sense."""
        raise NotImplementedError

    def typed(self) -> Iterable[tuple[str, str]]:
        """Return what was typed, field by field, for a page that passes it on."""
        return [(name, self.data.get(name, "")) for name in self.fields if self.data.get(name, "")]


class DayOffForm(CorrectionForm):
    """A day off more; where it is one already, its name and whether it is official."""

    title = CORRECTION_LABELS["ngay-nghi"]
    on = Day(label=gettext_lazy("Day"))
    name = PlainText(label=gettext_lazy("Name"), max_length=MOST_NAME)
    name_en = PlainText(label=gettext_lazy("Name in English"), max_length=MOST_NAME, required=False)
    official = forms.BooleanField(
        label=gettext_lazy("Official"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Without it, return dates that rest on this day are shown as provisional."),
    )

    def correction(self) -> Correction:
        """Put the day in."""
        given = self.cleaned_data
        name = Text(given["name"], given.get("name_en") or given["name"])
        row = DayException(given["on"], DayKind.HOLIDAY, name, self.source, given["official"])
        return Correction(self.unit_id, put=(row,))


class MakeUpForm(CorrectionForm):
    """A day that is worked though its weekday is not."""

    title = CORRECTION_LABELS["lam-bu"]
    on = Day(label=gettext_lazy("Day that is worked"))
    replaces = Day(
        label=gettext_lazy("Day that it makes up for"),
        help_text=gettext_lazy("The make-up day has the office hours of that weekday."),
    )

    def correction(self) -> Correction:
        """Put the day in."""
        return Correction(
            self.unit_id, put=(_made_up(self.cleaned_data["on"], self.cleaned_data["replaces"], self.source),)
        )


class SwapForm(CorrectionForm):
    """A working day that is off, and the day on which it is made up for, by one decision."""

    title = CORRECTION_LABELS["hoan-doi"]
    blamed = "make_up"
    off = Day(label=gettext_lazy("Working day that is off"))
    make_up = Day(label=gettext_lazy("Day on which it is made up for"))

    def clean_off(self) -> date:
        """Refuse a day that nobody works on, or that no calendar covers."""
        day: date = self.cleaned_data["off"]
        calendar = self.calendar
        if calendar.first <= day <= calendar.last and not calendar.is_working(day):
            raise ValidationError(_("This day is off already."))
        return day

    def correction(self) -> Correction:
        """Put both days in."""
        off, make_up = self.cleaned_data["off"], self.cleaned_data["make_up"]
        name = Text(f"Nghỉ hoán đổi, làm bù ngày {make_up:%d/%m/%Y}", f"Off in exchange for {make_up:%d/%m/%Y}")
        rest = DayException(off, DayKind.HOLIDAY, name, self.source, official=True)
        return Correction(self.unit_id, put=(rest, _made_up(make_up, off, self.source)))


class RemoveForm(CorrectionForm):
    """An exceptional day that is what its weekday says again."""

    title = CORRECTION_LABELS["bo-ngay"]
    hint = gettext_lazy(
        "The day is then worked, or off, as its weekday is. To change its kind, take it out and add it anew."
    )
    on = Day(label=gettext_lazy("Day"))

    def correction(self) -> Correction:
        """Take the day out."""
        return Correction(self.unit_id, removed=(self.cleaned_data["on"],))


class OfficialForm(CorrectionForm):
    """A provisional day that has been decided."""

    title = CORRECTION_LABELS["chinh-thuc"]
    on = Day(label=gettext_lazy("Day"))

    def clean(self) -> dict[str, Any]:
        """Refuse a day that is not provisional."""
        day = self.cleaned_data.get("on")
        row = self.calendar.exception_on(day) if day else None
        if day and (row is None or row.official):
            self.add_error("on", _("This is not a provisional day."))
        return super().clean()

    def correction(self) -> Correction:
        """Put the same day in as official, by this decision."""
        row = self.calendar.exception_on(self.cleaned_data["on"])
        if row is None:
            raise LookupError(self.cleaned_data["on"])
        decided = DayException(row.on, row.kind, row.name, self.source, official=True, replaces=row.replaces)
        return Correction(self.unit_id, put=(decided,))


class SessionsForm(CorrectionForm):
    """The office hours of each weekday."""

    title = CORRECTION_LABELS["gio-lam"]
    hint = gettext_lazy(
        "Such as 08:00-12:00, 13:00-17:00; leave a weekday empty on which nobody works. The days before the one from which "
        "the hours hold stay as they were."
    )
    blamed = "day_0"
    since = Day(
        label=gettext_lazy("From which day on"),
        required=False,
        help_text=gettext_lazy(
            "Empty only where the hours stood wrongly from the beginning: then they hold for all days of the calendar, those "
            "behind us too, and open dossiers are counted again from their beginning."
        ),
    )

    def __init__(self, units: Sequence[Unit], *, of: str = "", **kwargs: Any) -> None:
        super().__init__(units, of=of, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        week = self.calendars.of(self.opened_for).week_on(tomorrow)
        self.fields["since"].initial = tomorrow
        for number, weekday in enumerate(WEEKDAYS):
            shown = ", ".join(f"{session.opens:%H:%M}-{session.closes:%H:%M}" for session in week[number])
            field = PlainText(label=localized(weekday), max_length=MOST_NAME, required=False, initial=shown)
            self.fields[f"day_{number}"] = field
        self.order_fields(["unit", "since", *(f"day_{number}" for number in range(len(WEEKDAYS)))])

    def clean_since(self) -> date | None:
        """Refuse a day that the calendar does not cover, or on which nothing of it would be left."""
        since: date | None = self.cleaned_data["since"]
        first, last = self.calendar.first, self.calendar.last
        if since is not None and not first < since <= last:
            raise ValidationError(
                _("Choose a day between %(first)s and %(last)s.")
                % {"first": f"{first + timedelta(days=1):%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
            )
        return since

    def clean(self) -> dict[str, Any]:
        """Read the sessions of each weekday first."""
        for number in range(len(WEEKDAYS)):
            name = f"day_{number}"
            try:
                self.cleaned_data[name] = _sessions(self.cleaned_data.get(name, ""), number)
            except ValidationError as error:
                self.add_error(name, error)
        if not self.errors and not any(self.cleaned_data[f"day_{n}"] for n in range(len(WEEKDAYS))):
            self.add_error("day_0", _("No working hour would be left in this calendar."))
        return super().clean()

    def correction(self) -> Correction:
        """Set the week."""
        week = tuple(self.cleaned_data[f"day_{n}"] for n in range(len(WEEKDAYS)))
        return Correction(self.unit_id, week=week, since=self.cleaned_data["since"])


class YearForm(CorrectionForm):
    """The next year, with its days as they are known to the system: provisional."""

    title = CORRECTION_LABELS["them-nam"]
    hint = gettext_lazy(
        "Its days off come from the shipped source and are provisional until each is marked as official."
    )
    blamed = "year"
    for_all_only = True
    year = WholeNumber(label=gettext_lazy("Year"), least=1)

    def __init__(self, units: Sequence[Unit], *, of: str = "", **kwargs: Any) -> None:
        super().__init__(units, of=of, **kwargs)
        self.fields["year"].initial = self.calendars.of(None).last.year + 1

    def correction(self) -> Correction:
        """Add the year."""
        return year_more(self.cleaned_data["year"], self.calendars.of(None))


class FollowForm(CorrectionForm):
    """A unit that gives up what it has of its own."""

    title = CORRECTION_LABELS["theo-chung"]
    blamed = "unit"

    def clean_unit(self) -> int:
        """Require the unit."""
        unit: int | None = self.cleaned_data["unit"]
        if unit is None:
            raise ValidationError(_("Choose the unit."))
        return unit

    def correction(self) -> Correction:
        """Give it up."""
        return Correction(self.unit_id, alone=False)


FORMS: dict[str, type[CorrectionForm]] = {
    "ngay-nghi": DayOffForm,
    "lam-bu": MakeUpForm,
    "hoan-doi": SwapForm,
    "bo-ngay": RemoveForm,
    "chinh-thuc": OfficialForm,
    "gio-lam": SessionsForm,
    "them-nam": YearForm,
    "theo-chung": FollowForm,
}
"""The forms by their part of the address."""


def _made_up(on: date, replaces: date, source: str) -> DayException:
    name = Text(f"Làm bù cho ngày {replaces:%d/%m/%Y}", f"Worked in exchange for {replaces:%d/%m/%Y}")
    return DayException(on, DayKind.MAKE_UP, name, source, official=True, replaces=replaces)


def _sessions(text: str, weekday: int) -> tuple[Session, ...]:
    """Return the sessions that a text such as ``08:00-12:00, 13:00-17:00`` names; ValidationError if it names none."""
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    found = [SESSIONS.fullmatch(part) for part in parts]
    try:
        times = [tuple(map(int, match.groups())) for match in found if match]
        sessions = tuple(Session(time(a, b), time(c, d)) for a, b, c, d in times)
    except ValueError:
        sessions = ()
    if len(sessions) != len(parts):
        raise ValidationError(_("Write sessions such as 08:00-12:00, 13:00-17:00."))
    week = tuple(sessions if number == weekday else () for number in range(len(WEEKDAYS)))
    try:
        refuse_nonsense(date.min, date.max, week, ())
    except CalendarError as error:
        # The field says which weekday it is.
        raise ValidationError(sentence(error.text).removeprefix(f"{localized(WEEKDAYS[weekday])}: ")) from error
    return sessions

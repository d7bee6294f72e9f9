"""A return date that is not kept: the field of another, and what both sides read of an apology (ADR 0075).

A new date that is far off is perhaps a slip of the year, and a promise while another stands perhaps a slip of the row: each is
asked about once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Unit
from dossiers import outbox, queries
from dossiers.acts import CAME_BACK_BY_POST, PROMISE_LATE
from dossiers.clock import judged_by
from dossiers.commands.given import check_day
from dossiers.display.agency.closed import Closing, closed_at
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import localized, unit_name, vn_date, vn_datetime, vn_number
from dossiers.log.appointments import APOLOGISING, promises_of, standing_promise, waiting_reasons
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Dossier, Event, LateReason, Letter
from dossiers.pages.forms import Day
from dossiers.refusals import Refusal
from procedures import steady
from procedures.machine import Paper, Text
from procedures.time.calendar import CalendarError, local

MEANT = "date_meant"
"""The box that is ticked once somebody has looked at the year again."""
NEAR = timedelta(days=60)
"""So long after the present date a new one is taken without a question, and a promised day after today: a care of ours, and no
rule of any law."""


def field(action: str, dossier: Dossier, log: Sequence[Event], at: datetime, *, must: bool) -> Day:
    """Return the field of the date that an action asks for. ``log``: what holds of it."""
    if action in CAME_BACK_BY_POST:
        hint = _("The day on which the envelope came back to the desk.")
        return Day(label=_("Came back on"), required=must, initial=local(at).date(), help_text=hint)
    label = _("Promised day") if action == PROMISE_LATE else _("New return date")
    judged = localized(judged_by(dossier.lawful_due_at))
    hints = [_hint(action, dossier, at), judged, replaces(action, log), only_once(log, at)]
    return Day(label=label, required=must, help_text=" ".join(filter(None, hints)))


def fill_in(fields: Mapping[str, forms.Field], dossier: Dossier, log: Sequence[Event]) -> None:
    """Put what whoever has a dossier proposes into the fields of an apology."""
    proposed = late_reason_of(dossier) if dossier.is_open and "date" in fields and "reason" in fields else None
    if proposed:
        hints = (fields["date"].help_text, closed_on(proposed.day, dossier, log))
        fields["date"].help_text = " ".join(filter(None, map(str, hints)))
        fields["date"].initial, fields["reason"].initial = proposed.day, proposed.reason
        said = _("Written by %(who)s at %(at)s, not signed yet.")
        fields["reason"].help_text = said % {"who": proposed.by.get_full_name(), "at": vn_datetime(proposed.at)}


def _hint(action: str, dossier: Dossier, at: datetime) -> str:
    """Say what the present return date is, and how often the rule of an instant lets another be given."""
    if action == PROMISE_LATE:
        stays = _("A working day, today or later, after the return date, which stays %(due)s.")
        return stays % {"due": vn_date(dossier.due_at)}
    due, times = dossier.due_at, dossier.ruling(at).apology_times
    later = _("A working day after the present return date, %(due)s.") % {"due": vn_date(due) if due else "–"}
    allowed = ngettext(
        "The rule of the one-stop mechanism lets another date be given %(times)s time only.",
        "The rule of the one-stop mechanism lets another date be given %(times)s times only.",
        times,
    )
    return f"{later} {allowed % {'times': times}}"


def replaces(action: str, log: Sequence[Event]) -> str:
    """Say which promised day a further promise takes the place of; "" of the first, and of another date."""
    day = standing_promise(log) if action == PROMISE_LATE else None
    return _("It takes the place of the day that was promised before, %(day)s.") % {"day": vn_date(day)} if day else ""


def only_once(log: Sequence[Event], at: datetime) -> str:
    """Say what the applicant was told with a new return date, or is about to be, to whoever writes or signs a further letter.

    "" where none was given. One more statement in the minute in which that can be taken back.
    """
    moved = next((event for event in reversed(log) if facts_of(event).new_due_at), None)
    if moved is None:
        return ""
    words = {"on": vn_date(moved.at), "day": vn_date(facts_of(moved).new_due_at)}
    if outbox.may_wait(moved.at, at) and outbox.is_waiting(moved.dossier_id, moved.sequence, at):
        about_to = _(
            "A letter is about to go out that tells the applicant: the law allows a new appointment only once, and the office "
            "keeps that of %(day)s."
        )
        return about_to % words
    return (
        _(
            "The applicant was told on %(on)s: the law allows a new appointment only once, and the office keeps that of %(day)s."
        )
        % words
    )


def box() -> forms.Field:
    """Return the box by which a date that is far off is meant."""
    return forms.BooleanField(label=_("I have looked again: this is the date that is meant"), required=False)


def asked_first(action: str, cleaned: Mapping[str, Any], dossier: Dossier, log: Sequence[Event], at: datetime) -> str:
    """Return what is asked about a new date or a promised day until the box is ticked; "" where nothing is.

    A day that the command refuses is not asked about: whoever ticked the box would be refused all the same.
    """
    day = cleaned.get("date")
    if (
        action in CAME_BACK_BY_POST
        or not isinstance(day, date)
        or cleaned.get(MEANT)
        or _refused(day, action, dossier, at)
    ):
        return ""
    proposed = late_reason_of(dossier)
    is_read = proposed is not None and proposed.day == day
    closed = "" if is_read else closed_on(day, dossier, log)
    return as_question(far_off(action, day, dossier, at), _promised_still(action, day, log, at), closed)


def tell_refused(form: forms.Form, action: str, dossier: Dossier, at: datetime) -> None:
    """Tell with all else that is wrong why the command will refuse a new date or a promised day; alone, it says so itself."""
    day = form.cleaned_data.get("date")
    if form.errors and action in APOLOGISING and isinstance(day, date) and (why := _refused(day, action, dossier, at)):
        form.add_error("date", why)


def _refused(day: date, action: str, dossier: Dossier, at: datetime) -> str:
    try:
        check_day(day, action, dossier, at, steady.now().calendars.of(dossier.agency_id))
    except Refusal as refusal:
        return str(refusal)
    return ""


def preview_of(action: str, fields: Collection[str]) -> str:
    """Return the address by name where the letter that is written in a form is shown as it would be printed; "" where none is."""
    return "apology_preview" if action in APOLOGISING and "date" in fields and "reason" in fields else ""


def day_of(typed: str, action: str, dossier: Dossier, at: datetime) -> date | None:
    """Return the day that was typed for an apology; None for what is none, and for one that the command refuses."""
    try:
        day = Day().to_python(typed)
    except ValidationError:
        return None
    return None if day is None or _refused(day, action, dossier, at) else day


def as_question(*doubts: str) -> str:
    """Return doubts about a day as they are asked about before anything is done; "" where there is none."""
    asked = [*filter(None, doubts)]
    return " ".join([*asked, _("Nothing was done. If it is meant, tick the box and press again.")]) if asked else ""


def far_off(action: str, day: date, dossier: Dossier, at: datetime) -> str:
    """Say that a day is far off, so that perhaps its year is a slip; "" of one that is near."""
    due, words = dossier.due_at, {"date": vn_date(day)}
    if due is None:
        return ""
    if action == PROMISE_LATE:
        beyond = day - local(at).date()
        sentence = _("%(date)s is %(days)s days from today: is it the right year?")
    else:
        beyond = day - local(due).date()
        sentence = _("%(date)s is %(days)s days after the present return date, %(due)s.")
    return sentence % (words | {"days": vn_number(beyond.days), "due": vn_date(due)}) if beyond > NEAR else ""


def closing_on(day: date, dossier: Dossier) -> Closing | None:
    """Return that the place of a result is closed by the hour that is promised with a day; None where it is open."""
    try:
        due = steady.now().calendars.of(dossier.agency_id).close_of(day)
    except CalendarError:
        return None
    return closed_at(dossier, due)


def closed_on(day: date, dossier: Dossier, log: Sequence[Event]) -> str:
    """Say that, with when it opens again, where the result is had there; "" of all others."""
    closing = closing_on(day, dossier)
    if closing is None or not receiving_of(log).is_had_there:
        return ""
    return _("Where the result is had: %(closed)s.") % {"closed": localized(closing.words)}


def _promised_still(action: str, day: date, log: Sequence[Event], at: datetime) -> str:
    """Say that a day is promised that is still to come, and whether the new one is before it; "" without one."""
    standing = standing_promise(log) if action == PROMISE_LATE else None
    if standing is None or standing <= at:
        return ""
    words = {"standing": vn_date(standing), "date": vn_date(day)}
    if day < local(standing).date():
        return _("%(standing)s is promised already; %(date)s is earlier and would take its place.") % words
    return _("%(standing)s is promised already; %(date)s would take its place.") % words


@dataclass(frozen=True, slots=True)
class Apology:
    """The newest apology of a dossier."""

    day: datetime
    """The new return date, or the promised day."""
    before: datetime | None
    """The date that it is given instead of; of a promise, the one that stays."""
    reason: str
    responsible: str
    """The unit that had the dossier."""
    letter: Letter | None
    is_promise: bool
    """It moves no date."""
    judged: Text
    """By which limit on time or late is judged all the same."""


def apology_of(dossier: Dossier, log: Sequence[Event]) -> Apology | None:
    """Return the newest apology of a dossier that has no result yet; None without one. ``log``: what holds of it."""
    found = next((n for n in range(len(log) - 1, 0, -1) if _day_of(log[n])), None)
    if found is None or not dossier.is_open:
        return None
    event, facts, before = log[found], facts_of(log[found]), reading_of(log[found - 1])
    if facts.promised is not None and dossier.resolved_at is not None:
        return None
    unit = Unit.objects.filter(pk=facts.unit).first() if facts.unit is not None else None
    return Apology(
        # A new appointment may have moved since, with the calendar.
        day=facts.promised or reading_of(event).due_at or event.at,
        before=before.due_at,
        reason=words_of(event.payload).reason,
        responsible=unit_name(unit) if unit else "",
        letter=next((one for one in queries.letters_of([event]) if one.kind == Paper.APOLOGY), None),
        is_promise=facts.promised is not None,
        judged=judged_by(None if dossier.place.pause else dossier.lawful_due_at),
    )


def late_unit(dossier: Dossier, apology: Apology | None, now: datetime) -> str | None:
    """Return the unit that has a dossier which is late now, and for which the office owes a letter of apology; None of others.

    A promise that was not kept is no apology for what came after it. Empty where no unit has it.
    """
    is_owed = dossier.is_open and dossier.resolved_at is None and dossier.is_late(now)
    if not is_owed or (apology is not None and apology.day >= now):
        return None
    return unit_name(dossier.unit) if dossier.unit else ""


def promised_in_words(dossier: Dossier, log: Sequence[Event]) -> str:
    """Say to officers which day is promised of a dossier that is to be resolved still, and how often one was; "" without one."""
    promises = promises_of(log)
    if not promises or dossier.resolved_at is not None or not dossier.is_open:
        return ""
    words = {"day": vn_date(facts_of(promises[-1]).promised), "due": vn_date(dossier.due_at)}
    is_moved = dossier.due_at != dossier.lawful_due_at
    said = (
        _("Apologised, promised by %(day)s; the appointment given before was %(due)s.")
        if is_moved
        else _("Apologised, promised by %(day)s.")
    )
    said = said % words
    said = f"{said} {localized(judged_by(None if dossier.place.pause else dossier.lawful_due_at))}"
    if dossier.place.pause:
        said = f"{said} {_('The time stands still: this day was promised before that and is not in force now.')}"
    if len(promises) == 1:
        return said
    times = ngettext("Promised %(times)s time.", "Promised %(times)s times.", len(promises))
    return f"{said} {times % {'times': len(promises)}}"


def apology_stands(dossier: Dossier, log: Sequence[Event], now: datetime) -> bool:
    """Say whether a day was promised for the return date in force that has not passed yet."""
    promise = next(reversed(promises_of(log)), None)
    day = facts_of(promise).promised if promise else None
    return day is not None and day > now and promise is not None and reading_of(promise).due_at == dossier.due_at


def late_reason_of(dossier: Dossier) -> LateReason | None:
    """Return why the return date in force will not be kept, as whoever has the dossier wrote it, until it is signed: one query."""
    return waiting_reasons().filter(dossier=dossier).select_related("by").first()


def _day_of(event: Event) -> datetime | None:
    facts = facts_of(event)
    return facts.new_due_at or facts.promised

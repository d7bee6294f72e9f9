"""What the control sheet says of a dossier that goes on: who has it now and since when, how late it is, and what was signed of that."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import translation

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from dossiers import clock
from dossiers.display.agency.titles import paper_title
from dossiers.lists.people import named_holders
from dossiers.log.appointments import APOLOGISING
from dossiers.log.facts import facts_of, reading_of, words_of
from dossiers.models import Dossier, Event
from dossiers.papers.wording import moment_in_words
from procedures import steady
from procedures.machine import LimitUnit, Paper
from procedures.time.agencies.stored import called
from procedures.time.calendar import CalendarError, local

HOUR = 60
"""Minutes."""
UNNUMBERED = "chưa có số"
"""Of a letter that the worker has not printed yet."""


def holder_now(dossier: Dossier, log: Sequence[Event], at: datetime) -> str:
    """Say who has a dossier, in which role and unit, and since when; "" of one that nobody has.

    It is said as lists say it: a dossier keeps its case officer while others have it.
    """
    moved = next((event for event in reversed(log) if event.source != event.target), None)
    if moved is None or not dossier.holder:
        return ""
    day = local(at).date()
    unit = Unit.objects.filter(pk=dossier.unit_id).first() if dossier.unit_id else None
    where = called(unit, dossier.agencies, day).name_vi if unit else ""
    with translation.override("vi"):
        who, role = named_holders([dossier], day)(dossier), str(ROLE_LABELS[Role(dossier.holder)])
    named = who if who == role else f"{who} ({role})"
    return f"{', '.join(filter(None, (named, where)))}, từ {moment_in_words(local(moved.at))}"


def lateness_of(dossier: Dossier, at: datetime) -> Iterator[str]:
    """Say that the step is late and that the appointment has passed, each with its date and by how much."""
    due = dossier.step_due_at
    if due is not None and clock.is_late(due, at, LimitUnit.WORKING_HOUR):
        yield f"Bước đang làm đã quá hạn{_by(dossier, due, at)} (hạn của bước: {moment_in_words(local(due))})"
    promised = dossier.due_at
    if promised is not None and not dossier.verdict and dossier.is_late(at):
        since = moment_in_words(local(promised))
        yield f"Hồ sơ đã quá ngày hẹn trả kết quả{_by(dossier, promised, at)} (hẹn trả: {since})"


def _by(dossier: Dossier, due: datetime, at: datetime) -> str:
    """Return by how much a date has passed in working time; "" where no calendar says it, and of less than a minute."""
    try:
        calendar = steady.now().calendars.of(dossier.unit_id or dossier.agency_id)
        minutes = calendar.working_minutes_between(local(due), local(at))
    except CalendarError:
        return ""
    days, rest = divmod(minutes, calendar.day_minutes)
    hours, left = divmod(rest, HOUR)
    found = (days, "ngày"), (hours, "giờ"), (0 if days else left, "phút")
    said = " ".join(f"{count} {unit}" for count, unit in found if count)
    return f" {said} làm việc" if said else ""


def apologies_of(log: Sequence[Event]) -> Iterator[str]:
    """Say which letters of apology were signed: title, number and instant, the day that each gives, and why."""
    for event in (one for one in log if one.action in APOLOGISING):
        letter = next((one for one in event.letters.all() if one.kind == Paper.APOLOGY), None)
        day = facts_of(event).promised or reading_of(event).due_at
        with translation.override("vi"):
            title = paper_title(Paper.APOLOGY, event)
        named = f"{title} {f'số {letter.number_on_pages}' if letter else UNNUMBERED}, ký lúc {moment_in_words(local(event.at))}"
        why = " ".join(words_of(event.payload).reason.split()).removesuffix(".")
        said = (f"hẹn trả kết quả: {moment_in_words(local(day))}" if day else "", f"lý do: {why}" if why else "")
        yield "; ".join(filter(None, (named, *said)))

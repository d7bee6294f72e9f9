"""What a correction of the calendar would move, told before it is decided: each open dossier and each closed one.

A preview is a job: worked out from the logs, a few hundred dossiers in a transaction. It writes its own rows and
nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import CHANGING_CALENDARS
from dossiers import clock, commands, jobs
from dossiers.calendars import news
from dossiers.calendars.changes import touched_closed, touched_open
from dossiers.calendars.news import Compared
from dossiers.calendars.said import first_promised
from dossiers.commands.record import Happening
from dossiers.display.agency.closed import Doors
from dossiers.display.labels import CORRECTION_LABELS
from dossiers.jobs import Doing, Kind, NotDone, Stop, Words
from dossiers.log import columns
from dossiers.log.columns import NOT_OURS
from dossiers.log.facts import facts_of
from dossiers.models import CalendarPreview, Dossier, DossierQuerySet, Effect, Event, Job, Outcome, PreviewRow
from procedures import steady
from procedures.machine import Text
from procedures.results import Way
from procedures.time.calendar import CalendarError, CalendarExhausted
from procedures.time.calendars import Calendars, Plan, plan
from procedures.time.corrections import Correction

TOGETHER = 200
"""Dossiers whose logs are loaded together, and that are looked at in one transaction."""
UNREADABLE = Text("nhật ký của hồ sơ không đọc được", "the dossier's log cannot be read")
OVERTAKEN = Text("lịch làm việc đã thay đổi", "the working calendar has changed since")
APPLIED = Text("lần xem trước này đã được áp dụng", "this preview was applied")

NOT_HAD_THERE = (Way.BY_POST, Way.ONLINE)

type Seen = tuple[Effect, dict[str, object]]


def begin(
    planned: Plan, *, by: User | None, at: datetime, kind: str = "", typed: Mapping[str, str] | None = None
) -> CalendarPreview:
    """Store that a plan is looked at, as a job; the run of jobs does the looking. Raises ``NotYours``."""
    with transaction.atomic():
        arguments: dict[str, object] = {"kind": kind, "decision": (typed or {}).get("decision", "")}
        job = jobs.start(KIND, arguments=arguments, by=by, at=at)
        return CalendarPreview.objects.create(
            job=job, what=planned.what, seen=planned.before.seen, kind=kind, typed=dict(typed or {})
        )


def plan_of(preview: CalendarPreview) -> Plan | None:
    """Return the plan again that is looked at; None once other calendars are in force."""
    try:
        planned = plan(Correction.from_json(preview.what))
    except CalendarError:
        return None
    return planned if planned.before.seen == preview.seen else None


class Looking(Doing):
    """Looking at the dossiers whose time touches the changed days; no other date or verdict can differ."""

    def __init__(self, job: Job) -> None:
        """Make the plan again. Raises ``Stop`` once other calendars are in force."""
        super().__init__(job)
        self._preview = CalendarPreview.objects.get(job=job)
        planned = plan_of(self._preview)
        if planned is None:
            raise Stop(OVERTAKEN)
        known = steady.now()
        before, after = (Doors.of(known, one) for one in (planned.before, planned.after))
        self._compared = Compared(before, after, job.created_at)
        self._days = planned.days
        self._reach = self._days and (first_promised((before, after), self._days[0]), self._days[1])
        self._is_second = self._preview.rows.exists()
        self._found: dict[int, Dossier] = {}

    def count(self) -> int:
        """Return how many dossiers are touched."""
        return self.touched().count()

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them by their keys."""
        self._found = {dossier.pk: dossier for dossier in self._rows().filter(pk__gt=item)[:size]}
        return [*self._found]

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:  # noqa: ARG002 - as of its beginning
        """Store what it would do to each dossier, in place of what a first try has stored."""
        if self._is_second:
            self._preview.rows.filter(dossier__in=items).delete()
        told = self.look(items)
        PreviewRow.objects.bulk_create(
            PreviewRow(preview=self._preview, dossier_id=pk, effect=one[0], told=one[1])
            for pk, one in told.items()
            if one
        )
        uncounted = {pk: one[1] for pk, one in told.items() if one and one[0] is Effect.UNCOUNTED}
        return {pk: NotDone(Outcome.FAILED, Text(str(why["vi"]), str(why["en"]))) for pk, why in uncounted.items()}

    def look(self, items: Sequence[int]) -> dict[int, Seen | None]:
        """Return what it would do to each of the next dossiers, None where nothing."""
        return self._look([self._found[pk] for pk in items])

    def look_at(self, dossiers: Q) -> dict[int, Seen | None]:
        """Return the same of those of some dossiers that are touched."""
        return self._look(self._rows().filter(dossiers))

    def _look(self, dossiers: Iterable[Dossier]) -> dict[int, Seen | None]:
        rows = list(dossiers)
        seen = {dossier.pk: _seen(dossier, events, self._compared) for dossier, events in _logs(rows)}
        told = {pk: one[1] for pk, one in seen.items() if one and one[0] is Effect.MOVED}
        unconcerned = news.unconcerned_by(rows, told, self._compared)
        left = {pk: {name: told[pk][name] for name in told[pk] if name not in news.OF_PLACES} for pk in unconcerned}
        return seen | {pk: (Effect.MOVED, dates) if dates else None for pk, dates in left.items()}

    def touched(self) -> DossierQuerySet:
        """Return the dossiers that are looked at, in their order."""
        if self._days is None or self._reach is None:
            return Dossier.objects.none()
        return (touched_open(*self._reach) | touched_closed(*self._days)).order_by("pk")

    def _rows(self) -> DossierQuerySet:
        return self.touched().select_related("version", "unit").defer("version__text")


def _about(job: Job) -> str:
    """Return what would be corrected and by which decision, where a form has taken it."""
    kind, decision = (str(job.arguments.get(name, "")) for name in ("kind", "decision"))
    return " · ".join(str(part) for part in (CORRECTION_LABELS.get(kind), decision) if part)


def _spent(job: Job) -> Text | None:
    preview = CalendarPreview.objects.get(job=job)
    if preview.change_id is not None:
        return APPLIED
    return None if plan_of(preview) else OVERTAKEN


def _codes(items: Sequence[int]) -> Mapping[int, str]:
    return dict(Dossier.objects.filter(pk__in=items).values_list("pk", "code"))


KIND = Kind(
    "calendar-preview",
    _("Preview of a change of the calendar"),
    about=_about,
    by=CHANGING_CALENDARS,
    doing=Looking,
    named=_codes,
    together=TOGETHER,
    spent=_spent,
    words=Words(
        cancel=_("Stop the preview"),
        cancelled=_(
            "The preview was stopped at %(at)s, when %(done)s of %(total)s dossiers had been looked at. "
            "Nothing has changed in the calendar or in any dossier."
        ),
        cancelled_unbegun=_(
            "The preview was stopped at %(at)s, before any dossier had been looked at. "
            "Nothing has changed in the calendar or in any dossier."
        ),
    ),
)


def _logs(chunk: Sequence[Dossier]) -> Iterator[tuple[Dossier, list[Happening]]]:
    """Yield dossiers with their logs as the clock needs them: one query."""
    logs: dict[int, list[Happening]] = defaultdict(list)
    events = Event.objects.filter(dossier__in=chunk).order_by("dossier_id", "sequence")
    for pk, *told in events.values_list("dossier_id", "source", "target", "at", "facts", "action"):
        logs[pk].append(Happening(*told))
    regimes = steady.now().regimes
    for dossier in chunk:
        dossier.regimes = regimes
        yield dossier, logs[dossier.pk]


def _seen(dossier: Dossier, events: Sequence[Happening], compared: Compared) -> Seen | None:
    """Return what the calendars would do to a dossier; None if nothing."""
    try:
        judged = _judged(dossier, events, compared.after.calendars) if dossier.verdict else None
        return judged or _moved(dossier, events, compared)
    except (CalendarError, CalendarExhausted, clock.ClockError) as error:
        why: Text = error.text
    except NOT_OURS:
        why = UNREADABLE
    return Effect.UNCOUNTED, {"vi": why.vi, "en": why.en}


def _moved(dossier: Dossier, events: Sequence[Happening], compared: Compared) -> Seen | None:
    """Return the dates that move of an open dossier, and what is another of the opening of its place when it is promised."""
    moves = {} if dossier.verdict else dict(commands.moves(dossier, events, compared.after.calendars, at=compared.at))
    if _way(events) not in NOT_HAD_THERE:
        moves |= news.of(dossier, compared, moves)
    told: dict[str, object] = {name: [was.isoformat(), to.isoformat()] for name, (was, to) in moves.items()}
    return (Effect.MOVED, told) if told else None


def _way(events: Sequence[Happening]) -> str:
    """Return how the result is to be received; "" where nobody was asked."""
    return next(filter(None, (facts_of(event).receives for event in reversed(events))), "")


def _judged(dossier: Dossier, events: Sequence[Happening], after: Calendars) -> Seen | None:
    """Return the verdicts of a closed dossier if they differ; what is recorded stays."""
    marks, terms = columns.marks_of(events, dossier.machine), columns.terms_of(dossier.machine, events)
    reading = clock.read(marks, terms, after.of(dossier.agency_id), as_of=events[-1].at)
    would_be = reading.verdict.value if reading.verdict else dossier.verdict
    differs = would_be != dossier.verdict
    return (Effect.JUDGED, {"recorded": dossier.verdict, "would_be": would_be}) if differs else None

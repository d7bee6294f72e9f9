"""Making a report from the figures of a period, and keeping one that is issued."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from msgspec import structs

from accounts.models import Unit, UnitKind, User
from dossiers.display.formats import vn_datetime
from dossiers.lists.known import known
from dossiers.log.parts.reported import digest_of
from dossiers.models import EntryAction, IssuedReport, SentReport
from dossiers.refusals import NotYours
from dossiers.refusals.report import ReplacesAnother
from dossiers.reports import counted, statistics
from dossiers.reports.official import causes, entered
from dossiers.reports.official.form import MERGED, NAME, Aside, Line, Replaced, Report, numbers_of, total_of
from dossiers.reports.past.figures import Counts
from dossiers.reports.periods import Period, reporting
from dossiers.reports.selection import Scope, Selection
from procedures import steady
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Status, Text
from procedures.time.calendar import local

ENDED = (Status.WITHDRAWN, Status.STOPPED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be of, for whom, and with what beside the form."""

    selection: Selection
    period: Period
    receiver: str
    by: str
    """The name of whoever makes it."""
    is_merged: bool = False
    """Whether it says what the numbers were if what waits, was withdrawn or stopped counted as on time."""
    counts: Counts = counted
    """Where its figures come from."""
    known: bool | None = None
    """Of a past instant, whether it is of what was known then (``past.asof``); None for this moment."""
    made_at: datetime | None = None
    """When it is made, of a past instant; None for this moment."""


def receiver_of(selection: Selection) -> str:
    """Return who gets a report by default: the agency for a division's, the provincial office for an agency's."""
    if selection.division or selection.divisions:
        return agency_of(selection, timezone.localdate()).name_vi
    provinces = [unit.name_vi for unit in Unit.objects.filter(kind=UnitKind.PROVINCE)[:2]]
    return provinces[0] if len(provinces) == 1 else ""


def report_of(wanted: Wanted, now: datetime) -> Report:
    """Return a report of one state of all dossiers."""
    with _one_snapshot():
        return _report(wanted, now)


def _report(wanted: Wanted, now: datetime) -> Report:
    selection, period = wanted.selection, wanted.period
    unit = divisions_in_words(selection)
    found = wanted.counts.by(selection, period, now, "sector")
    lines = sorted(
        (Line(key, _sector(key), numbers_of(figures)) for (key,), figures in found.items()),
        key=lambda line: sort_key(line.label.vi),
    )
    lines = [line for line in lines if any(line.numbers)]
    total = total_of(lines)
    agency, late = agency_of(selection, local(now).date()), total.at(10) + total.at(13)
    is_explained = late <= causes.MOST
    return Report(
        superior=superior_of(agency),
        agency=agency.name_vi,
        unit=unit,
        receiver=wanted.receiver,
        start=period.start,
        end=period.end,
        at=now,
        by=wanted.by,
        lines=tuple(lines),
        total=total,
        aside=_aside(wanted, now, total) if wanted.is_merged else None,
        causes=causes.causes_of(selection.dossiers, period, now) if late and is_explained else (),
        unexplained=0 if is_explained else late,
        known=wanted.known,
        made_at=wanted.made_at,
        is_part=bool(unit),
    )


def _sector(key: str) -> Text:
    return known().sectors.get(key) or Text(key or "Chưa rõ lĩnh vực", key or "No sector")


def agency_of(selection: Selection, on: date) -> Unit:
    """Return the agency that reports, with the body above it, by its name of a day."""
    agency = Unit.objects.select_related("parent").get(pk=selection.agencies[0])
    named = steady.now().called(agency, on)
    named.parent = agency.parent
    return named


def superior_of(agency: Unit) -> str:
    """Return the body above an agency: its unit's, else what the settings say of the agency whose system this is."""
    if agency.parent:
        return agency.parent.name_vi
    return settings.AGENCY_SUPERIOR if agency.agency_code == settings.AGENCY_CODE else ""


def newest_quarter(selection: Selection, today: date) -> Period | None:
    """Return the latest quarter of official reports in which anything was received or resolved; None where nothing ever was."""
    last = selection.dossiers.aggregate(Max("accepted_at"), Max("resolved_at"))
    days = [local(at).date() for at in last.values() if at]
    return reporting(min(today, max(days)))["quarter"] if days else None


def divisions_in_words(selection: Selection) -> str:
    """Return the divisions that a report is narrowed to, else nothing."""
    own = (selection.division,) if selection.division else selection.divisions
    return ", ".join(Unit.objects.filter(pk__in=own).order_by("pk").values_list("name_vi", flat=True)) if own else ""


def _aside(wanted: Wanted, now: datetime, total: Line) -> Aside:
    """Return the total as some provinces count it: what waits, was withdrawn or stopped is on time."""
    selection, period = wanted.selection, wanted.period
    ended = wanted.counts.by(selection, period, now, counted.ENDED)
    gone = [one for (status,), one in ended.items() if status in ENDED]
    early, overdue = sum(one.early for one in gone), sum(one.overdue for one in gone)
    asked = statistics.waiting(selection.dossiers, period, now)
    waiting, late = asked.count(), asked.filter(late_at__lte=min(now, period.closes)).count()
    moved = {
        7: waiting,
        8: -early,
        9: early + overdue + waiting,
        10: -overdue,
        11: -waiting,
        12: late - waiting,
        13: -late,
    }
    numbers = tuple(number + moved.get(column, 0) for column, number in enumerate(total.numbers, start=3))
    return Aside(
        waiting,
        sum(one.withdrawn for one in gone),
        sum(one.stopped for one in gone),
        Line("", MERGED, numbers),
    )


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Let several statements see one state of all dossiers, whatever is written meanwhile."""
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def numbered(report: Report, selection: Selection, *, replaces: str, reason: str) -> Report:
    """Return a report as it is issued: with its own number, and what it takes the place of, and why.

    A number that is taken here and not used is left out. ``replaces``: as the page named it.
    """
    same = issued_for(selection.agencies, divisions_of(selection), report.period)
    earlier = next((one for one in same if str(one.pk) == replaces), None)
    replaced = Replaced(earlier.pk, local(earlier.at).date(), reason) if earlier else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [IssuedReport._meta.db_table])
        (number,) = cursor.fetchone()
    return structs.replace(report, number=number, replaces=replaced)


def issue(report: Report, selection: Selection, files: Mapping[str, bytes], *, replaces: str, by: User) -> IssuedReport:
    """Keep a report and its files, by format, as they are, and record that.

    ``replaces`` is the number of the one that holds now, as its page named it, or nothing. Raises ``ReplacesAnother`` where another one of the same period and units holds by now.
    """
    kept = report.to_json()
    with transaction.atomic():
        # Whoever issues one of the same agencies meanwhile waits here, and is told of this one.
        entered.wait_for(selection.agencies)
        period, divisions = Period(report.start, report.end), divisions_of(selection)
        newest = issued_for(selection.agencies, divisions, period).select_related("by").first()
        if newest and str(newest.pk) != replaces:
            raise ReplacesAnother(newest.pk, newest.by.get_full_name(), vn_datetime(newest.at))
        issued = IssuedReport.objects.create(
            pk=report.number or None,
            form=NAME,
            agencies=list(selection.agencies),
            divisions=divisions,
            start=report.start,
            end=report.end,
            report=kept,
            digest=digest_of(kept),
            at=report.at,
            by=by,
        )
        entered.enter(issued, files, EntryAction.ISSUE, at=report.at)
        return issued


def mark_sent(report: IssuedReport, *, on: date, document: str, by: User, at: datetime) -> SentReport:
    """Note when and by which document an issued report was sent. Raises ``NotYours`` for all but who issued it."""
    if report.by_id != by.pk:
        raise NotYours
    return SentReport.objects.create(report=report, sent_on=on, document=document, by=by, at=at)


def issued_for(agencies: Sequence[int], divisions: Sequence[int], period: Period) -> QuerySet[IssuedReport]:
    """Return the kept reports of a period and of the same units, the newest first: that one holds, the others do not."""
    same = {"agencies": list(agencies), "divisions": list(divisions), "start": period.start, "end": period.end}
    return IssuedReport.objects.filter(form=NAME, **same)


def divisions_of(selection: Selection) -> list[int]:
    """Return the divisions that a report is narrowed to; none for the whole."""
    return [selection.division] if selection.division else list(selection.divisions)


def issued_to(scope: Scope) -> Q:
    """Return the filter of the kept reports that somebody answers for: of one's agencies, or of one's divisions."""
    bounds = scope.selection
    whole = Q(agencies__contained_by=list(bounds.agencies))
    if bounds.divisions:
        return whole & Q(divisions__contained_by=list(bounds.divisions)) & ~Q(divisions=[])
    return whole

"""The register of dossiers: form 06 of TT 01/2018/TT-VPCP, 07 of TT 03/2025/TT-VPCP (sổ theo dõi hồ sơ), read off the record.

There is a book for each receiving agency and year. Its lines are what was accepted, numbered from 1 in that order, so that a
line has the same number in whatever part of the book is looked at.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, Self

from django.db.models import Q
from django.utils.translation import gettext as _
from msgspec import structs

from accounts.models import Unit, User
from dossiers import outbox
from dossiers.acts.handed import CAME_BACK
from dossiers.clock import Verdict
from dossiers.display.formats import days, in_digits, unit_name, vn_date
from dossiers.display.labels import WAY_LABELS
from dossiers.display.promises import day_to_come
from dossiers.log.answers import merged, words_in
from dossiers.log.appointments import APOLOGISING
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import NO_WORDS, Words
from dossiers.log.parts import posted
from dossiers.log.parts.deposits import RESULT
from dossiers.models import ClosedBook, Dossier, DossierQuerySet, Letter
from dossiers.models.rows import among, rows
from dossiers.models.standing import PAUSED, WITHOUT_DEBT
from dossiers.reports.official import books
from dossiers.reports.official.making import agency_of, divisions_in_words, superior_of
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from procedures import steady
from procedures.machine import Machine, Paper, Status, Text
from procedures.models import machine_of_version
from procedures.results import Way
from procedures.time.calendar import LOCAL, local

LINES = 500
"""Of a volume of a book: some hundred sheets."""
REMARKED_SINCE = datetime(2026, 12, 2, tzinfo=LOCAL)
"""Since when apologies, and what the post has sent back, are remarks: a book that was closed before stays as it was printed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a book. What the record does not know is empty, and written by hand."""

    pk: int
    number: int
    """In its book; 0 for what is in none, since its acceptance was taken back."""
    code: str
    procedure: Text
    sets: int
    applicant: str
    organisation: str
    address: str
    phone: str
    in_charge: str
    """The division that handles it; the agency where none does."""
    accepted_at: datetime | None
    received_by: str
    first_due_at: datetime | None
    """As it stands on the receipt."""
    handed_over_at: datetime | None
    """When the desk passed it on, the last time that this stands."""
    handed_over_by: str
    returned_at: datetime | None
    returned_by: str
    way: str
    """How the result was handed over, in words."""
    taken: str
    """Who took it, or which item of the post it was; that it lies there still. "" where the record knows neither."""
    signs: bool
    """Whether whoever took it signs in the book by hand: not of what was posted or received on line."""
    note: str
    has_more: bool = False
    """Whether apologies, or what the post has sent back, are among its remarks, which take room."""
    is_posted: bool = False
    """Whether it went by post since the year of ``REMARKED_SINCE``: its number has room on one line."""

    def unnamed(self) -> Self:
        """Return it for whoever is kept out of its dossier: whose it is, and who took the result, stays unsaid (ADR 0094)."""
        why = _("not shown: an interest was declared")
        return replace(self, applicant=why, organisation="", address="", phone="", taken="", note="")


class Volume(NamedTuple):
    """Which of the volumes of a part of a book."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Book:
    """A part of a book as it is printed: whose, of which days, as of when and for whom."""

    superior: str
    agency: str
    unit: str
    """The divisions that it is narrowed to, else nothing."""
    period: Period
    at: datetime
    by: str
    entries: Sequence[Entry]
    volume: Volume | None = None
    """None where it is printed as one."""
    closing: ClosedBook | None = None
    """Of a part that ends with a year whose register is closed."""

    @classmethod
    def of(cls, selection: Selection, period: Period, entries: Sequence[Entry], *, at: datetime, by: str) -> Self:
        """Return some lines with their head."""
        agency = agency_of(selection, local(at).date())
        closing = books.closing_of_part(selection, period)
        divisions = divisions_in_words(selection)
        return cls(superior_of(agency), agency.name_vi, divisions, period, at, by, entries, closing=closing)


def accepted(selection: Selection, period: Period) -> DossierQuerySet:
    """Return what stands in the books of a period, in the order of their lines."""
    accepted = selection.dossiers.filter(accepted_at__gte=period.opens, accepted_at__lt=period.closes)
    return accepted.order_by("accepted_at", "id")


class Acts(NamedTuple):
    """The events of a log that its line is made of; None where there is none that stands."""

    received: Row | None = None
    handed_over: Row | None = None
    returned: Row | None = None
    mended: Row | None = None
    """By which the number of the postal item that it went by was put right last."""


def acts_of(held: Sequence[Row], machine: Machine) -> Acts:
    """Return who received, passed on and handed over, by a log that holds; what the desk called back was not passed on."""
    found = Acts()
    for event in held:
        if found.returned and event in posted.mending([event], found.returned.sequence):
            found = found._replace(mended=event)
        was, now = (machine.states.get(name) for name in (event.source, event.target))
        if was is None or now is None or was is now:
            continue
        if now.status is Status.ACCEPTED:
            found = found._replace(received=found.received or event, handed_over=None)
        elif was.status is Status.ACCEPTED and now.status is Status.IN_PROCESS:
            found = found._replace(handed_over=event)
        elif now.status is Status.RETURNED:
            found = found._replace(returned=found.returned or event)
    return found


def entries_of(ids: Sequence[int], *, unnamed: Collection[int] = ()) -> list[Entry]:
    """Return dossiers as lines, in the order of their ids; seven statements, and one more for each further 500 of them.

    One more where a line of a year before ``REMARKED_SINCE`` would have other remarks since then. Some name nobody.
    """
    read = {row.pk: row for row in Dossier.objects.filter(among("pk", ids)).values_list(*_COLUMNS, named=True)}
    found = [read[pk] for pk in ids if pk in read]
    logs = {pk: effective(log) for pk, log in logs_of([row.pk for row in found])}
    acts = {row.pk: acts_of(logs[row.pk], machine_of_version(row.version_id)) for row in found}
    taking = {each.returned.target for each in acts.values() if each.returned}
    words = words_in(ids, Q(target__in=taking) if taking else None)
    units, as_before = steady.now().units, _as_before(found, logs)
    beside = _Beside(_names(acts.values()), units, numbers_of(ids), words, logs, as_before, _receipts(found))
    lines = [beside.entry(row, acts[row.pk]) for row in found]
    return [line.unnamed() if line.pk in unnamed else line for line in lines]


_COLUMNS = (
    "pk", "code", "version_id", "agency_id", "division_id", "applicant_name", "organisation", "status", "accepted_at",
    "first_due_at", "due_at", "resolved_at", "returned_at", "verdict", "promised_for",
)  # fmt: skip


def _names(acts: Iterable[Acts]) -> dict[int | None, str]:
    people = {event.actor_id for each in acts for event in each if event and event.actor_id}
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=people)}


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lines are made of beside the columns and the acts of their dossiers, by the ids of these."""

    names: Mapping[int | None, str]
    """Of people."""
    units: Mapping[int, Unit]
    numbers: Mapping[int, int]
    words: Mapping[int, Mapping[int, Words]]
    """By sequence: those of what holds answers, and of the returns."""
    logs: Mapping[int, Sequence[Row]]
    """As they hold."""
    as_before: Collection[int]
    """Those of which the remarks stay as they were printed."""
    receipts: Mapping[int, str]
    """The numbers on receipts, which another order gives."""

    def entry(self, row: Any, acts: Acts) -> Entry:
        machine, words, returned = machine_of_version(row.version_id), self.words.get(row.pk, {}), acts.returned
        answers, way = merged(words.values()), returned.facts.way if returned else ""
        return Entry(
            pk=row.pk,
            number=self.numbers.get(row.pk, 0),
            code=row.code,
            procedure=machine.name,
            sets=machine.sets,
            applicant=row.applicant_name,
            organisation=row.organisation,
            address=str(answers.get("applicant_address", "")),
            phone=in_digits(str(answers.get("applicant_phone", ""))),
            in_charge=unit_name(self.units[row.division_id or row.agency_id]),
            accepted_at=row.accepted_at,
            received_by=self._who(acts.received),
            first_due_at=row.first_due_at,
            handed_over_at=acts.handed_over.at if acts.handed_over else None,
            handed_over_by=self._who(acts.handed_over),
            returned_at=row.returned_at,
            returned_by=self._who(returned),
            way=str(WAY_LABELS.get(way, "")),
            taken=_taken(row, way, _as_mended(acts, words) if returned else None),
            signs=returned is not None and way in ("", Way.IN_PERSON),
            note="; ".join(self._remarks(row)),
            has_more=row.pk not in self.as_before and _has_more(self.logs[row.pk]),
            is_posted=way == Way.BY_POST and not _is_old(row.accepted_at),
        )

    def _remarks(self, row: Any) -> Iterator[str]:
        """Yield what a line says beside its columns: how its date stands, then what was done, the first first."""
        if row.pk in self.as_before:
            yield from (*_dates(row, row.due_at, _("return date now %(day)s")), *_ended(row))
            return
        if number := self._receipt_of_another_number(row.pk):
            yield _("receipt no. %(number)s") % {"number": number}
        yield from _dates(row, _day_in_force(row, self.logs[row.pk]), _promised(row))
        yield from (*_apologies(self.logs[row.pk]), *_ended(row))
        yield from _post(self.logs[row.pk], self.words.get(row.pk, {}))

    def _receipt_of_another_number(self, pk: int) -> str:
        """Return the number on a receipt where the line has another: a receipt that waits to be taken back is numbered later."""
        number = self.receipts.get(pk, "")
        return "" if number.partition("/")[0].lstrip("0") == str(self.numbers.get(pk, 0)) else number

    def _who(self, event: Row | None) -> str:
        return self.names.get(event.actor_id, "") if event else ""


def _as_mended(acts: Acts, words: Mapping[int, Words]) -> Words:
    """Return the words of a return with the number of the postal item as it was put right since."""
    said = [words.get(one.sequence, NO_WORDS) for one in (acts.returned, acts.mended) if one]
    return structs.replace(said[0], post_number=posted.number_of(said[0], said[1:]))


def _taken(row: Any, way: str, words: Words | None) -> str:
    """Return who took the result, or by which post it went; nobody is named once that is erased. Without words nothing was handed over."""
    if words is None:
        return _("Not collected yet") if row.status == Status.RESULT_READY else ""
    match way:
        case Way.IN_PERSON:
            said, known = _("Taken in person"), words.recipient
        case Way.BY_POST:
            said, known = _("Sent by post"), _("no. %(number)s") % {"number": words.post_number}
            known = known if words.post_number else ""
        case Way.ONLINE:
            return _("Taken on line")
        case _:
            return words.recipient
    return f"{said}: {known}" if known else said


def _day_in_force(row: Any, held: Sequence[Row]) -> datetime | None:
    """Return which day is promised, or was at an end without a result; None in a pause, and of what has ended out of one.

    What the clock shows after such an end counts the pause in: nobody was promised that.
    """
    was = row.status
    if was in WITHOUT_DEBT and (ended := next((one for one in reversed(held) if one.source != one.target), None)):
        was = machine_of_version(row.version_id).states[ended.source].status
    return None if was in PAUSED else day_to_come(row)


def _promised(row: Any) -> str:
    """Return in which words a line says which day holds by now; of what ended without a result, which was the last: none runs any more."""
    return _("last return date %(day)s") if row.status in WITHOUT_DEBT else _("return date now %(day)s")


def _dates(row: Any, day: datetime | None, words: str) -> Iterator[str]:
    """Yield when it is to be had, in these words, None where no day is in force, and that it is late: what is fetched later is not for that."""
    if day != row.first_due_at and (due := _day(day)) and due != _day(row.first_due_at):
        yield words % {"day": due}
    if row.verdict == Verdict.OVERDUE:
        yield _("late")


def _ended(row: Any) -> Iterator[str]:
    """Yield how a dossier has ended, and when; nothing where the columns say it."""
    ready = "" if _day(row.returned_at) == _day(row.resolved_at) else _("result ready since %(day)s")
    ends = {Status.WITHDRAWN: _("withdrawn on %(day)s"), Status.STOPPED: _("stopped on %(day)s")}
    said = (ends | dict.fromkeys((Status.RESULT_READY, Status.RETURNED), ready)).get(row.status, "")
    if row.resolved_at and said:
        yield said % {"day": _day(row.resolved_at)}


def _apologies(held: Sequence[Row]) -> Iterator[str]:
    """Yield each letter of apology that was signed, with the day that it gives, whether or not that moved the date."""
    for event in held:
        if event.action in APOLOGISING and (day := event.facts.promised or event.facts.new_due_at):
            yield _("apologised on %(signed)s, promised by %(day)s") % {"signed": _day(event.at), "day": _day(day)}


def _post(held: Sequence[Row], words: Mapping[int, Words]) -> Iterator[str]:
    """Yield each time that the post has sent the result back, and how it went again; nobody is named once that is erased."""
    for event in held:
        if event.action == CAME_BACK and event.facts.came_back_on:
            yield _("sent back by the post on %(day)s") % {"day": vn_date(event.facts.came_back_on)}
        elif RESULT.name in event.facts.went_back:
            since = posted.mending(held, event.sequence)
            yield _again(event, [words.get(one.sequence, NO_WORDS) for one in (event, *since)])


def _again(event: Row, said: Sequence[Words]) -> str:
    if event.facts.way == Way.BY_POST:
        done, known = _("sent again on %(day)s"), posted.number_of(said[0], said[1:])
        known = _("no. %(number)s") % {"number": known} if known else ""
    else:
        done, known = _("handed over again on %(day)s"), said[0].recipient
    return ": ".join(filter(None, (done % {"day": _day(event.at)}, known)))


def _as_before(found: Sequence[Any], logs: Mapping[int, Sequence[Row]]) -> frozenset[int]:
    """Return which lines stand in a book that was closed before apologies and what the post has sent back were remarks in it."""
    otherwise = PAUSED | {*WITHOUT_DEBT}
    old = [row for row in found if _is_old(row.accepted_at) and (row.status in otherwise or _has_more(logs[row.pk]))]
    closed = books.closed_before(REMARKED_SINCE, {row.agency_id for row in old}) if old else ()
    return frozenset(row.pk for row in old if (row.agency_id, local(row.accepted_at).year) in closed)


def _receipts(found: Sequence[Any]) -> dict[int, str]:
    """Return the numbers on the receipts of lines since the year of ``REMARKED_SINCE``: a book of before may be closed and printed."""
    since = [row.pk for row in found if row.accepted_at and not _is_old(row.accepted_at)]
    letters = Letter.objects.filter(among("dossier", since), kind=Paper.RECEIPT).order_by("pk")
    return dict(letters.values_list("dossier", "number"))


def _is_old(accepted_at: datetime | None) -> bool:
    return accepted_at is not None and local(accepted_at).year < REMARKED_SINCE.year


def _has_more(held: Sequence[Row]) -> bool:
    return any(event.action in APOLOGISING or event.action == CAME_BACK for event in held)


_day = days(LOCAL)


def numbers_of(ids: Sequence[int]) -> dict[int, int]:
    """Return the number of each dossier in its book, of those that are in one.

    Of what stands before the first of them in its year, the index alone is counted; only what lies between the first and
    the last is put in order.
    """
    return dict(rows(_NUMBERS, [list(ids), LOCAL.key]))


def place_of(dossier: Dossier, at: datetime) -> tuple[int, int] | None:
    """Return the volume and the number of a dossier in its book, as a whole year is bound; None while they may still change.

    They do where an acceptance before its own can still be taken back at that instant: then all later lines move up.
    """
    accepted = Q(event__dossier__agency=dossier.agency_id, event__dossier__accepted_at__lte=dossier.accepted_at)
    if outbox.waiting(at).filter(accepted).exclude(event__dossier=dossier).exists():
        return None
    number = numbers_of([dossier.pk]).get(dossier.pk)
    return ((number - 1) // LINES + 1, number) if number else None


_NUMBERS = """
    WITH asked AS MATERIALIZED (SELECT id, agency_id, accepted_at FROM dossiers_dossier
        WHERE id = ANY(%s) AND accepted_at IS NOT NULL),
    books AS MATERIALIZED (SELECT agency_id, date_trunc('year', accepted_at, %s) AS opens,
            min(accepted_at) AS first, max(accepted_at) AS last
        FROM asked GROUP BY 1, 2),
    lines AS (SELECT line.id, earlier.lines + row_number() OVER (
            PARTITION BY books.agency_id, books.opens ORDER BY line.accepted_at, line.id) AS number
        FROM books
        CROSS JOIN LATERAL (SELECT count(*) AS lines FROM dossiers_dossier before
            WHERE before.agency_id = books.agency_id
                AND before.accepted_at >= books.opens AND before.accepted_at < books.first) AS earlier
        JOIN dossiers_dossier line ON line.agency_id = books.agency_id
            AND line.accepted_at BETWEEN books.first AND books.last)
    SELECT lines.id, lines.number FROM lines JOIN asked ON asked.id = lines.id
"""

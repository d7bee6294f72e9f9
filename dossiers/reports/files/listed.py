"""What a file of dossiers can have in its columns, by the names of the columns of a list.

A piece of a file is made column by column: of what a few columns of the database determine, each value is put into words
once; only what needs the whole row is asked for each. Of most dossiers the database writes the line by itself
(``files.lines``), in the same words: ``made_where`` says of which it cannot.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.seats import Seats
from dossiers.clock import Verdict
from dossiers.display.badges import nearest_badges, shown_due
from dossiers.display.balance import settled as settled_words
from dossiers.display.formats import localized, unit_name
from dossiers.display.labels import ARRIVAL_LABELS, status_label, verdict_label
from dossiers.display.promises import promised_mark
from dossiers.filing import dues
from dossiers.lists.openings import unopened
from dossiers.lists.people import named_holders
from dossiers.log import money
from dossiers.log.arrivals import Arrival
from dossiers.log.decisions import is_signed_in
from dossiers.models import Channel
from dossiers.models.standing import PAUSED, Standing
from dossiers.reports.lived.lateness import calendar_of, days_late, late_in_pauses, longest_in
from dossiers.reports.official.register import Entry, entries_of
from dossiers.reports.sheets import Amount, Cell
from procedures import steady
from procedures.models import machine_of_version
from procedures.time.calendar import local

LOCAL = "_local"
"""How an instant is called that is wanted in local time."""


EACH = "TRUE"
"""The condition of a column that is made of every dossier."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that follow from a few columns of the dossier alone."""

    of: tuple[str, ...]
    cell: Callable[..., Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and what stands in it."""

    label: Promise
    width: int
    needs: tuple[str, ...]
    """The columns of the dossier that it is made of; the first is what stands in it where nothing else is said."""
    cell: Callable[..., Cell] | None = None
    """What is made of the values of these: the same of the same, for as long as a piece is made."""
    made_where: str = ""
    """Of which dossiers it takes more than their own columns, as a condition of SQL on these; of none where it is empty."""
    settled: Words | str = ""
    """What stands in a column of ``_OF_ROWS`` of all others: words, or a column of the dossier; nothing where it is empty."""


def _instant(label: Promise, name: str) -> Column:
    return Column(label, 17, (f"{name}{LOCAL}",))


def _step(version_id: int, state: str) -> str:
    return machine_of_version(version_id).states[state].label.of(get_language())


def _procedure(version_id: int) -> str:
    return localized(machine_of_version(version_id).name)


def _sector(version_id: int) -> str:
    return localized(machine_of_version(version_id).sector_name)


def _sets(version_id: int) -> int:
    return machine_of_version(version_id).sets


def _outcome(version_id: int, name: str) -> str:
    outcome = machine_of_version(version_id).outcome(name)
    return localized(outcome.label) if outcome else ""


def _proposed(version_id: int, state: str, outcome: str, proposed: str) -> str:
    """Return what is proposed, and that it is signed once it is: until it has its number it is no outcome yet."""
    label = _outcome(version_id, "" if outcome else proposed)
    is_signed = label and is_signed_in(machine_of_version(version_id), state)
    return gettext("%(outcome)s (signed)") % {"outcome": label} if is_signed else label


def _channel(value: str) -> str:
    return str(Channel(value).label)


def _unit(unit_id: int | None) -> str:
    unit = steady.now().units.get(unit_id or 0)
    return unit_name(unit) if unit else ""


def _owed(amount: int | None) -> Cell:
    return "" if amount is None else Amount(amount)


_HELD = ("holder", "unit_id", "assignee_id", "applicant_id")
_TIMES = (
    "verdict",
    "status",
    "holder",
    "deadline_at",
    "due_soon_at",
    "late_at",
    "due_at",
    "lawful_due_at",
    "resolved_at",
)
_LATE = f"verdict = '{Verdict.OVERDUE.value}'"
COLUMNS: Mapping[str, Column] = {
    "code": Column(_("Dossier number"), 26, ("code",)),
    "subject": Column(_("Subject"), 40, ("subject",)),
    "organisation": Column(_("Filed on behalf of"), 32, ("organisation",)),
    "applicant": Column(_("Applicant"), 28, ("applicant_name",)),
    "procedure": Column(_("Procedure"), 50, ("version_id",), _procedure),
    "sector": Column(_("Sector"), 24, ("version_id",), _sector),
    "step": Column(_("Step"), 24, ("version_id", "state"), _step),
    "status": Column(_("State"), 20, ("status",), status_label),
    "channel": Column(_("Filed by way of"), 16, ("channel",), _channel),
    "filed": _instant(_("Filed on"), "filed_at"),
    "deadline": Column(_("Nearest deadline"), 17, (*_TIMES, "nearest_at", "step_due_at"), made_where=EACH),
    "accepted": _instant(_("Accepted"), "accepted_at"),
    "step_due": _instant(_("Step due"), "step_due_at"),
    # In a pause none is in force.
    "due": Column(
        _("Return date"),
        17,
        (f"due_at{LOCAL}", "status"),
        made_where=f"status IN ({', '.join(str(int(status)) for status in sorted(PAUSED))})",
        settled=f"due_at{LOCAL}",
    ),
    "resolved": _instant(_("Resolved"), "resolved_at"),
    "owed": Column(_("Owed"), 20, ("owed",), _owed),
    # The same amount, in a list of what is owed in just that way.
    "owed_now": Column(_("To be paid now"), 20, ("owed",), _owed),
    "owed_later": Column(_("Not yet due"), 20, ("owed",), _owed),
    "owed_no_more": Column(_("No longer collected"), 20, ("owed",), _owed),
    "outcome": Column(_("Outcome"), 24, ("version_id", "outcome"), _outcome),
    "proposed": Column(_("Proposed"), 24, ("version_id", "state", "outcome", "proposed"), _proposed),
    # Said of whole rows, for a reader at an instant: ``table``.
    "holder": Column(_("Held by"), 24, _HELD, made_where="holder <> ''"),
    "verdict": Column(_("Verdict"), 18, _TIMES, made_where="verdict = ''", settled=Words(("verdict",), verdict_label)),
    "deadline_word": Column(_("What is due first"), 22, (*_TIMES, "nearest_at", "step_due_at"), made_where=EACH),
    "marks": Column(
        _("Marks"),
        28,
        (
            *_HELD,
            *("verdict", "late_at", "resolved_at"),
            "withdrawal_asked",
            "reminded",
            "promised_for",
            "due_at",
            "lawful_due_at",
            "arrived",
            "message_from",
            "proofs",
            "demands",
            "status",
            "owed",
            "charged",
            "waived",
            "paid",
            "let_pass_up_to",
            "version_id",
            "state",
        ),
        made_where=EACH,
    ),
    "late_days": Column(
        _("Working days late"),
        12,
        ("verdict", "resolved_at", "late_at", "due_at", "lawful_due_at"),
        made_where=f"resolved_at IS NULL OR {_LATE}",
    ),
    "longest": Column(
        _("Longest with"),
        44,
        ("verdict", "version_id", "late_at", "resolved_at"),
        made_where=f"resolved_at IS NULL OR {_LATE}",
    ),
    "unit": Column(_("Unit"), 30, ("unit_id",), _unit),
    "sets": Column(_("Sets"), 8, ("version_id",), _sets),
    "first_due": _instant(_("Return date on the receipt"), "first_due_at"),
    "returned": _instant(_("Returned on"), "returned_at"),
    # Of the register of dossiers, which is read off the record: ``_OF_ENTRIES``.
    "number": Column(_("No."), 8, (), made_where=EACH),
    "address": Column(_("Address"), 40, (), made_where=EACH),
    "phone": Column(_("Phone number"), 16, (), made_where=EACH),
    "in_charge": Column(_("Handled by"), 30, (), made_where=EACH),
    "received_by": Column(_("Accepted by"), 24, (), made_where=EACH),
    "handed_over": Column(_("Passed on"), 17, (), made_where=EACH),
    "handed_over_by": Column(_("Passed on by"), 24, (), made_where=EACH),
    "returned_by": Column(_("Handed over by"), 24, (), made_where=EACH),
    "signed": Column(_("Signature of who received it"), 24, (), made_where=EACH),
    "way": Column(_("Way of handing over"), 22, (), made_where=EACH),
    "note": Column(_("Remarks"), 34, (), made_where=EACH),
}
NOTES_OF: Mapping[str, Promise] = {
    "signed": _("All names are from the record. Whoever took a result in person signs the printed register by hand."),
}
"""What a workbook says of some columns, where it says where it is from."""


def fields_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of the dossier that some columns of a file are made of, its key before them."""
    return tuple(dict.fromkeys(["pk", *(field for name in names for field in COLUMNS[name].needs)]))


def settled(name: str) -> Words | str:
    """Return what the database writes in a column: words, or the column of the dossier whose value it is; "" for nothing."""
    column = COLUMNS[name]
    if name in _OF_ROWS:
        return column.settled
    return Words(column.needs, column.cell) if column.cell else column.needs[0]


@cache
def _row_type(fields: tuple[str, ...]) -> Any:
    """Return what a dossier is of which only some columns were read."""
    return type("Read", (Standing, namedtuple("Read", fields)), {"__slots__": ()})  # noqa: PYI024 - known only now


def table(names: Sequence[str], found: Sequence[tuple[Any, ...]], seats: Seats, at: datetime) -> list[Sequence[Cell]]:
    """Return the columns of a piece: of dossiers as ``fields_of`` has them, as the list says it to somebody at an instant."""
    fields = fields_of(names)
    by_field = dict(zip(fields, zip(*found, strict=True), strict=True)) if found else dict.fromkeys(fields, ())
    rows = list(map(partial(tuple.__new__, _row_type(fields)), found))
    entries = entries_of([row.pk for row in rows]) if not _OF_ENTRIES.keys().isdisjoint(names) else []
    return [
        list(map(_OF_ENTRIES[name], entries)) if name in _OF_ENTRIES else _cells(name, by_field, rows, seats, at)
        for name in names
    ]


def _cells(
    name: str, by_field: Mapping[str, Sequence[Any]], rows: Sequence[Any], seats: Seats, at: datetime
) -> Sequence[Cell]:
    column = COLUMNS[name]
    if name in _OF_ROWS:
        return list(map(_OF_ROWS[name](rows, seats, at), rows))
    if column.cell is None:
        return [cell if cell is not None else "" for cell in by_field[column.needs[0]]]
    once = cache(column.cell)
    return list(map(once, *(by_field[field] for field in column.needs)))


def _holders(rows: Sequence[Any], _seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    return named_holders(rows, timezone.localdate(at))


def _verdicts(_rows: Sequence[Any], _seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    words = cache(verdict_label)

    def word(row: Any) -> Cell:
        is_past = not row.verdict and row.due_at is not None and row.is_late(at)
        return words(Verdict.OVERDUE if is_past else row.verdict)

    return word


def _appointments(_rows: Sequence[Any], _seats: Seats, _at: datetime) -> Callable[[Any], Cell]:
    return lambda row: "" if row.status in PAUSED else getattr(row, f"due_at{LOCAL}") or ""


def _due_first(_rows: Sequence[Any], _seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    badge = nearest_badges(at)
    return lambda row: badge(row).label


def _nearest(_rows: Sequence[Any], _seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    """Return when that is, or was, due which the list shows; nothing where it shows no date."""

    def due(row: Any) -> Cell:
        due_at = shown_due(row, at)
        return local(due_at).replace(tzinfo=None) if due_at else ""

    return due


def _marked(rows: Sequence[Any], seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    new, demanded, late = unopened(rows, seats), dues.demanded_among(rows), late_in_pauses(rows, at)
    return lambda row: "; ".join(
        _marks(
            row, (late.get(row.pk, ""), promised_mark(row, at)), is_new=row.pk in new, is_demanded=row.pk in demanded
        )
    )


def _days_late(_rows: Sequence[Any], seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    calendar = calendar_of(steady.now(), tuple(dict.fromkeys(seat.agency_id for seat in seats.seats)))
    return lambda row: days_late(row, at, calendar) or ""


def _longest(rows: Sequence[Any], _seats: Seats, at: datetime) -> Callable[[Any], Cell]:
    words = longest_in({row.pk: machine_of_version(row.version_id) for row in rows if row.is_late(at)}, at)
    return lambda row: words.get(row.pk, "")


_OF_ROWS: Mapping[str, Callable[[Sequence[Any], Seats, datetime], Callable[[Any], Cell]]] = {
    "holder": _holders,
    "verdict": _verdicts,
    "due": _appointments,
    "deadline": _nearest,
    "deadline_word": _due_first,
    "marks": _marked,
    "late_days": _days_late,
    "longest": _longest,
}


def _handed_over(entry: Entry) -> Cell:
    return local(entry.handed_over_at).replace(tzinfo=None) if entry.handed_over_at else ""


_OF_ENTRIES: Mapping[str, Callable[[Entry], Cell]] = {
    "number": lambda entry: entry.number or "",
    "address": attrgetter("address"),
    "phone": attrgetter("phone"),
    "in_charge": attrgetter("in_charge"),
    "received_by": attrgetter("received_by"),
    "handed_over": _handed_over,
    "handed_over_by": attrgetter("handed_over_by"),
    "returned_by": attrgetter("returned_by"),
    "signed": attrgetter("taken"),
    "way": attrgetter("way"),
    "note": attrgetter("note"),
}


def _marks(dossier: Any, of_time: Sequence[str], *, is_new: bool, is_demanded: bool) -> Iterator[str]:
    """Yield what a row is marked with, in the words of the list; ``of_time`` is what it says of its dates, each "" for nothing.

    ``is_demanded``: what it owes is to be paid now, whatever its state.
    """
    if dossier.withdrawal_asked and dossier.is_open:
        yield gettext("withdrawal asked")
    yield from filter(None, of_time)
    if dossier.reminded:
        yield gettext("reminded")
    if dossier.arrived and (is_new or dossier.arrived != Arrival.NEW):
        yield str(ARRIVAL_LABELS[dossier.arrived])
    if dossier.proof_waits:
        yield gettext("proof of payment waiting")
    if words := settled_words(dossier):
        yield words
    if dossier.message_waits:
        yield gettext("message waiting")
    yield from _of_money(dossier, is_demanded=is_demanded)


def _of_money(dossier: Any, *, is_demanded: bool) -> Iterator[str]:
    if dossier.overpaid:
        yield f"{gettext('paid too much')} {money.vn_dong(dossier.overpaid)}"
    if dossier.debt:
        machine = machine_of_version(dossier.version_id)
        is_due = is_demanded or money.is_due_in(machine, machine.states[dossier.state])
        yield f"{gettext('owes')} {money.vn_dong(dossier.debt)}" if is_due else gettext("fee not due yet")

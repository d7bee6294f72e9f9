"""The registers of what was issued, as files: papers of the official forms, and results; a row for each, as their pages have them.

They are exports like those of a list of dossiers, of other rows: what their author may see is asked again for each part.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.seats import Seats
from dossiers.commands.deciding.sending import sent_among
from dossiers.display.agency.given.sent import sent_in_words
from dossiers.display.agency.signers import signers_of
from dossiers.display.agency.titles import letter_title
from dossiers.display.formats import localized, vn_date, vn_number
from dossiers.display.labels import standing_label
from dossiers.models import Export, Format, Letter, Result
from dossiers.reports import export
from dossiers.reports.files.lines import Into
from dossiers.reports.sheets import ROWS, Cell, Sheet
from procedures.results import Capacity
from procedures.time.calendar import local


class Register(StrEnum):
    """Which register it is. Values are stored."""

    LETTERS = "letters"
    RESULTS = "results"


STEMS = {Register.LETTERS.value: "so-van-ban", Register.RESULTS.value: "so-ket-qua"}
"""What its files are called, before the day."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register: its head, its width in characters, and what stands in it on a day."""

    label: str | Promise
    width: int
    cell: Callable[[Any, date], Cell]
    together: Callable[[Sequence[Any]], Mapping[int, Cell]] | None = None
    """What stands in it by the keys of many rows, where ``cell`` of each would ask for each alone."""

    def cells(self, rows: Sequence[Any], on: date) -> list[Cell]:
        """Return what stands in it in each row."""
        if self.together is None:
            return [self.cell(row, on) for row in rows]
        found = self.together(rows)
        return [found[row.pk] for row in rows]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a register is written of."""

    name: str | Promise
    rows: Callable[[Seats], QuerySet[Any]]
    """What somebody may see of it, with all that its columns need."""
    columns: Sequence[Column]


def _letters(seats: Seats) -> QuerySet[Letter]:
    return Letter.objects.visible_to(seats).select_related("dossier", "event__actor", "event__on_behalf_of")


def results_of(seats: Seats) -> QuerySet[Result]:
    """Return the results that somebody may see, with all that a line of their register needs."""
    joined = Result.objects.visible_to(seats).select_related("dossier__version", "signer", "earlier")
    return joined.defer("dossier__version__text").with_later()


def signed_by(result: Result) -> str:
    """Name who signed as the page does: in which capacity, if not as the head; what another agency signed by that agency."""
    name = result.signer.get_full_name() if result.signer else str(result.issuer)
    return f"{result.capacity}. {name}" if result.capacity not in {"", Capacity.HEAD} else name


def outcome_of(result: Result, _on: date) -> str:
    """Return what a result is called."""
    outcome = result.dossier.machine.outcome(result.outcome)
    return localized(outcome.label) if outcome else ""


def state_of(result: Result, on: date) -> str:
    """Return whether it holds on a day, in words."""
    is_there = result.dossier.returned_at is not None
    return standing_label(result.validity(on), is_handed_over=is_there) if result.grants else _("written answer")


def _sent_out(letters: Sequence[Letter]) -> Mapping[int, Cell]:
    """Return how papers went out, by their keys; "" of those of which nothing is noted."""
    found = sent_among(letters)
    return {one.pk: "; ".join(map(sent_in_words, found.get(one.pk, ()))) for one in letters}


_SUBJECT, _DOSSIER, _SIGNED = gettext_lazy("Subject"), gettext_lazy("Dossier number"), gettext_lazy("Signed by")

LAYOUTS: Mapping[Register, Layout] = {
    Register.LETTERS: Layout(
        gettext_lazy("Issued papers"),
        _letters,
        (
            Column(gettext_lazy("Paper"), 36, lambda letter, _on: letter_title(letter)),
            Column(gettext_lazy("Number"), 20, lambda letter, _on: letter.number_on_pages),
            Column(gettext_lazy("Issued at"), 18, lambda letter, _on: local(letter.issued_at).replace(tzinfo=None)),
            Column(_SUBJECT, 40, lambda letter, _on: str(letter.dossier.subject)),
            Column(gettext_lazy("Applicant"), 30, lambda letter, _on: str(letter.dossier.applicant_name)),
            Column(gettext_lazy("Filed on behalf of"), 32, lambda letter, _on: str(letter.dossier.organisation)),
            Column(gettext_lazy("Issued upon the act of"), 24, lambda letter, _on: str(letter.event.by_whom)),
            Column(_SIGNED, 24, lambda letter, _on: signers_of([letter])[letter.pk], signers_of),
            Column(gettext_lazy("Sent out"), 30, lambda letter, _on: _sent_out([letter])[letter.pk], _sent_out),
            Column(_DOSSIER, 24, lambda letter, _on: str(letter.dossier.code)),
            Column("SHA-256", 66, lambda letter, _on: str(letter.sha256)),
        ),
    ),
    Register.RESULTS: Layout(
        gettext_lazy("Results"),
        results_of,
        (
            Column(gettext_lazy("Number"), 20, lambda result, _on: str(result.number)),
            Column(gettext_lazy("Dated"), 12, lambda result, _on: vn_date(result.dated)),
            Column(gettext_lazy("Result"), 30, outcome_of),
            Column(_SUBJECT, 40, lambda result, _on: str(result.dossier.subject)),
            Column(gettext_lazy("Procedure"), 40, lambda result, _on: localized(result.dossier.machine.name)),
            Column(gettext_lazy("Holder"), 30, lambda result, _on: str(result.holder)),
            Column(_SIGNED, 24, lambda result, _on: signed_by(result)),
            Column(gettext_lazy("Holds until"), 12, lambda result, _on: vn_date(result.last_day)),
            Column(gettext_lazy("State"), 20, state_of),
            Column(_DOSSIER, 24, lambda result, _on: str(result.dossier.code)),
        ),
    ),
}


def begin(register: Register, asked: export.Asked, *, by: User, seats: Seats, at: datetime) -> Export:
    """Store that a file of rows of a register is to be made: what is asked for are their ids. Raises what ``export.begin`` raises."""
    return export.begin(asked, by=by, seats=seats, at=at, kind=KIND, more={"register": register.value})


class Registering(export.Writing):
    """Writing a register: an item for each part of its rows, and the last for its file."""

    @property
    def _layout(self) -> Layout:
        return LAYOUTS[Register(self.job.arguments["register"])]

    def write(self, number: int, seats: Seats, at: datetime, into: Into) -> int:
        """Write a part of the rows as they are by now; return of how many of them."""
        layout, ids, on = self._layout, self.ids(number), local(at).date()
        found = {row.pk: row for row in layout.rows(seats).filter(pk__in=ids)}
        rows = [found[pk] for pk in ids if pk in found]
        cells = [column.cells(rows, on) for column in layout.columns]
        into(ROWS[Format(self.export.format)](cells))
        return len(rows)

    def sheet(self, at: datetime) -> Sheet:
        """Return the table without its rows."""
        layout = self._layout
        head, widths = [str(column.label) for column in layout.columns], [column.width for column in layout.columns]
        return replace(super().sheet(at), name=str(layout.name), head=head, widths=widths)

    def notes(self) -> Iterator[str]:
        """Yield what is to be said below the rows, once they are written."""
        if self.export.left_out == self.export.chosen:
            yield _("Nothing was found in this register.")
        if left_out := self.export.left_out:
            said = ngettext(
                "%(n)s row was left out: you may no longer see it.",
                "%(n)s rows were left out: you may no longer see them.",
                left_out,
            )
            yield said % {"n": vn_number(left_out)}


KIND = replace(export.KIND, name="issued", label=gettext_lazy("File of a register"), doing=Registering)

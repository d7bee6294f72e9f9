"""What a page left on the device and another window has overtaken: told on any page by form and question, chosen on its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers.citizen.own_drafts import address, row_of
from dossiers.display.formats import localized
from dossiers.filing.overlaps import Overlap
from dossiers.models import Draft
from dossiers.pages.answers import typed_text
from procedures.answers import cell_field
from procedures.machine import Question

LEFT_BEHIND = "X-Left-Behind"
"""The header by which a script says that it sends what a closed page had left, from whatever page is open."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A question, or a cell of a table, with what was typed on the device and what is saved; "" is nothing."""

    label: str
    typed: str
    saved: str


def page_of(request: SignedIn, overlap: Overlap, draft: Draft) -> HttpResponse:
    """Name the form and what of it was not saved. Nothing failed that the page has asked for, so the status is 200."""
    context = {
        "url": reverse("correction", args=[draft.correcting.code]) if draft.correcting else address(draft),
        "form": _called(draft),
        "overtaken": [one for question in overlap.clashing for one in _overtaken(overlap, question, draft)],
    }
    response = render(request, "citizen/left_behind.html", context)
    response.headers["X-Clashing"] = "1"
    return response


def _called(draft: Draft) -> str:
    """Return what a form is called: its procedure and draft, or the dossier that it answers about."""
    if draft.correcting:
        return _("the answer about dossier %(code)s") % {"code": draft.correcting.code}
    row = row_of(draft)
    title = f" – {row.title}" if row.title else ""
    return f"{localized(row.procedure_name)}{title} ({row.which})"


def _overtaken(overlap: Overlap, question: Question, draft: Draft) -> Iterator[Overtaken]:
    label = localized(question.label).rstrip("?:")
    if question.name not in overlap.tables:
        yield Overtaken(label, typed_text(question, overlap.typed), typed_text(question, draft.answers))
        return
    cells = overlap.tables[question.name].shown()
    for clash in overlap.clashes_in(question.name):
        place = _("%(table)s, row %(number)s") % {"table": label, "number": clash.row + 1}
        columns = [clash.column] if clash.column else question.columns
        of_row = {column.name: cells.get(cell_field(question.name, clash.row, column.name), "") for column in columns}
        typed = "; ".join(text for column in columns if (text := typed_text(column, of_row)))
        called = f"{place} – {localized(clash.column.label)}" if clash.column else place
        saved = typed_text(clash.column, {clash.column.name: clash.saved}) if clash.column else ""
        yield Overtaken(called, typed, saved)

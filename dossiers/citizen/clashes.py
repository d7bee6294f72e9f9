"""What a page says where another window has saved something else in its draft meanwhile, and how one goes on from there."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin import SignedIn
from dossiers import refusals
from dossiers.citizen.filing_form import Faults, FilingForm, row_anchor
from dossiers.citizen.meanwhile import left_behind
from dossiers.citizen.shown.taken_out import put_back, take_out
from dossiers.display.formats import localized, vn_time
from dossiers.filing import drafts, overlaps
from dossiers.filing.overlaps import Overlap
from dossiers.filing.tables import rows
from dossiers.models import Draft
from dossiers.pages.answers import Doubt, typed_text
from dossiers.pages.fields import OfRow
from procedures.answers import cell_field
from procedures.machine import Question

ROW = re.compile("[0-9]{1,3}")
"""A row of a table, as a button names it."""
CLASH = gettext_lazy(
    "Not saved: another window or device has saved something else here. Please choose which of the two stays."
)
REMOVED = gettext_lazy(
    "Not saved: another window or device has removed this row, in which something was typed here. Please choose."
)


UNSETTLED = "unsettled_elsewhere"
"""Under which it is in the session: by the key of a draft when something was not saved, by its question."""
MOST_DRAFTS = 8
"""Of which that is remembered."""


def noted(request: SignedIn, draft: Draft, overlap: Overlap) -> dict[str, list[str]]:
    """Return by field what was not saved, and remember it until somebody has chosen: the check says so in any window."""
    _what, _colon, chosen = request.POST.get("do", "").partition(":")
    kept, key = dict(request.session.get(UNSETTLED, {})), str(draft.key)
    open_ones = {
        name: at for name, at in kept.pop(key, {}).items() if name != chosen.partition(":")[0].partition(".")[0]
    }
    open_ones |= {question.name: timezone.now().isoformat() for question in overlap.clashing}
    if open_ones or key in request.session.get(UNSETTLED, {}):
        newest = [*kept.items(), *([(key, open_ones)] if open_ones else [])][-MOST_DRAFTS:]
        request.session[UNSETTLED] = dict(newest)
    if request.POST.get("do") != "autosave":
        _tell_of_rows(request, overlap)
    return faults_of(overlap)


def _tell_of_rows(request: SignedIn, overlap: Overlap) -> None:
    """Tell of rows that the page to come shows otherwise than the one before did: another window has changed them, too."""
    for table in overlap.tables.values():
        places = table.unread_places()
        if not places or table.is_clashing:
            continue
        said = _(
            "“%(table)s”: another window or device has changed row %(rows)s meanwhile. It stands here now as it is saved."
        )
        rows_said = ", ".join(str(place + 1) for place in places)
        label = localized(table.question.label).rstrip("?:")
        messages.info(request, said % {"table": label, "rows": rows_said})


def unsettled(request: SignedIn, draft: Draft, questions: Iterable[Question]) -> list[Doubt]:
    """Return what was typed in another window at these questions of a draft and is not in it, as nobody has chosen yet."""
    found = request.session.get(UNSETTLED, {}).get(str(draft.key), {})
    sentence = _(
        "At %(time)s another window or device could not save what was typed here, because something else was saved meanwhile. Choose "
        "there which of the two stays, if that is still wanted; what is sent now is what stands below."
    )
    return [
        Doubt(one.name, localized(one.label), sentence % {"time": vn_time(datetime.fromisoformat(found[one.name]))})
        for one in questions
        if one.name in found
    ]


def autosaved(
    request: SignedIn, overlap: Overlap, draft: Draft, now: datetime, refusal: refusals.Refusal | None = None
) -> HttpResponse:
    """Say in a line of text that all was kept, or what was not; the page learns what it knows to be kept now.

    ``X-Kept-Version`` stands on each answer to what was kept, ``X-Clashing`` where something of it was not; ``X-Elsewhere``
    names the questions at which the page shows something else than the draft holds, from another window. What a closed page
    had left is told about by form and question.
    """
    known = {**overlaps.marks(overlap.questions, draft.answers), **overlap.behind}
    if overlap.clashing and not refusal and left_behind.LEFT_BEHIND in request.headers:
        return left_behind.page_of(request, overlap, draft)
    if overlap.clashing and not refusal:
        refusal = refusals.SavedElsewhere(
            [label for question in overlap.clashing for label in _labels(overlap, question)]
        )
    clashing = {"X-Clashing": "1"} if overlap.clashing else {}
    return HttpResponse(
        str(refusal) if refusal else _saved(overlap, now),
        status=refusal.status if refusal else 200,
        content_type="text/plain",
        headers={"X-Kept-Version": overlaps.line(known), **clashing, **_elsewhere(overlap)},
    )


def _elsewhere(overlap: Overlap) -> dict[str, str]:
    names = [question.name for question in (*overlap.clashing, *overlap.unread)]
    return {"X-Elsewhere": " ".join(names)} if names else {}


def _saved(overlap: Overlap, now: datetime) -> str:
    """Say when all was kept, and what the page shows no more as it is kept: another window has saved that meanwhile."""
    saved = _("Saved at %(time)s") % {"time": vn_time(now)}
    if not overlap.unread:
        return saved
    labels = "”, “".join(localized(question.label).rstrip("?:") for question in overlap.unread)
    newer = _("Another window or device has saved something newer at “%(labels)s”: load this page again to see it.")
    return f"{saved}. {newer % {'labels': labels}}"


def _labels(overlap: Overlap, question: Question) -> Iterator[str]:
    """Give what is to be chosen about as people read it: of a table its cells and rows."""
    label = localized(question.label)
    for clash in overlap.clashes_in(question.name):
        place = _("%(table)s, row %(number)s") % {"table": label.rstrip("?:"), "number": clash.row + 1}
        yield f"{place} – {localized(clash.column.label)}" if clash.column else place
    if question.name not in overlap.tables:
        yield label


def faults_of(overlap: Overlap | None) -> dict[str, list[str]]:
    """Return by field what was not saved."""
    faults: dict[str, list[str]] = {}
    for question in overlap.clashing if overlap else ():
        for clash in overlap.clashes_in(question.name) if overlap else ():
            column = clash.column or question.columns[0]
            sentence = [str(CLASH)] if clash.column else OfRow([str(REMOVED)])
            faults[cell_field(question.name, clash.row, column.name)] = sentence
        if overlap and question.name not in overlap.tables:
            faults[question.name] = [str(CLASH)]
    return faults


def show_in(form: FilingForm, overlap: Overlap | None, draft: Draft | None) -> None:
    """Put the choices into a form, and the marks of what it knows to be kept."""
    answers = draft.answers if draft else form.answers
    form.known = overlaps.line(overlaps.marks(form.places_typed, answers) | (overlap.clashing_marks if overlap else {}))
    if overlap:
        form.clashes = {
            name: clash
            for question in overlap.clashing
            for name, clash in overlaps.choices(overlap, question, answers, typed_text)
        }


def chosen_at(pressed: str) -> str:
    """Return where the choice that a button makes is about, as a fragment: its question, in a table the row."""
    _what, _colon, rest = pressed.partition(":")
    table, _dot, cell = rest.partition(":")[0].partition(".")
    row, _dot, column = cell.partition(".")
    return f"#row_{table}.{row}" if column else f"#div_id_{table}"


def row_pressed(request: SignedIn, draft: Draft, overlap: Overlap) -> tuple[str, dict[str, list[str]]]:
    """Add a row to a table, take one out or put it back; return where that is on the page, and why it was not done."""
    pressed, _colon, rest = request.POST["do"].partition(":")
    name, _colon, row = rest.partition(":")
    if pressed == "put-back-row":
        back = put_back(request, draft, name)
        return "" if back is None else f"#row_{name}.{back}", {}
    if pressed == "add-row":
        table = drafts.add_row(draft, name)
        return f"#{row_anchor(table, rows.shown(table, draft.answers) - 1)}" if table else "", {}
    if not ROW.fullmatch(row):
        return "", {}
    return removed_row(request, draft, overlap, name, int(row))


def removed_row(
    request: SignedIn, draft: Draft, overlap: Overlap, table: str, row: int
) -> tuple[str, dict[str, list[str]]]:
    """Take out the row that the page shows at a place, wherever it stands by now; return where that is, and why it stays."""
    place = overlap.place_of(table, row)
    if place is not None and overlap.is_unread(table, row):
        return "", _unread_row(overlap, table, place)
    is_done = place is None or take_out(request, draft, table, place)
    return f"#div_id_{table}" if is_done else "", {}


def _unread_row(overlap: Overlap, table: str, place: int) -> dict[str, list[str]]:
    """Return by field why a row stays that another window has changed since the page was made."""
    first = overlap.tables[table].question.columns[0]
    sentence = _(
        "Row %(number)s was not removed: another window or device has changed it meanwhile. It stands here now as it was saved. "
        "Remove it again if it is not needed."
    )
    return {cell_field(table, place, first.name): OfRow([sentence % {"number": place + 1}])}


def status(overlap: Overlap | None, faults: Faults) -> int:
    """Return that of a page with a form."""
    if overlap and overlap.clashing:
        return refusals.SavedElsewhere.status
    return 422 if faults else 200

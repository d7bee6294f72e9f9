"""The letter to somebody whom no mail and no telephone reaches, of all that is new, and by which postal item it went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.seats import Seats
from accounts.signin import OfOfficer, desk_officer
from dossiers import outbox
from dossiers.commands.deciding import collecting
from dossiers.desk.lists.moved_by import MovedBy, moved_by
from dossiers.desk.opened.page import visible
from dossiers.display.agency.closed import Doors, closing_at, promised
from dossiers.display.agency.reached import reached
from dossiers.display.formats import in_digits, vn_datetime
from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from dossiers.pages.acting.handover.sending import POST, POST_MEANT, boxes, faults_of_item
from dossiers.pages.forms import PlainText
from dossiers.pages.inbox.calls import desk_of
from dossiers.pages.inbox.rows import LABELS, Untold, is_had_there
from dossiers.pages.inbox.untold import LATELY, forget, lately
from procedures.machine import Status
from procedures.steady import Steady

LANGUAGE = "vi"
"""It is printed in Vietnamese only, as all papers are."""
MOST_NOTE = 300


class PostedForm(forms.Form):
    """By which item the letter went."""

    def __init__(self, seats: Seats, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.seats = seats
        self.fields[POST] = PlainText(label=_("Number of the postal item"), max_length=60, required=False)
        self.fields |= dict(boxes(POST_MEANT, data or {}))

    def clean(self) -> dict[str, Any]:
        """Ask for the number, and about an odd one, as of all that is posted."""
        cleaned = super().clean() or {}
        number = cleaned.get(POST, "")
        for name, sentence in faults_of_item(number, self.seats, is_meant=bool(cleaned.get(POST_MEANT))):
            self.add_error(name, sentence)
            if any(map(str.isdigit, number)):
                self.fields |= {POST_MEANT: dict(boxes(POST_MEANT, {POST_MEANT: "on"}))[POST_MEANT]}
        return cleaned


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def letter_of_news(request: OfOfficer, code: str) -> HttpResponse:
    """Show the letter to the applicant of a dossier, to be printed, with all that is new; note the item by which it went."""
    dossier, now = visible(request, code), timezone.now()
    with translation.override(LANGUAGE):
        found = lately(request.seats, now)
        rows = [one for one in found.rows if one.person == dossier.applicant_id and not one.calls]
        form = PostedForm(request.seats, request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            letter = _letter(dossier, rows, found.known, now)
            context = {"dossier": dossier, "rows": rows, "form": form, "now": now, **letter}
            return render(request, "desk/letter_of_news.html", context, status=422 if form.errors else 200)
    _noted(request, rows, form.cleaned_data[POST], now)
    return redirect("new_dates")


def _letter(dossier: Dossier, rows: Sequence[Untold], known: Steady, now: datetime) -> dict[str, Any]:
    """Return from whom and to where the letter goes, what each dossier is about, why dates moved, and the date of the dossier itself."""
    # Its answers are read where no row says what the letter needs of them.
    row = next((one for one in rows if one.dossier == dossier.pk), None)
    values = {} if row else standing_of(dossier)
    by = row.by if row else reached(values, dossier.applicant)
    is_asked = dossier.status == Status.SUPPLEMENT_REQUESTED
    due = dossier.applicant_due_at if is_asked else promised(dossier)
    comes = not is_asked and (row.is_had_there if row else is_had_there(values))
    agency = next(unit for unit in known.units.values() if unit.pk == dossier.agency_id)
    versions = {dossier.pk: dossier.version_id, **{one.dossier: one.version for one in rows}}
    named = [known.called(unit, timezone.localdate(now)) for unit in (agency, desk_of(known, agency.pk))]
    return {
        "to": by.address,
        "agency": named[0],
        "desk": named[1],
        "phone": in_digits(named[1].phone or named[0].phone),
        "procedures": {pk: known.version(version).machine.name for pk, version in versions.items()},
        "causes": _causes(dossier, rows, known, now),
        "what": LABELS[outbox.SUPPLY_RECOUNTED if is_asked else outbox.RECOUNTED],
        # Of a dossier that is not listed: what holds of it by now.
        "due": due if row is None and dossier.is_open else None,
        "closing": closing_at(Doors.of(known, known.calendars), dossier, due) if due and comes else None,
    }


def _causes(dossier: Dossier, rows: Sequence[Untold], known: Steady, now: datetime) -> Mapping[int, Sequence[MovedBy]]:
    """Return by dossier why its date is another one than the applicant was told last; nothing of one whose date is not new."""
    told = {one.dossier: one.earlier[0].call.at if one.earlier else None for one in rows if one.was}
    is_listed = any(one.dossier == dossier.pk for one in rows)
    return moved_by(told if is_listed else {dossier.pk: None, **told}, now - LATELY, known)


def _noted(request: OfOfficer, rows: Sequence[Untold], item: str, now: datetime) -> None:
    """Note of each that the letter has told it: one press for all that is new to one person."""
    dossiers = {one.pk: one for one in Dossier.objects.filter(pk__in=[row.dossier for row in rows])}
    for row in rows:
        note = _words(row)[:MOST_NOTE]
        collecting.written_to(dossiers[row.dossier], item, by=request.user, note=note, at=now, about=row.about)
    forget(request.seats)
    if rows:
        codes = ", ".join(row.code for row in rows)
        messages.success(request, _("Noted: the letter went out about %(codes)s.") % {"codes": codes})
    else:
        messages.warning(request, _("Nothing of this is to be told any more. Nothing was noted."))


def _words(row: Untold) -> str:
    """Return what the letter tells, as it is kept with the note."""
    day = vn_datetime(row.opens or row.now) if row.opens or row.now else ""
    with translation.override(LANGUAGE):
        return ": ".join(filter(None, (str(row.what), ", ".join(filter(None, (day, row.place))))))

"""The letter to somebody whom no mail and no telephone reaches, of all that is new, and by which postal item it went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.seats import Seats
from accounts.signin import OfOfficer, desk_officer
from dossiers.commands.deciding import collecting
from dossiers.desk.lists.letter_matters import SUPPLY, Matter, matters_of
from dossiers.desk.opened.page import visible
from dossiers.display.agency.reached import reached
from dossiers.display.formats import vn_datetime, vn_money
from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from dossiers.pages.acting.handover.sending import POST, POST_MEANT, boxes, faults_of_item
from dossiers.pages.forms import PlainText
from dossiers.pages.inbox.rows import Untold
from dossiers.pages.inbox.untold import Lately, forget, lately
from dossiers.papers.parties import office_known
from dossiers.papers.wording import place_and_day
from procedures.answers.doubts.organisations import kind_length

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
        matters = matters_of(dossier, rows, found, now)
        form = PostedForm(request.seats, request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            context = {"dossier": dossier, "rows": rows, "form": form, "now": now}
            context["letter"] = _letter(request, dossier, matters, found) if matters else ""
            return render(request, "desk/letter_of_news.html", context, status=422 if form.errors else 200)
    _noted(request, rows, matters, form.cleaned_data[POST], now)
    return redirect("new_dates")


def _letter(request: OfOfficer, dossier: Dossier, matters: Mapping[int, Matter], found: Lately) -> SafeString:
    """Return the letter itself: whose it is, to whom it goes, what it says of each dossier and whom to ask."""
    one = found.dossiers.get(dossier.pk, dossier)
    values = found.answers[one.pk] if one.pk in found.answers else standing_of(dossier)
    one.steady = found.known
    today, name = timezone.localdate(), str(values.get("applicant_name") or dossier.applicant_name)
    context = {
        "office": office_known(one, found.known, today),
        "place_and_day": place_and_day(today),
        "addressed": name if kind_length(name.casefold().split()) else f"Ông/Bà {name}",
        "to": reached(values, one.applicant).address,
        "matters": list(matters.values()),
        "all_else_stands": all(each.all_else_stands for each in matters.values()),
        "officer": request.user.get_full_name(),
    }
    return render_to_string("papers/letter_of_news.html", context, using="django")


def _noted(request: OfOfficer, rows: Sequence[Untold], matters: Mapping[int, Matter], item: str, now: datetime) -> None:
    """Note of each that the letter has told it: one press for all that is new to one person."""
    dossiers = {one.pk: one for one in Dossier.objects.filter(pk__in=[row.dossier for row in rows])}
    for row in rows:
        note = _words(row, matters[row.dossier])[:MOST_NOTE]
        collecting.written_to(dossiers[row.dossier], item, by=request.user, note=note, at=now, about=row.about)
    forget(request.seats)
    if rows:
        codes = ", ".join(row.code for row in rows)
        messages.success(request, _("Noted: the letter went out about %(codes)s.") % {"codes": codes})
    else:
        messages.warning(request, _("Nothing of this is to be told any more. Nothing was noted."))


def _words(row: Untold, matter: Matter) -> str:
    """Return what the letter tells, as it is kept with the note."""
    is_of_result = not row.asked and not row.about.startswith(SUPPLY)
    day = (matter.no_day if is_of_result else "") or vn_datetime(row.opens or row.now)
    owed = vn_money(row.owed) if row.owed else ""
    with translation.override(LANGUAGE):
        return ": ".join(filter(None, (str(row.what), ", ".join(filter(None, (owed, day, row.place))))))

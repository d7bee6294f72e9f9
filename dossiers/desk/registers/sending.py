"""The post that goes out: a printed form by its postal item, noted beside the paper, and the papers that wait for it (ADR 0104)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Role
from accounts.rows import is_row
from accounts.seats import Seats
from accounts.signin import OfOfficer, desk_officer, officer
from dossiers.calendars.said import Before
from dossiers.commands.deciding import sending
from dossiers.desk.opened.page import visible
from dossiers.desk.registers import posting
from dossiers.desk.registers.outdated import Outdated, outdated
from dossiers.display.agency.reached import reached
from dossiers.display.labels import WAY_LABELS
from dossiers.filing.counter import people
from dossiers.lists.paging import leaf_of
from dossiers.log.answers import standing_in, standing_of
from dossiers.models import Channel, Dossier, Letter
from dossiers.pages.acting.handover.sending import POST, POST_MEANT, boxes, faults_of_item
from dossiers.pages.forms import Day, PlainText
from dossiers.refusals.undoing import NotOfThatDay
from procedures import steady
from procedures.results import Way

TAKE_BACK = "take_back"
"""The key of a note that is taken back."""
WAY, ON = "way", "on"


class SendingForm(forms.Form):
    """How a paper went out, on which day, and by which item."""

    def __init__(self, seats: Seats, today: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={WAY: Way.BY_POST.value, ON: today}, use_required_attribute=False)
        self.seats = seats
        choices = [(way, label) for way, label in WAY_LABELS.items() if way != Way.ONLINE]
        self.fields[WAY] = forms.ChoiceField(label=_("How it went out"), choices=choices)
        self.fields[POST] = PlainText(label=_("Number of the postal item"), max_length=60, required=False)
        self.fields[POST].widget.attrs["autofocus"] = not self.is_bound
        self.fields |= dict(boxes(POST_MEANT, data or {}))
        self.fields[ON] = Day(label=_("Day on which it went"))

    def clean(self) -> dict[str, Any]:
        """Ask for the number of what goes by post, and about an odd one, as of a result."""
        cleaned = super().clean() or {}
        if cleaned.get(WAY) == Way.BY_POST:
            number, is_meant = cleaned.get(POST, ""), bool(cleaned.get(POST_MEANT))
            for name, sentence in faults_of_item(number, self.seats, is_meant=is_meant):
                self.add_error(name, sentence)
                if any(map(str.isdigit, number)):
                    self.fields |= {POST_MEANT: dict(boxes(POST_MEANT, {POST_MEANT: "on"}))[POST_MEANT]}
                    self.order_fields([WAY, POST, POST_MEANT, ON])
        return cleaned


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def send_paper(request: OfOfficer, code: str, pk: int) -> HttpResponse:
    """Show how a paper went out, and note it; take back what was noted wrongly."""
    dossier, now = visible(request, code), timezone.now()
    letter = get_object_or_404(Letter.objects.select_related("event", "dossier"), pk=pk, dossier=dossier)
    if not sending.goes_out(letter, dossier):
        raise Http404
    form = SendingForm(request.seats, timezone.localdate(now), request.POST if request.method == "POST" else None)
    if request.method == "POST" and (_taken_back(request, letter, now) or _noted(request, form, letter, now)):
        return redirect("send_paper", code=code, pk=pk)
    values = standing_of(dossier)
    context = {
        "dossier": dossier,
        "letter": letter,
        "form": form,
        "address": reached(values, dossier.applicant).address,
        "is_alone": people.is_alone(dossier),
    }
    context["outdated"] = outdated(letter, values, Before(steady.now()))
    context["sendings"] = sending.sendings_of([letter]).get(letter.pk, [])
    return render(request, "desk/send_paper.html", context, status=422 if form.errors else 200)


def _taken_back(request: OfOfficer, letter: Letter, now: datetime) -> bool:
    key = request.POST.get(TAKE_BACK)
    if key is None:
        return False
    if is_row(key) and sending.taken_back(int(key), letter, by=request.user, at=now):
        messages.success(request, _("The note was taken back."))
    else:
        messages.warning(request, _("This note was taken back already, or there is none. Nothing was changed."))
    return True


def _noted(request: OfOfficer, form: SendingForm, letter: Letter, now: datetime) -> bool:
    """Note what was typed; False where the form has to be shown again."""
    if not form.is_valid():
        return False
    given, way = form.cleaned_data, Way(form.cleaned_data[WAY])
    number = given[POST] if way is Way.BY_POST else ""
    try:
        row = sending.noted(letter, way, on=given[ON], number=number, by=request.user, at=now)
    except NotOfThatDay as refusal:
        form.add_error(ON, str(refusal))
        return False
    if row is None:
        messages.info(request, _("This is noted already. Nothing was noted once more."))
    elif people.is_alone(letter.dossier):
        messages.success(
            request, _("Noted: how the paper went out. It stands in the register of papers and in the file.")
        )
    else:
        messages.success(
            request, _("Noted: how the paper went out. The applicant reads it on the page of the dossier.")
        )
    return True


@dataclass(frozen=True, slots=True)
class ToSend:
    """A paper that waits to be posted: to where, and for how many days."""

    letter: Letter
    address: str
    days: int
    outdated: Outdated
    """What it says and does not hold any more."""


@officer
@require_safe
def to_send(request: OfOfficer) -> HttpResponse:
    """List the forms that wait to be posted to people who get answers by post, and the results that go so; the oldest first."""
    now = timezone.now()
    seen = Dossier.objects.visible_to(request.seats).order_by().values("pk")
    found = sending.waiting(now).filter(dossier__in=seen).select_related("event", "dossier__applicant")
    page = leaf_of(found, request.GET, by="issued_at", read=posting.instant, oldest_first=True)
    may_note = request.seats.has(Role.ONE_STOP_OFFICER)
    results = posting.leaf(request.seats, request.GET)
    pks = {one.dossier_id for one in page.rows} | {one.pk for one in results.rows}
    answers = standing_in(pks) if pks else {}
    context = {"rows": list(_rows(page.rows, answers, now)), "page": page, "may_note": may_note}
    context |= {"results": posting.rows(results.rows, answers, now), "results_page": results}
    return render(request, "desk/to_send.html", context)


def _rows(letters: Sequence[Letter], answers: Mapping[int, Mapping[str, Any]], now: datetime) -> Iterator[ToSend]:
    before = Before(steady.now()) if letters else None
    for one in letters:
        values = answers.get(one.dossier_id, {})
        if before and (one.dossier.channel == Channel.POST or people.hears_nothing(one.dossier, values)):
            address = reached(values, one.dossier.applicant).address
            yield ToSend(one, address, sending.days_since(one, now), outdated(one, values, before))

"""The administrator's page of the numbers for those who wait: at which receiving points they are given, and for what."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import localized
from dossiers.display.links import absolute
from dossiers.filing.counter import tickets
from dossiers.filing.counter.tickets import MOST_KINDS, Kind
from dossiers.models import TicketPoint
from dossiers.models.desk.counter import MOST_NAME
from dossiers.office.gaps import lacking
from dossiers.office.meanwhile import KeptForm
from dossiers.pages.forms import PlainText
from procedures import steady
from procedures.time.agencies.book import Agency

BETWEEN = "|"
"""Stands between the Vietnamese and the English words of a kind."""
RENEW, SURE = "renew", "sure"


class QueueForm(KeptForm):
    """Whether a point gives numbers, and what its machine asks."""

    is_on = forms.BooleanField(label=gettext_lazy("Numbers are given here"), required=False)
    kinds = PlainText(
        label=gettext_lazy("What the machine asks"),
        required=False,
        max_length=MOST_KINDS * (2 * MOST_NAME + 3),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One kind of business a line, Vietnamese | English, such as: Nộp hồ sơ | File a dossier. Nothing: one button for all."
        ),
    )

    def __init__(self, point: str, row: TicketPoint | None, data: QueryDict | None = None) -> None:
        """Show what is set for a point."""
        kinds = [] if row is None else [f"{vi} {BETWEEN} {en}" for vi, en in row.kinds]
        before = {"is_on": row is not None and row.is_on, "kinds": "\n".join(kinds)}
        super().__init__(data, initial=before, use_required_attribute=False, auto_id=f"id_{point}_%s")

    def ask_whether(self, count: int) -> None:
        """Ask whether numbers are meant to end while so many people hold one."""
        self.fields[SURE] = forms.BooleanField(label=_("Give no more numbers here"), required=False)
        words = ngettext(
            "%(n)s person holds a number and could be called no more. Nothing was changed: tick this and press again if you mean it.",
            "%(n)s people hold a number and could be called no more. Nothing was changed: tick this and press again if you mean it.",
            count,
        )
        self.add_error(SURE, words % {"n": count})

    def clean_kinds(self) -> list[Kind]:
        """Return the kinds of business; raises ``ValidationError`` for a line that is none."""
        lines = [line.strip() for line in self.cleaned_data["kinds"].splitlines() if line.strip()]
        if len(lines) > MOST_KINDS:
            raise ValidationError(_("At most %(most)s kinds: more buttons nobody reads.") % {"most": MOST_KINDS})
        return [_kind(line) for line in lines]


def _kind(line: str) -> Kind:
    vi, _bar, en = (part.strip() for part in line.partition(BETWEEN))
    if not vi or not en or max(len(vi), len(en)) > MOST_NAME:
        told = _("“%(line)s”: write Vietnamese | English, each of at most %(most)s letters.")
        raise ValidationError(told % {"line": line, "most": MOST_NAME})
    return Kind(vi, en)


@dataclass(frozen=True, slots=True)
class Shown:
    """A receiving point with its form, the address of its machine and that of its screen."""

    key: str
    name: str
    form: QueueForm
    machine: str
    screen: str


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def queues(request: OfOfficer) -> HttpResponse:
    """Show at which points numbers are given; switch them on or off, or give a machine another address."""
    places = _points(request.seats, timezone.localdate())
    rows = {row.point: row for row in TicketPoint.objects.filter(point__in=places)}
    form: QueueForm | None = None
    key = request.POST.get("point", "")
    if request.method == "POST":
        if key not in places:
            raise Http404
        form = QueueForm(key, rows.get(key), request.POST)
        if form.is_valid() and not _is_doubted(request, key, form):
            return _set(request, key, form)
    shown = [_shown(place, rows.get(place.key), form if place.key == key else None) for place in places.values()]
    context = {"shown": shown, "form": form, "is_possible": settings.QUEUE_TICKETS, **lacking(request)}
    return render(request, "office/queues.html", context, status=422 if form else 200)


def _is_doubted(request: OfOfficer, key: str, form: QueueForm) -> bool:
    """Ask once whether the numbers of a point end while somebody holds one."""
    count = (
        0 if form.cleaned_data["is_on"] or SURE in request.POST else tickets.still_in_hand(key, timezone.localdate())
    )
    if count:
        form.ask_whether(count)
    return bool(count)


def _set(request: OfOfficer, key: str, form: QueueForm) -> HttpResponse:
    given, renews = form.cleaned_data, request.POST.get("do") == RENEW
    tickets.set_up(key, given["kinds"], is_on=given["is_on"], renews=renews, by=request.user, at=timezone.now())
    messages.success(request, _("This holds from now on."))
    return redirect("queues")


def _points(seats: Seats, on: date) -> dict[str, Agency]:
    """Return the receiving points of the agencies that somebody administers, as they are on a day."""
    known = steady.now()
    slugs = [known.units[pk].slug for pk in seats.administered_agency_ids if pk in known.units]
    return {one.key: one for slug in slugs for one in known.agencies.points(slug, on)}


def _shown(place: Agency, row: TicketPoint | None, form: QueueForm | None) -> Shown:
    is_on = row is not None and row.is_on
    return Shown(
        place.key,
        localized(place.name),
        form or QueueForm(place.key, row),
        absolute("take_number", row.secret) if row and is_on else "",
        absolute("queue_screen", place.key) if is_on else "",
    )

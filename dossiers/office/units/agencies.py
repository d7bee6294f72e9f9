"""The administrator's page of agencies and receiving points: what each is called, and where, from which day on."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import localized, sentence, vn_date, vn_number
from dossiers.lists.wanted import Wanted, wanted
from dossiers.log.whole import used_through
from dossiers.notices.planned import moved
from dossiers.notices.planned.moved import Change
from dossiers.office.gaps import lacking
from dossiers.office.units.agency_form import KINDS, AgencyForm, name_of, row_named
from dossiers.office.units.shut import shut_by
from procedures import steady
from procedures.steady import Steady
from procedures.time.agencies.book import Agencies, Agency, AgencyKind
from procedures.time.agencies.stored import AgenciesRefused, add, gone, take_back
from procedures.time.calendar import local

MOST_GONE = 20
"""Rows that were taken back, the newest, which the page shows."""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """A row, with its last day and whether it is in force today or still to come."""

    agency: Agency
    kind: Promise
    last_on: date | None
    is_present: bool
    is_planned: bool
    is_own: bool
    hours_of: Unit | None
    """The unit by whose calendar a receiving point works; None of the common one, and of others."""

    @property
    def name(self) -> str:
        """How it is named in what is sent."""
        return name_of(self.agency)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: OfOfficer) -> HttpResponse:
    """Show what each agency is called from which day on; add a row, put a planned one right or take it back."""
    known, asked = steady.now(), wanted(request.GET)
    if "take_back" in request.POST:
        return _taken_back(request, known.agencies)
    start = _start(known.agencies, request)
    form = AgencyForm(known.agencies, known.units, request.POST or None, initial=_initial(start, request))
    if request.method == "POST" and form.is_valid() and (row := _added(form, known.agencies, request)):
        messages.success(request, _entered(row))
        return redirect("agencies")
    context = {
        "form": form,
        "begins": form.put_right or start,
        "is_put_right": bool(form.put_right or "since" in request.GET),
        "rows": [row for row in _rows(known, timezone.localdate()) if _fits(row, asked)],
        "gone": gone(MOST_GONE),
        "wanted": asked,
        **lacking(request),
    }
    return render(request, "office/agencies.html", context, status=422 if form.errors else 200)


def _added(form: AgencyForm, known: Agencies, request: OfOfficer) -> Agency | None:
    """Store the row of a valid form; None where it is asked once more, or refused."""
    row = form.agency(known.on(form.cleaned_data["key"], form.cleaned_data["since"]))
    if form.is_asked(row, shut_by(row, form.put_right, known)):
        return None
    try:
        add([row], at=timezone.now(), used_through=used_through, by=request.user, instead=form.put_right)
    except AgenciesRefused as refused:
        for one in refused.errors:
            form.refuse(one)
        return None
    return row


def _entered(row: Agency) -> str:
    """Say from when to when what was entered holds."""
    last = steady.now().agencies.last_day_of(row)
    said = _("Entered. It holds from that day on; earlier days keep what they had.")
    if last is not None:
        words = _(
            "Entered. It holds from %(first)s to %(last)s; from the next day on holds the row that is planned then."
        )
        said = words % {"first": vn_date(row.since), "last": vn_date(last)}
    return f"{said} {_announced_to(row)}".strip()


def _announced_to(row: Agency) -> str:
    """Say how many receipts name what a row replaces for a day of its own, and how their applicants are told."""
    now = timezone.now()
    count = (
        moved.concerned(Change(row.key, row.since, now), now) if row.receives and row.since > local(now).date() else 0
    )
    words = ngettext(
        "%(count)s dossier was promised for that day or later, is late or not collected, or is still to be supplied at the desk: where its place changes, the applicant gets mail, or the desk is shown whom to phone.",
        "%(count)s dossiers were promised for that day or later, are late or not collected, or are still to be supplied at the desk: where their place changes, the applicants get mail, or the desk is shown whom to phone.",
        count,
    )
    return words % {"count": vn_number(count)} if count else ""


def _taken_back(request: OfOfficer, known: Agencies) -> HttpResponse:
    row = row_named(request.POST["take_back"], known)
    if row is None:
        messages.info(request, _("This row was taken back already."))
        return redirect("agencies")
    try:
        take_back(row, at=timezone.now(), used_through=used_through, by=request.user)
    except AgenciesRefused as refused:
        for one in refused.errors:
            messages.error(request, sentence(one.words))
    else:
        words = _("Taken back: “%(name)s” from %(day)s. What held before goes on.")
        messages.success(request, words % {"name": localized(row.name), "day": vn_date(row.since)})
    return redirect("agencies")


def _start(known: Agencies, request: OfOfficer) -> Agency | None:
    """Return with which row a form begins: the planned one that is chosen, else the last one of what is chosen."""
    key, since = request.GET.get("key", ""), request.GET.get("since", "")
    if since:
        found = row_named(f"{key} {since}", known)
        return found if found and found.since > timezone.localdate() else None
    return next(iter(known.periods(key)[-1:]), None)


def _initial(row: Agency | None, request: OfOfficer) -> dict[str, object]:
    """Return what a form begins with: all of a row that is put right, else what goes on after it."""
    if row is None:
        return {}
    shown = ("key", "part_of", "address", "phone", "code", "hours_of")
    begun: dict[str, object] = {
        "kind": row.kind.value,
        "name_vi": row.name.vi,
        "name_en": row.name.en,
        "closed": not row.is_open,
    }
    begun |= {name: getattr(row, name) for name in shown}
    if "since" in request.GET:
        begun |= {"since": row.since, "source": localized(row.source), "instead": name_of(row)}
    return begun


def _rows(known: Steady, today: date) -> list[AgencyRow]:
    """Return all rows, our own first."""
    own = known.agencies.own
    rows = sorted(known.agencies.rows, key=lambda row: (row.key != own, row.receives, row.key, row.since))
    return [_shown(row, known, today) for row in rows]


def _fits(row: AgencyRow, asked: Wanted) -> bool:
    """Say whether a row has what is looked for: in its names, keys, address, telephone, kind, state or source."""
    one = row.agency
    state = "" if one.is_open else _("closed")
    texts = (one.name.vi, one.name.en, one.source.vi, one.source.en, one.key, one.code, one.address, one.phone)
    return asked.fits(*texts, str(row.kind), state)


def _shown(row: Agency, known: Steady, today: date) -> AgencyRow:
    last = known.agencies.last_day_of(row)
    is_present = row.is_open and row.since <= today and (last is None or today <= last)
    slug = row.hours_of or (row.key if row.kind is AgencyKind.DESK else "")
    whose = next((unit for unit in known.units.values() if row.receives and unit.slug == slug), None)
    return AgencyRow(row, KINDS[row.kind], last, is_present, row.since > today, row.key == known.agencies.own, whose)

"""The sheet of a day: what came, was answered and handed over by each channel, with its fees; each number leads to its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.seats import Seat
from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.commands.money import cash, shifts
from dossiers.commands.money.shifts import Shift
from dossiers.desk.counter.day import points
from dossiers.desk.counter.day.others import may_close
from dossiers.desk.money.cash import DAY, agency_seat, by_way, day_of
from dossiers.display.formats import vn_money, vn_number
from dossiers.display.links import path_to
from dossiers.filing.counter import tickets
from dossiers.lists.filters import FILTERS
from dossiers.models import Channel, Dossier, DossierQuerySet, Payment
from dossiers.reports import statistics
from dossiers.reports.periods import Period

POINT, CHANNEL = "diem", "kenh"
"""What narrows the sheet and its lists, in the address."""
FEES = "fees"
COUNTED = (statistics.FILED, "received", statistics.REFUSED, "supplemented", "withdrawn", statistics.HANDED_OUT)
"""The figures of the sheet, in its order: each is counted as everywhere else (``reports.statistics.list_of``)."""
CHANNELS = (Channel.DESK, Channel.POST, Channel.ONLINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which day and agency the sheet is, and of which receiving point, "" for all of them."""

    seat: Seat
    on: date
    point: str
    now: datetime

    @property
    def dossiers(self) -> DossierQuerySet:
        """The dossiers of the agency, or of those the ones that were brought to the point."""
        found = Dossier.objects.filter(agency=self.seat.agency_id)
        return found.filter(FILTERS["point"].condition(self.point, "", self.now)) if self.point else found

    @property
    def period(self) -> Period:
        """The day, as figures have it."""
        return Period(self.on, self.on)

    @property
    def payments(self) -> list[Payment]:
        """What was paid and given back on the day of these dossiers, as it came."""
        rows = cash.of_day(self.seat.agency_id, self.on)
        narrowed = rows.filter(dossier__in=self.dossiers) if self.point else rows
        return list(narrowed.select_related("dossier", "reverses", "restores__part_of", "event"))

    def address(self, name: str, *args: str, **changes: str) -> str:
        """Return the address of a page about the same day and point."""
        values = {DAY: self.on.isoformat(), POINT: self.point, **changes}
        return f"{path_to(name, *args)}?{urlencode({key: value for key, value in values.items() if value})}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the sheet, as it is written, and the list that it leads to; "" where there is nothing to list."""

    shown: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: what is counted, in each channel, and in all."""

    label: str
    cells: tuple[Cell, ...]
    whole: Cell


def labels() -> Mapping[str, str]:
    """Return what each row is called."""
    return {
        statistics.FILED: _("Came in"),
        "received": _("Received (accepted)"),
        statistics.REFUSED: _("Refused at intake"),
        "supplemented": _("Supplement asked"),
        "withdrawn": _("Withdrawn after acceptance"),
        statistics.HANDED_OUT: _("Result handed over"),
        FEES: _("Fees received, less what was given back"),
    }


@officer
@require_safe
def day_sheet(request: OfOfficer) -> HttpResponse:
    """Show the sheet of a day, to be read and to be printed on one page."""
    asked = _asked(request)
    rows, agency, shown = asked.payments, asked.seat.agency_id, _shifts(asked)
    context = {
        "asked": asked,
        "today": timezone.localdate(),
        "now": timezone.now(),
        "points": points.choices(agency, asked.on),
        "point_name": points.name_of(asked.point, asked.on) if asked.point else "",
        "channels": [str(one.label) for one in CHANNELS],
        "lines": [*(_line(asked, name) for name in COUNTED), _fees(asked, rows)],
        "ways": by_way(rows),
        "shifts": shown,
        "since": shifts.moved_since(agency, asked.on, shown),
        "tickets": tickets.counts(points.keys_of(asked.point, agency, asked.on), asked.on),
        "cash_url": f"{path_to('cash_day')}?{urlencode({DAY: asked.on.isoformat()})}",
        "may_open": request.seats.has(Role.ONE_STOP_OFFICER),
        "may_close": may_close(request.seats),
    }
    return render(request, "desk/day_sheet.html", context)


@officer
@require_safe
def day_list(request: OfOfficer, name: str) -> HttpResponse:
    """List the dossiers that a number of the sheet counts; 404 for a number that there is not."""
    asked, channel = _asked(request), request.GET.get(CHANNEL, "")
    if name not in labels() or (channel and channel not in Channel.values):
        raise Http404
    context: dict[str, object] = {
        "asked": asked,
        "title": labels()[name],
        "channel": str(Channel(channel).label) if channel else "",
        "point_name": points.name_of(asked.point, asked.on) if asked.point else "",
        "back": asked.address("day_sheet"),
    }
    if name == FEES:
        rows = [row for row in asked.payments if channel in ("", row.dossier.channel)]
        return render(request, "desk/day_payments.html", {**context, "rows": rows, "ways": by_way(rows)})
    found = listed(asked, name, channel)
    by = statistics.SORTED_BY.get(name, "resolved_at")
    page = queries.page_of(found, by=by, after=request.GET.get("after", ""))
    shown = {"rows": page.rows, "count": found.count(), "page": queries.links(page, request.GET)}
    return render(request, "desk/day_list.html", {**context, **shown})


def listed(asked: Asked, name: str, channel: str = "") -> DossierQuerySet:
    """Return the dossiers that a number counts: the same ones as in every report."""
    found = statistics.list_of(asked.dossiers, name, asked.period, asked.now)
    return found.filter(channel=channel) if channel else found


def _asked(request: OfOfficer) -> Asked:
    seat, now = agency_seat(request), timezone.now()
    today = timezone.localdate(now)
    # The sheet is signed: of a day that has not come there is none.
    on = min(day_of(request.GET.get(DAY, ""), today), today)
    point = request.GET.get(POINT, "")
    return Asked(seat, on, point if point in dict(points.choices(seat.agency_id, on)) else "", now)


def _line(asked: Asked, name: str) -> Line:
    rows = listed(asked, name).order_by().values("channel").annotate(count=Count("pk"))
    counts: dict[str, int] = dict(rows.values_list("channel", "count"))
    cells = tuple(_cell(asked, name, channel, counts.get(channel, 0)) for channel in CHANNELS)
    return Line(labels()[name], cells, _cell(asked, name, "", sum(counts.values())))


def _cell(asked: Asked, name: str, channel: str, count: int) -> Cell:
    return Cell(vn_number(count), asked.address("day_list", name, **{CHANNEL: channel}) if count else "")


def _fees(asked: Asked, rows: Sequence[Payment]) -> Line:
    """Return what came in by channel of its dossier, less what went back, as the receipt book sums it."""

    def cell(channel: str) -> Cell:
        mine = [row for row in rows if channel in ("", row.dossier.channel)]
        url = asked.address("day_list", FEES, **{CHANNEL: channel}) if mine else ""
        return Cell(vn_money(sum(way.stays for way in by_way(mine))), url)

    return Line(labels()[FEES], tuple(cell(channel) for channel in CHANNELS), cell(""))


def _shifts(asked: Asked) -> list[Shift]:
    """Return who was at which counter on the day."""
    found = shifts.shifts_of(asked.seat.agency_id, asked.on)
    return [one for one in found if asked.point in ("", one.opened.point)]

"""The work-list as it is asked for: its first and its thousandth page, every filter and every order, among all that has ended."""

from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Unit, UnitKind
from accounts.seats import seats_of
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import percentile, spread, timed
from bench.scenarios.worklist import PATH, signed_in
from dossiers import queries
from dossiers.lists import views
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.lists.sorts import SORTS
from dossiers.models import Dossier

TURNS = 12
THOUSANDTH = 1000


def results(bench: Bench) -> Iterator[Figure]:
    """Measure pages of one officer of the desk and of one of a division, among what is open and what has ended."""
    desk = Unit.objects.get(slug="mot-cua")
    divisions = Unit.objects.filter(kind=UnitKind.DIVISION, slug__startswith="bench")
    seats = [seat for unit in (desk, *divisions) if (seat := Membership.objects.filter(unit=unit).first())][:2]
    clients, turns = [signed_in(seat.user) for seat in seats], bench.turns(TURNS)
    most, largest, slowest = 0, 0, {}
    for kind, asked in (("pages", _deep(seats[0])), ("filters", _filters()), ("sorts", _sorts())):
        times: list[float] = []
        for query in asked:
            for client in clients:
                spent = [timed(partial(_get, client, query)) for _turn in range(turns)]
                slowest[f"{query} {client is clients[0]}"] = 1000 * percentile(spent, 0.95)
                times += spent
            with CaptureQueriesContext(connection) as statements:
                page = _get(clients[0], query)
            most, largest = max(most, len(statements)), max(largest, len(page))
        worst = dict(sorted(slowest.items(), key=lambda one: -one[1])[:8])
        yield Figure.of(f"lists.{kind}", 1000 * percentile(times, 0.95), {**spread(times), "slowest": worst})
    counted = [spent for seat in seats for spent in _counted(seat, turns)]
    yield Figure.of("lists.counts", 1000 * percentile(counted, 0.95), spread(counted))
    yield Figure.of("lists.statements", most)
    yield Figure.of("lists.kb", largest / 1000)


def _get(client: Client, query: str) -> bytes:
    answer = client.get(f"{PATH}?{query}")
    if answer.status_code != 200:
        raise RuntimeError(f"{query}: {answer.status_code}")
    return bytes(answer.content)


def _counted(seat: Membership, turns: int) -> Iterator[float]:
    """Give the seconds in which what stands beside a list is counted anew, as after every act of anybody."""
    now = timezone.now()
    seats = seats_of(seat.user, timezone.localdate(now))
    beside = views.Glance(0, 0, tuple(views.View(number, query, query, None) for number, query in enumerate(_kept())))
    for turn in range(1, turns + 1):
        yield timed(partial(views.counts, beside._replace(last=turn), seats, now))
        yield timed(partial(queries.counts, seats, now, f"bench-{turn}"))


def _kept() -> Iterator[str]:
    """Give the addresses of a dozen saved views, common and rare ones, of what is open and of what has ended."""
    some = Dossier.objects.filter(holder="").order_by("pk")[0]
    for list_ in ("open", "done"):
        narrowed = (
            f"procedure={some.procedure.slug}",
            "channel=post",
            "verdict=overdue",
            "fee=owed",
            "message=waiting",
        )
        yield from (f"list={list_}&{one}" for one in narrowed)
        yield f"list={list_}&filed_from={timezone.now():%Y-%m-%d}"


def _deep(seat: Membership) -> Iterator[str]:
    """Give the addresses of page 1 and 1,000 of what has ended, or of its last page where it has fewer."""
    now = timezone.now()
    seats = seats_of(seat.user, timezone.localdate(now))
    for sort in ("", *(name for name in SORTS if name != "holder")):
        filters = Filters.read({"list": "done", "sort": sort}, seats, timezone.localdate(now))
        shown = listed(filters, seats, now)
        yield filters.query()
        place = shown.in_order.values_list(shown.by, "pk")[THOUSANDTH * queries.PAGE :][:1]
        for value, pk in place:
            yield f"{filters.query()}&after={queries.Cursor(value, pk).write()}"


def _filters() -> Iterator[str]:
    """Give every filter with a common and a rare value, among what is open and what has ended."""
    some = Dossier.objects.filter(holder="").order_by("pk")[0]
    values = {
        "procedure": [some.procedure.slug],
        "sector": [some.sector],
        "step": ["tham-dinh"],
        "step_time": ["overdue"],
        "holder": ["specialist", str(some.assignee_id)],
        "state": ["4", "10", "7"],
        "channel": ["online", "post"],
        "verdict": ["early", "overdue"],
        "fee": ["owed", "none", "unknown", "over"],
        "message": ["waiting"],
        "filed_from": [f"{timezone.now():%Y-%m-%d}", "2020-01-01"],
        "due_to": ["2018-01-01", f"{timezone.now():%Y-%m-%d}"],
    }
    for list_ in ("open", "done"):
        yield from (f"list={list_}&{name}={value}" for name, known in values.items() for value in known)
        yield f"list={list_}&procedure={some.procedure.slug}&channel=online&verdict=early&filed_from=2020-01-01"


def _sorts() -> Iterator[str]:
    """Give every order both ways, among what is mine, open and ended."""
    for list_ in ("mine", "open", "done"):
        for name in SORTS:
            yield from (f"list={list_}&sort={name}", f"list={list_}&sort=-{name}")

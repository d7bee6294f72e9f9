"""Pages of long lists: each dossier once, forwards and backwards; any cursor is safe to be asked for."""

import base64
import json
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.seats import seats_of
from dossiers import queries
from dossiers.models import Dossier
from dossiers.queries import PAGE, Cursor, Page
from portal.demo import story
from tests.dossiers.copies import copied
from tests.dossiers.lifecycle import MONDAY

pytestmark = pytest.mark.django_db


def many(count: int) -> None:
    """Fill the list with copies of one dossier; many share the instant by which they are sorted."""
    copied(story.file("alice", at=MONDAY), count - 1, lambda number: MONDAY + timedelta(hours=number * 7 % 5))


def page(after: str = "", *, newest_first: bool = False, is_divided: bool = False) -> Page:
    """Return a page of the list by deadline."""
    every = Dossier.objects.all()
    parts = [every.filter(code__endswith="7"), every.exclude(code__endswith="7")] if is_divided else [every]
    return queries.page_of(*parts, by="deadline_at", after=after, newest_first=newest_first)


@pytest.mark.parametrize("is_divided", [False, True])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("count", [1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 20])
def test_the_pages_hold_every_dossier_once_in_order_in_both_directions(
    count: int, newest_first: bool, is_divided: bool
) -> None:
    many(count)
    order = ["-deadline_at", "-id"] if newest_first else ["deadline_at", "id"]
    expected = list(Dossier.objects.order_by(*order).values_list("pk", flat=True))

    turned = partial(page, newest_first=newest_first, is_divided=is_divided)
    pages = [turned()]
    while pages[-1].next:
        pages.append(turned(pages[-1].next))
    back = [pages[-1]]
    while back[-1].previous:
        back.append(turned(back[-1].previous))

    assert [row.pk for one in pages for row in one.rows] == expected
    assert len(pages) == -(-count // PAGE)
    assert [[row.pk for row in one.rows] for one in reversed(back)] == [[row.pk for row in one.rows] for one in pages]
    assert (pages[0].previous, pages[-1].next) == ("", "")
    assert (back[-1].previous, back[0].next) == ("", "")
    assert all(one.next for one in back[1:])


def test_a_dossier_that_comes_meanwhile_shifts_no_page() -> None:
    many(PAGE + 10)
    first = page()
    expected = [row.pk for row in page(first.next).rows]

    Dossier.objects.filter(pk=first.rows[3].pk).update(deadline_at=MONDAY - timedelta(days=9))

    assert [row.pk for row in page(first.next).rows] == expected


def test_an_empty_list_has_one_page_without_neighbours() -> None:
    assert page() == Page([], "", "")


def _address(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD = {
    "nothing": "",
    "words": "trang-2",
    "not ASCII": "trâng",
    "not base64": "????",
    "no JSON": _address("xin chào"),
    "a number": _address("5"),
    "too few": _address(json.dumps([MONDAY.isoformat(), 5])),
    "too many": _address(json.dumps([MONDAY.isoformat(), 5, False, 1])),
    "an object": _address('{"a": 1, "b": 2, "c": 3}'),
    "no instant": _address('["hôm nay", 5, false]'),
    "a number for an instant": _address("[5, 5, false]"),
    "an instant without a zone": _address('["2026-01-05T08:30:00", 5, false]'),
    "no id": _address(json.dumps([MONDAY.isoformat(), "năm", False])),
    "an id that is no number": _address(f'["{MONDAY.isoformat()}", NaN, false]'),
    "an infinite id": _address(f'["{MONDAY.isoformat()}", 1e400, false]'),
    "deeply nested": _address("[" * 50_000),
}


@pytest.mark.parametrize("after", BAD.values(), ids=BAD.keys())
def test_a_bad_cursor_means_the_first_page(after: str) -> None:
    many(3)

    assert Cursor.read(after) is None
    assert page(after) == page()


@pytest.mark.parametrize("pk", [0, -1, 10**30])
def test_a_cursor_beside_any_row_is_safe(pk: int) -> None:
    many(3)

    found = page(Cursor(MONDAY - timedelta(days=1), pk).write())

    assert len(found.rows) == 3


def test_a_cursor_reads_what_it_wrote() -> None:
    for cursor in (Cursor(MONDAY, 7), Cursor(MONDAY, 10**12, backwards=True)):
        assert Cursor.read(cursor.write()) == cursor


def test_a_page_costs_two_queries_however_long_the_list(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    many(PAGE + 10)
    assert page().rows[0].machine, "a process looks a version up once"

    with django_assert_num_queries(2):
        shown = [(row.code, row.machine.digest, row.status, row.owes_answer) for row in page().rows]

    assert len(shown) == PAGE


def test_a_row_tells_what_its_dossier_tells() -> None:
    many(2)
    now = MONDAY + timedelta(days=3)

    for row in page().rows:
        dossier = Dossier.objects.get(pk=row.pk)
        assert row == tuple(getattr(dossier, name) for name in row._fields)
        assert row.machine == dossier.machine
        for tells in ("is_open", "owes_answer"):
            assert getattr(row, tells) == getattr(dossier, tells)
        for tells in ("answer_is_late", "is_due_soon", "is_late"):
            assert getattr(row, tells)(now) == getattr(dossier, tells)(now)


def test_a_page_loads_what_is_shown_and_nothing_of_the_procedures_text() -> None:
    many(2)

    with CaptureQueriesContext(connection) as asked:
        page()

    # First which they are, in an index, then what is shown of them.
    _ids, query = asked.captured_queries
    assert "procedures_" not in query["sql"]
    assert "JOIN" not in query["sql"]
    assert '"draft_key"' not in query["sql"]


def test_the_links_of_a_page_keep_the_lists_filters() -> None:
    many(PAGE + 1)
    first = page()

    links = queries.links(first, {"q": "thị an & co", "list": "open", "after": "cũ"})

    assert links["previous_url"] == ""
    assert links["next_url"].startswith("?")
    assert parse_qs(links["next_url"][1:]) == {"q": ["thị an & co"], "list": ["open"], "after": [first.next]}


def test_what_waits_for_the_desk_is_read_in_order_and_no_further_than_a_page() -> None:
    many(1_000)
    asked = queries.asked_first("mine", seats_of(story.person("bob"), MONDAY.date()), MONDAY)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.statement}", asked.parameters)
        plan = str(cursor.fetchone())

    assert "Merge Append" in plan
    assert "'Sort'" not in plan, "all that the desk has would be sorted for one page"


@pytest.mark.parametrize(("count", "counted"), [(7, 7), (queries.MOST_COUNTED + 2, queries.MOST_COUNTED + 1)])
def test_a_count_beside_a_list_stops_behind_a_thousand(
    count: int, counted: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(count)
    seats = seats_of(story.person("bob"), MONDAY.date())

    with django_assert_num_queries(2):
        assert queries.counts(seats, MONDAY)["open"] == counted
    with django_assert_num_queries(1):
        assert queries.counts(seats, MONDAY)["open"] == counted


def test_numbers_beside_lists_are_counted_again_after_each_act_and_each_minute() -> None:
    bob, lan = (seats_of(story.person(name), MONDAY.date()) for name in ("bob", "lan"))
    assert queries.counts(bob, MONDAY)["mine"] == 0

    dossier = story.file("alice", at=MONDAY)
    assert queries.counts(bob, MONDAY)["mine"] == 1
    assert queries.counts(lan, MONDAY)["mine"] == 0, "each has the numbers of his own seats"

    story.take(dossier, "accept", "bob", at=MONDAY + timedelta(minutes=5))
    story.take(dossier, "transfer", "bob", at=MONDAY + timedelta(minutes=6))
    assert queries.counts(bob, MONDAY)["mine"] == 0
    assert queries.counts(bob, MONDAY)["late"] == 0
    assert queries.counts(bob, MONDAY + timedelta(days=60))["late"] == 1


def test_a_cursor_is_an_instant_not_a_local_time() -> None:
    utc = datetime.fromisoformat("2026-01-05T01:30:00+00:00")

    assert Cursor(utc, 1) == Cursor(MONDAY, 1)

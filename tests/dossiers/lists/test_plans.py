"""How the database finds what a list shows: each narrowing and order by the index that was made for it."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH, MAX_CACHED_STATEMENT_PARAMS

from accounts.models import Membership, Unit
from accounts.roles import Role
from accounts.seats import Seats, seats_of
from dossiers import queries
from dossiers.lists.filters import Filters
from dossiers.lists.listed import Listed, listed
from dossiers.log.appointments import HALTED, how_apologised
from dossiers.models import Dossier, DossierQuerySet
from dossiers.models.rows import planned_anew, with_roles
from dossiers.models.standing import unanswered
from dossiers.reports import today
from dossiers.reports.selection import Selection
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, PLACES, dossier_at
from tests.dossiers.officers import officer
from tests.procedures.time.agencies.rows import centre, entered

pytestmark = pytest.mark.django_db

DAY = MONDAY.date()


def seats(who: str) -> Seats:
    return seats_of(story.person(who), DAY)


def shown(who: str, **asked: str) -> Listed:
    return listed(Filters.read({"list": "done"} | asked, seats(who), DAY), seats(who), MONDAY)


def plan(found: Listed) -> str:
    """Return how a page of a list is found where nothing is read in heaps or sorted, as among a million."""
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
    return found.in_order.values_list("pk", found.by)[:51].explain()


@pytest.mark.parametrize(
    ("who", "asked", "index"),
    [
        ("bob", {}, "Index Only Scan using ended_in_agency"),
        ("thu", {}, "Index Only Scan using ended_in_division"),
        *(
            ("thu", {name: value}, "Index Only Scan using ended_in_division")
            for name, value in (("channel", "post"), ("state", "4"), ("verdict", "overdue"), ("fee", "none"), ("fee", "unknown"))
        ),
        ("bob", {"point": "trung-tam-ba-dinh"}, "using ended_at_point"),
        ("hoa", {}, "using ended_in_agency"),
        ("hoa", {"sort": "subject"}, "using ended_agency_subject_key"),
        ("bob", {"filed_to": "2018-01-01"}, "using ended_agency_filed_at"),
        ("thu", {"filed_from": "2018-01-01"}, "using ended_division_filed_at"),
        ("bob", {"due_from": "2018-01-01"}, "using ended_agency_nearest_at"),
        ("thu", {"due_to": "2018-01-01"}, "using ended_division_nearest_at"),
        *(
            (who, {"list": list_, "message": "waiting"}, "using dossier_asked")
            for who in ("bob", "thu")
            for list_ in ("open", "late", "behind")
        ),
        ("bob", {"due_to": "2018-01-01", "sort": "subject"}, "using ended_agency_subject_key"),
        ("bob", {"list": "behind"}, "using dossier_nearest "),
        ("thu", {"list": "behind"}, "using dossier_nearest_in_division "),
    ],
)  # fmt: skip
def test_what_has_ended_is_found_in_the_index_of_what_it_is_narrowed_to(
    who: str, asked: dict[str, str], index: str
) -> None:
    officer("thu", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    entered(centre())
    caches["process"].clear()

    assert index in plan(shown(who, **asked))


def test_whoever_sees_an_agency_and_has_a_division_goes_by_the_agency() -> None:
    Membership.objects.create(
        user=story.person("lan"), unit=Unit.objects.get(slug="bao-chi-xuat-ban"), role=Role.DIVISION_HEAD
    )
    dossier = dossier_at("returned").dossier

    assert "division" not in str(shown("lan").dossiers.query).partition("WHERE")[2]
    assert [row.pk for row in shown("lan").page("").rows] == [dossier.pk]
    assert "Index Only Scan using ended_in_agency" in plan(shown("lan"))


@pytest.mark.parametrize(
    ("fee", "index"), [("unknown", "unknown"), ("none", "free"), ("owed", "owing"), ("over", "over")]
)
def test_what_is_owed_has_an_index_of_its_own(fee: str, index: str) -> None:
    with connection.cursor() as cursor:
        # Which of two the database takes hangs on how rare it is.
        cursor.execute("DROP INDEX ended_in_agency")

    assert f"using ended_{index}" in plan(shown("bob", fee=fee))


def test_what_was_promised_is_found_by_its_day() -> None:
    for state in PLACES:
        dossier_at(state)

    assert "using dossier_promised" in plan(shown("lan", list="open", apology="promised"))
    assert "using dossier_moved" in plan(shown("lan", list="open", apology="moved"))


@pytest.mark.parametrize(("days", "by"), [("filed_to", "filed_at"), ("due_to", "deadline_at")])
def test_what_has_ended_within_days_goes_by_those_days(days: str, by: str) -> None:
    for state in PLACES:
        dossier_at(state)
    right = Dossier.objects.filter(holder="").order_by(f"-{by}", "-id")

    found = shown("bob", **{days: "2199-01-01"})

    assert [row.pk for row in found.page("").rows] == [dossier.pk for dossier in right]
    assert found.descending
    assert shown("bob", **{days: "2199-01-01", "sort": "subject"}).by == "subject_key"


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"list": "open", "sector": "xuat-ban-in-phat-hanh"}, "using dossier_nearest on"),
        ({"list": "open", "procedure": "xb-tai-lieu-khong-kinh-doanh", "sort": "holder"}, "using dossier_nearest on"),
        ({"channel": "online"}, "using ended_(in_agency|by_channel)"),
        ({"filed_from": "2018-01-01", "sort": "subject"}, "using ended_agency_filed_at"),
        ({"list": "late", "apology": "none"}, "using dossier_past_date on"),
        ({"list": "late", "apology": "none", "sort": "subject"}, "using dossier_past_date on"),
        ({"list": "late", "apology": "paused"}, "using dossier_(late_in_pause|past_date) on"),
    ],
)
def test_a_narrowed_list_is_counted_along_an_order_of_its_own(asked: dict[str, str], index: str) -> None:
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")

    assert re.search(index, shown("bob", **asked).counted.explain())


def test_what_is_late_is_narrowed_by_each_condition_once() -> None:
    """The database takes what is said twice for something that is twice as rare, and would read all for the first thousand."""
    for value in ("none", "waiting", "promised", "paused"):
        statement = str(shown("lan", list="late", apology=value).counted.query)
        assert statement.count('"dossiers_dossier"."resolved_at" IS NULL') == 1, value
        assert statement.count('"dossiers_dossier"."late_at" <= ') == 1, value


OTHERS = """
SELECT format('DROP INDEX %%I', c.relname) FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
WHERE indrelid = 'dossiers_dossier'::regclass AND c.relname <> %s
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda open_ones: today.open_now(open_ones, MONDAY), "Only Scan using dossier_open_told"),
        (lambda open_ones: open_ones.filter(unanswered(MONDAY)).count(), "Scan using dossier_to_answer"),
        (
            lambda open_ones: open_ones.filter(today.accepted(), late_at__gt=MONDAY, late_at__lte=MONDAY).count(),
            "Scan using dossier_past_date",
        ),
        (
            lambda open_ones: open_ones.filter(how_apologised(MONDAY)[HALTED], ~Q(holder="")).count(),
            "Scan using dossier_late_in_pause",
        ),
    ],
)
def test_what_is_open_can_be_counted_from_an_index_of_just_that(
    asked: Callable[[DossierQuerySet], object], index: str
) -> None:
    """Which one is taken follows from how many there are: the others are away, so that it shows whether it can be."""
    chosen = Selection((Unit.objects.get(slug="so-tttt").pk,), sector="bao-chi", channel="online").dossiers
    with CaptureQueriesContext(connection) as captured:
        asked(chosen)
    [statement] = [one["sql"] for one in captured.captured_queries if "COUNT(" in one["sql"]]
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(OTHERS, [index.rpartition(" ")[2]])
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)
        cursor.execute(f"EXPLAIN {statement}")
        assert index in str(cursor.fetchall())


def test_a_narrowed_list_is_planned_for_its_values_each_time() -> None:
    """A statement that is prepared is planned for whatever comes after its first five times."""
    dossier_at("filed")
    found = listed(Filters.read({"list": "open", "channel": "post"}, seats("bob"), DAY), seats("bob"), MONDAY)
    before = connection.connection.prepare_threshold
    for _time in range(7):
        found.page("")
        assert found.count == 0

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ['%"channel" = %'])
        assert cursor.fetchall() == []
    assert connection.connection.prepare_threshold == before
    with pytest.raises(LookupError), planned_anew():
        raise LookupError
    assert connection.connection.prepare_threshold == before


def test_messages_about_what_nobody_works_on_are_found_in_an_index_of_messages() -> None:
    """The whole list is planned once for all instants; narrowed, it is counted part by part."""
    statement, given = queries._first_page("mine", seats("bob"))
    narrowed = listed(Filters.read({"channel": "post"}, seats("bob"), DAY), seats("bob"), MONDAY)
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        for place in range(len(given)):
            statement = statement.replace("%s", f"${place + 1}", 1)
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {statement}")
        whole = "\n".join(line for (line,) in cursor.fetchall())

    for plan in (whole, narrowed.counted.explain()):
        for index in ("dossier_at_hand", "dossier_settled", "dossier_asked"):
            assert f"using {index}" in plan
        assert "Seq Scan" not in plan


def test_the_first_page_of_a_list_is_planned_once_for_all_who_have_its_role() -> None:
    """A role that stands among the values is none of which a plan for all values knows that it is one."""
    statement, given = queries._first_page("mine", seats("bob"))

    assert f"'{Role.ONE_STOP_OFFICER.value}'" in statement
    assert statement.count("%s") == len(given)
    assert not any(isinstance(value, str) for value in given)
    assert with_roles("a = %s AND b = %s AND c = %s", ("x'", Role.CLERK, "")) == (
        "a = %s AND b = 'clerk' AND c = ''",
        ("x'",),
    )


@pytest.mark.parametrize("who", ["bob", "hoa", "dung", "lan", "tam", "carol"])
def test_the_statement_of_a_first_page_is_one_that_is_not_taken_apart_each_time(who: str) -> None:
    for name in queries.list_names(seats(who)):
        statement, params = queries._first_page(name, seats(who))

        assert (name, len(statement) <= MAX_CACHED_STATEMENT_LENGTH) == (name, True)
        assert len(params) <= MAX_CACHED_STATEMENT_PARAMS

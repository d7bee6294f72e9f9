"""How long a procedure took lately and what is filed most: from the log, never from too little, cheaply."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, Event
from dossiers.reports.lived import lately
from dossiers.reports.lived.lately import FEWEST, FILED_LAST, MOST, Pace, most_filed, pace, paces, window
from portal.demo import story
from procedures.machine import Limit, LimitUnit
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.variants import definition, filed_under, publish_text

pytestmark = pytest.mark.django_db

NOW = local("2026-03-02 09:00")
WORKING_DAY = LimitUnit.WORKING_DAY


def values(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def resolved() -> Dossier:
    """Return a dossier accepted on Monday 05/01/2026 and ready on Thursday the 8th: three working days."""
    walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    act(walk, "finish-van-thu", "tam", "2026-01-08 10:00")
    return walk.dossier


def copies(
    dossier: Dossier, spent: list[str], *, resolved_at: datetime | None = None, unit: str = "working_day"
) -> None:
    """Put dossiers beside one, each with its last event, that spent so much."""
    last = dossier.events.latest("sequence")
    own = {"resolved_at": resolved_at or dossier.resolved_at, "id": None}
    rows = [Dossier(**values(dossier) | own | {"code": f"X-{uuid4()}", "draft_key": uuid4()}) for _one in spent]
    events = [
        Event(
            **values(last) | {"id": None, "dossier_id": row.pk, "reading": last.reading | {"spent": one, "unit": unit}}
        )
        for row, one in zip(Dossier.objects.bulk_create(rows), spent, strict=True)
    ]
    Event.objects.bulk_create(events)


def of(dossier: Dossier, unit: LimitUnit = WORKING_DAY, now: datetime = NOW) -> Pace | None:
    return pace(dossier.procedure_id, unit, now=now)


def days(amount: str, unit: LimitUnit = WORKING_DAY) -> Limit:
    return Limit(Decimal(amount), unit)


def test_fewer_than_ten_dossiers_say_nothing(resolved: Dossier) -> None:
    copies(resolved, ["5"] * (FEWEST - 2))
    assert of(resolved) is None

    copies(resolved, ["5"])
    assert of(resolved) == Pace(10, days("5"), days("5"))


@pytest.mark.parametrize(
    ("others", "half", "nine_in_ten"),
    [
        (["1", "2", "4", "5", "6", "7", "8", "9", "10"], "5", "9"),
        (["1", "2", "4", "5", "6", "7", "8", "9", "10", "40"], "6", "10"),
        (["3"] * 9, "3", "3"),
        (["3"] * 8 + ["30"], "3", "3"),
        (["3"] * 7 + ["29", "30"], "3", "29"),
        (["0"] * 9, "1", "1"),
        (["2.5"] * 9, "3", "3"),
        ([str(day) for day in range(4, 103)], "52", "92"),
    ],
)
def test_half_and_nine_in_ten_are_what_so_many_dossiers_did_not_exceed(
    resolved: Dossier, others: list[str], half: str, nine_in_ten: str
) -> None:
    copies(resolved, others)

    assert of(resolved) == Pace(len(others) + 1, days(half), days(nine_in_ten))


def test_what_a_real_dossier_took_is_read_from_its_log_also_after_its_return(resolved: Dossier) -> None:
    copies(resolved, ["8"] * 6)
    for _walk in range(3):
        walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
        act(walk, "finish-van-thu", "tam", "2026-01-08 16:00")
        act(walk, "return", "bob", "2026-02-20 09:00")

    assert of(resolved) == Pace(10, days("8"), days("8"))
    assert Dossier.objects.filter(events__reading__spent="3").distinct().count() == 4


def test_hours_are_counted_in_hours(resolved: Dossier) -> None:
    copies(resolved, ["4.25"] * 10, unit="working_hour")

    assert of(resolved, LimitUnit.WORKING_HOUR) == Pace(
        10, days("5", LimitUnit.WORKING_HOUR), days("5", LimitUnit.WORKING_HOUR)
    )
    assert of(resolved) is None


def test_only_results_of_the_last_six_whole_months_count(resolved: Dossier) -> None:
    minute, months = timedelta(minutes=1), window(NOW)
    copies(resolved, ["9"] * 50, resolved_at=months.opens - minute)
    copies(resolved, ["9"] * 50, resolved_at=months.closes)
    copies(resolved, ["2"] * 4, resolved_at=months.opens)
    copies(resolved, ["2"] * 5, resolved_at=months.closes - minute)

    assert (months.start.isoformat(), months.end.isoformat()) == ("2025-09-01", "2026-02-28")
    assert of(resolved) == Pace(10, days("2"), days("2"))


def test_a_withdrawn_or_stopped_dossier_and_one_of_another_procedure_count_for_nothing(
    resolved: Dossier, tmp_path: Path
) -> None:
    copies(resolved, ["3"] * 8)
    for end in (("ask-withdrawal", "alice"), ("confirm-withdrawal", "bob")), (("stop", "hoa"),):
        walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
        for action, who in end:
            walk.take(action, who)
    publish_text(tmp_path, definition("thu", 5, "working_day"))
    filed_under("thu", local("2026-01-05 08:30"))

    assert of(resolved) is None


def test_of_very_many_the_newest_count_and_it_costs_one_query_by_the_index(
    resolved: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    copies(resolved, ["9"] * 100, resolved_at=NOW - timedelta(days=100))
    copies(resolved, ["2"] * MOST, resolved_at=NOW - timedelta(days=3))

    with django_assert_num_queries(1):
        assert of(resolved) == Pace(MOST, days("2"), days("2"))


def test_the_index_of_what_was_resolved_lately_serves_the_question(resolved: Dossier) -> None:
    recent = Dossier.objects.filter(procedure=resolved.procedure_id, resolved_at__gte=window(NOW).opens)
    with connection.cursor() as cursor:
        # Of a handful of rows any index is quick: what gives them in their order is asked for.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")

    assert "dossier_resolved_lately" in recent.order_by("-resolved_at")[:5].explain()


def test_what_most_of_the_last_filings_were_for_comes_first(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_text(tmp_path, definition("thu", 5, "working_day"))
    old = [story.file("alice", at=local("2026-01-05 08:30")) for _one in range(3)]
    new = [filed_under("thu", local("2026-01-05 08:30")).dossier for _one in range(2)]

    with django_assert_num_queries(1):
        assert most_filed(6) == [old[0].procedure_id, new[0].procedure_id]
    assert most_filed(1) == [old[0].procedure_id]
    monkeypatch.setattr(lately, "FILED_LAST", 3)
    assert most_filed(6) == [new[0].procedure_id, old[0].procedure_id]
    assert FILED_LAST == 1000


def test_where_nothing_was_filed_nothing_is_filed_most() -> None:
    assert most_filed(6) == []


def test_one_query_says_it_of_all_procedures_each_in_its_unit(
    resolved: Dossier, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    copies(resolved, ["4"] * 9)
    publish_text(tmp_path, definition("thu", 5, "working_hour"))
    other = filed_under("thu", local("2026-01-05 08:30")).dossier

    with django_assert_num_queries(1):
        found = paces({resolved.procedure_id: WORKING_DAY, other.procedure_id: LimitUnit.WORKING_HOUR}, now=NOW)

    assert found == {resolved.procedure_id: of(resolved)} == {resolved.procedure_id: Pace(10, days("4"), days("4"))}
    assert paces({}, now=NOW) == {}

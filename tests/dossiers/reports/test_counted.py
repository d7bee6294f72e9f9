"""Figures from sums, held against a count of the dossiers themselves; and the sums, through all that happens to them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from accounts.models import Unit
from dossiers.background import running, summing
from dossiers.models import CountedCell, CountedDelta, Dossier, Grain
from dossiers.reports import cells, counted, statistics
from dossiers.reports.official import adding_up
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.machine import Status
from tests.dossiers.lifecycle import PLACES, WAYS, act, dossier_at, local
from tests.dossiers.officers import filed_by

pytestmark = pytest.mark.django_db

NAMES = ("sector", "procedure", "division", "assignee", "channel")
NOW = local("2026-02-10 12:00")


@pytest.fixture
def agency() -> Unit:
    """Return the agency of the model procedure."""
    return Unit.objects.get(slug="so-tttt")


def periods() -> Iterator[Period]:
    """Yield periods of whole months, of parts of them, of a day, over years, in the future, and one that has today in it."""
    for start, end in (
        ("2026-01-01", "2026-01-31"),
        ("2026-01-05", "2026-01-05"),
        ("2026-01-06", "2026-02-10"),
        ("2025-12-15", "2026-03-14"),
        ("2020-01-01", "2030-12-31"),
        ("2026-02-10", "2026-02-10"),
        ("2026-02-11", "2026-02-20"),
        ("2025-01-01", "2025-12-31"),
    ):
        yield Period(date.fromisoformat(start), date.fromisoformat(end))


AROUND = (local("2026-01-19 17:30"), local("2026-01-20 00:00"), local("2026-01-20 00:01"))
"""Before what is due on the 19th is late, and after."""


def agree(selection: Selection, *, since: datetime = AROUND[0]) -> int:
    """Compare every figure of every period, alone and by every column, with a count of rows; return how many were not 0."""
    found = 0
    for period in periods():
        for now in [at for at in (*AROUND, NOW, local("2026-03-02 08:00")) if at >= since]:
            assert counted.figures(selection, period, now) == statistics.figures(selection.dossiers, period, now)
            for names in (("procedure",), ("division",), ("assignee",), ("channel",), ("sector", "channel")):
                summed = counted.by(selection, period, now, *names)
                assert summed == statistics.by(selection.dossiers, period, now, *names)
                found += len(summed)
    return found


def everywhere() -> None:
    """Make dossiers in every state, from one day and from another."""
    for at in ("2026-01-05 08:30", "2025-12-29 09:00"):
        for state in PLACES:
            dossier_at(state, at=local(at))


def test_sums_give_what_a_count_of_the_dossiers_gives_while_they_wait_and_once_they_are_added(agency: Unit) -> None:
    everywhere()
    cells.rebuild()  # what is laid down in tests comes without triggers
    dossier = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    cells.rebuild()
    act(dossier, "finish-van-thu", "tam", "2026-01-20 08:00")
    selection = Selection((agency.pk,))

    assert CountedDelta.objects.exists()
    waiting = agree(selection, since=NOW)
    running.run(summing.RUN)

    assert not CountedDelta.objects.exists()
    assert agree(selection, since=NOW) == waiting > 100
    assert cells.differences() == []


def test_every_act_is_counted_as_it_happens(agency: Unit) -> None:
    for state, way in WAYS.items():
        walk = filed_by("alice", local("2026-01-05 08:30"))
        for action, who in way:
            walk.take(action, who)
            assert cells.differences() == [], f"{action} towards {state}"
    assert CountedDelta.objects.count() > len(WAYS)
    agree(Selection((agency.pk,)), since=NOW)


@pytest.mark.parametrize("name", NAMES)
def test_a_selection_narrows_sums_as_it_narrows_dossiers(agency: Unit, name: str) -> None:
    everywhere()
    cells.rebuild()
    values = {value for value in Dossier.objects.values_list(name, flat=True) if value}

    assert values
    for value in values:
        agree(Selection((agency.pk,)).narrowed_to(**{name: value}))


def test_what_has_become_late_since_midnight_is_counted_each_and_what_will_be_today_is_not(agency: Unit) -> None:
    everywhere()
    cells.rebuild()
    late = Dossier.objects.filter(resolved_at=None, accepted_at__isnull=False).order_by("pk")
    for pk, at in zip(
        late.values_list("pk", flat=True), ("09:00", "10:00", "11:59", "12:00", "12:01", "23:00"), strict=False
    ):
        Dossier.objects.filter(pk=pk).update(late_at=local(f"2026-02-10 {at}"))

    period = Period(date(2026, 2, 1), date(2026, 2, 10))
    selection = Selection((agency.pk,))
    found = counted.figures(selection, period, NOW)
    assert found == statistics.figures(selection.dossiers, period, NOW)
    assert found.pending_overdue == len(late) - 2 - late.filter(late_at=None).count()
    assert counted.by(selection, period, NOW, "division") == statistics.by(selection.dossiers, period, NOW, "division")


def test_an_end_that_becomes_another_is_counted_as_that_one() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    ends = {"resolved_at": local("2026-01-08 10:00"), "verdict": "early"}
    for status in (Status.WITHDRAWN, Status.STOPPED, Status.RESULT_READY, Status.IN_PROCESS):
        Dossier.objects.filter(pk=walk.dossier.pk).update(status=status, **ends)

        assert cells.differences() == []


def test_a_cell_that_was_changed_by_hand_is_found_and_made_anew(agency: Unit) -> None:
    everywhere()
    dossiers = cells.rebuild()
    assert cells.differences() == []

    assert CountedCell.objects.filter(grain=Grain.WHAT_MONTH).update(received=F("received") + 1)

    assert {difference.key[0] for difference in cells.differences()} == {1}
    assert cells.rebuild() == dossiers
    assert cells.differences() == []


@pytest.mark.at(local("2026-02-11 02:20"))
def test_each_night_the_sums_are_compared_and_mended_where_they_differ(agency: Unit, caplog) -> None:
    everywhere()
    cells.rebuild()
    running.run(summing.COMPARING)
    assert "turn.broken" not in caplog.text

    CountedCell.objects.filter(grain=Grain.WHO_DAY).update(resolved=F("resolved") + 1)
    running.run(summing.COMPARING)

    assert "SumsDiffered" in caplog.text
    assert cells.differences() == []
    assert "FormAddsNotUp" not in caplog.text, "the form is not of people"


@pytest.mark.at(local("2026-02-11 02:10"))
def test_each_night_the_form_is_held_against_the_dossiers_and_its_identities(agency: Unit, caplog) -> None:
    everywhere()
    cells.rebuild()
    running.run(summing.COMPARING)
    assert "turn.broken" not in caplog.text

    assert CountedCell.objects.filter(grain=Grain.WHAT_DAY).update(resolved=F("resolved") + 1)
    [*wrong] = adding_up.wrong_rows(local("2026-02-11 02:10"))
    running.run(summing.COMPARING)

    assert {fault.wrong for fault in wrong} == {(adding_up.SUMS,)}
    assert "FormAddsNotUp" in caplog.text
    assert adding_up.wrong_rows(local("2026-02-11 02:10")) == []


def test_another_agency_s_dossiers_are_in_no_figure(agency: Unit) -> None:
    everywhere()
    cells.rebuild()
    other = Unit.objects.create(slug="so-khac", kind="agency", name_vi="Sở", name_en="Other", agency_code="H26.XX")

    period = Period(date(2020, 1, 1), date(2030, 1, 1))
    assert counted.figures(Selection((other.pk,)), period, NOW) == Figures()
    assert counted.figures(Selection(()), period, NOW) == Figures()


def test_a_period_is_read_from_whole_months_and_the_days_at_its_edges() -> None:
    for first, last in ((date(2026, 1, 15), date(2026, 1, 20)), (date(2025, 11, 3), date(2026, 2, 27))):
        over = list(counted.spans("", first, last))
        days = [span.first + timedelta(n) for span in over for n in range((span.last - span.first).days + 1)]
        assert sorted(days) == [first + timedelta(n) for n in range((last - first).days + 1)]
        assert all(span.first.day == 1 and (span.last + timedelta(1)).day == 1 for span in over if span.is_month)
    assert [*counted.spans("", date(2026, 1, 2), date(2026, 1, 1))] == []
    assert [span.is_month for span in counted.spans("", date(2026, 2, 1), date(2026, 2, 28))] == [True]


def test_a_change_is_noted_without_a_plan_of_its_own_however_dear_the_events_seem() -> None:
    walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    plans: list[str] = []

    with connection.cursor() as cursor:
        cursor.connection.add_notice_handler(lambda told: plans.append(told.context or ""))
        cursor.execute(
            "SET LOCAL seq_page_cost = 1e6; SET LOCAL random_page_cost = 1e6; SET LOCAL client_min_messages = log"
        )
        for turn in range(12):
            cursor.execute(f"SET LOCAL debug_print_plan = {'on' if turn == 11 else 'off'}")
            cursor.execute("UPDATE dossiers_dossier SET sector = %s WHERE id = %s", [f"sector-{turn}", walk.dossier.pk])

    assert [of for of in plans if "dossiers_note_counted" in of] == []
    assert CountedDelta.objects.filter(sector="sector-11", sign=1).count() == 1

"""Sums against a count of the dossiers, whatever happens to them and whatever is asked: histories and questions at random."""

import os
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Unit, User
from dossiers.clock import Verdict
from dossiers.models import Channel, Dossier
from dossiers.reports import cells, counted, statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import dossier_at, local

type Question = tuple[Period, tuple[str, ...], dict[str, str]]

pytestmark = pytest.mark.django_db

NOW = local("2026-03-17 11:30")
FIRST = date(2025, 11, 20)
DOSSIERS = 6

instants = st.integers(0, 160_000).map(lambda minutes: NOW - timedelta(minutes=1 + minutes))
midnights = st.dates(date(2025, 11, 25), date(2026, 3, 30)).map(
    lambda day: datetime(day.year, day.month, day.day, tzinfo=LOCAL)
)
ENDS = (Status.RESULT_READY, Status.RETURNED, Status.WITHDRAWN, Status.STOPPED)


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the columns of a dossier that is counted, or is not yet."""
    accepted, later = sorted((draw(instants), draw(instants)))
    is_accepted, is_resolved = draw(st.booleans()), draw(st.booleans())
    # An appointment comes behind the acceptance that it is counted from.
    late = draw(st.none() | (midnights | instants).filter(lambda at: at > accepted))
    return {
        "accepted_at": accepted if is_accepted else None,
        "due_at": accepted + timedelta(days=9),
        "lawful_due_at": accepted + timedelta(days=9),
        "late_at": late if is_accepted else None,
        "resolved_at": later if is_resolved else None,
        "verdict": draw(st.sampled_from(Verdict)).value if is_resolved else "",
        "status": draw(st.sampled_from(ENDS)).value if is_resolved else Status.IN_PROCESS.value,
        "outcome": draw(st.sampled_from(("", "granted", "refused"))),
        "channel": draw(st.sampled_from(Channel)).value,
        "sector": draw(st.sampled_from(("bao-chi", "buu-chinh"))),
        "division": draw(st.sampled_from(("", "bao-chi-xuat-ban", "cong-nghe-thong-tin"))),
        "assignee": draw(st.sampled_from(("", "dung", "bob"))),
    }


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw days around those of the dossiers."""
    start = FIRST + timedelta(days=draw(st.integers(0, 130)))
    return Period(start, start + timedelta(days=draw(st.integers(0, 130))))


def lived(pk: int, life: dict[str, Any]) -> None:
    """Write a life into the columns of a dossier."""
    division = Unit.objects.filter(slug=life["division"]).first()
    assignee = User.objects.filter(username=life["assignee"]).first()
    Dossier.objects.filter(pk=pk).update(**{**life, "division": division, "assignee": assignee})


GROUPS: tuple[tuple[str, ...], ...] = ((), ("sector",), ("division",), ("assignee", "channel"), ("channel",))
NARROWED: tuple[dict[str, str], ...] = ({}, {"sector": "bao-chi"}, {"channel": "online"})
asked = st.tuples(periods(), st.sampled_from(GROUPS), st.sampled_from(NARROWED))


@given(
    histories=st.lists(st.tuples(st.integers(0, DOSSIERS - 1), lives()), min_size=4, max_size=14),
    folded=st.integers(0, 14),
    question=asked,
)
@settings(
    # Periods that no selection fits are drawn too, and left out.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=int(os.environ.get("STATISTICS_EXAMPLES", "20")),
)
def test_sums_are_what_a_count_gives(
    laid: list[int], histories: list[tuple[int, dict[str, Any]]], folded: int, question: Question
) -> None:
    period, names, narrowed = question
    for number, (place, life) in enumerate(histories):
        lived(laid[place], life)
        if number == folded:
            cells.add(cells.waiting(1000))
    selection = Selection((Unit.objects.get(slug="so-tttt").pk,)).narrowed_to(**narrowed)

    assert counted.by(selection, period, NOW, *names) == statistics.by(selection.dossiers, period, NOW, *names)
    compared = [period, period.before, period.year_before]
    assert counted.each(selection, compared, NOW, *names) == [
        counted.by(selection, one, NOW, *names) for one in compared
    ]
    assert cells.differences() == []
    whole = counted.figures(selection, period, NOW)
    assert whole.carried_over + whole.received == whole.resolved + whole.pending
    assert whole.resolved == whole.early + whole.on_time + whole.overdue
    for month in counted.trend(selection, period.end, 6, NOW):
        of_month = statistics.figures(selection.dossiers, month.period, NOW)
        assert (month.figures.resolved, month.figures.pending) == (of_month.resolved, of_month.pending)


@pytest.fixture
def laid() -> list[int]:
    """Return dossiers whose lives are written anew for each case."""
    made = [dossier_at("filed", at=local("2026-01-05 08:30")).dossier.pk for _n in range(DOSSIERS)]
    cells.rebuild()
    return made

"""The manager's figures, against dossiers made by hand; a figure and its list cannot differ."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from portal.demo.story import Walk
from procedures.models import Procedure
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.variants import definition, filed_under, publish_text

pytestmark = pytest.mark.django_db

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
NOW = local("2026-02-10 12:00")
RESOLVING = {"ready": ("finish-van-thu", "tam"), "withdrawn": ("confirm-withdrawal", "bob"), "stopped": ("stop", "hoa")}


def case(accepted: str, end: str = "", when: str = "") -> Dossier:
    """Return a dossier that was accepted and, where an end is named, resolved so at an instant."""
    walk = dossier_at("filed", at=local(accepted))
    act(walk, "accept", "bob", accepted)
    return _resolve(walk, end, when).dossier


def _resolve(walk: Walk, end: str, when: str) -> Walk:
    if end == "ready":
        walk.until("van-thu")
    elif end == "withdrawn":
        walk.take("ask-withdrawal", "alice")
    elif end == "stopped":
        walk.until("tham-dinh")
    if end:
        act(walk, *RESOLVING[end], when)
    return walk


@pytest.fixture
def cases() -> dict[str, Dossier]:
    """Return dossiers of every kind around January 2026; accepted on 05/01 they are due on 19/01."""
    waiting = dossier_at("tham-dinh.supplement-asked", at=local("2026-01-05 08:30")).dossier
    returned = case("2026-01-05 08:30", "ready", "2026-01-16 17:00")
    act(Walk(returned, returned.changed_at), "return", "bob", "2026-02-03 09:00")
    return {
        "early": returned,
        "on time": case("2026-01-05 08:30", "ready", "2026-01-19 17:00"),
        "overdue": case("2026-01-05 08:30", "ready", "2026-01-20 08:00"),
        "withdrawn": case("2026-01-06 08:30", "withdrawn", "2026-01-07 09:00"),
        "stopped late": case("2026-01-06 08:30", "stopped", "2026-01-23 09:00"),
        "carried over": case("2025-12-31 08:30", "ready", "2026-01-05 09:00"),
        "the last minute": case("2026-01-31 23:59"),
        "the first minute after": case("2026-02-01 00:00"),
        "open and overdue": case("2026-01-05 08:30"),
        "resolved in February": case("2026-01-28 08:30", "ready", "2026-02-02 09:00"),
        "long ago": case("2025-12-01 08:30", "ready", "2025-12-05 09:00"),
        "waiting for the applicant": waiting,
        "filed": dossier_at("filed", at=local("2026-01-05 08:30")).dossier,
        "rejected": dossier_at("rejected", at=local("2026-01-05 08:30")).dossier,
        "supplement before acceptance": dossier_at("filed.supplement-asked", at=local("2026-01-05 08:30")).dossier,
        "withdrawn before acceptance": dossier_at("filed.supplement-asked", at=local("2026-01-05 08:30"))
        .take("ask-withdrawal", "alice")
        .take("confirm-withdrawal", "bob")
        .dossier,
    }


LISTS = {
    "carried_over": {"carried over"},
    "refused": {"rejected"},
    "received": {
        "early",
        "on time",
        "overdue",
        "withdrawn",
        "stopped late",
        "the last minute",
        "open and overdue",
        "resolved in February",
        "waiting for the applicant",
    },
    "resolved": {"early", "on time", "overdue", "withdrawn", "stopped late", "carried over"},
    "online": {"early", "on time", "overdue", "withdrawn", "stopped late", "carried over"},
    "early": {"early", "withdrawn", "carried over"},
    "on_time": {"on time"},
    "overdue": {"overdue", "stopped late"},
    "withdrawn": {"withdrawn"},
    "stopped": {"stopped late"},
    "pending": {"the last minute", "open and overdue", "waiting for the applicant", "resolved in February"},
    "pending_overdue": {"open and overdue"},
}
LISTS["received_online"] = LISTS["received"]


def test_each_figure_of_a_period_is_the_length_of_its_list(cases: dict[str, Dossier]) -> None:
    everything = Dossier.objects.all()

    figures = statistics.figures(everything, JANUARY, NOW)

    names = {dossier.pk: name for name, dossier in cases.items()}
    lists = {
        figure: [names[dossier.pk] for dossier in statistics.list_of(everything, figure, JANUARY, NOW)]
        for figure in asdict(figures)
    }
    assert {figure: set(found) for figure, found in lists.items()} == LISTS
    assert asdict(figures) == {figure: len(found) for figure, found in lists.items()}
    assert figures.resolved == figures.early + figures.on_time + figures.overdue == 6
    assert figures.rate == pytest.approx(66.67, abs=0.01)


def test_a_day_of_a_period_is_a_local_day() -> None:
    case("2026-01-31 23:59", "withdrawn", "2026-02-02 23:59")
    case("2026-02-01 00:00", "withdrawn", "2026-02-03 00:00")
    everything = Dossier.objects.all()

    days = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3)]
    by_day = [statistics.figures(everything, Period(day, day), NOW) for day in days]

    assert [day.received for day in by_day] == [0, 1, 1, 0, 0]
    assert [day.resolved for day in by_day] == [0, 0, 0, 1, 1]


def test_an_unknown_figure_is_no_figure() -> None:
    with pytest.raises(KeyError):
        statistics.list_of(Dossier.objects.all(), "pk", JANUARY, NOW)


def test_a_period_without_dossiers_has_no_rate() -> None:
    figures = statistics.figures(Dossier.objects.all(), JANUARY, NOW)

    assert (figures, figures.rate) == (Figures(), None)


def test_the_figures_of_each_procedure_add_up_to_those_of_the_agency_in_two_queries(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish_text(tmp_path, definition("thu", 5, "working_day"))
    for _ in range(2):
        act(filed_under("thu", local("2026-01-05 08:30")), "accept", "bob", "2026-01-05 09:00")
    case("2026-01-05 08:30", "ready", "2026-01-20 08:00")
    agency = Dossier.objects.latest("pk").agency_id

    with django_assert_num_queries(2):
        rows = statistics.by(Selection((agency,)).dossiers, JANUARY, NOW, "procedure")
    with django_assert_num_queries(2):
        whole = statistics.figures(Selection((agency,)).dossiers, JANUARY, NOW)

    slugs = {procedure.pk: procedure.slug for procedure in Procedure.objects.all()}
    assert {slugs[pk]: (row.received, row.overdue, row.pending_overdue) for (pk,), row in rows.items()} == {
        "thu": (2, 0, 2),
        "xb-tai-lieu-khong-kinh-doanh": (1, 1, 0),
    }
    assert {name: sum(asdict(row)[name] for row in rows.values()) for name in asdict(whole)} == asdict(whole)


def test_another_agencys_dossiers_are_in_no_figure() -> None:
    agency = case("2026-01-05 08:30").agency_id

    assert Selection((agency,)).dossiers.count() == 1
    assert Selection((agency + 1000,)).dossiers.count() == 0
    assert Selection(()).dossiers.count() == 0

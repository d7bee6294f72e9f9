"""The median processing time by months and weeks, as the clock read it."""

from datetime import date

import pytest

from dossiers.models import Dossier
from dossiers.reports.lived.pace import Every, Point, medians
from procedures.machine import LimitUnit
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.reports.lived.walks import three

pytestmark = pytest.mark.django_db

DAYS = LimitUnit.WORKING_DAY


def ready(filed_at: str, when: str) -> None:
    walk = dossier_at("filed", at=local(filed_at))
    act(walk, "accept", "bob", filed_at)
    walk.until("van-thu")
    act(walk, "finish-van-thu", "tam", when)


def test_each_stretch_has_the_median_by_rank_of_what_the_clock_had_counted():
    three()  # 1 day, 2 days, and 1 day anew after the supplement: of Thursday the 8th, until Friday
    ready("2026-01-26 09:00", "2026-01-29 16:00")  # 3 days
    ready("2026-01-26 09:00", "2026-02-02 10:00")  # 5 days, in the next month

    found = Dossier.objects.all()

    assert medians(found, DAYS, Every.MONTH) == [Point(date(2026, 1, 1), 4, 1.0), Point(date(2026, 2, 1), 1, 5.0)]
    assert medians(found, DAYS, Every.WEEK) == [
        Point(date(2026, 1, 5), 3, 1.0),
        Point(date(2026, 1, 26), 1, 3.0),
        Point(date(2026, 2, 2), 1, 5.0),
    ]


def test_of_another_unit_nothing_is_mixed_in():
    three()

    assert medians(Dossier.objects.all(), LimitUnit.WORKING_HOUR, Every.MONTH) == []


def test_what_is_open_is_not_counted():
    dossier_at("tham-dinh")

    assert medians(Dossier.objects.filter(resolved_at__isnull=False), DAYS, Every.MONTH) == []

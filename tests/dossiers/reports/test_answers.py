"""How soon the desk answered, in working hours that were worked out by hand, and the lists behind the numbers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dossiers.models import Dossier
from dossiers.reports import statistics
from dossiers.reports.lived.answers import answers
from dossiers.reports.periods import Period
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, gone
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
NOW = local("2026-03-02 09:00")
REFUSAL = (("reject", "bob", "2026-01-07 10:00"),)
"""Filed on Monday the 5th at 08:30, within the eight hours to Tuesday: 7.5 + 8 + 2 hours are too many."""


def minutes(period: Period = JANUARY, most: int | None = None) -> list[int]:
    return sorted(one.took.worked for one in answers(Dossier.objects.all(), period, NOW, most).answers)


def listed(figure: str, period: Period) -> set[int]:
    return set(statistics.list_of(Dossier.objects.all(), figure, period, NOW).values_list("pk", flat=True))


def test_it_is_counted_in_working_time_from_the_filing_and_from_what_came_on_a_supplement():
    for way in (STRAIGHT, SENT_BACK, ASKED):
        gone(way)

    # To the acceptance 30, 120 and 60; the third waited an hour more after its supplement.
    assert minutes() == [30, 60, 60, 120]


def test_a_night_and_a_late_answer_are_measured_by_the_hours_that_the_desk_had():
    refused = gone(REFUSAL).dossier

    [one] = answers(Dossier.objects.all(), JANUARY, NOW).answers

    assert (one.took.worked, one.allowed, one.late) == (450 + 480 + 120, 8, True)
    assert one.dossier == refused.pk


def test_what_was_taken_back_was_no_answer_and_the_next_one_is_measured_from_what_came_in():
    walk = gone(ASKED[: [action for action, _who, _when in ASKED].index("confirm-supplement") + 1])
    take_back(walk.dossier, "bob", at=local("2026-01-08 15:30") + timedelta(seconds=30))
    assert minutes() == [60]
    eighth = Period(date(2026, 1, 8), date(2026, 1, 8))
    assert listed("answered", eighth) == set()

    act(walk, "confirm-supplement", "bob", "2026-01-08 16:00")

    assert minutes() == [60, 90]
    assert listed("answered", eighth) == {walk.dossier.pk}


def test_the_median_nine_in_ten_and_the_share_are_those_of_all_answers():
    for way in (STRAIGHT, SENT_BACK, ASKED, REFUSAL):
        gone(way)

    whole = answers(Dossier.objects.all(), JANUARY, NOW).whole

    assert (whole.dossiers, whole.late, whole.answers, whole.share) == (4, 1, 5, 80)
    assert (whole.spread.half.amount, whole.spread.nine_in_ten.amount) == (Decimal("1.00"), Decimal("17.50"))
    assert whole.allowed == (8,)


@pytest.mark.parametrize(
    "period",
    [JANUARY, Period(date(2026, 1, 7), date(2026, 1, 8)), Period(date(2025, 12, 1), date(2025, 12, 31))],
)
def test_the_numbers_are_those_of_their_lists(period: Period):
    for way in (STRAIGHT, SENT_BACK, ASKED, REFUSAL):
        gone(way)
    dossier_at("filed", at=local("2026-01-05 08:30"))
    dossier_at("accepted", at=local("2025-12-08 08:30"))

    read = answers(Dossier.objects.all(), period, NOW)

    assert {one.dossier for one in read.answers} == listed("answered", period)
    assert {one.dossier for one in read.answers if one.late} == listed("answers_late", period)
    assert len(read.owed) == len(listed("unanswered", period))


def test_of_too_many_the_newest_whole_days_are_read():
    for way in (STRAIGHT, SENT_BACK, ASKED, REFUSAL):
        gone(way)

    read = answers(Dossier.objects.all(), JANUARY, NOW, 2)

    # One on the 8th, one on the 7th, three on the 5th.
    assert read.period == Period(date(2026, 1, 6), JANUARY.end)
    assert {one.dossier for one in read.answers} == listed("answered", read.period)
    assert minutes(most=1) == [60]


def test_each_month_and_each_procedure_has_its_own():
    gone(STRAIGHT)
    dossier_at("accepted", at=local("2025-12-08 08:30"))

    read = answers(Dossier.objects.all(), Period(date(2025, 12, 1), JANUARY.end), NOW)

    assert [month.month for month in read.by_month] == [12, 1]
    assert [found.dossiers for found in read.by_month.values()] == [1, 1]
    assert [found.dossiers for found in read.by_procedure.values()] == [2]
    assert read.within(JANUARY).whole.dossiers == 1

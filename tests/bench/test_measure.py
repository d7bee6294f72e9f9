"""What a run is told by: percentiles, and ratios of rounds."""

import pytest

from bench.figures import Figure, Kind
from bench.measure import Result, percentile, spread


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.01, 1), (0.5, 50), (0.501, 51), (0.95, 95), (0.99, 99), (1.0, 100)]
)
def test_a_percentile_is_the_smallest_value_that_the_share_does_not_exceed(share, expected):
    assert percentile(range(100, 0, -1), share) == expected


def test_of_few_values_the_highest_percentile_is_the_worst():
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_of_nothing_there_is_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_spread_is_in_milliseconds():
    assert spread([0.001, 0.002]) == {"count": 2, "p50_ms": 1.0, "p95_ms": 2.0, "p99_ms": 2.0, "most_ms": 2.0}
    assert spread([]) == {}


def test_a_ratio_is_the_median_of_the_rounds_ratios():
    result = Result("x", ours=[2.0, 30.0, 8.0], floor=[1.0, 1.0, 2.0])

    assert result.ratio == 4.0
    assert result.share == 0.25


@pytest.mark.parametrize(
    ("kind", "value", "is_reached", "goal"),
    [
        (Kind("", "x", at_least=0.3), 0.3, True, ">= 0.3"),
        (Kind("", "x", at_least=0.3), 0.299, False, ">= 0.3"),
        (Kind("", "ms", at_most=8), 8.0, True, "<= 8"),
        (Kind("", "ms", at_most=8), 8.01, False, "<= 8"),
        (Kind("", "", at_most=0), 1, False, "<= 0"),
        (Kind("", "ms"), 1000, True, ""),
    ],
)
def test_a_goal_is_reached_at_its_limit_and_not_beyond(kind, value, is_reached, goal):
    figure = Figure("key", value, kind)

    assert (figure.is_reached, figure.goal) == (is_reached, goal)

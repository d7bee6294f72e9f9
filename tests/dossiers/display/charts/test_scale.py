"""The axis of values: its ticks are round, cover what there is, and zero is zero."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.display.charts.scale import BASE, TOP, scale

VALUES = st.lists(st.integers(0, 10**13) | st.floats(0, 10**13).map(lambda value: round(value, 1)), max_size=50)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], (0, 1)),
        ([0, 0], (0, 1)),
        ([1], (0, 1)),
        ([3], (0, 1, 2, 3)),
        ([29, 2], (0, 10, 20, 30)),
        ([412, 900], (0, 200, 400, 600, 800, 1000)),
        ([20665], (0, 5000, 10000, 15000, 20000, 25000)),
        ([0.4], (0, 0.1, 0.2, 0.3, 0.4)),
        ([8_641_975_230], (0, 2e9, 4e9, 6e9, 8e9, 10e9)),
    ],
)
def test_ticks_are_round_from_zero_on(values, ticks):
    assert scale(values).ticks == ticks


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([93.4, 100], (92, 94, 96, 98, 100)),
        ([99.8, 100], (95, 96, 97, 98, 99, 100)),
        ([100, 100], (95, 96, 97, 98, 99, 100)),
        ([95, 99], (95, 96, 97, 98, 99, 100)),
        ([0, 0], (0, 1)),
    ],
)
def test_a_rate_near_its_top_starts_higher_and_never_passes_it(values, ticks):
    assert scale(values, from_zero=False, most=100).ticks == ticks


def test_a_rate_that_passes_its_top_is_shown_all_the_same():
    assert scale([104], most=100).high >= 104


@settings(deadline=None)
@given(values=VALUES, from_zero=st.booleans())
def test_every_value_is_inside_and_ticks_are_few_and_rise_evenly(values, from_zero):
    found = scale(values, from_zero=from_zero)
    steps = {
        round((after - before) / found.high, 9) for before, after in zip(found.ticks, found.ticks[1:], strict=False)
    }

    assert all(found.low <= value <= found.high for value in values)
    assert all(TOP <= found.y(value) <= BASE for value in values)
    assert 2 <= len(found.ticks) <= 9
    assert max(steps) - min(steps) < 1e-6
    assert found.low == 0 or not from_zero

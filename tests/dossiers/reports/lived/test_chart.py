"""The chart of individual values, against the example of a textbook."""

import pytest

from dossiers.reports.lived.chart import FEWEST, RUN, Signal, chart

NIST = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""NIST/SEMATECH e-Handbook 6.3.2.2: batches 1 to 10; its limits are 45.8159 and 55.8041 around 50.81."""


def test_the_limits_are_those_of_the_textbook():
    found = chart(NIST)

    assert found is not None
    assert found.centre == pytest.approx(50.81)
    assert (found.lower, found.upper) == (pytest.approx(45.8159, abs=1e-4), pytest.approx(55.8041, abs=1e-4))
    assert {*found.signals} == {frozenset()}


@pytest.mark.parametrize(("value", "signal"), [(70.0, Signal.ABOVE), (30.0, Signal.BELOW)])
def test_a_value_beyond_the_limits_is_marked(value, signal):
    found = chart([*NIST, *NIST, value])

    assert found is not None
    assert found.signals[-1] == {signal}
    assert not any(found.signals[:-1])


@pytest.mark.parametrize(("length", "is_run"), [(RUN - 1, False), (RUN, True), (RUN + 1, True)])
def test_eight_in_a_row_on_one_side_are_a_change(length, is_run):
    low, high = [9.0, 10.0] * 4, [11.0] * length

    found = chart([*low, 12.0, *low, *high])

    assert found is not None
    assert found.centre < 11
    assert [Signal.RUN_ABOVE in mark for mark in found.signals[-length:]] == [is_run] * length


def test_a_run_below_is_one_too_and_ends_where_a_value_lies_on_the_centre():
    values = [4.0, 4.75] * (RUN // 2) + [5.0] + [5.25, 6.0] * (RUN // 2)

    found = chart(values)

    assert found is not None
    assert found.centre == 5.0
    assert found.signals == (
        *[frozenset({Signal.RUN_BELOW})] * RUN,
        frozenset(),
        *[frozenset({Signal.RUN_ABOVE})] * RUN,
    )


def test_a_time_has_no_limit_below_nothing():
    values = [1.0, 9.0, 1.0, 9.0, 1.0, 9.0]

    bounded, free = chart(values), chart(values, least=None)

    assert bounded is not None
    assert free is not None
    assert (bounded.lower, free.lower < 0, bounded.upper) == (0, True, free.upper)


def test_what_never_changes_has_limits_at_itself_and_nothing_to_mark():
    found = chart([3.0] * 12)

    assert found is not None
    assert (found.lower, found.centre, found.upper) == (3.0, 3.0, 3.0)
    assert not any(found.signals)


@pytest.mark.parametrize("count", range(FEWEST))
def test_of_too_few_values_nothing_is_said(count):
    assert chart([1.0] * count) is None

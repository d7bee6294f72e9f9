"""Names under the axis: they never run into one another, on a phone and on a wide screen."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.display.charts import Slot
from dossiers.display.charts.places import LETTERS, NARROW, WIDE, Label, places, spread
from dossiers.display.diagram.lettering import width
from tests.dossiers.display.charts.drawing import months

AGES = ["Dưới 2 ngày", "2 – 5 ngày", "6 – 10 ngày", "11 – 20 ngày", "21 – 30 ngày", "Trên 30 ngày"]
ROOMS = [("narrow", NARROW), ("wide", WIDE)]


def seen(labels: tuple[Label, ...], room: str) -> list[Label]:
    return sorted((one for one in labels if one.room in {"", room}), key=lambda one: one.x)


def wide(label: Label) -> float:
    return max((width(line, LETTERS) for line in label.lines), default=0)


def texts(labels: tuple[Label, ...], room: str) -> list[str]:
    return [" ".join(one.lines) for one in seen(labels, room)]


def test_a_phone_has_fewer_months_and_the_years_under_them():
    found = places(months(44))

    assert texts(found.labels, "narrow")[:6] == ["1", "5", "9", "1", "5", "9"]
    assert texts(found.labels, "wide")[:6] == ["1", "3", "5", "7", "9", "11"]
    assert texts(found.groups, "narrow") == ["2016", "2017", "2018", "2019"]


def test_a_first_year_that_is_cut_off_names_the_same_months_as_the_others():
    found = places(months(44)[6:])

    assert texts(found.labels, "narrow")[:4] == ["7", "10", "1", "4"]


def test_a_year_without_room_is_not_named():
    found = places(months(37))

    assert texts(found.groups, "narrow") == ["2016", "2017", "2018"]


def test_twenty_years_of_months_name_only_years_that_have_room():
    found = places(months(240))

    assert found.labels == ()
    assert texts(found.groups, "narrow")[-2:] == ["2028", "2032"]
    assert len(seen(found.groups, "narrow")) < len(seen(found.groups, "wide")) <= 20


def test_long_names_break_into_lines_and_all_of_them_stand():
    found = places([Slot(age) for age in AGES])

    assert texts(found.labels, "narrow") == texts(found.labels, "wide") == AGES
    assert max(len(one.lines) for one in found.labels) == 3


def test_one_slot_is_named_and_no_slot_is_none():
    assert texts(places([Slot("Tất cả")]).labels, "narrow") == ["Tất cả"]
    assert places([]).labels == ()


@pytest.mark.parametrize(("room", "pixels"), ROOMS)
@settings(max_examples=50, deadline=None)
@given(count=st.integers(1, 200), names=st.lists(st.text("abcđ 1W", min_size=1, max_size=14), min_size=1, max_size=5))
def test_no_name_runs_into_the_next(room, pixels, count, names):
    for slots in (months(count), [Slot(names[at % len(names)]) for at in range(count)]):
        found = places(slots)
        for before, after in pairwise(seen(found.labels, room)):
            assert (after.x - before.x) * pixels / 100 >= (wide(before) + wide(after)) / 2 - 0.1
        for before, after in pairwise(seen(found.groups, room)):
            assert (after.x - before.x) * pixels / 100 >= wide(before) - 0.1


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 200), st.integers(14, 40)), max_size=5))
def test_texts_at_the_end_of_lines_do_not_cover_one_another(wanted):
    tops = spread(wanted, 0, 240)
    order = sorted(zip(tops, (height for _top, height in wanted), strict=True))

    assert all(top + height <= after + 0.2 for (top, height), (after, _height) in pairwise(order))
    assert all(top + height <= 240.1 for top, height in order)

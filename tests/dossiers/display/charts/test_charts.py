"""Pictures of statistics as markup: each mark its link, the table the same numbers, nothing outside, nothing inline."""

import re
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.display.charts import (
    Across,
    Bar,
    Bars,
    Caption,
    Line,
    Mark,
    Reference,
    Series,
    Sign,
    Slot,
    Spark,
    Tone,
    chart,
)
from dossiers.display.charts.scale import DEPTH, TOP
from portal.postgres import BASE_DIR
from tests.dossiers.display.charts.drawing import (
    CAPTION,
    columns,
    line,
    links,
    months,
    of_class,
    parsed,
    series,
    table,
    words,
)

NASTY = "Báo chí & <script>alert(1)</script>"
VALUES = st.lists(st.none() | st.integers(0, 10**12) | st.floats(0, 100).map(lambda one: round(one, 1)), max_size=60)


def test_each_mark_of_a_line_opens_its_list_and_says_its_number():
    marks = [Mark(97.2, "/so/?thang=1&a=b", "của 412 hồ sơ"), Mark(96, "/so/?thang=2")]
    found = parsed(Line(CAPTION, "Tháng", months(2, 2018), [Series("Đúng hạn", marks)], "%"))

    assert links(found) == [
        ("/so/?thang=1&a=b", "01/2018: 97,2\N{NO-BREAK SPACE}% của 412 hồ sơ"),
        ("/so/?thang=2", "02/2018: 96\N{NO-BREAK SPACE}%"),
    ]
    assert table(found) == [
        ("01/2018", [("97,2 % của 412 hồ sơ", "/so/?thang=1&a=b")]),
        ("02/2018", [("96 %", "/so/?thang=2")]),
    ]


def test_where_there_is_no_data_is_a_gap_and_never_zero():
    found = parsed(line([97, 98, None, 95, 96, 94]))

    assert len(strokes(found)) == 3
    assert len(links(found)) == 5
    assert table(found)[2] == ("03/2016", [("–", None)])


def strokes(found):
    return [one for group in of_class(found, "chart__strokes") for one in group]


def test_the_height_over_a_slot_that_opens_its_list_is_the_plot_s():
    [rule] = re.findall(
        r"^\.chart__mark > rect:not\(\[height\]\) \{(.*?)\}",
        (BASE_DIR / "static/css/charts.css").read_text(),
        re.MULTILINE,
    )

    assert f"y: {TOP}px; height: {DEPTH}px;" in rule


def test_a_value_between_two_gaps_is_a_mark_of_its_own():
    found = parsed(line([None, 98, None]))

    assert strokes(found) == []
    assert [one.get("r") for one in of_class(found, "chart__dot")] == ["3"]


@pytest.mark.parametrize(
    "given",
    [
        line([]),
        line([None, None]),
        columns([]),
        columns([None]),
        Bars(CAPTION, "Thủ tục", [], "hồ sơ", "Hồ sơ"),
        Bars(CAPTION, "Thủ tục", [Bar("Báo chí", Mark(None))], "hồ sơ", "Hồ sơ"),
    ],
)
def test_without_any_value_a_sentence_stands_instead_of_a_picture(given):
    found = parsed(given)

    assert "Không có số liệu" in words(found)
    assert list(found.iter("svg")) == list(found.iter("table")) == []


def test_one_slot_of_zero_has_its_link_and_stands_on_the_base():
    found = parsed(columns([0]))
    room, column = found.iter("rect")
    (base, *_more) = of_class(found, "chart__base")

    assert len(links(found)) == 1
    assert "height" not in room.attrib
    assert (float(column.attrib["y"]), float(column.attrib["height"])) == (float(base.attrib["y1"]), 0)


def test_millions_are_written_short_on_the_axis_and_whole_in_the_table():
    found = parsed(columns([8_641_975_230]))
    (axis,) = of_class(found, "chart__axis")

    assert words(axis).startswith("0 2 tỷ 4 tỷ")
    assert table(found) == [("01/2016", [("8.641.975.230", "/so/?thang=0&ten=Loại 0")])]


def test_columns_upon_one_another_have_their_sum_above_and_in_the_table():
    found = parsed(columns([20, 5], [3, None], stacked=True))
    (values,) = of_class(found, "chart__values")

    assert [one.text for one in values] == ["23", "5"]
    assert [[value for value, _href in cells] for _name, cells in table(found)] == [["20", "3", "23"], ["5", "–", "5"]]
    assert links(found)[1][1] == "01/2016, Loại 1: 3\N{NO-BREAK SPACE}hồ sơ"


def test_a_sum_opens_the_list_of_its_whole_column():
    given = replace(columns([20, None], [3, None], stacked=True), totals=["/so/?thang=0", "/so/?thang=1"])

    assert [cells[-1] for _name, cells in table(parsed(given))] == [("23", "/so/?thang=0"), ("–", None)]


def test_nothing_of_a_kind_is_no_part_of_a_column_and_stands_in_the_table():
    found = parsed(columns([20], [0], stacked=True))

    assert len(links(found)) == 1
    assert table(found)[0][1][1] == ("0", "/so/?thang=0&ten=Loại 1")


def test_values_stand_over_columns_only_where_there_is_room():
    few, more, many = (parsed(columns([12_345] * count)) for count in (3, 10, 40))

    assert [len(list(of_class(found, "chart__values"))) for found in (few, more, many)] == [1, 1, 1]
    assert words(next(of_class(few, "chart__values"))).count("12.345") == 3
    assert "chart__wide" in next(of_class(more, "chart__values"))[0].attrib["class"]
    assert words(next(of_class(many, "chart__values"))) == ""


def test_a_few_among_thousands_are_seen():
    heights = [float(one.get("height", 180)) for one in parsed(columns([20_000, 1])).iter("rect")]

    assert min(heights) >= 1.5


def test_an_axis_that_does_not_start_at_zero_says_so():
    said = "Trục giá trị bắt đầu từ 97 %, không phải từ 0."

    assert said in words(parsed(line([97, 99], from_zero=False)))
    assert "Trục giá trị" not in words(parsed(line([97, 99])))


def test_lines_are_named_where_they_end_and_in_a_row_for_a_phone():
    last_year = Series("Cùng kỳ năm trước", series([95, 96]).marks, Tone.PAST)
    given = Line(CAPTION, "Tháng", months(2), [series([97, 98]), last_year], "%", [Reference("Mục tiêu", 95)])
    found = parsed(given)
    (ends,), (keys,) = of_class(found, "chart__ends"), of_class(found, "chart__keys")

    assert "98 %Đúng hạn" in words(ends)
    assert "95 %Mục tiêu" in words(ends)
    assert [words(key) for key in keys] == ["Đúng hạn", "Cùng kỳ năm trước", "Mục tiêu 95 %"]


def test_marks_that_stand_out_have_a_shape_each_which_a_key_explains():
    marks = [Mark(5), Mark(16, "/so/", "vượt", Sign.BEYOND), Mark(4, sign=Sign.RUN)]
    limits = [Reference("trung bình", 5, Across.MEAN), Reference("giới hạn trên", 9, Across.LIMIT)]
    found = parsed(Line(CAPTION, "Tháng", months(3), [Series("Trung vị", marks)], "ngày", limits))
    (plot,) = of_class(found, "chart__plot")

    assert [one.tag for one in of_class(plot, "chart__sign")] == ["circle", "rect"]
    assert len({one.get("stroke") for one in of_class(plot, "chart__sign")}) == 2
    assert len({one.get("stroke-dasharray") for one in of_class(plot, "chart__goal")}) == 2
    assert [words(key) for keys in of_class(found, "chart__keys") for key in keys] == [
        "Trung vị",
        "trung bình 5 ngày",
        "giới hạn trên 9 ngày",
        "nằm ngoài giới hạn tự nhiên",
        "từ tám giá trị liên tiếp trở lên ở cùng một phía của giá trị trung bình",
    ]


def test_a_line_is_told_in_a_sentence_in_both_languages():
    given = line([97, None, 98.5, 96])
    with translation.override("en"):
        (english,) = of_class(parsed(given), "chart__plot")
    (vietnamese,) = of_class(parsed(given), "chart__plot")

    assert words_of(english) == "Đúng hạn: lowest 96 % (04/2016), highest 98,5 % (03/2016), last 96 % (04/2016)."
    assert words_of(vietnamese).startswith("Đúng hạn: thấp nhất 96 % (04/2016), cao nhất 98,5 %")


def words_of(plot) -> str:
    return " ".join(plot.get("aria-label").split())


def test_a_series_without_data_is_said_to_have_none():
    (plot,) = of_class(parsed(line([97], series([None], "Năm trước"))), "chart__plot")

    assert words_of(plot).endswith("Năm trước: không có số liệu.")


def test_bars_are_a_table_in_the_order_given_with_what_was_before():
    rows = [
        Bar("Xuất bản", Mark(50, "/so/1"), 33.3, Mark(100, "/so/1?truoc")),
        Bar("Báo chí", Mark(100, "/so/2"), 66.7),
        Bar("In", Mark(0)),
    ]
    found = parsed(Bars(CAPTION, "Thủ tục", rows, "hồ sơ", "Hồ sơ", "Năm trước"))
    shown = [words(row) for row in found.iterfind("table/tbody/tr")]

    assert [words(head) for head in found.iterfind("table/thead/tr/th")] == ["Thủ tục", "Hồ sơ", "Tỷ lệ", "Năm trước |"]
    assert shown == ["Xuất bản 50 Xuất bản 33,3 % 100", "Báo chí 100 Báo chí 66,7 %", "In 0 –"]
    assert [one.get("width") for one in of_class(found, "chart__length")] == ["50%", "100%", "0%"]
    assert [one.get("x1") for one in of_class(found, "chart__tick")] == ["100%"]
    assert [one.get("href") for one in found.iter("a")] == ["/so/1", "/so/1?truoc", "/so/2"]


def test_bars_of_nothing_but_zero_have_no_length():
    found = parsed(Bars(CAPTION, "Thủ tục", [Bar("In", Mark(0, "/so"))], "hồ sơ", "Hồ sơ"))

    assert [one.get("width") for one in of_class(found, "chart__length")] == ["0%"]


def test_a_small_line_says_what_it_shows_and_keeps_its_gaps():
    drawn = chart(Spark("Đúng hạn", [97, 98, None, 95], "%"))

    assert 'aria-label="Đúng hạn: từ 97\N{NO-BREAK SPACE}% đến 95' in drawn
    assert re.findall("[ML]", drawn) == ["M", "L", "M"]
    assert chart(Spark("Đúng hạn", [None], "%")) == "–"


@pytest.mark.parametrize(
    "given",
    [
        Line(
            Caption("a", NASTY, NASTY, NASTY),
            NASTY,
            [Slot(NASTY)],
            [series([1], NASTY)] * 2,
            NASTY,
            [Reference(NASTY, 2)],
        ),
        Bars(Caption("a", NASTY, NASTY, NASTY), NASTY, [Bar(NASTY, Mark(1, NASTY, NASTY))], NASTY, NASTY),
    ],
)
def test_what_others_have_written_is_escaped(given):
    drawn = chart(given)

    assert "<script" not in drawn
    assert NASTY in words(parsed(given))


@pytest.mark.parametrize(
    "given", [line([1, 2]), columns([1, 2], [3, 4]), Bars(CAPTION, "a", [Bar("b", Mark(1))], "c", "d")]
)
def test_nothing_is_inline_that_the_policy_of_pages_forbids(given):
    drawn = chart(given)

    assert re.findall(r"\sstyle=|<style|<script|\son\w+=|javascript:", drawn) == []


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Line(CAPTION, "a", months(2), [series([1])], "%"), "for each slot"),
        (lambda: columns([1, 2], [1]), "for each slot"),
        (lambda: columns([-1]), "stands on zero"),
        (lambda: replace(columns([1, 2]), totals=["/so/"]), "for each slot"),
        (lambda: Bars(CAPTION, "a", [Bar("b", Mark(-1))], "c", "d"), "begins at zero"),
        (lambda: Bars(CAPTION, "a", [Bar("b", Mark(1), None, Mark(1))], "c", "d"), "needs a name"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(make, why):
    with pytest.raises(ValueError, match=why):
        make()


@settings(max_examples=30, deadline=None)
@given(values=VALUES, others=VALUES, stacked=st.booleans())
def test_all_coordinates_are_inside_the_picture(values, others, stacked):
    more = (others + [None] * len(values))[: len(values)]

    for drawn in (line(values, series(more, "Khác"), unit="hồ sơ"), columns(values, more, stacked=stacked)):
        for picture in parsed(drawn).iterfind("div/svg"):
            height = float(picture.attrib["height"])
            for one in picture.iter():
                for name in ("x", "x1", "x2", "cx", "y", "y1", "y2", "cy", "width", "height"):
                    if name in one.attrib and one is not picture:
                        number = float(one.attrib[name].removesuffix("%"))
                        most = 100 if one.attrib[name].endswith("%") else height if "y" in name else 1000
                        assert 0 <= number <= most, (one.tag, one.attrib)
                if one.tag == "rect":
                    across = [float(one.attrib[name].removesuffix("%")) for name in ("x", "width")]
                    assert sum(across) <= 100.1
                if one.tag == "rect" and "height" in one.attrib:
                    assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height


@settings(max_examples=30, deadline=None)
@given(values=VALUES)
def test_each_value_has_one_mark_and_the_same_link_in_the_table(values):
    for drawn in (line(values), columns(values)):
        found = parsed(drawn)
        in_table = [href for _name, cells in table(found) for _value, href in cells if href]

        assert [href for href, _title in links(found)] == in_table
        assert len(in_table) == sum(value is not None for value in values)

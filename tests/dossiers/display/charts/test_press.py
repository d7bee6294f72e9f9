"""The press prints the same picture: it reads no style sheet inside of one, so attributes say how it looks."""

import logging

import pytest
from weasyprint import HTML

from dossiers.display.charts import Bar, Bars, Line, Mark, Series, Sign, Slot, chart
from tests.dossiers.display.charts.drawing import CAPTION, columns, line, of_class, parsed, series
from tests.printed import words_of

PICTURES = (
    line([97, 98, None, 95], from_zero=False),
    Line(
        CAPTION,
        "Tháng",
        [Slot("1"), Slot("2")],
        [Series("a", [Mark(1, sign=Sign.BEYOND), Mark(2, sign=Sign.RUN)])],
        "%",
    ),
    columns([20_665, 14_954], [412, 3], stacked=True),
    Bars(CAPTION, "Thủ tục", [Bar("Báo chí", Mark(412, "/so"), 50.0)], "hồ sơ", "Hồ sơ"),
)


@pytest.mark.parametrize("given", PICTURES)
def test_the_press_prints_a_picture_with_its_words(given, caplog):
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        printed = words_of(HTML(string=f'<html lang="vi">{chart(given)}</html>').write_pdf())

    assert caplog.records == []
    assert "Đúng hạn theo tháng" in printed
    assert "nhật ký hồ sơ" in printed


def test_what_only_a_phone_shows_is_not_printed():
    slots = [Slot(f"Từ {at} đến {at + 9} ngày") for at in range(10, 60, 10)]
    found = parsed(Line(CAPTION, "Tuổi", slots, [series([97] * 5)], "%"))
    narrow = list(of_class(found, "chart__narrow"))

    assert narrow
    assert {one.get("display") for one in narrow} == {"none"}
    assert all(one.get("display") is None for one in of_class(found, "chart__wide"))

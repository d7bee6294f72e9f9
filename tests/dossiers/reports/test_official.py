"""Form II.06a: it adds up whatever the figures are, says the same as a count of rows, and its files stay the same."""

import io
from datetime import date, datetime
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Unit
from dossiers.models import Channel, Dossier, Format
from dossiers.reports import cells, statistics
from dossiers.reports.official import files, making
from dossiers.reports.official.form import COLUMNS, Line, Report, faults, numbers_of, period_name, total_of
from dossiers.reports.official.making import Wanted
from dossiers.reports.official.wording import notes_of
from dossiers.reports.periods import DAY, Period, reporting, reporting_number, reporting_quarter, reporting_year
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.machine import Text
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local
from tests.dossiers.reports.sheets import MAIN, read_csv

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
LATER = datetime(2026, 3, 20, 9, 0, tzinfo=LOCAL)
DIGEST = "5e" * 32
counts = st.integers(0, 10**6)


@pytest.fixture
def selection(db: None) -> Selection:
    """Make dossiers in every state, some late, some of December, one resolved late; return all of the agency's."""
    for state in PLACES:
        dossier_at(state, at=local("2026-01-05 08:30"))
    dossier_at("returned", at=local("2025-12-08 08:30"))
    dossier_at("tham-dinh", at=local("2025-12-01 08:30"))
    late = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    cells.rebuild()  # what is laid down comes without triggers
    act(late, "finish-van-thu", "tam", "2026-01-20 08:00")
    return Selection((Unit.objects.get(slug="so-tttt").pk,))


PERIODS = (
    Period(date(2025, 12, 15), date(2026, 3, 14)),
    Period(date(2025, 12, 1), date(2025, 12, 31)),
    Period(date(2026, 1, 6), date(2026, 1, 20)),
    Period(date(2026, 1, 20), date(2026, 1, 20)),
    Period(date(2020, 1, 1), date(2020, 12, 31)),
    Period(date(1990, 1, 1), date(2040, 12, 31)),
)


def made(selection: Selection, period: Period = PERIODS[0], *, is_merged: bool = False, receiver: str = "VP") -> Report:
    """Return a report as of the morning of 23 January."""
    return making.report_of(Wanted(selection, period, receiver, "Trần Thị Châu", is_merged), NOW)


@given(st.lists(st.tuples(*[counts] * 7), max_size=5))
def test_the_form_adds_up_for_whatever_dossiers_there_are(drawn: list[tuple[int, ...]]) -> None:
    lines = []
    for number, (online, otherwise, early, on_time, overdue, in_time, late) in enumerate(drawn):
        resolved, pending = early + on_time + overdue, in_time + late
        # What is neither received now nor gone yet was there before; where more was received, it still waits.
        carried_over = max(0, resolved + pending - online - otherwise)
        pending += max(0, online + otherwise - resolved - pending)
        figures = Figures(
            received=online + otherwise, received_online=online, carried_over=carried_over, resolved=resolved, early=early,
            on_time=on_time, overdue=overdue, pending=pending, pending_overdue=late,
        )  # fmt: skip
        lines.append(Line(str(number), Text("a", "a"), numbers_of(figures)))

    total = total_of(lines)
    assert [faults(line) for line in (*lines, total)] == [[]] * (len(lines) + 1)
    assert total.at(3) == sum(line.at(3) for line in lines)


@pytest.mark.parametrize("column", [one.number for one in COLUMNS])
def test_a_number_that_is_wrong_by_one_is_seen(column: int) -> None:
    right = [6, 1, 2, 3, 4, 1, 1, 2, 2, 1, 1]
    assert faults(Line("", Text("", ""), tuple(right))) == []

    right[column - 3] += 1
    assert faults(Line("", Text("", ""), tuple(right)))


@pytest.mark.parametrize("period", PERIODS)
def test_each_number_is_a_count_of_the_rows_of_its_list_and_all_add_up(selection: Selection, period: Period) -> None:
    report = made(selection, period, is_merged=True)

    dossiers = selection.dossiers
    for line in report.lines:
        of_sector = dossiers.filter(sector=line.key)
        for column in COLUMNS:
            counted = statistics.list_of(of_sector, column.figure, period, NOW).count()
            assert line.at(column.number) == counted, column.figure
    assert report.aside
    assert [faults(line) for line in (*report.lines, report.total, report.aside.line)] == [[]] * (len(report.lines) + 2)
    assert report.total.at(7) == statistics.figures(dossiers, period, NOW).resolved


@pytest.mark.parametrize("now", [NOW, LATER])
def test_what_some_provinces_count_as_on_time_stands_beside_and_alone(selection: Selection, now: datetime) -> None:
    period = Period(date(2025, 12, 15), date(2026, 1, 22))
    plain, beside = (
        making.report_of(Wanted(selection, period, "", "Châu", is_merged), now) for is_merged in (False, True)
    )

    assert plain.aside is None
    assert (plain.lines, plain.total) == (beside.lines, beside.total)
    # Of every state there is one of 5 January: two of them wait for a supplement, also when asked in March.
    assert beside.aside
    assert (beside.aside.waiting, beside.aside.withdrawn, beside.aside.stopped) == (2, 1, 1)
    assert beside.aside.line.at(9) == beside.total.at(9) + 4
    assert beside.aside.line.at(7) == beside.total.at(7) + 2


def test_every_overdue_dossier_stands_at_one_place_where_its_time_went(selection: Selection) -> None:
    report = made(selection)

    assert sum(cause.resolved for cause in report.causes) == report.total.at(10) == 1
    assert sum(cause.pending for cause in report.causes) == report.total.at(13) > 3
    places = {cause.where.vi: cause for cause in report.causes}
    assert places["Phòng Báo chí - Xuất bản"].pending > 1
    assert all(cause.days > 1 for cause in report.causes)


def test_where_too_many_are_overdue_the_report_says_so_and_reads_no_log(
    selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.reports.official.causes.MOST", 2)
    report = made(selection)

    assert report.causes == ()
    assert report.unexplained == report.total.at(10) + report.total.at(13)


def test_a_report_of_a_division_names_it_and_counts_its_dossiers_alone(selection: Selection) -> None:
    division = Unit.objects.get(slug="buu-chinh-vien-thong")
    report = made(selection.narrowed_to(division=division.pk))

    assert report.reporter == "Phòng Bưu chính - Viễn thông thuộc Sở Thông tin và Truyền thông Hà Nội"
    assert (report.lines, report.total.numbers) == ((), (0,) * 11)


def test_quarters_close_on_the_14th_and_follow_one_another_without_a_gap() -> None:
    for year in range(2016, 2030):
        quarters = [reporting_quarter(year, number) for number in (1, 2, 3, 4)]
        assert quarters[0].start == reporting_year(year).start == date(year - 1, 12, 15)
        assert quarters[3].end == reporting_year(year).end == date(year, 12, 14)
        assert [one.end + DAY for one in quarters[:3]] == [one.start for one in quarters[1:]]
        assert [reporting_number(one) for one in quarters] == [(year, number) for number in (1, 2, 3, 4)]
    assert reporting(date(2026, 12, 14))["quarter"] == reporting_quarter(2026, 4)
    assert reporting(date(2026, 12, 15))["quarter"] == reporting_quarter(2027, 1)
    assert reporting(date(2026, 1, 5))["last_quarter"] == reporting_quarter(2025, 4)
    assert period_name(reporting_quarter(2026, 3)).vi == "Quý III năm 2026"
    assert period_name(Period(date(2026, 1, 1), date(2026, 3, 31))).vi == ""


def test_a_report_that_was_kept_gives_the_same_files_however_things_have_changed(selection: Selection) -> None:
    report = made(selection, is_merged=True)
    forms = [form for form in Format if form != Format.VOLUMES]
    before = [files.file_of(report, form, DIGEST) for form in forms]
    kept = report.to_json()

    Dossier.objects.filter(status=4).update(channel=Channel.POST)
    Unit.objects.filter(slug="so-tttt").update(name_vi="Sở Khoa học và Công nghệ")

    assert [files.file_of(Report.of_json(kept), form, DIGEST) for form in forms] == before


def formulas(content: bytes) -> dict[str, tuple[str, str]]:
    """Return the formulas of a workbook's sheet with what they are said to come to, by cell."""
    from xml.etree import ElementTree as ET

    with ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in root.iter(f"{MAIN}c"):
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if formula is not None and value is not None:
            found[cell.attrib["r"]] = (str(formula.text), str(value.text))
    return found


def test_sums_of_the_workbook_are_formulas_that_come_to_the_form_s_numbers(selection: Selection) -> None:
    report = made(selection)
    found = formulas(files.file_of(report, Format.XLSX))

    [line], total = report.lines, report.total
    assert found["C14"] == ("SUM(D14:F14)", str(line.at(3)))
    assert found["G14"] == ("SUM(H14:J14)", str(line.at(7)))
    assert found["K14"] == ("SUM(L14:M14)", str(line.at(11)))
    for letter, number in zip("CDEFGHIJKLM", total.numbers, strict=True):
        assert found[f"{letter}15"] == (f"SUM({letter}14)", str(number))


@pytest.mark.parametrize("typed", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "＝1"])
def test_nothing_typed_or_called_so_becomes_a_formula(selection: Selection, typed: str) -> None:
    report = made(selection, receiver=typed)
    [line] = report.lines
    named = Report.of_json(
        {**report.to_json(), "lines": [{"key": "x", "label": {"vi": typed, "en": typed}, "numbers": line.numbers}]}
    )

    assert all(formula.startswith("SUM(") for formula, _value in formulas(files.file_of(named, Format.XLSX)).values())
    rows = read_csv(files.file_of(named, Format.CSV))
    assert rows[1][1] == f"'{typed}"
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)


def test_a_report_of_no_dossier_is_of_zeros_and_says_so(selection: Selection) -> None:
    report = made(selection, PERIODS[4])

    rows = read_csv(files.file_of(report, Format.CSV))
    assert rows[1] == ["", "TỔNG SỐ", *["0"] * 11]
    assert "Không phát sinh hồ sơ trong kỳ." in notes_of(report, "")
    assert [value for _formula, value in formulas(files.file_of(report, Format.XLSX)).values()] == ["0"] * 3


def test_the_body_above_the_agency_stands_at_the_head(selection: Selection) -> None:
    report = made(selection)
    assert report.superior == "Ủy ban nhân dân Thành phố Hà Nội"
    with ZipFile(io.BytesIO(files.file_of(report, Format.XLSX))) as book:
        assert "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI" in book.read("xl/sharedStrings.xml").decode()

    agency = Unit.objects.get(slug="so-tttt")
    ministry = Unit.objects.create(slug="bo", kind="agency", name_vi="Bộ khác", name_en="Other", agency_code="G26")
    Unit.objects.filter(pk=agency.pk).update(parent=ministry)
    assert made(selection).superior == "Bộ khác"
    assert made(Selection((ministry.pk,))).superior == ""


def test_the_csv_is_a_table_and_nothing_beside_it(selection: Selection) -> None:
    report = made(selection, is_merged=True)

    head, *rows = read_csv(files.file_of(report, Format.CSV, DIGEST))

    assert {len(row) for row in rows} == {len(head)} == {13}
    assert len(rows) == len(report.lines) + 3
    assert rows[-1] == ["", "Quý I năm 2026 chưa kết thúc: số liệu tính đến 23/01/2026", *[""] * 11]

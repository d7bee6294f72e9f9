"""A list as a file: all of it once and in its order, nothing that its author may not see, no formula, little memory."""

import io
import tracemalloc
import zlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.utils import translation

from accounts.models import Membership
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts
from dossiers import jobs as started
from dossiers.background import jobs
from dossiers.models import Dossier, Export, ExportPart, Format, Job, JobState
from dossiers.refusals import NotYours
from dossiers.refusals.workbench import SheetTooLong, TooManyUnderWay
from dossiers.reports import export as making
from dossiers.reports.files.listed import COLUMNS
from dossiers.reports.sheets import ROWS, Sheet, csv_head, csv_rows, workbook_rows, write_workbook
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local as local_time
from tests.dossiers.lifecycle import MONDAY, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.reports.sheets import read_csv, read_workbook

pytestmark = pytest.mark.django_db

NOW = local("2026-01-05 08:30")
NOVEMBER = local("2026-11-30 08:30")
"""When a decision is of what was proposed."""
TODAY = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def asked(
    dossiers: Iterable[Dossier], form: Format = Format.CSV, by: str = "bob", columns=("code", "subject", "filed")
) -> Export:
    """Ask for a file of dossiers, by somebody."""
    user = story.person(by)
    what = making.Asked([one.pk for one in dossiers], columns, "Mọi hồ sơ", form)
    return making.begin(what, by=user, seats=seats_of(user, TODAY), at=NOW)


def made(export: Export) -> bytes:
    """Have a file made to its end."""
    assert jobs.go_on(export.job_id, now=NOW, seconds=60) is False
    export.refresh_from_db()
    content = b"".join(making.bytes_of(export))
    assert len(content) == export.size
    return content


def copies(count: int) -> list[Dossier]:
    """Return so many dossiers that differ in their number alone."""
    dossier = story.file("alice", at=MONDAY)
    values = {field.attname: getattr(dossier, field.attname) for field in Dossier._meta.concrete_fields}
    own = ({"id": None, "code": f"X-{number:06}", "draft_key": uuid4()} for number in range(count))
    return Dossier.objects.bulk_create([Dossier(**values | one) for one in own])


@pytest.mark.parametrize("count", [1, 20, 21, 47])
def test_the_file_has_every_dossier_once_in_the_order_of_the_list(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PART", 20)
    dossiers = copies(count)[::-1]

    lines = read_csv(made(asked(dossiers)))

    assert lines[0] == ["Dossier number", "Subject", "Filed on"]
    assert [line[0] for line in lines[1:]] == [dossier.code for dossier in dossiers]
    assert lines[1][2] == "05/01/2026 08:30"


def test_a_workbook_says_the_same_with_dates_that_are_dates_and_tells_where_it_is_from() -> None:
    dossiers = copies(3)

    content = made(asked(dossiers, Format.XLSX))

    head, *rows = read_workbook(content)
    assert list(head.values()) == ["Dossier number", "Subject", "Filed on"]
    assert [row["A"] for row in rows] == [dossier.code for dossier in dossiers]
    # Days since 30/12/1899.
    assert [float(row["C"]) for row in rows] == pytest.approx([46027 + 8.5 / 24] * 3)
    assert read_workbook(content, 2)[0]["B"] == "Mọi hồ sơ"


def test_an_office_program_reads_amounts_as_numbers_and_days_as_days() -> None:
    dossiers = [dossier_at("tham-dinh").dossier, dossier_at("accepted").dossier]
    columns = ("code", "subject", "marks", "owed", "deadline_word", "deadline", "holder", "filed", "due")

    content = made(asked(dossiers, Format.XLSX, columns=columns))

    table = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    head, *rows = table.iter_rows()
    place = {cell.value: number for number, cell in enumerate(head)}
    for row, dossier in zip(rows, dossiers, strict=True):
        owed, due, filed, nearest = (
            row[place[name]] for name in ("Owed", "Return date", "Filed on", "Nearest deadline")
        )
        assert (owed.data_type, owed.value, owed.number_format) == ("n", 1_800_000, '#,##0 "đ"')
        for cell, instant in ((due, dossier.due_at), (filed, dossier.filed_at), (nearest, dossier.nearest_at)):
            assert (cell.is_date, cell.number_format) == (True, "dd/mm/yyyy hh:mm")
            assert abs(cell.value - local_time(instant).replace(tzinfo=None)) < timedelta(seconds=1)
        assert row[place["What is due first"]].value in ("Step due", "Step due soon")
    assert [row[place["Held by"]].value for row in rows] == ["Hoàng Tiến Dũng", "Trần Văn Bình"]
    assert sum(row[place["Owed"]].value for row in rows) == 3_600_000


def test_a_file_gives_the_date_of_what_it_names_where_the_step_is_late_and_the_whole_too(
    time_machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = dossier_at("phan-cong").dossier
    assert dossier.late_at is not None
    assert dossier.nearest_at < dossier.deadline_at
    rows = {}
    for at in (dossier.late_at - timedelta(minutes=1), dossier.late_at):
        time_machine.move_to(at, tick=False)
        monkeypatch.setattr("tests.dossiers.reports.test_export.NOW", at)
        rows[at] = read_csv(made(asked([dossier], columns=("deadline_word", "deadline"), by="bob")))[1]

    before, after = rows.values()
    assert before == ["Step late", f"{local_time(dossier.nearest_at):%d/%m/%Y %H:%M}"]
    assert after == ["Overdue", f"{local_time(dossier.deadline_at):%d/%m/%Y %H:%M}"]


def test_what_a_row_is_marked_with_stands_in_its_file_for_who_asks() -> None:
    walk = dossier_at("filed")
    story.take(walk.dossier, acts.TO_OFFICE, "alice", at=NOW, message="Bao giờ có kết quả?")
    story.take(walk.dossier, "ask-withdrawal", "alice", at=NOW)

    marks = {who: read_csv(made(asked([walk.dossier], by=who, columns=("marks",))))[1] for who in ("bob", "lan")}

    assert marks == {
        "bob": ["withdrawal asked; new; message waiting; fee not due yet"],
        "lan": ["withdrawal asked; message waiting; fee not due yet"],
    }


def test_what_is_signed_is_told_from_what_is_only_proposed() -> None:
    walks = {state: Walk(story.file("alice", at=NOVEMBER), NOVEMBER) for state in ("ky-duyet", "van-thu")}
    dossiers = [walk.until(state) for state, walk in walks.items()]

    cells = dict(read_csv(made(asked([one.dossier for one in dossiers], columns=("code", "proposed"))))[1:])

    assert [cells[one.dossier.code] for one in dossiers] == ["Licence granted", "Licence granted (signed)"]


def test_a_table_for_other_programs_has_plain_amounts() -> None:
    head, row = read_csv(made(asked([dossier_at("tham-dinh").dossier], columns=("owed", "due", "marks"))))

    assert dict(zip(head, row, strict=True))["Owed"] == "1800000"


def test_what_is_not_known_is_an_empty_cell() -> None:
    dossier = dossier_at("tham-dinh").dossier
    Dossier.objects.filter(pk=dossier.pk).update(owed=None)

    assert read_workbook(made(asked([dossier], Format.XLSX, columns=("code", "owed"))))[1].keys() == {"A"}


@pytest.mark.parametrize("typed", ['a"b', "a,b", "a\nb", "a\rb", " a ", "<b>&amp;", "\x01", "_x0041_", "_x", "", "＆"])
def test_what_somebody_typed_is_in_a_file_sign_by_sign(typed: str) -> None:
    sheet, into = Sheet("A", ["H", "I"], [10, 10], "B"), io.BytesIO()

    write_workbook(sheet, [workbook_rows([[typed], ["behind"]])], ["a note"], into)

    assert read_csv(csv_head(sheet) + csv_rows([[typed], ["behind"]])) == [["H", "I"], [typed, "behind"]]
    rows = list(openpyxl.load_workbook(into).worksheets[0].iter_rows(values_only=True))
    assert [(openpyxl.utils.escape.unescape(row[0] or ""), row[1]) for row in rows] == [
        ("H", "I"), (typed, "behind"), ("a note", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "is_refused"), [(4, False), (5, True)])
def test_a_sheet_of_more_rows_than_there_are_is_refused_before_it_is_begun(
    count: int, is_refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_IN_SHEET", 4)
    dossiers = copies(count)

    if is_refused:
        with pytest.raises(SheetTooLong, match="room for 4 dossiers"):
            asked(dossiers, Format.XLSX)
        assert Job.objects.count() == 0
    else:
        assert len(read_workbook(made(asked(dossiers, Format.XLSX)))) == 1 + count
    assert len(read_csv(made(asked(dossiers)))) == 1 + count


def test_one_that_was_asked_for_under_an_earlier_release_is_to_be_asked_for_again() -> None:
    export = asked(copies(1))
    Job.objects.filter(pk=export.job_id).update(arguments={})

    jobs.go_on(export.job_id, now=NOW)

    export.refresh_from_db()
    assert (export.job.state, export.job.why) == (JobState.STOPPED, started.as_json(making.OUTDATED))


def test_of_a_part_whose_size_was_not_noted_yet_the_file_has_all_the_same() -> None:
    export = asked(copies(2))
    making.Writing(export.job).do([1], NOW)
    export.parts.update(size=0)
    Job.objects.filter(pk=export.job_id).update(cursor=1)

    assert len(read_csv(made(export))) == 3


def test_it_is_in_the_language_in_which_it_was_asked_for() -> None:
    with translation.override("vi"):
        export = asked(copies(1))

    assert read_csv(made(export))[0][0] == "Mã số hồ sơ"


def test_every_column_can_be_written_of_a_dossier_anywhere_in_its_life() -> None:
    dossiers = [dossier_at(state).dossier for state in ("filed", "tham-dinh", "returned")]

    lines = read_csv(made(asked(dossiers, columns=tuple(COLUMNS))))

    assert [len(line) for line in lines] == [len(COLUMNS)] * 4
    row = dict(zip(COLUMNS, lines[2], strict=True))
    assert (row["holder"], row["channel"]) == (story.person("dung").get_full_name(), "On line")
    assert row["verdict"] == ""
    assert dict(zip(COLUMNS, lines[3], strict=True))["verdict"] == "Early"


@pytest.mark.parametrize("typed", ["=1+1", "+84912345678", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "＝1"])
@pytest.mark.parametrize("form", list(ROWS))
def test_nothing_that_somebody_typed_is_a_formula(typed: str, form: Format) -> None:
    sheet, rows = Sheet("A", ["H"], [10], "B"), ROWS[form]([[typed]])

    if form is Format.CSV:
        assert read_csv(csv_head(sheet) + rows)[1] == [f"'{typed}"]
    else:
        into = io.BytesIO()
        write_workbook(sheet, [rows], [], into)
        assert read_workbook(into.getvalue())[1]["A"] == typed


@pytest.mark.parametrize("form", list(ROWS))
def test_of_nothing_there_is_a_file_with_its_head_and_a_sentence(form: Format) -> None:
    content = made(asked([], form))

    if form is Format.CSV:
        assert read_csv(content)[1:] == [["No dossier was found for this list."]]
    else:
        assert read_workbook(content)[1]["A"] == "No dossier was found for this list."


def test_of_more_than_a_file_may_have_it_has_the_first_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST", 4)

    lines = read_csv(made(asked(copies(5))))

    assert [line[0] for line in lines[1:5]] == ["X-000000", "X-000001", "X-000002", "X-000003"]
    assert lines[5:] == [["The list has more: a file has at most its first 4 dossiers."]]


def test_what_its_author_can_no_longer_see_is_left_out_and_counted() -> None:
    dossiers = copies(3)
    export = asked(dossiers)
    Dossier.objects.filter(pk=dossiers[1].pk).update(applicant=story.person("bob"))

    lines = read_csv(made(export))

    assert [line[0] for line in lines[1:]] == [
        "X-000000",
        "X-000002",
        "1 dossier was left out: you may no longer see it.",
    ]
    assert export.left_out == 1


def test_nobody_gets_by_a_file_what_they_cannot_see() -> None:
    lines = read_csv(made(asked(copies(3), by="hoa")))

    # Of the filed ones none is in the division yet: forged ids bring nothing.
    assert lines[1] == ["No dossier was found for this list."]


def test_an_author_who_lost_the_seat_gets_no_file() -> None:
    officer("hai", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    officer_seat = Membership.objects.create(
        user=story.person("hai"), role=Role.ONE_STOP_OFFICER, unit_id=_unit("mot-cua"), since=date(2016, 1, 1)
    )
    export = asked(copies(1), by="hai")
    officer_seat.delete()

    jobs.go_on(export.job_id, now=NOW)

    export.refresh_from_db()
    assert (export.job.state, export.size, export.parts.count()) == (JobState.STOPPED, 0, 0)
    assert export.job.why == started.as_json(started.LOST_RIGHT)


def _unit(slug: str) -> int:
    return Membership.objects.filter(unit__slug=slug).values_list("unit", flat=True)[0]


@pytest.mark.parametrize("who", ["alice", "admin"])
def test_whoever_sees_no_dossiers_has_no_file_made(who: str) -> None:
    with pytest.raises(NotYours):
        asked([], by=who)


def test_one_person_has_only_a_few_made_at_a_time() -> None:
    for _ in range(making.MOST_UNDER_WAY):
        asked([])

    with pytest.raises(TooManyUnderWay):
        asked([])
    asked([], by="hoa")


def test_a_file_that_was_cancelled_is_not_made() -> None:
    export = asked(copies(2))
    started.cancel(export.job_id, by=story.person("bob"), at=NOW)

    jobs.go_on(export.job_id, now=NOW)

    export.refresh_from_db()
    assert (export.job.state, export.size, export.parts.count()) == (JobState.CANCELLED, 0, 0)


def test_one_that_lacks_a_part_is_not_made_until_the_part_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PART", 20)
    dossiers = copies(21)
    export = asked(dossiers)
    written = making.Writing._write

    def broken(self: making.Writing, number: int, *given: object) -> None:
        if number == 1:
            raise ZeroDivisionError
        written(self, number, *given)

    with monkeypatch.context() as patch:
        patch.setattr(making.Writing, "_write", broken)
        jobs.go_on(export.job_id, now=NOW)
    export.refresh_from_db()
    assert (export.job.state, export.size) == (JobState.STOPPED, 0)

    started.again(export.job_id)

    assert len(read_csv(made(export))) == 1 + len(dossiers)


def test_nothing_of_it_is_left_once_its_job_is_forgotten() -> None:
    export = asked(copies(2))
    made(export)

    started.forget(NOW + started.KEPT + timedelta(minutes=1))

    assert (Job.objects.count(), Export.objects.count(), ExportPart.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("form", list(ROWS))
def test_memory_does_not_grow_with_the_file(form: Format) -> None:
    peaks = {parts: _peak_of(parts, form) for parts in (2, 12)}

    # 20,000 rows and 120,000; the chunks of the file are half a megabyte.
    assert peaks[12] < peaks[2] + 2_000_000


def _peak_of(parts: int, form: Format) -> int:
    """Return how much memory the making of a file takes, of rows that are written already."""
    export = asked([], form)
    row = [
        "H26.13.12-260105-000001",
        "Cấp giấy phép xuất bản tài liệu không kinh doanh " * 3,
        datetime.fromisoformat("2026-01-05T08:30"),
    ]
    rows = ROWS[form]([[cell] * 10_000 for cell in row])
    part = {"export": export, "content": zlib.compress(rows), "size": len(rows)}
    ExportPart.objects.bulk_create(ExportPart(number=n, **part) for n in range(1, parts + 1))
    Export.objects.filter(pk=export.pk).update(chosen=parts * making.PART)
    writing = making.Writing(export.job)
    tracemalloc.start()
    writing._make(NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    export.job.delete()
    return peak

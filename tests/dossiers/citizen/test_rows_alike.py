"""What was written twice is doubted and never refused: rows of a table that say the very same, fewer copies than titles."""

import pytest

from portal.demo import story
from procedures.answers.doubts.rows import rows_alike
from procedures.form import Question, QuestionKind
from procedures.machine import Text
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW = local("2026-12-01 09:00")
ALIKE = "Ghi giống hệt nhau: dòng 1 và 2."
TABLES = [("dk-co-so-in", "machines"), ("gp-hoat-dong-in", "presses")]
EXHIBITION = "trien-lam-hoi-cho-xbp"


def twice(draft_answers: dict[str, str], table: str) -> dict[str, str]:
    """Return the first row of a table of a draft as its second row, too, with other capitals and blanks."""
    first = f"{table}.0."
    row = {name.removeprefix(first): text for name, text in draft_answers.items() if name.startswith(first)}
    return {f"{table}.rows": "2"} | {f"{table}.1.{column}": f" {text} " for column, text in row.items()}


@pytest.mark.django_db
@pytest.mark.at(NOW)
@pytest.mark.parametrize(("slug", "table"), TABLES)
def test_two_rows_that_say_the_same_are_doubted_in_the_form_at_the_check_and_at_the_desk(slug: str, table: str) -> None:
    draft = story.draft_of("alice", NOW, slug=slug)
    alice, form = Visitor("alice", language="vi"), f"/ho-so/nop/{slug}/"
    assert ALIKE not in read(alice.get(f"{form}kiem-tra/")).words()

    saved = alice.send(alice.get(form), form, {**twice(draft.answers, table), "do": "save"}, follow=True)
    check = alice.get(f"{form}kiem-tra/")
    filed = alice.send(check, f"{form}kiem-tra/", {"do": "submit"}, follow=True)

    assert ALIKE in read(saved).words()
    assert ALIKE in read(check).words()
    assert filed.request["PATH_INFO"].endswith("/da-nop/"), "it bars nothing"
    code = filed.request["PATH_INFO"].split("/")[2]
    assert ALIKE in read(Visitor("bob", language="vi").get(f"/mot-cua/{code}/")).words()


TABLE = Question("rows", QuestionKind.TABLE, Text("Bảng", "Table"))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ""),
        ([{"a": "x"}], ""),
        ([{"a": "x"}, {"a": "y"}], ""),
        ([{"a": "x"}, {"a": "x", "b": 1}], ""),
        ([{}, {}], ""),
        ([{"a": "Máy  In", "b": 1}, {"b": 1, "a": "máy in"}], "dòng 1 và 2"),
        ([{"a": "x"}, {"a": "y"}, {"a": "x"}, {"a": "x"}, {"a": "y"}], "dòng 1, 3 và 4; dòng 2 và 5"),
    ],
)
def test_rows_are_alike_where_every_cell_is(rows: list[dict[str, object]], said: str) -> None:
    found = rows_alike(TABLE, rows)

    assert (found.vi.partition(": ")[2].partition(".")[0] if found else "") == said


def test_what_is_no_table_has_no_rows() -> None:
    assert rows_alike(Question("name", QuestionKind.TEXT, Text("Tên", "Name")), "x") is None
    assert rows_alike(TABLE, "x") is None


@pytest.mark.django_db
@pytest.mark.at(NOW)
@pytest.mark.parametrize(("copies", "is_told"), [("30", True), ("120", False), ("500", False)])
def test_fewer_copies_than_titles_are_doubted_and_filed_all_the_same(copies: str, *, is_told: bool) -> None:
    raw = story.draft_of("alice", NOW, slug=EXHIBITION).answers | {"title_count": "120", "copy_count": copies}
    story.draft_of("viet-an", NOW, raw, EXHIBITION)
    visitor, check = Visitor("viet-an", language="vi"), f"/ho-so/nop/{EXHIBITION}/kiem-tra/"

    page = visitor.get(check)
    filed = visitor.send(page, check, {"do": "submit"}, follow=True)

    assert page.status_code == 200
    assert ("“Số bản” thường" in read(page).words()) is is_told
    assert filed.request["PATH_INFO"].endswith("/da-nop/")

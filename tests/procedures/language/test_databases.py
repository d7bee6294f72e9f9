"""A paper that a database replaces: which databases there are, by what it is looked up, and by what law."""

import pytest

from procedures.form import Database
from procedures.form.databases import DATABASES
from procedures.language.compiler import compile_text
from procedures.language.differences import differences
from tests.procedures.shipped import FILE, WHOLE, changed, errors_of

PAPER = 'copies = 1\ndatabase = "business-registration"\ndatabase_by = "landlord_tax_code"\n'


def errors_in(*edits: tuple[str, str]) -> list[str]:
    return [str(error).removeprefix(f"{FILE}: ") for error in errors_of(changed(*edits, text=WHOLE))]


def test_every_database_has_a_name() -> None:
    assert DATABASES.keys() == set(Database)


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        (
            [('"business-registration"', '"dat-dai"')],
            "components.hop-dong.database: là “dat-dai”; phải là một trong: business-registration, population",
        ),
        (
            [('database_by = "landlord_tax_code"\n', "")],
            "components.hop-dong.database_by: thiếu; phải là tên một câu hỏi kind = “tax_code”, “personal_id”, “text”",
        ),
        (
            [('database_by = "landlord_tax_code"', 'database_by = "rents"')],
            "components.hop-dong.database_by: “rents” không phải là câu hỏi tra cứu được; "
            "phải là tên một câu hỏi kind = “tax_code”, “personal_id”, “text”",
        ),
        (
            [('database = "business-registration"\n', "")],
            "components.hop-dong.database_by: không nói cơ sở dữ liệu nào; thêm database, hoặc bỏ khoá này",
        ),
        (
            [('of = "components.hop-dong"', 'of = "components"')],
            "components.hop-dong.database: không có nguồn; "
            'thêm [[sources]] of = "components.hop-dong": văn bản nào cho thay giấy này bằng dữ liệu',
        ),
        (
            [("eform = true\n", 'eform = true\ndatabase = "population"\ndatabase_by = "landlord_tax_code"\n')],
            "components.don.database: tờ khai điện tử luôn có sẵn; bỏ database, hoặc bỏ eform",
        ),
    ],
)
def test_what_makes_no_sense_is_told(edits: list[tuple[str, str]], message: str) -> None:
    assert errors_in(*edits) == [message]


def test_applicants_are_told_that_a_paper_is_looked_up_now() -> None:
    now = compile_text(WHOLE, path=FILE)
    before = compile_text(changed((PAPER, "copies = 1\n"), text=WHOLE), path=FILE)

    (text,) = differences(before, now)

    assert text.vi == (
        "Giấy tờ nay chỉ nộp khi không tra cứu được: Hợp đồng thuê địa điểm "
        "(tra cứu trong: Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp, trước: không có)."
    )

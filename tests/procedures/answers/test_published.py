"""A domain name is read off the address of a site, and what is none is doubted; so is an ISBN whose digits do not fit."""

import pytest

from procedures.answers import clean, typed, warnings
from procedures.form import Question, QuestionKind, Text

DOMAIN = Question("domain", QuestionKind.TEXT, Text("Tên miền", "Domain name"))
ISBN = Question("isbn", QuestionKind.TEXT, Text("Mã ISBN", "ISBN"))
TABLE = Question("rows", QuestionKind.TABLE, Text("Danh sách", "List"), columns=(DOMAIN, ISBN))


def doubt_of(question: Question, typed: str) -> str:
    values, faults = clean([question], {question.name: typed})
    assert not faults
    found = warnings([question], values)
    return found[question.name].vi if found else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://www.Vietan.vn/", "vietan.vn"),
        ("http://vietan.vn", "vietan.vn"),
        ("www.vietan.vn/tin?trang=2", "vietan.vn"),
        ("VIETAN.vn/tin", "vietan.vn"),
        ("vietan.com.vn.", "vietan.com.vn"),
        ("https://vietan.vn:8443/", "vietan.vn"),
        ("https://www.Việtan.vn/", "việtan.vn"),
        ("tin.vietan.vn", "tin.vietan.vn"),
    ],
)
def test_a_domain_name_is_read_off_the_address_of_a_site(typed: str, meant: str) -> None:
    values, _faults = clean([DOMAIN], {"domain": typed})

    assert values == {"domain": meant}
    assert doubt_of(DOMAIN, typed) == ""


@pytest.mark.parametrize(
    "typed", ["vietan", "https://www.vietan/", "viet an.vn", "vietan.vn và tin.vn", "a..vn", "/tin"]
)
def test_what_is_no_domain_name_is_doubted_and_kept(typed: str) -> None:
    assert "chưa giống một tên miền" in doubt_of(DOMAIN, typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("978-2-07-036822-8", ""),
        ("9782070368228", ""),
        ("ISBN: 978 2 07 036822 8", ""),
        ("0-306-40615-2", ""),
        ("2-07-036822-X", ""),
        ("2-07-036822-x", ""),
        ("chưa có", ""),
        ("978-2-07-036822-8 (tập 1)", ""),
        ("978-2-07-036822-5", "không khớp với số kiểm tra"),
        ("0-306-40615-3", "không khớp với số kiểm tra"),
        ("978-2-07-036822", "có 12. Xin xem lại"),
    ],
)
def test_an_isbn_is_checked_to_the_digit(typed: str, said: str) -> None:
    found = doubt_of(ISBN, typed)

    assert (said in found) if said else found == ""


def test_both_are_doubted_in_the_rows_of_a_table() -> None:
    for column, shown in (("domain", "vietan"), ("isbn", "9782070368225")):
        row = {"domain": "vietan.vn", "isbn": "9782070368228", column: shown}
        raw = typed(TABLE, [row])
        values, _faults = clean([TABLE], raw)
        assert f"“{shown}”" in warnings([TABLE], values)["rows"].vi


def test_no_other_text_is_looked_at() -> None:
    other = Question("other", QuestionKind.TEXT, Text("Tên trang", "Name of the site"))

    assert clean([other], {"other": "https://Vietan/"})[0] == {"other": "https://Vietan/"}
    assert doubt_of(other, "https://Vietan/") == ""


@pytest.mark.parametrize(
    ("typed", "is_doubted"),
    [
        ("www.vietan.vn", False),
        ("https://vietan.vn/tin", False),
        ("không có", False),
        ("Vietan", True),
        ("https://vietan", True),
    ],
)
def test_what_is_no_address_of_a_site_is_doubted(typed: str, *, is_doubted: bool) -> None:
    site = Question("website", QuestionKind.TEXT, Text("Trang thông tin điện tử", "Website"))

    assert bool(doubt_of(site, typed)) is is_doubted

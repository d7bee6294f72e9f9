"""An organisation, a place of print and a title in small letters only are doubted; what may well be meant so is not."""

from dataclasses import replace

import pytest

from procedures.answers import clean, name_meant, warnings
from procedures.form import Question, QuestionKind, Text

ORGANISATION = Question("body", QuestionKind.TEXT, Text("Tên cơ quan, tổ chức", "Organisation"))
PRINTER = Question("printer", QuestionKind.TEXT, Text("Nơi in (tên, địa chỉ cơ sở in)", "Printed at"))
TITLE = Question("title", QuestionKind.TEXT, Text("Chức danh", "Position"))
PERSON = Question("person", QuestionKind.TEXT, Text("Họ và tên", "Full name"))
VENUE = Question("venue", QuestionKind.TEXT, Text("Nơi họp báo", "Venue"))
STREET = Question("street", QuestionKind.TEXT, Text("Địa chỉ trụ sở", "Address"))
PLACE = Question("place", QuestionKind.ADDRESS, Text("Địa chỉ xưởng in", "Address"))
MATERIAL = Question("material", QuestionKind.TEXT, Text("Tên tài liệu", "Title"))


@pytest.mark.parametrize(
    ("question", "typed", "meant"),
    [
        (ORGANISATION, "trường tiểu học nguyễn trãi", "Trường Tiểu học Nguyễn Trãi"),
        (ORGANISATION, "sở tài chính hà nội", "Sở Tài chính Hà Nội"),
        (ORGANISATION, "sở kế hoạch và đầu tư thành phố hà nội", "Sở Kế hoạch và Đầu tư thành phố Hà Nội"),
        (ORGANISATION, "ủy ban nhân dân phường ba đình", "Ủy ban nhân dân phường Ba Đình"),
        (ORGANISATION, "công ty cp sách mới", "Công ty CP Sách Mới"),
        (ORGANISATION, "công ty tnhh in và bao bì anh-việt", "Công ty TNHH In và Bao bì Anh-Việt"),
        (ORGANISATION, "trường thcs số 2", "Trường THCS Số 2"),
        (PRINTER, "xưởng in mai ly", "Xưởng in Mai Ly"),
        (PRINTER, "cơ sở in  an, 12 phố huế", "Cơ sở in An, 12 phố huế"),
        (TITLE, "phó giám đốc", "Phó giám đốc"),
        (MATERIAL, "báo cáo của công ty", "Báo cáo của công ty"),
        (VENUE, "nhà văn hoá quận", "Nhà văn hoá quận"),
        (VENUE, "hội trường tầng 2, nhà văn hóa phường nghĩa đô", "Hội trường tầng 2, Nhà văn hóa phường Nghĩa Đô"),
        (STREET, "số 5 ngõ 3 phố vọng", "Số 5 ngõ 3 phố Vọng"),
        (STREET, "12b ngách 4/5 đường láng", "12b ngách 4/5 đường Láng"),
        (STREET, "p. 302 tòa nhà sông đà, khu đô thị mỹ đình", "P. 302 tòa nhà Sông Đà, khu đô thị Mỹ Đình"),
        (STREET, "nhà văn hoá thôn 3, kđt mỹ đình", "Nhà văn hoá thôn 3, KĐT Mỹ Đình"),
        (STREET, "thôn đông, công ty in mai ly", "Thôn Đông, Công ty In Mai Ly"),
    ],
)
def test_small_letters_only_are_doubted_with_how_it_would_be_written(
    question: Question, typed: str, meant: str
) -> None:
    assert name_meant(question, typed) == meant
    assert name_meant(question, meant) == "", "once is enough"
    told = warnings([question], {question.name: typed})[question.name]
    assert told.vi == f"Ở đây chỉ có chữ thường. Viết: “{meant}”? Giấy tờ ghi đúng như ở đây."
    assert f"“{meant}”" in told.en


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (ORGANISATION, "viettel"),
        (ORGANISATION, "công ty Sách mới"),
        (ORGANISATION, "CÔNG TY SÁCH MỚI"),
        (ORGANISATION, "trườngan"),
        (ORGANISATION, ", công ty"),
        (ORGANISATION, "12/3"),
        (PRINTER, "tự in"),
        (TITLE, "Giám đốc"),
        (TITLE, "(không)"),
        (replace(TITLE, label=Text("Chức vụ, đơn vị", "Position")), "phóng viên"),
        (replace(TITLE, label=Text("Chức vụ hoặc nghề nghiệp của người chủ trì", "Trade")), "nông dân"),
        (replace(ORGANISATION, label=Text("Số quyết định thành lập", "Decision")), "sở tài chính"),
        (MATERIAL, "nhớ"),
        (MATERIAL, "2026"),
        (MATERIAL, "báo cáo của Công ty"),
        (VENUE, "NHÀ VĂN HOÁ"),
        (VENUE, "online"),
        (replace(VENUE, label=Text("Địa chỉ trang bán hàng trên mạng", "Site")), "sach hay vn"),
        (STREET, "số 5 ngõ 3"),
        (STREET, "12/3"),
        (STREET, "tổ 12b, khu phố 3"),
        (STREET, "số 5 phố Huế"),
    ],
)
def test_what_may_well_be_meant_so_is_not(question: Question, typed: str) -> None:
    assert name_meant(question, typed) == ""
    assert warnings([question], {question.name: typed}) == {}


def test_where_capitals_are_asked_for_these_are_offered() -> None:
    firm = replace(ORGANISATION, help=Text("Ghi bằng chữ in hoa.", "In capitals."))

    assert name_meant(firm, "công ty in mai ly") == "CÔNG TY IN MAI LY"


def test_a_table_tells_persons_and_organisations_apart() -> None:
    table = Question("rows", QuestionKind.TABLE, Text("Bên", "Parties"), columns=(PERSON, ORGANISATION))
    rows = [{"person": "lê an", "body": "công ty an"}, {"person": "Lê An", "body": "công ty an"}]

    told = warnings([table], {"rows": rows})["rows"].vi

    assert "Tên người chưa viết hoa đúng chỗ. Viết: “Lê An”?" in told
    assert "Ở đây chỉ có chữ thường. Viết: “Công ty An”?" in told


def test_the_line_of_an_address_is_doubted_beside_what_else_is_doubtful_in_it() -> None:
    raw = {"place.province": "01", "place.commune": "00166", "place.line": "số 5 phố vọng"}
    place = clean([PLACE], raw)[0]["place"]

    assert name_meant(PLACE, place) == "Số 5 phố Vọng"
    assert "Viết: “Số 5 phố Vọng”?" in warnings([PLACE], {"place": place})["place"].vi
    former = place | {"line": "số 5, quận ba đình"}
    told = warnings([PLACE], {"place": former})["place"].vi
    assert "trước 01/07/2025" in told
    assert "Viết: “Số 5, quận Ba Đình”?" in told

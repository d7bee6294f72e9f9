"""What is found, in which order: by people who type with and without accents, on any keyboard, in both languages."""

import unicodedata
from datetime import date

import pytest

from procedures.catalogue import shelf
from procedures.catalogue.alphabet import sort_key
from procedures.catalogue.shelf import Search
from tests.procedures.catalogue.listed import REAL, machines, named, publish

TODAY = date(2026, 1, 5)
ALL = {slug for slug, *_texts in REAL}
PHOTOCOPIERS = {"photocopy", "chuyen-nhuong"}
GAMES = {"tro-choi", "gia-han-tro-choi"}
BIOGRAPHY = {"in-xbp", "in"}


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def slugs(query: str, language: str = "vi") -> list[str]:
    found = shelf.find(shelf.shelf_of(TODAY, language), Search(query))
    return [entry.slug for entry in found.entries]


# What people type, and all that is found by it.
QUERIES = {
    "họp báo": {"hop-bao"},
    "hop bao": {"hop-bao"},
    "HỌP BÁO": {"hop-bao"},
    nfd("họp báo"): {"hop-bao"},
    "  Họp   BÁO ": {"hop-bao"},
    "(họp báo)": {"hop-bao"},
    "họp-báo": {"hop-bao"},
    "photo màu": PHOTOCOPIERS,
    "máy photo copy màu": PHOTOCOPIERS,
    "may photocopy": PHOTOCOPIERS,
    "đăng ký máy": {"photocopy"},
    "dang ky may": {"photocopy"},
    "Ðăng ký máy": {"photocopy"},
    "Ɖăng ký máy": {"photocopy"},
    "đăng kí máy": {"photocopy"},
    nfd("ĐĂNG KÝ MÁY PHOTOCOPY"): {"photocopy"},
    "kĩ thuật": {"tvro"},
    "kỹ thuật": {"tvro"},
    "ki thuat": {"tvro"},
    "lí lịch": BIOGRAPHY,
    "lý lịch": BIOGRAPHY,
    "ly lich": BIOGRAPHY,
    "hóa đơn mua": {"photocopy"},
    "hoá đơn mua": {"photocopy"},
    nfd("hoá đơn mua"): {"photocopy"},
    "hoa don mua": {"photocopy"},
    "1.003868": {"tai-lieu"},
    "003868": {"tai-lieu"},
    "2.0017": {"co-so-in"},
    "mẫu 10": {"ban-tin", "gia-han-tro-choi"},
    "Mẫu số 29": {"nhap-khau"},
    "mau so 29": {"nhap-khau"},
    "mẫu số 4": {"tai-lieu"},
    "mẫu 04": {"tai-lieu"},
    "mẫu 1": set(),
    "form 06": {"tranh-anh", "tro-choi"},
    "form no 6": {"tranh-anh", "tro-choi"},
    "Mẫu số 06/BTTTT": {"tranh-anh", "tro-choi"},
    "mẫu số 11 cơ sở in": {"co-so-in"},
    "hợp đồng thuê": {"in-xbp"},
    "danh mục xuất bản phẩm": {"nhap-khau", "trien-lam"},
    "138/2025": {"tai-lieu"},
    "bưu chính": {"buu-chinh", "thong-bao-buu-chinh"},
    "buu chinh noi tinh": {"buu-chinh"},
    "cấp lại": {"cap-lai-in-xbp"},
    "tro choi dien tu": GAMES,
    "trò chơi điện tử công cộng": GAMES,
    "game": GAMES,
    "satellite": {"tvro"},
    "vệ tinh satellite": {"tvro"},
    "postal LICENCE": {"buu-chinh", "thong-bao-buu-chinh"},
    "press conference": {"hop-bao"},
    "triển lãm, hội chợ": {"trien-lam"},
    "họp báo photocopy": {"hop-bao", *PHOTOCOPIERS},
    "zzz": set(),
    "100% _": set(),
    "%": ALL,
    "": ALL,
}


@pytest.mark.django_db
def test_each_query_finds_what_is_meant_and_nothing_else() -> None:
    publish(machines())

    found = {query: set(slugs(query)) for query in QUERIES}

    assert found == QUERIES


# What is typed; the better find; the other one.
BETTER = {
    "with its accents": ("bán", named("better", "Bán hàng"), named("other", "Bản tin")),
    "without, as it is": ("ban", named("better", "Ban hành"), named("other", "Bản tin")),
    "with its accents in a paper": ("bán", named("better", "Họp", "Giấy bán hàng"), named("other", "Bản tin")),
    "each word with its accents": ("bán in", named("better", "Họp", "Bán", "In"), named("other", "Bản in")),
    "the tone on the other vowel": ("hoà giải", named("better", "Hòa giải"), named("other", "Hoa giải")),
    "i for y": ("kĩ sư", named("better", "Kỹ sư"), named("other", "Ki su")),
    "in the name": ("tem", named("better", "Tem thư"), named("other", "Phong bì", "Mẫu tem")),
    "in the name, without accents": ("thu", named("better", "Tem thư"), named("other", "Phong bì", "Thư mời")),
    "a whole word": ("tem", named("better", "Dán tem"), named("other", "Hệ thống item")),
    "a whole word of a paper": ("tem", named("better", "Họp", "Dán tem"), named("other", "Họp", "Nhãn tems")),
    "side by side": ("giấy phép in", named("better", "Cấp giấy phép in"), named("other", "Cấp in giấy phép")),
    "side by side in a paper": ("hoa don", named("better", "Họp", "Hoá đơn"), named("other", "Hoạt động", "Đơn")),
    "a word that is still being typed": ("bản ti", named("better", "Bản tin"), named("other", "Tiếp bản")),
    "the alphabet, where nothing else tells": ("cấp", named("better", "Cấp đất"), named("other", "Cấp in")),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "better", "other"), BETTER.values(), ids=BETTER.keys())
def test_the_better_find_stands_before_the_other(query: str, better, other) -> None:
    publish([other, better])

    assert slugs(query) == ["better", "other"]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "first"), [("vi", "vietnamese"), ("en", "english")])
def test_the_name_that_counts_is_that_of_the_readers_language(language: str, first: str) -> None:
    publish([named("vietnamese", "Cơ sở in", en="Establishment"), named("english", "Họp báo", en="Held in Hanoi")])

    assert slugs("in", language)[0] == first


@pytest.mark.django_db
def test_the_whole_name_of_a_procedure_finds_it_first_with_and_without_accents() -> None:
    publish(machines())

    for slug, _code, _sector, vi, en, _papers in REAL:
        bare = "".join(sign for sign in nfd(vi.replace("đ", "d").replace("Đ", "D")) if not unicodedata.combining(sign))
        for query, language in ((vi, "vi"), (nfd(vi), "vi"), (bare, "vi"), (vi.upper(), "vi"), (en, "en")):
            assert slugs(query, language)[0] == slug, query


def test_names_are_sorted_by_the_letters_then_by_the_tones_of_each_word() -> None:
    names = [
        *("an", "àn", "ản", "ãn", "án", "ạn", "anh", "ăn", "ân", "ba lan", "bà con", "Cấp đất", "Cấp giấy", "Cấp in"),
        *(
            "Cấp in ấn",
            "Chuyển",
            "Dịch",
            "Đăng",
            "Em",
            "Êm",
            "Gia hạn",
            "Mẫu 2",
            "Mẫu 10",
            "Ong",
            "Ông",
            "Ơn",
            "Uy",
            "Ưu",
        ),
    ]

    assert sorted(set(names), key=sort_key) == names
    assert sorted(map(nfd, set(names)), key=sort_key) == list(map(nfd, names))
    assert sort_key("Ðăng") == sort_key("Đăng")
    assert sort_key("In", "b") < sort_key("In ấn", "a")

"""The words of people as data: read, checked, and about procedures that there are."""

from datetime import date

import pytest

from procedures.catalogue import shelf
from procedures.catalogue.words import WordsError, load, places, shipped


@pytest.mark.parametrize(
    "broken",
    [
        '[[same]]\nsaid = ["mất"]\nwords = "cấp lại"',
        '[[same]]\nsaid = ["mất"]\nsource = "law"',
        '[[named]]\nsaid = []\nprocedures = ["in"]\nsource = "law"',
        '[[named]]\nsaid = ["?"]\nprocedures = ["in"]\nsource = "law"',
        'filler = ["a b c d e f g h i"]',
        '[[elsewhere]]\nsaid = ["hộ chiếu"]',
    ],
)
def test_words_without_a_source_or_a_meaning_are_refused(broken: str) -> None:
    with pytest.raises(WordsError):
        load(broken)


@pytest.mark.django_db
def test_what_is_shipped_names_procedures_that_there_are() -> None:
    slugs = {entry.slug for entry in shelf.shelf_of(date(2026, 11, 27), "vi").entries}

    assert {slug for named in shipped().named.values() for slug in named} <= slugs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("triển lãm ảnh", "trung-bay-tranh-anh"),
        ("trien lam anh", "trung-bay-tranh-anh"),
        ("trưng bày tranh", "trung-bay-tranh-anh"),
        # Whose paper it is says nothing of what it is: an association's leaflet is no fair ("hội chợ").
        ("in tờ tin của hội", "gp-ban-tin"),
        ("in sách của trường", "xb-tai-lieu-khong-kinh-doanh"),
        ("in sách không bán", "xb-tai-lieu-khong-kinh-doanh"),
    ],
)
def test_what_laymen_typed_is_found_among_the_first_three(query: str, slug: str) -> None:
    found = shelf.find(shelf.shelf_of(date(2026, 11, 27), "vi"), shelf.Search(query))

    assert slug in [entry.slug for entry in found.entries[:3]]


@pytest.mark.parametrize(
    ("typed", "is_loose", "expected"),
    [
        ("quán net", False, [(0, 2)]),
        ("quan net", False, [(0, 2)]),
        ("quàn net", False, []),
        ("quàn net", True, [(0, 2)]),
        ("mở quán net hà nội", False, [(1, 3)]),
        ("quán net công cộng", False, [(0, 4)]),
        ("bán", False, [(0, 1)]),
        ("ban", True, []),
        ("kĩ yếu", False, [(0, 2)]),
    ],
)
def test_phrases_are_found_by_their_words(typed: str, *, is_loose: bool, expected: list[tuple[int, int]]) -> None:
    said = '[[named]]\nsaid = ["quán net", "quán net công cộng", "bán", "kỹ yếu"]\nprocedures = ["x"]\nsource = "x"'

    found = places(typed.split(), load(said).spoken, is_loose=is_loose)

    assert [(one.start, one.end) for one in found] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["triển lãm tranh", "mở triển lãm tranh", "triển lãm ảnh", "triển lãm nghệ thuật"])
def test_a_name_that_is_wider_than_its_procedures_says_for_whom_these_are(typed: str) -> None:
    found = shelf.find(shelf.shelf_of(date(2026, 11, 27), "vi"), shelf.Search(typed))

    assert [entry.slug for entry in found.entries[:2]] == ["trung-bay-tranh-anh", "trien-lam-hoi-cho-xbp"]
    assert not found.is_partial
    (only,) = [taken.only for taken in found.taken if taken.only]
    assert "bên nước ngoài" in only.vi
    assert "không phải thủ tục của Sở này" in only.vi


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["nhập sách về bán", "mua sách từ nước ngoài về bán", "gửi sách từ Mỹ về", "import books"]
)
def test_who_brings_books_in_to_sell_them_reads_that_it_is_not_done_here(typed: str) -> None:
    found = shelf.find(shelf.shelf_of(date(2026, 11, 27), "vi"), shelf.Search(typed))

    assert found.entries[0].slug == "nhap-khau-xbp-khong-kinh-doanh"
    (only,) = [taken.only for taken in found.taken if taken.only]
    assert "Nhập về để bán không phải thủ tục của Sở này" in only.vi

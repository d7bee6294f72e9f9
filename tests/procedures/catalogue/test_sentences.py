"""Whole sentences: what is said around what somebody wants decides nothing, and what few procedures have says most."""

import tomllib
from pathlib import Path

import pytest

from procedures.catalogue import sentences
from procedures.catalogue.understanding import Answer, Library, answer
from procedures.catalogue.words import load
from tests.procedures.catalogue import test_queries as queries
from tests.procedures.catalogue.test_understanding import searched

HELD_OUT = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["sentence"]
SHARE = 19 / 20
"""What has been reached, which is never to become less."""
NAMES = {
    "news": "Cấp giấy phép xuất bản bản tin",
    "satellite": "Đăng ký thu tín hiệu truyền hình từ vệ tinh của cơ quan, tổ chức; tờ khai",
    "games": "Điểm cung cấp dịch vụ trò chơi điện tử công cộng",
    "copier": "Đăng ký sử dụng máy photocopy màu",
    "transfer": "Chuyển nhượng máy photocopy màu",
    "press": "Cho phép họp báo",
}
WORDS = load("""
speech = ["tôi", "tôi muốn", "muốn", "làm", "của", "của tôi", "thì", "có phải", "cho"]
filler = ["cơ quan", "mới", "giấy phép"]

[[same]]
said = ["bán", "bán lại"]
words = "chuyển nhượng"
source = "law"
""")
LIBRARY = Library(tuple(map(searched, NAMES.values())), {slug: at for at, slug in enumerate(NAMES)}, WORDS)


def meant(typed: str) -> Answer:
    return answer(typed, LIBRARY) or Answer(())


def found(typed: str) -> list[str]:
    return [list(NAMES)[place] for place in meant(typed).found]


@pytest.mark.django_db
def test_of_the_sentences_that_were_held_out_so_many_have_the_right_procedure_among_the_first_three() -> None:
    right = [bool(set(one["right"]) & set(queries.found(one["typed"]))) for one in HELD_OUT]

    assert len(HELD_OUT) == 20
    assert sum(right) / len(right) >= SHARE


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["tôi muốn làm tờ tin của cơ quan", "làm tờ tin", "tờ tin"])
def test_a_whole_sentence_finds_no_worse_than_two_words_of_it(typed: str) -> None:
    assert queries.found(typed)[0] == "gp-ban-tin"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tôi muốn ra bản tin của cơ quan", "news"),
        ("tôi mới mua máy photocopy màu thì có phải đăng ký", "copier"),
        ("anh tôi muốn bán lại máy photocopy màu cho người khác", "transfer"),
        ("tôi muốn họp báo", "press"),
        ("cho phép họp báo", "press"),
    ],
)
def test_what_few_procedures_have_decides(typed: str, first: str) -> None:
    assert found(typed)[0] == first


def test_where_nothing_has_all_of_a_sentence_it_is_said() -> None:
    assert [meant(typed).is_partial for typed in ("tôi muốn họp báo", "tôi ra tờ bản tin tháng")] == [False, True]


def test_a_sentence_is_not_found_by_its_letters_where_something_has_its_words() -> None:
    # The letters of "tở tín của" stand in the satellite's name.
    assert found("tổ chức ra bản tin của tôi")[0] == "news"


def test_what_is_said_around_it_is_searched_for_where_nothing_else_is_typed() -> None:
    assert found("của") == ["satellite"]
    assert found("cho")[0] == "press"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["bản", "tin"], [("bản", "tin"), ("bản",), ("tin",)]),
        (["tin", "tin"], [("tin",)]),
        (["mẫu", "29"], [("mẫu",)]),
    ],
)
def test_neighbours_are_looked_for_and_each_word_once(said: list[str], expected: list[tuple[str, ...]]) -> None:
    assert [part.words for part in sentences.parts(said)] == expected


def test_words_stand_with_their_accents_and_as_far_as_they_are_typed() -> None:
    copier = searched(NAMES["copier"])

    assert sentences.stands_whole(["máy", "copy", "mà", "29"], copier)
    assert not sentences.stands_whole(["may"], copier)
    assert not sentences.stands_whole(["máy", "mâu"], copier)

"""What is meant: filler, other words for the same, what people call a procedure, slips of the finger, some of the words."""

import pytest

from procedures.catalogue.search import Searched, bag, exact, fold, passages, phrase
from procedures.catalogue.slips import is_one_slip, mended, mended_beside
from procedures.catalogue.understanding import Answer, Library, Taken, answer, as_typed
from procedures.catalogue.words import Words, load

NAMES = {
    "games": "Điểm cung cấp dịch vụ trò chơi điện tử",
    "games-again": "Gia hạn điểm cung cấp dịch vụ trò chơi điện tử",
    "press": "Cho phép họp báo",
    "again": "Cấp lại giấy phép in",
    "printing": "Cấp giấy phép in",
    "transfer": "Chuyển nhượng máy photocopy màu",
    "post": "Giấy phép bưu chính",
}
WORDS = """
speech = ["tôi", "làm", "của"]
filler = ["xin", "mở", "thủ tục", "giấy phép"]
negations = ["không", "không để"]
general = ["đăng ký", "cấp lại", "cấp", "làm", "chuyển nhượng", "thẻ"]

[[same]]
said = ["mất", "hết hạn"]
words = "cấp lại"
source = "law"

[[same]]
said = ["hết hạn"]
words = "gia hạn"
source = "law"

[[same]]
said = ["bán"]
words = "chuyển nhượng"
source = "law"

[[named]]
said = ["quán net", "game"]
procedures = ["games", "games-again"]
source = "people"

[[named]]
said = ["chuyển phát"]
procedures = ["post", "nowhere"]
source = "people"

[[elsewhere]]
said = ["hộ chiếu", "kết hôn", "bưu chính"]
source = "law"

[[named]]
said = ["gặp báo chí"]
procedures = ["nowhere"]
source = "people"
"""


def searched(name: str) -> Searched:
    return Searched(phrase(exact(name)), phrase(fold(name)), bag([name]), passages([name]))


def library(words: Words | None = None) -> Library:
    return Library(
        tuple(map(searched, NAMES.values())), {slug: at for at, slug in enumerate(NAMES)}, words or load(WORDS)
    )


def found(typed: str) -> list[str]:
    slugs = list(NAMES)
    return [slugs[place] for place in (answer(typed, library()) or Answer(())).found]


def taken(typed: str) -> list[tuple[str, str]]:
    return [(one.typed, one.meant) for one in (answer(typed, library()) or Answer(())).taken]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("xin mở họp báo", ["press"]),
        ("thu tuc xin hop bao", ["press"]),
        ("báo họp", ["press"]),
        ("giấy phép in", ["again", "printing"]),
        ("mất giấy phép in", ["again"]),
        ("quán net", ["games", "games-again"]),
        ("QUAN NET", ["games", "games-again"]),
        ("gia hạn quán net", ["games-again", "games"]),
        ("quán net hết hạn", ["games-again", "games"]),
        ("chuyển phát", ["post"]),
        ("chuyẻn phát", ["post"]),
        ("bán máy photocopy", ["transfer"]),
        ("ban may photocopy", []),
        ("photocpy", ["transfer"]),
        ("phtoocopy", ["transfer"]),
        ("photoocopy", ["transfer"]),
        ("hop boa", ["press"]),
        ("họp boá", ["press"]),
        ("boa", []),
        ("gặp báo chí", []),
        ("zzz", []),
    ],
)
def test_what_is_meant_is_found_the_best_first(typed: str, expected: list[str]) -> None:
    if expected:
        assert found(typed)[: len(expected)] == expected
    else:
        assert not (answer(typed, library()) or Answer(())).found or (answer(typed, library()) or Answer(())).is_partial


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("họp báo", []),
        ("xin họp báo", []),
        ("mất giấy phép in", [("mất", "cấp lại")]),
        ("không mất giấy phép in", []),
        ("bán máy photocopy", [("bán", "chuyển nhượng")]),
        ("máy photocopy không bán", []),
        ("máy photocopy không để bán", []),
        ("quán net", [("quán net", "")]),
        ("photocpy màu", [("photocpy", "photocopy")]),
        ("hết hạn quán net", [("hết hạn", "cấp lại"), ("hết hạn", "gia hạn"), ("quán net", "")]),
    ],
)
def test_what_was_understood_otherwise_is_said(typed: str, expected: list[tuple[str, str]]) -> None:
    assert taken(typed) == expected


def test_as_typed_nothing_else_is_understood() -> None:
    typed = [as_typed(one, library()) for one in ("quán net", "xin họp báo", "photocpy")]

    assert [one.found for one in typed if one] == [[], [], []]
    assert as_typed(" ?! ", library()) is answer(" ?! ", library()) is None


def test_where_nothing_has_all_of_the_words_what_has_most_of_them_comes_first_and_it_is_said() -> None:
    some = answer("họp báo ra mắt phim", library())
    none = answer("cây cảnh", library())

    assert some
    assert none
    assert (list(some.found), some.is_partial) == ([list(NAMES).index("press")], True)
    assert (list(none.found), none.is_partial) == ([], True)


def test_a_name_typed_in_full_stands_before_what_people_call_so() -> None:
    called = library(load('[[named]]\nsaid = ["họp báo"]\nprocedures = ["post"]\nsource = "people"'))

    assert [list(NAMES)[place] for place in (answer("họp báo", called) or Answer(())).found] == ["press", "post"]


def test_words_of_the_office_stand_before_the_shipped_ones() -> None:
    added = library(load(WORDS).with_names([("quán net", "press"), ("Gặp gỡ", "post")]))

    assert [list(NAMES)[place] for place in (answer("quán net", added) or Answer(())).found[:2]] == ["press", "games"]
    assert (answer("gặp gỡ", added) or Answer(())).taken == (Taken("gặp gỡ", ""),)


SLIPS = {
    ("website", "wbesite"): True,
    ("website", "websit"): True,
    ("website", "websiite"): True,
    ("website", "wabsite"): True,
    ("website", "website"): False,
    ("website", "webstei"): False,
    ("website", "webs"): False,
    ("bao", "boa"): True,
    ("", "a"): True,
}


@pytest.mark.parametrize(("pair", "expected"), SLIPS.items())
def test_one_slip_is_one_letter_or_two_neighbours(pair: tuple[str, str], *, expected: bool) -> None:
    assert is_one_slip(*pair) is is_one_slip(*reversed(pair)) is expected


def test_a_word_is_mended_that_has_four_letters_and_stands_nowhere() -> None:
    known = {"website", "phat", "bao"}

    mend = mended(["wbesite", "phát", "boa", "phta", "2026", "zzzzzz"], known.__contains__, known)

    assert mend == {"wbesite": "website", "phta": "phat"}


def test_what_can_be_a_vietnamese_word_is_no_slip_of_another() -> None:
    known = {"thong", "chuyen", "truyen", "photocopy"}

    mend = mended(["tuong", "tường", "chuyem", "nghieng", "thogn", "photocpy"], known.__contains__, known)

    assert mend == {"thogn": "thong", "photocpy": "photocopy"}


@pytest.mark.parametrize(
    "typed", ["làm hộ chiếu", "cấp lại hộ chiếu", "lam ho chieu", "tôi đăng ký kết hôn", "hộ chiếu kết hôn"]
)
def test_what_another_office_does_finds_nothing_whatever_is_to_be_done_with_it(typed: str) -> None:
    said = answer(typed, library())

    assert said
    assert (list(said.found), said.is_partial) == ([], False)
    assert set(said.elsewhere) <= {"hộ chiếu", "ho chieu", "kết hôn"}
    assert said.elsewhere


def test_beside_what_another_office_does_ours_is_found_and_what_is_in_a_name_is_ours() -> None:
    beside = answer("họp báo làm hộ chiếu", library())
    ours = answer("giấy phép bưu chính", library())

    assert beside
    assert ours
    assert ([list(NAMES)[place] for place in beside.found], beside.elsewhere) == (["press"], ("hộ chiếu",))
    assert ([list(NAMES)[place] for place in ours.found], ours.elsewhere) == (["post"], ())


@pytest.mark.parametrize("typed", ["cấp lại thẻ vàng nhà", "cấp giấy phép cho vườn cây", "chuyển nhượng ruộng đất nhà"])
def test_what_can_be_done_with_anything_finds_nothing_where_the_thing_is_not_there(typed: str) -> None:
    said = answer(typed, library())

    assert said
    assert (list(said.found), said.is_partial) == ([], True)


def test_what_is_to_be_done_finds_where_nothing_else_is_typed() -> None:
    assert found("cấp lại")[0] == "again"
    assert found("chuyển nhượng") == ["transfer"]


def test_where_a_name_has_the_words_side_by_side_what_has_them_scattered_is_left_out() -> None:
    texts = {"news": "Bản tin", "other": "Họp", "beside": "Sửa bản tin cũ", "turned": "Tin bản"}
    paper = "Bản kê khai, thông tin"
    entries = [searched(text) for text in texts.values()]
    entries[1] = entries[1]._replace(words_exact=bag([paper]), texts_folded=passages([paper]))
    shelf = Library(tuple(entries), {slug: at for at, slug in enumerate(texts)}, load(WORDS))

    assert [list(texts)[place] for place in (answer("bản tin", shelf) or Answer(())).found] == [
        "news",
        "beside",
        "turned",
    ]
    assert len((answer("kê tin", shelf) or Answer(())).found) == 1


def test_letters_with_other_accents_are_taken_for_the_words_only_side_by_side() -> None:
    texts = {"map": "Sơ đồ của điểm", "apart": "Số của đơn đó"}
    shelf = Library(tuple(map(searched, texts.values())), {slug: at for at, slug in enumerate(texts)}, load(WORDS))

    said = answer("sổ đỏ", shelf)

    assert said
    assert ([list(texts)[place] for place in said.found], said.is_partial) == (["map"], True)


def test_what_the_rest_of_the_words_name_comes_before_what_people_call_so() -> None:
    texts = {"house": "Đăng ký cơ sở in", "change": "Thay đổi đăng ký cơ sở in"}
    data = load("""
[[same]]
said = ["đổi"]
words = "thay đổi"
source = "law"

[[same]]
said = ["xưởng in"]
words = "cơ sở in"
source = "law"

[[named]]
said = ["xưởng in"]
procedures = ["house"]
source = "people"
""")
    shelf = Library(tuple(map(searched, texts.values())), {slug: at for at, slug in enumerate(texts)}, data)

    assert [list(texts)[place] for place in (answer("xưởng in đổi", shelf) or Answer(())).found] == ["change", "house"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("họp boá", {"boá": "bao"}),
        ("hop boa", {"boa": "bao"}),
        ("ohp báo", {"ohp": "hop"}),
        ("boá họp", {}),
        ("boá", {}),
        ("họp báo", {}),
        ("mua báo", {}),
        ("họp ab", {}),
    ],
)
def test_a_short_word_is_mended_only_beside_one_that_it_is_said_with(typed: str, meant: dict[str, str]) -> None:
    said = {("hop", "bao"), ("mua", "sach"), ("hop", "ba")}

    assert mended_beside(typed.split(), lambda *pair: pair in said) == meant

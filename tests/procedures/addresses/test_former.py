"""An address of before 01/07/2025 is led to today's communes, in the line and in the form."""

import pytest

from procedures.addresses.former import MOST_LIKE, former, former_district, former_like
from procedures.answers import clean, warnings
from procedures.answers.places import former_in_line
from procedures.form import Question, QuestionKind, Text

PLACE = Question("place", QuestionKind.ADDRESS, Text("Nơi họp báo", "Place"))
HANOI, LANG, DONG_DA = "01", "00199", "00229"


def asked(line: str, commune: str = "") -> tuple[dict[str, object], dict[str, Text]]:
    return clean([PLACE], {"place.province": HANOI, "place.commune": commune, "place.line": line})


@pytest.mark.parametrize(
    ("line", "now"),
    [
        ("Số 5 Chùa Láng, phường Láng Thượng, quận Đống Đa", ["Phường Láng"]),
        ("5 Chùa Láng, P. Láng Thượng, Q. Đống Đa, Hà Nội", ["Phường Láng"]),
        ("5 chua lang, p.lang thuong, q.dong da", ["Phường Láng"]),
        ("Thôn 3, xã Vạn Phúc, huyện Thanh Trì", ["Xã Nam Phù"]),
        ("TT. Trâu Quỳ, H. Gia Lâm", ["Xã Gia Lâm", "Xã Bát Tràng"]),
        # A name so long that the package writes it over several lines.
        ("P. Thanh Xuân Bắc, Q. Thanh Xuân", ["Phường Thanh Xuân", "Phường Thanh Liệt"]),
    ],
)
def test_a_commune_and_a_district_of_before_are_found_however_they_are_written(line: str, now: list[str]) -> None:
    found = former(HANOI, line)

    assert found is not None
    assert [place.name for place in found.now] == now


@pytest.mark.parametrize(
    "line", ["", "Số 5 Chùa Láng", "phường Láng Thượng", "quận Đống Đa", "phường Láng Thượng, quận Ba Đình", "p., q."]
)
def test_a_line_that_does_not_name_both_names_none(line: str) -> None:
    assert former(HANOI, line) is None


def test_a_number_is_one_with_and_without_its_zero_and_the_province_of_today_counts() -> None:
    assert former("79", "Phường 02, Quận 3") == former("79", "phường 2, quận 3") is not None
    assert former(HANOI, "Phường 2, Quận 3") is None


def test_without_a_commune_the_form_says_which_one_it_is_now() -> None:
    values, errors = asked("5 Chùa Láng, phường Láng Thượng, quận Đống Đa")

    assert values == {}
    assert errors["place.commune"].vi == (
        "“Phường Láng Thượng, Quận Đống Đa” từ 01/07/2025 thuộc Phường Láng. Xin chọn nơi đó trong danh sách."
    )


def test_with_the_right_commune_the_old_one_is_too_much_and_with_another_one_it_contradicts() -> None:
    right, _none = asked("5 Chùa Láng, phường Láng Thượng, quận Đống Đa", LANG)
    other, _none = asked("5 Chùa Láng, phường Láng Thượng, quận Đống Đa", DONG_DA)
    plain, _none = asked("5 Chùa Láng", LANG)

    assert "còn ghi “Phường Láng Thượng, Quận Đống Đa”" in warnings([PLACE], right)["place"].vi
    assert "nay thuộc Phường Láng, không phải nơi đã chọn" in warnings([PLACE], other)["place"].vi
    assert warnings([PLACE], plain) == {}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("185 Giảng Võ, quận Đống Đa", "Quận Đống Đa"),
        ("185 Giảng Võ, Q. Đống Đa, Hà Nội", "Quận Đống Đa"),
        ("185 Giảng Võ, Đống Đa", ""),
        ("185 Giảng Võ, phường Đống Đa", ""),
        ("Thôn 3, huyện Củ Chi", ""),
    ],
)
def test_a_district_alone_is_found_where_it_is_called_one_and_was_in_that_province(line: str, name: str) -> None:
    assert former_district(HANOI, line) == name


def test_of_a_district_alone_it_is_said_that_it_is_no_more_and_the_ward_is_asked_for() -> None:
    values, errors = asked("185 Giảng Võ, quận Đống Đa")
    chosen, none = asked("185 Giảng Võ, quận Đống Đa", DONG_DA)

    assert values == {}
    assert errors["place.commune"].vi.startswith("“Quận Đống Đa” không còn từ 01/07/2025")
    assert "Xin chọn phường, xã của số nhà này" in errors["place.commune"].vi
    assert none == {}
    assert "còn ghi “Quận Đống Đa”" in warnings([PLACE], chosen)["place"].vi


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("12 Hoàng Cầu, phường Ô Chợ Dừa, quận Đống Đa", "từ 01/07/2025 thuộc Phường Ô Chợ Dừa hoặc Phường Đống Đa."),
        ("phường Bến Nghé, Quận 1, TP.HCM", "từ 01/07/2025 thuộc Phường Sài Gòn."),
        ("5 Láng Hạ, quận Đống Đa, thành phố Hà Nội", "“Quận Đống Đa” không còn từ 01/07/2025"),
        ("Thôn 3, huyện Châu Thành", "“Huyện Châu Thành” không còn từ 01/07/2025"),
        ("12 Hoàng Cầu, phường Đống Đa, Hà Nội", ""),
        ("5 Lê Lợi, phường Phú Xuân, thành phố Huế", ""),
        ("12 Rue de Rivoli, Paris", ""),
        ("", ""),
    ],
)
def test_an_address_in_one_line_without_a_province_is_doubted_where_it_names_what_is_no_more(
    line: str, said: str
) -> None:
    doubt = former_in_line(line)

    assert (said in doubt.vi) if doubt and said else (doubt is None and not said)


def test_a_district_is_found_before_a_city_that_is_none() -> None:
    assert former_district(HANOI, "5 Láng Hạ, quận Đống Đa, thành phố Hà Nội") == "Quận Đống Đa"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("trung hoà", ["Phường Trung Hoà, Quận Cầu Giấy", "Xã Trung Hòa, Huyện Chương Mỹ"]),
        ("phường Trung Hoà", ["Phường Trung Hoà, Quận Cầu Giấy"]),
        ("Trung Hoà, Cầu Giấy", ["Phường Trung Hoà, Quận Cầu Giấy"]),
        ("p. thanh xuan bac, q. thanh xuan", ["Phường Thanh Xuân Bắc, Quận Thanh Xuân"]),
        ("láng h", ["Phường Láng Hạ, Quận Đống Đa"]),
        ("xã Đông Dư, huyện Gia Lâm", []),
        ("tr", []),
        ("", []),
        ("%00", []),
    ],
)
def test_what_is_typed_to_find_a_commune_finds_those_of_before(typed: str, found: list[str]) -> None:
    assert [one.name for one in former_like(HANOI, typed)] == found
    assert former_like("00", typed) == ()


def test_a_short_word_finds_a_few() -> None:
    assert len(former_like(HANOI, "tân")) == MOST_LIKE


def test_a_district_whose_commune_nobody_knows_leads_on() -> None:
    _values, errors = asked("Thôn 2, xã Đông Dư, huyện Gia Lâm")

    assert (
        "không rõ nay là phường, xã nào thì hỏi Ủy ban nhân dân nơi đó hoặc bộ phận một cửa"
        in errors["place.commune"].vi
    )

"""An address that stands in one line, in the parts that forms ask for."""

import pytest

from procedures.addresses.written import parts_of

LANG = {"province": "01", "commune": "00199"}


@pytest.mark.parametrize("city", ["Hà Nội", "Thành phố Hà Nội", "TP. Hà Nội", "tp hà nội", "HÀ NỘI"])
def test_commune_and_province_are_found_however_the_city_is_written(city: str) -> None:
    assert parts_of(f"Số 56 phố Láng Hạ, phường Láng, {city}") == {**LANG, "line": "Số 56 phố Láng Hạ"}


def test_what_stands_before_them_stays_together() -> None:
    assert parts_of("Phòng 3, ngõ 5, phường Láng, Hà Nội")["line"] == "Phòng 3, ngõ 5"


@pytest.mark.parametrize(
    "text", ["Hà Nội", "phường Láng, Hà Nội", "12 phố Láng Hạ, phường Láng Hạ, Hà Nội", "thôn 1, xã X, tỉnh Y"]
)
def test_what_names_no_known_places_stays_whole_for_its_person_to_choose_them(text: str) -> None:
    assert parts_of(text) == {"line": text}


def test_no_address_is_no_part() -> None:
    assert parts_of("") == {}

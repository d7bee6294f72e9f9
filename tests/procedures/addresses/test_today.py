"""Provinces and communes as they are since 01/07/2025."""

import subprocess
import sys
import unicodedata

from procedures import addresses
from procedures.addresses import DEFAULT_PROVINCE, Place, commune, communes, is_commune, province, provinces


def test_there_are_34_provinces_and_3321_communes_each_with_its_own_code() -> None:
    codes = [place.code for each in provinces() for place in communes(each.code)]

    assert len({place.code for place in provinces()}) == 34
    assert len(codes) == len(set(codes)) == 3321
    assert all(len(place.code) == 2 for place in provinces())
    assert all(len(code) == 5 and code.isdecimal() for code in codes)


def test_ha_noi_is_the_default_and_has_51_wards_and_75_communes() -> None:
    names = [place.name for place in communes(DEFAULT_PROVINCE)]

    assert province(DEFAULT_PROVINCE) == Place("01", "Thành phố Hà Nội")
    assert sum(name.startswith("Phường ") for name in names) == 51
    assert sum(name.startswith("Xã ") for name in names) == 75
    assert len(names) == 126


def test_places_stand_in_vietnamese_order() -> None:
    names = [place.name for place in provinces()]

    assert names[:6] == [
        "Thành phố Cần Thơ",
        "Thành phố Đà Nẵng",
        "Thành phố Hà Nội",
        "Thành phố Hải Phòng",
        "Thành phố Hồ Chí Minh",
        "Thành phố Huế",
    ]
    assert names[6:13] == [
        "Tỉnh An Giang",
        "Tỉnh Bắc Ninh",
        "Tỉnh Cà Mau",
        "Tỉnh Cao Bằng",
        "Tỉnh Đắk Lắk",
        "Tỉnh Điện Biên",
        "Tỉnh Đồng Nai",
    ]
    assert names.index("Tỉnh Lạng Sơn") < names.index("Tỉnh Lâm Đồng")
    wards = [place.name for place in communes("01")]
    assert wards.index("Phường Dương Nội") < wards.index("Phường Đại Mỗ") < wards.index("Phường Đống Đa")
    assert wards.index("Phường Ô Chợ Dừa") > wards.index("Phường Ngọc Hà")


def test_a_commune_is_known_in_its_province_alone() -> None:
    giang_vo = Place("00025", "Phường Giảng Võ")

    assert commune("01", "00025") == giang_vo
    assert giang_vo in communes("01")
    assert commune("79", "00025") is None
    assert is_commune("00025")


def test_a_code_that_is_none_has_no_place() -> None:
    for code in ("", "1", "001", "99", "03", "00001", "Hà Nội", "9" * 400):
        assert province(code) is None
        assert communes(code) == ()
        assert commune(code, "00025") is None
        assert commune("01", code) is None
        assert not is_commune(code)


def test_names_are_stored_as_answers_are() -> None:
    names = [place.name for each in provinces() for place in (each, *communes(each.code))]

    assert all(unicodedata.is_normalized("NFC", name) and name == name.strip() for name in names)


def test_nothing_is_loaded_before_the_first_question() -> None:
    asked = (
        "import sys, procedures.answers; assert 'vietnam_provinces' not in sys.modules; "
        "from procedures import addresses; assert addresses._divisions.cache_info().currsize == 0"
    )

    subprocess.run([sys.executable, "-c", asked], check=True)
    assert addresses.provinces() is not None

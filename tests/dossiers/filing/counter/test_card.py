"""What a keyboard scanner types of a card is read as far as it is sure; of the rest a sentence says what to ask."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.filing.counter.card import (
    ADDRESS_CUT,
    ADDRESS_GARBLED,
    BORN_OTHERWISE,
    MOST_TYPED,
    NAME_GARBLED,
    NAME_READ_AS_TELEX,
    NOT_A_CARD,
    NOT_WHOLE,
    NOTHING_READ,
    READ_AS_TELEX,
    Read,
    Typed,
    read,
)
from procedures.answers.doubts.ages import age, of_age

TODAY = date(2026, 1, 5)
WHOLE = "001088012345|012345678|Nguyễn Văn Bình|02031988|Nam|Số 5, ngõ 12 Láng Hạ, Đống Đa, Hà Nội|01072021"
CARD = Read(
    Typed.CARD,
    number="001088012345",
    former="012345678",
    name="Nguyễn Văn Bình",
    born_on=date(1988, 3, 2),
    address="Số 5, ngõ 12 Láng Hạ, Đống Đa, Hà Nội",
)


def decoded_as(page: str) -> str:
    """Return the code as a reader types it whose UTF-8 is taken for a code page of Windows."""
    signs = []
    for byte in WHOLE.encode():
        try:
            signs.append(bytes([byte]).decode(page))
        except UnicodeDecodeError:
            signs.append(chr(byte))
    return "".join(signs)


@pytest.mark.parametrize(
    "typed",
    [
        WHOLE,
        f"  {WHOLE}\r\n",
        f"{WHOLE}|thêm|nữa",
        decoded_as("cp1252"),
        decoded_as("cp1258"),
        decoded_as("latin-1"),
        WHOLE.replace("01072021", ""),
        # The keyboard "Vietnamese": the upper row types letters with marks in place of digits.
        WHOLE.replace("001088012345", "đđ" + "ă" + "đ" + "\u0301\u0301" + "đăâêô\u0300").replace(
            "02031988", "đâđêă\u0323\u0301\u0301"
        ),
    ],
    ids=["whole", "blanks", "more", "cp1252", "cp1258", "latin-1", "no-issue", "keyboard"],
)
def test_a_card_is_read_however_the_reader_types_it(typed: str) -> None:
    assert read(typed, TODAY) == CARD


def test_a_code_that_ends_within_or_behind_the_address_is_taken_and_said_to_be_looked_at() -> None:
    whole, cut = WHOLE.rpartition("|")[0], WHOLE[: WHOLE.index(" Láng Hạ")]

    assert read(whole, TODAY) == replace(CARD, doubts=(ADDRESS_CUT,), is_cut=True)
    assert read(cut, TODAY) == replace(CARD, address="Số 5, ngõ 12", doubts=(ADDRESS_CUT,), is_cut=True)


def test_a_card_without_an_old_number_is_whole() -> None:
    assert read(WHOLE.replace("012345678", ""), TODAY) == Read(
        Typed.CARD, CARD.number, "", CARD.name, CARD.born_on, CARD.address
    )


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("Nguyeenx Vawn Blinhf", NAME_GARBLED),
        ("Trâần Văn Bình", NAME_GARBLED),
        ("Lê Thị Hôồng", NAME_GARBLED),
        ("Nguye6n4 Van8 Binh2", NAME_GARBLED),
        ("Nguyễnx Văn Bình", NAME_GARBLED),
        ("Nguy?n V?n B?nh", NAME_GARBLED),
        ("Nguy\ufffdn V\ufffdn", NAME_GARBLED),
        ("Nguyá»?n VÄƒn", NAME_GARBLED),
    ],
)
def test_of_a_garbled_name_the_number_is_taken_and_the_name_is_asked_for(name: str, doubt: object) -> None:
    found = read(WHOLE.replace(CARD.name, name), TODAY)

    assert (found.kind, found.number, found.name, found.born_on) == (Typed.CARD, CARD.number, "", CARD.born_on)
    assert found.doubts == (doubt,)
    assert "bộ gõ" in found.doubts[0].vi


@pytest.mark.parametrize(
    "name", ["H'Hen Niê", "Y Blăk Êban", "NGUYỄN THỊ BÍCH NGỌC", "Đỗ Ý", "Phan Huỳnh Quỷnh", "Kpă Klơng"]
)
def test_names_that_people_have_are_not_doubted(name: str) -> None:
    assert read(WHOLE.replace(CARD.name, name), TODAY).name == name


def test_a_garbled_address_alone_is_asked_for() -> None:
    found = read(WHOLE.replace("Láng Hạ", "L?ng H?"), TODAY)

    assert (found.name, found.address, found.doubts) == (CARD.name, "", (ADDRESS_GARBLED,))


@pytest.mark.parametrize(
    ("typed", "name", "born", "missing"),
    [
        ("001088012345|", "", None, "họ tên, ngày sinh, giới tính, địa chỉ"),
        ("001088012345|012345678|Nguyễn V", "", None, "họ tên, ngày sinh, giới tính, địa chỉ"),
        ("001088012345|012345678|Nguyễn Văn Bình|0203", "Nguyễn Văn Bình", None, "ngày sinh, giới tính, địa chỉ"),
        ("001088012345||Nguyễn Văn Bình|02031988|N", "Nguyễn Văn Bình", date(1988, 3, 2), "giới tính, địa chỉ"),
    ],
)
def test_of_a_card_that_was_cut_is_taken_what_is_sure(typed: str, name: str, born: date | None, missing: str) -> None:
    found = read(typed, TODAY)

    assert (found.kind, found.number, found.name, found.born_on) == (Typed.CARD, CARD.number, name, born)
    assert found.doubts[0].vi.startswith(f"Mã QR bị ngắt, chưa có {missing}:")


@pytest.mark.parametrize(
    "typed",
    [
        "00108801",
        "001088012345",
        "P<VNMNGUYEN<<VAN<BINH<<<<<<<<<<<<<<<<<<<<<<<<",
        "1101700203450|THA|SOMCHAI JAIDEE|02031988|M|BANGKOK|01072021",
        "|||||||",
        "001088|012345678|Nguyễn Văn Bình|02031988|Nam|Hà Nội|01072021",
        "999988012345x|||||||",
        "https://example.com/?a=1",
        "00020101021138570010A000000727",
        "",
    ],
)
def test_what_is_no_card_gives_no_number_of_a_card(typed: str) -> None:
    found = read(typed, TODAY)

    assert found.kind is not Typed.CARD
    assert found.kind is not Typed.NOTHING or found.doubts


def test_a_code_of_another_country_or_of_something_else_is_named_as_such() -> None:
    assert read("1101700203450|THA|SOMCHAI|02031988|M|BANGKOK|01072021", TODAY).doubts == (NOT_A_CARD,)
    assert read("https://vneid.gov.vn/x", TODAY).doubts == (NOT_A_CARD,)
    assert read(" ", TODAY).doubts == (NOTHING_READ,)


@pytest.mark.parametrize(
    "typed",
    [
        WHOLE[1:],
        WHOLE[3:],
        f"\u00f1{WHOLE[1:]}",
        WHOLE.replace("001088", "0O1088"),
        WHOLE.partition("|")[2],
        WHOLE[1:].replace("|012345678|", "||"),
        WHOLE[1:].replace("02031988", "0203988"),
        WHOLE[1:].replace("|Nam|", "|Nữ|"),
        WHOLE[1:].replace("|Nam|", "|Nuwx|"),
        decoded_as("cp1252")[1:],
        WHOLE[1:40],
        WHOLE[1:14],
    ],
)
def test_a_card_that_lost_a_character_of_its_number_is_to_be_scanned_again(typed: str) -> None:
    found = read(typed, TODAY)

    assert (found.kind, found.number, found.doubts) == (Typed.NOTHING, "", (NOT_WHOLE,))
    assert "quét lại" in NOT_WHOLE.vi


@pytest.mark.parametrize(
    "typed",
    [
        "1101700203450|THA|SOMCHAI JAIDEE|02031988|M|BANGKOK|01072021",
        "11017002034|THA|SOMCHAI JAIDEE",
        "900101-1234567|KIM|NAM|M|SEOUL",
        "BC123|X",
        "|||||||",
    ],
)
def test_a_code_of_something_else_is_not_taken_for_a_card_that_was_cut(typed: str) -> None:
    assert read(typed, TODAY).doubts == (NOT_A_CARD,)


def test_a_birth_that_the_number_contradicts_is_to_be_looked_at() -> None:
    found = read(WHOLE.replace("02031988", "02031987"), TODAY)

    assert found.born_on == date(1987, 3, 2)
    assert found.doubts == (BORN_OTHERWISE,)
    assert read(WHOLE.replace("02031988", "31021988"), TODAY).born_on is None
    assert (
        read(WHOLE.replace("02031988", "02031988").replace("001088", "001226").replace("1988", "2030"), TODAY).born_on
        is None
    )


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("001088012345", Typed.NUMBER, "001088012345"),
        ("001 088 012 345", Typed.NUMBER, "001088012345"),
        ("012345678", Typed.NUMBER, "012345678"),
        ("c1234567", Typed.NUMBER, "C1234567"),
        ("0912 345 678", Typed.PHONE, "+84912345678"),
        ("+84912345678", Typed.PHONE, "+84912345678"),
        ("h26.14-260105-0001", Typed.DOSSIER, "H26.14-260105-0001"),
        ("Nguyễn  Văn Bình", Typed.NAME, "Nguyễn Văn Bình"),
        ("123", Typed.NOTHING, ""),
        ("00108801234", Typed.NOTHING, ""),
    ],
)
def test_what_is_typed_by_hand_is_told_apart(typed: str, kind: Typed, value: str) -> None:
    found = read(typed, TODAY)

    assert (found.kind, found.number or found.text or found.name) == (kind, value)


@pytest.mark.parametrize(
    ("born", "years", "said"),
    [
        (date(2008, 1, 5), 18, None),
        (date(2008, 1, 6), 17, "Người này mới 17 tuổi (sinh 06/01/2008): xem thủ tục này"),
        (date(2011, 1, 6), 14, "Người này mới 14 tuổi (sinh 06/01/2011): xem có người đại diện"),
    ],
)
def test_of_who_is_under_age_the_age_is_said_and_nothing_is_decided(born: date, years: int, said: str | None) -> None:
    assert age(born, TODAY) == years
    spoken = of_age(born, TODAY)
    assert (spoken.vi if spoken else None) == said or (spoken and said and spoken.vi.startswith(said))


@given(st.text(max_size=900))
def test_whatever_is_typed_is_read_or_a_sentence_says_why_not(typed: str) -> None:
    found = read(typed, TODAY)

    assert found.kind is not Typed.NOTHING or (found.doubts and found.doubts[0].vi)
    assert len(found.name) <= MOST_TYPED


@given(st.integers(0, len(WHOLE)))
def test_a_card_cut_anywhere_gives_nothing_that_is_not_on_it(length: int) -> None:
    found = read(WHOLE[:length], TODAY)

    if found.kind is Typed.CARD:
        assert found.number == CARD.number
        assert (found.name in ("", CARD.name), found.born_on in (None, CARD.born_on)) == (True, True)
        assert CARD.address.startswith(found.address)


TELEX = "Soos 8, ngox 25 phoos Langs Haj, Phuwowngf Langs, Haf Nooij"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Traanf Thij Ngocj Lan", "Trần Thị Ngọc Lan"),
        ("Nguyeenx Vawn Binhf", "Nguyễn Văn Bình"),
        ("HOANGF THUYR QUYS", "HOÀNG THỦY QUÝ"),
        ("Dduwowngf Hoaf", "Đường Hòa"),
    ],
)
def test_the_keys_of_telex_are_read_where_every_word_is_a_syllable(typed: str, meant: str) -> None:
    found = read(WHOLE.replace(CARD.name, typed).replace(CARD.address, TELEX), TODAY)

    assert found.name == meant
    assert found.address == "Số 8, ngõ 25 phố Láng Hạ, Phường Láng, Hà Nội"
    assert found.doubts == (READ_AS_TELEX,)


def test_what_cannot_be_read_beside_such_a_name_is_emptied_and_said() -> None:
    read_name = read(WHOLE.replace(CARD.name, "Traanf Lan").replace(CARD.address, "Soos 8, Ecopark"), TODAY)
    lost_name = read(WHOLE.replace(CARD.name, "Traanf Smith").replace(CARD.address, "Soos 8, Ecopark"), TODAY)

    assert (read_name.name, read_name.address, read_name.doubts) == (
        "Trần Lan",
        "",
        (NAME_READ_AS_TELEX, ADDRESS_GARBLED),
    )
    assert (lost_name.name, lost_name.address, lost_name.doubts) == ("", "", (NAME_GARBLED, ADDRESS_GARBLED))


@pytest.mark.parametrize("name", ["Nguyen Van Anh", "John Smith", "Lò Thị Xoong", "Lưu Cứu", "Hươu Soóc"])
def test_a_name_without_keys_stays_as_it_is(name: str) -> None:
    found = read(WHOLE.replace(CARD.name, name), TODAY)

    assert (found.name, found.doubts) == (name, ())

"""The text and the picture of a transfer, by the vectors of NAPAS and by a reader that is not ours."""

import io
from dataclasses import replace

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dossiers.payments.account import Account, banks
from dossiers.payments.vietqr import (
    Transfer,
    Unreadable,
    checksum,
    field,
    picture,
    read,
    sealed,
    text,
    transfer,
    unaccented,
)

CODE = "H26.NN-261125-0001"
ACCOUNT = Account(banks()["970403"], "0011012345678", "SO THONG TIN")
ASKED = transfer(ACCOUNT, 180_000, CODE)

# NAPAS, QR switching service, T&C v1.0 of 09/2021: the examples with their checksums. The length of the account in the first one is
# misprinted there (12 for 13); its checksum is that of the text as it is printed.
VECTORS = (
    ("00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304", "F4E5"),
    ("00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN6304", "4F52"),
    (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang6304",
        "2E2E",
    ),
    (
        "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang6304",
        "A203",
    ),
)


@pytest.mark.parametrize(("begun", "crc"), [("123456789", "29B1"), *VECTORS])
def test_a_checksum_is_that_of_napas(begun: str, crc: str) -> None:
    assert checksum(begun) == crc


def test_a_transfer_of_napas_s_example_is_written_as_napas_does_but_for_the_number_of_the_bill() -> None:
    [begun, _crc] = VECTORS[2]
    without_bill = begun.removesuffix("6304").replace("62340107NPS68690819", "62230819")

    assert text(replace(ASKED, message="thanh toan don hang")) == sealed(without_bill)


def test_napas_s_own_example_is_read() -> None:
    begun, crc = VECTORS[2]

    assert read(begun + crc) == Transfer("970403", "0011012345678", 180_000, "thanh toan don hang")


@pytest.mark.parametrize("scale", [2, 3, 8])
def test_a_reader_of_another_make_reads_the_picture(scale: int) -> None:
    image = io.BytesIO()
    segno.make(text(ASKED), error="m", micro=False).save(image, kind="png", border=4, scale=scale)

    [found] = zxingcpp.read_barcodes(Image.open(image))

    assert found.text == text(ASKED)
    assert read(found.text) == ASKED


def test_the_picture_is_dark_on_white_whatever_the_page_is() -> None:
    shown = picture(ASKED)

    assert shown.startswith("data:image/svg+xml")
    assert "%23fff" in shown or "#fff" in shown


@given(st.integers(1, 10**13 - 1), st.from_regex(r"[A-Z0-9][A-Z0-9.\- ]{0,22}[A-Z0-9]", fullmatch=True))
def test_what_is_written_is_read_as_it_was(amount: int, message: str) -> None:
    asked = transfer(ACCOUNT, amount, message)

    assert read(text(asked)) == asked


@pytest.mark.parametrize("cut", range(1, len(text(ASKED))))
def test_a_code_that_is_read_in_part_is_no_transfer(cut: int) -> None:
    for part in (text(ASKED)[:cut], text(ASKED)[cut:]):
        with pytest.raises(Unreadable):
            read(part)


@given(st.text(max_size=200))
def test_any_text_is_a_transfer_or_unreadable(scanned: str) -> None:
    for given_text in (scanned, sealed("00" + scanned) if scanned.isascii() else scanned):
        with pytest.raises(Unreadable):
            read(given_text)


@pytest.mark.parametrize(
    ("amount", "message"), [(0, CODE), (-1, CODE), (10**13, CODE), (1, ""), (1, "A" * 26), (1, "…")]
)
def test_a_transfer_that_no_bank_would_take_is_not_written(amount: int, message: str) -> None:
    with pytest.raises(ValueError, match="no "):
        transfer(ACCOUNT, amount, message)


@pytest.mark.parametrize("value", ["", "a" * 100, "phí"])
def test_a_field_holds_what_its_length_can_say(value: str) -> None:
    with pytest.raises(ValueError, match="no value of field 62"):
        field("62", value)


def test_a_message_has_no_accents() -> None:
    assert unaccented("Đặng Thị Ấn  nộp phí") == "Dang Thi An nop phi"

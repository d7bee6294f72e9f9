"""A statement row by row: three banks' spellings, the code pages, and what is no payment whatever it says."""

import io
import tracemalloc
import unicodedata
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dossiers.payments.statement.reading import Unread, read
from dossiers.refusals.money import statement as refusals
from tests.dossiers.payments.statement import made
from tests.dossiers.payments.statement.made import file_of

CODE = "H26.NN-261125-0001"
DAY = date(2026, 1, 5)
ROWS = [("5243.65937", "1.800.000", f"MBVCB.4525.{CODE} nop phi.CT tu 0351"), ("5243.1", "15.000", "lệ phí ấn phẩm")]


@pytest.mark.parametrize("code_page", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_the_same_is_read_in_each_code_page(code_page: str) -> None:
    text = made.vietcombank(ROWS)
    if code_page == "cp1258":
        text = in_1258(text)

    lines = list(read(file_of(text, code_page)))

    assert [(line.day, line.amount, line.reference) for line in lines] == [
        (DAY, 1_800_000, "5243.65937"),
        (DAY, 15_000, "5243.1"),
    ]
    assert [line.message for line in lines] == [row[2] for row in ROWS]
    assert [line.key for line in lines] == [line.key for line in read(file_of(made.vietcombank(ROWS)))]
    assert [line.number for line in lines] == [6, 7]


def test_two_other_banks_write_amounts_days_and_heads_in_another_way() -> None:
    english = read(file_of(made.techcombank([("FT26330", "1,800,000.00", f"{CODE} nop phi")])))
    signed = read(file_of(made.bidv([("+1800000", CODE), ("-15000", "rút tiền"), ("2.500.000 VND", "x")])))

    assert [(line.amount, line.reference, line.message) for line in english] == [
        (1_800_000, "FT26330", f"{CODE} nop phi")
    ]
    assert [(line.day, line.amount) for line in signed] == [(DAY, 1_800_000), (DAY, 2_500_000)]


@pytest.mark.parametrize(
    ("head", "went_out", "came_in", "unsaid"),
    [("Nợ/Có", "D", "C", ""), ("Loại giao dịch", "Ghi nợ", "Ghi có", "CK nội bộ"), ("Dr / Cr", "DR", "CR", "?")],
)
def test_an_amount_without_a_sign_is_what_its_direction_says(
    head: str, went_out: str, came_in: str, unsaid: str
) -> None:
    rows = [
        ("1.800.000", went_out),
        ("1.500.000", came_in),
        ("15.000", unsaid),
        ("(5.000)", unsaid),
        ("+6.000", unsaid),
    ]
    text = f"Ngày giao dịch;Số tiền;{head};Nội dung\r\n" + "".join(
        f"05/01/2026;{amount};{direction};{CODE}\r\n" for amount, direction in rows
    )

    lines = list(read(file_of(text)))

    assert [(line.amount, line.unread) for line in lines] == [
        (1_500_000, None),
        (0, Unread.DIRECTION),
        (6_000, None),
    ]


def test_what_goes_out_sums_and_empty_lines_are_no_rows() -> None:
    text = made.VIETCOMBANK + "1;05/01/2026;77;500.000;;9;rút\r\n;;;;;;\r\n\r\nTổng cộng;;;500.000;1.800.000;;\r\n"

    assert list(read(file_of(text))) == []


@pytest.mark.parametrize(
    ("amount", "message", "unread"),
    [
        ("Một triệu tám trăm nghìn", CODE, Unread.AMOUNT),
        ("1.800.00", CODE, Unread.AMOUNT),
        ("1.800,50", CODE, Unread.AMOUNT),
        ("1.800.000,5", CODE, Unread.AMOUNT),
        ("１８００", CODE, Unread.AMOUNT),
        ("9" * 14, CODE, Unread.AMOUNT),
        ("-1.800.000", CODE, Unread.NEGATIVE),
        ("(1.800.000)", CODE, Unread.NEGATIVE),
        ("=1800000", CODE, Unread.FORMULA),
        ("1.800.000", f'=HYPERLINK("http://x";"{CODE}")', Unread.FORMULA),
    ],
)
def test_a_row_of_which_something_cannot_be_read_says_so(amount: str, message: str, unread: Unread) -> None:
    quoted = message.replace('"', '""')
    [line] = read(file_of(made.VIETCOMBANK + f'1;05/01/2026;77;;{amount};9;"{quoted}"\r\n'))

    assert line.unread is unread


@pytest.mark.parametrize("day", ["31/02/2026", "mai", "", "45252"])
def test_a_row_without_a_day_says_so(day: str) -> None:
    [line] = read(file_of(made.VIETCOMBANK + f"1;{day};77;;1.800.000;9;{CODE}\r\n"))

    assert (line.unread, line.day) == (Unread.DAY, None)


def test_a_number_that_excel_keeps_as_text_is_a_number() -> None:
    [line] = read(file_of(made.techcombank([('=""0077""', "1,800,000", CODE)])))

    assert (line.reference, line.unread) == ("0077", None)


def test_heads_and_messages_may_go_over_two_lines() -> None:
    text = (
        '"Ngày GD/\nTNX Date","Số CT","Số tiền ghi có/\nCredit","Nội dung"\n05/01/2026,1,5.000,"H26.NN-\n261125-0001"\n'
    )

    [line] = read(file_of(text))

    assert (line.message, line.number) == ("H26.NN-\n261125-0001", 5)


def test_rows_that_are_equal_and_have_no_number_are_two_and_the_same_two_again() -> None:
    twice = made.bidv([("15000", CODE), ("15000", CODE)])

    keys = [line.key for line in read(file_of(twice))]

    assert len(set(keys)) == 2
    assert [line.key for line in read(file_of(twice))] == keys


OLD = made.BIDV + f"05/01/2026\t15000\t{CODE}\n"
TCVN3 = {"ờ": "ê", "à": "µ", "ị": "Þ", "ố": "è", "ề": "Ò", "ễ": "Ô", "ả": "¶"}


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        ("".join(TCVN3.get(letter, letter) for letter in OLD).encode("latin-1"), refusals.OldLetters, "TCVN3"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", refusals.WrongCodePage, "CSV UTF-8"),
        (
            made.BIDV.encode() + b"05/01/2026\t1\t" + b"a" * 70_000 + b"\n\xd2\xff\n",
            refusals.WrongCodePage,
            "CSV UTF-8",
        ),
        (b"a,b,c\n1,2,3\n", refusals.NoColumns, "Số tiền ghi có"),
        (b"", refusals.NoColumns, "Nội dung"),
        (b"PK\x03\x04\x14\x00\x06\x00 an XLSX file", refusals.WrongCodePage, "CSV"),
        (made.BIDV.encode() + b'05/01/2026\t1\t"' + b"a" * 140_000 + b'"\n', refusals.BrokenTable, "2"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_with_a_sentence(content: bytes, refusal: type, words: str) -> None:
    with pytest.raises(refusal) as refused, translation.override("en"):
        list(read(io.BytesIO(content)))

    assert words in str(refused.value)


@given(st.binary(max_size=400), st.sampled_from([made.BIDV, made.TECHCOMBANK, made.VIETCOMBANK]))
def test_any_bytes_are_rows_or_refused(content: bytes, heads: str) -> None:
    try:
        lines = list(read(io.BytesIO(heads.encode() + content)))
    except refusals.NO_STATEMENT:
        return
    assert all(line.unread or (line.day and line.amount > 0) for line in lines)


def test_a_long_statement_takes_no_more_memory_than_a_short_one() -> None:
    def peak(count: int) -> int:
        file = file_of(made.vietcombank((str(at), "15.000", CODE) for at in range(count)))
        tracemalloc.start()
        assert sum(1 for _line in read(file)) == count
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(12_000) < peak(3_000) + 50_000


def in_1258(text: str) -> str:
    """Return a text as Windows-1258 has it: vowels with their marks, tones as signs of their own."""
    out = ""
    for letter in text:
        try:
            letter.encode("cp1258")
            out += letter
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            tone = next(sign for sign in apart if sign in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", apart.replace(tone, "")) + tone
    return out


@pytest.mark.parametrize("words", ["Tổng cộng", "TỔNG CỘNG PHÁT SINH:", "Số dư cuối kỳ", "Total"])
def test_a_row_that_sums_others_up_is_no_transfer_and_one_with_a_number_is(words: str) -> None:
    text = made.vietcombank([("FT1", "15.000", f"{words} {CODE}")])

    lines = list(read(file_of(f"{text};;;;15.000;;{words}\r\n;;FT2;;15.000;;{words}\r\n")))

    assert [line.reference for line in lines] == ["FT1", "FT2"]

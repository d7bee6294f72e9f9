"""Texts with answers in their places: whom a paper is for, and where something is still to be written."""

import pytest

from procedures.composing import addressees_in, compose_once, compose_sentences, gaps_in

LETTER = """
Kính gửi: {host_name}

Sở nhận được thông báo của {host_name} về cuộc họp báo {title}.

Tên cuộc họp báo: {title}
"""


def test_a_paper_is_for_whom_it_is_addressed_to_and_not_for_what_else_it_names() -> None:
    assert addressees_in(LETTER) == {"host_name"}
    assert addressees_in("Cho phép: {importer_name}\n1. Số lượng: {count}") == {"importer_name"}
    assert addressees_in("Xét đơn Kính gửi: {name}, ngày {day}") == frozenset()


def test_each_gap_is_named_by_its_line() -> None:
    long = f"{'a ' * 60}…… {'b ' * 60}"

    assert gaps_in(f"Kính gửi: ……\n\nSở đã xem xét.\n{long}")[0] == "Kính gửi: ……"
    assert "……" in gaps_in(long)[0]
    assert len(gaps_in(long)[0]) < 90
    assert gaps_in(LETTER) == ()


@pytest.mark.parametrize(
    ("text", "answer", "said"),
    [
        ("Bản tin {a}", "Bản tin Y tế cơ sở", "Bản tin Y tế cơ sở"),
        ("Bản tin {a}", "bản  tin Y tế cơ sở", "Bản tin Y tế cơ sở"),
        ("Bản tin {a}", "Y tế cơ sở", "Bản tin Y tế cơ sở"),
        ("Bản tin {a}", "Tin Y tế", "Bản tin Y tế"),
        ("Bản tin {a}", "Bản tin", "Bản tin Bản tin"),
        ("Bản tin {a}", "Bản tinh hoa", "Bản tin Bản tinh hoa"),
        ("Điểm {a}, {a}", "Điểm Net", "Điểm Net, Điểm Net"),
        ("{a}", "Bản tin", "Bản tin"),
        ("Bản tin {a}", "", "Bản tin ……"),
    ],
)
def test_words_with_which_an_answer_begins_are_not_said_twice(text: str, answer: str, said: str) -> None:
    assert compose_once(text, lambda _name: answer) == said


@pytest.mark.parametrize(
    ("text", "answer", "sentence"),
    [
        ("2. Mục đích: {a}", "Tuyên truyền", "2. Mục đích: Tuyên truyền."),
        ("2. Mục đích: {a}", "Tuyên truyền.", "2. Mục đích: Tuyên truyền."),
        ("2. Mục đích: {a}.", "Tuyên truyền. ", "2. Mục đích: Tuyên truyền."),
        ("2. Mục đích: {a}. Nơi in: Hà Nội.", "Tuyên truyền.", "2. Mục đích: Tuyên truyền. Nơi in: Hà Nội."),
        ("2. Mục đích: {a}. Nơi in: Hà Nội.", "Tuyên truyền", "2. Mục đích: Tuyên truyền. Nơi in: Hà Nội."),
        ("2. Mục đích: {a}", "Hỏi: “Vì sao?”", "2. Mục đích: Hỏi: “Vì sao?”"),
        ("2. Mục đích: {a}", "", "2. Mục đích: ……."),
        ("Điều 1. Gia hạn cho {a}", "điểm Net", "Điều 1. Gia hạn cho điểm Net."),
        ("Kính gửi: {a}", "Hội Khuyến học", "Kính gửi: Hội Khuyến học"),
        ("Kính gửi: {a}\n\n1. Tên: {a}", "Hội", "Kính gửi: Hội\n\n1. Tên: Hội."),
        (
            "Cho phép: {a}, trụ sở tại {b}\n\n1. In",
            "số 2, Hà Nội",
            "Cho phép: số 2, Hà Nội, trụ sở tại số 2, Hà Nội.\n\n1. In",
        ),
        ("Cho phép: {a}, trụ sở tại {b}", "12 Láng Hạ.", "Cho phép: 12 Láng Hạ., trụ sở tại 12 Láng Hạ."),
        ("Không cho phép tại {a}. Lý do: {reason}", "Hội", "Không cho phép tại Hội. Lý do: Hội"),
    ],
)
def test_a_sentence_that_an_answer_ends_has_one_full_stop(text: str, answer: str, sentence: str) -> None:
    assert compose_sentences(text, lambda _name: answer) == sentence

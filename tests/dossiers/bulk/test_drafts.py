"""What tells drafts apart that are signed together: what is said in one alone, not what is about somebody else."""

from collections.abc import Iterable

from dossiers.desk.jobs.drafts import Read, _drafts_of, compared
from dossiers.papers.issued import Paragraph

FORM = "Cấp cho: {}", "Tên tài liệu: {}", "Điều 1. Được phép xuất bản.", "Điều 2. Nộp lưu chiểu."
EXTRA = "Chỉ phát hành nội bộ, không bán."


def filled(name: str, title: str) -> tuple[str, ...]:
    return tuple(part.format(value) for part, value in zip(FORM, (name, title, "", ""), strict=True))


ALICE, BOB, TAM = filled("An", "Sách An"), filled("Bình", "Sách Bình"), filled("Tâm", "Sách Tâm")


def test_what_is_only_about_somebody_else_is_odd_in_none() -> None:
    assert compared([ALICE, BOB, TAM]) == [((), ())] * 3
    assert compared([ALICE]) == [((), ())]
    assert compared([]) == []


def test_a_paragraph_more_is_odd_wherever_it_stands() -> None:
    for place in range(len(BOB) + 1):
        longer = (*BOB[:place], EXTRA, *BOB[place:])
        first, second, third = compared([ALICE, longer, TAM])
        assert (first, third) == (((), ()), ((), ()))
        assert second == ((place,), ())


def test_of_two_the_longer_one_is_odd_and_the_other_lacks_it() -> None:
    assert compared([(*ALICE, EXTRA), BOB]) == [((4,), ()), ((), (EXTRA,))]


def test_of_four_of_which_half_are_alike_the_two_others_are_told_apart() -> None:
    clauses = "1. Không được bán.", "2. Nộp lưu chiểu."
    alike = [(name, *clauses) for name in ("Cấp cho: An", "Cấp cho: Bình")]
    more = ("Cấp cho: Tâm", "1. In ở Hà Nội.", "2. Không được bán.", "3. Nộp lưu chiểu.")
    less = ("Cấp cho: Lan", "1. Nộp lưu chiểu.")

    assert compared([*alike, more, less]) == [((), ()), ((), ()), ((1,), ()), ((), (clauses[0],))]
    assert compared([alike[0], more]) == [((), ("1. In ở Hà Nội.",)), ((1,), ())]
    assert compared([alike[0], less]) == [((1,), ()), ((), (clauses[0],))]


def test_what_most_say_otherwise_is_odd() -> None:
    other = (*BOB[:3], "Điều 2. Nộp lưu chiểu trong 30 ngày.")

    assert compared([ALICE, other, TAM]) == [((), ()), ((3,), ()), ((), ())]


def test_what_one_lacks_is_told() -> None:
    assert compared([ALICE, BOB[:3], TAM])[1] == ((), (BOB[3],))


BASIS = "Căn cứ Luật Xuất bản;"


def drafts_of(*texts: tuple[str, ...]) -> Read:
    paragraphed = {str(n): "\n".join(text) for n, text in enumerate(texts)}
    return Read(_drafts_of(paragraphed), {})


def lines(paragraphs: Iterable[Paragraph | None]) -> list[str | None]:
    return [part.text if part else None for part in paragraphs]


def test_what_a_draft_grants_is_read_whole_without_what_all_say_and_what_is_odd_stays_in_its_place() -> None:
    read = drafts_of((BASIS, *ALICE), (BASIS, *BOB, EXTRA), (BASIS, *TAM))

    assert lines(read.drafts["0"].substance) == [ALICE[0], ALICE[1]]
    assert lines(read.drafts["1"].substance) == [BOB[0], BOB[1], EXTRA]
    assert [draft.is_whole for draft in read.drafts.values()] == [False] * 3
    assert read.unlike == 1


def test_of_two_that_differ_there_are_no_others() -> None:
    assert drafts_of((BASIS, *ALICE, EXTRA), (BASIS, *BOB)).has_no_usual
    assert not drafts_of((BASIS, *ALICE), (BASIS, *BOB, EXTRA), (BASIS, *TAM)).has_no_usual


def test_what_all_drafts_say_is_given_once_with_a_place_for_what_each_says() -> None:
    shared = drafts_of((BASIS, *ALICE), (BASIS, *BOB), (BASIS, *TAM)).shared

    assert shared is not None
    assert lines(shared.bases) == [BASIS]
    assert lines(shared.text) == [None, *ALICE[2:]]


def test_a_single_draft_is_read_as_it_is_but_for_its_bases() -> None:
    read = drafts_of((BASIS, *ALICE))

    assert read.shared is None
    assert lines(read.drafts["0"].substance) == [*ALICE]


def test_a_basis_that_one_alone_has_is_read() -> None:
    read = drafts_of((BASIS, *ALICE), (BASIS, "Căn cứ Quyết định số 5;", *BOB), (BASIS, *TAM))

    assert "Căn cứ Quyết định số 5;" in lines(read.drafts["1"].substance)

"""What tells drafts apart that are signed together: what is said in one alone, not what is about somebody else."""

from dossiers.desk.jobs.drafts import Draft, compared, plain
from dossiers.papers.issued import paragraphs_of

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


def test_the_beginning_of_a_draft_is_what_is_odd_about_it() -> None:
    paragraphs = paragraphs_of("\n\n".join([*BOB, EXTRA]))
    draft = Draft(paragraphs, frozenset(map(plain, BOB[2:])), (paragraphs[-1],))

    assert draft.is_unlike
    assert draft.beginning.startswith(EXTRA)
    assert "Cấp cho: Bình" in draft.beginning
    assert "Điều 1" not in draft.beginning

"""The picture of a procedure's machine: what is in it, and that nothing of it lies on anything else."""

import dataclasses
import re
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.display.diagram import Picture
from dossiers.display.diagram.lettering import width, wrapped
from procedures.language.compiler import compile_text
from procedures.machine import Machine, Text
from tests.dossiers.display.drawn import LONG, ROLES, drawn, faults, rows_of, steps, strokes, texts, written_in
from tests.procedures.decided import decided
from tests.procedures.shipped import changed, compiled, newest, shipped_machine

SHIPPED = newest()
AGENCY = Text("Văn phòng Uỷ ban nhân dân Thành phố", "Office of the City People's Committee")


def both(machine: Machine, *actions: str, language: str = "vi") -> tuple[Picture, Picture]:
    return drawn(machine, *actions, language=language).pictures


def with_agency(machine: Machine, place: int, agency: Text) -> Machine:
    row = dataclasses.replace(machine.steps[place], agency=agency)
    return dataclasses.replace(machine, steps=(*machine.steps[:place], row, *machine.steps[place + 1 :]))


# What is in it


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_has_its_number_title_role_and_time(kind: int, language: str) -> None:
    machine = shipped_machine()

    found = both(machine, language=language)[kind]

    assert [written_in(box)["title"] for box in steps(found)] == [step.title.of(language) for step in machine.steps]
    assert [written_in(box)["role"] for box in steps(found)] == [ROLES[step.role] for step in machine.steps]
    assert [disc.number for disc in found.discs if disc.number] == list("1234567")
    assert [written_in(box).get("time") for box in steps(found)] == {
        "vi": ["0,5 ngày làm việc", "0,5 ngày làm việc", "6 ngày làm việc", "1,5 ngày làm việc", "1 ngày làm việc",
               "0,5 ngày làm việc", None],
        "en": ["0,5 working day", "0,5 working day", "6 working days", "1,5 working days", "1 working day",
               "0,5 working day", None],
    }[language]  # fmt: skip


def test_a_step_of_another_agency_names_it_and_a_step_of_our_own_does_not() -> None:
    machine = with_agency(with_agency(shipped_machine(), 4, AGENCY), 3, shipped_machine().agency)

    for found in both(machine):
        assert [written_in(box).get("agency") for box in steps(found)] == [None] * 4 + [AGENCY.vi] + [None] * 2


def test_the_bar_of_a_step_is_as_long_as_its_share_of_the_longest() -> None:
    boxes = steps(drawn(shipped_machine()).wide)

    assert [round(box.bar / boxes[2].bar, 2) for box in boxes] == [0.08, 0.08, 1, 0.25, 0.17, 0.08, 0]


def test_what_a_step_yields_is_its_tip_cut_to_a_line() -> None:
    tips = [box.tip for box in steps(drawn(shipped_machine()).wide)]

    assert tips[1] == "Ý kiến phân công trên phiếu kiểm soát"
    assert tips[2] == "Phiếu thẩm định"
    assert tips[0].endswith("…")
    assert max(map(len, tips)) <= 90


def ends_of_arcs(found: Picture) -> list[tuple[str, str]]:
    """Return from which disc to which each arc over the line goes."""
    return sorted((_disc_at(found, source), _disc_at(found, target)) for source, target in arcs(found))


def arcs(found: Picture) -> list[tuple[int, int]]:
    """Return where each arc over the line begins and ends, from left to right."""
    over = re.compile(r"M(\d+) \d+V\d+A\S+ \d+ 0 0 [01] (\d+) ")
    ends = (over.match(path) for path in strokes(found, "arc"))
    return [(int(match[1]), int(match[2])) for match in ends if match]


def _disc_at(found: Picture, x: int) -> str:
    return next(disc.number for disc in found.discs if abs(disc.x - x) < disc.radius)


def test_each_send_back_is_an_arc_from_its_step_to_the_earlier_one() -> None:
    found = drawn(shipped_machine())

    assert ends_of_arcs(found.wide) == [("4", "3"), ("5", "3"), ("5", "4"), ("6", "5")]
    assert len([path for path in strokes(found.tall, "arc") if "A" in path]) == 4


def test_arcs_that_meet_at_a_disc_end_beside_one_another() -> None:
    found = drawn(rows_of(7, back={4: [3], 5: [3, 4], 6: [3, 5]})).wide

    ends = [x for both_ends in arcs(found) for x in both_ends]
    assert len(ends) == len(set(ends)) == 10


def test_a_step_that_is_passed_over_has_no_way_from_the_one_before_it() -> None:
    found = drawn(rows_of(6, ahead={2: 4})).wide

    assert len(strokes(found, "track")) == 6
    assert ends_of_arcs(found) == [("2", "4")]
    assert "Đi thẳng đến bước sau, bỏ qua các bước giữa" in texts(found)


def test_a_result_at_once_is_an_arc_to_the_last_step() -> None:
    at_once = compiled(("\nimmediate_result = false ", "\nimmediate_result = true "))

    found = drawn(at_once).wide

    assert ("1", "7") in ends_of_arcs(found)


@pytest.mark.parametrize("kind", [0, 1])
def test_the_official_forms_stand_where_they_are_issued(kind: int) -> None:
    found = both(shipped_machine())[kind]

    inside = {" ".join(box.words[-1].lines): [s.number for s in box.sheets] for box in found.boxes if box.sheets}
    assert inside == {
        "chờ bổ sung hồ sơ": ["02"],
        "Từ chối tiếp nhận": ["03"],
        "chờ nộp tiền": ["02"],
        "Từ chối cấp giấy phép": ["03"],
    }
    assert {"01", "04", "05"} <= {sheet.number for sheet in found.sheets}


def test_the_other_ways_out_are_told_with_the_steps_at_which_they_can_be_taken() -> None:
    wide, tall = both(shipped_machine(), language="en")

    assert {"If late: an apology and a new date", "May be stopped, with the reason"} <= set(texts(wide))
    assert {
        "Steps 1 – 6: If late: an apology and a new date",
        "Steps 2 – 6: May be stopped, with the reason",
        "From filing to step 6: The applicant may withdraw",
    } <= set(texts(tall))
    assert len(strokes(wide, "bracket")) == 3


def test_a_specialist_step_shows_that_the_time_is_paused() -> None:
    waits = [box for box in drawn(shipped_machine()).wide.boxes if box.kind == "wait"]

    assert [[" ".join(words.lines) for words in box.words] for box in waits] == [
        ["chờ bổ sung hồ sơ"],
        ["Tạm dừng", "chờ bổ sung hồ sơ", "chờ nộp tiền"],
    ]


def test_a_stop_that_waits_for_its_notice_is_no_supplement() -> None:
    """In the second lifecycle a leader decides a stop at any step, and the desk tells the applicant."""
    machine = decided()
    stopping = ("accept", "transfer", "finish-phan-cong", "decide-stop")

    waits = [box for box in drawn(machine).wide.boxes if box.kind == "wait"]
    assert [[" ".join(words.lines) for words in box.words] for box in waits] == [
        ["chờ bổ sung hồ sơ"],
        ["Tạm dừng", "chờ bổ sung hồ sơ", "chờ nộp tiền"],
    ]
    assert "Nộp hồ sơ: chờ bổ sung hồ sơ. 3: chờ bổ sung hồ sơ, chờ nộp tiền." in drawn(machine).description
    assert "Đang tạm dừng" not in drawn(machine, *stopping).description


def test_an_outcome_with_a_time_of_its_own_tells_it() -> None:
    refused = '\nlabel = { vi = "Từ chối cấp giấy phép", en = "Licence refused" }\n'
    machine = compile_text(
        changed((refused, f'{refused}limit = {{ amount = 5, unit = "working_day" }}\n')), path="v1.toml"
    )

    assert "5 ngày làm việc" in [written_in(box).get("label") for box in drawn(machine).wide.boxes]


@pytest.mark.parametrize(
    ("language", "told"), [("vi", "trước sự kiện ít nhất 12 giờ"), ("en", "at least 12 hours before the event")]
)
def test_an_outcome_that_is_told_before_an_event_says_how_long_before(language: str, told: str) -> None:
    (path,) = (path for path in SHIPPED if path.parent.name == "hop-bao-trong-nuoc")
    found = drawn(compile_text(path.read_bytes(), path="v1.toml"), language=language)

    for picture in found.pictures:
        assert told in texts(picture)
    assert f", {told}" in found.description


def test_the_description_says_all_of_it_in_words() -> None:
    said = drawn(shipped_machine(), language="en").description

    for part in (
        "7 steps.",
        "3: Appraise the dossier, draft the result, specialist, 6 working days.",
        "Step 5 may send back to step 3, step 4.",
        "3: waits for missing documents, waits for a payment.",
        "Filing: Not accepted (Refusal slip).",
        "Steps 2 – 6: May be stopped, with the reason (Notice of stopping).",
        "Result: Licence granted; Licence refused (Refusal slip).",
    ):
        assert part in said


# The laws of the drawing


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_nothing_lies_on_anything_else_in_any_shipped_procedure(path, language: str) -> None:
    machine = compile_text(path.read_bytes(), path=path.name)

    assert [fault for found in both(machine, language=language) for fault in faults(found)] == []


@pytest.mark.parametrize("count", [3, 7, 8, 9, 12])
@pytest.mark.parametrize("title", ["Bước", LONG, "Uỷ ban <nhân dân> & " + "m" * 60])
def test_nothing_lies_on_anything_else_from_3_to_12_rows(count: int, title: str) -> None:
    back = {row: list(range(2, row)) for row in range(3, count)}

    for found in both(rows_of(count, title=title, back=back)):
        assert faults(found) == []
        assert {written_in(box)["title"].replace(" ", "") for box in steps(found)} == {title.replace(" ", "")}


@pytest.mark.parametrize("slack", [1, 1.16])
def test_wider_typefaces_are_given_room(slack: float) -> None:
    found = drawn(rows_of(8, title=LONG), slack=slack).wide

    room = steps(found)[0].width - 20
    assert max(words.right - words.x for box in steps(found) for words in box.words) <= room / slack


letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"])
titles = st.lists(st.text(letters, min_size=1, max_size=30), min_size=1, max_size=12).map(" ".join)


class Sketch(NamedTuple):
    """What differs between the machines that are drawn at random."""

    titles: list[str]
    agencies: list[str]
    back: dict[int, list[int]]
    ahead: dict[int, int]

    def machine(self) -> Machine:
        whole = rows_of(len(self.titles), back=self.back, ahead=self.ahead)
        named = (
            dataclasses.replace(step, title=Text(title, title), agency=Text(agency, agency) if agency else None)
            for step, title, agency in zip(whole.steps, self.titles, self.agencies, strict=True)
        )
        return dataclasses.replace(whole, steps=tuple(named))


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    count = draw(st.integers(3, 12))
    agencies = draw(st.lists(st.just("") | titles, min_size=count, max_size=count))
    back = {row: draw(st.lists(st.integers(1, row - 1), unique=True, max_size=4)) for row in range(2, count)}
    passing = draw(st.integers(1, count - 2))
    ahead = {passing: draw(st.integers(passing + 1, count - 1))} if draw(st.booleans()) else {}
    return Sketch(draw(st.lists(titles, min_size=count, max_size=count)), agencies, back, ahead)


@settings(deadline=None)
@given(sketches())
def test_nothing_lies_on_anything_else_whatever_the_steps_are_called(sketch: Sketch) -> None:
    assert [fault for found in both(sketch.machine()) for fault in faults(found)] == []


def test_the_same_machine_is_drawn_the_same_way_each_time() -> None:
    assert drawn(shipped_machine()) == drawn(compile_text(changed(), path="other.toml"))


# Lettering


@given(titles, st.integers(10, 20), st.integers(40, 300))
def test_lines_hold_all_of_a_text_and_fit(text: str, size: int, room: int) -> None:
    lines = wrapped(text, size, room)

    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(width(line, size) <= room for line in lines)


def test_marks_over_and_under_a_letter_take_no_width() -> None:
    assert width("ệ", 100) == width("e", 100) == width("e\u0323\u0302", 100) == 62.5
    assert width("ư", 100) == width("u", 100)
    assert width("đ", 100) > width("d", 100)
    assert width("漢", 100) == 105

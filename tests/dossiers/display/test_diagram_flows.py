"""The picture of the ways that many dossiers went: how often each was gone stands beside it, and its line is as broad."""

import re
from collections.abc import Collection, Mapping

import pytest

from dossiers.display.diagram import HEAVIEST, Diagram, Flow, Flows, diagram
from procedures.language.compiler import compile_text
from procedures.machine import LimitUnit, Machine
from tests.dossiers.display.drawn import ROLES, faults, rows_of, strokes, texts
from tests.procedures.shipped import PATH, newest

OFTEN = Flow("1.234", "0,35 ngày", HEAVIEST)
SELDOM = Flow("3", "1,25 ngày", 1)
WAITED = Flow("2", "4,96 ngày", 1)


def flowing(machine: Machine, flows: Mapping[tuple[str, str], Flow], *, language: str = "vi") -> Diagram:
    """Return the diagram of a machine of which some actions were taken."""

    def flow(actions: Collection[tuple[str, str]]) -> Flow | None:
        return next((flows[action] for action in actions if action in flows), None)

    def waited(states: Collection[str]) -> Flow | None:
        return WAITED if "tham-dinh.supplement-asked" in states else None

    return diagram(machine, language=language, roles=ROLES, flows=Flows(LimitUnit.WORKING_DAY, flow, waited))


def shipped() -> Machine:
    return compile_text(PATH.read_bytes(), path=PATH.name)


TAKEN = {
    ("filed", "accept"): OFTEN,
    ("tham-dinh", "finish-tham-dinh"): OFTEN,
    ("xem-xet", "send-back-tham-dinh"): SELDOM,
    ("tham-dinh", "propose-supplement"): SELDOM,
    ("filed", "reject"): SELDOM,
    ("phan-cong", "stop"): SELDOM,
}


def test_each_way_says_how_often_it_was_gone_and_how_long_it_took() -> None:
    found = flowing(shipped(), TAKEN)

    wide, tall = texts(found.wide), texts(found.tall)
    assert "1.234 · 0,35 ngày" in wide
    assert {"1.234", "0,35 ngày", "3 · 1,25 ngày"} <= {*wide}
    assert tall.count("1.234 · 0,35 ngày") == 2
    assert "Bước 4 → 3: 3 · 1,25 ngày" in tall
    for written in (wide, tall):
        joined = " | ".join(written)
        assert "Từ chối tiếp nhận (3 · 1,25 ngày)" in joined
        assert "chờ bổ sung hồ sơ (2 · 4,96 ngày)" in joined
        assert "trung vị, tính bằng ngày làm việc" in joined.replace(" | ", " ")
        assert "nêu rõ lý do (3 · 1,25 ngày)" in joined


def test_a_line_is_as_broad_as_the_way_was_often_gone_and_broken_where_nobody_went() -> None:
    found = flowing(shipped(), TAKEN)

    for picture in found.pictures:
        assert len(strokes(picture, f"track flow-{HEAVIEST}")) == 3  # the sample in the key is one of them
        assert len(strokes(picture, "arc flow-1")) == 1
        assert len(strokes(picture, "track flow-0")) == 6
        assert strokes(picture, "track") == []


def test_the_description_says_it_too() -> None:
    found = flowing(shipped(), TAKEN, language="en")

    assert "Filing → step 1: 1.234 · 0,35 ngày." in found.description
    assert "Step 4 → 3: 3 · 1,25 ngày." in found.description
    assert found.title == "The way that dossiers went"


def test_there_is_no_step_before_the_first_and_none_behind_the_last() -> None:
    machine = rows_of(7)

    found = flowing(machine, _all(machine)).description

    assert "Nộp hồ sơ → bước 1: " in found
    assert "Bước 7 → kết thúc: " in found
    assert not re.search(r"Bước 0|(→|bước) 8", found)


def test_a_recall_is_drawn_only_where_somebody_did() -> None:
    without, recalled = (flowing(shipped(), flows) for flows in ({}, {("phan-cong", "recall"): SELDOM}))

    assert "Bước 2 → 1: 3 · 1,25 ngày" in texts(recalled.tall)
    assert len(strokes(recalled.wide, "arc flow-1")) == 1
    assert not strokes(without.wide, "arc flow-1")


def test_where_nothing_was_counted_the_picture_is_the_one_of_before() -> None:
    found = diagram(shipped(), language="vi", roles=ROLES)

    for picture in found.pictures:
        assert not any("flow" in stroke.kind for stroke in picture.strokes)
        assert not any(words.kind == "count" for words in picture.words)


def _all(machine: Machine) -> dict[tuple[str, str], Flow]:
    return {(a.source, a.name): OFTEN for a in machine.actions if not a.name.startswith("recall")}


@pytest.mark.parametrize("path", newest(), ids=lambda path: path.parent.name)
def test_nothing_lies_on_anything_else_where_every_way_was_gone(path) -> None:
    machine = compile_text(path.read_bytes(), path=path.name)

    found = flowing(machine, _all(machine))

    assert [fault for picture in found.pictures for fault in faults(picture)] == []


@pytest.mark.parametrize("count", [4, 7, 9, 12])
def test_of_many_steps_what_has_no_room_between_the_rows_stands_under_them(count: int) -> None:
    machine = rows_of(count, back={count - 1: [2]})

    found = flowing(machine, _all(machine))

    assert [fault for picture in found.pictures for fault in faults(picture)] == []
    back = f"Bước {count - 1} → 2: 1.234 · 0,35 ngày"
    assert (back in texts(found.wide)) == (count > 8)
    assert back in texts(found.tall)

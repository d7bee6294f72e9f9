"""Machines to draw, ways through them, and the laws that every drawing keeps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from accounts.roles import Role
from dossiers.display.diagram import Diagram, Picture, diagram
from dossiers.display.diagram.shapes import SHEET_HEIGHT, SHEET_WIDTH, Box, Words
from procedures.language.compiler import compile_text
from procedures.machine import Machine
from tests.procedures.shipped import FILE, TEXT

ROLES = {role: role.replace("_", " ") for role in Role}
LONG = "Tiếp nhận, kiểm tra tính đầy đủ của hồ sơ, số hoá, lập phiếu kiểm soát, chuyển phòng chuyên môn"
MIDDLE = ["division_head", "specialist", "division_head", "department_leader", "clerk", "provincial_office"]
TIME = Decimal("0.5")


class Moved(NamedTuple):
    """Something that happened to a dossier."""

    source: str
    action: str
    target: str


def path(machine: Machine, *actions: str) -> list[Moved]:
    """Return the log of a dossier that was filed and went on by these actions."""
    moves = [Moved("", "submit", machine.initial)]
    for name in actions:
        action = machine.action(moves[-1].target, name)
        assert action, name
        moves.append(Moved(action.source, name, action.target))
    return moves


def rows_of(
    count: int,
    *,
    title: str = "",
    back: Mapping[int, Sequence[int]] | None = None,
    ahead: Mapping[int, int] | None = None,
) -> Machine:
    """Return a machine of so many rows; ``back`` and ``ahead`` say from which row to which others."""
    roles = ["one_stop_officer", *(MIDDLE[place % 6] for place in range(count - 2)), "one_stop_officer"]
    rows = []
    for row in range(1, count + 1):
        time = 0 if row == count else 10 - TIME * (count - 2) if row == 1 else TIME
        text = title or f"Bước số {row}"
        lines = [f'name = "row-{row}"', f'role = "{roles[row - 1]}"', f"time = {time}"]
        lines += [f'{key} = {{ vi = "{text}", en = "{text}" }}' for key in ("title", "output")]
        if back and back.get(row):
            lines.append(f"send_back_to = [{', '.join(f'"row-{other}"' for other in back[row])}]")
        if ahead and row in ahead:
            lines.append(f'next = "row-{ahead[row]}"')
        rows.append("\n".join(["[[steps]]", *lines]))
    before, _, rest = TEXT.partition("[[steps]]")
    return compile_text("\n\n".join([before, *rows, rest[rest.index("[[outcomes]]") :]]), path=FILE)


def drawn(machine: Machine, *actions: str, language: str = "vi", slack: float = 1) -> Diagram:
    """Return the diagram of a machine; with actions, of a dossier that took them."""
    moves = path(machine, *actions) if actions else []
    return diagram(machine, moves, language=language, roles=ROLES, slack=slack)


def texts(picture: Picture) -> list[str]:
    """Return everything that is written in a picture, each text on one line."""
    words = [*(words for box in picture.boxes for words in box.words), *picture.words]
    return [" ".join(text.lines) for text in words]


def written_in(box: Box) -> dict[str, str]:
    """Return what is written in a box, by the kind of words."""
    return {words.kind.partition(" ")[0]: " ".join(words.lines) for words in box.words}


def steps(picture: Picture) -> list[Box]:
    """Return the boxes of the steps, in their order."""
    return [box for box in picture.boxes if box.kind.split()[0] == "step"]


def strokes(picture: Picture, kind: str) -> list[str]:
    """Return the paths of a kind of lines: ``arc``, or ``arc taken`` for those that a dossier took."""
    return [stroke.path for stroke in picture.strokes if stroke.kind == kind]


def faults(picture: Picture) -> list[str]:
    """Return every overlap and overflow of a picture."""
    return [*_boxes(picture), *_words_in_boxes(picture), *_loose(picture), *_lines(picture)]


type Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(one: Area, other: Area) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]


def _area(found: Box | Words) -> Area:
    if isinstance(found, Box):
        return found.x, found.y, found.right, found.bottom
    return found.x, found.top, found.right, found.bottom


def _boxes(picture: Picture) -> Iterator[str]:
    discs = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in picture.discs]
    solid = [*map(_area, picture.boxes), *discs]
    yield from (f"{one} lies on {other}" for one, other in combinations(solid, 2) if _overlap(one, other))
    whole = (0, 0, picture.width, picture.height)
    yield from (f"{area} is outside" for area in solid if not _inside(area, whole))


def _words_in_boxes(picture: Picture) -> Iterator[str]:
    for box in picture.boxes:
        room = (0, 0, box.width, box.height)
        areas = [*map(_area, box.words), *((s.x, s.y, s.x + SHEET_WIDTH, s.y + SHEET_HEIGHT) for s in box.sheets)]
        yield from (f"{box.words}: {area} leaves {room}" for area in areas if not _inside(area, room))
        yield from (f"{box.words}: {a} lies on {b}" for a, b in combinations(areas, 2) if _overlap(a, b))


def _loose(picture: Picture) -> Iterator[str]:
    sheets = [(s.x, s.y, s.x + SHEET_WIDTH, s.y + SHEET_HEIGHT) for s in picture.sheets]
    areas = [*map(_area, picture.words), *sheets]
    boxes = list(map(_area, picture.boxes))
    yield from (f"{area} is outside" for area in areas if not _inside(area, (0, 0, picture.width, picture.height)))
    yield from (f"{a} lies on {b}" for a, b in combinations(areas, 2) if _overlap(a, b))
    yield from (f"{a} lies on the box {b}" for a in areas for b in boxes if _overlap(a, b))


def _lines(picture: Picture) -> Iterator[str]:
    """Check the places that a path names with ``M`` and ``L``, and the highest of an arc."""
    for path_ in (stroke.path for stroke in picture.strokes):
        for x, y in re.findall(r"[ML](-?\d+) (-?\d+)", path_):
            if not (0 <= int(x) <= picture.width and 0 <= int(y) <= picture.height):
                yield f"{path_} leaves the picture"
        for top, height in re.findall(r"V(\d+)A[\d.]+ (\d+) ", path_):
            if int(top) < int(height):
                yield f"{path_} rises over the picture"
        for left, depth in re.findall(r"H(\d+)A(\d+) ", path_):
            if int(left) < int(depth):
                yield f"{path_} stands out of the picture"

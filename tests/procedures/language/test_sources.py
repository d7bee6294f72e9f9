"""Where a procedure is filed, why not wholly on line, and where its parts are from."""

import pytest

from procedures.form import Text
from procedures.form.offered import Confidence, Source
from procedures.language.compiler import compile_text
from procedures.language.errors import DefinitionErrors
from procedures.language.sources import PARTS, citation, place_of
from procedures.machine import Machine, Online
from tests.procedures.shipped import FILE, WHOLE, changed

MOVED = '[filed_elsewhere]\nvi = "Từ 01/01/2027 nộp ở Bộ."\nen = "Filed at the Ministry since 01/01/2027."\n\n'
GONE = '[abolished]\nvi = "Bãi bỏ từ 01/01/2028."\nen = "Abolished from 01/01/2028."\n\n'
HERE = (MOVED + GONE, "")
REASON = ('[online_reason]\nvi = "Phải kiểm tra tại chỗ."\nen = "It must be looked at on site."\n\n', "")


def whole(*edits: tuple[str, str]) -> Machine:
    return compile_text(changed(*edits, text=WHOLE), path=FILE)


def refused(*edits: tuple[str, str]) -> list[str]:
    with pytest.raises(DefinitionErrors) as caught:
        whole(*edits)
    return [error.key for error in caught.value.errors]


def test_the_source_of_a_part_is_read_with_how_well_it_is_known() -> None:
    machine = whole()

    source = machine.sources[0]
    assert source == Source(
        "components.don",
        Text("Thông tư 99", "Circular 99"),
        Confidence.SECONDARY,
        Text("Chưa đối chiếu bản gốc.", "The original was not compared."),
    )
    assert place_of(machine, source).en == "Documents: Application"
    assert citation(source).en == "Circular 99 (by a source that repeats it). The original was not compared."
    assert citation(source).vi == "Thông tư 99 (theo nguồn dẫn lại). Chưa đối chiếu bản gốc."


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_definition_can_have_a_source(part: str) -> None:
    machine = whole(('of = "components.don"', f'of = "{part}"'))

    assert place_of(machine, machine.sources[0]) == PARTS[part]


@pytest.mark.parametrize("place", ["nothing", "components.nothing", "fees.9", "code.don", ""])
def test_a_source_of_nothing_is_refused(place: str) -> None:
    assert refused(('of = "components.don"', f'of = "{place}"')) == ["sources[1].of"]


def test_a_source_says_how_well_it_is_known() -> None:
    assert refused(('confidence = "secondary"', 'confidence = "certain"')) == ["sources[1].confidence"]
    assert refused(('confidence = "secondary"\n', "")) == ["sources[1].confidence"]


def test_what_is_filed_elsewhere_is_not_filed_on_line() -> None:
    machine = whole()

    assert machine.filed_elsewhere == Text("Từ 01/01/2027 nộp ở Bộ.", "Filed at the Ministry since 01/01/2027.")
    assert not machine.is_filed_on_line
    assert whole(HERE).is_filed_on_line
    assert not whole(HERE, REASON, ('online = "partial"', 'online = "none"')).is_filed_on_line


def test_what_is_abolished_is_filed_nowhere() -> None:
    machine = whole()

    assert machine.abolished == machine.not_filed_here == Text("Bãi bỏ từ 01/01/2028.", "Abolished from 01/01/2028.")
    assert not whole((MOVED, "")).is_filed_on_line
    assert whole((GONE, "")).not_filed_here == machine.filed_elsewhere


def test_why_it_is_not_wholly_on_line_is_said_of_what_is_so_in_part() -> None:
    machine = whole()

    assert (machine.online, machine.online_reason) == (
        Online.PARTIAL,
        Text("Phải kiểm tra tại chỗ.", "It must be looked at on site."),
    )
    assert refused(('online = "partial"', 'online = "full"')) == ["online_reason"]
    assert refused(('online = "partial"\n', "")) == ["online_reason"]

"""Papers that must be put right: in the order of the procedure wherever they are listed, however they were stored."""

from dossiers.log.facts import Words
from dossiers.pages.logged.timeline import needed
from tests.procedures.shipped import shipped_machine


def test_needed_papers_come_in_the_order_of_the_procedure() -> None:
    machine = shipped_machine()
    names = [component.name for component in machine.components]
    words = Words(components={name: f"Ký lại {name}" for name in sorted(names, key=len, reverse=True)})

    assert [wanted for _title, wanted in needed(machine, words)] == [f"Ký lại {name}" for name in names]
    assert len(names) > 1


def test_a_paper_that_is_no_component_any_more_is_left_out() -> None:
    assert needed(shipped_machine(), Words(components={"gone": "x"})) == []

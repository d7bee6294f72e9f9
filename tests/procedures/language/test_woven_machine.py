"""The whole machine that comes out of a definition, state by state and action by action, as it was read and found right."""

import re
from collections.abc import Iterator

import pytest

from procedures.language.compiler import SHIPPED, compile_text
from procedures.language.lifecycle import EDITIONS
from procedures.machine import Action, Asked, Machine, State
from tests import golden
from tests.procedures.shipped import FILE, WHOLE, changed, naming


def told(machine: Machine) -> str:
    """Return everything about states and actions as lines."""
    return "\n".join([*map(_state, machine.states.values()), "", *_actions(machine)]) + "\n"


def _state(state: State) -> str:
    marks = [f"{state.status.value} {state.status.name.lower()}", state.clock, f"holder {state.holder or '–'}"]
    marks += [f"pause {state.pause}"] if state.pause else []
    marks += [f"step {state.step}"] if state.step else []
    return f"{state.name}: {' · '.join(marks)} · {state.label.vi} / {state.label.en}"


def _actions(machine: Machine) -> Iterator[str]:
    for action in machine.actions:
        yield f"{action.source} –{action.name}→ {action.target}: {action.label.vi} / {action.label.en}"
        yield f"    by {', '.join(sorted(action.by))} · {action.tone}{_details(action)}"
        if action.consequence:
            yield f"    {action.consequence.vi} / {action.consequence.en}"


def _details(action: Action) -> str:
    details = [f"asks {', '.join(map(_asked, action.asks))}"] if action.asks else []
    details += [f"guards {', '.join(sorted(action.guards))}"] if action.guards else []
    details += [f"paper {action.paper}"] if action.paper else []
    details += [f"outcome {action.outcome}"] if action.outcome else []
    details += [f"deed {action.deed}"] if action.deed else []
    details += [f"proposes {action.proposes}"] if action.proposes else []
    details += ["passes on"] if action.passes_on else []
    return "".join(f" · {detail}" for detail in details)


def _asked(asked: Asked) -> str:
    return asked.kind if asked.required else f"({asked.kind})"


def in_the_first(text: str) -> str:
    """Return a definition of the second edition without what it says of its decision and its results."""
    for wrong, right in (
        (r"^lifecycle = 2$", "lifecycle = 1"),
        (r'^immediate_result = ".*"$', "immediate_result = true"),
        (r"^(subject|proposer_may_decide|proposes|decides|numbers|times) = .*\n", ""),
        (r"^\[\[?outcomes\.issues(.|\n)*?\n(?=\[\[|\[outcomes\.issues)", ""),
        (r'^\[\[outcomes\]\]\nname = "partly"\n.*\n\n', ""),
    ):
        text = re.sub(wrong, right, text, flags=re.MULTILINE)
    return text


@pytest.mark.parametrize(
    ("edition", "name", "text"),
    [
        (1, "shipped", naming(1)),
        (1, "whole", in_the_first(WHOLE)),
        (2, "shipped", (SHIPPED / "xb-tai-lieu-khong-kinh-doanh" / "v3.toml").read_text(encoding="utf-8")),
        (2, "whole", WHOLE),
        (3, "shipped", (SHIPPED / "xb-tai-lieu-khong-kinh-doanh" / "v4.toml").read_text(encoding="utf-8")),
        (3, "whole", changed(("\nlifecycle = 2\n", "\nlifecycle = 3\n"), text=WHOLE)),
        (4, "shipped", (SHIPPED / "xb-tai-lieu-khong-kinh-doanh" / "v6.toml").read_text(encoding="utf-8")),
        (4, "whole", changed(("\nlifecycle = 2\n", "\nlifecycle = 4\n"), text=WHOLE)),
        (5, "shipped", (SHIPPED / "gcn-diem-tro-choi" / "v7.toml").read_text(encoding="utf-8")),
        (5, "whole", changed(("\nlifecycle = 2\n", "\nlifecycle = 5\n"), text=WHOLE)),
    ],
)
def test_the_machine_of_each_edition_is_the_one_that_was_read_and_found_right(
    edition: int, name: str, text: str
) -> None:
    machine = compile_text(text, path=FILE)

    assert machine.lifecycle == edition
    golden.assert_matches(f"machines/{edition}/{name}.txt", told(machine))


def test_the_machines_of_every_edition_are_read() -> None:
    kept = {int(folder.name) for folder in (golden.FOLDER / "machines").iterdir() if folder.is_dir()}

    assert kept == set(EDITIONS)


def test_the_steps_are_those_of_the_definition() -> None:
    steps = compile_text(WHOLE, path=FILE).steps

    assert [(step.name, step.role, step.limit and step.limit.amount, step.state) for step in steps] == [
        ("tiep-nhan", "one_stop_officer", 0.5, "accepted"),
        ("phan-cong", "division_head", 0.5, "phan-cong"),
        ("tham-dinh", "specialist", 5, "tham-dinh"),
        ("ubnd", "provincial_office", 4, "ubnd"),
        ("tra-ket-qua", "one_stop_officer", None, "result-ready"),
    ]
    assert {step.limit.unit for step in steps if step.limit} == {"working_day"}
    assert [step.output.en for step in steps] == ["Receipt", "Opinion", "Draft", "Letter", "Result"]
    assert [step.title.vi for step in steps][2:4] == ["Thẩm định", "UBND ký"]

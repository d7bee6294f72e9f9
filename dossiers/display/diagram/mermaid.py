"""The whole machine as the text of a Mermaid ``stateDiagram-v2``: every state and every action, labelled."""

from collections.abc import Iterator, Mapping

from accounts.roles import Role
from procedures.machine import Action, Machine

_ESCAPES = {sign: f"#{ord(sign)};" for sign in '#;:"<>{}[]|`\\%&'}
"""Signs that mean something to Mermaid, as the numbers that it shows as themselves."""


def mermaid(machine: Machine, *, language: str | None, roles: Mapping[Role, str]) -> str:
    """Return the text; a state is called ``s`` and its number, since names hold dots and hyphens."""
    names = {state: f"s{number}" for number, state in enumerate(machine.states)}
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(machine, names, language, roles))]) + "\n"


def _lines(
    machine: Machine, names: Mapping[str, str], language: str | None, roles: Mapping[Role, str]
) -> Iterator[str]:
    yield f"accTitle: {escaped(machine.name.of(language))}"
    for state in machine.states.values():
        yield f"{names[state.name]} : {escaped(_state_label(machine, state.name, language, roles))}"
    yield f"[*] --> {names[machine.initial]}"
    for action in machine.actions:
        label = escaped(_action_label(action, language, roles))
        yield f"{names[action.source]} --> {names[action.target]} : {label}"
    for state in machine.states.values():
        if state.is_end:
            yield f"{names[state.name]} --> [*]"


def _state_label(machine: Machine, name: str, language: str | None, roles: Mapping[Role, str]) -> str:
    state = machine.states[name]
    step = machine.step(state.step) if state.step else None
    title = state.label.of(language)
    if step and step.state == name:
        number = machine.steps.index(step) + 1
        title = f"{number}. {step.title.of(language)}"
    return f"{title} ({roles[state.holder]})" if state.holder else title


def _action_label(action: Action, language: str | None, roles: Mapping[Role, str]) -> str:
    by = ", ".join(sorted(roles[role] for role in action.by))
    paper = f" [{action.paper}]" if action.paper else ""
    return f"{action.label.of(language)}{paper} – {by}"


def escaped(text: str) -> str:
    """Return a label that stays on its line and means nothing to Mermaid."""
    return "".join(_ESCAPES.get(sign, sign) for sign in " ".join(text.split()))

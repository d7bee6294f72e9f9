"""The file itself: machine, public page, form, papers and differences of a definition, under one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from dossiers.citizen.filing_form import FilingForm
from dossiers.display.agency.front_door import FrontDoor
from dossiers.display.drawn import procedure_diagram
from dossiers.display.formats import localized
from dossiers.preview import samples
from dossiers.preview.alone import alone, glyphs, style
from dossiers.preview.before import Changes
from dossiers.public import procedure
from procedures.machine import Action, Machine, Paper, State, Step
from procedures.publication import Approval

MARK = "<!DOCTYPE html>\n<!-- mot-cua: publish_procedures --preview -->\n"
"""How every preview begins, and no other file."""


@dataclass(frozen=True, slots=True)
class Way:
    """What can be done in a state, and where it leads."""

    action: Action
    target: State


@dataclass(frozen=True, slots=True)
class Place:
    """A state with all that can be done in it; its step, where it is called otherwise."""

    state: State
    step: Step | None
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class Printed:
    """An official form, and the actions that it comes of, by their labels."""

    paper: Paper
    labels: Sequence[str]


def preview(machine: Machine, found: Changes, *, language: str, at: datetime, approval: Approval | None = None) -> str:
    """Return the whole file: HTML that fetches nothing and needs no script."""
    with translation.override(language):
        context = {
            "machine": machine,
            "changes": found,
            "approval": approval,
            "made_at": at,
            "diagram": alone(procedure_diagram(machine), "machine"),
            "places": _places(machine),
            "page": alone(procedure.drawn(machine), "page"),
            "form": alone(_form(machine), "form"),
            **_papers(machine, at),
        }
        title = f"{localized(machine.name)} – {gettext('Preview')}"
        return _framed(title, render_to_string("preview/page.html", context), language)


def _form(machine: Machine) -> str:
    # Where something is brought to depends on the agency of the day: a preview names who receives it alone.
    office = FrontDoor(name=localized(machine.agency))
    return render_to_string("citizen/file_questions.html", FilingForm(machine, {}).asked() | {"office": office})


def _papers(machine: Machine, at: datetime) -> dict[str, object]:
    values = samples.sample_values(machine, at)
    return {
        "printed": _printed(machine),
        "receipt": samples.receipt(machine, values, at),
        "subject": samples.subject(machine, values),
        "documents": samples.documents(machine, values),
    }


def _places(machine: Machine) -> list[Place]:
    return [_place(machine, state) for state in machine.states.values()]


def _place(machine: Machine, state: State) -> Place:
    step = machine.step(state.step or "")
    ways = [Way(action, machine.states[action.target]) for action in machine.actions_from(state.name)]
    return Place(state, None if step is None or step.title == state.label else step, ways)


def _printed(machine: Machine) -> list[Printed]:
    """Return the official forms of a procedure, in the order of their numbers."""
    labels: dict[Paper, list[str]] = {}
    for action in machine.actions:
        if action.paper is not None:
            labels.setdefault(action.paper, []).append(localized(action.label))
    for outcome in machine.outcomes:
        if outcome.paper is not None:
            labels.setdefault(outcome.paper, []).append(localized(outcome.label))
    return [Printed(paper, list(dict.fromkeys(labels[paper]))) for paper in sorted(labels)]


def _framed(title: str, body: str, language: str) -> str:
    return f"""{MARK}<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<title>{escape(title)}</title>
<style>{style()}</style>
</head>
<body>
{glyphs()}
{body}
</body>
</html>
"""

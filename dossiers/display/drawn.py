"""The picture of a procedure as pages show it, drawn once for as long as nothing in it changes."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import ROLE_LABELS
from dossiers.display.diagram import Move, diagram
from procedures.machine import Machine


def procedure_diagram(machine: Machine, moves: Sequence[Move] = ()) -> SafeString:
    """Draw the steps of a procedure; with the log of a dossier, the way that it has taken."""
    roles = {role: str(label) for role, label in ROLE_LABELS.items()}
    drawn = diagram(machine, moves, language=get_language(), roles=roles)
    # What a template has written is escaped already.
    return SafeString(render_to_string("components/procedure_diagram.html", {"diagram": drawn}))

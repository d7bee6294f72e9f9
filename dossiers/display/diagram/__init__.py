"""The picture of a procedure's machine: its steps on a line, what leads back, what leads out; pure.

``diagram`` draws it from left to right and from top to bottom; on a dossier the way taken is inked and
the present step lit. Every colour of it is a word too. ``mermaid`` writes the whole machine as text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from accounts.roles import Role
from dossiers.display.diagram import telling, wording
from dossiers.display.diagram.mermaid import mermaid
from dossiers.display.diagram.plan import HEAVIEST, Flow
from dossiers.display.diagram.reading import Flows, Move, plan
from dossiers.display.diagram.shapes import Picture
from dossiers.display.diagram.tall import tall
from dossiers.display.diagram.wide import wide
from procedures.machine import Machine, Paper

__all__ = ["HEAVIEST", "Diagram", "Flow", "Flows", "Move", "Picture", "diagram", "mermaid"]


@dataclass(frozen=True, slots=True)
class Diagram:
    """Both pictures with every word in one language."""

    title: str
    summary: str
    description: str
    has_path: bool
    wide: Picture
    tall: Picture

    @property
    def pictures(self) -> tuple[Picture, Picture]:
        """Return both; a page shows the one that fits."""
        return self.wide, self.tall


def diagram(  # noqa: PLR0913 - each beside the machine is named
    machine: Machine,
    moves: Sequence[Move] = (),
    *,
    language: str | None,
    roles: Mapping[Role, str],
    slack: float = 1,
    flows: Flows | None = None,
    titles: Mapping[Paper, str] = MappingProxyType({}),
) -> Diagram:
    """Return the diagram of a machine, with the moves of a dossier, oldest first, inked into it.

    ``roles`` says what roles are called in that language. ``slack`` leaves room for words that come out
    wider than in our typeface. ``flows`` says how often ways were gone, beside which it is then written.
    ``titles`` says in that language what forms are called that have another title in each set of forms.
    """
    drawn = plan(machine, language=language, roles=roles, moves=moves, flows=flows, titles=titles)
    title = wording.TITLE_OF_ONE if drawn.has_path else wording.TITLE_OF_MANY if drawn.has_flow else wording.TITLE
    return Diagram(
        title.of(language),
        telling.summary(drawn),
        telling.description(drawn),
        drawn.has_path,
        wide(drawn, slack=slack),
        tall(drawn, slack=slack),
    )

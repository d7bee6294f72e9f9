"""Papers of years that this system did not serve: printed on demand from the record, marked so, never issued.

A history that was loaded has no letter: nothing was handed out by this system then. What the record says is printed as the
form has it, without number, signature or code: nothing vouches for it.
"""

from collections.abc import Iterable, Iterator

from dossiers import acts
from dossiers.models import Event, Origin
from dossiers.papers.receipt import receipt_of
from procedures.machine import Paper

REBUILT = {Paper.RECEIPT: ("papers/receipt.html", receipt_of)}
"""The papers that can be printed from the record alone, with their template and reader."""
UNNUMBERED = "……"


def rebuildable(events: Iterable[Event]) -> Iterator[tuple[Event, Paper]]:
    """Yield the events of a loaded log that had a paper then, with its kind; none of a dossier that this system served."""
    for event in events:
        paper = event.dossier.origin == Origin.HISTORY and _paper_of(event)
        if paper:
            yield event, paper


def rebuilt(event: Event, paper: Paper) -> bytes:
    """Return the paper of an event of a history as a PDF."""
    # Imported here: the press holds 20 MB, and most who look at a history print nothing.
    from dossiers.papers.press import printed

    template, read = REBUILT[paper]
    return printed(template, read(event, UNNUMBERED, ""))


def _paper_of(event: Event) -> Paper | None:
    """Return the paper that an act has, where it can be printed from the record."""
    action = acts.find(event.dossier.machine, event.source, event.action)
    return action.paper if action and action.paper in REBUILT else None

"""What figures are counted of, walked once in each process: dossiers in every state."""

from dossiers.models import Dossier
from dossiers.reports import cells
from tests.dossiers import kept
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local


def in_every_state() -> None:
    """Have dossiers in every state, some late, one resolved late."""
    kept.once(_walked)


def and_of_december() -> None:
    """Have one of the month before beside them."""
    kept.once(_walked_with_one_before)


def _walked_with_one_before() -> Dossier:
    dossier_at("returned", at=local("2025-12-08 08:30"))
    return _walked()


def _walked() -> Dossier:
    for state in PLACES:
        dossier_at(state, at=local("2026-01-05 08:30"))
    late = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    cells.rebuild()  # what is laid down comes without triggers
    act(late, "finish-van-thu", "tam", "2026-01-20 08:00")
    return late.dossier

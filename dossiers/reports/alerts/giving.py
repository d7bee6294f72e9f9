"""Steps from which a dossier goes on only once it is given to a case officer by name: whom it could be given counts there too."""

from collections.abc import Iterable

from django.db.models import Case, F, Q, Value, When

from accounts.roles import Role
from dossiers.policy import is_given_next
from procedures.models import machines_by_version

_OTHERS = ~Q(holder=Role.SPECIALIST)
STEP = {
    "of_version": Case(When(_OTHERS, then=F("version")), default=None),
    "at_step": Case(When(_OTHERS, then=F("state")), default=Value("")),
    "in_division": Case(When(_OTHERS, then=F("division")), default=None),
}
"""Columns by which many dossiers are counted together: what ``Given.division`` is asked of, empty of what a case officer has."""


class Given:
    """Which steps these are, of those that some dossiers are at: a question for versions that this process has not met yet."""

    def __init__(self, steps: Iterable[tuple[int | None, str]]) -> None:
        """Look at steps, each by its version and its state; what has no version is none of them."""
        asked = {(version, state) for version, state in steps if version is not None}
        machines = machines_by_version({version for version, _state in asked})
        self._next = {(version, state) for version, state in asked if is_given_next(machines[version], state)}

    def division(self, version: int | None, state: str, division: int | None) -> int | None:
        """Return the division of a dossier where one of its case officers is named next; else None."""
        return (division or 0) if (version, state) in self._next else None

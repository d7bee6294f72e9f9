"""How dossiers end with a result: what that is called, of one procedure or of several, and which results refuse."""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.cache import caches
from django.db import connection
from django.utils.translation import gettext as _

from dossiers.display.formats import localized
from dossiers.lists.known import KEPT_SECONDS
from dossiers.log.columns import RESOLVED
from dossiers.models import STATUS_LABELS
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Action, Deed, Machine, Paper, Status, Text
from procedures.models import ProcedureVersion, VersionStatus, machines_of

SAYS_WHY = frozenset({None, Deed.PROPOSE, Deed.RECORD, Deed.AT_ONCE})
"""What an act does about a refusal whose reasons it gives; in the first edition of the lifecycle it is no deed."""


class Ending(NamedTuple):
    """What an outcome is called, and whether it refuses what was asked for (form 03 goes with it)."""

    label: Text
    refuses: bool


class Endings(NamedTuple):
    """The outcomes that there are."""

    of: Mapping[str, Mapping[str, Ending]]
    """By the part of an address of a procedure, then by the outcome's name; as the newest version has it."""
    refusing: frozenset[str]
    """The names of the acts that give the reasons of a refusal."""


def endings() -> Endings:
    """Return what there is: asked once a minute in a process."""
    key = f"endings:{connection.settings_dict['NAME']}"
    return caches["process"].get_or_set(key, _endings, KEPT_SECONDS) or _endings()


def _endings() -> Endings:
    # By the day of effect: the number of a version of earlier years is above those of today.
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).order_by("-effective_on", "-version")
    found: dict[str, dict[str, Ending]] = {}
    refusing: set[str] = set()
    for machine in machines_of(versions):
        own = found.setdefault(machine.slug, {})
        refused = _refused(machine)
        for outcome in machine.outcomes:
            own.setdefault(outcome.name, Ending(outcome.label, outcome.name in refused))
        refusing |= {one.name for one in machine.actions if one.deed in SAYS_WHY and _leads_to(one) in refused}
    return Endings(found, frozenset(refusing))


def _refused(machine: Machine) -> frozenset[str]:
    return frozenset(outcome.name for outcome in machine.outcomes if outcome.paper is Paper.REFUSAL)


def _leads_to(action: Action) -> str | None:
    return action.outcome or action.proposes


def ending_in_words(value: str, procedure: str = "") -> str:
    """Return what an ending of an address (``9-refused``) is called; nothing for one that means nothing.

    By its procedure (its part of an address), where one is named; else in words that are right for all that have it.
    """
    ended, _hyphen, name = value.partition("-")
    if ended not in {str(status.value) for status in RESOLVED}:
        return ""
    named = _named(name, procedure) or _named(name)
    if name and not named:
        return ""
    status = Status(int(ended))
    return _words(named) if named and status is Status.RESULT_READY else str(STATUS_LABELS[status])


def refuses(value: str) -> bool:
    """Say whether an ending of an address refuses what was asked for, in every procedure that has it."""
    ended, _hyphen, name = value.partition("-")
    named = _named(name)
    return ended == str(Status.RESULT_READY.value) and bool(named) and all(one.refuses for one in named)


def _named(name: str, procedure: str = "") -> list[Ending]:
    """Return the outcomes of that name, of a procedure or of all."""
    return [own[name] for slug, own in endings().of.items() if name in own and procedure in ("", slug)]


def _words(named: list[Ending]) -> str:
    labels = sorted({localized(one.label) for one in named}, key=sort_key)
    if len(labels) == 1:
        return labels[0]
    if all(one.refuses for one in named):
        return _("Refused, by the result")
    return " / ".join(labels) if any(one.refuses for one in named) else _("Granted: licence, certificate, confirmation")

"""The filters of dossiers by the way that they went: an arc of the machine, and what leads back in the order of the steps."""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from dossiers import acts
from dossiers.log.facts import still_stands
from dossiers.models import Event
from dossiers.reports.lived.process import RECALL, Arc, leads_back
from procedures.machine import Machine, Text
from procedures.models import ProcedureVersion, VersionStatus, machine_of_version

APART = "~"
"""Between the parts of an arc in an address: no state or action has it in its name."""


def written(arc: Arc) -> str:
    """Return an arc as a part of an address."""
    return APART.join(arc)


def arc_of(text: str) -> tuple[Arc, Text] | None:
    """Return the arc that a part of an address names, with what its action is called; None for all else."""
    parts = text.split(APART)
    if len(parts) != len(Arc._fields):
        return None
    arc = Arc(*parts)
    return next(((arc, label) for machine in _machines().values() if (label := _label(machine, arc))), None)


def _label(machine: Machine, arc: Arc) -> Text | None:
    action = machine.action(arc.source, arc.action)
    return action.label if action and action.target == arc.target else None


def gone(arc: Arc) -> Q:
    """Return the filter of what went a way, by an act that stands."""
    return _stands(Q(source=arc.source, action=arc.action, target=arc.target))


def sent_back() -> Q:
    """Return the filter of what was sent from a step to one before it, in the order of its own procedure."""
    found = defaultdict[frozenset[Arc], list[int]](list)
    for version, machine in _machines().items():
        back = frozenset(
            Arc(action.source, action.name, action.target)
            for action in machine.actions
            if leads_back(machine, Arc(action.source, action.name, action.target))
        )
        if back:
            found[back].append(version)
    ways = (Q(version__in=versions) & _stands(_any(back)) for back, versions in found.items())
    return reduce(or_, ways, Q(pk__in=()))


def recalled() -> Q:
    """Return the filter of what somebody recalled, or took a step back in."""
    taken_back = Event.objects.filter(dossier=OuterRef("pk"), action=acts.TAKE_BACK)
    return _stands(Q(action__startswith=RECALL)) | Q(Exists(taken_back))


def _any(arcs: frozenset[Arc]) -> Q:
    return reduce(or_, (Q(source=arc.source, action=arc.action, target=arc.target) for arc in sorted(arcs)))


def _stands(event: Q) -> Q:
    return Q(Exists(Event.objects.filter(event, still_stands(), dossier=OuterRef("pk"))))


def _machines() -> dict[int, Machine]:
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).order_by("-version")
    return {pk: machine_of_version(pk) for pk in versions.values_list("pk", flat=True)}

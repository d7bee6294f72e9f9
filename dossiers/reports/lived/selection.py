"""Which dossiers are looked at: resolved ones of a procedure, of versions that have the same steps, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from dossiers.clock import Verdict
from dossiers.models import DossierQuerySet
from dossiers.reports.periods import Period
from procedures.machine import Machine
from procedures.models import machine_of_version

MOST = 5_000
"""Logs that are read for one page: the newest."""


@dataclass(frozen=True, slots=True)
class Family:
    """Versions of a procedure whose machines have steps of the same names, by their rows, the newest version first."""

    machines: Mapping[int, Machine]
    resolved: int

    @property
    def machine(self) -> Machine:
        """The newest of them, by which all are drawn and called."""
        return next(iter(self.machines.values()))

    @property
    def versions(self) -> tuple[int, ...]:
        """The numbers of the versions."""
        return tuple(machine.version for machine in self.machines.values())

    @property
    def written(self) -> str:
        """The same as a part of an address."""
        return "-".join(map(str, self.versions))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Dossiers by id, the newest resolved first, each with the machine that it followed."""

    machines: Mapping[int, Machine]
    total: int

    @property
    def ids(self) -> Sequence[int]:
        """The ids in their order."""
        return list(self.machines)

    @property
    def is_cut(self) -> bool:
        """Say whether there are more than are looked at."""
        return self.total > len(self.machines)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many dossiers of a procedure were resolved, and how many of these late."""

    resolved: int
    overdue: int


def resolved_in(dossiers: DossierQuerySet, period: Period) -> DossierQuerySet:
    """Narrow to what was resolved in a period."""
    return dossiers.filter(accepted_at__isnull=False, resolved_at__gte=period.opens, resolved_at__lt=period.closes)


def by_procedure(dossiers: DossierQuerySet, period: Period) -> dict[str, Counted]:
    """Count what was resolved of each procedure that had anything, by its slug."""
    late = Count("pk", filter=Q(verdict=Verdict.OVERDUE))
    rows = resolved_in(dossiers, period).order_by().values("procedure__slug").annotate(resolved=Count("pk"), late=late)
    return {
        slug: Counted(resolved, overdue)
        for slug, resolved, overdue in rows.values_list("procedure__slug", "resolved", "late")
    }


def families(dossiers: DossierQuerySet) -> list[Family]:
    """Return the families of versions that dossiers of one procedure follow, that of the newest version first."""
    counts = dict(dossiers.order_by().values("version").annotate(number=Count("pk")).values_list("version", "number"))
    machines = sorted(((machine_of_version(pk), pk) for pk in counts), key=lambda pair: -pair[0].version)
    found: dict[tuple[str, ...], dict[int, Machine]] = {}
    for machine, pk in machines:
        found.setdefault(tuple(step.name for step in machine.steps), {})[pk] = machine
    return [Family(family, sum(counts[pk] for pk in family)) for family in found.values()]


def newest(dossiers: DossierQuerySet, family: Family, most: int = MOST) -> Chosen:
    """Return the newest resolved dossiers of a family, at most so many."""
    narrowed = dossiers.filter(version__in=family.machines).order_by("-resolved_at", "-pk")
    rows = narrowed.values_list("pk", "version")[:most]
    return Chosen({pk: family.machines[version] for pk, version in rows}, family.resolved)

"""Which procedures, sectors and steps there are to narrow a list by: asked once a minute in a process."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.core.cache import caches
from django.db import connection

from procedures import steady
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Text
from procedures.models import Procedure, ProcedureVersion, VersionStatus, machines_of
from procedures.time.agencies.book import AgencyKind

KEPT_SECONDS = 60
"""For so long a process keeps them: what is published meanwhile can be chosen a minute later."""


class Known(NamedTuple):
    """What dossiers can be told apart by, each by its part of an address, in the order of the Vietnamese alphabet."""

    ids: Mapping[str, int]
    """Of procedures."""
    procedures: Mapping[str, Text]
    sectors: Mapping[str, Text]
    steps: Mapping[str, Text]
    """By one step of each label: what reads the same is chosen together."""
    same_steps: Mapping[str, tuple[str, ...]]
    """By any step all that are called the same, first the one that stands for them in an address."""
    points: Mapping[str, Text]
    """Receiving points of the agency whose system this is, those that are closed too."""
    desks: frozenset[str]
    """Of these the agency's own desk, of which a dossier keeps nothing."""


def known() -> Known:
    """Return what there is."""
    key = f"known:{connection.settings_dict['NAME']}"
    return caches["process"].get_or_set(key, _known, KEPT_SECONDS) or _known()


def _known() -> Known:
    ids = dict(Procedure.objects.values_list("slug", "pk"))
    procedures: dict[str, Text] = {}
    sectors: dict[str, Text] = {}
    called: defaultdict[str, Counter[Text]] = defaultdict(Counter)
    # The newest version names a procedure; a step that many have is called as most of them call it.
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).order_by("-version")
    for machine in machines_of(versions):
        procedures.setdefault(machine.slug, machine.name)
        sectors.setdefault(machine.sector, machine.sector_name)
        for state in machine.states.values():
            if not state.is_end:
                called[state.name][state.label] += 1
    steps = {name: labels.most_common(1)[0][0] for name, labels in called.items()}
    same = _same(steps)
    standing_for_all = {names[0]: steps[names[0]] for names in same.values()}
    agencies = steady.now().agencies
    points = {row.key: row for row in agencies.rows if row.receives and row.part_of == agencies.own}
    return Known(
        ids, _sorted(procedures), _sorted(sectors), _sorted(standing_for_all), same,
        _sorted({key: row.name for key, row in points.items()}),
        frozenset(key for key, row in points.items() if row.kind is AgencyKind.DESK),
    )  # fmt: skip


def _same(steps: Mapping[str, Text]) -> dict[str, tuple[str, ...]]:
    """Return by each step all of its label, the shortest name first: addresses stay short, and the same when others come."""
    called: dict[Text, list[str]] = {}
    for name in sorted(steps, key=lambda name: (len(name), name)):
        called.setdefault(steps[name], []).append(name)
    return {name: tuple(names) for names in called.values() for name in names}


def _sorted(texts: Mapping[str, Text]) -> dict[str, Text]:
    return dict(sorted(texts.items(), key=lambda one: sort_key(one[1].vi)))

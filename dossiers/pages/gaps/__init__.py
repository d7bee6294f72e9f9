"""What the organisation lacks, as the pages show it of those who have to see to it: today, or within a week (ADR-0037).

It is read when a page is opened and stored nowhere: a seat that is given or ends shows at once, and no run can fail to tell.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.cache import caches
from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from accounts.models import Membership, Unit, User
from accounts.rights import HEADING
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.models import Dossier, DossierQuerySet, standing
from dossiers.reports.alerts.barred import Barred, barred
from procedures import steady
from procedures.machine import Text
from procedures.models import ProcedureVersion, ProcedureVersionQuerySet, UnitSector, machines_of
from procedures.publication.organisation import organisation_on

AHEAD = timedelta(days=7)
"""So far ahead it is looked, for a seat ends on a day that was known."""
KEPT_SECONDS = 60
"""For so long a head's work-list, which is opened all day, shows what it read of the organisation; dossiers are read anew."""
OPEN_ONE = Text(
    "Mở lại, hoặc thêm, một nơi tiếp nhận ở trang “Cơ quan”",
    "Open a receiving point again, or enter another, on the page “Agencies”",
)
MOST_SHOWN = 20
"""Dossiers without their case officer that are named; there may be more."""
READ = ("code", "assignee__username", "assignee__full_name", "unit__name_vi", "unit__name_en")
"""What is read of each of them."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap in the organisation, and the procedures that it stops."""

    lack: Text
    right: Text
    is_ahead: bool
    """Whether it is still to come."""
    procedures: tuple[Text, ...]
    """Empty of what stops no single one: where nothing can be brought to."""
    first_on: date | None = None
    """The day from which on it is missing, where that is planned."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A dossier that waits for a case officer who has left, or leaves within a week."""

    code: str
    assignee: User | None
    division: Unit | None
    last_on: date | None
    """The last day of the seat; None where there is no seat, or it is the account that was closed."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """All of it, for somebody who has to see to it."""

    missing: tuple[Missing, ...]
    left_alone: tuple[LeftAlone, ...]
    is_more: bool
    """Whether more dossiers are left alone than are named."""
    barred: tuple[Barred, ...] = ()
    """What nobody may handle who could; of a head's it stands apart (``barred_of``)."""

    def __bool__(self) -> bool:
        """Say whether there is anything to see to."""
        return bool(self.missing or self.left_alone or self.barred)

    @property
    def count(self) -> str:
        """How many things there are to see to, with a plus where there are more than are named; empty for none."""
        found = len(self.missing) + len(self.left_alone) + len(self.barred)
        return f"{found}+" if self.is_more else str(found or "")


def of_administrator(seats: Seats, on: date) -> Gaps:
    """Return what the agency lacks for the procedures that people file under or that dossiers still follow."""
    agencies = seats.administered_agency_ids
    missing = (*of_points(on), *_of_all(on))
    dossiers = Dossier.objects.filter(agency__in=agencies)
    told = tuple(barred(dossiers, on))
    others = dossiers.exclude(code__in={one.code for one in told})
    return replace(_with_dossiers(missing, others, on), barred=told)


def barred_of(seats: Seats, on: date, *, also: Collection[int] = ()) -> list[Barred]:
    """Return what nobody may handle who could, of the divisions and agencies that somebody answers for; nothing for all others.

    ``also``: dossiers of which the reader is told, wherever they lie.

    Nor to whom it is barred oneself, or who answers there in the place of such a one: then who is above sees it, and the
    administrator.
    """
    if not seats.has(*HEADING):
        return []
    here = standing.answered_for(seats)
    return barred(Dossier.objects.visible_to(seats).filter(here | Q(pk__in=also) if also else here), on)


def left_alone_of(seats: Seats, on: date, told: Iterable[Barred]) -> list[LeftAlone]:
    """Return what waits today for a case officer who has left, of the divisions and agencies that somebody answers for.

    What is ``told`` as barred (``barred_of``) is left out. Of many the first are named.
    """
    if not seats.has(*HEADING):
        return []
    here = Dossier.objects.visible_to(seats).filter(standing.answered_for(seats))
    lying = here.filter(assignee__isnull=False).left_alone(on, on)
    codes = {one.code for one in told}
    return list(_named(lying.exclude(code__in=codes), on))[:MOST_SHOWN]


def count_of_administrator(seats: Seats, on: date) -> str:
    """Return how much is missing, as it was within the last minute: for what stands beside other things on a page."""
    agencies = "-".join(map(str, seats.administered_agency_ids))
    key = f"gaps:{connection.settings_dict['NAME']}:count:{agencies}:{on}"
    return caches["process"].get_or_set(key, lambda: of_administrator(seats, on).count, KEPT_SECONDS) or ""


def lacks_on(day: date) -> Mapping[Text, tuple[Text, ...]]:
    """Return what stops some procedure on a day, and what nobody does for it in any: what a change strands is what it adds to them."""
    organisation = organisation_on(day)
    found: dict[Text, dict[Text, None]] = {}
    for machine in machines_of(_followed()):
        for gap in organisation.gaps(machine):
            found.setdefault(gap.lack, {}).update(dict.fromkeys(gap.work))
    return {lack: tuple(work) for lack, work in found.items()}


def of_manager(seats: Seats, on: date) -> tuple[Missing, ...]:
    """Return by what procedures stand still today, for whoever answers for an agency; nothing for all others."""
    if not seats.managed_agency_ids:
        return ()
    key = f"gaps:{connection.settings_dict['NAME']}:all:{on}"
    missing = caches["process"].get_or_set(key, lambda: _of_all(on), KEPT_SECONDS) or ()
    return tuple(one for one in missing if not one.is_ahead)


def of_points(on: date) -> tuple[Missing, ...]:
    """Return that no receiving point of the agency is open, today or from a planned day on; nothing while one is."""
    known = steady.now().agencies
    points = [row for row in known.rows if row.receives and row.part_of == known.own]
    days = [on, *sorted({row.since for row in points if row.since > on})] if points else []
    first = next((day for day in days if not known.points(known.own, day)), None)
    if first is None:
        return ()
    office = known.on(known.own, first)
    name = office.name if office else Text(known.own, known.own)
    return (Missing(_closed(name), OPEN_ONE, first > on, (), first if first > on else None),)


def _closed(name: Text) -> Text:
    return Text(f"không có nơi tiếp nhận nào của {name.vi} mở cửa", f"no receiving point of {name.en} is open")


def _of_all(on: date) -> tuple[Missing, ...]:
    return _missing(_followed(), on)


def _followed() -> ProcedureVersionQuerySet:
    """Return the versions under which people file or that dossiers still follow."""
    followed = Dossier.objects.exclude(holder="").values("version").distinct()
    return ProcedureVersion.objects.published() | ProcedureVersion.objects.filter(pk__in=followed)


def of_head(seats: Seats, on: date) -> Gaps | None:
    """Return what the procedures of a head's divisions lack; None for whoever heads none."""
    divisions = {seat.unit_id for seat in seats if seat.role is Role.DIVISION_HEAD}
    if not divisions:
        return None
    key = f"gaps:{connection.settings_dict['NAME']}:{'-'.join(map(str, sorted(divisions)))}:{on}"
    missing = caches["process"].get_or_set(key, lambda: _of_divisions(divisions, on), KEPT_SECONDS) or ()
    return _with_dossiers(missing, Dossier.objects.visible_to(seats).filter(unit__in=divisions), on)


def _of_divisions(divisions: Collection[int], on: date) -> tuple[Missing, ...]:
    """Return what the procedures lack that some divisions serve; what another division lacks is not their matter."""
    sectors = UnitSector.objects.filter(unit__in=divisions).values("sector")
    versions = ProcedureVersion.objects.current(on=on).filter(procedure__sector__in=sectors)
    others = set(UnitSector.objects.exclude(unit__in=divisions).values_list("unit", flat=True))
    return _missing(versions, on, apart_from=others - set(divisions))


def _missing(versions: ProcedureVersionQuerySet, on: date, *, apart_from: Collection[int] = ()) -> tuple[Missing, ...]:
    """Return each gap once, those of today first, with the procedures that it stops."""
    machines = machines_of(versions)
    found: dict[Text, Missing] = {}
    for day in (on, on + AHEAD):
        organisation = organisation_on(day)
        for machine in machines:
            for gap in organisation.gaps(machine):
                if gap.unit_id is None or gap.unit_id not in apart_from:
                    known = found.get(gap.lack) or Missing(gap.lack, gap.right, day > on, ())
                    names = dict.fromkeys((*known.procedures, machine.name))
                    found[gap.lack] = replace(known, procedures=tuple(names))
    return tuple(found.values())


def _with_dossiers(missing: tuple[Missing, ...], dossiers: DossierQuerySet, on: date) -> Gaps:
    found = list(_named(dossiers.left_alone(on, on + AHEAD), on))
    return Gaps(missing, tuple(found[:MOST_SHOWN]), len(found) > MOST_SHOWN)


def _named(dossiers: DossierQuerySet, on: date) -> Iterable[LeftAlone]:
    """Yield what pages show of dossiers, what is due first on top, and one more than they show."""
    seat = Membership.objects.in_force(on).filter(
        role=Role.SPECIALIST, user__is_active=True, user=OuterRef("assignee"), unit=OuterRef("unit")
    )
    # Of thousands the first are found by their keys, and all else is read of those alone.
    first = dossiers.order_by("deadline_at", "id").values("pk")[: MOST_SHOWN + 1]
    found = Dossier.objects.filter(pk__in=first).order_by("deadline_at", "id").select_related("assignee", "unit")
    for dossier in found.annotate(last_on=Subquery(seat.values("until")[:1])).only(*READ):
        yield LeftAlone(dossier.code, dossier.assignee, dossier.unit, dossier.last_on)  # type: ignore[attr-defined]  # annotated above

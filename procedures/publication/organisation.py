"""The laws of the organisation: a procedure's sector is served, and each of its roles is held where its dossiers go.

Where whoever proposes may not decide, somebody else must be there to decide. The laws are asked when something
is published, and read again on the pages of who has to see to it: seats end by themselves.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation

from accounts.models import KIND_OF_ROLE, ROLE_LABELS, Membership, Unit, UnitKind
from accounts.rights import OF_DIVISION
from accounts.roles import Role
from procedures.language import wording
from procedures.machine import Deed, Duty, Guard, Machine, Step, Text
from procedures.models import UnitSector

type Work = Mapping[Role, tuple[str, list[Text]]]
"""By role the key of what names it first in a definition, and what its holder does."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing in the organisation for a procedure, in both languages."""

    key: str
    """Of what names it in the definition."""
    lack: Text
    """What is missing; the same words for every procedure that misses it."""
    right: Text
    work: tuple[Text, ...] = ()
    """What therefore nobody does in this procedure."""
    unit_id: int | None = None
    """The unit that has nobody; None where the unit itself is missing."""

    @property
    def wrong(self) -> Text:
        """What is missing, and what nobody does for it."""
        return with_work(self.lack, self.work)


def with_work(lack: Text, work: Collection[Text]) -> Text:
    """Return what is missing, and what nobody does for it, in one procedure or in several."""
    if not work:
        return lack
    return Text(f"{lack.vi} để làm: {_listed(work, 'vi')}", f"{lack.en} to do: {_listed(work, 'en')}")


@dataclass(frozen=True, slots=True)
class Organisation:
    """The units, and who holds what on a day, loaded once for all procedures."""

    units: tuple[Unit, ...]
    serving: Mapping[str, frozenset[int]]
    """By sector the units that serve it."""
    holders: Mapping[tuple[str, int], frozenset[int]]
    """By role and unit those who hold it and can sign in."""

    @property
    def is_empty(self) -> bool:
        """Say whether nobody has written down any unit yet."""
        return not self.units

    @property
    def agency(self) -> Unit | None:
        """The agency whose dossiers these are."""
        return next((unit for unit in self.units if unit.agency_code == settings.AGENCY_CODE), None)

    def divisions(self, sector: str) -> list[Unit]:
        """Return the parts of the agency that serve a sector."""
        served = self.serving.get(sector, frozenset())
        agency = self.agency
        return [unit for unit in self.units if agency and unit.parent_id == agency.pk and unit.pk in served]

    def places(self, role: Role) -> list[Unit]:
        """Return the units in which a role is held that belongs to no division: one, where all is in order."""
        kind, agency = KIND_OF_ROLE[role], self.agency
        if kind is UnitKind.AGENCY:
            return [agency] if agency else []
        found = (unit for unit in self.units if unit.kind == kind)
        return [unit for unit in found if kind is UnitKind.PROVINCE or (agency and unit.parent_id == agency.pk)]

    def holding(self, role: Role, unit: Unit) -> frozenset[int]:
        """Return who holds a role in a unit."""
        return self.holders.get((role.value, unit.pk), frozenset())

    def gaps(self, machine: Machine) -> Iterator[Gap]:
        """Yield what is missing for a procedure; without an agency or a division, what hangs on it is left out."""
        if self.agency is None:
            yield _no_agency()
            return
        divisions = self.divisions(machine.sector)
        if not divisions:
            yield _not_served(machine, sorted(self.serving))
        for role, (key, does) in _work(machine).items():
            places = divisions if role in OF_DIVISION else self.places(role)
            if role not in OF_DIVISION and len(places) != 1:
                yield _no_place(role, key, does, places)
                continue
            for unit in places:
                if not self.holding(role, unit):
                    yield _vacant(role, key, does, unit)
        yield from self._undecidable(machine, divisions)

    def _undecidable(self, machine: Machine, divisions: list[Unit]) -> Iterator[Gap]:
        """Yield where only one person could propose and only the same one could decide, which nobody may do (ADR 0038)."""
        steps = _kept_apart(machine)
        if steps is None:
            return
        proposing, deciding = steps
        for unit in divisions if OF_DIVISION & {proposing.role, deciding.role} else self.places(deciding.role):
            proposers, deciders = (self._holding_of(step.role, unit) for step in steps)
            if len(deciders) == 1 and proposers == deciders:
                yield _alone(proposing, deciding, unit)

    def _holding_of(self, role: Role, division: Unit) -> frozenset[int]:
        """Return who holds a role for the dossiers of a division."""
        places = [division] if role in OF_DIVISION else self.places(role)
        return frozenset[int]().union(*(self.holding(role, unit) for unit in places))


def organisation_on(day: date) -> Organisation:
    """Load the organisation as it is on a day: three small queries."""
    serving: dict[str, set[int]] = {}
    for sector, unit in UnitSector.objects.values_list("sector", "unit"):
        serving.setdefault(sector, set()).add(unit)
    holders: dict[tuple[str, int], set[int]] = {}
    in_force = Membership.objects.in_force(day).filter(user__is_active=True)
    for role, unit, person in in_force.values_list("role", "unit", "user"):
        holders.setdefault((role, unit), set()).add(person)
    return Organisation(
        units=tuple(Unit.objects.order_by("pk")),
        serving={sector: frozenset(units) for sector, units in serving.items()},
        holders={seat: frozenset(people) for seat, people in holders.items()},
    )


def _work(machine: Machine) -> Work:
    """Return who does what: the rows, a result at once, and for a case officer's row the head who names another one."""
    found: dict[Role, tuple[str, list[Text]]] = {}
    for step in machine.steps:
        found.setdefault(step.role, (f"steps.{step.name}.role", []))[1].append(step.title)
    if Role.SPECIALIST in found:
        found.setdefault(Role.DIVISION_HEAD, (found[Role.SPECIALIST][0], []))[1].append(wording.REASSIGN)
    for action in machine.actions:
        if action.deed is Deed.AT_ONCE:
            for role in action.by:
                found.setdefault(role, ("immediate_result", []))[1].append(action.label)
    return found


def _kept_apart(machine: Machine) -> tuple[Step, Step] | None:
    """Return the step that proposes and the one that decides, where another person must do the second."""
    apart = any(action.deed is Deed.DECIDE and Guard.NOT_PROPOSED_BY_ME in action.guards for action in machine.actions)
    doing = {step.duty: step for step in machine.steps}
    proposing, deciding = doing.get(Duty.PROPOSES), doing.get(Duty.DECIDES)
    return (proposing, deciding) if apart and proposing and deciding else None


def _no_agency() -> Gap:
    code = settings.AGENCY_CODE
    return Gap(
        "agency",
        Text(f"không đơn vị nào có mã cơ quan {code}", f"no unit has the agency code {code}"),
        Text(
            "người quản trị ghi cơ quan với mã đó ở mục đơn vị",
            "the administrator writes the agency down with that code, under units",
        ),
    )


def _not_served(machine: Machine, served: list[str]) -> Gap:
    known = ", ".join(served) or "—"
    return Gap(
        "sector",
        Text(
            f"không phòng nào giải quyết lĩnh vực {machine.sector_name.vi} (“{machine.sector}”)",
            f"no division serves the sector {machine.sector_name.en} (“{machine.sector}”)",
        ),
        Text(
            f"viết giống hệt một lĩnh vực đã có phòng: {known}; lĩnh vực mới thì người quản trị ghi phòng ở mục lĩnh vực của đơn vị",
            f"one of those that a division serves: {known}; for a new one the administrator adds a division, under sectors of units",
        ),
    )


def _no_place(role: Role, key: str, does: list[Text], places: list[Unit]) -> Gap:
    kind, called = _in_both(lambda: str(KIND_OF_ROLE[role].label)), _called(role)
    vi, en = (f"có {len(places)}", f"there are {len(places)} of") if places else ("không có", "there is no")
    return Gap(
        key,
        Text(
            f"{vi} đơn vị loại “{kind.vi}” cho vai trò “{called.vi}”",
            f"{en} unit of the kind “{kind.en}” for the role “{called.en}”",
        ),
        Text(
            "phải có đúng một đơn vị loại đó: người quản trị ghi ở mục đơn vị, hoặc giao bước cho vai trò khác",
            "there must be exactly one: the administrator writes it down, under units, or another role does the step",
        ),
        tuple(does),
    )


def _vacant(role: Role, key: str, does: list[Text], unit: Unit) -> Gap:
    called = _called(role)
    return Gap(
        key,
        Text(
            f"ở {unit.name_vi} không ai giữ vai trò “{called.vi}”",
            f"nobody in {unit.name_en} has the role “{called.en}”",
        ),
        Text(
            "người quản trị giao vai trò đó cho một người ở đơn vị ấy, hoặc giao bước cho vai trò khác",
            "the administrator gives somebody there that role, or another role does the step",
        ),
        tuple(does),
        unit.pk,
    )


def _alone(proposing: Step, deciding: Step, unit: Unit) -> Gap:
    called = [_called(role) for role in dict.fromkeys((proposing.role, deciding.role))]
    return Gap(
        f"steps.{deciding.name}.role",
        Text(
            f"ở {unit.name_vi} người trình không được tự quyết định, mà chỉ có một người giữ vai trò {_listed(called, 'vi')}",
            f"in {unit.name_en} whoever proposes may not decide, and only one person has the role {_listed(called, 'en')}",
        ),
        Text(
            "người quản trị giao vai trò đó cho thêm một người ở đơn vị ấy, hoặc giao bước quyết định cho vai trò khác, "
            "hoặc ghi proposer_may_decide = true nếu quy định cho người trình tự quyết định",
            "the administrator gives one more person there that role, or another role decides, or the procedure says "
            "proposer_may_decide = true where the law lets one person do both",
        ),
        (proposing.title, deciding.title),
        unit.pk,
    )


def _called(role: Role) -> Text:
    return _in_both(lambda: str(ROLE_LABELS[role]))


def _listed(texts: Iterable[Text], language: str) -> str:
    return ", ".join(f"“{text.of(language)}”" for text in dict.fromkeys(texts))


def _in_both(said: Callable[[], str]) -> Text:
    """Return what stands in the catalogues of both languages, whatever the reader's is."""
    with translation.override("vi"):
        vi = said()
    with translation.override("en"):
        return Text(vi, said())

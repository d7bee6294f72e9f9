"""The calendars that are stored, and the default one that a fresh system begins with."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, NotRequired, Self, TypedDict

from django.db.models import Max
from django.db.models.functions import Coalesce

from accounts.models import Unit, User
from procedures import locks
from procedures.locks import Lock
from procedures.machine import Text
from procedures.models import CalendarChange, CalendarVersion
from procedures.time.calendar import (
    OFFICE_WEEK,
    CalendarError,
    DayException,
    DayKind,
    WorkingCalendar,
)
from procedures.time.corrections import Correction, Own, changed_days, refuse_other_year
from procedures.time.sessions import Json

CORRECTIONS = Path(__file__).with_name("calendar_corrections.toml")
NEW_LABOUR_CODE = 2021
"""The year from which the code of 2019 applies."""
UNSOURCED = "Theo dữ liệu của gói phần mềm holidays; chưa ghi số văn bản hoán đổi"
SWAPPED = re.compile(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})")
"""How the package ``holidays`` names a day off that is made up for on another day."""


class ShippedDay(TypedDict):
    """A row of the corrections: a day that replaces, or adds to, what the package says."""

    on: date
    kind: str
    vi: str
    en: str
    official: bool
    source: str
    replaces: NotRequired[date]


class Shipped(TypedDict):
    """The shipped file of corrections."""

    announced_through: int
    day: list[ShippedDay]
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class Calendars:
    """Calendars by unit, None for the common one, with each unit's place in the tree."""

    by_unit: Mapping[int | None, WorkingCalendar]
    parents: Mapping[int, int | None] = field(default_factory=dict)

    @classmethod
    def in_force(cls) -> Self:
        """Return the newest of each unit; one small query while no unit has its own. CalendarError if none is stored.

        A command that writes dates calls ``hold`` before.
        """
        newest = CalendarVersion.objects.order_by("unit_id", "-created_at", "-pk").distinct("unit_id")
        digests = dict(newest.values_list("unit_id", "digest"))
        if None not in digests:
            raise CalendarError(
                Text(
                    "chưa nạp lịch làm việc: hãy chạy manage.py seed_calendar",
                    "no working calendar is stored: run manage.py seed_calendar",
                )
            )
        parents = dict(Unit.objects.values_list("pk", "parent_id")) if len(digests) > 1 else {}
        return cls({unit: calendar_by_digest(digest) for unit, digest in digests.items()}, parents)

    @staticmethod
    def ever() -> "Ever":
        """Return all that were in force, in their order; ``procedures.steady`` keeps them."""
        stored = CalendarVersion.objects.order_by("created_at", "pk")
        # A version is never older than the one before; when it was decided its change knows.
        since_when = Coalesce("change__created_at", "created_at")
        parents = dict(Unit.objects.values_list("pk", "parent_id"))
        return Ever(tuple(stored.values_list("unit", since_when, "digest")), parents)

    @classmethod
    def known_at(cls, ever: "Ever", at: datetime) -> Self:
        """Return those that were in force at an instant; before the first common one was stored, that one."""
        digests: dict[int | None, str] = {}
        for unit, since, digest in ever.versions:
            if since <= at or (unit is None and None not in digests):
                digests[unit] = digest
        parents = ever.parents if len(digests) > 1 else {}
        return cls({unit: calendar_by_digest(digest) for unit, digest in digests.items()}, parents)

    @classmethod
    def only(cls, calendar: WorkingCalendar) -> Self:
        """Return one calendar for everybody."""
        return cls({None: calendar})

    def of(self, unit_id: int | None) -> WorkingCalendar:
        """Return the unit's own calendar, else that of the nearest unit above it, else the common one."""
        while unit_id is not None and unit_id not in self.by_unit:
            unit_id = self.parents.get(unit_id)
        return self.by_unit[unit_id]

    @property
    def seen(self) -> str:
        """Return a word for all of them; it differs as soon as one of them does."""
        digests = sorted(f"{unit}:{calendar.digest}" for unit, calendar in self.by_unit.items())
        return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16]


class Ever(NamedTuple):
    """Which calendars were ever in force."""

    versions: Sequence[tuple[int | None, datetime, str]]
    """By unit, from when on it was known, its digest."""
    parents: Mapping[int, int | None]


def calendar_for(unit_id: int | None) -> WorkingCalendar:
    """Return the calendar in force for a unit; the common one for None."""
    return Calendars.in_force().of(unit_id)


def current_calendar() -> WorkingCalendar:
    """Return the common calendar in force. CalendarError if there is none."""
    return calendar_for(None)


@lru_cache(maxsize=64)
def calendar_by_digest(digest: str) -> WorkingCalendar:
    """Return a stored calendar, whose content must still have that digest; parsed once.

    Raises ``CalendarVersion.DoesNotExist``, CalendarError.
    """
    stored = CalendarVersion.objects.filter(digest=digest).order_by("pk").first()
    if stored is None:
        raise CalendarVersion.DoesNotExist(f"no calendar has the digest {digest!r}")
    calendar = WorkingCalendar.from_json(stored.content)
    if calendar.digest != digest:
        raise CalendarError(
            Text(
                f"lịch làm việc {digest[:8]} đã bị sửa",
                f"working calendar {digest[:8]} was altered",
            )
        )
    return calendar


def hold() -> None:
    """Let no calendar come into force until the end of this transaction: what it writes rests on those of now."""
    locks.share(Lock.CALENDARS)


def store(calendar: WorkingCalendar, *, decision: str, at: datetime) -> CalendarVersion:
    """Put a common calendar into force by storing it as the newest version; units' own are left as they are."""
    return CalendarVersion.objects.create(
        created_at=at,
        digest=calendar.digest,
        content=calendar.to_json(),
        decision=decision,
        first_on=calendar.first,
        last_on=calendar.last,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change would put into force: new calendars and what is their units' own, beside those of before."""

    what: Json
    before: Calendars
    after: Calendars
    owns: Mapping[int | None, Own]
    new: tuple[int | None, ...]
    """The units whose calendar gets a new version, None for the common one."""

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and the last day that somebody works otherwise; None if there is none."""
        found = [days for unit in self.new if (days := changed_days(self.before.of(unit), self.after.of(unit)))]
        return (min(first for first, _last in found), max(last for _first, last in found)) if found else None


def plan(correction: Correction) -> Plan:
    """Return what a correction would put into force, nothing stored; CalendarError if it cannot be."""
    before = Calendars.in_force()
    common = before.of(None)
    if correction.unit_id is None:
        common = correction.of_all(common)
    return _planned(correction.to_json(), before, common, correction)


def plan_whole(common: WorkingCalendar) -> Plan:
    """Return what a whole new common calendar would put into force."""
    what: Json = {"whole": common.digest}
    return _planned(what, Calendars.in_force(), common, Correction())


def _planned(what: Json, before: Calendars, common: WorkingCalendar, correction: Correction) -> Plan:
    """Lay what is the units' own over the new calendars above them, from the top of the tree down."""
    owns = _owns()
    parents = before.parents or dict(Unit.objects.values_list("pk", "parent_id"))
    calendars = Calendars({None: common}, parents)
    touched = {unit for unit in (*owns, correction.unit_id) if unit is not None}
    for unit in sorted(touched, key=lambda unit: (_depth(unit, parents), unit)):
        base = calendars.of(parents.get(unit))
        own = owns.get(unit, Own())
        owns[unit] = correction.of_unit(own, base) if unit == correction.unit_id else own
        calendars = Calendars({**calendars.by_unit, unit: _laid_over(owns[unit], base, unit)}, parents)
    after = calendars.by_unit
    new = [unit for unit in after if unit not in before.by_unit or after[unit] != before.by_unit[unit]]
    if not any(_tells_more(unit, before, calendars, owns) for unit in new):
        raise CalendarError(
            Text("không có gì thay đổi so với lịch đang dùng", "nothing differs from the present calendar")
        )
    return Plan(what, before, calendars, owns, tuple(new))


def _laid_over(own: Own, base: WorkingCalendar, unit: int) -> WorkingCalendar:
    try:
        return own.over(base)
    except CalendarError as error:
        name = Unit.objects.get(pk=unit)
        text = Text(f"{name.name_vi}: {error.text.vi}", f"{name.name_en}: {error.text.en}")
        raise CalendarError(text) from error


def _tells_more(unit: int | None, before: Calendars, after: Calendars, owns: Mapping[int | None, Own]) -> bool:
    """Say whether a new version differs from what held there before, or keeps something of its own for later."""
    return before.of(unit) != after.of(unit) or (unit is not None and owns[unit] != Own())


def _owns() -> dict[int | None, Own]:
    """Return what is the own of each unit that has a calendar of its own."""
    newest = CalendarVersion.objects.exclude(unit=None).order_by("unit_id", "-created_at", "-pk").distinct("unit_id")
    return {version.unit_id: Own.from_json(version.own) for version in newest.defer("content")}


def _depth(unit: int | None, parents: Mapping[int, int | None]) -> int:
    depth = 0
    while unit is not None:
        unit, depth = parents.get(unit), depth + 1
    return depth


def put_into_force(
    plan: Plan, *, decision: str, decided_on: date | None, by: User | None, at: datetime
) -> CalendarChange:
    """Store a plan's calendars with the decision; call it in a transaction.

    CalendarError if others came into force since it was planned, for then it has to be looked at again; and
    while dossiers are still counted by the change before, so that each new date has one decision behind it.
    """
    # Waits for commands that count by the calendars of before; those that begin now wait for us.
    locks.take(Lock.CALENDARS)
    _refuse_out_of_turn(plan)
    newest = CalendarVersion.objects.aggregate(at=Max("created_at"))["at"]
    days = plan.days or (None, None)
    change = CalendarChange.objects.create(
        decision=decision,
        decided_on=decided_on,
        what=plan.what,
        by=by,
        created_at=at,
        first_on=days[0],
        last_on=days[1],
    )
    for unit in plan.new:
        calendar = plan.after.of(unit)
        CalendarVersion.objects.create(
            unit_id=unit,
            change=change,
            created_at=max(at, newest),
            digest=calendar.digest,
            content=calendar.to_json(),
            own=plan.owns[unit].to_json() if unit is not None else {},
            decision=decision,
            first_on=calendar.first,
            last_on=calendar.last,
        )
    return change


def _refuse_out_of_turn(plan: Plan) -> None:
    if Calendars.in_force() != Calendars(plan.before.by_unit, plan.before.parents):
        raise CalendarError(
            Text("lịch vừa được thay đổi: hãy xem trước lại", "the calendar has just changed: preview it again")
        )
    unfinished = CalendarChange.objects.filter(finished_at=None).first()
    if unfinished is not None:
        raise CalendarError(
            Text(
                f"hồ sơ còn đang được tính lại theo {unfinished.decision}: hãy đợi xong rồi thử lại",
                f"dossiers are still being counted again by {unfinished.decision}: wait until that is done",
            )
        )


def build_default(first_year: int = 2016, last_year: int = 2027) -> WorkingCalendar:
    """Return the calendar of Viet Nam's offices for whole years, as far as it is known.

    Public holidays, substitute days and swapped working days come from the package ``holidays``, with
    the shipped corrections laid over them. Days of years not announced yet are provisional.
    """
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    corrections = _corrections()
    days = {row.on: row for row in _from_package(first_year, last_year, corrections)}
    days |= {row["on"]: _corrected(row) for row in corrections["day"]}
    return WorkingCalendar(
        first=first,
        last=last,
        exceptions=tuple(row for on, row in days.items() if first <= on <= last),
        week=OFFICE_WEEK,
    )


def year_more(year: int, calendar: WorkingCalendar) -> Correction:
    """Return what adds a year to a calendar: its days as shipped, provisional until they are decided.

    CalendarError if it is not the year after the last one covered.
    """
    refuse_other_year(year, calendar)
    shipped = build_default(calendar.first.year, year)
    return Correction(put=tuple(row for row in shipped.exceptions if row.on > calendar.last), through=year)


def _from_package(first_year: int, last_year: int, known: Shipped) -> Iterator[DayException]:
    """Yield what the package says; a year more on each side, for swaps across New Year."""
    # Imported here: only who begins a calendar or adds a year to one needs the days of all peoples.
    import holidays

    years = range(first_year - 1, last_year + 2)
    names = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    awaited = {row["vi"]: row["source"] for row in known["day"]}
    for on, name in names.items():
        official = on.year <= known["announced_through"]
        swap = SWAPPED.search(name)
        if swap is None:
            text = Text(name, english[on])
            yield DayException(on, DayKind.HOLIDAY, text, awaited.get(name, _law(on.year)), official)
            continue
        day, month, year = map(int, swap.groups())
        made_up_on = date(year, month, day)
        source = known["sources"].get(on.isoformat(), UNSOURCED)
        off = Text(
            f"Nghỉ hoán đổi, làm bù ngày {made_up_on:%d/%m/%Y}",
            f"Off in exchange for {made_up_on:%d/%m/%Y}",
        )
        worked = Text(f"Làm bù cho ngày {on:%d/%m/%Y}", f"Worked in exchange for {on:%d/%m/%Y}")
        yield DayException(on, DayKind.HOLIDAY, off, source, official)
        yield DayException(made_up_on, DayKind.MAKE_UP, worked, source, official, on)


def _law(year: int) -> str:
    """Return what makes a public holiday of that year: the Labour Code then in force."""
    return "Bộ luật Lao động 2019, Điều 112" if year >= NEW_LABOUR_CODE else "Bộ luật Lao động 2012, Điều 115"


def _corrected(row: ShippedDay) -> DayException:
    return DayException(
        on=row["on"],
        kind=DayKind(row["kind"]),
        name=Text(row["vi"], row["en"]),
        source=row["source"],
        official=row["official"],
        replaces=row.get("replaces"),
    )


def _corrections() -> Shipped:
    corrections: Shipped = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))  # type: ignore[assignment]
    return corrections

"""The agencies that are stored: read from their rows, added to, all or none, and taken back before their day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Unit, User
from procedures import locks
from procedures.locks import Lock
from procedures.machine import Text
from procedures.time.agencies.book import DAY, Agencies, Agency, AgencyKind
from procedures.time.agencies.row import AgencyVersion
from procedures.time.calendar import local


class Refused(NamedTuple):
    """Why a row cannot be added: whose, at which key of the file, what is wrong, what would be right."""

    of: str
    key: str
    wrong: Text
    right: Text

    @property
    def words(self) -> Text:
        """What is wrong and what would be right."""
        return Text(f"{self.wrong.vi}; {self.right.vi}", f"{self.wrong.en}; {self.right.en}")

    def __str__(self) -> str:
        return f"{self.of}: {self.key}: {self.wrong.vi}; {self.right.vi}"


class AgenciesRefused(Exception):  # noqa: N818 - a refusal, as those of acts
    """Rows that cannot be added, all of them with their reasons."""

    def __init__(self, errors: Sequence[Refused]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = tuple(errors)


def stored() -> Agencies:
    """Return all that are stored, and which of them is the agency whose system this is."""
    own = Unit.objects.filter(agency_code=settings.AGENCY_CODE).values_list("slug", flat=True).first()
    return Agencies(tuple(_agency(row) for row in _standing().order_by("key", "since")), own or "")


def ever_added() -> Sequence[AgencyVersion]:
    """Return all rows that were ever added, those that were taken back too; ``procedures.steady`` keeps them."""
    return list(AgencyVersion.objects.order_by("key", "since"))


def known_at(rows: Sequence[AgencyVersion], at: datetime) -> Agencies:
    """Return what was known at an instant of the days to come: without what was entered, or taken back, after it.

    What was entered of days that had begun is there all the same: it says where the desk was.
    """
    left = (row for row in rows if row.taken_back_at is None or row.taken_back_at > at)
    then = (row for row in left if row.added_at <= at or (row.taken_back_at is None and not is_planned(row)))
    return Agencies(tuple(map(_agency, then)))


def is_planned(row: AgencyVersion) -> bool:
    """Say whether a row was entered before its first day."""
    return row.since > local(row.added_at).date()


def _standing() -> QuerySet[AgencyVersion]:
    """Return the rows that were not taken back."""
    return AgencyVersion.objects.filter(taken_back_at=None)


def gone(most: int) -> Sequence[AgencyVersion]:
    """Return the rows that were taken back, the last first, with who took them back."""
    rows = AgencyVersion.objects.exclude(taken_back_at=None).select_related("taken_back_by")
    return list(rows.order_by("-taken_back_at", "-pk")[:most])


def add(
    agencies: Sequence[Agency],
    *,
    at: datetime,
    used_through: Callable[[], date | None],
    by: User | None = None,
    instead: Agency | None = None,
) -> Sequence[Agency]:
    """Store rows, all or none, and return those that are new; one that is there word for word is left as it is.

    ``instead`` is a planned row that is taken back for them, as ``take_back`` does it.

    ``used_through`` answers, while no act is under way, the last day on which something was done: up to it an
    agency that is known keeps the name under which it was printed. Raises ``AgenciesRefused`` with every mistake.
    """
    with transaction.atomic(durable=True):
        locks.take(Lock.CALENDARS)
        there = Agencies(tuple(_agency(row) for row in _standing()))
        new = [agency for agency in agencies if agency not in there.rows]
        through = used_through() if new else None
        if instead and new:
            there = _without(instead, there, new, local(at).date(), through)
            _mark(instead, at, by)
        _refuse(new, there, through)
        AgencyVersion.objects.bulk_create(_row(agency, at, by) for agency in new)
    return new


def take_back(agency: Agency, *, at: datetime, used_through: Callable[[], date | None], by: User) -> None:
    """Take a planned row back: it is kept, and counts no more; the row before it goes on.

    Raises ``AgenciesRefused`` for one that is taken back already or has begun, and for the only row of an agency that
    others are a part of.
    """
    with transaction.atomic(durable=True):
        locks.take(Lock.CALENDARS)
        there = Agencies(tuple(_agency(row) for row in _standing()))
        _without(agency, there, (), local(at).date(), used_through())
        _mark(agency, at, by)


def _mark(agency: Agency, at: datetime, by: User | None) -> None:
    _standing().filter(key=agency.key, since=agency.since).update(taken_back_at=at, taken_back_by=by)


def _without(
    agency: Agency, there: Agencies, new: Sequence[Agency], today: date, used_through: date | None
) -> Agencies:
    """Return the rows that are there without one that is taken back for new ones, or raise why it must stay."""
    left = Agencies(tuple(row for row in there.rows if row != agency))
    known = Agencies((*left.rows, *new))
    parts = [row for row in known.rows if row.part_of == agency.key]
    on = f"{agency.since:%d/%m/%Y}"
    if agency not in there.rows:
        wrong = Text(
            f"không còn dòng này từ ngày {on}: đã có người rút lại", f"this row from {on} is not there any more"
        )
        right = Text("xem lại danh sách", "look at the list again")
    elif agency.since <= max(today, used_through or today):
        wrong = Text(f"dòng từ ngày {on} đã áp dụng", f"the row from {on} holds already")
        right = Text("ghi một dòng mới từ một ngày sau", "enter another row from a later day")
    elif parts and not known.periods(agency.key):
        wrong = Text(f"“{parts[0].name.vi}” còn thuộc “{agency.name.vi}”", f"“{parts[0].name.en}” is a part of it")
        right = Text("rút lại hoặc đổi dòng đó trước", "take that row back first, or change it")
    else:
        return left
    raise AgenciesRefused([Refused(agency.key, "", wrong, right)])


def called(unit: Unit, agencies: Agencies, day: date) -> Unit:
    """Return a unit under the name, with the address and the phone, that it has on a day. Not to be saved."""
    found = agencies.on(unit.slug, day)
    if found is None:
        return unit
    return Unit(
        pk=unit.pk, slug=unit.slug, kind=unit.kind, parent_id=unit.parent_id,
        agency_code=found.code or unit.agency_code, name_vi=found.name.vi, name_en=found.name.en,
        address=found.address or unit.address, phone=found.phone or unit.phone,
    )  # fmt: skip


def _refuse(new: Sequence[Agency], there: Agencies, used_through: date | None) -> None:
    """Raise every reason why rows cannot be added to those that are there."""
    known = Agencies((*there.rows, *new))
    found = [refused for agency in new for refused in _faults(agency, there, known, used_through)]
    if found:
        raise AgenciesRefused(found)


def _faults(agency: Agency, there: Agencies, known: Agencies, used_through: date | None) -> Iterator[Refused]:
    periods = known.periods(agency.key)
    if sum(row.since == agency.since for row in periods) > 1:
        on = f"{agency.since:%d/%m/%Y}"
        yield Refused(
            agency.key,
            "from",
            Text(
                f"“{agency.name.vi}” đã có một dòng khác từ ngày {on}", f"“{agency.name.en}” has another row from {on}"
            ),
            Text("chọn một ngày khác", "choose another day"),
        )
    if used_through and there.periods(agency.key) and agency.since <= used_through:
        last, first = f"{used_through:%d/%m/%Y}", f"{used_through + DAY:%d/%m/%Y}"
        yield Refused(
            agency.key,
            "from",
            Text(
                f"đến ngày {last} hồ sơ đã được giải quyết theo những gì đang ghi",
                f"up to {last} dossiers were handled by what is written now",
            ),
            Text(f"chọn ngày {first} hoặc sau đó", f"choose {first} or later"),
        )
    if agency.part_of and (agency.part_of == agency.key or not known.periods(agency.part_of)):
        yield Refused(
            agency.key,
            "part_of",
            Text(f"không có cơ quan nào là “{agency.part_of}”", f"there is no agency “{agency.part_of}”"),
            Text("ghi tên (key) của một cơ quan đã có", "give the key of an agency that is there"),
        )
    if len({row.receives for row in periods}) > 1:
        yield Refused(
            agency.key,
            "kind",
            Text("vừa là cơ quan vừa là nơi tiếp nhận", "is both an agency and a receiving point"),
            Text("đặt một tên (key) khác", "use another key"),
        )


def _agency(row: AgencyVersion) -> Agency:
    return Agency(
        key=row.key,
        kind=AgencyKind(row.kind),
        since=row.since,
        name=Text(row.name_vi, row.name_en),
        source=Text(row.source_vi, row.source_en),
        short=Text(row.short_vi, row.short_en) if row.short_vi else None,
        code=row.code,
        part_of=row.part_of,
        address=row.address,
        phone=row.phone,
        hours_of=row.hours_of,
        is_open=row.is_open,
        doubt=Text(row.doubt_vi, row.doubt_en) if row.doubt_vi else None,
        entered=row.added_at,
    )


def _row(agency: Agency, at: datetime, by: User | None) -> AgencyVersion:
    short, doubt = agency.short or Text("", ""), agency.doubt or Text("", "")
    return AgencyVersion(
        key=agency.key, kind=agency.kind.value, since=agency.since, name_vi=agency.name.vi, name_en=agency.name.en,
        short_vi=short.vi, short_en=short.en, code=agency.code, part_of=agency.part_of, address=agency.address,
        phone=agency.phone, hours_of=agency.hours_of, is_open=agency.is_open, source_vi=agency.source.vi,
        source_en=agency.source.en, doubt_vi=doubt.vi, doubt_en=doubt.en, by=by, added_at=at,
    )  # fmt: skip

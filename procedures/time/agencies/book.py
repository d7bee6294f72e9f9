"""What agencies are called and where dossiers are received, on any day. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from procedures.catalogue.alphabet import sort_key
from procedures.form import OFFICE, Text

DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""A day outside is a slip in the year."""


class AgencyKind(StrEnum):
    """What an agency is; the last three are receiving points, which decide nothing."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    DESK = "desk"
    CENTRE = "centre"
    BRANCH = "branch"


POINTS = frozenset({AgencyKind.DESK, AgencyKind.CENTRE, AgencyKind.BRANCH})
"""Where dossiers are received for the agency that the point is a part of (NĐ 118/2025/NĐ-CP art. 15 and 17)."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, or a receiving point, as it is from a day on until the next row of its key."""

    key: str
    kind: AgencyKind
    since: date
    name: Text
    source: Text
    short: Text | None = None
    code: str = ""
    """How numbers of its dossiers begin from that day on; empty where the unit's own identifier stands."""
    part_of: str = ""
    """The key of the agency above it; of a receiving point, for whom it receives."""
    address: str = ""
    phone: str = ""
    hours_of: str = ""
    """The unit whose calendar it works by; empty for the common one."""
    is_open: bool = True
    """False from the day on which it is there no more."""
    doubt: Text | None = None
    entered: datetime | None = field(default=None, compare=False)
    """When it was entered; None of one that is not stored."""

    @property
    def receives(self) -> bool:
        """Say whether it is a receiving point."""
        return self.kind in POINTS


@dataclass(frozen=True)
class Agencies:
    """All rows; ``own`` is the key of the agency whose system this is, empty where nobody knows."""

    rows: tuple[Agency, ...]
    own: str = ""
    _by_key: Mapping[str, tuple[Agency, ...]] = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """The key by each Vietnamese name that an agency has ever had."""

    def __post_init__(self) -> None:
        by_key: dict[str, list[Agency]] = {}
        for row in sorted(self.rows, key=lambda row: row.since):
            by_key.setdefault(row.key, []).append(row)
        object.__setattr__(self, "_by_key", {key: tuple(rows) for key, rows in by_key.items()})
        object.__setattr__(self, "_by_name", {row.name.vi: row.key for row in self.rows if not row.receives})

    def periods(self, key: str) -> tuple[Agency, ...]:
        """Return the rows of a key, the first day first; none where it is not known."""
        return self._by_key.get(key, ())

    def on(self, key: str, day: date) -> Agency | None:
        """Return what a key is on a day: before its first day what it was first. None where it is not known."""
        rows = self.periods(key)
        begun = [row for row in rows if row.since <= day]
        return begun[-1] if begun else (rows[0] if rows else None)

    def last_day_of(self, row: Agency) -> date | None:
        """Return the last day of a row; None where nothing follows it."""
        later = [other.since for other in self.periods(row.key) if other.since > row.since]
        return later[0] - DAY if later else None

    def moves(self, key: str, day: date, known_at: datetime | None = None) -> Sequence[Agency]:
        """Return the rows after a day that send whoever comes elsewhere: another place, another name, or closed.

        With an instant, as was known then: what was entered later was said to nobody.
        """
        here, found = self.on(key, day), []
        for row in self.periods(key):
            is_known = known_at is None or row.entered is None or row.entered <= known_at
            if here and row.since > day and row is not here and is_known:
                if (row.name, row.address, row.is_open) != (here.name, here.address, here.is_open):
                    found.append(row)
                here = row
        return found

    def points(self, of: str, day: date) -> Sequence[Agency]:
        """Return the receiving points of an agency that are open on a day, the desk first, then by name."""
        found = [row for key in self._by_key if (row := self.point(key, day)) and row.part_of == of]
        return sorted(found, key=lambda row: (row.kind is not AgencyKind.DESK, sort_key(row.name.vi)))

    def point(self, key: str, day: date) -> Agency | None:
        """Return a receiving point that is open on a day; None before its first day, and once it is closed."""
        row = self.on(key, day)
        return row if row and row.receives and row.is_open and row.since <= day else None

    def named(self, text: Text, day: date) -> Text:
        """Return the name on a day of the agency that a definition names; other words stay as they are.

        A published version keeps its words for ever. It names an agency by any name that this ever had, or, with
        ``OFFICE``, the agency whose system this is.
        """
        key = self.own if text == OFFICE else self._by_name.get(text.vi, "")
        found = self.on(key, day)
        return found.name if found else text

    def with_names_of(self, day: date, words: str) -> str:
        """Return Vietnamese words in which our own agency is called as it is on a day, whatever it was called before."""
        present = self.on(self.own, day)
        if present is None:
            return words
        # The longest first: one name may be the beginning of another.
        names = sorted({row.name.vi for row in self.periods(self.own)}, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, names)), lambda _found: present.name.vi, words)

"""The table of rights, written by hand: who sees, who acts, who has what on the desk. Nothing of the product is asked here.

Sources: NĐ 61/2018/NĐ-CP art. 12(8) (somebody acts for an officer who is away); ADR 0046, 0086, 0088, 0093 and 0094; house rules of sight.
Whoever reads this and the code sees two descriptions of one office; ``test_table_of_rights`` compares them a million times.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

DESK, HEAD, CASE, LEADER, CLERK, PROVINCE, MANAGER, ADMIN = (
    "one_stop_officer",
    "division_head",
    "specialist",
    "department_leader",
    "clerk",
    "provincial_office",
    "manager",
    "administrator",
)
CITIZEN = "citizen"
READERS = ("note",)
"""What whoever may read a dossier may write beside it."""
HOLDER_OR_DESK = ("write-to-applicant", "settle-message")
"""What is for whoever has it, and for the desk at any time."""
AT_DESK = ("answer-supplement", "ask-withdrawal")
"""What the desk does for an applicant without an account."""


@dataclass(frozen=True)
class Seat:
    """A role in a unit, from a day to another, both counted; ``until`` None: without end."""

    role: str
    unit: int
    agency: int
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Away:
    """Somebody is away and another stands in, None where nobody does; ``ended`` is the first day on which that holds no more."""

    absent: int
    substitute: int | None
    since: date
    until: date
    ended: date | None = None

    def holds(self, on: date) -> bool:
        return self.since <= on <= self.until and (self.ended is None or on < self.ended)


@dataclass(frozen=True)
class File:
    """What rights hang on, of a dossier."""

    key: int
    agency: int
    division: int | None
    unit: int | None
    holder: str
    assignee: int | None
    applicant: int
    on_line: bool


@dataclass(frozen=True)
class Office:
    """Everybody's seats, who is away, and who was served at a counter and has no account; on a day.

    Besides by which number accounts are one person's, who has declared to have something to do with which dossier, and
    with which account somebody of the counter is joined: one from which that person was parted has nothing.
    """

    on: date
    seats: Mapping[int, tuple[Seat, ...]]
    away: tuple[Away, ...]
    at_counter: frozenset[int]
    numbers: Mapping[int, str]
    interests: frozenset[tuple[int, int]]
    joined: Mapping[int, int]

    def is_same_person(self, one: int, other: int) -> bool:
        number = self.numbers.get(one, "")
        return one == other or (number != "" and number == self.numbers.get(other, ""))

    def is_interested(self, person: int, file: File) -> bool:
        """Say whether somebody has declared it, by whichever account."""
        return any(dossier == file.key and self.is_same_person(person, who) for who, dossier in self.interests)

    def is_own(self, person: int, file: File) -> bool:
        """Say whether somebody has applied for it, by whichever account, or reads it as what was handed in on paper (ADR 0093)."""
        reader = None if file.on_line else self.joined.get(file.applicant)
        return self.is_same_person(person, file.applicant) or (
            reader is not None and self.is_same_person(person, reader)
        )

    def is_barred(self, person: int, file: File) -> bool:
        """Say whether somebody may not handle it, nor anybody in that one's place."""
        return self.is_own(person, file) or self.is_interested(person, file)

    def applies(self, person: int, file: File) -> bool:
        """Say whether just this account has filed it, or is joined with whoever has handed it in on paper (ADR 0093)."""
        return person == file.applicant or (not file.on_line and self.joined.get(file.applicant) == person)

    def own(self, person: int) -> list[Seat]:
        return [seat for seat in self.seats.get(person, ()) if seat.holds(self.on)]

    def stood_in_for(self, person: int) -> list[int]:
        """Return for whom somebody stands in today; nobody without a seat stands in for anybody."""
        found = [one.absent for one in self.away if one.substitute == person and one.holds(self.on)]
        return found if self.own(person) else []

    def places(self, person: int) -> Iterator[tuple[Seat, int | None]]:
        """Yield each seat that somebody acts in, with whose it is where it is lent."""
        own = self.own(person)
        yield from ((seat, None) for seat in own)
        for absent in self.stood_in_for(person):
            for seat in self.own(absent):
                if self._is_lent(seat, own):
                    yield seat, absent

    @staticmethod
    def _is_lent(seat: Seat, own: list[Seat]) -> bool:
        if seat.role == ADMIN or any((one.role, one.unit) == (seat.role, seat.unit) for one in own):
            return False
        if seat.role == CASE:
            # The files of a division stay with people who sit there.
            return any(one.role in (CASE, HEAD) and one.unit == seat.unit for one in own)
        return any(one.role != ADMIN and one.agency == seat.agency for one in own)

    # What the table says

    def sees(self, person: int, file: File) -> bool:
        return any(self._reads(seat, file) for seat, whose in self._allowed(person, file) if seat.role != ADMIN)

    def has(self, person: int, file: File) -> bool:
        """Say whether a dossier waits for somebody."""
        return any(self._holds(person, seat, whose, file) for seat, whose in self._allowed(person, file))

    def may(self, person: int, act: str, by: frozenset[str], file: File) -> bool:
        if CITIZEN in by and self.applies(person, file):
            return True
        if act == "return-handed-in":
            return False  # Another act does it by now.
        return any(self._acts(person, seat, whose, act, by, file) for seat, whose in self._allowed(person, file))

    # How

    def _allowed(self, person: int, file: File) -> Iterator[tuple[Seat, int | None]]:
        """Yield the places of somebody as far as nobody handles a dossier of one's own, or has declared an interest in it.

        That holds in whichever seat and by whichever account, and in the place of whoever is away as for that one (ADR 0094).
        """
        if self.is_barred(person, file):
            return
        for seat, whose in self.places(person):
            if whose is None or not self.is_barred(whose, file):
                yield seat, whose

    @staticmethod
    def _reads(seat: Seat, file: File) -> bool:
        if seat.role in (HEAD, CASE):
            return file.division == seat.unit
        if seat.role == PROVINCE:
            return file.unit == seat.unit
        return file.agency == seat.agency

    def _is_own_case(self, person: int, whose: int | None, file: File) -> bool:
        """Say whether a case officer's file is one's own, or that of whoever one stands in for."""
        if whose is not None:
            return file.assignee == whose
        lent = (absent for absent in self.stood_in_for(person) if not self.is_barred(absent, file))
        return file.assignee in (person, *lent)

    def _holds(self, person: int, seat: Seat, whose: int | None, file: File) -> bool:
        here = file.holder == seat.role and file.unit == seat.unit
        return here and (seat.role != CASE or self._is_own_case(person, whose, file))

    def _acts(self, person: int, seat: Seat, whose: int | None, act: str, by: frozenset[str], file: File) -> bool:  # noqa: PLR0917 - a row of the table
        for_applicant = (
            seat.role == DESK
            and CITIZEN in by
            and act in AT_DESK
            and not file.on_line
            and file.applicant in self.at_counter
        )
        if seat.role not in by and not for_applicant:
            return False
        if act in READERS:
            return self._reads(seat, file)
        if act in HOLDER_OR_DESK and seat.role != DESK and (file.holder, file.unit) != (seat.role, seat.unit):
            return False
        if seat.role == ADMIN:
            return file.agency == seat.agency
        return self._reads(seat, file) and (seat.role != CASE or self._is_own_case(person, whose, file))

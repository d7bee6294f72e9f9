"""Who writes a paper or a message, and to whom: read from the log and the units."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Unit, UnitKind
from accounts.roles import Role
from dossiers.display.agency import places
from dossiers.display.agency.closed import Doors
from dossiers.display.agency.hours import new_by, with_changes
from dossiers.display.agency.places import Move
from dossiers.display.formats import in_digits
from dossiers.filing.counter.unnumbered import NOT_IN_LETTER, is_unnumbered
from dossiers.log.answers import standing_of
from dossiers.log.facts import Words
from dossiers.models import Dossier
from procedures import steady
from procedures.machine import Text
from procedures.steady import Steady
from procedures.time.agencies.stored import called
from procedures.time.calendar import CalendarError, Week

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applied, in the words of the filing and what corrected it; empty where the words were erased."""

    name: str
    personal_id: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    represented: str = ""
    """Whose dossier it is, where somebody else files it (chủ hồ sơ)."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes: the agency with the body above it, and its desk."""

    superior: str
    agency: Unit
    desk: Unit
    on: date | None = None
    """Of which day its names are, and its hours; None of a sample."""
    moves: tuple[Move, ...] = ()
    """Where the desk is after that day, as far as that was planned by then."""
    due: date | None = None
    """The day on which the result is to be had; None while nobody has said one."""
    point: str = ""
    """The key of the receiving point whose hours are meant; "" of the desk."""
    known_at: datetime | None = None
    """As of when its hours to come are known; None for now."""
    known: Steady | None = field(default=None, compare=False, repr=False)
    """What is steady, as it was read with the dossier; None where nothing was read yet."""

    @property
    def address(self) -> str:
        """Where the desk is; empty where none is entered."""
        return self.desk.address or self.agency.address

    @property
    def where(self) -> Text:
        """Where the desk is, and from which day elsewhere, for whoever comes on a later day."""
        return places.with_moves(self.desk, self.address, self.moves)

    @property
    def now(self) -> "Office":
        """The same as it is today, for what is written later about what was then."""
        begun = [move for move in self.moves if move.since <= timezone.localdate()]
        return replace(self, desk=begun[-1].place, moves=self.moves[len(begun) :]) if begun else self

    @property
    def hours(self) -> Text | None:
        """The usual hours of the desk on that day, and those that follow; None where no calendar says them."""
        weeks = self._weeks
        return with_changes(weeks) if weeks else None

    @property
    def hours_then(self) -> Text | None:
        """The hours on the day of which one was told, where others hold by then; None where they are those of before."""
        return new_by(self._weeks, self.due) if self.due else None

    def handed_out(self, is_closed: Text | None) -> Text:
        """Where the result is handed out on the day of which one was told, when it is open by then, and that it is closed."""
        then, is_closed = self.hours_then or NOTHING, is_closed or NOTHING
        vi, en = (
            "; ".join(filter(None, one))
            for one in ((self.handed_out_at, then.vi), (self.handed_out_in_english, then.en))
        )
        return Text(f"{vi} {is_closed.vi}".strip(), f"{en} {is_closed.en}".strip())

    @property
    def _weeks(self) -> tuple[tuple[date, Week], ...]:
        if self.on is None:
            return ()
        known = self.known or steady.now()
        try:
            doors = Doors.known_at(known, self.known_at) if self.known_at else Doors.of(known, known.calendars)
            return doors.weeks(self.agency.pk, self.point, self.on)
        except CalendarError:
            return ()

    @property
    def collected_at(self) -> str:
        """Where results are handed out, on that day and later."""
        place = self.where.vi or self.agency.name_vi
        return f"{self.desk.name_vi}, {place}"

    @property
    def collected_in_english(self) -> str:
        """The same for the English half of a mail: names and addresses as they are written on the door."""
        return f"{self.desk.name_vi}, {self.where.en or self.agency.name_vi}"

    @property
    def handed_out_at(self) -> str:
        """Where the result is handed out on the day of which one was told, and where before or after that."""
        desk, where = self._on_due
        return f"{desk.name_vi}, {where.vi or self.agency.name_vi}"

    @property
    def handed_out_in_english(self) -> str:
        """The same for the English half of a mail."""
        desk, where = self._on_due
        return f"{desk.name_vi}, {where.en or self.agency.name_vi}"

    @property
    def _on_due(self) -> tuple[Unit, Text]:
        if self.due is None:
            return self.desk, self.where
        where = places.with_moves(self.desk, self.address, self.moves, self.due)
        return places.there_on(self.desk, self.moves, self.due), where

    @property
    def phone(self) -> str:
        """The number to call with questions; empty where none is known."""
        return in_digits(self.desk.phone or self.agency.phone)


def applicant_of(dossier: Dossier) -> Applicant:
    """Return who applied, as it stands: from the filing and what corrected it."""
    answers = standing_of(dossier)
    return Applicant(
        name=answers.get("applicant_name", dossier.applicant_name),
        personal_id=NOT_IN_LETTER.vi if is_unnumbered(answers) else answers.get("applicant_id", ""),
        address=answers.get("applicant_address", ""),
        phone=in_digits(answers.get("applicant_phone", "")),
        email=answers.get("applicant_email", ""),
        represented=answers.get("applicant_organisation", ""),
    )


def office_of(dossier: Dossier, on: date, known_at: datetime | None = None) -> Office:
    """Return who writes about a dossier, by the names of a day: what was printed then is printed so again.

    With an instant, where the desk goes later, and when it is open, is said as far as it had been entered by then.
    """
    agency = dossier.agency
    units = agency, agency.parent, Unit.objects.of_role(Role.ONE_STOP_OFFICER, agency.pk)
    return _office(dossier, units, on, known_at)


def office_known(dossier: Dossier, known: Steady, on: date) -> Office:
    """Return the same by what is known of units already: no statement."""
    agency = next(unit for unit in known.units.values() if unit.pk == dossier.agency_id)
    desk = next(unit for unit in known.units.values() if unit.kind == UnitKind.DESK and unit.parent_id == agency.pk)
    above = known.units[agency.parent_id] if agency.parent_id else None
    return _office(dossier, (agency, above, desk), on)


def _office(
    dossier: Dossier, units: tuple[Unit, Unit | None, Unit], on: date, known_at: datetime | None = None
) -> Office:
    """Return an office by the agency, the body above it and the desk."""
    known, (agency, parent, desk) = dossier.agencies, units
    above = called(parent, known, on).name_vi if parent else ""
    place = places.place_on(known, dossier.point, desk, on)
    later = places.moves(known, dossier.point, desk, on, known_at)
    called_so = called(agency, known, on)
    return Office(above, called_so, place, on, later, point=dossier.point, known_at=known_at, known=dossier.steady)


def authority_of(words: Words) -> str:
    """Return by which paper whoever stood there acts for the owner, and until when; "" where none was noted."""
    until = words.authorised_until
    return ", ".join(filter(None, (words.authority, f"có giá trị đến ngày {until:%d/%m/%Y}" if until else "")))

"""Who writes a paper or a message, and to whom: read from the log and the units."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from accounts.roles import Role
from dossiers.display.agency.hours import in_words
from dossiers.display.formats import in_digits
from dossiers.filing.counter.unnumbered import NOT_IN_LETTER, is_unnumbered
from dossiers.log.answers import standing_of
from dossiers.log.facts import Words
from dossiers.models import Dossier
from procedures import steady
from procedures.machine import Text
from procedures.time.agencies.book import Agency
from procedures.time.agencies.stored import called
from procedures.time.calendar import CalendarError


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

    @property
    def address(self) -> str:
        """Where the desk is; empty where none is entered."""
        return self.desk.address or self.agency.address

    @property
    def hours(self) -> Text | None:
        """The usual hours of the desk on that day; None where no calendar says them."""
        if self.on is None:
            return None
        try:
            week = steady.now().calendars.of(self.desk.pk or self.agency.pk).week_on(self.on)
        except CalendarError:
            return None
        return Text(in_words(week, "vi"), in_words(week, "en"))

    @property
    def collected_at(self) -> str:
        """Where results are handed out."""
        place = self.address or self.agency.name_vi
        return f"{self.desk.name_vi}, {place}"

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


def office_of(dossier: Dossier, on: date) -> Office:
    """Return who writes about a dossier, by the names of a day: what was printed then is printed so again."""
    agency, known = dossier.agency, dossier.agencies
    desk = Unit.objects.of_role(Role.ONE_STOP_OFFICER, agency.pk)
    above = called(agency.parent, known, on).name_vi if agency.parent else ""
    point = known.on(dossier.point, on) if dossier.point else None
    place = _of_point(point) if point else called(desk, known, on)
    return Office(above, called(agency, known, on), place, on)


def _of_point(point: Agency) -> Unit:
    """Return a receiving point as papers name a desk: the result is handed out where the dossier was brought."""
    return Unit(name_vi=point.name.vi, name_en=point.name.en, address=point.address, phone=point.phone)


def authority_of(words: Words) -> str:
    """Return by which paper whoever stood there acts for the owner, and until when; "" where none was noted."""
    until = words.authorised_until
    return ", ".join(filter(None, (words.authority, f"có giá trị đến ngày {until:%d/%m/%Y}" if until else "")))

"""Official papers: what each says, its number, its PDF.

A paper is read from the log as it stood at its event, so that making it later, or again, says the
same. It is printed in Vietnamese only, as the forms of TT 01/2018/TT-VPCP prescribe.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.urls import reverse
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from accounts.models import Unit
from accounts.roles import Role
from dossiers import numbers
from dossiers.models import Dossier, Event, Letter
from procedures.machine import Limit, LimitUnit, Paper, Text
from procedures.time.calendar import local

RECEIPT_SERIES = "TNHS"
"""The register of receipts: tiếp nhận hồ sơ."""
FOLDER = Path(settings.BASE_DIR) / "templates" / "letters"
FONTS = Path(settings.ASSETS_DIR) / "@fontsource" / "tinos" / "files"
ACCESSIBLE = "pdf/ua-1"
"""Every PDF carries the structure that a screen reader needs (NĐ 224/2026 art. 15(2))."""

UNITS = {
    LimitUnit.WORKING_DAY: Text("ngày làm việc", "working days"),
    LimitUnit.CALENDAR_DAY: Text("ngày", "days"),
    LimitUnit.WORKING_HOUR: Text("giờ làm việc", "working hours"),
}


ISSUED = frozenset({Paper.RECEIPT})
"""The papers that are printed; no page promises another."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applied, in the words of the filing; empty where the words were erased."""

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

    @property
    def collected_at(self) -> str:
        """Where results are handed out."""
        place = self.desk.address or self.agency.address or self.agency.name_vi
        return f"{self.desk.name_vi}, {place}"

    @property
    def phone(self) -> str:
        """The number to call with questions; empty where none is known."""
        return in_digits(self.desk.phone or self.agency.phone)


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A component that was handed in, and the number of files that it came in."""

    title: str
    electronic: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả, in the words that are printed."""

    office: Office
    number: str
    url: str
    """What the QR code leads to."""
    place_and_day: str
    issued_at: datetime
    code: str
    applicant: Applicant
    procedure: str
    papers: tuple[FiledPaper, ...]
    sets: str
    limit: str
    received: str
    due: str
    provisional: bool
    officer: str

    @property
    def qr(self) -> str:
        """The QR code as an image in a ``data:`` address."""
        return segno.make(self.url, error="m", micro=False).svg_data_uri(border=2)


def issue_receipt(event: Event, *, at: datetime) -> Letter:
    """Return the receipt of an acceptance, numbered and printed now if there is none yet.

    Call it in a transaction: the number belongs to the row. The file is written before the row under
    a name that nobody can guess; a crash between the two leaves a file that no row names.
    """
    return event.letters.filter(kind=Paper.RECEIPT.value).first() or _issue_receipt(event, at)


def _issue_receipt(event: Event, at: datetime) -> Letter:
    dossier, token = event.dossier, secrets.token_urlsafe(32)
    number = numbers.letter_number(dossier.agency, RECEIPT_SERIES, local(event.at).date())
    pdf = printed("letters/receipt.html", receipt_of(event, number, token))
    letter = Letter(event=event, dossier=dossier, kind=Paper.RECEIPT.value, number=number, token=token, issued_at=at)
    letter.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.file.save(f"{token}.pdf", ContentFile(pdf), save=False)
    letter.save(force_insert=True)
    return letter


def receipt_of(event: Event, number: str, token: str) -> Receipt:
    """Return what the receipt of an acceptance says."""
    dossier, machine = event.dossier, event.dossier.machine
    received = local(event.at)
    return Receipt(
        office=office_of(dossier),
        number=number,
        url=public_address("verify", token),
        place_and_day=f"{settings.AGENCY_PLACE}, {day_in_words(received.date())}",
        issued_at=received,
        code=dossier.code,
        applicant=applicant_of(dossier),
        procedure=machine.name.vi,
        papers=filed_papers(event),
        sets=f"{machine.sets:02d}",
        limit=limit_in_words(machine.committed_limit).vi,
        received=moment_in_words(received),
        due=moment_in_words(local(datetime.fromisoformat(event.reading["due_at"]))),
        provisional=bool(event.reading.get("provisional")),
        officer=event.actor.get_full_name() if event.actor else "",
    )


def applicant_of(dossier: Dossier) -> Applicant:
    """Return who applied, from the words of the first event."""
    filing = dossier.events.select_related("payload").get(sequence=1)
    answers = (filing.payload.content or {}).get("answers", {})
    return Applicant(
        name=answers.get("applicant_name", dossier.applicant_name),
        personal_id=answers.get("applicant_id", ""),
        address=answers.get("applicant_address", ""),
        phone=in_digits(answers.get("applicant_phone", "")),
        email=answers.get("applicant_email", ""),
        represented=answers.get("applicant_organisation", ""),
    )


def office_of(dossier: Dossier) -> Office:
    """Return who writes about a dossier."""
    agency = dossier.agency
    desk = Unit.objects.of_role(Role.ONE_STOP_OFFICER, agency.pk)
    return Office(agency.parent.name_vi if agency.parent else "", agency, desk)


def filed_papers(event: Event) -> tuple[FiledPaper, ...]:
    """Return the components that had been handed in by an event, in the order of the procedure.

    A form that was filled in on line is the paper itself.
    """
    by_then = event.dossier.attachments.filter(event__sequence__lte=event.sequence)
    filed = list(by_then.values_list("component", flat=True))
    return tuple(
        FiledPaper(component.title.vi, filed.count(component.name) + int(component.eform))
        for component in event.dossier.machine.components
        if component.eform or component.name in filed
    )


def public_address(name: str, *args: str) -> str:
    """Return the absolute address of a page, for papers and mail."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def in_digits(phone: str) -> str:
    """Return a stored phone number as it is dialled at home: ``0912345678``."""
    return phone.replace("+84", "0", 1) if phone.startswith("+84") else phone


def day_in_words(day: date) -> str:
    """Return a date as papers write it: days below 10, January and February take a zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - the rule itself
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_in_words(instant: datetime) -> str:
    """Return a local instant as papers write it."""
    return f"{instant:%H} giờ {instant:%M} phút, {day_in_words(instant.date())}"


def limit_in_words(limit: Limit) -> Text:
    """Return a limit of a procedure as papers write it: numbers below 10 take a zero."""
    amount, unit = int(limit.amount), UNITS[limit.unit]
    return Text(f"{amount:02d} {unit.vi}", f"{amount} {unit.en if amount > 1 else unit.en.removesuffix('s')}")


def printed(template: str, letter: object) -> bytes:
    """Return a letter as a PDF. Raises ``FileNotFoundError`` where its fonts are not installed."""
    html = render_to_string(template, {"letter": letter})
    with _PRINTING:
        fonts, style = _press()
        page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
        pdf: bytes = page.write_pdf(font_config=fonts, stylesheets=[style], pdf_variant=ACCESSIBLE)
    return pdf


_PRINTING = Lock()
"""All papers of a process share their fonts, which no two threads may use at once."""


@cache
def _press() -> tuple[FontConfiguration, CSS]:
    """Load the fonts and the style once: that costs more than printing a page."""
    rules = (FOLDER / "letter.css").read_text()
    missing = [name for name in re.findall(r'url\("(.+?)"\)', rules) if not (FONTS / name).is_file()]
    if missing:
        raise FileNotFoundError(f"no {missing[0]} in {FONTS}: install the front-end assets")
    fonts = FontConfiguration()
    files = URLFetcher(allowed_protocols=("file",))
    style = CSS(string=rules, base_url=f"{FONTS.as_uri()}/", url_fetcher=files, font_config=fonts)
    return fonts, style

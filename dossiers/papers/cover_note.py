"""The cover note of a result that goes out by post (phiếu gửi): what lies in the envelope, to whom, and what to do when something is wrong.

A paper of our own: no circular has a form for it. The kind and its letters, PG, are of NĐ 30/2020/NĐ-CP, phụ lục III (ADR 0102).
Printed in Vietnamese only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import translation

from dossiers import numbers
from dossiers.display.agency.given import items
from dossiers.display.agency.receiving import went_to
from dossiers.display.formats import vn_date
from dossiers.display.labels import paper_label
from dossiers.log.decisions import matter_of
from dossiers.log.facts import Facts, facts_of, words_of
from dossiers.log.handed import with_result
from dossiers.models import Event, Letter, OwnPaper, Result
from dossiers.papers.form import Form, Signature, head_of, log_until, signature_of
from dossiers.papers.issued import title_of
from dossiers.papers.wording import place_and_day
from procedures.machine import Machine, Paper
from procedures.time.calendar import local

TITLE = "Phiếu gửi"
SERIES = "PG"
"""Its letters in a number, and the register in which it is counted, by agency and year."""
SENDER = "NGƯỜI GỬI"
"""What stands above the name of who holds no title."""
RESULT_ON_PAPER = "Kết quả giải quyết hồ sơ"
"""What a result is called that was on paper alone, in dossiers of the first edition."""
BLANK, BLANK_DAY = "…………………", "ngày\N{NO-BREAK SPACE}……/……/………"
"""Where whoever puts the note into the envelope writes number and day as they stand on such a paper: nobody has recorded them."""


@dataclass(frozen=True, slots=True)
class CoverNote:
    """The cover note, in the words that are printed."""

    form: Form
    recipient: str
    """Who is to get the item, as the desk wrote it."""
    to: str
    """Where it goes; "" where no address is known."""
    enclosed: tuple[str, ...]
    """Each paper that is in the envelope, with its number and day, and how many of it."""
    stays: tuple[str, ...]
    """What of the applicant's originals is not in it: kept by the agency, or to be fetched from the desk."""
    post_number: str
    sent: str
    """The day on which it goes, by the record: the note is put into the envelope before the post takes it."""
    signature: Signature

    @property
    def addressed(self) -> str:
        """How the letter names whom it is to."""
        return f"Ông/Bà {self.recipient}"


def cover_note_of(event: Event, number: str, token: str) -> CoverNote:
    """Return what goes with a result that an event has sent by post."""
    machine, words, log = event.dossier.machine, words_of(event.payload), log_until(event)
    form = head_of(event, TITLE, number, token)
    with translation.override("vi"):
        papers = [*_results(event, log), *_originals(machine, event, log)]
        return CoverNote(
            form=form,
            recipient=words.recipient or form.applicant.name,
            to=went_to(event, log) or form.applicant.address,
            enclosed=tuple(f"{place}. {paper}" for place, paper in enumerate(papers, 1)),
            stays=tuple(_stays(machine, facts_of(event))),
            post_number=items.number_now(event),
            sent=vn_date(local(event.at)),
            signature=sender_of(event),
        )


def sender_of(event: Event) -> Signature:
    """Return who signs: whoever sends it, in the capacity that the seat's title has as a rule."""
    signature = signature_of(event)
    return replace(signature, lines=signature.lines or (SENDER,))


def dated(note: Any, _event: Event, at: datetime) -> Any:
    """Return a note with the day on which it is issued, by which it is numbered."""
    on = place_and_day(local(at).date())
    return replace(note, form=replace(note.form, place_and_day=on, issued_at=local(at)))


def number_of(event: Event, on: date) -> str:
    """Return the next number of the register of cover notes of an agency and a year, such as ``12/PG-STTTT``.

    All of a year's have one form, that of the last one. The first has the agency's own letters: those of this result's symbol,
    else of the last one that the agency has numbered. Where it has numbered none, the number ends with the year (ADR 0102).
    """
    agency, year = event.dossier.agency, on.year
    # First, for whoever issues another one meanwhile waits here, and finds this one.
    serial = numbers.take(agency, SERIES, date(year, 1, 1))
    before = Letter.objects.of_book(agency.pk, OwnPaper.COVER_NOTE, year).order_by("pk").last()
    end = before.number.partition("/")[2] if before else _own_letters(event)
    return f"{serial:02d}/{end or year}"


def _own_letters(event: Event) -> str:
    """Return what stands behind the number: ``PG-STTTT``; "" where the agency has numbered nothing."""
    numbered = Result.objects.filter(serial__isnull=False)
    own = numbered.filter(dossier=event.dossier_id).first()
    own = own or numbered.filter(agency=event.dossier.agency_id).order_by("pk").last()
    letters = agency_in(own.symbol) if own else ""
    return f"{SERIES}-{letters}" if letters else ""


def agency_in(symbol: str) -> str:
    """Return the agency's part of a symbol: ``STTTT`` of ``XN-STTTT``, and of one without a kind."""
    kind, _dash, agency = symbol.partition("-")
    return agency or kind


def _results(event: Event, log: list[Event]) -> Iterator[str]:
    """Yield the result, and the form that goes with a refusal."""
    dossier = event.dossier
    result = Result.objects.select_related("event").filter(dossier=dossier).first()
    outcome = dossier.machine.outcome(dossier.outcome)
    title = title_of(dossier.machine, outcome) if outcome else RESULT_ON_PAPER
    number, on = (result.number, result.dated) if result else _recorded(dossier.machine, log)
    yield f"{title} số {number or BLANK} {f'ngày {vn_date(on)}' if on else BLANK_DAY}: 01 bản"
    holds = {one.pk for one in log}
    with_it = holds & {result.event_id} if result else holds
    refusals = Letter.objects.filter(event__in=with_it, kind=Paper.REFUSAL.value)
    for letter in refusals.select_related("event").order_by("pk"):
        yield f"{paper_label(letter.kind)} số {letter.number_on_pages} ngày {vn_date(letter.dated_at)}: 01 bản"


def _recorded(machine: Machine, log: list[Event]) -> tuple[str, date | None]:
    """Return number and day of a result that is in no register, as its record has them; the first edition asked for neither."""
    end = matter_of(log, machine).end
    facts = facts_of(end) if end else None
    return (facts.number, facts.dated) if facts else ("", None)


def _originals(machine: Machine, event: Event, log: list[Event]) -> Iterator[str]:
    """Yield what the desk had and gives back with it, each with how many were counted."""
    counts = with_result(machine, event, log)
    for one in machine.components:
        if one.name in counts:
            originals, certified = counts[one.name]
            said = [f"{originals:02d} bản chính"] if originals else []
            said += [f"{certified:02d} bản sao chứng thực"] if certified else []
            yield f"{one.title.vi} (trả lại){': ' if said else ''}{', '.join(said)}"


def _stays(machine: Machine, facts: Facts) -> Iterator[str]:
    """Yield what of the originals does not go, in a sentence each."""
    for names, words in (
        (facts.kept_here, "Cơ quan giữ bản chính: {papers}."),
        (facts.filed_here, "Bản chính lưu trong hồ sơ: {papers}."),
        (facts.waits_here, "Bản chính còn để tại nơi tiếp nhận, Ông/Bà đến nhận sau: {papers}."),
    ):
        papers = "; ".join(one.title.vi for one in machine.components if one.name in names)
        if papers:
            yield words.format(papers=papers)

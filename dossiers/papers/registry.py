"""The kinds of paper that are printed: a row for each, and the one way to issue any of them."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from dossiers import numbers
from dossiers.commands import locked
from dossiers.commands.locked import Locked
from dossiers.display.agency.signers import officer_of
from dossiers.log.parts.issued import Issued, mark_of
from dossiers.models import Channel, Event, Letter, OwnPaper
from dossiers.papers import cover_note
from dossiers.papers.apology import apology_of
from dossiers.papers.filing import proof_of
from dossiers.papers.form import as_issued, decider_of, saying
from dossiers.papers.receipt import in_register, receipt_of
from dossiers.papers.recorded import entered
from dossiers.papers.refusal import refusal_of, stop_of
from dossiers.papers.signed.own import by_desk, own_of
from dossiers.papers.supplement import supplement_of
from dossiers.reports.official.letters import numbered_on
from procedures.machine import Paper
from procedures.time.calendar import local
from procedures.time.regimes.rules import FormRow


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper."""

    template: str
    read: Callable[[Event, str, str], object]
    """From the event that it belongs to, its number and its token to what its template is filled with."""
    signer: Callable[[Event], User | None] | None = None
    """From that event to who signs it by an own key where there is one; None of a paper that the office alone signs."""
    is_of_desk: bool = False
    """Whether the desk signs it: by hand what is printed at the counter."""
    is_posted: bool = False
    """Whether it goes out on paper, whoever filed on line: then it is signed by hand where there is no own key."""
    placed: Callable[[Any, Event, datetime], object] | None = None
    """From what was read, the event and the instant at which it is issued to the same with its place in a register; None without one."""


PAPERS: Mapping[Paper | OwnPaper, Kind] = {
    # Nộp hồ sơ: no form of a circular.
    OwnPaper.FILING: Kind("papers/filing.html", proof_of),
    # Gửi kết quả qua bưu chính: no form of a circular.
    OwnPaper.COVER_NOTE: Kind(
        "papers/cover_note.html",
        cover_note.cover_note_of,
        officer_of,
        is_of_desk=True,
        is_posted=True,
        placed=cover_note.dated,
    ),
    # Tiếp nhận hồ sơ.
    Paper.RECEIPT: Kind("papers/receipt.html", receipt_of, placed=in_register),
    # Yêu cầu bổ sung.
    Paper.SUPPLEMENT_REQUEST: Kind("papers/supplement.html", supplement_of, officer_of, is_of_desk=True),
    # Từ chối: không tiếp nhận, hoặc không giải quyết sau thẩm định.
    Paper.REFUSAL: Kind("papers/refusal.html", refusal_of, officer_of, is_of_desk=True),
    # Xin lỗi và hẹn lại.
    Paper.APOLOGY: Kind("papers/apology.html", apology_of, attrgetter("actor")),
    # Dừng giải quyết.
    Paper.STOP_NOTICE: Kind("papers/stop.html", stop_of, decider_of),
}


def issue(event: Event, paper: Paper | OwnPaper, *, at: datetime) -> Letter:
    """Return the paper of an event, numbered and printed now if there is none yet.

    Call it in a transaction: number, row and the event that records it hold together, behind the lock of the dossier.
    The file is written before the row under a name that nobody can guess; a crash between the two leaves a file that no row
    names. Raises ``LookupError`` where the forms of its day have none such (``is_printed``), ``refusals.LaterEdition``, and
    ``PaperKeyError`` where a key cannot be used: then nothing is numbered.
    """
    found = locked.dossier(event.dossier_id)
    return event.letters.filter(kind=paper.value).first() or _issue(event, paper, found, max(at, found[1][-1].at))


def _issue(event: Event, paper: Paper | OwnPaper, found: Locked, at: datetime) -> Letter:
    # Imported here: a web server names the kinds of paper and prints none, and the press holds 20 MB.
    from dossiers.papers.press import printed
    from dossiers.papers.signed.pades import signed
    from dossiers.papers.signed.statement import with_statement

    dossier, token, kind = event.dossier, secrets.token_urlsafe(32), PAPERS[paper]
    number = _number(event, paper, at)
    words, key = as_issued(kind.read(event, number, token), event, at), None
    words = kind.placed(words, event, at) if kind.placed else words
    if kind.signer:
        person, is_online = kind.signer(event), dossier.channel == Channel.ONLINE and not kind.is_posted
        key, how = own_of(person, at, by_hand=by_desk(person, is_online=is_online) if kind.is_of_desk else "")
        words = saying(words, how)
    letter = Letter(event=event, dossier=dossier, kind=paper.value, number=number, token=token, issued_at=at)
    stated = with_statement(words, paper.value, number, on=local(letter.dated_at).date(), token=token)
    pdf = signed(printed(kind.template, stated), at=at, by=key)
    letter.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.file.save(f"{token}.pdf", ContentFile(pdf), save=False)
    letter.save(force_insert=True)
    known = Issued(of=event.sequence, kind=paper.value, number=number, mark=mark_of(token), sha256=letter.sha256)
    entered.enter(found, known, at=at)
    return letter


def _number(event: Event, paper: Paper | OwnPaper, at: datetime) -> str:
    """Return the next number of the register of a form; a proof of filing has that of its dossier.

    The year is that of the act, or of the issuing where the book of that year is closed.
    """
    if paper is OwnPaper.COVER_NOTE:
        return cover_note.number_of(event, local(at).date())
    if isinstance(paper, OwnPaper):
        return event.dossier.code
    series, symbol = series_of(event, paper)
    on = numbered_on(event.dossier.agency_id, paper, local(event.at).date(), at)
    return numbers.letter_number(event.dossier.agency, series, on, symbol=symbol)


def is_printed(event: Event, paper: Paper | OwnPaper) -> bool:
    """Say whether an event has a paper of a kind: the set of forms of its day has that form, with a number.

    Of the sets before TT 01/2018/TT-VPCP only the receipt is known well enough to be printed.
    """
    if isinstance(paper, OwnPaper):
        return True
    form = event.dossier.ruling(event.at).form(paper)
    return form is not None and bool(form.number or paper is Paper.RECEIPT)


def series_of(event: Event, paper: Paper) -> tuple[str, str]:
    """Return register and symbol of a paper on the day of its act; LookupError where the forms of that day have none such."""
    form = event.dossier.ruling(event.at).form(paper)
    if form is None:
        raise LookupError(f"no form {paper.name} on {local(event.at):%Y-%m-%d}")
    return register_of(form, paper)


def register_of(form: FormRow, paper: Paper) -> tuple[str, str]:
    """Return the register in which a paper is numbered, and the symbol that its numbers end with.

    Where no law that is known gives a symbol, there is none, and they end with the year (ADR 0071).
    """
    return (form.series, form.series) if form.series else (f"mau-{paper.value}", "")

"""The kinds of paper that are printed: a row for each, and the one way to issue any of them."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile

from dossiers import numbers
from dossiers.models import Event, Letter
from dossiers.papers.receipt import receipt_of
from procedures.machine import Paper
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper."""

    template: str
    read: Callable[[Event, str, str], object]
    """From the event that it belongs to, its number and its token to what its template is filled with."""


PAPERS: Mapping[Paper, Kind] = {
    # Tiếp nhận hồ sơ.
    Paper.RECEIPT: Kind("papers/receipt.html", receipt_of),
}
"""No page promises another."""


def issue(event: Event, paper: Paper, *, at: datetime) -> Letter:
    """Return the paper of an event, numbered and printed now if there is none yet.

    Call it in a transaction: the number belongs to the row. The file is written before the row under
    a name that nobody can guess; a crash between the two leaves a file that no row names.
    """
    return event.letters.filter(kind=paper.value).first() or _issue(event, paper, at)


def _issue(event: Event, paper: Paper, at: datetime) -> Letter:
    # Imported here: a web server names the kinds of paper and prints none, and the press holds 20 MB.
    from dossiers.papers.press import printed

    dossier, token, kind = event.dossier, secrets.token_urlsafe(32), PAPERS[paper]
    number = numbers.letter_number(dossier.agency, series_of(event, paper), local(event.at).date())
    pdf = printed(kind.template, kind.read(event, number, token))
    letter = Letter(event=event, dossier=dossier, kind=paper.value, number=number, token=token, issued_at=at)
    letter.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.file.save(f"{token}.pdf", ContentFile(pdf), save=False)
    letter.save(force_insert=True)
    return letter


def series_of(event: Event, paper: Paper) -> str:
    """Return the register in which a paper is numbered: the symbol of its form on the day of the act.

    Raises ``LookupError`` where the forms of that day have none; a receipt always has one.
    """
    form = event.dossier.ruling(event.at).form(paper)
    if form is None or not form.series:
        raise LookupError(f"no symbol for {paper.name} on {local(event.at):%Y-%m-%d}")
    return form.series

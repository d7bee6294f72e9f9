"""What forms 02 to 05 have in common: who writes to whom about which dossier, and under what title and number.

All are read from the log as it stood at their event, so that making one later says the same, and are printed in Vietnamese
only. The fields are those of TT 01/2018/TT-VPCP; those of TT 03/2025/TT-VPCP are known by their titles alone.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.roles import Role
from dossiers.commands.deciding import signing
from dossiers.display.agency.signers import decided_in, receiver_in
from dossiers.display.links import absolute
from dossiers.log.effective import effective
from dossiers.models import Event
from dossiers.papers.issued import UNSIGNED, capacity_lines
from dossiers.papers.parties import Applicant, Office, applicant_of, office_of
from dossiers.papers.signed.code import Coded
from dossiers.papers.signed.own import BY_HAND
from dossiers.papers.wording import moment_in_words, place_and_day, two_lines
from procedures.machine import Paper
from procedures.time.calendar import local

ONE_LINE = 20
"""Signs of a title that stand on one line."""


@dataclass(frozen=True, slots=True)
class Form(Coded):
    """The head and the parties of a form, in the words that are printed."""

    office: Office
    number: str
    place_and_day: str
    issued_at: datetime
    code: str
    applicant: Applicant
    procedure: str
    received: str
    """When the dossier was accepted, in words; "" while it is not."""
    title: str
    """As the set of forms of its day has it."""
    how: str = ""
    """Whose signature the file carries, and what is recorded where it is not the signer's own (ADR 0082); "" of what is only looked at."""

    @property
    def addressed(self) -> str:
        """How a letter names whom it is to."""
        return f"Ông/Bà {self.applicant.name}"

    @property
    def is_signed_by_hand(self) -> bool:
        """Whether it is signed on paper: how stands above the room for that, and what is said of a file below the name."""
        return self.how == BY_HAND

    @property
    def heading(self) -> tuple[str, ...]:
        """The title in capitals, on two lines that are about as long; what is short, or one word, is not parted."""
        if len(self.title) <= ONE_LINE:
            return (self.title.upper(),)
        return two_lines(self.title.upper().replace("TIẾP NHẬN", "TIẾP\N{NO-BREAK SPACE}NHẬN"))


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the lines above the signature (NĐ 30/2020, phụ lục I) and the name, "" where nobody of the office acted."""

    lines: tuple[str, ...]
    name: str


def form_of(event: Event, paper: Paper, number: str, token: str) -> Form:
    """Return the head of a form of an event; ``LookupError`` where the set of its day has none such."""
    row = event.dossier.ruling(event.at).form(paper)
    if row is None:
        raise LookupError(f"no form {paper.name} on {local(event.at):%Y-%m-%d}")
    return head_of(event, row.title, number, token)


def head_of(event: Event, title: str, number: str, token: str) -> Form:
    """Return the head of a letter about an event, under a title."""
    dossier, at = event.dossier, local(event.at)
    accepted = dossier.accepted_at
    return Form(
        office=office_of(dossier, at.date(), at),
        number=number,
        url=absolute("verify", token),
        place_and_day=place_and_day(at.date()),
        issued_at=at,
        code=dossier.code,
        applicant=applicant_of(dossier),
        procedure=dossier.machine.name.vi,
        received=moment_in_words(local(accepted)) if accepted and accepted <= event.at else "",
        title=title,
    )


def log_until(event: Event) -> list[Event]:
    """Return what holds of the log of a dossier up to an event, that one last."""
    until = event.dossier.events.filter(sequence__lte=event.sequence).order_by("sequence")
    return effective(until.select_related("payload", "actor"))


def as_issued[P](paper: P, event: Event, at: datetime) -> P:
    """Return a form, as its template gets it, that says where the desk goes as was known when it is issued: minutes after its act.

    What is no form stays as it is.
    """
    printed: Any = paper
    form = getattr(printed, "form", None)
    if not isinstance(form, Form):
        return paper
    office = office_of(event.dossier, local(event.at).date(), at)
    made: P = replace(printed, form=replace(form, office=office))
    return made


def saying[P](paper: P, how: str) -> P:
    """Return a form, as its template gets it, that says how it is signed."""
    printed: Any = paper
    made: P = replace(printed, form=replace(printed.form, how=how))
    return made


def receiver(event: Event) -> str:
    """Return the name of who stands for the desk on a paper of receiving (``signers.receiver_in``)."""
    return receiver_in(log_until(event), event.dossier.machine)


def decider_of(event: Event) -> User | None:
    """Return whose name stands under a decision (``signature_of``), which the desk may only carry out; None where nobody took it."""
    return decided_by(event).actor


def decided_by(event: Event) -> Event:
    """Return the event by which somebody decided: itself, or the one that the desk only carries out."""
    return event if event.role != Role.ONE_STOP_OFFICER else decided_in(log_until(event))


def signature_of(decision: Event) -> Signature:
    """Return the signature of who decided, in the capacity that the seat's title has as a rule.

    Of a decision that nobody took the place of the capacity is left open, for whoever signs by hand; of somebody without a
    title the name stands there alone.
    """
    if decision.actor is None:
        return Signature((UNSIGNED,), "")
    title = signing.title_of(decision.actor, local(decision.at).date())
    lines = capacity_lines(signing.capacities(title)[0], title) if title else ()
    return Signature(lines, decision.actor.get_full_name())

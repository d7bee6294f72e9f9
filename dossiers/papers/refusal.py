"""Forms 03 and 05: that a dossier is refused, or that work on it stops, with the reasons."""

from dataclasses import dataclass

from django.utils import translation

from accounts.roles import Role
from dossiers.display.agency.handed import to_take_back
from dossiers.filing import dues
from dossiers.log.decisions import matter_of
from dossiers.log.facts import words_of
from dossiers.models import Channel, Event, Result
from dossiers.papers.form import Form, Signature, decided_by, form_of, log_until, receiver, signature_of
from dossiers.papers.wording import HOW_FILED, moment_in_words
from procedures.machine import Paper
from procedures.time.calendar import local

LAPSED = "Đã hết thời hạn bổ sung mà cơ quan chưa nhận được giấy tờ, nội dung bổ sung của Ông/Bà."
"""The reason of what the system did because nothing came."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Form 03, phiếu từ chối tiếp nhận giải quyết hồ sơ, in the words that are printed."""

    form: Form
    reasons: tuple[str, ...]
    """A paragraph each, paper by paper where the officer's remarks gave them so."""
    how_filed: str
    """What stands in the place of the applicant's signature until it is signed."""
    answer: str
    """The number of the written answer that goes with it; "" before acceptance."""
    officer: str
    """Who received the dossier, or refused to: the form is signed by that person, whoever gave the answer its number."""


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Form 05 of TT 03/2025, thông báo dừng giải quyết hồ sơ, in the words that are printed."""

    form: Form
    stopped: str
    """Since when, in words."""
    reasons: tuple[str, ...]
    signature: Signature
    gives_back: tuple[str, ...] = ()
    """What lies at the desk and is fetched, each with how many: whoever has no mail learns it by nothing else."""
    lapsed: int = 0
    """In đồng, what was owed and need not be paid any more."""


def refusal_of(event: Event, number: str, token: str) -> Refusal:
    """Return what the refusal of an event says."""
    result = Result.objects.filter(event=event).first()
    return Refusal(
        form=form_of(event, Paper.REFUSAL, number, token),
        reasons=_reasons(event),
        how_filed=HOW_FILED[Channel(event.dossier.channel)],
        answer=result.number if result else "",
        officer=receiver(event),
    )


def stop_of(event: Event, number: str, token: str) -> StopNotice:
    """Return what the notice of a stop says."""
    return StopNotice(
        form=form_of(event, Paper.STOP_NOTICE, number, token),
        stopped=moment_in_words(local(event.at)),
        reasons=_reasons(event),
        signature=signature_of(decided_by(event)),
        gives_back=_gives_back(event),
        lapsed=dues.lapsed_by(event.dossier.machine, event, log_until(event)),
    )


def _gives_back(event: Event) -> tuple[str, ...]:
    """Return what is fetched from the desk after an event, in the words of the mail about it."""
    with translation.override("vi"):
        lies = to_take_back(event.dossier.machine, log_until(event))
        return tuple(f"“{one.title.vi}” ({one.notes})" if one.notes else f"“{one.title.vi}”" for one in lies)


def _reasons(event: Event) -> tuple[str, ...]:
    """Return the reasons of an event; where it only gives a number, those of what was proposed and decided."""
    if event.role == Role.SYSTEM:
        return (LAPSED,)
    reason = words_of(event.payload).reason
    if not reason:
        proposal = matter_of(log_until(event), event.dossier.machine).proposal
        reason = words_of(proposal.payload).reason if proposal else ""
    return tuple(line.strip() for line in reason.splitlines() if line.strip())

"""What the control sheet says of forms 02, 03 and 05: under which number each went out, who signs it, and why."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import translation

from dossiers.display.agency.signers import decided_in, desk_officer, receiver_in
from dossiers.display.agency.titles import paper_title
from dossiers.log.decisions import matter_of
from dossiers.log.facts import words_of
from dossiers.models import Event
from dossiers.papers.refusal import LAPSED
from dossiers.papers.sheets.lateness import UNNUMBERED
from dossiers.papers.wording import moment_in_words
from procedures.machine import Machine, Paper, Status
from procedures.time.calendar import local

SAYING: Mapping[Status, Paper] = {
    Status.SUPPLEMENT_REQUESTED: Paper.SUPPLEMENT_REQUEST,
    Status.REJECTED: Paper.REFUSAL,
    Status.STOPPED: Paper.STOP_NOTICE,
}
"""By what it leads to, the paper that says an act to the applicant."""


def papers_of(log: Sequence[Event], machine: Machine) -> Iterator[str]:
    """Say which papers ask for more, refuse or stop; of what the worker has not printed, or no form exists for, that it has no number.

    Why more is asked for stands at its line already. ``log``: what holds.
    """
    for place, event in enumerate(log, 1):
        letter = next((one for one in event.letters.all() if one.kind in SAYING.values()), None)
        state = machine.states[event.target]
        kind = Paper(letter.kind) if letter else SAYING.get(state.status) if event.source != event.target else None
        if kind is None:
            continue
        with translation.override("vi"):
            named = f"{paper_title(kind, event)} {f'số {letter.number_on_pages}' if letter else UNNUMBERED}"
        who = _signer(kind, log[:place], machine)
        said = (
            f"người ký: {who}" if who else "",
            f"lý do: {why}" if (why := _reason(kind, log[:place], machine)) else "",
        )
        yield "; ".join(filter(None, (f"{named}, lúc {moment_in_words(local(event.at))}", *said)))


def _signer(kind: Paper, until: Sequence[Event], machine: Machine) -> str:
    if kind is Paper.SUPPLEMENT_REQUEST:
        return desk_officer(until[-1])
    if kind is Paper.REFUSAL:
        return receiver_in(until, machine)
    actor = decided_in(until).actor
    return actor.get_full_name() if actor else ""


def _reason(kind: Paper, until: Sequence[Event], machine: Machine) -> str:
    if kind is Paper.SUPPLEMENT_REQUEST:
        return ""
    if until[-1].actor is None:
        return LAPSED.removesuffix(".")
    reason = words_of(until[-1].payload).reason
    if not reason:
        proposal = matter_of(list(until), machine).proposal
        reason = words_of(proposal.payload).reason if proposal else ""
    return " ".join(reason.split()).removesuffix(".")

"""What a request asks of an applicant without an account, as an officer of the desk answers it on paper."""

from dataclasses import dataclass

from accounts.models import User
from accounts.seats import Seats
from dossiers import refusals
from dossiers.filing import corrections
from dossiers.filing.corrections import Asked
from dossiers.filing.counter import answering
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Draft, Event
from dossiers.pages.logged.timeline import last_request
from dossiers.policy import Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier whose applicant answers at the desk: the request, what it asks, and the draft as far as there is one."""

    dossier: Dossier
    request: Event
    asked: Asked
    draft: Draft | None
    actor: Actor


def opened(dossier: Dossier, by: User, seats: Seats) -> Opened | None:
    """Return what is asked of a dossier, None where nothing is now; raises ``NotYours`` for an applicant with an account."""
    events, _known = log_of(dossier)
    asking = last_request(events)
    if not answering.is_asked(dossier) or asking is None:
        return None
    desk = answering.officer_for(dossier, by, seats)
    if desk is None:
        raise refusals.NotYours
    items = corrections.requested(dossier.machine, words_of(asking.payload), facts_of(asking))
    answered = corrections.answered_since(dossier, asking.sequence)
    asked = corrections.asked_by(dossier.machine, standing(events), items, answered)
    return Opened(dossier, asking, asked, corrections.draft_of(dossier), desk)

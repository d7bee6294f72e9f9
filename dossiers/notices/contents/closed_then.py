"""Where a result is handed out that is promised for when that place is closed, or has other hours: for the mail of an acceptance, or of an apology."""

from datetime import datetime

from dossiers.calendars import reopened, said
from dossiers.display.agency.closed import closing_words
from dossiers.display.agency.receiving import Receiving, receiving_of
from dossiers.log.facts import facts_of, reading_of
from dossiers.models import Dossier, Event
from dossiers.notices.contents.overtaken import is_accepting
from dossiers.notices.planned import closed
from dossiers.papers.form import log_until
from dossiers.papers.parties import Office
from procedures.form import Text
from procedures.time.calendar import local

ENDED = "nothing was sent: the dossier has ended meanwhile"
SENT_THERE = "nothing was sent: the result is not collected there"
AS_TOLD = "nothing was sent: the place is open by then, or the applicant was told"
STILL_CLOSED = "nothing was sent: the place is closed by then, as the applicant was told"


def why_not_sent(event: Event, at: datetime) -> str:
    """Return a remark where nobody has to be told any more that the place is closed by then; "" where somebody has."""
    if remark := _nobody_comes(event):
        return remark
    found = closed.closed_then(Dossier.objects.filter(pk=event.dossier_id), at)
    return "" if said.unsaid(found, sent=True) else AS_TOLD


def why_not_open(event: Event, at: datetime) -> str:
    """Return the same of who was told that it is closed, where it is open by then after all."""
    if remark := _nobody_comes(event):
        return remark
    found = reopened.thinking_it_closed(Dossier.objects.filter(pk=event.dossier_id), at, sent=True)
    return "" if found else STILL_CLOSED


def _nobody_comes(event: Event) -> str:
    """Return a remark where the result is not had at the place, or not any more; "" where somebody is to come for it."""
    dossier = Dossier.objects.get(pk=event.dossier_id)
    last = dossier.events.order_by("-sequence").select_related("dossier__version").first()
    if not dossier.holder or last is None:
        return ENDED
    return "" if receiving_of(log_until(last)).is_had_there else SENT_THERE


def closed_then_of(event: Event, office: Office, receiving: Receiving) -> Text | None:
    """Return what form 01 says of that at its line 6, or the same with a letter of apology; None where there is nothing of it to say."""
    facts, counted = facts_of(event), reading_of(event).counted
    if (day := facts.promised or facts.new_due_at) and receiving.is_had_there:
        # The letter of apology names the hour alone.
        is_closed = closing_words(event.dossier, local(day), event.at)
        return office.handed_out(is_closed) if is_closed else None
    if counted is None or not receiving.is_had_there or not is_accepting(event, event.dossier.machine):
        return None
    is_closed = closing_words(event.dossier, local(counted.due_at), event.at)
    return office.handed_out(is_closed) if is_closed or office.hours_then else None

"""Where a result is handed out that is promised for when that place is closed, or has other hours: for each mail that names a day."""

from dataclasses import replace
from datetime import datetime

from dossiers.calendars import reopened, said
from dossiers.display.agency.closed import closing_words
from dossiers.display.agency.receiving import Receiving, receiving_of
from dossiers.log.facts import reading_of
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
    return _why_not_there(Dossier.objects.get(pk=event.dossier_id))


def _why_not_there(dossier: Dossier) -> str:
    last = dossier.events.order_by("-sequence").select_related("dossier__version").first()
    if not dossier.holder or last is None:
        return ENDED
    return "" if receiving_of(log_until(last)).is_had_there else SENT_THERE


def closed_on(dossier: Dossier, day: datetime, office: Office, at: datetime) -> Text | None:
    """Return what a mail says of that which gives a day after the acceptance, when it goes out; None where the place is open by then."""
    is_closed = closing_words(dossier, day, at) if day > at else None
    if is_closed is None or _why_not_there(dossier):
        return None
    return replace(office, due=day.date()).handed_out(is_closed)


def closed_then_of(event: Event, office: Office, receiving: Receiving) -> Text | None:
    """Return what form 01 says of that at its line 6; None where there is nothing of it to say."""
    counted = reading_of(event).counted
    if counted is None or not receiving.is_had_there or not is_accepting(event, event.dossier.machine):
        return None
    is_closed = closing_words(event.dossier, local(counted.due_at), event.at)
    return office.handed_out(is_closed) if is_closed or office.hours_then else None

"""Where a result is to be had, or an answer brought, where that is no more what the paper says: the place moves before the day."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Max

from accounts.roles import Role
from dossiers import outbox
from dossiers.display.agency.closed import promised
from dossiers.display.agency.receiving import receiving_of
from dossiers.models import Event, OutboxEntry
from dossiers.notices.contents import closed_then
from dossiers.notices.contents.place_news import last_notice_at
from dossiers.notices.contents.where_had import stops, stops_on, where_known_at
from dossiers.papers.form import log_until
from procedures.machine import Status
from procedures.time.calendar import local

ENDED, SENT_THERE = closed_then.ENDED, closed_then.SENT_THERE
AS_TOLD = "nothing was sent: the result is had where the applicant was told"
ANSWERED = "nothing was sent: the applicant has answered meanwhile"
AS_ASKED = "nothing was sent: the answer is brought where the applicant was told"


def why_not_sent(event: Event, at: datetime) -> str:
    """Return a remark where nobody has to be told that the place of a result is another one; "" where somebody has.

    ``at``: when it would be sent. Who was promised a day that has passed by then comes on a later one, nobody knows which.
    """
    dossier, day = event.dossier, promised(event.dossier)
    if not dossier.holder or day is None:
        return ENDED
    last = dossier.events.order_by("-sequence").select_related("dossier__version").first()
    receiving = receiving_of(log_until(last)) if last else None
    if receiving and not receiving.is_had_there:
        return SENT_THERE
    both = where_known_at(dossier, _last_notice_at(event)), dossier.agencies
    then, now = (stops(dossier, known, at) for known in both)
    return AS_TOLD if then == now else ""


def why_not_asked(event: Event, at: datetime) -> str:
    """Return the same of whoever was asked to supply something and has not answered: on which day that comes nobody knows."""
    dossier, today = event.dossier, local(at).date()
    if (dossier.status, dossier.holder) != (Status.SUPPLEMENT_REQUESTED, Role.CITIZEN):
        return ANSWERED
    asked = OutboxEntry.objects.filter(kind=outbox.FORM_02, event__dossier=dossier).aggregate(at=Max("event__at"))["at"]
    before = OutboxEntry.objects.filter(kind=outbox.SUPPLY_PLACE_MOVED, event__dossier=dossier)
    told = before.exclude(error__in=(ANSWERED, AS_ASKED)).aggregate(at=Max("done_at"))["at"]
    last = max(filter(None, (told, asked)), default=event.at)
    both = where_known_at(dossier, last), dossier.agencies
    then, now = (stops_on(dossier, known, today, is_open=True) for known in both)
    return AS_ASKED if then == now else ""


WHY_NOT_SENT: Mapping[str, Callable[[Event, datetime], str]] = {
    outbox.PLACE_MOVED: why_not_sent,
    outbox.SUPPLY_PLACE_MOVED: why_not_asked,
    outbox.PLACE_CLOSED: closed_then.why_not_sent,
    outbox.PLACE_OPEN: closed_then.why_not_open,
}
"""By the notice of a place that has moved, or is closed: why it is not sent after all; "" where it is."""


def _last_notice_at(event: Event) -> datetime:
    """Return when the applicant read last where to come: at the acceptance, by a notice of this kind, or that the place is closed."""
    before = OutboxEntry.objects.filter(kind=outbox.PLACE_MOVED, event__dossier=event.dossier)
    told = before.exclude(error__in=(SENT_THERE, AS_TOLD)).aggregate(at=Max("done_at"))["at"]
    known = told, last_notice_at(event.dossier), event.dossier.accepted_at
    return max(filter(None, known), default=event.at)

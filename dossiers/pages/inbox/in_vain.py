"""Which mail about a dossier did not arrive: the one that asked for a supplement, and any other, of whoever is phoned anyway."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.models import MailAddress
from accounts.people import addresses
from accounts.roles import Role
from dossiers import outbox
from dossiers.models import Dossier, DossierQuerySet, OutboxEntry, ReturnedMail
from dossiers.notices.addresses import REFUSED
from dossiers.notices.channels.returns.standing import holding
from procedures.machine import Status

MOST_SHOWN = 200
KIND = outbox.NOTICES[Status.SUPPLEMENT_REQUESTED]


@dataclass(frozen=True, slots=True)
class InVain:
    """A dossier that waits for a supplement, which was asked for by a mail that did not arrive."""

    dossier: Dossier
    asked_at: datetime
    back: ReturnedMail | None
    """What came back; None where the mail server refused the address at once."""
    about: str
    """Names that mail."""


def asked(dossiers: DossierQuerySet, at: datetime) -> list[InVain]:
    """Return whose last request for a supplement came back, or was refused, as long as that holds: two queries."""
    requests = OutboxEntry.objects.filter(kind=KIND, event__dossier=OuterRef("pk"), done_at__isnull=False)
    last = requests.exclude(error=outbox.TAKEN_BACK).order_by("-pk").values("pk")[:1]
    waiting = dossiers.filter(holder=Role.CITIZEN, status=Status.SUPPLEMENT_REQUESTED).order_by()
    sent = OutboxEntry.objects.filter(pk__in=waiting.annotate(sent=Subquery(last)).values("sent"))
    own = Q(notice__kind=KIND, notice__event__in=sent.values("event"))
    back = {one.notice.event_id: one for one in holding(own, at) if one.notice}
    person = OuterRef("event__dossier__applicant")
    known = MailAddress.objects.filter(Q(person=person) | Q(person__joined_people__user=person))
    over = known.filter(addresses.settled(OuterRef("done_at")))
    tried = sent.filter(Q(event__in=back) | Q(~Exists(over), error=REFUSED))
    rows = tried.select_related("event__dossier__applicant").order_by("event__dossier")[:MOST_SHOWN]
    return [_in_vain(row, back.get(row.event_id)) for row in rows]


def _in_vain(entry: OutboxEntry, back: ReturnedMail | None) -> InVain:
    about = f"mail {back.pk}" if back else f"refused {entry.pk}"
    return InVain(entry.event.dossier, entry.event.at, back, about)


def came_back(dossiers: Collection[int], at: datetime) -> Mapping[int, ReturnedMail]:
    """Return by dossier which mail about it came back last, as long as that holds: one query, or none."""
    if not dossiers:
        return {}
    found = holding(Q(notice__dossier__in=dossiers), at).order_by("notice__dossier", "-noted_at", "-pk")
    return {one.notice.dossier_id: one for one in found.distinct("notice__dossier") if one.notice}

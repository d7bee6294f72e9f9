"""What has come back is noted, once, and the desk learns whom no mail reaches: as where the server refuses an address at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from dossiers.models import Notice, OutboxEntry, ReturnCount, ReturnedMail
from dossiers.models.dispatch import MAIL
from dossiers.notices.addresses import RETURNED
from dossiers.notices.channels.returns.keys import is_of
from dossiers.notices.channels.returns.report import Kind, Return, returns_of
from dossiers.notices.kinds import NOTICES, Whom
from dossiers.notices.officers import SEPARATOR
from procedures.time.calendar import local

KEPT = timedelta(days=180)
"""So long what came back stays on the page of administrators: it names addresses."""


def note(content: bytes, at: datetime) -> None:
    """Note what a mail that came back says, and count it. ``ValueError`` for what is no mail."""
    found = returns_of(content)
    genuine = [one for one in found if any(is_of(one.message_id, key) for key in one.keys)]
    with transaction.atomic():
        for one in genuine:
            _note(one, at)
        kinds = {one.kind for one in genuine}
        if genuine:
            count("returned" if Kind.FINAL in kinds else "delayed", at)
        else:
            count("forged" if found else "other", at)


def count(what: str, at: datetime) -> None:
    """Count one thing that was read on a day."""
    row, _is_new = ReturnCount.objects.get_or_create(on=local(at).date())
    ReturnCount.objects.filter(pk=row.pk).update(**{what: F(what) + 1})


def could_be_read(at: datetime, failure: OSError | None = None) -> None:
    """Note that the place could not be read, or could again: nothing is written while all goes well."""
    if failure is None:
        ReturnCount.objects.filter(failed_at__isnull=False).update(failed_at=None, failure="")
        return
    said = {"failed_at": at, "failure": type(failure).__name__[:60]}
    ReturnCount.objects.update_or_create(on=local(at).date(), defaults=said)


def forget(at: datetime) -> None:
    """Delete what came back long ago."""
    ReturnedMail.objects.filter(noted_at__lte=at - KEPT).delete()
    ReturnCount.objects.filter(on__lt=local(at - KEPT).date()).delete()


def _note(one: Return, at: datetime) -> None:
    notice = Notice.objects.filter(message_id=one.message_id, channel=MAIL).select_related("dossier").first()
    whose = notice and notice.dossier.applicant_id
    row = {"status": one.status, "reason": one.reason, "noted_at": at, "notice": notice, "applicant_id": whose}
    recipient, is_final = _recipient(one.recipients, notice), one.kind is Kind.FINAL
    _row, is_new = ReturnedMail.objects.get_or_create(
        message_id=one.message_id, recipient=recipient, is_final=is_final, defaults=row
    )
    told = NOTICES.get(notice.kind) if notice else None
    if is_new and is_final and notice and told and told.whom is Whom.APPLICANT:
        # What the relay leaves where a server refuses the address at once: the same pages say so to the desk.
        done = OutboxEntry.objects.filter(event=notice.event_id, kind=notice.kind, done_at__isnull=False)
        done.update(error=RETURNED)


def _recipient(found: Sequence[str], notice: Notice | None) -> str:
    """Return whose mail came back: as we wrote it, where it was sent on from there to another address."""
    ours = notice.recipient.lower().split(SEPARATOR) if notice else []
    known = next((one for one in found if one in ours), "")
    return known or (ours[0] if len(ours) == 1 else found[0])

"""What has come back is noted, once, and the desk learns whom no mail reaches: as where the server refuses an address at once."""

from collections.abc import Sequence
from dataclasses import replace
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

GIVES_UP = timedelta(days=6)
"""Servers give up within five days."""
MOST_TRIED = 50
"""Mails of one address whose key is tried."""
KEPT = timedelta(days=180)
"""So long what came back stays on the page of administrators: it names addresses."""


def note(content: bytes, at: datetime) -> None:
    """Note what a mail that came back says, and count it. ``ValueError`` for what is no mail."""
    found = [one if one.message_id else _named(one, at) for one in returns_of(content)]
    genuine = [one for one in found if one.message_id and any(is_of(one.message_id, key) for key in one.keys)]
    with transaction.atomic():
        for one in genuine:
            _note(one, at)
        for one in found:
            if not one.message_id and not one.keys:
                _list(one, at)
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


def _sent_to(one: Return, at: datetime) -> list[Notice]:
    """Return the mails that may be meant where a report names a recipient alone, the last first."""
    here = {address.lower() for address in one.recipients}
    sent = Notice.objects.filter(channel=MAIL, sent_at__gt=at - GIVES_UP, sent_at__lte=at).order_by("-sent_at")
    return list(sent.filter(recipient__in=here)[:MOST_TRIED])


def _named(one: Return, at: datetime) -> Return:
    """Return what came back without its head with the message that its key is of; as it is where it is of none.

    The recipient and the time alone are no proof: whoever knows an address could have it called dead.
    """
    meant = (mail.message_id for mail in _sent_to(one, at) if any(is_of(mail.message_id, key) for key in one.keys))
    return replace(one, message_id=next(meant, ""))


def _list(one: Return, at: datetime) -> None:
    """List for administrators what bears neither head nor key, of an address to which mail went lately; nobody is told by it."""
    if mails := _sent_to(one, at):
        row = {"status": one.status, "reason": one.reason, "noted_at": at, "notice": None}
        seen = {"message_id": "", "recipient": mails[0].recipient, "is_final": one.kind is Kind.FINAL}
        ReturnedMail.objects.get_or_create(**seen, defaults=row)


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

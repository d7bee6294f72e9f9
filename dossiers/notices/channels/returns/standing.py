"""From which addresses mail came back and where none has arrived since: the desk is told of each dossier, the person on the site."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import arrivals
from accounts.models import MailAddress, User
from accounts.people import addresses
from dossiers.models import Dossier, Notice, ReturnedMail
from dossiers.models.dispatch import MAIL
from dossiers.notices.addresses import given_in, replaced

STAYED = timedelta(minutes=15)
"""A later mail has arrived once it was away for so long: what comes back is read every five minutes."""
TRIED = timedelta(days=6)
"""Servers give up within five days: what was sent so long after a mail that came back was not meant by that."""
MOST_SHOWN = 3


def standing(whose: Q, at: datetime) -> list[ReturnedMail]:
    """Return by applicant and address what came back last, as long as that holds: one statement."""
    keys = ("notice__dossier__applicant", "recipient")
    return list(holding(whose, at).order_by(*keys, "-noted_at", "-pk").distinct(*keys))


def holding(whose: Q, at: datetime) -> QuerySet[ReturnedMail]:
    """Return what came back, as long as that holds.

    It holds no more once a later mail has arrived there, its person has confirmed the address since that mail was sent, or gave
    another: servers give up after days, so what was sent before comes back after.
    """
    person = OuterRef("notice__dossier__applicant")
    own = MailAddress.objects.filter(Q(person=person) | Q(person__joined_people__user=person))
    others = own.filter(addresses.settled(OuterRef("notice__sent_at")), address=OuterRef("recipient"))
    since = Q(sent_at__gt=OuterRef("noted_at")) | Q(sent_at__gt=OuterRef("notice__sent_at") + TRIED)
    came_back = ReturnedMail.objects.filter(notice=OuterRef("pk"), is_final=True)
    arrived = Notice.objects.filter(
        since, ~Exists(came_back), channel=MAIL, dossier__applicant=person, recipient=OuterRef("recipient"),
        sent_at__lte=at - STAYED,
    )  # fmt: skip
    found = ReturnedMail.objects.filter(whose, ~Exists(others), ~Exists(arrived), is_final=True)
    return found.select_related("notice__dossier__agency")


def of_dossier(dossier: Dossier, answers: Mapping[str, Any], at: datetime) -> ReturnedMail | None:
    """Return what came back last from the address to which mail about a dossier goes; None where mail arrives, as far as is known.

    No statement where nothing ever came back of its applicant's, as was read with its log; else one, or two.
    """
    if not dossier.mail_came_back:
        return None
    found = {one.recipient: one for one in standing(Q(applicant=dossier.applicant_id), at)}
    if not found:
        return None
    who, given = dossier.applicant_id, given_in(answers, dossier.applicant)
    return found.get(replaced([who]).get((who, given), given))


def of_own(dossier: Dossier) -> ReturnedMail | None:
    """Return what came back last of the mail about a dossier itself, whether or not later mail has arrived there."""
    found = ReturnedMail.objects.filter(applicant=dossier.applicant_id, notice__dossier=dossier, is_final=True)
    return found.select_related("notice").order_by("-noted_at", "-pk").first()


def of_account(account: User, at: datetime) -> list[ReturnedMail]:
    """Return what came back from addresses of a person, the newest first: the account's, or that of dossiers while one is open.

    No statement where nothing ever came back, as was read with the account.
    """
    if arrivals.beside(account, "came_back") == 0:
        return []
    mine = Q(applicant=account) | Q(applicant__at_counter__joined=account)
    found = {one.recipient: one for one in standing(mine, at)}
    if not found:
        return []
    own = account.email.strip().lower()
    is_open = Dossier.objects.filter(
        Q(applicant=account) | Q(applicant__at_counter__joined=account), resolved_at=None
    ).exists()
    rows = [one for address, one in found.items() if address == own or is_open]
    return sorted(rows, key=lambda one: one.noted_at, reverse=True)[:MOST_SHOWN]

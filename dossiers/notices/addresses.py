"""Where mail to applicants may go: to addresses that were confirmed. Any other is asked once, in words of our own alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from accounts.models import MailAddress, Unit, User
from accounts.people import addresses as of_accounts
from dossiers import outbox
from dossiers.display.links import absolute
from dossiers.models import Dossier, OutboxEntry, ReturnedMail
from dossiers.models.rows import rows_behind
from dossiers.models.rows.mailed import MailKept
from dossiers.papers.parties import Applicant

NO_ADDRESS = "nothing was sent: the applicant has no address"
NOT_CONFIRMED = "nothing was sent: the applicant's address is not confirmed"
REFUSED = "nothing was sent: the mail server refuses the address for good"
RETURNED = "the mail came back: no mail server delivers to the address"
"""What was sent and is known since to have reached nobody (``channels.returns``)."""
ASKED_EVERY = timedelta(days=1)
"""An address gets no two requests within this, however many people give it; but those that its person asks for."""
AGAIN_AFTER = timedelta(minutes=10)
"""Who asks for another request gets it so long after the one before, where that was not answered."""
MOST_SHOWN = 3
_LAST_TRIED = """
WHERE event_id IN (SELECT id FROM dossiers_event WHERE dossier_id = %s) AND done_at IS NOT NULL AND kind <> ALL(%s)
AND NOT starts_with(kind, 'letter-') AND error = ANY(%s) ORDER BY done_at DESC, id DESC LIMIT 1
"""
"""The mail about a dossier that was tried last; a printed paper goes with its notice."""
_SALT, _OF_ACCOUNT = "mail address", "mail address of an account"
"""What a link is signed for: an address of mail, or one that is to take the place of the account's."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to an address that is to be confirmed: nothing that its giver has typed."""

    agency: Unit
    url: str

    @property
    def look_up(self) -> str:
        """Where a dossier is looked up by its number, also by who has no account."""
        return absolute("lookup")


class AskedJustNowError(Exception):
    """Another request may go to the address from ``until`` on."""

    def __init__(self, until: datetime) -> None:
        """Keep from when on."""
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address stands to which somebody's mail goes, or would."""

    address: str
    """Empty for none."""
    is_confirmed: bool
    asked_at: datetime | None = None
    """When it was asked last to confirm itself; None of one that was not, or has done so."""
    code: str = ""
    """Of the dossier with which it was given; empty of the account's."""


def given(applicant: Applicant, account: User) -> str:
    """Return the address that was given with the dossier, else the account's; empty for none."""
    return _written(applicant.email, account)


def given_in(answers: Mapping[str, Any], account: User) -> str:
    """Return the same by the answers of a dossier."""
    return _written(str(answers.get("applicant_email") or ""), account)


def _written(email: str, account: User) -> str:
    return (email or account.email).strip().lower()


def is_confirmed(account: User, address: str) -> bool:
    """Say whether whoever reads an address has confirmed that this person gave it, here or when signing up."""
    return of_accounts.is_confirmed(account, address)


def reached_by(accounts: Iterable[int]) -> set[tuple[int, str]]:
    """Return by which given addresses mail reaches people, each with its person: two queries.

    One is confirmed, here or when signing up, or what was given in its place is.
    """
    rows = list(MailAddress.objects.filter(person__in=accounts))
    signed_up = EmailAddress.objects.filter(user__in=accounts, verified=True).values_list("user", "email")
    confirmed = {(person, address.lower()) for person, address in signed_up}
    confirmed |= {(row.person_id, row.address) for row in rows if row.confirmed_at}
    replaced = [row for row in rows if row.instead]
    kept = confirmed - {(row.person_id, row.address) for row in replaced}
    return kept | {(row.person_id, row.address) for row in replaced if (row.person_id, row.instead) in confirmed}


def replaced(applicants: Iterable[int]) -> dict[tuple[int, str], str]:
    """Return what was given in place of which address of applicants, or of accounts with which they were joined: one query."""
    rows = MailAddress.objects.exclude(instead="").filter(
        Q(person__in=applicants) | Q(person__joined_people__user__in=applicants)
    )
    found = rows.values_list("person", "person__joined_people__user", "address", "instead")
    return {(who, address): instead for one, other, address, instead in found for who in (one, other) if who}


def standing(account: User, address: str, code: str = "") -> Standing:
    """Return how an address of a person stands, or what was given in its place: one statement for those confirmed here."""
    row = MailAddress.objects.filter(person=account, address=address).first() if address else None
    if row and row.instead:
        return standing(account, row.instead, code)
    return _standing(account, address, row, code)


def standing_in(kept: MailKept, address: str) -> Standing:
    """Return the same by what is kept of its person: no question."""
    is_confirmed, instead = kept.given.get(address, (False, ""))
    if instead:
        return standing_in(kept, instead)
    return Standing(address, is_confirmed=bool(address) and (is_confirmed or address in kept.signed_up))


def replace(account: User, address: str, meant: str, *, is_confirmed: bool, at: datetime) -> None:
    """Let what was given as one address mean another from now on; what was filed stays as it was filed.

    It holds at once, confirmed or not: to an address that its person calls wrong nothing goes any more, whoever reads it.
    Call it in a transaction.
    """
    if address and address != meant:
        # A row for each way round; none may lead on to another.
        MailAddress.objects.update_or_create(
            person=account,
            address=address,
            defaults={"instead": meant},
            create_defaults={"instead": meant, "asked_at": at},
        )
    rows = MailAddress.objects.filter(person=account)
    rows.filter(instead=address).exclude(instead="").update(instead=meant)
    rows.filter(address=meant).update(instead="")
    if is_confirmed:
        # By the sign-up, perhaps, of which no row tells.
        made = {"asked_at": at, "confirmed_at": at}
        MailAddress.objects.get_or_create(person=account, address=meant, defaults=made)
    of_accounts.in_step(account)


def _standing(account: User, address: str, row: MailAddress | None, code: str = "") -> Standing:
    if not address:
        return Standing("", is_confirmed=False, code=code)
    if (row and row.confirmed_at) or of_accounts.is_of_sign_up(account, address):
        return Standing(address, is_confirmed=True, code=code)
    return Standing(address, is_confirmed=False, asked_at=row.asked_at if row else None, code=code)


def unconfirmed(account: User) -> list[Standing]:
    """Return what a person has to confirm still: the account's address, and what was given with dossiers while one is open.

    One statement for whoever has confirmed here all that there is.
    """
    rows = {row.address: row for row in MailAddress.objects.filter(person=account).order_by("-asked_at")}
    address = account.email.strip().lower()
    own = _standing(account, address, rows.pop(address, None))
    found = [own] if own.address and not own.is_confirmed else []
    others = [row for row in rows.values() if row.confirmed_at is None and not row.instead]
    if not others or not Dossier.objects.of_applicant(account).filter(resolved_at=None).exists():
        return found
    shown = (_standing(account, row.address, row) for row in others[:MOST_SHOWN])
    return found + [one for one in shown if not one.is_confirmed]


def ask_again(
    account: User, address: str, agency: Unit, *, at: datetime, of_account: bool = False
) -> tuple[MailAddress, Request]:
    """Note that an address is asked because its person wants it, and return what it is sent. Raises ``AskedJustNowError``.

    With ``of_account`` it becomes the account's own once it is confirmed.

    Call it in a transaction that ends with the sending.
    """
    # What was answered is no request that somebody still has: also where it was confirmed without one, as by signing up.
    waiting = MailAddress.objects.filter(address=address).exclude(confirmed_at__gte=F("asked_at"))
    asked = waiting.aggregate(last=Max("asked_at"))["last"]
    if asked and asked > at - AGAIN_AFTER:
        raise AskedJustNowError(asked + AGAIN_AFTER)
    row, _is_new = MailAddress.objects.update_or_create(person=account, address=address, defaults={"asked_at": at})
    return row, Request(agency, absolute("confirm_address", token_of(row, of_account=of_account)))


def ask(account: User, address: str, agency: Unit, *, at: datetime) -> tuple[MailAddress, Request] | None:
    """Note that an address is asked, and return what it is sent; None where that was done, or another asked it just now.

    Call it in a transaction that ends with the sending.
    """
    if MailAddress.objects.filter(address=address, asked_at__gt=at - ASKED_EVERY).exists():
        return None
    row, is_new = MailAddress.objects.get_or_create(person=account, address=address, defaults={"asked_at": at})
    return (row, Request(agency, absolute("confirm_address", token_of(row)))) if is_new else None


def token_of(row: MailAddress, *, of_account: bool = False) -> str:
    """Return what the link of a request carries."""
    return signing.dumps(row.pk, salt=_OF_ACCOUNT if of_account else _SALT)


def asked_by(token: str, *, of_account: bool = False) -> MailAddress | None:
    """Return the address of a request, or of one for an account; None for what no such request of ours carries."""
    try:
        pk = signing.loads(token, salt=_OF_ACCOUNT if of_account else _SALT)
    except signing.BadSignature:
        return None
    return MailAddress.objects.select_related("person").filter(pk=pk).first()


def confirm(row: MailAddress, *, at: datetime) -> None:
    """Note that an address was confirmed, in answer to the last request."""
    if not has_answered(row):
        of_accounts.confirmed(row.person, row.address, at=at)


def has_answered(row: MailAddress) -> bool:
    """Say whether an address was confirmed since it was asked last: one from which mail came back is asked again."""
    return row.confirmed_at is not None and row.confirmed_at >= row.asked_at


def unreached(dossier: Dossier) -> str:
    """Return why no mail has reached the applicant last, one of the remarks above; "" where it has, or none had to."""
    # What was not wanted says nothing of the address.
    says = ["", NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED]
    entry = next(iter(rows_behind(OutboxEntry, _LAST_TRIED, [dossier.pk, list(outbox.INSIDE), says])), None)
    remark, at = (entry.error, entry.done_at) if entry else ("", None)
    rows = MailAddress.objects.filter(person=dossier.applicant_id)
    if remark == RETURNED and entry:
        return "" if _is_over(entry, rows) else remark
    if remark != NOT_CONFIRMED:
        return remark
    # Another address may have taken the place of this one that was confirmed long before.
    is_meant = Exists(rows.filter(address=OuterRef("instead"), confirmed_at__isnull=False))
    return "" if rows.filter(Q(confirmed_at__gte=at) | is_meant).exists() else remark


def _is_over(entry: OutboxEntry, rows: QuerySet[MailAddress]) -> bool:
    """Say whether the address that a mail came back from holds no more, or was confirmed since that mail was sent."""
    found = ReturnedMail.objects.filter(notice__event=entry.event_id, notice__kind=entry.kind, is_final=True)
    recipient, at = found.values_list("recipient", "notice__sent_at").first() or ("", None)
    return rows.filter(of_accounts.settled(at), address=recipient).exists() if at else False

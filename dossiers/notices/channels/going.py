"""What an act does outside: a paper, mail to the applicant, and what has become of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.models import User
from dossiers.filing.counter import joining
from dossiers.log.answers import standing_in, standing_of
from dossiers.models import Channel, CounterPerson, Dossier, Event, Notice, OutboxEntry, ReturnedMail
from dossiers.models.dispatch import MAIL
from dossiers.models.rows.mailed import MailKept
from dossiers.notices import addresses
from dossiers.notices.kinds import NOTICES, Whom
from dossiers.notices.preferences import Choice, chosen_by, chosen_in
from dossiers.outbox import PRINTED, issue_of

PAPERS = frozenset(map(issue_of, PRINTED))
TOLD = frozenset(kind for kind, row in NOTICES.items() if row.whom is Whom.APPLICANT)


class How(Enum):
    """How an applicant is told of something; on the site it waits for whoever has an account, whichever it is."""

    MAILED = auto()
    """A mail goes out."""
    DAILY = auto()
    """It comes in the one mail of the day."""
    UNWANTED = auto()
    """The applicant wants no mail of this kind."""
    NO_ADDRESS = auto()
    NOT_CONFIRMED = auto()
    """There is an address, from which nobody has confirmed that it is this person's."""

    @property
    def is_unreached(self) -> bool:
        """Say whether no mail of any kind reaches the applicant."""
        return self in {How.NO_ADDRESS, How.NOT_CONFIRMED}


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways the applicant of a dossier is told, as it stands: the choice of whoever reads it, and the address for mail."""

    choice: Choice
    mail: How
    """What becomes of a mail that is wanted."""

    def of(self, kind: str) -> How:
        """Return how a notice of a kind is told."""
        if self.mail.is_unreached or self.choice.wants(kind, MAIL):
            return self.mail
        return How.UNWANTED if NOTICES[kind].group in self.choice.off else How.DAILY

    def text_of(self, kind: str) -> str:
        """Return by which channel a notice of a kind goes as a text message besides; "" for none."""
        return self.choice.texts if settings.TEXTS_URL and self.choice.wants_text(kind) else ""


def ways_of(dossier: Dossier, values: Mapping[str, object]) -> Ways:
    """Return by which ways the applicant of a dossier with these answers is told: no question once its log was read.

    Of what came on paper one says who reads of it, and two more where that is another account.
    """
    is_joined = dossier.joining is not None
    account = joining.account_of(dossier) if is_joined else dossier.applicant
    kept = (None if is_joined else dossier.mail_kept) or MailKept.of(account.pk)
    found = addresses.standing_in(kept, addresses.given_in(values, account))
    unreached = How.NOT_CONFIRMED if found.address else How.NO_ADDRESS
    return Ways(chosen_in(kept), How.MAILED if found.is_confirmed else unreached)


class Part(Enum):
    """What has become of a paper, or of mail, that an act brings about."""

    NONE = auto()
    """It brings none about."""
    OPEN = auto()
    """It is still to be done."""
    DONE = auto()
    NOT = auto()
    """It was not done, and will not be: there is no address, the address is not confirmed or refused, or none was wanted."""
    BACK = auto()
    """It was done, and a mail server has given it back."""


@dataclass(frozen=True, slots=True)
class Going:
    """What has become of the paper and the mail of an act."""

    paper: Part
    mail: Part
    how: How | None = None
    """Of a mail that is foreseen: how it is told."""
    left_at: datetime | None = None
    """When it could be taken back no more; None while it waits."""
    mailed_at: datetime | None = None
    """When the last mail went."""
    text: str = ""
    """Of mail that is foreseen: by which channel it goes as a text message besides."""


def foreseen(kinds: Collection[str], dossier: Dossier) -> Going:
    """Return what effects of these kinds will do, while they wait: no mail where none reaches the applicant as it stands."""
    mails = _of(kinds, TOLD)
    if mails:
        ways = ways_of(dossier, standing_of(dossier))
        how = next((how for kind in mails if (how := ways.of(kind)) is not How.MAILED), How.MAILED)
        text = next(filter(None, map(ways.text_of, mails)), "")
        return Going(_open(_of(kinds, PAPERS)), Part.OPEN if how is How.MAILED else Part.NOT, how, text=text)
    return Going(_open(_of(kinds, PAPERS)), Part.NONE)


def become(event: Event, kinds: Collection[str]) -> Going:
    """Return what has become of the effects of an event of these kinds, once they wait no more: two queries.

    What waits for the worker still is no mail on its way where none reaches the applicant: three more then.
    """
    entries = list(OutboxEntry.objects.filter(event=event, kind__in=kinds).values_list("kind", "done_at", "due_at"))
    left = {kind for kind, done_at, _due_at in entries if done_at is None}
    left_at = min((due_at for _kind, _done_at, due_at in entries), default=event.at)
    papers, mails = _of(kinds, PAPERS), _of(kinds, TOLD)
    paper = (Part.OPEN if left.intersection(papers) else Part.DONE) if papers else Part.NONE
    if not mails:
        return Going(paper, Part.NONE, left_at=left_at)
    is_back = Exists(ReturnedMail.objects.filter(notice=OuterRef("pk"), is_final=True))
    rows = Notice.objects.filter(event=event, kind__in=mails, channel=MAIL).annotate(is_back=is_back)
    sent = list(rows.values_list("kind", "sent_at", "is_back"))
    mail = _of_mail(event, set(mails), {kind for kind, *_sent in sent}, left)
    if mail is Part.DONE and any(came_back for *_sent, came_back in sent):
        mail = Part.BACK
    return Going(paper, mail, left_at=left_at, mailed_at=max((at for _kind, at, _back in sent), default=None))


def _of_mail(event: Event, mails: set[str], mailed: set[str], left: set[str]) -> Part:
    if mailed.issuperset(mails):
        return Part.DONE
    if waiting := left & mails:
        ways = ways_of(event.dossier, standing_of(event.dossier))
        if all(ways.of(kind) is How.MAILED for kind in waiting):
            return Part.OPEN
    return Part.NOT


def mailed(dossiers: Collection[Dossier]) -> Mapping[int, Choice]:
    """Return by dossier what is chosen by whoever is told of it, of those whom mail reaches: six queries, however many."""
    at_desk = [dossier.applicant_id for dossier in dossiers if dossier.channel != Channel.ONLINE]
    joined = dict(CounterPerson.objects.filter(pk__in=at_desk, joined__isnull=False).values_list("pk", "joined"))
    told = {dossier.pk: joined.get(dossier.applicant_id, dossier.applicant_id) for dossier in dossiers}
    accounts, answers = User.objects.in_bulk(list(told.values())), standing_in(told)
    confirmed, chosen = addresses.reached_by(accounts), chosen_by(accounts.values())
    given = {pk: addresses.given_in(answers.get(pk, {}), accounts[account]) for pk, account in told.items()}
    return {pk: chosen[account] for pk, account in told.items() if (account, given[pk]) in confirmed}


def _of(kinds: Collection[str], known: Collection[str]) -> Sequence[str]:
    return [kind for kind in kinds if kind in known]


def _open(kinds: Sequence[str]) -> Part:
    return Part.OPEN if kinds else Part.NONE

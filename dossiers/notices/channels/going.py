"""What an act does outside: a paper, mail to the applicant, and what has become of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from accounts.models import User
from dossiers.filing.counter import joining
from dossiers.log.answers import standing_in
from dossiers.models import Channel, CounterPerson, Dossier, Event, Notice, OutboxEntry
from dossiers.models.dispatch import MAIL
from dossiers.notices import addresses
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import NOTICES, Whom
from dossiers.notices.preferences import Choice, chosen_by
from dossiers.outbox import PRINTED, issue_of
from dossiers.papers.parties import applicant_of

PAPERS = frozenset(map(issue_of, PRINTED))
TOLD = frozenset(kind for kind, row in NOTICES.items() if row.whom is Whom.APPLICANT)


class Part(Enum):
    """What has become of a paper, or of mail, that an act brings about."""

    NONE = auto()
    """It brings none about."""
    OPEN = auto()
    """It is still to be done."""
    DONE = auto()
    NOT = auto()
    """It was not done, and will not be: there is no address, the address is not confirmed or refused, or none was wanted."""


@dataclass(frozen=True, slots=True)
class Going:
    """What has become of the paper and the mail of an act."""

    paper: Part
    mail: Part


def foreseen(kinds: Collection[str], dossier: Dossier) -> Going:
    """Return what effects of these kinds will do, while they wait: no mail where none reaches the applicant as it stands."""
    mails = _of(kinds, TOLD)
    if mails:
        reaches = all(_reaches(dossier, kind) for kind in mails)
        return Going(_open(_of(kinds, PAPERS)), Part.OPEN if reaches else Part.NOT)
    return Going(_open(_of(kinds, PAPERS)), Part.NONE)


def become(event: Event, kinds: Collection[str]) -> Going:
    """Return what has become of the effects of an event of these kinds, once they wait no more: two queries.

    What waits for the worker still is no mail on its way where none reaches the applicant: three more then.
    """
    left = set(OutboxEntry.objects.filter(event=event, kind__in=kinds, done_at=None).values_list("kind", flat=True))
    sent = Notice.objects.filter(event=event, kind__in=kinds, channel=MAIL)
    mailed = set(sent.exclude(returns__is_final=True).values_list("kind", flat=True))
    papers, mails = _of(kinds, PAPERS), _of(kinds, TOLD)
    paper = (Part.OPEN if left.intersection(papers) else Part.DONE) if papers else Part.NONE
    if not mails:
        return Going(paper, Part.NONE)
    if mailed.issuperset(mails):
        return Going(paper, Part.DONE)
    waiting = left.intersection(mails)
    is_going = bool(waiting) and all(_reaches(event.dossier, kind) for kind in waiting)
    return Going(paper, Part.OPEN if is_going else Part.NOT)


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


def _reaches(dossier: Dossier, kind: str) -> bool:
    account = joining.account_of(dossier)
    wanted = chosen_by([account])[account.pk].wants(kind, MAIL)
    return wanted and bool(CHANNELS[MAIL].applicant(applicant_of(dossier), account))

"""What officers remark on the papers and answers of a dossier: the one place that writes it, and what stands of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from accounts.rights import REVIEWING
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.filing.drafts import questions_of
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event, Remark, RemarkKind
from dossiers.models.rows import columns, loaded, rows
from dossiers.refusals.review import NoSuchPlace, NothingToReview, RemarkedMeanwhile, RemarkTooLong
from procedures.machine import Machine

MOST_LETTERS = 1000
"""Characters of a remark: what a request says of one paper."""


@dataclass(frozen=True, slots=True)
class Place:
    """A component or an answer, by its name in the dossier's version."""

    kind: RemarkKind
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A tick, or a text; neither takes back what stood."""

    is_fine: bool = False
    text: str = ""
    seen: int = 0
    """The number of the remark that the person's page showed there; 0 for none."""
    content: int = 0
    """The event of the newest content there (``content_of``); 0 where nothing is known to have changed."""
    shown: int | None = None
    """The event of the content that the person's page showed; None for the newest."""

    def looked_at(self, last: int) -> int:
        """Return the last event that was looked at, of a dossier that has ``last`` as its last."""
        return last if self.shown is None or self.shown >= self.content else self.content - 1


def places(machine: Machine) -> list[Place]:
    """Return all that can be remarked on, in the order of the procedure: the papers, then the answers."""
    papers = [Place(RemarkKind.COMPONENT, component.name) for component in machine.components]
    return papers + [Place(RemarkKind.ANSWER, question.name) for question in questions_of(machine)]


def may_remark(dossier: Dossier, seats: Seats) -> bool:
    """Say whether somebody who may see a dossier may remark on it: who reviews dossiers, until it has ended."""
    return dossier.is_open and seats.about(dossier).has(*REVIEWING) and dossier.applicant_id != seats.user_id


def standing(dossier: Dossier) -> dict[Place, Remark]:
    """Return the latest remark of each place, those that took one back among them: one query."""
    return {Place(RemarkKind(row.kind), row.name): row for row in map(_remark, rows(_latest(), [dossier.pk]))}


def _remark(row: Sequence[Any]) -> Remark:
    """Return a remark with who made it, from a row of ``_latest``."""
    width = len(Remark._meta.concrete_fields)
    remark = loaded(Remark, row[:width])
    remark.by = loaded(User, row[width:])
    return remark


@cache
def _latest() -> str:
    return f"""
        SELECT DISTINCT ON (kind, name) {columns(Remark)}, {columns(User)}
        FROM dossiers_remark JOIN accounts_user ON accounts_user.id = dossiers_remark.by_id
        WHERE dossiers_remark.dossier_id = %s ORDER BY kind, name, number DESC
        """  # noqa: S608 - names of ours


def remarks_of(dossier: Dossier, log: Sequence[Event]) -> list[Remark]:
    """Return what is to be put right and was not said to the applicant yet, in the order of the procedure: one query.

    These are what a request for a supplement or a refusal is filled in with.
    """
    return unsaid(dossier.machine, standing(dossier), log)


def unsaid(machine: Machine, found: Mapping[Place, Remark], log: Sequence[Event]) -> list[Remark]:
    """Return of the remarks that stand those with a text which no request has said since they were made."""
    rows = (found.get(place) for place in places(machine))
    return [row for row in rows if row is not None and row.text and not words_sent(row, machine, log)]


def unsaid_of(dossiers: Iterable[Dossier]) -> dict[int, int]:
    """Return how many remarks of some dossiers are still to be said, by their keys: one query, and one for logs of what was remarked."""
    by_pk = {dossier.pk: dossier for dossier in dossiers}
    latest = Remark.objects.filter(dossier__in=by_pk).order_by("dossier_id", "kind", "name", "-number")
    rows = [row for row in latest.distinct("dossier_id", "kind", "name") if row.text]
    logs = defaultdict[int, list[Event]](list)
    with_words = Event.objects.select_related("payload").order_by("sequence")
    for event in with_words.filter(dossier__in={row.dossier_id for row in rows}) if rows else ():
        event.dossier = by_pk[event.dossier_id]
        logs[event.dossier_id].append(event)
    machines = {pk: by_pk[pk].machine for pk in logs}
    known = {pk: effective(log) for pk, log in logs.items()}
    return Counter(
        row.dossier_id for row in rows if not words_sent(row, machines[row.dossier_id], known[row.dossier_id])
    )


def words_sent(row: Remark, machine: Machine, log: Sequence[Event]) -> str:
    """Return what the applicant was asked about a remark when the dossier went back since; "" where nothing was.

    The desk puts it in its own words, at its place or in the reason; what it left out was not said.
    """
    for event in log:
        if event.sequence <= row.sequence or machine.states[event.target].holder is not Role.CITIZEN:
            continue
        words, facts = words_of(event.payload), facts_of(event)
        if row.name in (*facts.components, *facts.questions):
            return words.components.get(row.name) or words.questions.get(row.name) or row.text
        if row.text and (row.text in words.reason or event.payload.content is None):
            return row.text
    return ""


def content_of(machine: Machine, log: Sequence[Event]) -> dict[str, int]:
    """Return by the name of a paper or question the event that its newest content came with: a file, copies, or a corrected answer.

    A paper that is filled in online is another one by any corrected answer.
    """
    filled, asked = [one.name for one in machine.components if one.eform], {one.name for one in questions_of(machine)}
    found: dict[str, int] = {}
    for event in log:
        facts = facts_of(event)
        corrected = asked.intersection(facts.corrected)
        names = (
            {file.component for file in event.attachments.all() if file.component} | corrected | facts.brought.keys()
        )
        found |= dict.fromkeys([*names, *(filled if corrected else ())], event.sequence)
    return found


def remark(dossier: Dossier, place: Place, finding: Finding, *, seats: Seats, by: User, at: datetime) -> Remark:
    """Add a remark to a place.

    Raises a ``Refusal``; then nothing is written. To say again what was said of the same content is no remark.
    """
    if not may_remark(dossier, seats):
        raise NothingToReview
    if place not in places(dossier.machine):
        raise NoSuchPlace
    if len(finding.text) > MOST_LETTERS:
        raise RemarkTooLong(MOST_LETTERS)
    last = standing(dossier).get(place)
    number, looked_at = last.number if last else 0, finding.looked_at(dossier.sequence)
    is_same = last is not None and (last.is_fine, last.text) == (finding.is_fine, finding.text)
    if last is not None and is_same and last.sequence >= min(finding.content, looked_at):
        return last
    if number != finding.seen:
        raise _meanwhile(last)
    row = Remark(
        dossier=dossier,
        kind=place.kind,
        name=place.name,
        number=number + 1,
        is_fine=finding.is_fine,
        text=finding.text,
        by=by,
        at=at,
        sequence=looked_at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # Two at once from the same page: the number is the first one's.
        raise _meanwhile(standing(dossier).get(place)) from error
    return row


def _meanwhile(last: Remark | None) -> RemarkedMeanwhile:
    if last is None:
        return RemarkedMeanwhile("–", "–")
    at = date_format(timezone.localtime(last.at), "H:i d/m/Y")
    return RemarkedMeanwhile(last.by.get_full_name(), at, is_tick=last.is_fine)


def latest_by_others(dossier: Dossier, user: User) -> Remark | None:
    """Return the last remark of anybody else: one query."""
    return Remark.objects.filter(dossier=dossier).exclude(by=user).select_related("by").order_by("-id").first()

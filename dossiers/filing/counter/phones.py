"""One-time codes by which a telephone sends photos of a paper to the counter's page, without signing in (ADR 0091).

A code is bound to one paper of one application, or of one answer to a request, and to the officer who enters it. Of the code its digest alone is kept.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from accounts.entry import tries
from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts
from dossiers.files import Patience, Upload, why_not_taken
from dossiers.filing.arriving import Arriving
from dossiers.filing.counter import answering
from dossiers.models import Attachment, Dossier, Draft, Event, PhoneCode
from dossiers.refusals import BadFile, Refusal
from dossiers.refusals.drafting import (
    CodeOfFiled,
    CodeOfRecorded,
    CodeOfThrown,
    CodeOver,
    CodeReplaced,
    CodeUsed,
    NoSuchCode,
)
from procedures.time.calendar import local

LASTS = timedelta(hours=1)
TAKEN_IN = timedelta(minutes=1)
"""So long photos that have come may be on their way into their rows."""
KEPT = timedelta(days=1)
"""So long it is known of a code why it opens nothing any more."""
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""None that is taken for another where somebody types the code."""
LENGTH, GROUP = 16, 4
"""80 random bits that live for an hour, behind a limit of tries: nobody comes upon one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opens."""

    code: PhoneCode
    draft: Draft


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of some photos: those that were kept, why others were not, and whether a worker has yet to look at any."""

    kept: Sequence[Attachment]
    faults: Sequence[str]
    is_awaited: bool


@dataclass(frozen=True, slots=True)
class Came:
    """What has become of photos that were sent: those that were not refused, and why others were."""

    found: Opened
    kept: Sequence[Attachment]
    faults: Sequence[str]

    @property
    def is_awaited(self) -> bool:
        """Say whether a worker has yet to look at any of them."""
        return any(one.is_being_judged for one in self.kept)


def random_code(length: int) -> str:
    """Return so many signs that nobody can foresee."""
    return "".join(secrets.choice(SIGNS) for _sign in range(length))


def digest_of(typed: str) -> str:
    """Return what is kept of a code, however it was spaced and typed."""
    return sha256("".join(typed.split()).upper().encode(errors="replace")).hexdigest()


def grouped(code: str) -> str:
    """Return a code as it is read out and typed."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def make(draft: Draft, component: str, *, by: User, at: datetime) -> str:
    """Make a code for a paper of what an officer is entering, and end the one before it; nobody can read it later."""
    made = random_code(LENGTH)
    of_answer = draft.correcting_id
    PhoneCode.objects.create(
        digest=digest_of(made), draft_key=draft.pk, correcting_id=of_answer, component=component, made_by=by, made_at=at
    )
    return made


def opened(typed: str, visitor: str, now: datetime) -> Opened:
    """Return what a code opens now.

    Raises ``NoSuchCode``, ``CodeUsed``, ``CodeReplaced``, ``CodeOver``, ``CodeOfThrown``, ``CodeOfFiled``,
    ``CodeOfRecorded``;
    TooManyTriesError where a network address has tried too many that there are not: none is looked at then.
    """
    return _opened(_code_of(typed, visitor, now), now)


def opened_by(pk: int, now: datetime) -> Opened:
    """Return what a code opens now that a telephone has given already. Raises what ``opened`` raises."""
    return _opened(_code_by(pk), now)


def _opened(code: PhoneCode, now: datetime) -> Opened:
    if _is_spent(code, _came_by(code)):
        raise CodeUsed
    if PhoneCode.objects.filter(draft_key=code.draft_key, component=code.component, pk__gt=code.pk).exists():
        raise CodeReplaced
    return Opened(code, _draft_of(code, now))


def came(pk: int, now: datetime) -> Came:
    """Return what came of the photos that were sent with a code that a telephone has given.

    Raises what ``opened`` raises but ``CodeUsed`` and ``CodeReplaced``.
    """
    code = _code_by(pk)
    found, rows = Opened(code, _draft_of(code, now)), _came_by(code)
    return Came(found, [one for one in rows if not one.problem], [why_not_taken(one) for one in rows if one.problem])


def _code_by(pk: int) -> PhoneCode:
    code = PhoneCode.objects.select_related("made_by").filter(pk=pk).first()
    if code is None:
        raise NoSuchCode
    return code


def _code_of(typed: str, visitor: str, now: datetime) -> PhoneCode:
    taken = tries.take([tries.Counter(tries.OF_CODE, visitor)], now)
    code = PhoneCode.objects.select_related("made_by").filter(digest=digest_of(typed)).first()
    if code is None:
        raise NoSuchCode
    taken.give_back()
    return code


def _draft_of(code: PhoneCode, now: datetime) -> Draft:
    draft = Draft.objects.filter(thrown_at=None).select_related("version").filter(pk=code.draft_key).first()
    if draft is None:
        raise _gone(code)
    if now >= code.made_at + LASTS or not _is_at_desk(code, draft, now):
        raise CodeOver
    return draft


def _gone(code: PhoneCode) -> Refusal:
    """Return why there is no draft of a code any more."""
    if code.correcting_id is not None:
        recorded = Event.objects.filter(dossier=code.correcting_id, action=acts.ANSWER, at__gte=code.made_at)
        return CodeOfRecorded() if recorded.exists() else CodeOver()
    return CodeOfFiled() if Dossier.objects.filter(draft_key=code.draft_key).exists() else CodeOfThrown()


def _came_by(code: PhoneCode) -> list[Attachment]:
    """Return what came by the last press with a code, those that were refused too; nothing as long as it has no rows."""
    if code.used_at is None:
        return []
    return list(Attachment.objects.filter(draft=code.draft_key, component=code.component, uploaded_at=code.used_at))


def _is_spent(code: PhoneCode, rows: Sequence[Attachment]) -> bool:
    """Say whether a code is used up: not by photos of which a worker has refused every one since."""
    return code.used_at is not None and not (rows and all(one.problem for one in rows))


def _is_at_desk(code: PhoneCode, draft: Draft, now: datetime) -> bool:
    """Say whether who has made a code enters that draft still: an application is one officer's, an answer the desk's."""
    seats = seats_of(code.made_by, local(now).date())
    if not code.made_by.is_active or not seats.has(Role.ONE_STOP_OFFICER):
        return False
    if draft.correcting is None:
        return draft.entered_by_id == code.made_by_id
    return answering.officer_for(draft.correcting, code.made_by, seats) is not None


def send(found: Opened, uploads: Sequence[Upload], *, at: datetime) -> Sent:
    """Keep photos for the paper of a code, which is used up by the first that is kept.

    Raises ``CodeUsed`` where another press was first, and what ``opened`` raises where the draft is gone meanwhile.
    """
    # Whoever presses at the same moment finds it used.
    if not PhoneCode.objects.filter(pk=found.code.pk, used_at=found.code.used_at).update(used_at=at):
        raise CodeUsed
    sent = _kept(found, uploads, at)
    if not sent.kept:
        PhoneCode.objects.filter(pk=found.code.pk).update(used_at=None)
    return sent


def _kept(found: Opened, uploads: Sequence[Upload], at: datetime) -> Sent:
    patience, kept, faults = Patience(), list[Attachment](), list[str]()
    coming = Arriving(found.draft, by=found.code.made_by, at=at, patience=patience)
    with patience.ahead(uploads):
        for upload in uploads:
            try:
                kept.append(coming.add(found.code.component, upload))
            except BadFile as refusal:
                faults.append(str(refusal))
    with transaction.atomic():
        # Held, so that it is not filed between this look and the rows of its files.
        if not Draft.objects.filter(thrown_at=None).select_for_update(of=("self",)).filter(pk=found.draft.pk).exists():
            gone = _gone(found.code)
            raise CodeOver if isinstance(gone, CodeOfThrown) else gone
        coming.write()
    return Sent(kept, faults, any(one.awaits for one in kept))


def arrived(draft: Draft, by: User, now: datetime) -> tuple[list[Attachment], bool]:
    """Return what came by the newest code that an officer has made for a draft, refused or not, and whether more may come of it."""
    code = PhoneCode.objects.filter(draft_key=draft.pk, made_by=by).order_by("-made_at", "-pk").first()
    if code is None:
        return [], False
    files = list(draft.attachments.filter(component=code.component, uploaded_at__gte=code.made_at))
    if code.used_at is not None and _is_spent(code, rows := [one for one in files if one.uploaded_at == code.used_at]):
        # It is used before its photos have their rows: they are being looked at.
        is_awaited = any(one.is_being_judged for one in rows)
        return files, is_awaited or (not rows and now < code.used_at + TAKEN_IN)
    return files, now < code.made_at + LASTS


def forget(before: datetime) -> None:
    """Delete the codes that were made before an instant."""
    PhoneCode.objects.filter(made_at__lte=before).delete()

"""Filing: a draft becomes a dossier with a number and its first event, once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Unit, User
from dossiers import numbers, outbox, refusals
from dossiers.commands.record import Happening, write_event
from dossiers.commands.steady import once
from dossiers.filing import drafts
from dossiers.log.facts import Facts, File, Words
from dossiers.models import Attachment, Channel, Dossier, Draft
from dossiers.policy import Actor
from procedures.machine import Online
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from procedures.time.calendars import Calendars, hold

SUBMIT = "submit"
"""The name of the first event of every dossier; it has no source."""


def submit(key: UUID, *, owner: User, at: datetime, seen: datetime | None = None) -> Dossier:
    """Turn a draft into a dossier; ``seen`` is when what the person has looked at was saved.

    Raises ``AlreadyFiled`` with its number when that was done before, ``DraftChanged`` when the draft
    was saved again since, ``VersionRetired`` when the procedure has a newer version or its owner has
    not gone through what that changed, ``NotReceivedOnline`` when it is not filed on line, ``InvalidAnswers``
    with every fault by field. Nothing is written then.
    """
    with transaction.atomic(durable=True):
        hold()
        draft = _lock(key, owner)
        if seen is not None and draft.saved_at != seen:
            raise refusals.DraftChanged
        version, today = draft.version, at.astimezone(LOCAL).date()
        in_force = ProcedureVersion.objects.current(on=today).filter(pk=version.pk).exists()
        if not in_force or draft.moved_from_id:
            raise refusals.VersionRetired
        if version.machine.online is Online.NONE:
            raise refusals.NotReceivedOnline
        attached = list(draft.attachments.all())
        values, errors = drafts.check(version.machine, draft.answers, attached)
        if errors:
            raise refusals.InvalidAnswers(errors)
        papers = _papers(draft, values, attached)
        return _file(draft, values, papers, at=at)


def _lock(key: UUID, owner: User) -> Draft:
    # The lock on the draft makes a second press of the button wait, and then find it gone.
    locked = Draft.objects.select_for_update(of=("self",)).select_related("version", "procedure").defer("version__text")
    draft = locked.filter(pk=key, owner=owner).first()
    if draft is not None:
        return draft
    dossier = Dossier.objects.filter(draft_key=key, applicant=owner).first()
    if dossier is not None:
        raise refusals.AlreadyFiled(dossier.code)
    raise Draft.DoesNotExist


def _papers(draft: Draft, values: Mapping[str, object], attached: list[Attachment]) -> list[Attachment]:
    """Return the files that are filed; those of a question that is not asked any more are thrown away."""
    papers = drafts.to_file(draft.version.machine, values, attached)
    for attachment in attached:
        if attachment not in papers:
            drafts.remove_file(draft, attachment.pk)
    return papers


def _file(draft: Draft, values: Mapping[str, object], papers: list[Attachment], *, at: datetime) -> Dossier:
    dossier = begin(draft.version, draft.owner, values, key=draft.key, at=at)
    happening = filing(dossier, values, at=at)
    words = filed_words(values, papers)
    actor = Actor.citizen(draft.owner)
    event = write_event(dossier, [], happening, actor=actor, words=words, calendars=Calendars.in_force())
    Attachment.objects.filter(draft=draft).update(draft=None, dossier=dossier, event=event)
    draft.delete()
    outbox.enqueue(event, ("filed",), at=at)
    return dossier


def begin(version: ProcedureVersion, owner: User, values: Mapping[str, object], *, key: UUID, at: datetime) -> Dossier:
    """Return a new dossier with its number, not stored yet."""
    agency = once(_agency, settings.AGENCY_CODE)
    return Dossier(
        code=numbers.dossier_code(agency, at.astimezone(LOCAL).date()),
        draft_key=key,
        procedure=version.procedure,
        version=version,
        applicant=owner,
        applicant_name=str(values["applicant_name"]),
        agency=agency,
        sector=version.machine.sector,
        filed_at=at,
        state=version.machine.initial,
    )


def _agency(code: str) -> Unit:
    return Unit.objects.get(agency_code=code)


def filing(
    dossier: Dossier, values: Mapping[str, object], *, at: datetime, channel: Channel = Channel.ONLINE
) -> Happening:
    """Return the first event of a dossier; what is entered at the desk is so on behalf of the applicant."""
    machine = dossier.machine
    # Not personal, and the clock reads it: an answer that only the payload holds could be erased.
    event_at = str(values[machine.event.question]) if machine.event else ""
    facts = Facts(unit=None, channel=channel.value, event_at=event_at)
    applicant = None if channel is Channel.ONLINE else dossier.applicant_id
    return Happening("", machine.initial, at, facts, SUBMIT, applicant)


def filed_words(values: Mapping[str, object], papers: Iterable[Attachment]) -> Words:
    """Return the words of the first event: the answers, and the files by name and digest."""
    files = tuple(File(component=paper.component, name=paper.name, sha256=paper.sha256) for paper in papers)
    return Words(answers=dict(values), files=files)

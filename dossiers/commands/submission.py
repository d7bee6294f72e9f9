"""Filing: a draft becomes a dossier with a number and its first event, once."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Unit, User
from dossiers import drafts, numbers, outbox, refusals
from dossiers.commands.record import Happening, write_event
from dossiers.models import Attachment, Dossier, Draft
from dossiers.policy import Actor
from procedures.calendar import LOCAL
from procedures.calendars import current_calendar
from procedures.machine import Online
from procedures.models import ProcedureVersion

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
        return _begin(draft, owner, values, papers, at=at)


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


def _begin(
    draft: Draft, owner: User, values: Mapping[str, object], papers: list[Attachment], *, at: datetime
) -> Dossier:
    machine = draft.version.machine
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    dossier = Dossier(
        code=numbers.dossier_code(agency, at.astimezone(LOCAL).date()),
        draft_key=draft.key,
        procedure=draft.procedure,
        version=draft.version,
        applicant=owner,
        applicant_name=str(values["applicant_name"]),
        agency=agency,
        sector=machine.sector,
        filed_at=at,
        state=machine.initial,
    )
    words: dict[str, object] = {
        "answers": values,
        "files": [{"component": paper.component, "name": paper.name, "sha256": paper.sha256} for paper in papers],
    }
    # Not personal, and the clock reads it: an answer that only the payload holds could be erased.
    facts = {"event_at": values[machine.event.question]} if machine.event else {}
    happening = Happening("", machine.initial, at, facts, SUBMIT)
    event = write_event(dossier, [], happening, actor=Actor.citizen(owner), words=words, calendar=current_calendar())
    Attachment.objects.filter(draft=draft).update(draft=None, dossier=dossier, event=event)
    draft.delete()
    outbox.enqueue(event, ("filed",), at=at)
    return dossier

"""Answering a request for a supplement: a draft becomes one event, once, with its files."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from dossiers import refusals
from dossiers.commands import locked
from dossiers.commands.advance import carry_out, refuse_old_page
from dossiers.commands.given import Correction, Given
from dossiers.commands.tries import tried_again
from dossiers.files import StoredFile
from dossiers.filing import corrections, drafts
from dossiers.filing.corrections import Asked, Checked
from dossiers.log.answers import standing_of
from dossiers.log.facts import NO_WORDS, facts_of
from dossiers.log.parts.looked_up import LookupOutcome
from dossiers.models import Attachment, Awaits, Dossier, Draft, Event
from dossiers.policy import Actor

ANSWER = "answer-supplement"


@tried_again
def correct(dossier: Dossier, *, owner: User, at: datetime, seen: int, saved_at: datetime) -> Event:
    """Send the draft of an answer; ``seen`` is the sequence and ``saved_at`` the draft that the person has looked at.

    Raises ``Stale`` when the dossier has moved since, ``DraftChanged`` when the draft was saved again,
    ``InvalidAnswers`` with every fault by field, ``PapersBeingJudged`` where that is not over. Nothing is written then.
    """
    with transaction.atomic(durable=True):
        found = locked.dossier(dossier.pk)
        current, log, _steady = found
        refuse_old_page(current, log, seen=seen, at=at, for_applicant=True)
        draft = Draft.objects.select_for_update(of=("self",)).filter(correcting=current, owner=owner).first()
        if draft is None or draft.saved_at != saved_at:
            raise refusals.DraftChanged
        asked, attached = asked_in(current, log), list(draft.attachments.all())
        checked = corrections.check(asked, draft.answers, attached, filed_for(current), filed_at=current.filed_at)
        if checked.errors:
            raise refusals.InvalidAnswers(checked.errors)
        drafts.refuse_unjudged(attached)
        given = _given(asked, checked, [attachment for attachment in attached if not attachment.problem])
        for attachment in attached:
            if attachment.problem or attachment.component not in given.component_files:
                drafts.remove_file(draft, attachment.pk)
        # The rows of its files come again with the event.
        draft.delete()
        actor = Actor.citizen(owner)
        return carry_out(found, ANSWER, actor=actor, given=given, seen=seen, at=at)


def asked_in(dossier: Dossier, log: list[Event]) -> Asked:
    """Return what the last request in a log asks."""
    request = next((event for event in reversed(log) if corrections.asks(facts_of(event))), log[-1])
    items = corrections.requested(dossier.machine, NO_WORDS, facts_of(request))
    answered = corrections.answered_since(dossier, request.sequence)
    return corrections.asked_by(dossier.machine, standing_of(dossier), items, answered)


def filed_for(dossier: Dossier) -> frozenset[str]:
    """Return the components and questions of which a dossier has files, and the components that a database had then."""
    files = Attachment.objects.filter(dossier=dossier).exclude(component="").values_list("component", flat=True)
    return frozenset(files) | _looked_up(dossier)


def _looked_up(dossier: Dossier) -> set[str]:
    if not any(component.database for component in dossier.machine.components):
        return set()
    lookups = facts_of(dossier.events.get(sequence=1)).lookups
    return {name for name, each in lookups.items() if each.outcome is LookupOutcome.FOUND}


def _given(asked: Asked, checked: Checked, attached: list[Attachment]) -> Given:
    papers = asked.file_fields().values()
    files = {name: tuple(_stored(one) for one in attached if one.component == name) for name in papers}
    return Given(
        note=checked.note,
        component_files={name: kept for name, kept in files.items() if kept},
        correction=Correction(checked.corrected, checked.lacking),
    )


def _stored(attachment: Attachment) -> StoredFile:
    return StoredFile(
        id=attachment.id, name=attachment.name, media_type=attachment.media_type, size=attachment.size,
        pages=attachment.pages, sha256=attachment.sha256, path=str(attachment.file.name),
        awaits=Awaits(attachment.awaits), readable=str(attachment.readable.name),
    )  # fmt: skip

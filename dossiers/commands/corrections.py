"""Answering a request for a supplement: a draft becomes one event, once, with its files."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from dossiers import acts, refusals
from dossiers.commands import locked
from dossiers.commands.advance import advance_within, carry_out, choose, refuse_old_page
from dossiers.commands.given import Correction, Given
from dossiers.commands.locked import Locked
from dossiers.commands.tries import tried_again
from dossiers.files import StoredFile
from dossiers.filing import corrections, drafts
from dossiers.filing.corrections import Asked, Checked
from dossiers.filing.counter import answering, people
from dossiers.filing.counter.answering import Came
from dossiers.filing.counter.unnumbered import NUMBER
from dossiers.log import handed
from dossiers.log.answers import standing_of
from dossiers.log.effective import effective
from dossiers.log.facts import NO_WORDS, facts_of
from dossiers.log.parts.looked_up import LookupOutcome
from dossiers.models import Attachment, Awaits, Dossier, Draft, Event
from dossiers.policy import Actor
from procedures.answers import identity_number
from procedures.time.calendar import local

ANSWER = acts.ANSWER


@tried_again
def correct(dossier: Dossier, *, owner: User, at: datetime, seen: int, saved_at: datetime) -> Event:
    """Send the draft of an answer; ``seen`` is the sequence and ``saved_at`` the draft that the person has looked at.

    ``owner`` is who sends it: the applicant, or the account that is joined with a person of the counter (ADR 0093).
    Raises ``Stale`` when the dossier has moved since, ``DraftChanged`` when the draft was saved again,
    ``InvalidAnswers`` with every fault by field, ``PapersBeingJudged`` where that is not over. Nothing is written then.
    """
    with transaction.atomic(durable=True):
        found, draft = _locked(dossier, seen=seen, at=at, saved_at=saved_at, for_applicant=True)
        current, log, _steady = found
        actor = Actor.citizen(owner)
        choose(current, ANSWER, log, actor=actor, at=at)
        asked, attached = asked_in(current, log), list(draft.attachments.all())
        checked = corrections.check(
            asked, draft.answers, attached, filed_for(current), filed_at=current.filed_at, at=at
        )
        given = _taken(asked, checked, draft, attached)
        return carry_out(found, ANSWER, actor=actor, given=given, seen=seen, at=at)


@tried_again
def correct_at_desk(dossier: Dossier, *, actor: Actor, at: datetime, seen: int, saved_at: datetime) -> Event:
    """Record what an applicant without an account answers on paper, as an officer of the desk has entered it (ADR 0088).

    What no file can be and was brought with it is noted as received at once. Raises what ``correct`` raises, and
    ``NotYours`` to whoever may not do it for this applicant.
    """
    with transaction.atomic(durable=True):
        found, draft = _locked(dossier, seen=seen, at=at, saved_at=saved_at, by=actor.user)
        current, log, _steady = found
        choose(current, ANSWER, log, actor=actor, at=at)
        asked, attached = asked_in(current, log), list(draft.attachments.all())
        filed = filed_for(current)
        checked, came = answering.check(asked, draft, attached, filed, filed_at=current.filed_at, at=at)
        given = _taken(asked, checked, draft, attached)
        given = replace(given, brought=came.brought, posted_on=came.posted_on, post_number=came.post_number)
        event = carry_out(found, ANSWER, actor=actor, given=given, seen=seen, at=at)
        if actor.user and (number := checked.corrected.get(NUMBER)):
            people.give_number(current.applicant_id, identity_number(str(number), local(at).year), by=actor.user)
        _note_handed_in(current, came.brought, actor, at)
        return event


def _locked(
    dossier: Dossier,
    *,
    seen: int,
    at: datetime,
    saved_at: datetime,
    by: User | None = None,
    for_applicant: bool = False,
) -> tuple[Locked, Draft]:
    """Return a dossier and the draft of its answer, locked, where both are still what the person has looked at."""
    found = locked.dossier(dossier.pk)
    refuse_old_page(found[0], found[1], seen=seen, at=at, by=by, for_applicant=for_applicant)
    held = Draft.objects.select_for_update(of=("self",)).filter(correcting=found[0], owner=found[0].applicant_id)
    draft = held.first()
    if draft is None or draft.saved_at != saved_at:
        raise refusals.DraftChanged
    return found, draft


def _taken(asked: Asked, checked: Checked, draft: Draft, attached: list[Attachment]) -> Given:
    """Return what a draft gives, and delete it; raises ``InvalidAnswers`` and ``PapersBeingJudged``."""
    if checked.errors:
        raise refusals.InvalidAnswers(checked.errors)
    drafts.refuse_unjudged(attached)
    given = _given(asked, checked, [attachment for attachment in attached if not attachment.problem])
    for attachment in attached:
        if attachment.problem or attachment.component not in given.component_files:
            drafts.remove_file(draft, attachment.pk)
    # The rows of its files come again with the event.
    draft.delete()
    return given


def _note_handed_in(dossier: Dossier, came: Came, actor: Actor, at: datetime) -> None:
    """Note of what no file can be, and came with the rest, that it was received: by the act that is there for it."""
    log = list(dossier.events.order_by("sequence"))
    for component in handed.awaited(dossier, effective(log)):
        if component.name in came:
            given = Given(handed_in=component.name, note=f"{sum(came[component.name])} bản, nhận cùng giấy tờ bổ sung")
            advance_within(dossier, acts.RECEIVE_HANDED, actor=actor, given=given, seen=dossier.sequence, at=at)
            dossier.refresh_from_db(fields=["sequence"])


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
        signatures=attachment.signatures,
    )  # fmt: skip

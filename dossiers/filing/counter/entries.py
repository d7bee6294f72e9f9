"""Applications that an officer is entering for somebody: begun, found again, kept as they were typed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from dossiers.filing import drafts, opening
from dossiers.filing.counter import again, intake, people
from dossiers.filing.counter.unfit.needed import OF_PERSON
from dossiers.filing.known import own_names
from dossiers.models import Channel, CounterPerson, Draft
from procedures.form import receiving
from procedures.models import ProcedureVersion
from procedures.results import Way

KEPT = timedelta(days=30)
"""So long what was begun at the counter and never filed is kept, and whoever was noted for it alone."""
MOST_SHOWN = 20


def begin(
    person: CounterPerson,
    version: ProcedureVersion,
    channel: Channel,
    *,
    by: User,
    at: datetime,
    key: UUID | None = None,
) -> Draft:
    """Begin an application for somebody; under the key of one that was just begun that one is returned.

    What came by post is answered by post, unless somebody chooses otherwise. What the dossier before on this day said of
    the person, the organisation and its point stands there, and by which paper the person acts. Raises ``TooManyDrafts``.
    """
    with transaction.atomic():
        draft = opening.begin(person.user, version, at=at, key=key)
        if draft.entered_by_id is None:
            draft.channel, draft.entered_by = channel, by
            if channel is Channel.POST and receiving.QUESTION in draft.answers:
                draft.answers[receiving.QUESTION] = Way.BY_POST.value
            again.fill(draft, at=at)
            draft.save(update_fields=["channel", "entered_by", "answers", "counter"])
        return draft


def own(by: User) -> QuerySet[Draft]:
    """Narrow to what an officer has begun and not filed, the last first."""
    begun = Draft.objects.open().filter(entered_by=by).order_by("-saved_at")
    return begun.select_related("owner", "procedure", "version").defer("version__text")


def take_over(draft: Draft, *, by: User) -> bool:
    """Let another officer go on with what one has begun; False where that is filed, thrown away or taken over by now.

    A one-time address by which a telephone was to send a photo is the former officer's, and ends. Raises ``OwnDossier``.
    """
    people.refuse_own(by, draft.owner.personal_id, draft.owner.full_name)
    begun = Draft.objects.open().filter(pk=draft.pk, entered_by=draft.entered_by_id)
    return bool(begun.update(entered_by=by))


def taken_over(key: UUID) -> str:
    """Return who goes on with an application that is not filed under a key; "" where it is none of the counter's."""
    draft = Draft.objects.open().filter(pk=key, entered_by__isnull=False).select_related("entered_by").first()
    return str(draft.entered_by.get_full_name()) if draft and draft.entered_by else ""


def throw_away(draft: Draft) -> bool:
    """Throw away what an officer has begun, with its scans; False where that is filed, thrown away or taken over by now."""
    with transaction.atomic():
        begun = Draft.objects.open().filter(pk=draft.pk, entered_by=draft.entered_by_id)
        held = begun.select_for_update(of=("self",)).first()
        if held is not None:
            opening.delete(held)
        return held is not None


def open_of(by: User, key: UUID) -> Draft | None:
    """Return what an officer is entering under a key; None where there is nothing of that officer's."""
    return own(by).filter(pk=key).first()


def save(draft: Draft, typed: Mapping[str, str], *, at: datetime) -> None:
    """Keep what was typed, right or wrong; who the person is has been looked at before, and is not typed here."""
    machine = draft.version.machine
    answers = {name: text for name, text in typed.items() if name not in OF_PERSON}
    draft.answers = drafts.kept(drafts.asked_of(machine), draft.answers, answers)
    beside = {name: typed[name].replace("\x00", "") for name in intake.fields_of(machine) if name in typed}
    draft.counter, draft.saved_at = {**draft.counter, **beside}, at
    draft.save(update_fields=["answers", "counter", "saved_at"])
    own_names.fill(draft)

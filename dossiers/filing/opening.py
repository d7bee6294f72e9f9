"""A person's drafts of a procedure: found and begun, numbered and named, thrown away and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unicodedata import normalize
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from dossiers.filing import drafts
from dossiers.models import Dossier, Draft, DraftQuerySet
from dossiers.models.draft import MOST_NAME
from dossiers.refusals import AlreadyFiled
from dossiers.refusals.drafting import TooManyDrafts
from procedures.models import ProcedureVersion

MOST_DRAFTS = 20
"""Open drafts that one person may have of one procedure."""
KEPT = timedelta(days=30)
"""So long a draft that was thrown away can be taken back; then it goes with its files."""


def open_draft(owner: User, version: ProcedureVersion, *, at: datetime, key: UUID | None = None) -> Draft:
    """Return the draft of a procedure that a form is for, begun now if there is none.

    It is the one that ``key`` names, thrown away or not. A key that names none is of a form that was opened when there
    was no draft: it goes on with the only one there is now, but never with one of several.
    """
    return _known(owner, version, key) or _begun_once(owner, version, key, at)[0]


def begin(owner: User, version: ProcedureVersion, *, at: datetime, key: UUID | None = None) -> Draft:
    """Begin one more draft of a procedure; under the key of one that was just begun that one is returned.

    Raises ``TooManyDrafts``.
    """
    with transaction.atomic():
        _hold_numbers(owner)
        just_begun = _own(owner, version).filter(pk=key).first() if key else None
        return just_begun or _begun(owner, version, key, at)


def _begun_once(owner: User, version: ProcedureVersion, key: UUID | None, at: datetime) -> tuple[Draft, bool]:
    """Begin the draft of a form, unless somebody else was quicker; return it and whether it is of this transaction."""
    with transaction.atomic(savepoint=False):
        _hold_numbers(owner)
        known = _known(owner, version, key)
        return known or _begun(owner, version, key, at), known is None


def _hold_numbers(owner: User) -> None:
    """Let nobody else number a draft of a person until the end of the transaction."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=owner.pk)


def _free_number(owner: User, procedure: int) -> int:
    """Return the number of one more open draft. Raises ``TooManyDrafts``."""
    taken = set(Draft.objects.open().filter(owner=owner, procedure=procedure).values_list("number", flat=True))
    free = next((number for number in range(1, MOST_DRAFTS + 1) if number not in taken), None)
    if free is None:
        raise TooManyDrafts(MOST_DRAFTS)
    return free


def _own(owner: User, version: ProcedureVersion) -> DraftQuerySet:
    own = Draft.objects.unfiled().filter(owner=owner, procedure=version.procedure)
    # Its machine is known by its key: the text of forty kilobytes is not asked for.
    return own.select_related("procedure", "version").defer("version__text")


def _known(owner: User, version: ProcedureVersion, key: UUID | None) -> Draft | None:
    own = _own(owner, version)
    named = own.filter(pk=key).first() if key else None
    if named is not None:
        return named
    first = list(own.filter(thrown_at=None).order_by("number")[:2])
    return first[0] if len(first) == 1 or (first and key is None) else None


def _begun(owner: User, version: ProcedureVersion, key: UUID | None, at: datetime) -> Draft:
    return Draft.objects.create(
        key=_free(key),
        owner=owner,
        procedure=version.procedure,
        version=version,
        number=_free_number(owner, version.procedure_id),
        answers=drafts.first_answers(owner, version.machine),
        created_at=at,
        saved_at=at,
    )


def _free(key: UUID | None) -> UUID:
    """Return a key for a new draft; one that another draft or a dossier has, or that nobody gave, is replaced."""
    taken = key and (Draft.objects.filter(pk=key).exists() or Dossier.objects.filter(draft_key=key).exists())
    return uuid4() if key is None or taken else key


@contextmanager
def locked_draft(owner: User, version: ProcedureVersion, key: UUID | None, *, at: datetime) -> Iterator[Draft]:
    """Hold the draft of a form that was sent for a change: whoever saves, files or throws it away meanwhile waits.

    ``key`` is that of the form. Raises ``AlreadyFiled`` where the form's draft, or the one that was open a moment ago,
    has become a dossier.
    """
    with transaction.atomic():
        locked = _own(owner, version).select_for_update(of=("self",))
        draft = locked.filter(pk=key).first() if key else None
        if draft is None:
            # One that is there is not filed: a filing takes it away.
            _refuse_filed(owner, key)
            draft = _found_or_begun(owner, version, key, locked, at)
        with dated(draft, at=at):
            yield draft


@contextmanager
def dated(draft: Draft, *, at: datetime) -> Iterator[None]:
    """Note when a draft was saved, where its answers are others at the end of the block: a row more, say."""
    before = dict(draft.answers)
    yield
    if draft.answers != before:
        changed(draft, at=at)


def changed(draft: Draft, *, at: datetime) -> None:
    """Note that a draft is another now: a file more, say."""
    if draft.saved_at != at:
        draft.saved_at = at
        draft.save(update_fields=["saved_at"])


def _found_or_begun(
    owner: User, version: ProcedureVersion, key: UUID | None, locked: DraftQuerySet, at: datetime
) -> Draft:
    """Return the draft of a form that names none, held; one that is begun here nobody else can see yet."""
    found = _known(owner, version, key)
    if found is None:
        found, is_new = _begun_once(owner, version, key, at)
        if is_new:
            return found
    held = locked.filter(pk=found.pk).first()
    if held is None:
        _refuse_filed(owner, found.pk)
        raise Draft.DoesNotExist
    return held


def _refuse_filed(owner: User, key: UUID | None) -> None:
    code = (
        Dossier.objects.filter(draft_key=key, applicant=owner).values_list("code", flat=True).first() if key else None
    )
    if code:
        raise AlreadyFiled(code)


def throw_away(owner: User, key: UUID, *, at: datetime) -> Draft | None:
    """Throw an open draft away, its words and files kept; None where the person has none under that key."""
    with transaction.atomic():
        draft = Draft.objects.open().select_for_update(of=("self",)).filter(owner=owner, pk=key).first()
        if draft is not None:
            draft.thrown_at, draft.number = at, None
            draft.save(update_fields=["thrown_at", "number"])
        return draft


def take_back(owner: User, key: UUID) -> Draft | None:
    """Open a draft again that was thrown away; None where there is none. Raises ``TooManyDrafts``."""
    with transaction.atomic():
        _hold_numbers(owner)
        draft = Draft.objects.thrown().select_for_update(of=("self",)).filter(owner=owner, pk=key).first()
        if draft is not None:
            draft.thrown_at, draft.number = None, _free_number(owner, draft.procedure_id)
            draft.save(update_fields=["thrown_at", "number"])
        return draft


def rename(owner: User, key: UUID, name: str) -> Draft | None:
    """Call an open draft by a name; an empty one leaves it to what tells it apart. None where there is none."""
    with transaction.atomic():
        draft = Draft.objects.open().select_for_update(of=("self",)).filter(owner=owner, pk=key).first()
        if draft is not None:
            draft.name = _line(name)
            draft.save(update_fields=["name"])
        return draft


def _line(name: str) -> str:
    """Return a name as one line without signs that nobody sees."""
    text = " ".join(normalize("NFC", name).split())
    return "".join(sign for sign in text if sign.isprintable())[:MOST_NAME]


def delete(draft: Draft) -> None:
    """Delete a draft that is locked, the bytes of its files once that is committed."""
    for attachment in draft.attachments.all():
        drafts.remove_file(draft, attachment.pk)
    draft.delete()

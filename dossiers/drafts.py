"""Applications that are being written: their fields, what is kept, what is missing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.files import Upload, store
from dossiers.models import Attachment, Dossier, Draft
from dossiers.refusals import AlreadyFiled, BadFile
from procedures.answers import clean
from procedures.machine import Machine, Question, QuestionKind, Text
from procedures.models import ProcedureVersion

APPLICANT = (
    Question("applicant_name", QuestionKind.TEXT, Text("Họ và tên người nộp", "Applicant's full name"), max_length=150),
    Question(
        "applicant_organisation",
        QuestionKind.TEXT,
        Text("Nộp thay cho (chủ hồ sơ)", "Filed on behalf of (owner of the dossier)"),
        required=False,
        help=Text(
            "Chỉ ghi khi nộp thay cơ quan, tổ chức, cá nhân khác; để trống nếu nộp cho chính mình.",
            "Only when you file for an organisation or another person; leave it empty if you file for yourself.",
        ),
        max_length=255,
    ),
    Question(
        "applicant_id",
        QuestionKind.TEXT,
        Text("Số định danh cá nhân/CCCD/hộ chiếu", "Personal ID or passport number"),
        max_length=20,
    ),
    Question("applicant_address", QuestionKind.TEXT, Text("Địa chỉ liên hệ", "Postal address"), max_length=255),
    Question("applicant_phone", QuestionKind.PHONE, Text("Số điện thoại", "Phone number")),
    Question("applicant_email", QuestionKind.EMAIL, Text("Thư điện tử", "E-mail address")),
)
"""Who applies: asked in every procedure, printed on every paper (TT 01/2018, form 01)."""

MISSING_COMPONENT = Text("Cần đính kèm giấy tờ này.", "This paper must be attached.")
MOST_FILES = 20
"""Files that one draft may hold."""


def questions_of(machine: Machine) -> tuple[Question, ...]:
    """Return all questions of a filing: the applicant's and the procedure's own."""
    return APPLICANT + machine.questions


def profile_answers(user: User) -> dict[str, str]:
    """Return what the account already knows, so that nobody types it again."""
    return {
        "applicant_name": user.full_name,
        "applicant_organisation": user.organisation,
        "applicant_id": user.personal_id,
        "applicant_address": user.address,
        "applicant_phone": user.phone,
        "applicant_email": user.email,
    }


def component_field(name: str) -> str:
    """Return the name of the form field of a component's files."""
    return f"component-{name}"


def open_draft(owner: User, version: ProcedureVersion, *, at: datetime, key: UUID | None = None) -> Draft:
    """Return the person's open draft of a procedure, begun now, under a key, if there is none."""
    begun = {"version": version, "answers": profile_answers(owner), "created_at": at, "saved_at": at}
    draft, _created = Draft.objects.select_related("procedure", "version").get_or_create(
        owner=owner, procedure=version.procedure, number=1, defaults=begun | {"key": key or uuid4()}
    )
    return draft


@contextmanager
def held(owner: User, version: ProcedureVersion, key: UUID | None, *, at: datetime) -> Iterator[Draft]:
    """Hold the person's draft for a change: whoever saves or files it meanwhile waits.

    ``key`` is that of the form that was sent. Raises ``AlreadyFiled`` where the form's draft, or the
    one that was open a moment ago, has become a dossier.
    """
    with transaction.atomic():
        _refuse_filed(owner, key)
        found = open_draft(owner, version, at=at, key=key)
        locked = Draft.objects.select_for_update(of=("self",)).select_related("procedure", "version")
        draft = locked.filter(pk=found.pk).first()
        if draft is None:
            _refuse_filed(owner, found.pk)
            raise Draft.DoesNotExist
        yield draft


def _refuse_filed(owner: User, key: UUID | None) -> None:
    code = (
        Dossier.objects.filter(draft_key=key, applicant=owner).values_list("code", flat=True).first() if key else None
    )
    if code:
        raise AlreadyFiled(code)


def save(draft: Draft, raw: Mapping[str, str], *, at: datetime) -> None:
    """Keep what was typed, right or wrong. Unknown fields and NUL, which no database takes, are dropped."""
    known = {question.name for question in questions_of(draft.version.machine)}
    kept = {name: value.replace("\x00", "") for name, value in raw.items() if name in known}
    draft.answers = draft.answers | kept
    draft.saved_at = at
    draft.save(update_fields=["answers", "saved_at"])


def add_file(draft: Draft, component: str, upload: Upload, *, by: User, at: datetime) -> Attachment:
    """Keep an upload in a draft. Raises ``BadFile`` for one that is not in order or one too many."""
    if draft.attachments.count() >= MOST_FILES:
        raise BadFile(_("A draft may hold at most %(most)s files.") % {"most": MOST_FILES})
    attachment = store(upload).row(by=by, at=at, component=component)
    attachment.draft = draft
    attachment.save(force_insert=True)
    return attachment


def remove_file(draft: Draft, attachment: UUID) -> None:
    """Take a file out of a draft, its bytes once that is committed."""
    row = draft.attachments.filter(pk=attachment).first()
    if row is None:
        return
    storage, path = row.file.storage, str(row.file.name)
    with transaction.atomic():
        row.delete()
        transaction.on_commit(lambda: storage.delete(path))


def check(
    machine: Machine, answers: Mapping[str, str], attachments: list[Attachment]
) -> tuple[dict[str, object], dict[str, Text]]:
    """Return the typed answers and, by field, what is wrong or missing."""
    values, errors = clean(questions_of(machine), answers)
    present = {attachment.component for attachment in attachments}
    for component in machine.components:
        if component.required and component.name not in present:
            errors[component_field(component.name)] = MISSING_COMPONENT
    return {**values}, errors


def follow_newest(draft: Draft, version: ProcedureVersion, *, at: datetime) -> bool:
    """Move a draft to the version in force, its answers kept; say whether it moved."""
    if draft.version_id == version.pk:
        return False
    draft.version = version
    draft.saved_at = at
    draft.save(update_fields=["version", "saved_at"])
    return True

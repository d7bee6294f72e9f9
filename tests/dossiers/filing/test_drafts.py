"""Applications that are being written: begun once, filled from the account, kept whatever is typed."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from dossiers.filing import arriving, drafts, opening
from dossiers.models import Attachment, Draft
from dossiers.refusals import BadFile
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers import every_kind
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.variants import definition, next_version, publish_text

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=3)


def version(slug: str = story.SLUG) -> ProcedureVersion:
    """Return the newest version of a procedure."""
    in_force = ProcedureVersion.objects.current(on=timezone.localdate(LATER)).select_related("procedure")
    return in_force.get(procedure__slug=slug)


def alices(slug: str = story.SLUG) -> Draft:
    """Return alice's draft, new or begun."""
    return opening.open_draft(story.person("alice"), version(slug), at=MONDAY)


def test_a_draft_is_begun_with_what_the_account_knows() -> None:
    draft = alices()

    assert draft.answers == {
        "applicant_name": "Nguyễn Thị An",
        "applicant_organisation": "",
        "applicant_id": "001185012345",
        "applicant_address": "Số 12 ngõ 34 Hoàng Cầu, phường Đống Đa, Hà Nội",
        "applicant_phone": "0912 345 678",
        "applicant_email": "alice@example.vn",
        "result_way": "in_person",
        "result_address.province": "01",
        "result_address.commune": "00235",
        "result_address.line": "Số 12 ngõ 34 Hoàng Cầu",
    }
    assert (draft.created_at, draft.saved_at, draft.number) == (MONDAY, MONDAY, 1)


def test_a_representative_begins_with_the_organisation() -> None:
    draft = opening.open_draft(story.person("viet-an"), version(), at=MONDAY)

    assert draft.answers["applicant_organisation"] == "Công ty TNHH Việt An"


def test_a_draft_that_is_open_is_found_again_with_its_answers() -> None:
    first = alices()
    drafts.save(first, {"material_name": "Kỷ yếu", "applicant_name": "An"}, at=LATER)

    second = opening.open_draft(story.person("alice"), version(), at=LATER)

    assert second == first
    assert (second.answers["material_name"], second.answers["applicant_name"]) == ("Kỷ yếu", "An")
    assert (second.created_at, second.saved_at) == (MONDAY, LATER)


def test_each_person_has_an_open_draft_of_each_procedure(tmp_path: Path) -> None:
    publish_text(tmp_path, definition("thu", 5, "working_day"))

    keys = {alices().key, alices("thu").key, opening.open_draft(story.person("viet-an"), version(), at=MONDAY).key}

    assert len(keys) == 3


def test_a_second_open_draft_is_refused_by_the_database() -> None:
    draft = alices()
    draft.pk = uuid4()

    with pytest.raises(IntegrityError, match="draft_one_open"), transaction.atomic():
        draft.save(force_insert=True)


def test_what_was_typed_is_kept_right_or_wrong_and_nothing_else() -> None:
    draft = alices()
    typed = {
        "extent": "một trăm hai mươi",
        "content_summary": "<b>đậm</b>\r\nxuống dòng",
        "organisation_name": "Hội\x00 Khuyến học",
        "seen": "5",
        "csrfmiddlewaretoken": "x",
        "state": "accepted",
    }

    drafts.save(draft, typed, at=LATER)

    kept = Draft.objects.get().answers
    assert kept["extent"] == "một trăm hai mươi"
    assert kept["content_summary"] == "<b>đậm</b>\r\nxuống dòng"
    assert kept["organisation_name"] == "Hội Khuyến học"
    assert not kept.keys() & {"seen", "csrfmiddlewaretoken", "state"}
    assert kept["applicant_name"] == "Nguyễn Thị An"


def test_saving_some_fields_leaves_the_others() -> None:
    draft = alices()
    drafts.save(draft, {"extent": "120", "print_run": "500"}, at=MONDAY)

    drafts.save(draft, {"extent": ""}, at=LATER)

    draft.refresh_from_db()
    assert (draft.answers["extent"], draft.answers["print_run"], draft.saved_at) == ("", "500", LATER)


def test_a_complete_draft_has_typed_answers_and_no_error() -> None:
    draft = story.draft_of("alice", MONDAY)

    values, errors = drafts.check(draft.version.machine, draft.answers, list(draft.attachments.all()), at=MONDAY)

    assert errors == {}
    assert (values["extent"], values["is_translated"]) == (120, False)
    assert values["establishment_decided_on"] == "2015-03-12"
    assert values["applicant_phone"] == "+84912345678"


def test_every_fault_is_told_at_once_each_at_its_field() -> None:
    machine = version().machine

    values, errors = drafts.check(
        machine, {"extent": "-5", "applicant_email": "an@", "material_form": "nope"}, [], at=MONDAY
    )

    required = {q.name for q in drafts.questions_of(machine) if q.required and not q.shown_when}
    assert errors.keys() == required | {"component-ban-thao", "applicant_organisation"}, "no person applies there"
    assert values == {}
    assert all(sentence.vi and sentence.en for sentence in errors.values())
    assert errors["component-ban-thao"] == drafts.MISSING_COMPONENT


def test_a_paper_that_is_not_asked_for_replaces_none_that_is() -> None:
    draft = alices()
    arriving.add_file(draft, "ban-dich", story.upload(), by=draft.owner, at=LATER)

    _, errors = drafts.check(draft.version.machine, draft.answers, list(draft.attachments.all()), at=MONDAY)

    assert "component-ban-thao" in errors
    assert "component-ban-dich" not in errors


def test_a_file_is_added_with_its_component_and_its_person() -> None:
    draft = alices()

    attachment = arriving.add_file(
        draft, "ban-thao", story.upload("bản thảo.pdf", story.pdf(4)), by=draft.owner, at=LATER
    )

    kept = Attachment.objects.get()
    assert (kept, kept.draft, kept.dossier, kept.event) == (attachment, draft, None, None)
    assert (kept.component, kept.name, kept.pages) == ("ban-thao", "bản thảo.pdf", 4)
    assert (kept.uploaded_by, kept.uploaded_at) == (draft.owner, LATER)


def test_a_draft_takes_a_number_of_files_and_no_more() -> None:
    draft = alices()
    first = arriving.add_file(draft, "ban-thao", story.upload(), by=draft.owner, at=LATER)
    for _ in range(arriving.MOST_FILES - 1):
        first.pk = uuid4()
        first.save(force_insert=True)

    with pytest.raises(BadFile, match=str(arriving.MOST_FILES)):
        arriving.add_file(draft, "ban-thao", story.upload("khac.pdf"), by=draft.owner, at=LATER)

    assert Attachment.objects.count() == arriving.MOST_FILES


def test_a_file_that_is_there_already_is_not_kept_twice() -> None:
    draft = alices()
    one, other = story.pdf(1), story.pdf(2)

    def add(component: str, name: str, content: bytes) -> Attachment:
        return arriving.add_file(draft, component, story.upload(name, content), by=draft.owner, at=LATER)

    first = add("ban-thao", "bản thảo.pdf", one)

    assert add("ban-thao", "bản thảo.pdf", one) == first
    different = [add("ban-thao", "bản thảo.pdf", other), add("ban-thao", "khac.pdf", one)]
    different.append(add("ban-dich", "bản thảo.pdf", one))
    assert len({attachment.pk for attachment in (first, *different)}) == Attachment.objects.count() == 4


def test_a_file_is_taken_out_of_its_own_draft_only() -> None:
    mine = alices()
    theirs = opening.open_draft(story.person("viet-an"), version(), at=MONDAY)
    kept = arriving.add_file(theirs, "ban-thao", story.upload(), by=theirs.owner, at=LATER)

    drafts.remove_file(mine, kept.pk)
    drafts.remove_file(mine, uuid4())
    assert Attachment.objects.get() == kept
    drafts.remove_file(theirs, kept.pk)

    assert not Attachment.objects.exists()


def test_a_draft_follows_the_newest_version_with_its_answers_and_files(tmp_path: Path) -> None:
    draft = story.draft_of("alice", MONDAY)
    answers = dict(draft.answers)
    assert drafts.follow_newest(draft, version(), at=LATER) is False
    assert Draft.objects.get().saved_at == MONDAY
    next_version(tmp_path)

    assert drafts.follow_newest(draft, version(), at=LATER) is True

    draft = Draft.objects.get()
    assert (draft.version.version, draft.answers, draft.saved_at) == (3, answers, MONDAY), "nobody has saved anything"
    assert draft.moved_from.version == 2
    assert draft.attachments.count() == 1


def test_a_draft_remembers_the_version_that_its_owner_knew_until_the_owner_has_seen_the_newest(tmp_path: Path) -> None:
    publish_text(tmp_path, every_kind.TEXT)
    draft = alices(every_kind.SLUG)
    first = draft.version
    for number in (2, 3):
        every_kind.published(tmp_path, ("\nversion = 1\n", f"\nversion = {number}\n"))
        assert drafts.follow_newest(draft, version(every_kind.SLUG), at=LATER)

    draft.refresh_from_db()
    assert (draft.version.version, draft.moved_from) == (3, first)
    drafts.gone_through(draft)
    assert Draft.objects.get().moved_from is None


def test_a_key_that_is_taken_begins_a_draft_under_another() -> None:
    theirs = opening.open_draft(story.person("viet-an"), version(), at=MONDAY)
    filed = story.file("alice", at=MONDAY)

    drafts_ = [
        opening.open_draft(story.person(who), version(), at=LATER, key=key)
        for who, key in (("bob", theirs.key), ("mallory", filed.draft_key))
    ]

    assert len({theirs.key, filed.draft_key, *(draft.key for draft in drafts_)}) == 4


EVERY = every_kind.machine()
QUESTIONS = drafts.questions_of(EVERY)
BEFORE = {"aims": "", "aims.announce": "on", "machines.rows": "2", "machines.0.model": "A", "machines.1.model": "B"}


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({}, BEFORE),
        ({"title": "x"}, BEFORE | {"title": "x"}),
        ({"aims": ""}, {"machines.rows": "2", "machines.0.model": "A", "machines.1.model": "B", "aims": ""}),
        ({"aims": "", "aims.other": "on"}, {name: v for name, v in BEFORE.items() if name != "aims.announce"} | {"aims.other": "on"}),
        ({"aims.other": "on"}, BEFORE | {"aims.other": "on"}),
        ({"machines.rows": "1", "machines.0.model": "C"}, {"aims": "", "aims.announce": "on", "machines.rows": "1", "machines.0.model": "C"}),
        ({"machines.1.model": "C"}, BEFORE | {"machines.1.model": "C"}),
        ({"machines.3.model": "D", "machines.rows.x": "?", "aims.x": "on", "plan": "file", "venue.text": "x"}, BEFORE),
        ({"venue.line": "a\x00b", "venue.province": "79"}, BEFORE | {"venue.line": "ab", "venue.province": "79"}),
    ],
)  # fmt: skip
def test_what_a_form_held_replaces_what_was_kept_and_the_rest_stays(
    typed: dict[str, str], after: dict[str, str]
) -> None:
    assert drafts.kept(QUESTIONS, BEFORE, typed) == after


def test_rows_beyond_the_table_are_not_kept() -> None:
    typed = {"machines.rows": "999999999"} | {f"machines.{row}.model": "x" for row in range(1500)}

    kept = drafts.kept(QUESTIONS, {}, typed)

    assert kept == {"machines.rows": "4"} | {f"machines.{row}.model": "x" for row in range(4)}


def test_only_the_files_that_the_answers_ask_for_are_filed() -> None:
    attachments = [Attachment(component=name) for name in ("ban-do", "licence", "plan", "anh", "gone", "")]

    def filed(**values: str) -> list[str]:
        return [attachment.component for attachment in drafts.to_file(EVERY, values, attachments)]

    assert filed(form="electronic") == ["ban-do", "licence", "plan", "anh"]
    assert filed(form="print") == ["ban-do", "plan", "anh"]


@pytest.mark.parametrize(
    ("held_at", "late"),
    [
        ("2026-01-06T08:29+07:00", True),
        ("2026-01-06T08:30+07:00", False),
        ("2026-01-05T08:00+07:00", True),
        ("2027-01-05T08:00+07:00", False),
        (None, False),
    ],
)
def test_an_event_that_is_too_near_is_told_and_nothing_more(held_at: str | None, late: bool) -> None:
    values = {"held_at": held_at} if held_at else {}

    found = drafts.warnings(EVERY, values, MONDAY)

    assert [question.name for question, _sentence in found] == (["held_at"] if late else [])


def test_the_bytes_of_a_file_go_once_it_is_certain_that_its_row_is_gone(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    draft = alices()
    kept = arriving.add_file(draft, "ban-thao", story.upload(), by=draft.owner, at=LATER)

    with django_capture_on_commit_callbacks() as callbacks:
        drafts.remove_file(draft, kept.pk)
    assert default_storage.exists(str(kept.file.name))
    for callback in callbacks:
        callback()

    assert not default_storage.exists(str(kept.file.name))


def test_where_the_applicant_is_written_to_is_doubted_as_long_as_nothing_is_filed() -> None:
    machine, old = version().machine, {"applicant_address": "12 Hoàng Cầu, phường Ô Chợ Dừa, quận Đống Đa"}

    told = {question.name: doubt for question, doubt in drafts.warnings(machine, old, MONDAY)}

    assert "Phường Ô Chợ Dừa, Quận Đống Đa" in told["applicant_address"].vi
    assert not drafts.warnings(machine, old, MONDAY, filed_at=MONDAY)

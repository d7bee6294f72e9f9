"""A draft whose procedure changes while it is being written, or is no longer received."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dossiers import commands, refusals
from dossiers.filing import drafts, opening
from dossiers.models import Attachment, Dossier, Draft
from dossiers.pages.answers import earlier_answers
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, grown, known, read, rows
from tests.dossiers.every_kind import ANSWERS, CHECK, FORM

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
NEWER = "This procedure has a new version. Your answers are kept; please go through them once more."
SECOND = (
    ("\nversion = 1\n", "\nversion = 2\n"),
    ('vi = "Tên gọi", en = "Title"', 'vi = "Tên", en = "Name"'),
    ("amount = 50000\n", "amount = 60000\n"),
)
THIRD = (("\nversion = 1\n", "\nversion = 3\n"), ("maximum = 100000\n", "maximum = 100\n"))


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def fill_in(visitor: Visitor) -> Any:
    """Fill the form in, with its files; return the page to which that leads."""
    return visitor.send(visitor.get(FORM), FORM, {**ANSWERS, **every_kind.files(), "do": "check"}, follow=True)


def number() -> tuple[int, int | None]:
    """Return the version of the draft, and the one that its owner knew."""
    draft = Draft.objects.get()
    return draft.version.version, draft.moved_from.version if draft.moved_from else None


def test_the_form_says_what_changed_until_it_was_gone_through(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    every_kind.published(tmp_path, *SECOND)

    page = alice.get(FORM)
    words = read(page).words()
    assert NEWER in words
    assert "What has changed since you began, in force from 01/07/2025:" in words
    assert "Changed question: Name (question: “Name”, before: “Title”)." in words
    assert "Licence fee is now 60.000 đ (was: 50.000 đ)." in words
    assert form_of(page, FORM).values["title"] == ANSWERS["title"]
    assert number() == (2, 1)

    assert alice.get(CHECK).url == FORM, "nothing is checked that was not gone through"
    assert NEWER in read(alice.send(page, FORM, {"do": "save"}, follow=True)).words(), "to save is not to go through"
    page = alice.send(alice.get(FORM), FORM, {"do": "check"}, follow=True)
    assert page.redirect_chain == [(CHECK, 302)]
    assert number() == (2, None)
    assert NEWER not in read(alice.get(FORM)).words()
    alice.send(page, CHECK, {"do": "submit"})
    assert Dossier.objects.get().version.version == 2


def test_a_form_that_comes_back_with_faults_still_says_what_changed(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    every_kind.published(tmp_path, *SECOND, ("maximum = 100000\n", "maximum = 100\n"))

    page = alice.send(alice.get(FORM), FORM, {"do": "check"})

    assert read(page).errors == {"id_pages": "The number must be between 1 and 100."}
    assert NEWER in read(page).words()
    assert number() == (2, 1)


def test_a_fault_in_a_row_for_which_there_is_no_room_any_more_is_told_at_its_table(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    alice.send(alice.get(FORM), FORM, {"do": "save", "machines.1.number": "x"})
    every_kind.published(tmp_path, SECOND[0], ("maximum = 4\n", "maximum = 1\n"))
    draft = Draft.objects.get()
    drafts.follow_newest(draft, ProcedureVersion.objects.get(procedure=draft.procedure, version=2), at=TUESDAY)
    drafts.gone_through(draft)

    page = alice.get(CHECK)

    assert set(read(page).errors) == {"id_machines"}
    assert "This table takes at most 1 row." in read(page).errors["id_machines"]


def test_an_old_form_cannot_say_that_the_new_version_was_gone_through(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    old = alice.get(FORM)
    every_kind.published(tmp_path, *SECOND)
    alice.send(old, FORM, {"do": "autosave"})

    page = alice.send(old, FORM, {"do": "check", "title": "Vừa gõ"}, follow=True)

    assert page.redirect_chain == [(FORM, 302)]
    assert NEWER in read(page).words()
    assert form_of(page, FORM).values["title"] == "Vừa gõ"
    assert number() == (2, 1)


def test_two_changes_are_told_together(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    every_kind.published(tmp_path, *SECOND)
    alice.get(FORM)
    every_kind.published(tmp_path, *THIRD)

    words = read(alice.get(FORM)).words()

    assert number() == (3, 1)
    assert "Changed question: Pages (" in words
    assert "before: “Title”" not in words, "it is again what it was"


def test_a_version_that_changes_nothing_for_the_applicant_says_so(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    every_kind.published(tmp_path, SECOND[0])

    assert "Nothing that you have to answer or attach has changed." in read(alice.get(FORM)).words()


def test_nothing_is_filed_that_was_not_gone_through(tmp_path: Path) -> None:
    alice = Visitor("alice")
    checked = fill_in(alice)
    every_kind.published(tmp_path, *SECOND)
    draft = Draft.objects.get()
    drafts.follow_newest(draft, ProcedureVersion.objects.get(procedure=draft.procedure, version=2), at=TUESDAY)
    before = rows()

    with pytest.raises(refusals.VersionRetired):
        commands.submit(draft.key, owner=draft.owner, at=TUESDAY)
    page = alice.send(checked, CHECK, {"do": "submit", "seen": draft.saved_at.isoformat()}, follow=True)

    assert page.redirect_chain == [(CHECK, 302), (FORM, 302)]
    assert grown(before) == {}


def test_a_draft_that_comes_back_to_the_version_that_its_owner_knew_has_nothing_to_tell(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    every_kind.published(tmp_path, *SECOND)
    alice.get(FORM)
    second = ProcedureVersion.objects.get(procedure__slug=every_kind.SLUG, version=2)
    second.retire(at=TUESDAY)
    second.save(update_fields=["status", "retired_at"])

    page = alice.get(FORM)

    assert number() == (1, None)
    assert NEWER not in read(page).words()


def test_a_file_of_a_paper_that_the_newer_version_does_not_ask_for_is_not_filed(tmp_path: Path) -> None:
    alice = Visitor("alice")
    alice.send(alice.get(FORM), FORM, {"do": "save", "component-anh": story.upload("ảnh.pdf")})
    fill_in(alice)
    start, end = every_kind.TEXT.index('[[components]]\nname = "anh"'), every_kind.TEXT.index("[[fees]]")
    every_kind.published(tmp_path, SECOND[0], (every_kind.TEXT[start:end], ""))
    assert "Document no longer asked for: Photograph." in read(alice.get(FORM)).words()

    page = alice.send(alice.get(FORM), FORM, {"do": "check"}, follow=True)
    assert "ảnh.pdf" not in read(page).words()
    alice.send(page, CHECK, {"do": "submit"})

    dossier = Dossier.objects.get()
    assert list(dossier.attachments.values_list("component", flat=True)) == ["ban-do"]
    assert Attachment.objects.count() == 1


AN_ADDRESS_NOW = (
    'kind = "text"\nlabel = { vi = "Tên gọi", en = "Title" }',
    'kind = "address"\nlabel = { vi = "Nơi", en = "Place" }',
)
UNBOUNDED = ('help = { vi = "Ghi đầy đủ.", en = "In full." }\nmax_length = 100\n', "")
HEADING = "What you had answered to questions that are now asked otherwise"


def without(question: str) -> tuple[str, str]:
    """Return the edit that takes a question out of the procedure."""
    start = every_kind.TEXT.index(f'[[questions]]\nname = "{question}"')
    end = every_kind.TEXT.index("[[questions]]", start + 1)
    return every_kind.TEXT[start:end], ""


def test_answers_that_the_newer_form_has_no_place_for_are_shown_and_a_text_becomes_the_line_of_its_address(
    tmp_path: Path,
) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    alice.send(alice.get(FORM), FORM, {"do": "save", "hotline": "0912 345 678", "summary": "Một đoạn dài"})
    every_kind.published(tmp_path, SECOND[0], AN_ADDRESS_NOW, UNBOUNDED, without("hotline"), without("summary"))

    page = alice.get(FORM)

    words = read(page).words()
    assert HEADING in words
    for shown in ("Title Triển lãm ảnh", "Summary Một đoạn dài", "Hotline 0912 345 678"):
        assert shown in words
    assert "Cost 1.000.000" not in words, "what the form shows is not repeated"
    assert form_of(page, FORM).values["title.line"] == "Triển lãm ảnh"
    alice.send(page, FORM, {"do": "save", "title.line": "Số 5"})
    assert form_of(alice.get(FORM), FORM).values["title.line"] == "Số 5"


def test_what_an_old_form_sends_for_a_question_of_another_kind_is_kept(tmp_path: Path) -> None:
    alice = Visitor("alice")
    fill_in(alice)
    old = alice.get(FORM)
    every_kind.published(tmp_path, SECOND[0], AN_ADDRESS_NOW, UNBOUNDED, without("hotline"))

    first = alice.send(old, FORM, {"do": "autosave", "title": "Vừa gõ", "hotline": "0912"})
    alice.send(old, FORM, {"do": "autosave", "title": "Vừa gõ xong", "hotline": "0912", **known(first)})

    page = alice.get(FORM)
    assert "Title Vừa gõ xong" in read(page).words()
    assert "Hotline 0912" in read(page).words()
    assert form_of(page, FORM).values["title.line"] == "Vừa gõ xong"


def test_an_old_form_that_is_saved_for_the_first_time_under_a_newer_version_loses_nothing(tmp_path: Path) -> None:
    alice = Visitor("alice")
    old = alice.get(FORM)
    every_kind.published(tmp_path, SECOND[0], AN_ADDRESS_NOW, UNBOUNDED, without("hotline"))

    page = alice.send(old, FORM, {**ANSWERS, "do": "check", "hotline": "0912"}, follow=True)

    assert number() == (2, 1)
    assert NEWER in read(page).words()
    assert "Hotline 0912" in read(page).words()
    assert form_of(alice.get(FORM), FORM).values["title.line"] == ANSWERS["title"]


@pytest.mark.parametrize("version", ["", "x", "0", "99", "9" * 30, "-1", "1\x00", "²"])
def test_a_form_that_names_no_version_that_there_was_is_one_of_the_present(version: str) -> None:
    alice = Visitor("alice")

    page = alice.send(alice.get(FORM), FORM, {"do": "save", "version": version, "title": "Vẫn giữ"}, follow=True)

    assert page.status_code == 200
    assert number() == (1, None)
    assert Draft.objects.get().answers["title"] == "Vẫn giữ"


def test_the_printing_house_of_a_draft_under_the_first_shipped_version_becomes_an_address_under_the_second() -> None:
    first, second = ProcedureVersion.objects.filter(procedure__slug=story.SLUG).order_by("version")[:2]
    draft = opening.open_draft(story.person("alice"), first, at=TUESDAY)
    drafts.save(draft, {"version": "1", "printing_house_address": "Số 9 Lý Thường Kiệt, Hà Nội"}, at=TUESDAY)

    drafts.follow_newest(draft, second, at=TUESDAY)

    assert draft.answers["printing_house_address.line"] == "Số 9 Lý Thường Kiệt, Hà Nội"
    told = earlier_answers(first.machine, second.machine, draft.answers)
    assert [row.value for row in told] == ["Số 9 Lý Thường Kiệt, Hà Nội"]

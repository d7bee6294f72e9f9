"""A draft whose procedure changes while it is being written, or is no longer received."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dossiers import commands, drafts, refusals
from dossiers.models import Attachment, Dossier, Draft
from portal import story
from procedures.calendar import LOCAL
from procedures.models import ProcedureVersion
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, grown, read, rows
from tests.dossiers.every_kind import ANSWERS, CHECK, FORM

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
NEWER = "This procedure has a new version. Your answers are kept; please go through them once more."
CLOSED = "This procedure is no longer received here."
SECOND = (
    ("\nversion = 1\n", "\nversion = 2\n"),
    ('vi = "Tên gọi", en = "Title"', 'vi = "Tên", en = "Name"'),
    ("amount = 50000\n", "amount = 60000\n"),
)
THIRD = (("\nversion = 1\n", "\nversion = 3\n"), ("maximum = 100000\n", "maximum = 100\n"))


@pytest.fixture(autouse=True)
def _on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def _published(_on_tuesday: None, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def fill_in(visitor: Visitor) -> Any:
    """Fill the form in, with its files; return the page to which that leads."""
    return visitor.send(visitor.get(FORM), FORM, {**ANSWERS, **every_kind.files(), "do": "check"}, follow=True)


def retire() -> None:
    """Withdraw every version of the procedure."""
    for version in ProcedureVersion.objects.filter(procedure__slug=every_kind.SLUG):
        version.retire(at=TUESDAY)
        version.save(update_fields=["status", "retired_at"])


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
    assert "Changed question: Name." in words
    assert "Licence fee is now 60,000 đ (was: 50,000 đ)." in words
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
    assert "Changed question: Pages." in words
    assert "Changed question: Title." not in words, "it is again what it was"


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


def test_a_draft_of_a_procedure_that_is_no_longer_received_is_shown_and_says_so() -> None:
    alice = Visitor("alice")
    fill_in(alice)
    retire()

    page = alice.get(FORM)

    assert page.status_code == 410
    words = read(page).words()
    assert CLOSED in words
    assert "Triển lãm ảnh" in words
    assert "Số 2 Hùng Vương, Phường Ba Đình, Thành phố Hà Nội" in words
    assert "bản đồ.pdf" in words
    assert [form for form in read(page).forms if form.action == FORM] == []
    assert alice.get(CHECK).url == FORM
    assert every_kind.machine().name.en in read(alice.get("/ho-so/")).words()


def test_what_was_typed_while_it_was_withdrawn_is_kept_and_nothing_is_filed() -> None:
    alice = Visitor("alice")
    checked = fill_in(alice)
    form = alice.get(FORM)
    retire()

    autosaved = alice.send(form, FORM, {"do": "autosave", "title": "Vừa gõ"})
    assert (autosaved.status_code, autosaved["Content-Type"]) == (410, "text/plain")
    assert autosaved.content.decode().startswith(CLOSED)
    sent = alice.send(form, FORM, {"do": "check", "title": "Vừa gõ xong"})
    filed = alice.send(checked, CHECK, {"do": "submit"}, follow=True)

    assert sent.status_code == 410
    assert "Vừa gõ xong" in read(sent).words()
    assert filed.redirect_chain == [(CHECK, 302), (FORM, 302)]
    assert filed.status_code == 410
    assert Draft.objects.get().answers["title"] == "Vừa gõ xong"
    assert not Dossier.objects.exists()


def test_what_was_typed_wrong_is_shown_as_it_was_typed() -> None:
    alice = Visitor("alice")
    wrong = {
        "do": "save",
        "pages": "trăm hai",
        "held_at": "mai",
        "is_agent": "maybe",
        "aims": "",
        "aims.explain": "on",
        "form": "print",
        "venue.line": "Số 5",
        "machines.rows": "2",
        "machines.1.model": "Máy",
        "machines.1.price": "rẻ",
    }
    alice.send(alice.get(FORM), FORM, wrong)
    retire()

    words = read(alice.get(FORM)).words()

    for shown in ("Pages trăm hai", "When it is held mai", "Filed for somebody else? maybe", "Aims To explain"):
        assert shown in words
    assert "Venue Số 5, Thành phố Hà Nội" in words
    assert "Origin Máy – rẻ –" in words
    assert "Store" not in words


def test_for_whoever_has_no_draft_a_withdrawn_procedure_does_not_exist() -> None:
    fill_in(Visitor("alice"))
    retire()
    mallory = Visitor("mallory")

    assert mallory.get(FORM).status_code == 404
    assert mallory.post(FORM, {"title": "x", "do": "save"}).status_code == 404
    assert mallory.get(CHECK, follow=True).status_code == 404
    assert mallory.get("/ho-so/nop/khong-co/").status_code == 404
    assert Draft.objects.count() == 1


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

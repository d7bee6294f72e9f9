"""A draft is filed in one window while words stand in another that were never saved: none of them goes without being shown."""

from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.http import HttpResponse

from dossiers import acts, commands
from dossiers.models import Attachment, Dossier, Draft
from dossiers.policy import OPEN_AFTER_END
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.accounts.test_carrying import come, enter, leave
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, read

NOW = datetime(2026, 1, 7, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
TITLE, EXTENT = "material_name", "extent"
HEAD = "The following, which you typed in this window, is not in the dossier that was filed:"
FILES = "The following files, which you chose in this window, are not in the dossier that was filed:"

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]


def file(draft: Draft) -> Dossier:
    return commands.submit(draft.key, owner=draft.owner, at=NOW)


def left_open(alice: Visitor) -> tuple[HttpResponse, Dossier]:
    """Return the page of a form that another window files while it is open."""
    draft = story.draft_of("alice", NOW)
    page = alice.get(FORM)
    return page, file(draft)


@pytest.mark.parametrize("do", ["save", "check", "next:section-applicant"])
def test_what_was_typed_and_never_saved_is_shown_with_its_question_and_how_to_bring_it_in(do: str) -> None:
    alice = Visitor("alice")
    page, dossier = left_open(alice)

    answer = alice.send(page, FORM, {"do": do, TITLE: "Tên gõ sau", EXTENT: "mười hai"})

    words = read(answer).words()
    assert answer.status_code == 409
    assert f"This was already filed, as dossier {dossier.code}." in words
    assert words.index(HEAD) < words.index("Title of the material Tên gõ sau") < words.index("mười hai")
    assert story.ANSWERS["format"] not in words, "what was filed as it stands here is no question"
    assert Draft.objects.count() == 0
    back = alice.send(answer, f"/{acts.TO_OFFICE}/dang-soan/")
    assert back["Location"] == f"/ho-so/{dossier.code}/#conversation"
    there = alice.get(back["Location"])
    assert 'id="conversation" open' in there.content.decode()
    assert "\nTitle of the material: Tên gõ sau\n" in form_of(there, f"/{acts.TO_OFFICE}/").values["message"]


def test_a_page_that_holds_nothing_else_leads_to_the_confirmation() -> None:
    alice = Visitor("alice")
    page, dossier = left_open(alice)

    assert alice.send(page, FORM, {"do": "save"})["Location"] == f"/ho-so/{dossier.code}/da-nop/"
    line = alice.send(page, FORM, {"do": "autosave"})
    assert (line.status_code, "X-Filed-Without" in line) == (409, False)
    assert line.content.decode() == f"This was already filed, as dossier {dossier.code}."


def test_an_old_page_is_not_asked_about_what_it_did_not_change() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", NOW)
    page = alice.get(FORM)
    alice.send(alice.get(FORM), FORM, {"do": "save", TITLE: "Tên mới của cửa sổ kia"})
    file(draft)

    answer = alice.send(page, FORM, {"do": "save", EXTENT: "99"})

    assert "Title of the material" not in read(answer).words().partition(HEAD)[2]
    assert "99" in read(answer).words().partition(HEAD)[2]


def test_the_background_says_it_too_and_that_nothing_is_kept_of_it() -> None:
    alice = Visitor("alice")
    page, dossier = left_open(alice)

    line = alice.send(page, FORM, {"do": "autosave", TITLE: "Tên gõ sau"})

    assert (line.status_code, line["Content-Type"], line["X-Filed-Without"]) == (409, "text/plain", "1")
    assert line.content.decode() == (
        f"This was already filed, as dossier {dossier.code}. What you typed in this window is not in it: “Title of the "
        "material”. It still stands here; press one of the buttons “Save…” to see it together and to learn how to bring it in."
    )


def test_a_choice_that_was_not_made_before_the_filing_loses_neither() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", NOW)
    second = alice.get(FORM)
    alice.send(alice.get(FORM), FORM, {"do": "save", TITLE: "Một"})
    asks = alice.send(second, FORM, {"do": "save", TITLE: "Hai"})
    assert asks.status_code == 409
    file(draft)

    buttons = [value for _name, value in form_of(asks, FORM).buttons if value.startswith(("take-mine:", "save"))]
    for do in buttons:
        assert "Title of the material Hai" in read(alice.send(asks, FORM, {"do": do})).words()


def test_a_file_that_came_along_is_named_unless_the_dossier_has_it() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", NOW)
    page = alice.get(FORM)
    dossier = file(draft)
    [there] = Attachment.objects.filter(dossier=dossier)
    with there.file.open() as bytes_of_it:
        same = story.upload("tên khác.pdf", bytes_of_it.read())

    answer = alice.send(
        page, FORM, {"do": "save", "component-ban-thao": [same, story.upload("phụ lục.pdf", story.pdf(3))]}
    )

    words = read(answer).words()
    assert f"{FILES} phụ lục.pdf" in words
    assert "tên khác.pdf" not in words
    assert HEAD not in words


def test_a_table_is_shown_where_a_cell_was_typed_and_only_then(tmp_path: Path) -> None:
    every_kind.published(tmp_path)
    alice = Visitor("alice")
    alice.send(alice.get(every_kind.FORM), every_kind.FORM, {"do": "save", **every_kind.ANSWERS, **every_kind.files()})
    page = alice.get(every_kind.FORM)
    dossier = file(Draft.objects.get())

    untouched = alice.send(page, every_kind.FORM, {"do": "save"})
    answer = alice.send(page, every_kind.FORM, {"do": "save", "machines.1.model": "Xerox"})

    assert untouched["Location"] == f"/ho-so/{dossier.code}/da-nop/"
    assert "Xerox" in read(answer).words().partition(HEAD)[2]


def test_a_dossier_that_is_closed_for_good_is_not_written_to() -> None:
    alice = Visitor("alice")
    page, dossier = left_open(alice)
    story.take(dossier, "reject", "bob", at=NOW, reason="Không thuộc thẩm quyền.")

    with time_machine.travel(NOW + OPEN_AFTER_END, tick=False):
        words = read(Visitor("alice").send(page, FORM, {"do": "save", TITLE: "Tên gõ sau"})).words()

    assert "it can only be brought in with a new application" in words
    assert "Write to the office" not in words


def test_a_form_that_is_carried_through_a_sign_in_after_the_filing_is_shown_too() -> None:
    alice = come("alice")
    draft = story.draft_of("alice", NOW)
    page = alice.get(FORM)
    leave(alice)
    alice.send(
        page, FORM, {"do": "save", TITLE: "Tên gõ sau", "component-ban-thao": story.upload("phụ lục.pdf", story.pdf(3))}
    )
    dossier = file(draft)

    shown = enter(alice, "alice")

    assert shown.status_code == 409
    assert f"mã số hồ sơ {dossier.code}" in read(shown).words()
    assert "Tên gõ sau" in read(shown).words()
    assert "phụ lục.pdf" in read(shown).words()


def test_a_file_that_was_chosen_after_the_filing_is_named_and_goes_along_to_a_message() -> None:
    alice = Visitor("alice")
    page, dossier = left_open(alice)

    line = alice.send(page, FORM, {"do": "autosave", "unsent": "Giấy tờ thêm.pdf"})
    answer = alice.send(page, FORM, {"do": "save", "unsent": ["Giấy tờ thêm.pdf", "../bản đồ\u202e.pdf"]})

    assert (line.status_code, line["X-Filed-Without"]) == (409, "1")
    assert line.content.decode() == (
        f"This was already filed, as dossier {dossier.code}. Of this window, this is not in it: “Giấy tờ thêm.pdf”. Press "
        "one of the buttons “Save…” to learn how to bring it in."
    )
    assert "<li>Giấy tờ thêm.pdf</li><li>bản đồ.pdf</li>" in answer.content.decode()
    assert FILES in read(answer).words()
    assert "Attach the files to it there." in read(answer).words()
    there = alice.get(alice.send(answer, f"/{acts.TO_OFFICE}/dang-soan/")["Location"])
    assert "\nFile: Giấy tờ thêm.pdf\n" in form_of(there, f"/{acts.TO_OFFICE}/").values["message"]

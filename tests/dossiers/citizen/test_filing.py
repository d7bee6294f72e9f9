"""Filing through its pages: begun, kept, corrected, checked, filed, followed."""

from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from dossiers import commands
from dossiers.filing.known import own_names
from dossiers.models import Attachment, Dossier, Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Form, Visitor, buttons_of, filing_of, form_of, grown, read, rows
from tests.dossiers.variants import next_version

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
ALL_IN_FORCE = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
CHECK = f"{FORM}kiem-tra/"
NEWER = "This procedure has a new version. Your answers are kept; please go through them once more."


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def papers() -> dict[str, object]:
    return {"component-ban-thao": [story.upload("ban-thao.pdf"), story.upload("ban-thao-2.pdf")]}


def form(visitor: Visitor) -> Form:
    """Return the filing form as the person finds it now."""
    return form_of(visitor.get(FORM), FORM)


def test_looking_at_the_form_begins_nothing_and_fills_in_what_the_account_knows() -> None:
    before = rows()

    found = form(Visitor("alice"))

    assert grown(before) == {}
    assert found.values["applicant_name"] == "Nguyễn Thị An"
    assert found.values["applicant_phone"] == "0912 345 678"
    assert found.values["material_name"] == ""
    assert ("do", "save") in found.buttons
    assert found.buttons.index(("do", "save")) == 0, "Enter saves"


@pytest.mark.at(ALL_IN_FORCE)
@pytest.mark.parametrize("named", sorted(own_names.QUESTIONS))
def test_who_files_for_an_organisation_need_not_type_its_name_again(named: str) -> None:
    current = ProcedureVersion.objects.current(on=timezone.localdate())
    asking = next(version for version in current if named in {each.name for each in version.machine.questions})
    visitor, url = Visitor("viet-an"), f"/ho-so/nop/{asking.procedure.slug}/"

    values = form_of(visitor.get(url), url).values

    asked = next(one for one in asking.machine.questions if one.name == named)
    is_in_capitals = asked.help is not None and "chữ in hoa" in asked.help.vi
    assert values["applicant_organisation"] == "Công ty TNHH Việt An"
    assert values[named] == ("CÔNG TY TNHH VIỆT AN" if is_in_capitals else "Công ty TNHH Việt An")
    assert not form_of(Visitor("alice").get(url), url).values[named]
    visitor.send(visitor.get(url), url, {"do": "save", named: "Công ty khác"})
    assert form_of(visitor.get(url), url).values[named] == "Công ty khác"


@pytest.mark.parametrize(("typed", "found"), [("", "Hội Sách Hà Nội"), ("Nhà sách Bắc", "Nhà sách Bắc")])
def test_the_organisation_that_is_typed_in_the_first_part_is_there_when_the_procedure_asks_for_it(
    typed: str, found: str
) -> None:
    alice, url = Visitor("alice"), "/ho-so/nop/nhap-khau-xbp-khong-kinh-doanh/"
    first = {"applicant_organisation": "Hội Sách Hà Nội", "importer_name": typed}

    alice.send(alice.get(url), url, {"do": "next:section-applicant", **first})

    assert form_of(alice.get(url), url).values["importer_name"] == found
    alice.send(alice.get(url), url, {"do": "next:section-importer_kind", "importer_name": ""})
    assert not form_of(alice.get(url), url).values["importer_name"]


def test_a_draft_is_kept_and_found_again() -> None:
    alice = Visitor("alice")

    answer = alice.send(
        alice.get(FORM), FORM, {"do": "save", "material_name": "Kỷ yếu", "purpose": "một\n\n  hai"}, follow=True
    )

    assert answer.redirect_chain == [(FORM, 302)]
    assert "Saved at 09:00" in read(answer).words()
    again = form(Visitor("alice")).values
    assert (again["material_name"], again["purpose"]) == ("Kỷ yếu", "một\n\n  hai")
    assert "Saved at 09:00 06/01/2026" in read(alice.get("/ho-so/")).words()
    assert form(Visitor("mallory")).values["material_name"] == ""


def test_a_draft_is_kept_while_it_is_being_written() -> None:
    alice = Visitor("alice")

    answer = alice.send(alice.get(FORM), FORM, {"do": "autosave", "extent": "mười hai"})

    assert (answer.status_code, answer.content.decode()) == (200, "Saved at 09:00")
    assert answer["Content-Type"].startswith("text/plain")
    assert form(alice).values["extent"] == "mười hai"
    assert read(alice.get(FORM)).errors == {}


def test_a_form_in_which_nothing_is_typed_has_nothing_to_save() -> None:
    alice = Visitor("alice")

    assert (
        'data-touched="Not saved yet" data-untouched="Nothing to save yet">Press a button that saves to keep what you type.'
        in alice.get(FORM).content.decode()
    )
    alice.send(alice.get(FORM), FORM, {"do": "save"})
    assert "data-touched" not in alice.get(FORM).content.decode()


def test_a_file_is_added_shown_and_removed() -> None:
    alice = Visitor("alice")
    alice.send(
        alice.get(FORM), FORM, {"do": "save", "component-ban-thao": [story.upload("a.pdf"), story.upload("b.pdf")]}
    )
    kept = {file.name: str(file.pk) for file in Attachment.objects.all()}

    shown = alice.get(FORM)
    assert [("remove", pk) for pk in kept.values()] == [b for b in form_of(shown, FORM).buttons if b[0] == "remove"]
    answer = alice.send(shown, FORM, {"remove": kept["a.pdf"], "extent": "7"}, follow=True)

    assert [pk for name, pk in form_of(answer, FORM).buttons if name == "remove"] == [kept["b.pdf"]]
    assert form(alice).values["extent"] == "7", "what was typed before is kept"


def test_the_way_from_an_empty_form_to_the_dossier_s_own_page() -> None:
    alice = Visitor("alice")
    page = alice.send(alice.get(FORM), FORM, {**story.ANSWERS, **papers(), "do": "check"}, follow=True)
    assert page.redirect_chain == [(CHECK, 302)]
    shown = read(page).words()
    assert "Kỷ yếu 20 năm khuyến học Đống Đa" in shown
    assert "Printed on paper" in shown
    assert "12/03/2015" in shown
    assert "ban-thao-2.pdf" in shown

    page = alice.send(page, CHECK, {"do": "submit"}, follow=True)

    dossier = Dossier.objects.get()
    assert page.redirect_chain == [(f"/ho-so/{dossier.code}/da-nop/", 302)]
    assert dossier.code in read(page).words()
    assert "You get an answer by 09:00 07/01/2026 at the latest" in read(page).words()
    assert not Draft.objects.exists()
    assert dossier.code in read(alice.get("/ho-so/")).words()
    own = read(alice.get(f"/ho-so/{dossier.code}/")).words()
    assert "Filed" in own
    assert "ban-thao.pdf" in own


def test_who_goes_back_after_filing_reads_that_it_is_filed(clock: time_machine.Traveller) -> None:
    dossier = story.file("alice", at=timezone.now())
    alice = Visitor("alice")

    assert f"You filed dossier {dossier.code} of this procedure" in read(alice.get(FORM)).words()
    assert "You filed dossier" not in read(Visitor("mallory").get(FORM)).words()
    clock.shift(3600)
    assert "You filed dossier" not in read(alice.get(FORM)).words()


def test_the_check_of_what_is_not_complete_shows_the_form_with_its_faults() -> None:
    alice = Visitor("alice")
    alice.send(alice.get(FORM), FORM, {**story.ANSWERS, "extent": "x", "do": "save"})

    page = alice.get(CHECK)

    assert page.status_code == 422
    assert set(read(page).errors) == {"id_extent", "id_component-ban-thao"}
    # The form leads to its own address, not to that of the check, which would keep nothing.
    assert form_of(page, FORM).values["extent"] == "x"


def test_without_a_draft_there_is_nothing_to_check() -> None:
    assert Visitor("alice").get(CHECK).url == FORM


def test_a_draft_that_was_spoilt_after_its_check_is_not_filed() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", MONDAY)
    checked = alice.get(CHECK)
    alice.send(alice.get(FORM), FORM, {"extent": "", "do": "autosave"})

    page = alice.send(checked, CHECK, {"do": "submit"}, follow=True)

    assert read(page).errors == {"id_extent": "Please fill in this field."}
    assert Draft.objects.get() == draft


def publish_third(tmp_path: Path) -> ProcedureVersion:
    """Publish a third version that takes less than the second."""
    next_version(tmp_path, "2025-12-01", ("maximum = 100000\n", "maximum = 100\n"))
    return ProcedureVersion.objects.get(procedure__slug=story.SLUG, version=3)


def test_a_draft_of_an_older_version_is_gone_through_before_it_is_filed(tmp_path: Path) -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", MONDAY)
    checked = alice.get(CHECK)
    third = publish_third(tmp_path)

    page = alice.send(checked, CHECK, {"do": "submit"}, follow=True)

    assert page.redirect_chain == [(CHECK, 302), (FORM, 302)]
    assert NEWER in read(page).words()
    assert form_of(page, FORM).values["material_name"] == story.ANSWERS["material_name"]
    assert Draft.objects.get(pk=draft.pk).version == third
    assert not Dossier.objects.exists()

    page = alice.send(page, FORM, {"do": "check"})
    assert read(page).errors == {"id_extent": "The number must be between 1 and 100."}
    page = alice.send(page, FORM, {"do": "check", "extent": "99"}, follow=True)
    alice.send(page, CHECK, {"do": "submit"})
    assert Dossier.objects.get().version == third


def test_a_form_of_an_older_version_is_kept_and_shown_again(tmp_path: Path) -> None:
    alice = Visitor("alice")
    story.draft_of("alice", MONDAY)
    old = alice.get(FORM)
    publish_third(tmp_path)

    page = alice.send(old, FORM, {"do": "check", "material_name": "Vừa gõ xong"}, follow=True)

    assert page.redirect_chain == [(FORM, 302)]
    assert NEWER in read(page).words()
    assert form_of(page, FORM).values["material_name"] == "Vừa gõ xong"


def test_a_dossier_keeps_the_version_that_it_was_filed_under(tmp_path: Path) -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    publish_third(tmp_path)

    walk.until("returned")

    assert walk.dossier.version.version == 2
    assert Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").status_code == 200


def test_a_supplement_is_answered_with_files_by_the_applicant() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    walk.take("propose-supplement", "dung", components={"ban-thao": "Đóng dấu."}).take("issue-supplement", "bob", reason="Thiếu dấu.", components={"ban-thao": "Đóng dấu giáp lai."})  # fmt: skip
    address = f"/ho-so/{walk.dossier.code}/"
    alice = Visitor("alice")
    page = alice.get(address)
    words = read(page).words()
    assert "Thiếu dấu." in words
    assert "Đóng dấu giáp lai." in words
    page = alice.get(f"{address}answer-supplement/", follow=True)
    assert page.redirect_chain == [(f"{address}bo-sung/", 302)]
    assert b'name="component-ban-thao"' in page.content
    assert b'name="component-don-de-nghi"' not in page.content

    sent = {
        "component-ban-thao": [story.upload("b1.pdf"), story.upload("b2.pdf")],
        "note": "Đã đóng dấu.",
        "do": "check",
    }
    answer = alice.send(alice.send(page, "/bo-sung/", sent, follow=True), "/kiem-tra/", follow=True)

    assert answer.redirect_chain == [(f"{address}bo-sung/da-gui/", 302)]
    assert "Your answer is sent" in read(answer).words()
    desk = read(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert "b1.pdf" in desk
    assert "Đã đóng dấu." in desk
    assert "answer-supplement" not in buttons_of(alice.get(address), address)


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-01-05T08:30:00+07:00"])
def test_a_draft_that_changed_since_it_was_checked_is_shown_again_and_not_filed(seen: str) -> None:
    draft = story.draft_of("alice", TUESDAY)

    answer = Visitor("alice").post(CHECK, {**filing_of(draft), "seen": seen}, follow=True)

    assert (answer.status_code, answer.redirect_chain) in ((409, []), (200, [(CHECK, 302)]))
    assert ("Your draft has changed" in read(answer).words()) == (len(seen) > 20)
    assert not Dossier.objects.exists()


def test_a_form_that_was_left_open_does_not_begin_a_second_draft_of_what_was_filed() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", TUESDAY)
    left_open = alice.get(FORM)
    dossier = commands.submit(draft.key, owner=draft.owner, at=TUESDAY)

    autosaved = alice.send(left_open, FORM, {"do": "autosave", "extent": "7"})
    sent = alice.send(left_open, FORM, {"do": "check", **papers()})

    assert autosaved.status_code == 409
    assert dossier.code in autosaved.content.decode()
    assert sent["Location"] == f"/ho-so/{dossier.code}/da-nop/"
    assert not Draft.objects.exists()
    assert dossier.attachments.count() == 1


def test_an_old_window_cannot_take_a_paper_out_of_what_was_filed() -> None:
    alice = Visitor("alice")
    draft = story.draft_of("alice", TUESDAY)
    left_open = alice.get(FORM)
    dossier = commands.submit(draft.key, owner=draft.owner, at=TUESDAY)

    answer = alice.send(left_open, FORM, {"remove": str(dossier.attachments.all()[0].pk)})

    assert answer["Location"] == f"/ho-so/{dossier.code}/da-nop/"
    assert dossier.attachments.count() == 1

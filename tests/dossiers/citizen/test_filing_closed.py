"""What becomes of a form whose procedure is no longer received, or not on line."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dossiers import commands, refusals
from dossiers.filing import drafts
from dossiers.models import Attachment, Dossier, Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, known, read
from tests.dossiers.every_kind import ANSWERS, CHECK, FORM

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
CLOSED = "This procedure is no longer received."


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def fill_in(visitor: Visitor) -> Any:
    """Fill the form in, with its files; return the page to which that leads."""
    return visitor.send(visitor.get(FORM), FORM, {**ANSWERS, **every_kind.files(), "do": "check"}, follow=True)


def retire() -> None:
    """Withdraw every version of the procedure."""
    for version in ProcedureVersion.objects.filter(procedure__slug=every_kind.SLUG):
        version.retire(at=TUESDAY)
        version.save(update_fields=["status", "retired_at"])


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
    sent = alice.send(form, FORM, {"do": "check", "title": "Vừa gõ xong", **known(autosaved)})
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
    mallory = Visitor("mallory")
    untouched = mallory.get(FORM)
    retire()

    assert mallory.get(FORM).status_code == 404
    assert mallory.post(FORM, {"do": "save"}).status_code == 404
    assert mallory.send(untouched, FORM, {"do": "autosave"}).status_code == 404
    assert mallory.get(CHECK, follow=True).status_code == 404
    assert mallory.get("/ho-so/nop/khong-co/").status_code == 404
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("do", ["save", "check", "autosave", "add-row:machines"])
def test_a_form_that_was_open_when_the_procedure_was_withdrawn_is_kept_with_its_files(do: str) -> None:
    alice = Visitor("alice")
    form = alice.get(FORM)
    retire()

    page = alice.send(form, FORM, {**ANSWERS, **every_kind.files(), "do": do})

    assert page.status_code == 410
    assert CLOSED in page.content.decode()
    shown = read(alice.get(FORM)).words()
    assert "Triển lãm ảnh" in shown
    assert "bản đồ.pdf" in shown
    assert not Dossier.objects.exists()


def test_a_file_that_is_sent_after_the_withdrawal_is_kept_or_its_fault_is_told() -> None:
    alice = Visitor("alice")
    form = alice.get(FORM)
    fill_in(alice)
    retire()

    sent = alice.send(form, FORM, {"do": "save", "component-anh": story.upload("ảnh.pdf")})
    bad = alice.send(form, FORM, {"do": "save", "component-anh": story.upload("ảnh.exe")})

    assert (sent.status_code, bad.status_code) == (410, 410)
    assert "ảnh.pdf" in read(sent).words()
    assert bad.context["faults"]
    assert bad.context["faults"][0] in read(bad).words()
    assert set(Attachment.objects.values_list("component", flat=True)) == {"ban-do", "anh"}


def test_a_form_that_became_a_dossier_before_the_withdrawal_leads_to_it() -> None:
    alice = Visitor("alice")
    checked = fill_in(alice)
    form = alice.get(FORM)
    alice.send(checked, CHECK, {"do": "submit"})
    retire()

    assert alice.send(form, FORM, {"do": "save"}).url == f"/ho-so/{Dossier.objects.get().code}/da-nop/"
    assert alice.send(form, FORM, {"do": "autosave"}).status_code == 409
    assert not Draft.objects.exists()


NOT_ONLINE = ("\nversion = 1\n", '\nversion = 2\nonline = "none"\n')
ELSEWHERE = "This procedure is not received on line yet; please file it at the one-stop desk or by post."


def test_a_procedure_that_is_not_filed_online_says_where_it_is_filed_instead_of_its_form(tmp_path: Path) -> None:
    every_kind.published(tmp_path, NOT_ONLINE)
    alice = Visitor("alice")

    page = alice.get(FORM)

    assert page.status_code == 409
    assert ELSEWHERE in read(page).words()
    assert "What you had typed" not in read(page).words()
    assert [form for form in read(page).forms if form.action == FORM] == []
    assert alice.get(CHECK).url == FORM
    assert not Draft.objects.exists()


def test_what_was_typed_before_a_procedure_was_not_filed_online_any_more_is_shown_and_not_filed(
    tmp_path: Path,
) -> None:
    alice = Visitor("alice")
    checked = fill_in(alice)
    every_kind.published(tmp_path, NOT_ONLINE)

    page = alice.send(checked, CHECK, {"do": "submit"}, follow=True)

    assert page.redirect_chain == [(CHECK, 302), (FORM, 302)]
    assert ELSEWHERE in read(page).words()
    assert f"{ELSEWHERE} The draft cannot be filed." in read(alice.get("/ho-so/")).words()
    assert "Triển lãm ảnh" in read(page).words()
    draft = Draft.objects.get()
    drafts.follow_newest(draft, ProcedureVersion.objects.get(procedure=draft.procedure, version=2), at=TUESDAY)
    drafts.gone_through(draft)
    with pytest.raises(refusals.NotReceivedOnline):
        commands.submit(draft.key, owner=draft.owner, at=TUESDAY)
    assert not Dossier.objects.exists()


MOVED = (
    ("\nversion = 1\n", "\nversion = 2\n"),
    ("[result]\n", '[filed_elsewhere]\nvi = "Nay nộp ở Bộ."\nen = "The Ministry takes it now."\n\n[result]\n'),
)


def test_a_procedure_that_is_filed_elsewhere_says_where_and_why_and_what_was_filed_goes_on(tmp_path: Path) -> None:
    alice = Visitor("alice")
    alice.send(fill_in(alice), CHECK, {"do": "submit"})
    every_kind.published(tmp_path, *MOVED)

    page = alice.get(FORM)

    assert page.status_code == 409
    assert "The Ministry takes it now." in read(page).words()
    assert "Not filed here" in read(page).words()
    shown = read(alice.get(f"/thu-tuc/{every_kind.SLUG}/"))
    assert "The Ministry takes it now." in shown.words()
    assert "File a dossier" not in shown.words()
    assert "Not online" in read(alice.get("/thu-tuc/")).words()
    assert alice.get(f"/ho-so/{Dossier.objects.get().code}/").status_code == 200


ABOLISHED = (
    ("\nversion = 1\n", "\nversion = 2\n"),
    (
        "[result]\n",
        '[abolished]\nvi = "Bãi bỏ theo Nghị quyết mẫu."\nen = "Abolished by a sample resolution."\n\n[result]\n',
    ),
)


def test_an_abolished_procedure_is_filed_no_more_and_what_is_open_is_given_back_on_request_alone(
    tmp_path: Path,
) -> None:
    alice = Visitor("alice")
    alice.send(fill_in(alice), CHECK, {"do": "submit"})
    dossier = Dossier.objects.get()
    address = f"/ho-so/{dossier.code}/"
    before = read(alice.get(address)).words()
    every_kind.published(tmp_path, *ABOLISHED)

    form, shown = alice.get(FORM), read(alice.get(f"/thu-tuc/{every_kind.SLUG}/")).words()
    page = alice.get(address)

    assert form.status_code == 409
    for words in (read(form).words(), shown, read(page).words()):
        assert "Abolished by a sample resolution." in words
        assert "This procedure is abolished" in words
    assert "File a dossier" not in shown
    assert "abolished" not in before
    assert "given back only if you ask for it" in read(page).words()
    story.take(dossier, "accept", "bob", at=TUESDAY)
    assert Dossier.objects.get().state == "accepted", "it goes on by the rules of its filing"
    assert "Not online" in read(alice.get("/thu-tuc/")).words()


def test_nobody_files_by_a_version_that_is_filed_elsewhere(tmp_path: Path) -> None:
    alice = Visitor("alice")
    checked = fill_in(alice)
    every_kind.published(tmp_path, *MOVED)

    alice.send(checked, CHECK, {"do": "submit"}, follow=True)

    draft = Draft.objects.get()
    drafts.follow_newest(draft, ProcedureVersion.objects.get(procedure=draft.procedure, version=2), at=TUESDAY)
    drafts.gone_through(draft)
    with pytest.raises(refusals.NotReceivedOnline, match=r"The Ministry takes it now\."):
        commands.submit(draft.key, owner=draft.owner, at=TUESDAY)
    assert not Dossier.objects.exists()

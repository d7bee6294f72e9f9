"""What is due with the filing: the form says how much and how, asks how it is paid, and its proof waits for the desk."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from dossiers import acts
from dossiers.filing import drafts
from dossiers.log import proofs
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Draft, Payment
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.proof import audit
from dossiers.refusals.money.payment import FeeUnsettled
from portal.demo import story
from procedures.answers.sample import raw_answers
from procedures.models import ProcedureVersion
from tests.dossiers import owing
from tests.dossiers.browsing import Visitor, buttons_of, form_of, read
from tests.dossiers.lifecycle import local

NOW = local("2026-01-06 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

SLUG = "phi-filing"
FORM, CHECK = f"/ho-so/nop/{SLUG}/", f"/ho-so/nop/{SLUG}/kiem-tra/"
PART = "section-fee_payment"


@pytest.fixture
def form(tmp_path: Path) -> str:
    owing.published(tmp_path, "filing")
    return FORM


def picture(name: str = "chuyen-khoan.pdf") -> SimpleUploadedFile:
    return story.upload(name, story.pdf() + f"\n%{name}".encode())


def answers() -> dict[str, str]:
    """Return all that the form asks but how it is paid."""
    machine = ProcedureVersion.objects.get(procedure__slug=SLUG).machine
    return {**raw_answers(machine, NOW), "fee_payment": ""}


def filled(visitor: Visitor, **typed: Any) -> HttpResponse:
    """Fill in the form with all that it needs but how it is paid, and what is typed; return the page of its check."""
    machine = ProcedureVersion.objects.get(procedure__slug=SLUG).machine
    papers = {
        f"component-{one.name}": story.upload(f"{one.name}.pdf")
        for one in machine.components
        if one.required and not one.eform
    }
    return visitor.send(visitor.get(FORM), FORM, {**answers(), **typed, **papers, "do": "check"}, follow=True)


def file(visitor: Visitor, page: HttpResponse) -> Dossier:
    answer = visitor.send(page, CHECK, {})
    return Dossier.objects.get(code=answer.url.split("/")[-3])


def test_the_form_has_a_part_that_says_what_is_to_be_paid_and_how(form: str) -> None:
    alice = Visitor("alice", language="vi")
    page = alice.send(alice.get(form), form, {**answers(), "do": "save"}, follow=True)

    words = read(page).words()

    assert f'id="{PART}"' in page.content.decode()
    assert "Nộp phí, lệ phí" in words
    assert "Số tài khoản0000000000" in words
    message = f"NOP HO SO {Draft.objects.get().key.hex[:10].upper()}"
    assert f"Nội dung chuyển khoản{message}" in words
    assert "Hồ sơ chưa có mã số" in words
    assert "Muốn thanh toán trực tuyến, hãy chọn dòng có “hoặc thanh toán trực tuyến sau khi nộp hồ sơ”" in words
    assert "Nộp cùng lúc nộp hồ sơ; hồ sơ được tiếp nhận sau khi đã nộp." in words
    assert "hiện bạn chưa phải nộp gì" not in words
    assert len(page.content) <= 60_000


def test_the_code_of_the_transfer_is_drawn_for_the_draft_of_its_owner_alone(form: str) -> None:
    alice = Visitor("alice", language="vi")
    before = alice.get(form).content.decode()
    page = alice.send(alice.get(form), form, {**answers(), "do": "save"}, follow=True)
    address = f"{form}ma-vietqr/?draft={Draft.objects.get().key}"

    assert "ma-vietqr" not in before
    assert address in page.content.decode()
    answer = alice.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer.content.startswith(b"<?xml")
    refused = (f"{form}ma-vietqr/", f"{form}ma-vietqr/?draft=x", "/ho-so/nop/vbxn-buu-chinh/ma-vietqr/?draft=")
    assert {alice.get(one).status_code for one in refused} == {404}
    assert Visitor("mallory").get(address).status_code == 404
    alice.send(alice.get(form), form, {"extent": "", "do": "save"}, follow=True)
    assert alice.get(address).status_code == 404


def test_without_an_account_the_part_names_the_desk_alone(form: str, settings: Any) -> None:
    settings.PAYMENT_ACCOUNT = None
    alice = Visitor("alice", language="vi")
    page = alice.send(alice.get(form), form, {**answers(), "do": "save"}, follow=True)

    assert "Số tài khoản" not in read(page).words()
    assert "data:image/svg" not in page.content.decode()


@pytest.mark.parametrize("due", ["acceptance", "processing", "return"])
def test_what_is_due_later_is_not_asked_for_in_the_form(tmp_path: Path, due: str) -> None:
    slug = owing.published(tmp_path, due)

    page = Visitor("alice", language="vi").get(f"/ho-so/nop/{slug}/")

    assert PART not in page.content.decode()


def test_a_definition_that_asks_it_itself_is_not_asked_twice() -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug="vbxn-buu-chinh").latest("version").machine

    assert len([one for one in drafts.asked_of(machine) if one.name == "fee_payment"]) == 1
    assert "fee_proof" not in drafts.file_fields(machine)


def test_how_it_is_paid_must_be_chosen_and_a_transfer_proved(form: str) -> None:
    alice = Visitor("alice", language="vi")

    nothing = filled(alice)
    bare = filled(alice, fee_payment="transferred")

    assert read(nothing).errors["id_fee_payment"]
    assert read(bare).errors["id_fee_proof"]
    assert not Dossier.objects.filter(procedure__slug=SLUG).exists()


def test_a_filing_with_its_proof_waits_for_the_desk_which_records_it_by_one_press_and_accepts(form: str) -> None:
    alice, bob = Visitor("alice", language="vi"), Visitor("bob", language="vi")
    page = filled(alice, fee_payment="transferred", fee_proof=picture(), fee_reference="FT26006")

    words = read(page).words()
    dossier = file(alice, page)

    assert "Đã chuyển khoản, gửi kèm chứng từ" in words
    assert "chuyen-khoan.pdf" in words
    assert f"muc={PART}" in page.content.decode()
    first = dossier.events.get()
    assert (facts_of(first).proof, words_of(first.payload).fee_reference, dossier.proofs) == (1, "FT26006", 1)
    desk = bob.get(f"/mot-cua/{dossier.code}/")
    shown = read(desk).words()
    assert "Người nộp báo: số tham chiếu FT26006" in shown
    assert "chuyen-khoan.pdf" in shown
    assert "accept" not in buttons_of(desk, "/mot-cua/")
    assert bob.send(desk, f"/{acts.RECEIVE_PAYMENT}/", {}).status_code == 302
    paid = Payment.objects.get()
    assert (paid.amount, paid.way, facts_of(paid.event).proof) == (dossier.owed, "transfer", 1)
    assert bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/accept/", {}).status_code == 302
    assert proofs.waiting(Dossier.objects.get(pk=dossier.pk).events.order_by("sequence")) == []
    assert audit.check_all().differences == []


def test_whoever_filed_with_a_proof_is_not_asked_to_pay_again_until_the_desk_refuses_it(form: str) -> None:
    alice = Visitor("alice", language="vi")
    dossier = file(alice, filled(alice, fee_payment="transferred", fee_proof=picture()))
    address = f"/ho-so/{dossier.code}/"

    pages = [read(alice.get(f"{address}{page}")).words() for page in ("", "da-nop/")]
    mail = written("filed", news_of(dossier.events.get())).whole
    story.take(dossier, acts.REFUSE_PROOF, "bob", at=NOW, reason="Không thấy tiền về.")
    refused = read(alice.get(address)).words()

    waits = "Bạn đã gửi chứng từ chuyển khoản; Bộ phận Một cửa đang đối chiếu với tài khoản."
    assert [(waits in page, "Thanh toán trực tuyến" in page, "Số tài khoản" in page) for page in pages] == [
        (True, False, False)
    ] * 2
    assert "đã nhận được chứng từ chuyển khoản" in mail
    assert "số tài khoản" not in mail
    assert "Bạn cần nộp 1.800.000 đ ngay" in refused
    assert "Thanh toán trực tuyến 1.800.000 đ" in refused


def test_a_filing_to_be_paid_at_the_desk_has_no_proof_and_waits_for_the_money(form: str) -> None:
    alice, bob = Visitor("alice", language="vi"), Visitor("bob", language="vi")
    dossier = file(alice, filled(alice, fee_payment="at-the-desk"))

    assert (dossier.proofs, facts_of(dossier.events.get()).proof) == (0, 0)
    assert "proof" not in dossier.events.get().facts
    with pytest.raises(FeeUnsettled):
        story.take(dossier, "accept", "bob", at=NOW)
    form_there = form_of(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.RECEIVE_PAYMENT}/")
    assert form_there.values["fee_method"] == ""
    assert (
        bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.RECEIVE_PAYMENT}/", {"fee_method": "cash"}).status_code
        == 302
    )
    assert bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/accept/", {}).status_code == 302


def test_a_proof_of_what_is_paid_at_the_desk_after_all_is_not_filed(form: str) -> None:
    alice = Visitor("alice", language="vi")
    filled(alice, fee_payment="transferred", fee_proof=picture())

    dossier = file(alice, filled(alice, fee_payment="at-the-desk"))

    assert not dossier.attachments.filter(component="fee_proof").exists()
    assert dossier.proofs == 0


def test_the_file_of_the_filing_is_no_second_proof(form: str) -> None:
    alice = Visitor("alice", language="vi")
    dossier = file(alice, filled(alice, fee_payment="transferred", fee_proof=picture()))
    page = alice.get(f"/ho-so/{dossier.code}/")

    again = alice.send(page, f"/{acts.SEND_PROOF}/", {"files": picture()})

    assert "đã gửi tệp này" in read(again).errors[f"id_{acts.SEND_PROOF}_files"]


def test_a_request_of_the_desk_asks_nothing_about_the_payment(form: str) -> None:
    alice, bob = Visitor("alice", language="vi"), Visitor("bob", language="vi")
    dossier = file(alice, filled(alice, fee_payment="transferred", fee_proof=picture()))

    values = form_of(bob.get(f"/mot-cua/{dossier.code}/"), "/ask-supplement/").values

    assert not {name for name in values if "fee_" in name}


def test_the_way_of_payment_is_kept_in_the_draft_and_shown_again(form: str) -> None:
    alice = Visitor("alice", language="vi")
    alice.send(alice.get(form), form, {"fee_payment": "transferred", "fee_reference": "FT9", "do": "save"}, follow=True)

    values = form_of(alice.get(form), form).values

    assert (values["fee_payment"], values["fee_reference"]) == ("transferred", "FT9")

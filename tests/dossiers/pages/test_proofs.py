"""Proofs of payment on the pages: sent by the applicant, looked at by the desk, recorded by one press or refused."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers import acts
from dossiers.commands import Fee
from dossiers.log.facts import facts_of
from dossiers.models import Attachment, Dossier, Payment
from portal.demo import story
from tests.dossiers.browsing import Visitor, buttons_of, content_of, form_of, grown, read, rows
from tests.dossiers.lifecycle import act, dossier_at, local

NOW = local("2026-01-06 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

OWED = 1_800_000


def own(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/"


def picture(name: str = "chuyen-khoan.pdf") -> SimpleUploadedFile:
    return story.upload(name, story.pdf() + f"\n%{name}".encode())


def send(dossier: Dossier, who: str = "alice", **typed: Any) -> Any:
    visitor = Visitor(who, language="vi")
    given = {"files": picture(), "fee_amount": "1.800.000", **typed}
    return visitor.send(visitor.get(own(dossier)), f"/{acts.SEND_PROOF}/", given)


def page_of(dossier: Dossier, who: str = "bob") -> Any:
    return Visitor(who, language="vi").get(f"/mot-cua/{dossier.code}/")


def test_the_form_begins_with_what_is_owed_and_a_proof_is_shown_with_its_file_and_that_it_waits() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    alice = Visitor("alice", language="vi")
    form = form_of(alice.get(own(dossier)), f"/{acts.SEND_PROOF}/")

    answer = send(dossier, fee_reference="FT26006123", paid_on="05/01/2026", note="Chuyển từ VCB.")
    page = alice.get(answer.url)

    assert form.values["fee_amount"] == "1.800.000"
    assert answer.url == f"{own(dossier)}#proofs"
    words = read(page).words()
    assert "đã chuyển 1.800.000 đ, ngày 05/01/2026, số tham chiếu FT26006123" in words
    assert "Bộ phận Một cửa chưa đối chiếu; trong lúc chờ, bạn không phải nộp lại khoản này." in words
    assert "chuyen-khoan.pdf" in words
    assert "Chuyển từ VCB." in words
    assert len(page.content) <= 60_000
    file = Attachment.objects.get(name="chuyen-khoan.pdf")
    assert content_of(alice.get(f"/ho-so/tep/{file.pk}/")).startswith(b"%PDF")
    assert Visitor("mallory").get(f"/ho-so/tep/{file.pk}/").status_code == 404


def test_the_desk_reads_the_proof_beside_what_is_owed_and_records_it_by_one_press() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    send(dossier, fee_reference="FT26006123")
    bob = Visitor("bob", language="vi")

    page = bob.get(f"/mot-cua/{dossier.code}/")
    words, form = read(page).words(), form_of(page, f"/{acts.RECEIVE_PAYMENT}/")
    done = bob.send(page, f"/{acts.RECEIVE_PAYMENT}/", {})

    assert "Người nộp báo: đã chuyển 1.800.000 đ, số tham chiếu FT26006123." in words
    assert "chuyen-khoan.pdf" in words
    assert (form.values["fee_method"], form.values["fee_reference"]) == ("transfer", "FT26006123")
    assert re.search(r'<details [^>]*id="action-receive-payment"[^>]*open', page.content.decode())
    assert done.status_code == 302
    paid = Payment.objects.get()
    assert (paid.amount, paid.way) == (OWED, "transfer")
    assert f"Đã xác nhận: biên lai {paid.receipt}" in read(Visitor("alice", language="vi").get(own(dossier))).words()
    assert acts.SEND_PROOF not in buttons_of(Visitor("alice").get(own(dossier)), own(dossier))


def test_the_link_of_a_proof_fills_the_form_from_it_whatever_was_typed_before() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    bob = Visitor("bob", language="vi")
    values = form_of(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.RECEIVE_PAYMENT}/").values
    begun = {**values, "fee_amount": "250.000", "fee_method": "cash", "note": "Nộp một phần", "do": "autosave"}
    assert bob.post(f"/mot-cua/{dossier.code}/{acts.RECEIVE_PAYMENT}/dang-soan/", begun).status_code == 200
    send(dossier, fee_amount="1.500.000", fee_reference="FT26006123")
    send(dossier, fee_amount="300.000", fee_reference="FT26006456", files=picture("hai.pdf"))

    links = re.findall(r'href="([^"]*chung-tu=\d+[^"#]*)#action-receive-payment"', page_of(dossier).content.decode())
    filled = [form_of(bob.get(html.unescape(link)), f"/{acts.RECEIVE_PAYMENT}/").values for link in links]

    names = ("fee_amount", "fee_method", "fee_reference", "note")
    assert [tuple(form[name] for name in names) for form in filled] == [
        ("1.500.000", "transfer", "FT26006123", ""),
        ("300.000", "transfer", "FT26006456", ""),
    ]
    assert filled[0]["proof"] != filled[1]["proof"]


def test_what_the_link_of_a_proof_fills_in_is_not_said_to_be_a_draft() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    bob = Visitor("bob", language="vi")
    values = form_of(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.RECEIVE_PAYMENT}/").values
    begun = {**values, "fee_amount": "250.000", "fee_method": "cash", "note": "Nộp một phần", "do": "autosave"}
    bob.post(f"/mot-cua/{dossier.code}/{acts.RECEIVE_PAYMENT}/dang-soan/", begun)
    send(dossier, fee_amount="1.500.000", fee_reference="FT26006123")
    link = re.search(r'href="([^"]*chung-tu=\d+[^"#]*)#action-receive-payment"', page_of(dossier).content.decode())
    assert link is not None

    without, filled = page_of(dossier).content.decode(), bob.get(html.unescape(link[1])).content.decode()

    assert ("chưa gửi" in without, "data-begun" in without, 'class="unsent"' in without) == (True, True, True)
    assert ("chưa gửi" in filled, "data-begun" in filled, 'class="unsent"' in filled) == (False, False, False)


def test_another_amount_than_the_proof_says_is_recorded_only_where_it_is_meant() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    send(dossier, fee_amount="1.500.000", fee_reference="FT26006123")
    bob = Visitor("bob", language="vi")

    asked = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.RECEIVE_PAYMENT}/", {"fee_amount": "250.000"})

    assert asked.status_code == 422
    error = read(asked).errors[f"id_{acts.RECEIVE_PAYMENT}_fee_amount"].replace("\xa0", " ")
    assert "Chứng từ của người nộp ghi 1.500.000 đ, không phải 250.000 đ." in error
    assert not Payment.objects.exists()

    assert bob.send(asked, f"/{acts.RECEIVE_PAYMENT}/", {"fee_meant": "on"}).status_code == 302
    assert Payment.objects.get().amount == 250_000
    shown = read(Visitor("alice", language="vi").get(own(dossier))).words()
    assert f"Đã xác nhận số tiền nhận được 250.000 đ: biên lai {Payment.objects.get().receipt}." in shown


def test_the_desk_refuses_a_proof_and_the_applicant_reads_why_and_may_send_another() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    send(dossier)
    bob, alice = Visitor("bob", language="vi"), Visitor("alice", language="vi")
    page = bob.get(f"/mot-cua/{dossier.code}/")

    without = bob.send(page, f"/{acts.REFUSE_PROOF}/", {"reason": ""})
    done = bob.send(page, f"/{acts.REFUSE_PROOF}/", {"reason": "Không thấy tiền về."})

    assert without.status_code == 422
    assert read(without).errors[f"id_{acts.REFUSE_PROOF}_reason"]
    assert done.url == f"/mot-cua/{dossier.code}/#fees"
    words = read(alice.get(own(dossier))).words()
    assert "Không được nhận. Lý do: Không thấy tiền về." in words
    first = words.index("Chứng từ chuyển khoản của bạn không được nhận. Lý do: Không thấy tiền về.")
    assert first < words.index("đừng chuyển lần nữa") < words.index("Số tài khoản")
    assert "Gửi chứng từ chuyển khoản khác" in words
    assert "Người nộp báo" not in read(page_of(dossier)).words()


def test_money_that_was_given_back_is_asked_for_whole_and_no_proof_of_it_waits() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    send(dossier, fee_amount="1.500.000", fee_reference="FT26006123")
    bob = Visitor("bob", language="vi")
    bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.RECEIVE_PAYMENT}/", {})
    back = {"reversal": "back", "fee_method": "transfer", "fee_reference": "UNC99", "reason": "Trả theo đề nghị."}

    done = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{acts.REVERSE_PAYMENT}/", back)

    assert done.status_code == 302
    own_page = read(Visitor("alice", language="vi").get(own(dossier))).words()
    receipt = Payment.objects.get(reverses=None).receipt
    assert f"Tiền đã được trả lại: biên lai {receipt} đã huỷ." in own_page
    assert "bạn không phải nộp lại" not in own_page
    assert "đang đối chiếu" not in own_page
    assert "Cơ quan đang yêu cầu bạn nộp 1.800.000 đ" in own_page
    assert "Người nộp báo" not in read(page_of(dossier)).words()
    assert Dossier.objects.get(pk=dossier.pk).proofs == 0


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"fee_amount": "-5"}, "fee_amount", ""),
        ({"fee_amount": "0"}, "fee_amount", ""),
        ({"fee_amount": "1,5"}, "fee_amount", ""),
        ({"fee_amount": ""}, "fee_amount", ""),
        ({"fee_amount": "9" * 30}, "fee_amount", ""),
        ({"paid_on": "31/02/2026"}, "paid_on", ""),
        ({"paid_on": "07/01/2026"}, "paid_on", "Ngày này chưa tới"),
        ({"files": ""}, "files", ""),
        ({"files": SimpleUploadedFile("virus.exe", b"MZ" * 100)}, "files", "virus.exe"),
        ({"files": SimpleUploadedFile("hong.pdf", b"%PDF-1.4 nothing")}, "files", "hong.pdf"),
        ({"fee_reference": "x" * 61}, "fee_reference", ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    typed: dict[str, Any], field: str, sentence: str
) -> None:
    dossier, before = dossier_at("tham-dinh.payment-due").dossier, rows()

    answer = send(dossier, **{"note": "Chữ đã gõ.", **typed})

    assert answer.status_code in (422, 400), answer.status_code
    error = read(answer).errors[f"id_{acts.SEND_PROOF}_{field}"]
    assert sentence in error
    assert form_of(answer, f"/{acts.SEND_PROOF}/").values["note"] == "Chữ đã gõ."
    assert {name for name in grown(before) if name in ("Event", "Payment")} == set()


def test_all_that_is_wrong_is_told_at_once_and_the_files_that_are_right_need_not_be_chosen_again() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    wrong = SimpleUploadedFile("virus.exe", b"MZ" * 100)
    typed = {"fee_amount": "nhiều", "paid_on": "31/12/2030", "files": wrong}

    everything = read(send(dossier, **typed)).errors
    kept = send(dossier, **(typed | {"files": picture()}))

    assert set(everything) == {f"id_{acts.SEND_PROOF}_{name}" for name in ("fee_amount", "paid_on", "files")}
    assert set(read(kept).errors) == {f"id_{acts.SEND_PROOF}_{name}" for name in ("fee_amount", "paid_on")}


def test_an_amount_is_read_as_people_write_it() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier

    answer = send(dossier, fee_amount="1,8 triệu")

    assert answer.status_code == 302
    assert facts_of(dossier.events.get(action=acts.SEND_PROOF)).fee == 1_800_000


def test_a_proof_twice_is_answered_by_a_sentence_and_counted_once() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier
    alice = Visitor("alice", language="vi")
    first, second = alice.get(own(dossier)), alice.get(own(dossier))

    done = alice.send(first, f"/{acts.SEND_PROOF}/", {"files": picture(), "fee_reference": "FT1"})
    same_file = alice.send(second, f"/{acts.SEND_PROOF}/", {"files": picture()})
    same_name = alice.send(second, f"/{acts.SEND_PROOF}/", {"files": picture("b.pdf"), "fee_reference": "FT1"})

    assert done.status_code == 302
    assert "đã gửi tệp này" in read(same_file).errors[f"id_{acts.SEND_PROOF}_files"]
    assert "số tham chiếu này rồi" in read(same_name).errors[f"id_{acts.SEND_PROOF}_fee_reference"]
    assert Dossier.objects.get(pk=dossier.pk).proofs == 1


def test_nobody_sends_a_proof_for_what_is_another_s_what_owes_nothing_or_what_has_ended() -> None:
    walk = dossier_at("tham-dinh")
    owing, ended = walk.dossier, dossier_at("rejected").dossier
    typed = {"files": picture(), "fee_amount": "5", "seen": "1"}

    assert Visitor("mallory").post(f"{own(owing)}{acts.SEND_PROOF}/", typed).status_code == 404
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 08:30", fee=Fee(OWED, "cash", ""))
    alice = Visitor("alice", language="vi")
    for dossier, sentence in ((owing, "không còn nợ"), (ended, "đã kết thúc")):
        answer = alice.post(f"{own(dossier)}{acts.SEND_PROOF}/", typed | {"files": picture()})
        assert answer.status_code == 409
        assert sentence in read(answer).words()
        assert acts.SEND_PROOF not in buttons_of(alice.get(own(dossier)), own(dossier))


def test_a_thousand_files_are_answered_by_a_sentence() -> None:
    dossier = dossier_at("tham-dinh.payment-due").dossier

    answer = send(dossier, files=[picture(f"{number}.pdf") for number in range(1000)])

    assert answer.status_code in (400, 413)
    assert Dossier.objects.get(pk=dossier.pk).proofs == 0


def test_the_list_marks_finds_and_writes_out_what_waits_for_the_desk() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    other = dossier_at("tham-dinh.payment-due").dossier
    send(walk.dossier)
    bob = Visitor("bob", language="vi")

    everything = read(bob.get("/mot-cua/?list=open")).words()
    found = read(bob.get("/mot-cua/?list=open&fee=proven")).words()

    assert "chờ đối chiếu chứng từ" in everything
    assert walk.dossier.code.partition("-")[2] in found
    assert other.code.partition("-")[2] not in found
    assert "chờ đối chiếu chứng từ" in read(page_of(walk.dossier)).words()

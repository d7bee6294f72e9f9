"""A fee without which nothing is accepted is the first thing that its applicant reads: after the filing, of the dossier, in the list."""

from pathlib import Path
from typing import Any

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Dossier, PaymentOrder
from dossiers.pages.fields import fields_of
from portal.demo import story
from procedures.form.paying import QUESTION
from procedures.models import ProcedureVersion
from tests.dossiers import owing
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_pay_at_filing import NOW, SLUG, file, filled, picture
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.payments.gateway.made import message, send
from tests.dossiers.variants import filed_under

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TO_PAY = "Bạn còn phải nộp 1.800.000 đ"
WAITS = "Khoản nộp trực tuyến 1.800.000 đ đang chờ ngân hàng xác nhận"


@pytest.fixture(autouse=True)
def _owing(tmp_path: Path, settings: Any) -> None:
    settings.BANK_DIR = tmp_path
    owing.published(tmp_path, "filing")


def filed(alice: Visitor, **typed: Any) -> Dossier:
    return file(alice, filled(alice, **({"fee_payment": "at-the-desk"} | typed)))


def shown(alice: Visitor, dossier: Dossier) -> tuple[str, str, str]:
    """Return the words of the confirmation above the fee, of the dossier above its facts, and of the list."""
    confirmed, own = (alice.get(f"/ho-so/{dossier.code}/{page}") for page in ("da-nop/", ""))
    listed = alice.get("/ho-so/")
    assert max(len(page.content) for page in (confirmed, own, listed)) <= 60_000
    steps = read(confirmed).words().partition("Phí theo nội dung bạn khai")[0]
    return steps, read(own).words().partition("Phí theo nội dung bạn khai")[0], read(listed).words()


def test_it_is_the_first_step_stands_over_the_dossier_and_waits_for_the_applicant() -> None:
    alice = Visitor("alice", language="vi")
    dossier = filed(alice)

    steps, own, listed = shown(alice, dossier)

    assert "Bạn nộp 1.800.000 đ Bạn cần nộp 1.800.000 đ ngay: hồ sơ được tiếp nhận sau khi đã nộp." in steps
    assert steps.index("Bạn nộp 1.800.000 đ") < steps.index("Bộ phận Một cửa kiểm tra")
    assert TO_PAY in own
    assert "Hồ sơ được tiếp nhận sau khi bạn nộp phí." in listed
    assert "Xem cách nộp 1.800.000 đ" in listed
    assert [row.pk for row in alice.get("/ho-so/").context["waiting"]] == [dossier.pk]


def test_it_is_the_first_step_after_an_answer_too_until_it_is_paid() -> None:
    alice, dossier = Visitor("alice", language="vi"), filed_under(SLUG, MONDAY).dossier
    asked = {"reason": "Thiếu bản thảo.", "components": {"ban-thao": "Gửi lại."}}
    story.take(dossier, "ask-supplement", "bob", at=MONDAY, **asked)
    form, address = alice.get(f"/ho-so/{dossier.code}/bo-sung/"), f"/ho-so/{dossier.code}/bo-sung/"
    check = alice.send(form, address, {"component-ban-thao": story.upload("moi.pdf"), "do": "check"}, follow=True)
    answered = read(alice.send(check, "/kiem-tra/", follow=True)).words()
    owing.pay(dossier)

    paid = read(alice.get(f"/ho-so/{dossier.code}/bo-sung/da-gui/")).words()

    steps = "Bạn nộp 1.800.000 đ Bạn cần nộp 1.800.000 đ ngay: hồ sơ được tiếp nhận sau khi đã nộp. Cách nộp"
    desk = "Bộ phận Một cửa xem nội dung bổ sung"
    assert answered.index(steps) < answered.index(desk) < answered.index("Số tài khoản")
    assert desk in paid
    assert "1.800.000 đ" not in paid


def test_how_it_is_paid_is_read_at_the_check_as_it_was_chosen() -> None:
    check = filled(Visitor("alice", language="vi"), fee_payment="at-the-desk")

    chosen = "Nộp tại Bộ phận Tiếp nhận và Trả kết quả, hoặc thanh toán trực tuyến sau khi nộp hồ sơ"
    assert chosen in read(check).words()


def test_a_proof_that_waits_asks_nobody_to_pay() -> None:
    alice = Visitor("alice", language="vi")
    dossier = filed(alice, fee_payment="transferred", fee_proof=picture())

    steps, own, listed = shown(alice, dossier)

    assert "Bộ phận Một cửa đối chiếu chứng từ nộp tiền" in steps
    assert "Bạn nộp 1.800.000 đ" not in steps
    assert TO_PAY not in own
    assert "Xem cách nộp" not in listed
    assert alice.get("/ho-so/").context["waiting"] == []


def test_what_is_paid_is_asked_for_nowhere() -> None:
    alice = Visitor("alice", language="vi")
    dossier = filed(alice)
    fee = Fee(1_800_000, "cash", "")
    story.take(dossier, acts.RECEIVE_PAYMENT, "bob", at=NOW, fee=fee)

    steps, own, listed = shown(alice, dossier)

    assert "Bạn nộp" not in steps
    assert TO_PAY not in own
    assert "Xem cách nộp" not in listed
    assert alice.get("/ho-so/").context["waiting"] == []


def test_a_fee_that_is_due_later_does_not_wait_yet() -> None:
    alice, dossier = Visitor("alice", language="vi"), dossier_at("filed").dossier

    steps, own, _listed = shown(alice, dossier)

    assert dossier.owed
    assert "Bạn nộp" not in steps
    assert "Bạn còn phải nộp" not in own
    assert alice.get("/ho-so/").context["waiting"] == []


@pytest.mark.parametrize(("due", "is_asked"), [("processing", True), ("return", False)])
def test_what_the_decision_waits_for_is_asked_for_on_the_page_though_nobody_has_asked(
    tmp_path: Path, due: str, *, is_asked: bool
) -> None:
    walk = owing.owing(tmp_path, due).until("tham-dinh")
    alice, asked = Visitor("alice", language="vi"), "quyết định về hồ sơ của bạn đang chờ khoản này"

    before = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()
    walk.until("ky-duyet")
    if walk.dossier.owed == 0:
        owing.give_back(walk.dossier)
    own = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()
    marks = "chưa nộp 1.800.000 đ" in read(Visitor("lan", language="vi").get("/mot-cua/")).words()

    assert asked not in before
    assert (asked in own, TO_PAY in own, "Số tài khoản" in own) == (is_asked,) * 3
    assert marks == is_asked
    story.take(walk.dossier, acts.RECEIVE_PAYMENT, "bob", at=walk.at, fee=Fee(1_800_000, "cash", ""))
    assert asked not in read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()


def test_a_payment_under_way_is_said_where_one_would_pay_again() -> None:
    alice = Visitor("alice", language="vi")
    dossier = filed(alice)
    alice.post(f"/ho-so/{dossier.code}/thanh-toan/")

    steps, own, listed = shown(alice, dossier)
    send(message(PaymentOrder.objects.get()))
    paid = shown(alice, dossier)

    assert "Ngân hàng xác nhận khoản nộp trực tuyến" in steps
    assert WAITS in own
    assert TO_PAY not in own
    assert "Khoản nộp trực tuyến đang chờ ngân hàng xác nhận." in listed
    assert "Xem cách nộp" not in listed
    assert not any("chờ ngân hàng" in page or "Xem cách nộp" in page for page in paid)


def test_a_payment_under_way_is_said_of_a_late_one_too() -> None:
    alice = Visitor("alice", language="vi")
    dossier = dossier_at("tham-dinh.payment-due").dossier
    alice.post(f"/ho-so/{dossier.code}/thanh-toan/")

    _steps, own, listed = shown(alice, dossier)

    assert WAITS in own
    assert "Cơ quan đang chờ bạn nộp" not in own
    assert "Khoản nộp trực tuyến đang chờ ngân hàng xác nhận." in listed


def test_to_pay_on_line_is_among_the_choices_where_there_is_a_gateway(settings: Any) -> None:
    alice = Visitor("alice", language="vi")
    choice = "Nộp tại Bộ phận Tiếp nhận và Trả kết quả, hoặc thanh toán trực tuyến sau khi nộp hồ sơ"

    own = ProcedureVersion.objects.filter(procedure__slug="vbxn-buu-chinh").latest("version").machine.question(QUESTION)

    with_one = alice.get(f"/ho-so/nop/{SLUG}/").content.decode()
    [(_name, field)] = fields_of(own, {}, 0) if own else []
    settings.PAYMENT_GATEWAY = None
    without = alice.get(f"/ho-so/nop/{SLUG}/").content.decode()

    assert choice in with_one
    assert dict(field.choices)["at-the-desk"] == choice, "of a definition that asks it itself"
    assert choice not in without
    assert "Nộp tại Bộ phận Tiếp nhận và Trả kết quả" in without

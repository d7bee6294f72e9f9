"""When a fee is to be paid stands beside it: on the procedure's page, at the check, in the mails, of the dossier."""

from pathlib import Path
from typing import Any

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.display.formats import vn_money
from dossiers.models import PaymentOrder
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.answers.sample import raw_answers
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import OWED, owing, published

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

WHEN = {
    "filing": "Nộp cùng lúc nộp hồ sơ; hồ sơ được tiếp nhận sau khi đã nộp.",
    "acceptance": "Nộp sau khi nộp hồ sơ; hồ sơ được tiếp nhận sau khi đã nộp.",
    "processing": "Nộp khi cơ quan yêu cầu; lúc nộp hồ sơ chưa phải nộp phí.",
    "return": "Nộp trước khi nhận kết quả; hồ sơ vẫn được giải quyết khi chưa nộp.",
}
ASKED = "khi cơ quan yêu cầu"


def own(walk: Walk, query: str = "") -> str:
    return read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/{query}")).words()


def accepted(folder: Path) -> Walk:
    return owing(folder, "return").until("accepted")


@pytest.mark.parametrize("due", WHEN)
def test_the_page_of_a_procedure_says_when_its_fee_is_to_be_paid(tmp_path: Path, due: str) -> None:
    slug = published(tmp_path, due)

    words = read(Visitor(language="vi").get(f"/thu-tuc/{slug}/")).words()

    assert [sentence for sentence in WHEN.values() if sentence in words] == [WHEN[due]]


@pytest.mark.parametrize("due", WHEN)
def test_the_check_before_the_filing_says_when_the_fee_is_to_be_paid(tmp_path: Path, due: str) -> None:
    alice, slug = Visitor("alice", language="vi"), published(tmp_path, due)
    machine = ProcedureVersion.objects.get(procedure__slug=slug).machine
    form = f"/ho-so/nop/{slug}/"
    papers = {f"component-{one.name}": story.upload(f"{one.name}.pdf") for one in machine.components if one.required}
    typed = raw_answers(machine, MONDAY) | ({"fee_payment": "at-the-desk"} if due == "filing" else {})

    check = alice.send(alice.get(form), form, {**typed, **papers, "do": "check"}, follow=True)

    to_pay = read(check).words().partition("Phí, lệ phí phải nộp")[2]
    assert [sentence for sentence in WHEN.values() if sentence in to_pay] == [WHEN[due]]


@pytest.mark.parametrize(
    ("due", "vi", "en"),
    [
        ("processing", "Ông/Bà nộp khi chúng tôi yêu cầu, hiện chưa phải nộp.", "to be paid when we ask you for it"),
        (
            "return",
            "Ông/Bà nộp trước khi nhận kết quả, hiện chưa phải nộp.",
            "to be paid before you receive the result",
        ),
    ],
)
def test_the_mail_of_the_filing_names_the_fee_and_when_it_is_to_be_paid(
    tmp_path: Path, due: str, vi: str, en: str
) -> None:
    filed = owing(tmp_path, due).dossier.events.get()

    mail = written("filed", news_of(filed)).whole

    assert f"Phí, lệ phí theo nội dung đã khai: {vn_money(OWED)}; {vi}" in mail
    assert f"Fee by what you declared: {vn_money(OWED)}, {en}; there is nothing to pay now." in mail


def test_the_mail_of_the_acceptance_asks_for_what_is_due_before_the_result_by_then(tmp_path: Path) -> None:
    event = accepted(tmp_path).dossier.events.get(action="accept")

    mail = written("accepted", news_of(event)).whole

    assert f"còn phải nộp: {vn_money(OWED)}; Ông/Bà nộp trước khi nhận kết quả, có thể nộp ngay" in mail
    assert "to be paid before you receive the result; you can pay it now already" in mail
    assert "khi chúng tôi yêu cầu" not in mail


def test_what_is_due_before_the_result_is_not_said_to_be_asked_for_and_can_be_paid_at_once(tmp_path: Path) -> None:
    walk = owing(tmp_path, "return")
    filed = own(walk)
    walk.until("accepted")

    words, how = own(walk), own(walk, "?nop-som=1")

    assert "Bạn nộp 1.800.000 đ trước khi nhận kết quả. Sau khi hồ sơ được tiếp nhận" in filed
    assert "Số tài khoản" not in filed
    assert "Bạn nộp 1.800.000 đ trước khi nhận kết quả; có thể nộp ngay tại đây." in words
    assert ("Xem cách nộp ngay" in words, "Xem cách nộp ngay" in how) == (True, False)
    assert ("Số tài khoản" in words, "Số tài khoản" in how) == (False, True)
    assert ASKED not in filed + words
    assert "Bạn còn phải nộp" not in words


def test_what_is_due_before_the_result_is_paid_on_line_before_anybody_waits_for_it(
    tmp_path: Path, settings: Any
) -> None:
    settings.BANK_DIR = tmp_path
    walk, alice = accepted(tmp_path), Visitor("alice", language="vi")
    page = f"/ho-so/{walk.dossier.code}/"

    alice.send(alice.get(page), f"{page}thanh-toan/", {})

    assert PaymentOrder.objects.get().amount == 1_800_000


def test_a_proof_of_it_that_waits_leaves_nothing_to_pay_again(tmp_path: Path) -> None:
    walk = accepted(tmp_path)
    picture = story.files.store(story.upload("chuyen-khoan.pdf"))
    story.take(walk.dossier, acts.SEND_PROOF, "alice", at=walk.at, files=(picture,), fee=Fee(OWED, ""))

    words = own(walk)

    assert "đang đối chiếu" in words
    assert "Xem cách nộp ngay" not in words


def test_what_the_office_asks_for_is_not_offered_before_it_does() -> None:
    assert "Xem cách nộp ngay" not in own(dossier_in("accepted", at=MONDAY))

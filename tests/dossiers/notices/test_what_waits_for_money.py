"""A mail about money says which step waits for what is owed, and how to pay it; and what still counts as paid."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from dossiers import acts
from dossiers.background import relay
from dossiers.commands import Fee
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import act, dossier_at
from tests.dossiers.notices.moved_money import sequence_of
from tests.dossiers.owing import OWED, STEPS, owing

pytestmark = pytest.mark.django_db
PROCEED = ("accept", "transfer", "finish-phan-cong", "propose-granted", "finish-xem-xet", "decide", "number")


def take(walk: Walk, action: str, who: str, **given: Any) -> None:
    story.take(walk.dossier, action, who, at=walk.at, **given)
    walk.dossier.refresh_from_db()


def mail_after(walk: Walk, action: str, who: str, **given: Any) -> tuple[str, str]:
    """Take an act; return subject and text of the mail about it."""
    relay.run(walk.at)
    mail.outbox.clear()
    take(walk, action, who, **given)
    relay.run(walk.at)
    [message] = mail.outbox
    return str(message.subject).replace("\xa0", " "), str(message.body).replace("\xa0", " ")


def ready(folder: Path) -> Walk:
    """Return a dossier whose result is ready and was paid for; the fee is due before the return."""
    walk = owing(folder, "return")
    for action in PROCEED:
        walk.take(action, STEPS[action])
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(OWED, "cash"))
    return walk


@pytest.mark.parametrize("back", [{}, {"given_back": True, "back_way": "cash"}])
def test_of_a_result_that_is_ready_it_says_that_the_result_waits_and_how_to_pay(
    tmp_path: Path, back: dict[str, Any]
) -> None:
    walk = ready(tmp_path)

    paid = sequence_of(walk, acts.RECEIVE_PAYMENT)
    _subject, text = mail_after(walk, acts.REVERSE_PAYMENT, "bob", reverses=paid, reason="Ghi nhầm.", **back)

    assert "Còn phải nộp: 1.800.000 đ. Kết quả chỉ được trả sau khi nộp khoản này" in text
    assert "trực tiếp trong giờ làm việc" in text
    assert "thời điểm và cách nộp có trên trang" not in text


def test_of_a_part_payment_before_the_acceptance_it_says_that_the_acceptance_waits(tmp_path: Path) -> None:
    walk = owing(tmp_path, "filing")

    subject, text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "cash", is_meant=True))

    assert subject.endswith("đã thu 800.000 đ phí, lệ phí, còn thiếu 1.000.000 đ, hồ sơ chưa được tiếp nhận")
    assert "Hồ sơ chỉ được tiếp nhận sau khi nộp đủ khoản này." in text
    assert "trực tiếp trong giờ làm việc" in text


def test_what_became_of_the_proof_stands_in_the_mail_of_its_payment() -> None:
    walk = dossier_at("tham-dinh")
    file = story.files.store(story.upload("a.pdf", story.pdf()))
    act(walk, acts.SEND_PROOF, "alice", "2026-01-06 09:00", files=(file,), fee=Fee(OWED, "", "FT1"))

    said = "Chứng từ chuyển khoản mà Ông/Bà đã gửi cho khoản này đã được đối chiếu."
    _subject, text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(5, "cash", "FT1"))
    assert said not in text
    assert "đang được đối chiếu; trong lúc chờ, Ông/Bà không phải nộp lại khoản ghi trên chứng từ." in text
    _subject, text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "transfer", "FT1"))
    assert f"{said} Chứng từ ghi 1.800.000 đ, số tiền nhận được là 800.000 đ." in text
    assert "đang được đối chiếu" not in text


def test_of_a_proof_that_names_what_came_no_amount_is_said_twice() -> None:
    walk = dossier_at("tham-dinh")
    file = story.files.store(story.upload("a.pdf", story.pdf()))
    act(walk, acts.SEND_PROOF, "alice", "2026-01-06 09:00", files=(file,), fee=Fee(OWED, "", "FT1"))

    _subject, text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(OWED, "transfer", "FT1"))

    assert "đã được đối chiếu." in text
    assert "Chứng từ ghi" not in text


def test_what_is_paid_twice_is_named_in_the_subject() -> None:
    walk = dossier_at("tham-dinh")
    once, _text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(OWED, "cash"))

    twice, text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(OWED, "transfer", "FT1", is_meant=True))

    assert once.endswith("đã thu 1.800.000 đ phí, lệ phí")
    assert twice.endswith("đã thu 1.800.000 đ phí, lệ phí, nộp thừa 1.800.000 đ")
    assert "Số tiền nộp thừa: 1.800.000 đ" in text


def test_of_a_part_payment_while_the_time_stands_still_it_says_how_to_pay_the_rest() -> None:
    walk = dossier_at("tham-dinh")
    take(walk, "ask-payment", "dung")

    _subject, text = mail_after(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "cash", is_meant=True))

    rest = text.partition("Còn thiếu: 1.000.000 đ. Hồ sơ đang tạm dừng")[2]
    assert "trực tiếp trong giờ làm việc" in rest
    assert "Cách nộp có trên trang" not in text


def test_of_what_was_paid_twice_and_went_back_once_it_says_what_still_counts() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED, "cash"))
    twice = act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:10", fee=Fee(OWED, "transfer", "FT1", is_meant=True))
    back = {"given_back": True, "back_way": "cash", "reason": "Nộp hai lần."}

    _subject, text = mail_after(walk, acts.REVERSE_PAYMENT, "bob", reverses=twice.sequence, **back)

    assert "Biên lai này không còn hiệu lực. Hồ sơ còn tính là đã nộp 1.800.000 đ theo biên lai khác." in text

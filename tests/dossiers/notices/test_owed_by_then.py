"""What a mail says is to be paid: as it is when the mail is written, whatever was owed at its event."""

from datetime import timedelta

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.display.formats import vn_money
from dossiers.notices import occasions
from dossiers.notices.message import written
from portal.demo.story import dossier_in
from tests.dossiers.notices.test_applicants import MONDAY, in_appraisal


@pytest.mark.django_db
def test_a_mail_says_what_is_owed_when_it_is_written_and_not_when_its_act_was_done() -> None:
    walk = dossier_in("accepted", at=MONDAY)
    accepted = walk.events[0]
    before = occasions.news_of(accepted).to_pay
    walk.at += timedelta(seconds=20)
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(before - 800_000, "cash"))
    part = written("accepted", occasions.news_of(accepted))[1]
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "cash"))

    whole = written("accepted", occasions.news_of(accepted))[1]

    assert f"Phí, lệ phí còn phải nộp: {vn_money(800_000)}" in part
    assert "phí" not in whole.lower()
    assert "fee" not in whole.lower()


@pytest.mark.django_db
def test_what_was_asked_for_and_paid_before_the_mail_is_written_is_not_asked_for_again() -> None:
    walk = in_appraisal().take("ask-payment", "dung")
    asked = walk.events[-1]
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "cash"))
    part = written("payment", occasions.news_of(asked))
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_000_000, "cash"))

    subject, body = written("payment", occasions.news_of(asked))

    assert part[0].endswith("cần nộp 1.000.000 đ")
    assert f"Số tiền: {vn_money(1_000_000)}" in part[1]
    assert subject.endswith("không còn khoản nào phải nộp")
    assert "không còn phải nộp khoản nào" in body
    assert "Chuyển khoản" not in body

"""What a mail says is to be paid: as it is when the mail is written, whatever was owed at its event."""

from datetime import timedelta

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.display.formats import vn_money
from dossiers.notices import occasions
from dossiers.notices.message import written
from portal.demo.story import Walk, dossier_in
from tests.dossiers.notices.moved_money import let_pass, paid, sequence_of
from tests.dossiers.notices.test_applicants import MONDAY, in_appraisal


@pytest.mark.django_db
def test_a_mail_says_what_is_owed_when_it_is_written_and_not_when_its_act_was_done() -> None:
    walk = dossier_in("accepted", at=MONDAY)
    accepted = walk.events[0]
    before = occasions.news_of(accepted).to_pay
    walk.at += timedelta(seconds=20)
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(before - 800_000, "cash"))
    part = written("accepted", occasions.news_of(accepted)).whole
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(800_000, "cash"))

    whole = written("accepted", occasions.news_of(accepted)).whole

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

    words = written("payment", occasions.news_of(asked))
    subject, body = words.subject.vi, words.whole

    assert part.subject.vi.endswith("cần nộp 1.000.000 đ")
    assert f"Số tiền: {vn_money(1_000_000)}" in part.whole
    assert subject.endswith("không còn khoản nào phải nộp")
    assert "không còn phải nộp khoản nào" in body
    assert "Chuyển khoản" not in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waived", "said"),
    [
        (1_800_000, "chúng tôi xác nhận khoản này đã được miễn rồi giải quyết tiếp hồ sơ"),
        (800_000, "chúng tôi xác nhận khoản này đã được miễn 800.000 đ, đã nộp 1.000.000 đ rồi giải quyết tiếp hồ sơ"),
    ],
)
def test_what_was_asked_for_and_waived_before_the_mail_is_written_is_not_said_to_be_paid(
    waived: int, said: str
) -> None:
    walk = in_appraisal().take("ask-payment", "dung")
    asked = walk.events[-1]
    walk.take(acts.WAIVE_FEE, "lan", fee=Fee(waived), ground="Điều 10 Luật Phí và lệ phí", reason="Hộ nghèo.")
    if waived < 1_800_000:
        walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_800_000 - waived, "cash"))

    body = written("payment", occasions.news_of(asked)).whole.replace("\N{NO-BREAK SPACE}", " ")

    assert said in body
    assert "xác nhận khoản đã nộp" not in body
    assert "what was paid" not in body


def withdrawn() -> Walk:
    """Have 500,000 đồng asked for and that withdrawn, of a dossier that owes 1,800,000."""
    walk = in_appraisal().take("ask-payment", "dung", fee=Fee(500_000, is_meant=True))
    return walk.take("withdraw-demand", "dung", reason="Ghi nhầm số trang của hồ sơ khác.")


@pytest.mark.django_db
def test_a_withdrawn_demand_that_was_paid_meanwhile_counts_and_is_not_to_be_reported() -> None:
    walk = withdrawn()
    before = written("demand-withdrawn", occasions.news_of(walk.events[-1])).whole
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(500_000, "cash", is_meant=True))

    body = written("demand-withdrawn", occasions.news_of(walk.events[-2])).whole

    assert "Xin Ông/Bà đừng nộp theo yêu cầu đó." in before
    assert f"chưa nộp của hồ sơ: {vn_money(1_800_000)}" in before
    assert f"Chúng tôi đã nhận được {vn_money(500_000)} Ông/Bà nộp trong lúc đó." in body
    assert "Số tiền này được tính vào phí, lệ phí của hồ sơ." in body
    assert f"chưa nộp của hồ sơ: {vn_money(1_300_000)}" in body
    assert "đừng nộp" not in body
    assert "Nếu Ông/Bà đã chuyển tiền" not in body
    assert "They count towards the fee of the dossier." in body
    assert "please tell the" not in body


@pytest.mark.django_db
def test_of_a_withdrawn_demand_no_more_is_to_be_paid_and_what_is_too_much_is_given_back() -> None:
    walk = withdrawn()
    at = walk.events[-1]
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(200_000, "cash", is_meant=True))
    part = written("demand-withdrawn", occasions.news_of(at)).whole
    walk.take(acts.WAIVE_FEE, "lan", fee=Fee(1_600_000), ground="Điều 10 Luật Phí và lệ phí", reason="Hộ nghèo.")
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(300_000, "cash", is_meant=True))

    too_much = written("demand-withdrawn", occasions.news_of(at)).whole

    assert "Xin Ông/Bà đừng nộp thêm theo yêu cầu đó." in part
    assert f"Số tiền nộp thừa: {vn_money(300_000)}" in too_much
    assert "sẽ hoàn trả phần này" in too_much


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "who", "given", "kind"),
    [
        (acts.WAIVE_FEE, "lan", {"fee": Fee(800_000), "ground": "Điều 10 Luật Phí và lệ phí", "reason": "x"}, "waived"),
        (acts.RECEIVE_PAYMENT, "bob", {"fee": Fee(800_000, "cash")}, "paid"),
    ],
)
def test_the_mail_of_what_was_waived_or_paid_does_not_ask_for_what_came_before_it_left(
    act: str, who: str, given: dict[str, object], kind: str
) -> None:
    walk = in_appraisal().take("ask-payment", "dung").take(act, who, **given)
    event = walk.events[-1]
    before = written(kind, occasions.news_of(event)).whole
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_000_000, "cash", is_meant=True))

    body = written(kind, occasions.news_of(event)).whole

    assert f"Còn thiếu: {vn_money(1_000_000)}" in before
    assert "Còn thiếu" not in body
    assert "Ông/Bà không còn phải nộp khoản nào." in body


@pytest.mark.django_db
def test_the_mail_that_it_goes_on_unpaid_says_where_it_was_paid_meanwhile() -> None:
    walk = let_pass()
    event = walk.events[-1]
    walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_800_000, "cash"))

    body = written("let-pass", occasions.news_of(event)).whole

    assert "Đến khi viết thư này Ông/Bà không còn phải nộp khoản nào." in body
    assert "sẽ được báo sau" not in body


@pytest.mark.django_db
def test_what_went_back_before_the_mail_of_an_end_left_is_not_said_to_stay() -> None:
    walk = paid(1_800_000).take("stop", "hoa", reason="Hội đã giải thể.")
    event = walk.events[-1]
    first = occasions.news_of(event).paid
    paid_at = sequence_of(walk, acts.RECEIVE_PAYMENT)
    walk.take("reverse-payment", "lan", reverses=paid_at, reason="Hoàn.", given_back=True, back_way="cash")

    assert (first, occasions.news_of(event).paid) == (1_800_000, 0)

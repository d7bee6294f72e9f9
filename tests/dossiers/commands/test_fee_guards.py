"""An act waits until what is due by then is paid, waived or let pass; and says so in a sentence."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.given import Correction
from dossiers.log import money
from dossiers.models import Event, Payment
from dossiers.proof import audit
from dossiers.refusals.money import payment
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.owing import OWED, STEPS, owing
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

WAITS = {"filing": "accept", "acceptance": "accept", "processing": "decide", "return": "return"}
"""Which step of the plain way waits first, by when the fee is due."""


def do(walk: Walk, action: str, who: str, **given: object) -> Event:
    """Take an action a little later, and pay nothing beside it."""
    walk.at += timedelta(minutes=20)
    event = story.take(walk.dossier, action, who, at=walk.at, **given)
    walk.dossier.refresh_from_db()
    return event


def up_to(walk: Walk, last: str) -> Walk:
    """Walk the plain way until an action is next."""
    for action, who in STEPS.items():
        if action == last:
            return walk
        do(walk, action, who)
    return walk


def at_the_guard(folder: Path, due: str) -> tuple[Walk, str, str]:
    """Return a dossier that stands before the step that waits, with the step and who takes it."""
    action = WAITS[due]
    return up_to(owing(folder, due), action), action, STEPS[action]


def receive(walk: Walk, amount: int = OWED, reference: str = "") -> Event:
    return do(walk, acts.RECEIVE_PAYMENT, "bob", fee=Fee(amount, "cash", reference))


@pytest.mark.parametrize("due", WAITS)
def test_the_step_before_which_a_fee_is_due_waits_for_the_payment(tmp_path: Path, due: str) -> None:
    walk, action, who = at_the_guard(tmp_path, due)
    with nothing_written(), pytest.raises(payment.FeeUnsettled) as refused:
        do(walk, action, who)
    assert "1.800.000 đ" in str(refused.value)

    receive(walk)

    do(walk, action, who)
    assert walk.dossier.owed == 0
    assert audit.check_all().differences == []


@pytest.mark.parametrize("due", WAITS)
def test_a_dong_less_leaves_it_waiting_for_a_dong(tmp_path: Path, due: str) -> None:
    walk, action, who = at_the_guard(tmp_path, due)
    receive(walk, OWED - 1)

    with nothing_written(), pytest.raises(payment.FeeUnsettled) as refused:
        do(walk, action, who)
    assert str(refused.value).startswith("1 đ ") or " 1 đ " in str(refused.value)

    receive(walk, 1)
    do(walk, action, who)


@pytest.mark.parametrize("due", WAITS)
def test_a_waiver_and_an_override_open_the_way_and_only_the_waiver_ends_the_debt(tmp_path: Path, due: str) -> None:
    waived, action, who = at_the_guard(tmp_path, due)
    do(waived, acts.WAIVE_FEE, "lan", fee=Fee(OWED))
    do(waived, action, who)
    assert (waived.dossier.owed, waived.dossier.waived) == (0, OWED)


@pytest.mark.parametrize("due", WAITS)
def test_who_is_let_pass_goes_on_to_the_end_and_owes_still(tmp_path: Path, due: str) -> None:
    walk, action, _who = at_the_guard(tmp_path, due)
    do(walk, acts.LET_PASS, "lan")

    steps = list(STEPS.items())
    for step, who in steps[[name for name, _ in steps].index(action) :]:
        do(walk, step, who)

    assert (walk.dossier.state, walk.dossier.owed) == ("returned", OWED)
    receive(walk)
    assert walk.dossier.owed == 0
    assert audit.check_all().differences == []


def test_what_was_let_pass_is_a_debt_of_that_amount_and_no_greater_one(tmp_path: Path) -> None:
    walk, action, who = at_the_guard(tmp_path, "return")
    row = Payment.objects.get(event=receive(walk, 800_000))
    do(walk, acts.LET_PASS, "lan")
    do(walk, acts.REVERSE_PAYMENT, "bob", reverses=row.event.sequence)

    with nothing_written(), pytest.raises(payment.FeeUnsettled) as refused:
        do(walk, action, who)
    assert "1.000.000 đ" in str(refused.value)


def test_a_payment_that_is_reversed_before_the_step_closes_it_again(tmp_path: Path) -> None:
    walk, action, who = at_the_guard(tmp_path, "acceptance")
    paid = receive(walk)
    do(walk, acts.REVERSE_PAYMENT, "bob", reverses=paid.sequence)

    with nothing_written(), pytest.raises(payment.FeeUnsettled):
        do(walk, action, who)


def test_what_is_asked_for_in_the_appraisal_is_received_before_the_time_goes_on(tmp_path: Path) -> None:
    walk = up_to(owing(tmp_path, "processing"), "propose-granted")
    do(walk, "ask-payment", "dung", fee=Fee(500_000, is_meant=True))
    with nothing_written(), pytest.raises(payment.FeeUnsettled) as refused:
        do(walk, "confirm-payment", "bob")
    assert "500.000 đ" in str(refused.value)

    receive(walk, 500_000)
    do(walk, "confirm-payment", "bob")

    assert (walk.dossier.state, walk.dossier.paid, walk.dossier.owed) == ("tham-dinh", 500_000, 0)


def test_a_corrected_answer_shows_a_debt_or_what_was_paid_too_much(tmp_path: Path) -> None:
    walk = owing(tmp_path, "acceptance")
    receive(walk)
    for pages, owed, over in ((200, 1_200_000, 0), (100, 0, 300_000)):
        do(walk, "ask-supplement", "bob", components={}, questions={"extent": "Ghi lại số trang."})
        do(walk, "answer-supplement", "alice", correction=Correction({"extent": pages}), note="")
        account = money.account_of(walk.dossier.events.all())
        assert (account.owed, account.overpaid) == (owed, over)
        assert walk.dossier.owed == owed
        said = "Còn thiếu 1.200.000 đ" if owed else "Nộp thừa 300.000 đ"
        for page in (f"/ho-so/{walk.dossier.code}/", f"/mot-cua/{walk.dossier.code}/"):
            words = read(Visitor("alice" if "ho-so" in page else "bob", language="vi").get(page)).words()
            assert f"{said}: phải nộp" in words, page
            assert "Số tiền được tính lại theo câu trả lời đã sửa." in words
    assert audit.check_all().differences == []


def test_what_is_lacking_is_laid_to_a_correction_only_where_that_came_after_something_was_paid(tmp_path: Path) -> None:
    walk = owing(tmp_path, "acceptance")
    do(walk, "ask-supplement", "bob", components={}, questions={"extent": "Ghi lại số trang."})
    do(walk, "answer-supplement", "alice", correction=Correction({"extent": 200}), note="")
    receive(walk, walk.dossier.owed - 1_000)

    for who, page in (("alice", "ho-so"), ("bob", "mot-cua")):
        words = read(Visitor(who, language="vi").get(f"/{page}/{walk.dossier.code}/")).words()
        assert "Còn thiếu 1.000 đ: phải nộp" in words
        assert "Số tiền được tính lại theo câu trả lời đã sửa." not in words


def test_an_earlier_lifecycle_waits_for_nothing(tmp_path: Path) -> None:
    walk = story.dossier_in("accepted", at=owing(tmp_path, "filing").at)

    assert walk.dossier.owed == OWED
    assert not Payment.objects.exists()

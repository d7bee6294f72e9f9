"""The office decides that what an ended dossier has paid is not given back: with a reason, read by the payer, and it can be changed."""

from typing import Any

import pytest

from dossiers import acts
from dossiers.acts import money
from dossiers.commands import Fee
from dossiers.models import Dossier
from dossiers.proof import audit
from dossiers.refusals import MissingAnswer, NotYours, UnknownAction
from dossiers.refusals.money import payment
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.money.test_kept_money import PAGE, stopped
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import nothing_written

REASON = "Đã thẩm định xong trước khi dừng."


@pytest.fixture
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("agrees"),
    pytest.mark.at(local("2026-01-06 12:00")),
]


def keep(walk: Walk, who: str = "lan", when: str = "2026-01-06 11:10", **given: Any) -> None:
    act(walk, acts.KEEP_MONEY, who, when, **{"reason": REASON} | given)


def sums(walk: Walk) -> tuple[int, int]:
    """Return what is paid, and what of it stays by a decision."""
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    return dossier.paid, dossier.kept


def test_what_is_decided_leaves_the_list_and_the_payer_reads_the_reason() -> None:
    walk, other, bob = stopped(300_000), stopped(500_000), Visitor("bob", language="vi")
    lan = Visitor("lan", language="vi")
    file = lan.get(f"/mot-cua/{walk.dossier.code}/")

    lan.send(file, f"/{acts.KEEP_MONEY}/", {"reason": REASON, "ground": "Điều 1 Quy chế"})

    page, own = read(bob.get(PAGE)).words(), read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/"))
    assert sums(walk) == (300_000, 300_000)
    assert walk.dossier.code not in page
    assert other.dossier.code in page
    assert "Hồ sơ: 1 · tổng cộng 500.000 đ" in page
    assert "Cơ quan đã quyết định không hoàn trả 300.000 đ" in own.words()
    assert REASON in own.words()
    assert "Điều 1 Quy chế" in own.words()
    assert "không hoàn trả 300.000 đ" in read(bob.get(f"/mot-cua/{walk.dossier.code}/")).words()


def test_a_decision_is_put_right_by_giving_back() -> None:
    walk = stopped(300_000)
    keep(walk)
    paid = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT).sequence

    back = {"reverses": paid, "fee": Fee(100_000, "cash", is_meant=True), "reason": "Xem xét lại."}
    act(walk, acts.GIVE_BACK, "lan", "2026-01-06 11:20", **back)
    assert sums(walk) == (200_000, 200_000)
    page = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert "quyết định không hoàn trả 300.000 đ. Từ đó một phần đã được trả lại; còn giữ 200.000 đ" in page
    own = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    assert "quyết định không hoàn trả 300.000 đ" in own
    assert "còn 200.000 đ không hoàn trả" in own
    with nothing_written(), pytest.raises(payment.NothingUndecided):
        keep(walk, when="2026-01-06 11:25")

    given = {"reverses": paid, "reason": "Trả hết.", "given_back": True, "back_is_meant": True}
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 11:30", **given)
    assert sums(walk) == (0, 0)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (acts.GIVE_BACK, {"fee_amount": "100.000", "fee_method": "cash"}),
        (acts.REVERSE_PAYMENT, {"reversal": "back", "fee_method": "cash"}),
    ],
)
def test_who_gives_back_what_was_decided_to_stay_is_asked_first_and_reads_who_decided(
    name: str, typed: dict[str, str]
) -> None:
    walk, bob = stopped(300_000), Visitor("bob", language="vi")
    keep(walk)
    typed = {"reason": "Khách xin lại.", **typed}

    asked = bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), f"/{name}/", typed)

    assert asked.status_code == 422
    assert "Ngày 06/01/2026 Vũ Ngọc Lan đã quyết định không hoàn trả 300.000 đ" in read(asked).words()
    assert "Khách xin lại." in asked.content.decode()
    assert sums(walk) == (300_000, 300_000)

    assert bob.send(asked, f"/{name}/", {**typed, "fee_meant": "on"}).status_code == 302
    assert sums(walk) in {(200_000, 200_000), (0, 0)}


def test_a_wrong_entry_is_reversed_whatever_was_decided() -> None:
    walk, bob = stopped(300_000), Visitor("bob")
    keep(walk)

    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    assert bob.send(page, "/reverse-payment/", {"reversal": "wrong", "reason": "Ghi nhầm."}).status_code == 302

    assert sums(walk) == (0, 0)


def test_a_part_that_is_undone_leaves_the_decision_as_it_was() -> None:
    walk = stopped(300_000)
    keep(walk)
    paid = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT).sequence
    back = {"reverses": paid, "fee": Fee(100_000, "cash", is_meant=True), "reason": "Ghi nhầm."}
    part = act(walk, acts.GIVE_BACK, "bob", "2026-01-06 11:20", **back)

    act(walk, money.UNDO_PART, "bob", "2026-01-06 11:30", reverses=part.sequence, reason="Tiền chưa ra khỏi cơ quan.")

    assert sums(walk) == (300_000, 300_000)
    assert walk.dossier.code not in read(Visitor("bob").get(PAGE)).words()


def test_a_part_that_went_back_before_the_decision_and_is_undone_waits_for_another() -> None:
    walk = stopped(300_000)
    paid = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT).sequence
    back = {"reverses": paid, "fee": Fee(100_000, "cash", is_meant=True), "reason": "Ghi nhầm."}
    part = act(walk, acts.GIVE_BACK, "bob", "2026-01-06 11:05", **back)
    keep(walk)

    act(walk, money.UNDO_PART, "bob", "2026-01-06 11:30", reverses=part.sequence, reason="Tiền chưa ra khỏi cơ quan.")

    assert sums(walk) == (300_000, 200_000)


def test_it_needs_a_reason_and_is_not_decided_twice() -> None:
    walk = stopped(300_000)

    with nothing_written(), pytest.raises(MissingAnswer):
        keep(walk, reason="")
    keep(walk, ground="")
    with nothing_written(), pytest.raises(payment.NothingUndecided):
        keep(walk, when="2026-01-06 11:20")


def test_what_was_paid_too_much_cannot_be_kept() -> None:
    walk = dossier_at("phan-cong")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(2_000_000, "cash", is_meant=True))
    act(walk, "stop", "hoa", "2026-01-06 10:00")

    keep(walk)

    assert sums(walk) == (2_000_000, 1_800_000)
    assert "tổng cộng 200.000 đ" in read(Visitor("bob", language="vi").get(PAGE)).words()


def test_money_that_comes_after_the_decision_waits_for_another() -> None:
    walk = stopped(300_000)
    keep(walk)

    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 11:20", fee=Fee(200_000, "cash"))

    assert sums(walk) == (500_000, 300_000)
    keep(walk, when="2026-01-06 11:30")
    assert sums(walk) == (500_000, 500_000)


def test_it_is_decided_once_the_end_has_gone_out() -> None:
    walk = stopped(300_000)

    with nothing_written(), pytest.raises(payment.EndNotOut):
        keep(walk, when="2026-01-06 10:00")
    keep(walk, when="2026-01-06 10:02")


def test_who_decides_before_the_end_has_gone_out_reads_when_it_does_and_keeps_the_words(clock: Any) -> None:
    walk, lan = stopped(300_000), Visitor("lan", language="vi")
    page = lan.get(f"/mot-cua/{walk.dossier.code}/")
    clock.move_to(local("2026-01-06 10:00:30"))

    early = lan.send(page, f"/{acts.KEEP_MONEY}/", {"reason": REASON})

    assert early.status_code == 422
    assert "10:01:00" in read(early).words()
    assert REASON in early.content.decode()
    clock.move_to(local("2026-01-06 12:00"))


@pytest.mark.parametrize("state", ["filed", "tham-dinh", "result-ready", "returned"])
def test_nobody_decides_so_of_what_is_open_or_has_a_result(state: str) -> None:
    walk = dossier_at(state)

    with nothing_written(), pytest.raises(UnknownAction):
        keep(walk, when="2027-01-06 11:00")


@pytest.mark.parametrize("who", ["bob", "dung", "tam", "carol"])
def test_only_heads_and_leaders_decide_it(who: str) -> None:
    walk = stopped(300_000)

    with nothing_written(), pytest.raises(NotYours):
        keep(walk, who)
    keep(walk, "hoa")


def test_nothing_is_decided_where_nothing_was_paid() -> None:
    walk = dossier_at("stopped")

    with nothing_written(), pytest.raises(payment.NothingUndecided):
        keep(walk, when="2026-02-06 11:00")
    lan = Visitor("lan").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
    assert acts.KEEP_MONEY not in lan

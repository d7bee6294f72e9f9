"""Dossiers about whose money something was done."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from dossiers.commands import Fee
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.owing import STEPS, owing

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)


def paid(amount: int = 2_000_000, *, way: str = "cash", reference: str = "") -> Walk:
    """Have money received; 1,800,000 are due."""
    return dossier_in("tham-dinh", at=MONDAY).take(
        "receive-payment", "bob", fee=Fee(amount, way, reference, is_meant=True)
    )


def sequence_of(walk: Walk, action: str) -> int:
    return walk.dossier.events.get(action=action).sequence


def part_back() -> Walk:
    walk = paid()
    fee, reason = Fee(300_000, "transfer", "UNC-09", is_meant=True), "Nộp nhầm tiền sao y."
    return walk.take("give-back", "bob", reverses=sequence_of(walk, "receive-payment"), fee=fee, reason=reason)


def part_undone() -> Walk:
    walk, reason = part_back(), "Ghi nhầm hồ sơ, tiền chưa chuyển."
    return walk.take("undo-part", "bob", reverses=sequence_of(walk, "give-back"), reason=reason)


def reversed_(*, given_back: bool) -> Walk:
    walk = paid(1_800_000)
    given = {"given_back": True, "back_way": "cash"} if given_back else {}
    reason = "Trả lại do hồ sơ nộp nhầm nơi." if given_back else "Ghi nhầm hồ sơ khác."
    return walk.take("reverse-payment", "bob", reverses=sequence_of(walk, "receive-payment"), reason=reason, **given)


def demand_withdrawn() -> Walk:
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung", fee=Fee(5_000_000, is_meant=True))
    return walk.take("withdraw-demand", "dung", reason="Ghi nhầm số trang của hồ sơ khác.")


def waived_of_demand(amount: int) -> Walk:
    """Have so much of a demand of 1,800,000 waived, and the rest paid; both are confirmed."""
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung")
    walk.take("waive-fee", "lan", fee=Fee(amount), ground="Điều 10 Luật Phí và lệ phí", reason="Hộ nghèo.")
    rest = 1_800_000 - amount
    return walk.take("confirm-payment", "bob", fee=Fee(rest, "cash", is_meant=True) if rest else None)


def fallen_due() -> Walk:
    """Have it come to its decision, which waits for what nobody has asked for."""
    with TemporaryDirectory() as folder:
        walk = owing(Path(folder), "processing")
    for action, who in STEPS.items():
        if action == "decide":
            break
        walk.at += timedelta(minutes=20)
        walk.events.append(story.take(walk.dossier, action, who, at=walk.at))
        walk.dossier.refresh_from_db()
    return walk


def let_pass() -> Walk:
    with TemporaryDirectory() as folder:
        walk = owing(Path(folder), "processing")
    return walk.take("let-pass", "lan", reason="Gấp.")


def paid_in_part_while_it_waits() -> Walk:
    """Have 1,000 too little come in, of what is waited for."""
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung")
    return walk.take("receive-payment", "bob", fee=Fee(1_799_000, "transfer", "FT26005001", is_meant=True))


def confirmed_too_much() -> Walk:
    """Have 1,000 too much confirmed of what is waited for, in an edition whose confirmation records the payment."""
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung")
    return walk.take("confirm-payment", "bob", fee=Fee(1_801_000, "transfer", "FT26005001", is_meant=True))


def demand_let_pass() -> Walk:
    """Have a demand made, and let pass."""
    with TemporaryDirectory() as folder:
        walk = owing(Path(folder), "processing")
    for action in ("accept", "transfer", "finish-phan-cong"):
        walk.take(action, STEPS[action])
    return walk.take("ask-payment", "dung").take("let-pass", "lan", reason="Gấp.")


def goes_on_unpaid() -> Walk:
    return demand_let_pass().take("confirm-payment", "bob")


def money_kept() -> Walk:
    walk = paid().take("stop", "hoa", reason="Hội đã giải thể.")
    return walk.take("keep-money", "lan", reason="Đã thẩm định xong trước khi dừng.")


def resumed() -> Walk:
    return dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung").take("confirm-payment", "bob")

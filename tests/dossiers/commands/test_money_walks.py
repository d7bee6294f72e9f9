"""Whatever is paid, reversed, given back in part, undone, waived, let pass and corrected, in whatever order: no step goes past a debt that nobody allowed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.given import Correction
from dossiers.models import Dossier, Payment
from dossiers.proof import audit
from dossiers.refusals import Refusal
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.owing import OWED, STEPS, owing
from tests.dossiers.proof.records import undone

pytestmark = pytest.mark.django_db

PAGE = 15_000
WAITS = {"filing": ("accept", "decide", "return"), "processing": ("decide", "return"), "return": ("return",)}
DESK = (
    "receive",
    "receive",
    "reverse",
    "part",
    "part",
    "undo",
    "waive",
    "pass",
    "correct",
    "onward",
    "onward",
    "onward",
    "onward",
    "onward",
)
DOING = st.tuples(st.sampled_from(DESK), st.integers(1, 150), st.sampled_from(("bob", "lan", "hoa")))


class Ledger:
    """What is due, paid, waived and allowed, kept by hand."""

    def __init__(self) -> None:
        self.due, self.waived, self.allowed = OWED, 0, 0
        self.paid: dict[int, int] = {}
        self.parts: dict[int, tuple[int, int]] = {}
        """By what gave a part back: the payment and the amount."""

    @property
    def debt(self) -> int:
        return self.due - self.waived - sum(self.paid.values())


def _tried(walk: Walk, action: str, who: str, **what: Any) -> int:
    """Take an action; return its sequence, 0 where it was refused."""
    walk.at += timedelta(minutes=7)
    try:
        event = story.take(walk.dossier, action, who, at=walk.at, **what)
    except Refusal:
        return 0
    finally:
        walk.dossier = Dossier.objects.get(pk=walk.dossier.pk)
    return event.sequence


def _money(walk: Walk, ledger: Ledger, kind: str, pages: int, who: str) -> None:
    """Do something about money, and write it down where it was done."""
    amount, open_debt = pages * PAGE, max(0, ledger.debt)
    if kind == "receive":
        fee = Fee(amount, "cash", is_meant=pages % 2 == 0)
        if done := _tried(walk, acts.RECEIVE_PAYMENT, "bob", fee=fee):
            ledger.paid[done] = amount
    elif kind in {"reverse", "part", "undo"}:
        _taken_off(walk, ledger, kind, pages, who)
    elif kind == "waive":
        if _tried(walk, acts.WAIVE_FEE, who, fee=Fee(amount)):
            assert amount <= open_debt
            ledger.waived += amount
    elif _tried(walk, acts.LET_PASS, who):
        ledger.allowed = max(ledger.allowed, open_debt)


def _taken_off(walk: Walk, ledger: Ledger, kind: str, pages: int, who: str) -> None:
    """Reverse a payment, give a part of it back, or undo such a part."""
    chosen, amount = sorted(ledger.paid)[pages % len(ledger.paid)] if ledger.paid else pages, pages * PAGE
    if kind == "reverse":
        if _tried(walk, acts.REVERSE_PAYMENT, who, reverses=chosen, given_back=True):
            del ledger.paid[chosen]
    elif kind == "undo":
        part = sorted(ledger.parts)[pages % len(ledger.parts)] if ledger.parts else pages
        if _tried(walk, acts.UNDO_PART, who, reverses=part):
            # A key that is gone, or whose payment is, fails: a part was undone twice, or of what is reversed.
            payment, given_back = ledger.parts.pop(part)
            ledger.paid[payment] += given_back
    elif done := _tried(walk, acts.GIVE_BACK, who, reverses=chosen, fee=Fee(amount, "cash", is_meant=pages % 2 == 0)):
        assert amount < ledger.paid[chosen]
        ledger.paid[chosen] -= amount
        ledger.parts[done] = chosen, amount


def _corrected(walk: Walk, ledger: Ledger, pages: int) -> None:
    """Have the number of pages put right, where that can be asked for."""
    if _tried(walk, "ask-supplement", "bob", components={}, questions={"extent": "Ghi lại số trang."}):
        assert _tried(walk, "answer-supplement", "alice", correction=Correction({"extent": pages}), note="")
        ledger.due = pages * PAGE


@pytest.mark.parametrize("due", WAITS)
def test_no_step_goes_past_a_debt_that_nobody_allowed_and_all_sums_agree(tmp_path: Path, due: str) -> None:
    start = owing(tmp_path, due)

    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=[*HealthCheck], derandomize=True)
    @given(st.lists(DOING, min_size=12, max_size=30))
    def walks(doings: list[tuple[str, int, str]]) -> None:
        with undone():
            walk, ledger = Walk(Dossier.objects.get(pk=start.dossier.pk), start.at), Ledger()
            steps = iter(STEPS.items())
            step = next(steps)
            for kind, pages, who in doings:
                if kind == "onward" and step:
                    allowed = ledger.debt <= max(0, ledger.allowed)
                    done = _tried(walk, *step)
                    assert bool(done) == (allowed or step[0] not in WAITS[due]), step
                    step = next(steps, None) if done else step
                elif kind == "correct":
                    _corrected(walk, ledger, pages)
                elif kind != "onward":
                    _money(walk, ledger, kind, pages, who)
                dossier = walk.dossier
                assert (dossier.charged, dossier.waived) == (ledger.due, ledger.waived)
                assert (dossier.paid, dossier.owed) == (sum(ledger.paid.values()), max(0, ledger.debt))
            rows = Payment.objects.filter(dossier=walk.dossier)
            assert sum(one.signed for one in rows) == walk.dossier.paid
            assert audit.check_all().differences == []

    walks()

"""Whatever a gateway reports, late, twice, in any order or never, among cash, reversals and waivers: the sums are those by hand.

``GATEWAY_EXAMPLES=10000`` for more messages than the run of all tests sends.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dossiers import acts, turns
from dossiers.commands import Fee
from dossiers.models import Dossier, GatewayTransfer, NewsKind, OrderState, Payment, PaymentOrder
from dossiers.payments.gateway import orders
from dossiers.payments.gateway.settling import RUN, Settling
from dossiers.proof import audit
from dossiers.refusals import Refusal
from portal.demo import story
from portal.demo.bank import ledger
from tests.dossiers.lifecycle import local
from tests.dossiers.owing import OWED, owing
from tests.dossiers.payments.gateway.made import send
from tests.dossiers.proof.records import undone

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("GATEWAY_EXAMPLES", "200"))
"""Messages that are sent, those that come again among them."""
PART = 500
"""So many of them are a test: none takes longer than a test may."""
NOW = local("2026-12-07 12:00")
STEPS = 40
BANK = ("order", "order", "pay", "pay", "pay", "fail", "refund", "refund", "drop")
POST = ("send", "send", "send", "send", "again", "again")
DESK = ("cash", "reverse", "waive", "run", "wait")


@dataclass
class ByHand:
    """What was paid, given back and waived, kept apart from the site."""

    cash: Counter[int] = field(default_factory=Counter)
    waived: Counter[int] = field(default_factory=Counter)
    paid: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By the number of the bank: the dossier, and how much."""
    parts: Counter[str] = field(default_factory=Counter)
    """What the bank has given back of a payment in parts, by its number."""
    back: set[str] = field(default_factory=set)
    """What the bank has given back, or somebody has reversed by hand."""

    def of(self, dossier: int) -> int:
        """Return what is paid of a dossier and stays."""
        stays = (
            (pk, amount - self.parts[number]) for number, (pk, amount) in self.paid.items() if number not in self.back
        )
        return self.cash[dossier] + sum(amount for pk, amount in stays if pk == dossier)


class World:
    """Dossiers that owe something, a bank, and the messages that are on their way."""

    def __init__(self, seed: int, dossiers: list[int], clock: Any) -> None:
        self.chance, self.dossiers, self.clock = random.Random(seed), dossiers, clock
        self.now, self.by_hand = NOW, ByHand()
        self.orders: list[PaymentOrder] = []
        self.post: list[bytes] = []
        self.seen: list[bytes] = []
        self.sent = 0

    def play(self) -> int:
        """Do something at random, time after time; then let everything be found out. Return how many messages were sent."""
        for _n in range(STEPS):
            self._pass(timedelta(minutes=self.chance.choice([0, 1, 3, 20])))
            getattr(self, f"_{self.chance.choice(BANK + POST + DESK)}")()
        self._end()
        return self.sent

    def _pass(self, by: timedelta) -> None:
        self.now += by
        self.clock.move_to(self.now)

    def _order(self) -> None:
        dossier = Dossier.objects.get(pk=self.chance.choice(self.dossiers))
        amount = dossier.owed or self.chance.choice([15_000, OWED])
        order = orders.open_order(dossier, amount, gateway="demo", by=dossier.applicant, at=self.now)
        ledger.begin(order.reference, order.amount, "/")
        self.orders.append(order)

    def _happens(self, kind: NewsKind, **other: Any) -> ledger.Happened | None:
        if not self.orders:
            return None
        order = self.chance.choice(self.orders)
        entry = ledger.find(order.reference)
        assert entry
        # The same bank moves the money of other orders too: the number of each is its own.
        found = ledger.event(entry, kind, self.now, **other)
        ledger.add(entry, found)
        self.post.append(found.body(order.reference))
        if kind is NewsKind.PAID:
            self.by_hand.paid[found.number] = order.dossier_id, found.amount
        return found

    def _pay(self) -> None:
        self._happens(NewsKind.PAID, amount=self.chance.choice([None, None, 1, 900_000, OWED + 1]))

    def _fail(self) -> None:
        self._happens(NewsKind.FAILED)

    def _refund(self) -> None:
        entries = [entry for order in self.orders if (entry := ledger.find(order.reference)) and entry.paid]
        if entries:
            entry = self.chance.choice(entries)
            assert entry.paid
            number, whole = entry.paid.number, entry.paid.amount
            left = whole - self.by_hand.parts[number]
            is_part = left > 1 and number not in self.by_hand.back and self.chance.random() < 1 / 2
            amount = left // 2 if is_part else whole if number in self.by_hand.back else left
            back = ledger.event(entry, NewsKind.REFUNDED, self.now, amount=amount, refunds=number)
            ledger.add(entry, back)
            self.post.append(back.body(entry.reference))
            if is_part:
                self.by_hand.parts[number] += amount
            else:
                self.by_hand.back.add(number)

    def _send(self) -> None:
        if self.post:
            self._leave(self.post.pop(self.chance.randrange(len(self.post))))

    def _again(self) -> None:
        if self.seen:
            self._leave(self.chance.choice(self.seen))

    def _leave(self, body: bytes) -> None:
        assert send(body).status_code == 200
        self.seen.append(body)
        self.sent += 1

    def _drop(self) -> None:
        if self.post:
            self.post.pop()

    def _cash(self) -> None:
        pk, amount = self.chance.choice(self.dossiers), self.chance.choice([5_000, OWED])
        fee = Fee(amount, "cash", is_meant=True)
        if self._done(pk, acts.RECEIVE_PAYMENT, "bob", fee=fee):
            self.by_hand.cash[pk] += amount

    def _reverse(self) -> None:
        paid = Payment.objects.filter(number__isnull=False, reversal=None)
        standing = list(paid.select_related("event__gateway_transfer"))
        if not standing:
            return
        row = self.chance.choice(standing)
        if self._done(row.dossier_id, acts.REVERSE_PAYMENT, "lan", reverses=row.event.sequence):
            transfer = GatewayTransfer.objects.filter(event=row.event_id).first()
            if transfer:
                self.by_hand.back.add(transfer.number)
            else:
                self.by_hand.cash[row.dossier_id] -= row.amount

    def _waive(self) -> None:
        pk = self.chance.choice(self.dossiers)
        if self._done(pk, acts.WAIVE_FEE, "lan", fee=Fee(15_000)):
            self.by_hand.waived[pk] += 15_000

    def _done(self, pk: int, action: str, who: str, **given: Any) -> bool:
        try:
            story.take(Dossier.objects.get(pk=pk), action, who, at=self.now, **given)
        except Refusal:
            return False
        return True

    def _run(self) -> None:
        assert not turns.take(RUN, Settling(self.now))

    def _wait(self) -> None:
        self._pass(timedelta(minutes=45))

    def _end(self) -> None:
        """Send what is left in any order, or lose it; then let the bank be asked until that is over."""
        self.chance.shuffle(self.post)
        lost = len(self.post) // 3
        again = self.chance.sample(self.seen, len(self.seen) // 2)
        for body in (*self.post[lost:], *again):
            self._leave(body)
        # Once while orders are asked about still, once when that is over.
        for by in (timedelta(hours=2), timedelta(hours=2), timedelta(days=2)):
            self._pass(by)
            self._run()
            self._run()

    def agrees(self) -> None:
        """Hold the site against what was kept by hand."""
        for dossier in Dossier.objects.filter(pk__in=self.dossiers):
            assert (dossier.paid, dossier.waived) == (self.by_hand.of(dossier.pk), self.by_hand.waived[dossier.pk])
            assert dossier.owed == max(0, OWED - dossier.paid - dossier.waived)
        heard = GatewayTransfer.objects.filter(kind=NewsKind.PAID)
        assert dict(heard.values_list("number", "amount")) == {
            number: amount for number, (_pk, amount) in self.by_hand.paid.items()
        }
        left_to_people = GatewayTransfer.objects.exclude(state__in=["recorded", "nothing"])
        # Only what the bank gave back of a payment that somebody had reversed by hand, or that it gave back whole before.
        assert all(one.state == "by-hand" and one.refunds in self.by_hand.back for one in left_to_people)
        assert not PaymentOrder.objects.filter(state=OrderState.OPEN).exists()
        assert not PaymentOrder.objects.exclude(ask_at=None).exists()
        report = audit.check_all()
        assert report.differences == []
        assert len(report.remarks) == len(left_to_people)


@pytest.fixture
def dossiers(tmp_path: Path, settings: Any) -> list[int]:
    """Return three dossiers that owe the same and are open."""
    settings.BANK_DIR = tmp_path / "bank"
    first = owing(tmp_path, "processing").dossier
    slug = first.machine.slug
    others = [story.file("alice", at=first.filed_at, slug=slug) for _n in range(2)]
    return [first.pk, *(other.pk for other in others)]


@pytest.mark.parametrize("part", range(-(-EXAMPLES // PART)))
def test_nothing_is_lost_and_nothing_is_counted_twice(dossiers: list[int], part: int) -> None:
    sent, seed = 0, part * PART
    with time_machine.travel(NOW, tick=False) as clock:
        while sent < min(EXAMPLES, PART):
            seed += 1
            with undone():
                world = World(seed, dossiers, clock)
                sent += world.play()
                try:
                    world.agrees()
                except AssertionError as failure:
                    failure.add_note(f"seed {seed}")
                    raise

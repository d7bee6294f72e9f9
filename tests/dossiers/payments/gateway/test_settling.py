"""The run: what could not be recorded at once is recorded later, and silent orders are asked about until it is over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings as site
from django.db import connection
from django.utils import timezone

from dossiers import turns
from dossiers.models import GatewayMessage, GatewayTransfer, NewsKind, OrderState, Payment, PaymentOrder
from dossiers.payments.gateway import arriving, orders, seam
from dossiers.payments.gateway.settling import RUN, Settling
from dossiers.proof import audit
from portal.demo.bank import ledger
from portal.demo.bank.gateway import Bank
from tests import databases
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.payments.gateway.made import message, order_of, refund, states
from tests.journeys.conftest import Worker

NOW = local("2026-01-06 12:00")
MINUTE = timedelta(minutes=1)


class Deaf(Bank):
    """A gateway that does not answer."""

    def query(self, order: PaymentOrder) -> list[bytes]:
        raise OSError(order.reference)


def settle(at: datetime) -> Settling:
    work = Settling(at)
    assert not turns.take(RUN, work)
    return work


def kept(order: PaymentOrder, body: bytes, at: datetime = NOW) -> None:
    """Take a message in and record nothing of it, as a process that is killed then."""
    gateway = seam.configured()
    assert gateway
    arriving.take_in(gateway, body, at=at)


def paid_at_the_bank(order: PaymentOrder, at: datetime) -> None:
    """Let the bank be paid and say nothing."""
    ledger.begin(order.reference, order.amount, "/")
    entry = ledger.find(order.reference)
    assert entry
    ledger.add(entry, ledger.event(entry, NewsKind.PAID, at))


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.BANK_DIR = tmp_path / "bank"


@pytest.mark.django_db
@pytest.mark.at(NOW)
class TestARun:
    """At one instant, on a database of its own."""

    def test_records_what_was_kept_and_nothing_twice(self) -> None:
        order = order_of(dossier_at("tham-dinh").dossier)
        kept(order, refund(order))
        kept(order, message(order))
        assert states() == [("FT2", "waiting"), ("FT1", "waiting")]

        # What is given back is older, and waits for its payment.
        settle(NOW)
        settle(NOW)
        settle(NOW)

        assert states() == [("FT2", "recorded"), ("FT1", "recorded")]
        assert Payment.objects.count() == 2
        assert audit.check_all().differences == []

    def test_finds_what_was_paid_and_never_reported(self, clock: Any) -> None:
        order = order_of(dossier_at("tham-dinh").dossier)
        paid_at_the_bank(order, NOW)
        settle(NOW)
        assert not Payment.objects.exists()

        clock.move_to(NOW + 3 * MINUTE)
        settle(NOW + 3 * MINUTE)

        order.refresh_from_db()
        last = order.expires_at + orders.ASKED_FOR
        assert (order.state, order.ask_at, Payment.objects.get().amount) == (OrderState.PAID, last, order.amount)
        assert GatewayMessage.objects.get().is_asked
        assert audit.check_all().differences == []

    def test_ends_an_order_that_nobody_paid_and_asks_for_a_day_still(self, clock: Any) -> None:
        order = order_of(dossier_at("tham-dinh").dossier)
        asked = []
        for minutes in range(0, 36 * 60, 7):
            clock.move_to(NOW + minutes * MINUTE)
            settle(NOW + minutes * MINUTE)
            order.refresh_from_db()
            asked.append((order.state, order.ask_at))

        assert asked[3][0] == OrderState.OPEN
        assert asked[6][0] == OrderState.EXPIRED
        assert asked[6][1] is not None
        assert asked[-1] == (OrderState.EXPIRED, None)

    def test_finds_what_was_paid_in_the_last_minute_of_an_order_that_another_took_the_place_of(
        self, clock: Any
    ) -> None:
        dossier = dossier_at("tham-dinh").dossier
        order = order_of(dossier)
        clock.move_to(NOW + 31 * MINUTE)
        order_of(dossier)
        paid_at_the_bank(order, NOW + 29 * MINUTE)

        settle(NOW + 31 * MINUTE)

        order.refresh_from_db()
        assert order.state == OrderState.PAID

    def test_asks_again_later_where_the_gateway_does_not_answer(self, settings: Any, clock: Any) -> None:
        order = order_of(dossier_at("tham-dinh").dossier)
        other = order_of(dossier_at("tham-dinh").dossier)
        settings.PAYMENT_GATEWAY = f"{__name__}.{Deaf.__name__}"
        clock.move_to(NOW + 3 * MINUTE)

        work = settle(NOW + 3 * MINUTE)

        order.refresh_from_db()
        other.refresh_from_db()
        assert (work.broken, order.ask_at, other.ask_at) == (2, *[NOW + 8 * MINUTE] * 2)

    def test_one_that_fails_each_time_keeps_no_other_waiting(self) -> None:
        first, second = (order_of(dossier_at("tham-dinh").dossier) for _n in range(2))
        kept(first, message(first, number="FT1"))
        kept(second, message(second, number="FT2"))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE dossiers_dossier SET version_id = version_id, state = 'gone' WHERE id = %s", [first.dossier_id]
            )

        work = settle(NOW)

        assert work.broken == 1
        assert states() == [("FT1", "waiting"), ("FT2", "recorded")]

    def test_without_a_gateway_still_records_what_came_and_ends_orders(self, settings: Any, clock: Any) -> None:
        order = order_of(dossier_at("tham-dinh").dossier)
        kept(order, message(order))
        other = order_of(dossier_at("tham-dinh").dossier)
        settings.PAYMENT_GATEWAY = ""
        clock.move_to(NOW + 40 * MINUTE)

        settle(NOW + 40 * MINUTE)

        other.refresh_from_db()
        assert (states(), other.state) == ([("FT1", "recorded")], OrderState.EXPIRED)


@pytest.mark.usefixtures("committed_db")
def test_a_worker_that_is_killed_while_it_records_loses_nothing_and_counts_nothing_twice() -> None:
    order = order_of(dossier_at("tham-dinh").dossier)
    kept(order, message(order), at=timezone.now())
    first = Worker()
    with _row_taken(order.dossier_id) as is_waited_for:
        first.start()
        try:
            first.wait(is_waited_for)
        finally:
            first.kill()
    assert states() == [("FT1", "waiting")]

    second = Worker()
    second.start()
    try:
        second.wait(lambda: states() == [("FT1", "recorded")])
    finally:
        second.kill()

    assert (Payment.objects.count(), GatewayTransfer.objects.get().order) == (1, order)
    # A schedule that begins seals the days behind it, by a key of its process.
    assert [one for one in audit.check_all().differences if not one.dossier.startswith("seal ")] == []
    assert site.PAYMENT_GATEWAY


@contextmanager
def _row_taken(dossier: int) -> Iterator[Callable[[], bool]]:
    """Hold the row of a dossier; yield whether somebody waits for it."""
    with psycopg.connect(databases.dsn()) as rival, psycopg.connect(databases.dsn(), autocommit=True) as looking:
        rival.execute("SELECT FROM dossiers_dossier WHERE id = %s FOR UPDATE", [dossier])

        def is_waited_for() -> bool:
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
            [count] = looking.execute(waits).fetchone() or [0]
            return count > 0

        yield is_waited_for

"""Two thousand submissions and acts on each broker while web, worker, schedule and broker are killed at 200 random moments.

Where the database is the broker, its server is killed with them: it runs as one that keeps what it has committed
(``TESTS_DURABLE``), as the tests' own does not. ``SOAK_ACTS`` and ``SOAK_MOMENTS`` say how many of each.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests import brokers
from tests.bad_luck import suffer
from tests.brokers import Broker

ACTS = int(os.environ.get("SOAK_ACTS", "2000"))
MOMENTS = int(os.environ.get("SOAK_MOMENTS", "200"))
BETWEEN = (0.5, 3.0)
"""Seconds from when the web answers to the next kill: with what it takes to start, a quarter of an hour for a broker."""


@pytest.mark.parametrize("broker", [None, brokers.redis, brokers.valkey, brokers.rabbitmq])
def test_every_act_has_its_event_its_papers_and_its_messages_once(
    committed_db: None, tmp_path: Path, broker: Callable[[Path], Broker] | None
) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)

    of = broker.__name__ if broker else "database"
    found = suffer(ACTS, MOMENTS, broker=broker and broker(tmp_path), between=BETWEEN, database=broker is None)

    print(f"{of}: {dict(found.acts)}, killed {dict(found.kills)}, done {found.seconds:.1f} s after the last")
    assert sum(found.acts.values()) >= ACTS
    assert sum(found.kills.values()) == MOMENTS

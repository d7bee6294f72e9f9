"""Two thousand submissions and acts on each broker while web, worker, schedule and broker are killed at 200 random moments.

``SOAK_ACTS`` and ``SOAK_MOMENTS`` say how many of each.
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
BETWEEN = (1.0, 6.0)


@pytest.mark.parametrize("broker", [None, brokers.redis, brokers.valkey, brokers.rabbitmq])
def test_every_act_has_its_event_its_papers_and_its_messages_once(
    committed_db: None, tmp_path: Path, broker: Callable[[Path], Broker] | None
) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)

    found = suffer(ACTS, MOMENTS, broker=broker and broker(tmp_path), between=BETWEEN)

    print(
        f"{broker.__name__ if broker else 'database'}: {found.acts} acts, killed {found.kills}, done {found.seconds:.1f} s after"
    )
    assert found.acts >= ACTS
    assert sum(found.kills.values()) == MOMENTS

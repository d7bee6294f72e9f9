"""Whatever is killed at whatever moment, each act has its event, its papers and its messages once; ``make soak`` takes longer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import brokers
from tests.bad_luck import suffer
from tests.brokers import Broker


@pytest.mark.parametrize(("broker", "begins_with"), [(None, 0), (brokers.redis, 3)], ids=["database", "redis"])
def test_nothing_is_lost_and_nothing_doubled(
    committed_db: None, tmp_path: Path, broker: Callable[[Path], Broker] | None, begins_with: int
) -> None:
    found = suffer(12, 6, broker=broker and broker(tmp_path), between=(0.5, 3.0), seed=begins_with)

    assert sum(found.acts.values()) >= 12
    assert sum(found.kills.values()) == 6

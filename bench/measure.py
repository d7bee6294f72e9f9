"""A measurement: ours and the other side, round by round."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """Seconds for one thing done, by round: ours and the floor's; and every latency of ours."""

    name: str
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Ours by the floor in time: the median of the rounds' ratios; 1 would be the floor itself."""
        return statistics.median(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))

    @property
    def share(self) -> float:
        """Our rate by the floor's; more than 1 is faster than the floor."""
        return 1 / self.ratio

    def to_json(self) -> dict[str, object]:
        """Return both sides in milliseconds, each round of them, and what the latencies were."""
        return {
            "ours_ms": _ms(statistics.median(self.ours)),
            "floor_ms": _ms(statistics.median(self.floor)),
            "rounds": [[_ms(ours), _ms(floor)] for ours, floor in zip(self.ours, self.floor, strict=True)],
            "latencies": spread(self.latencies),
        }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that so large a share of all does not exceed; raises ``ValueError`` for none at all."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return how latencies are spread, in milliseconds; nothing for none."""
    if not seconds:
        return {}
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "most_ms": 1.0}
    return {"count": len(seconds)} | {name: _ms(percentile(seconds, share)) for name, share in shares.items()}


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(seconds: float) -> float:
    """Return milliseconds with four figures, whether it is a page or a date."""
    return float(f"{1000 * seconds:.4g}")

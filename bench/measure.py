"""A measurement: ours and the other side, round by round."""

import statistics
import time
from collections.abc import Callable
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

    def to_json(self) -> dict[str, object]:
        """Return the result in milliseconds, and how many of ours a second hold."""
        ordered = sorted(self.latencies)
        return {
            "name": self.name,
            "ours_ms": _ms(statistics.median(self.ours)),
            "floor_ms": _ms(statistics.median(self.floor)),
            "ours_by_floor": float(f"{self.ratio:.3g}"),
            "share_of_floors_rate": float(f"{1 / self.ratio:.3g}"),
            "ours_per_second": round(1 / statistics.median(self.ours)),
            "floor_per_second": round(1 / statistics.median(self.floor)),
            "p50_ms": _ms(ordered[len(ordered) // 2]),
            "p95_ms": _ms(ordered[int(len(ordered) * 0.95)]),
            "rounds": len(self.ours),
        }


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(seconds: float) -> float:
    """Return milliseconds with four figures, whether it is a page or a date."""
    return float(f"{1000 * seconds:.4g}")

"""A campaign: so many moves of the attacker against the site, each answer judged, and the record after them."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from django.core.cache import cache

from tests.attacks.addresses import Address, route_of
from tests.attacks.attacker import READING, Attacker
from tests.attacks.attempts import Answer, Attempt
from tests.attacks.judge import MOST_SECONDS, Finding, judged, of_record
from tests.attacks.world import World, rows

ADMIN = "admin"
LOOK_EVERY = 50
"""Requests after which the attacker learns what has come since, and counted tries are forgotten."""


@dataclass
class Campaign:
    """What was sent and seen. ``requests`` counts the hostile ones, without the pages read for their forms."""

    world: World
    attacker: Attacker
    most_seconds: float = MOST_SECONDS
    requests: int = 0
    read: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    visited: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    grown: list[int] = field(default_factory=lambda: [0] * 6)

    @classmethod
    def against(cls, world: World, addresses: Sequence[Address], *, seed: int) -> "Campaign":
        """Prepare a campaign."""
        return cls(world, Attacker(seed, addresses, world))

    def run(self, requests: int) -> "Campaign":
        """Send at least so many hostile requests, then judge the record."""
        begun, busy, index = time.perf_counter(), time.process_time(), 0
        while self.requests < requests:
            self._play(index)
            index += 1
        self.world.put_back()
        self.findings += of_record()
        self.seconds, self.cpu_seconds = time.perf_counter() - begun, time.process_time() - busy
        return self

    def _play(self, index: int) -> None:
        move, answer = self.attacker.move(index), None
        with suppress(StopIteration):
            while True:
                attempt = next(move) if answer is None else move.send(answer)
                answer = self.send(attempt)

    def send(self, attempt: Attempt) -> Answer:
        """Send a request and judge what comes of it."""
        before = rows()
        answer = self.world.callers[attempt.persona].send(attempt)
        grown = [after - then for after, then in zip(rows(), before, strict=True)]
        self.findings += judged(attempt, answer, self.world.of_others(attempt.persona), grown, self.most_seconds)
        self._note(attempt, answer, grown)
        if attempt.persona == ADMIN and answer.status == 302:
            self.world.put_back()
        self.world.sign_in(attempt.persona)
        return answer

    def _note(self, attempt: Attempt, answer: Answer, grown: Sequence[int]) -> None:
        self.statuses[answer.status] += 1
        self.visited.add(route_of(unquote_to_bytes(attempt.path).decode(errors="replace")))
        self.slowest = max(self.slowest, (answer.seconds, f"{attempt.method} {attempt.path[:80]} ({attempt.kind})"))
        self.grown = [total + more for total, more in zip(self.grown, grown, strict=True)]
        if attempt.kind == READING:
            self.read += 1
            return
        self.requests += 1
        self.kinds[attempt.kind] += 1
        if self.requests % LOOK_EVERY == 0:
            self.world.look()
            cache.clear()

    def summary(self) -> str:
        """Return the figures in a few lines."""
        return (
            f"{self.requests} hostile requests and {self.read} pages in {self.seconds:.1f} s, "
            f"{self.cpu_seconds:.1f} s of them at work; "
            f"the slowest took {self.slowest[0]:.2f} s: {self.slowest[1]}; statuses {dict(sorted(self.statuses.items()))}; "
            f"kinds {dict(self.kinds)}; grown {self.grown}; {len(self.findings)} findings"
        )

    def report(self) -> str:
        """Return the findings, the first of each kind whole."""
        first: dict[str, Finding] = {}
        for finding in self.findings:
            first.setdefault(finding.place, finding)
        return "\n\n".join([self.summary(), *map(str, first.values())])

"""An open model of load: people come at a rate of their own, whether or not those before them have been served.

A latency counts from when somebody was to come, so that a server that stands still is seen as it was for whoever waited.
"""

import queue
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

IN_FLIGHT = 64
"""Requests that are under way at most; whoever comes then waits, and the wait counts."""


@dataclass(frozen=True, slots=True)
class Arrival[Person]:
    """Something that somebody asks for, ``due`` seconds from the beginning."""

    due: float
    what: str
    ask: Callable[[Person], str]
    """Asks by means of a connection and returns what was wrong, or nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an arrival was served: ``late`` seconds until it was sent, ``latency`` until all of the answer was there."""

    what: str
    late: float
    latency: float
    fault: str


def instants(rate: float, seconds: float, random: Random) -> Iterator[float]:
    """Yield when somebody comes, at ``rate`` a second on average, independently of each other, in order."""
    at = random.expovariate(rate)
    while at < seconds:
        yield at
        at += random.expovariate(rate)


def drive[Person](plan: Sequence[Arrival[Person]], connections: Sequence[Person]) -> list[Answer]:
    """Let everybody come when it is their time; return every answer, in the order of arrival."""
    free: queue.SimpleQueue[Person] = queue.SimpleQueue()
    for connection in connections:
        free.put(connection)
    answers: list[Future[Answer]] = []
    began = time.perf_counter()
    with ThreadPoolExecutor(len(connections)) as pool:
        for arrival in sorted(plan, key=lambda arrival: arrival.due):
            time.sleep(max(0.0, began + arrival.due - time.perf_counter()))
            answers.append(pool.submit(_served, arrival, began, free))
        return [answer.result() for answer in answers]


def _served[Person](arrival: Arrival[Person], began: float, free: "queue.SimpleQueue[Person]") -> Answer:
    connection = free.get()
    late = time.perf_counter() - began - arrival.due
    try:
        fault = arrival.ask(connection)
    except OSError as error:
        fault = f"{type(error).__name__}: {error}"
    finally:
        free.put(connection)
    return Answer(arrival.what, late, time.perf_counter() - began - arrival.due, fault)

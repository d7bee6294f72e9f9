"""People file and act while web, worker, schedule and broker are killed at random moments; and what must hold afterwards."""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Event as Signal
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from dossiers import outbox
from dossiers.models import Dossier, Event, Letter, Notice, OutboxEntry, OwnPaper
from dossiers.proof.audit import check_all
from tests import programs
from tests.brokers import Broker
from tests.programs import Program
from tests.visiting import RealVisitor

FILERS, DESKS = ("alice", "mallory"), ("bob", "bob")
PASSING = (OSError, HTTPException, AssertionError, ValueError)
"""What a visitor meets while something is being started again."""
GOES_ON_SECONDS = 60
PATIENCE_SECONDS = 120
"""For one act of a person, however often the page has to be opened again."""


@dataclass
class People:
    """Citizens file and the desk accepts what was filed, as often as they can up to what is allowed, until they are told to stop."""

    address: str
    allowed: int = 0
    """How many submissions and acts there may be so far: they are spread over the kills, however fast the machine is."""
    filed: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    _works: list[Future[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting: SimpleQueue[str] = SimpleQueue()
        self._ends, self._lock = Signal(), Lock()

    @property
    def acts(self) -> int:
        """How many submissions and acts were answered."""
        return len(self.filed) + len(self.accepted)

    @property
    def has_given_up(self) -> bool:
        """Whether one of them could not go on; ``end`` says why."""
        return any(work.done() for work in self._works)

    def begin(self, threads: ThreadPoolExecutor) -> None:
        """Let all of them work."""
        turns = [(self._file, who) for who in FILERS] + [(self._accept, who) for who in DESKS]
        # A session is made in the database: by this thread, which alone asks it.
        turns_of = [(turn, RealVisitor(self.address, who)) for turn, who in turns]
        self._works = [threads.submit(self._work, turn, visitor) for turn, visitor in turns_of]

    def end(self) -> None:
        """Have everybody finish what is in hand. Raises what one of them could not do."""
        self._ends.set()
        for work in self._works:
            work.result()

    def _work(self, turn: Callable[[RealVisitor], None], who: RealVisitor) -> None:
        while not self._ends.is_set():
            if self.acts < self.allowed:
                turn(who)
            else:
                self._ends.wait(0.05)

    def _file(self, who: RealVisitor) -> None:
        code = _insist(who.file)
        self._waiting.put(code)
        with self._lock:
            self.filed.append(code)

    def _accept(self, who: RealVisitor) -> None:
        try:
            code = self._waiting.get(timeout=0.2)
        except Empty:
            return
        _insist(lambda: _accepted(who, code))
        with self._lock:
            self.accepted.append(code)


def _accepted(who: RealVisitor, code: str) -> bool:
    page = who.get(f"/mot-cua/{code}/")
    assert page.status_code == 200
    if f"/mot-cua/{code}/accept/".encode() in page.content:
        answer = who.send(page, "/accept/", {})
        assert answer.status_code == 200
    return True


def _insist[T](act: Callable[[], T]) -> T:
    """Do what a person does whose page does not come: try again."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except PASSING:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@dataclass(frozen=True)
class Outcome:
    """What happened: acts that were answered, kills by program, seconds from the last kill until all was done."""

    acts: int
    kills: dict[str, int]
    seconds: float


def suffer(acts: int, kills: int, *, broker: Broker | None, between: tuple[float, float], seed: int = 0) -> Outcome:
    """Run an office on a broker, or on the database, under so many acts and kills; hold what must hold, and return what happened.

    ``between`` is how many seconds pass from the moment at which the web answers to the next kill, at least and at most.
    """
    chance = random.Random(seed)
    port, python = programs.free_port(), programs.runtime()
    given = {"TAKE_BACK_SECONDS": "1"} | ({"CELERY_BROKER_URL": broker.address} if broker else {})
    web = programs.web(port, python=python, **given)
    office = [web, programs.worker(python=python, **given), programs.schedule(python=python, **given)]
    victims = [*office, broker.itself] if broker else office
    with ExitStack() as stack:
        if broker:
            stack.enter_context(programs.running(*broker.programs))
            broker.itself.wait(broker.is_up, GOES_ON_SECONDS)
        stack.enter_context(programs.running(*office))
        web.wait(lambda: programs.serves(port), PATIENCE_SECONDS)
        people = People(f"http://127.0.0.1:{port}/")
        people.begin(stack.enter_context(ThreadPoolExecutor(len(FILERS) + len(DESKS))))
        try:
            killed = []
            for number in range(1, kills):
                people.allowed = acts * number // kills
                killed.append(_kill(victims, chance, between, web, port))
            people.allowed = acts
            programs.wait(lambda: people.acts >= acts or people.has_given_up, acts * 2 + PATIENCE_SECONDS, web.words)
            killed.append(_kill(victims, chance, between, web, port))
            begun = time.monotonic()
        finally:
            people.end()
        programs.wait(_is_all_done, GOES_ON_SECONDS, _left)
        seconds = time.monotonic() - begun
    _hold(people)
    return Outcome(people.acts, {name: killed.count(name) for name in sorted(set(killed))}, seconds)


def _kill(victims: list[Program], chance: random.Random, between: tuple[float, float], web: Program, port: int) -> str:
    # On a slow machine a web may need longer to start than the next kill to come: it would serve nobody, and nothing be lost.
    web.wait(lambda: programs.serves(port), PATIENCE_SECONDS)
    time.sleep(chance.uniform(*between))
    victim = chance.choice(victims)
    waiting = OutboxEntry.objects.filter(done_at=None).count()
    print(f"{time.strftime('%H:%M:%S')} {victim.name} is killed, {waiting} entries wait", flush=True)
    victim.kill()
    victim.start()
    return victim.name


def _is_all_done() -> bool:
    return not OutboxEntry.objects.filter(done_at=None).exclude(kind=outbox.ASSIGNED).exists()


def _left() -> str:
    left = OutboxEntry.objects.filter(done_at=None)
    return f"{left.count()} are left, of them {list(left.values_list('kind', 'attempts', 'error')[:5])}"


def _hold(people: People) -> None:
    """Each act has its event, its papers and its messages once in the record; no number is given twice, and none is missing."""
    codes = set(Dossier.objects.values_list("code", flat=True))
    accepted = set(Event.objects.filter(action="accept").values_list("dossier__code", flat=True))
    assert set(people.filed) <= codes
    assert set(people.accepted) <= accepted
    assert _once(Event.objects.filter(action="submit")) == codes
    assert _once(Event.objects.filter(action="accept")) == accepted
    assert _once(Letter.objects.filter(kind=OwnPaper.FILING)) == codes
    receipts = Letter.objects.filter(kind="01")
    assert _once(receipts) == accepted
    numbers = sorted(int(number.partition("/")[0]) for number in receipts.values_list("number", flat=True))
    assert numbers == list(range(1, len(accepted) + 1))
    assert all(letter.file.size > 1000 for letter in Letter.objects.all())
    for kind, those in (("filed", codes), ("accepted", accepted)):
        assert _once(Notice.objects.filter(kind=kind, channel="mail")) == those, kind
    assert check_all().differences == []


def _once(rows: QuerySet[Any]) -> set[str]:
    found = list(rows.values_list("dossier__code", flat=True))
    assert len(found) == len(set(found)), "twice"
    return set(found)

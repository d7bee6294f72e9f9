"""People file and act while web, worker, schedule and broker are killed at random moments; and what must hold afterwards."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from queue import Empty, SimpleQueue
from threading import Event as Signal
from threading import Lock
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Phone
from dossiers import outbox
from dossiers.models import (
    Dossier,
    Event,
    InboxItem,
    Letter,
    Notice,
    OutboxEntry,
    OwnPaper,
    Result,
    TextMessage,
    TextState,
)
from dossiers.models.dispatch import MAIL, SITE, SMS
from dossiers.notices import preferences
from dossiers.notices.kinds import NOTICES, Whom
from dossiers.notices.preferences import Choice
from dossiers.proof.audit import check_all
from portal import postgres
from portal.demo import story
from tests import programs
from tests.bad_luck_acts import PAPERS, TOLD, Act, ways
from tests.brokers import Broker
from tests.dossiers.notices.operator import Operator, at_work
from tests.programs import Program
from tests.visiting import RealVisitor

FILERS = ("alice", "mallory")
"""Each once: somebody who files at two windows files one and the same draft."""
TEXTED = "mallory"
"""Who gets text messages besides."""
DESKS = 2
"""How many sit at the desk; each takes a dossier where it has to go, by whoever has the next act."""
PASSING = (OSError, HTTPException, AssertionError, ValueError)
"""What a visitor meets while something is being started again."""
GOES_ON_SECONDS = 60
MOST_BEHIND = 20
"""Acts that people may be behind what is allowed at the next kill: else those of many kills came in a rush before the last."""
PATIENCE_SECONDS = 120
"""For one act of a person, however often the page has to be opened again."""


@dataclass
class People:
    """Citizens file and the desk accepts what was filed, as often as they can up to what is allowed, until they are told to stop."""

    address: str
    allowed: int = 0
    """How many submissions and acts there may be so far: they are spread over the kills, however fast the machine is."""
    filed: list[str] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)
    """The acts of officers that were answered: code and action."""
    first: int = 0
    """With which of the ways they begin."""
    _works: list[Future[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting: SimpleQueue[tuple[str, tuple[Act, ...]]] = SimpleQueue()
        self._ways, self._turns = ways(), count(self.first)
        self._ends, self._lock = Signal(), Lock()

    @property
    def acts(self) -> int:
        """How many submissions and acts were answered."""
        return len(self.filed) + len(self.done)

    @property
    def has_given_up(self) -> bool:
        """Whether one of them could not go on; ``end`` says why."""
        return any(work.done() for work in self._works)

    def keep_up(self) -> None:
        """Wait until they are but a few acts behind what is allowed. Raises what one of them could not do, who has given up."""
        programs.wait(lambda: self.acts > self.allowed - MOST_BEHIND or self.has_given_up, PATIENCE_SECONDS * 2)
        if self.has_given_up:
            self.end()

    def begin(self, threads: ThreadPoolExecutor) -> None:
        """Let all of them work."""
        # A session is made in the database: by this thread, which alone asks it.
        works = [self._files(RealVisitor(self.address, who)) for who in FILERS]
        officers = sorted({act.by for way in self._ways for act in way})
        works += [self._acts({who: RealVisitor(self.address, who) for who in officers}) for _desk in range(DESKS)]
        self._works = [threads.submit(self._work, work) for work in works]

    def end(self) -> None:
        """Have everybody finish what is in hand. Raises what one of them could not do."""
        self._ends.set()
        for work in self._works:
            work.result()

    def _work(self, turn: Callable[[], None]) -> None:
        while not self._ends.is_set():
            if self.acts < self.allowed:
                turn()
            else:
                self._ends.wait(0.05)

    def _files(self, who: RealVisitor) -> Callable[[], None]:
        def turn() -> None:
            code = _insist(who.file)
            with self._lock:
                self.filed.append(code)
                self._waiting.put((code, self._ways[next(self._turns) % len(self._ways)]))

        return turn

    def _acts(self, officers: Mapping[str, RealVisitor]) -> Callable[[], None]:
        """Return a turn: the next act of the dossier in hand, or of the next that waits."""
        hand: list[tuple[str, Act]] = []

        def turn() -> None:
            if not hand:
                with suppress(Empty):
                    code, way = self._waiting.get(timeout=0.2)
                    hand.extend((code, act) for act in way)
                return
            code, act = hand.pop(0)
            _insist(Press(officers[act.by], code, act).again)
            with self._lock:
                self.done.append((code, act.action))

        return turn


@dataclass
class Press:
    """One act of somebody: again until it is answered, or stands in the file after a press whose answer did not come."""

    who: RealVisitor
    code: str
    act: Act
    was_sent: bool = False

    def again(self) -> None:
        """Open the file and press."""
        path = f"/mot-cua/{self.code}/"
        page = self.who.get(path)
        assert (page.status_code, page.path) == (200, path), page.path
        text = page.content.decode()
        if self.was_sent and self.act.title and f'<p class="event-title">{self.act.title}</p>' in text:
            return
        if f'{path}{self.act.action}/"' in text:
            self.was_sent = True
            answer = self.who.send(page, f"/{self.act.action}/", dict(self.act.typed))
            assert answer.status_code == 200, answer.content.decode()
        assert self.was_sent, f"{self.act.action} is not offered: {text}"


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


class Victim(Protocol):
    """What is killed as a crash would, and started again."""

    name: str

    def kill(self) -> None: ...
    def start(self) -> object: ...


class Database:
    """The tests' own server, which has to keep what it has committed: the broker too, where there is no other."""

    name = "postgres"

    def __init__(self) -> None:
        assert settings.CLUSTER.durable, "What is killed must keep what it has said to be kept: TESTS_DURABLE=1"
        self.handle = postgres.Handle(settings.CLUSTER)

    def kill(self) -> None:
        """Kill the server itself; its sessions end with it."""
        os.kill(int((settings.CLUSTER.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        # It is seen by what is asked next.
        connection.close()

    def start(self) -> None:
        """Start it again as whoever keeps it does: again until what is left of the killed one has ended."""
        until = time.monotonic() + GOES_ON_SECONDS
        while not self._is_up():
            assert time.monotonic() < until
            time.sleep(0.2)

    def _is_up(self) -> bool:
        # One that has just been killed may still be in the table of processes, as if it lived.
        try:
            self.handle.keep()
            connection.ensure_connection()
        except (postgres.PostgresError, OperationalError):
            return False
        return True


@dataclass(frozen=True)
class Outcome:
    """What happened: acts that were answered, by name; kills by program; seconds from the last kill until all was done."""

    acts: Mapping[str, int]
    kills: Mapping[str, int]
    seconds: float


def suffer(
    acts: int, kills: int, *, broker: Broker | None, between: tuple[float, float], seed: int = 0, database: bool = False
) -> Outcome:
    """Run an office on a broker, or on the database, under so many acts and kills; hold what must hold, and return what happened.

    ``between`` is how many seconds pass from the moment at which the web answers to the next kill, at least and at most.
    With ``database`` the server of the database is killed too.
    """
    chance = random.Random(seed)
    port, python = programs.free_port(), programs.runtime()
    _ask_for_texts()
    with ExitStack() as stack:
        operator = stack.enter_context(at_work())
        given = {"TAKE_BACK_SECONDS": "1", "TEXTS_URL": operator.url, "TEXTS_PER_MINUTE": "600"}
        given |= {"CELERY_BROKER_URL": broker.address} if broker else {}
        web = programs.web(port, python=python, **given)
        office = [web, programs.worker(python=python, **given), programs.schedule(python=python, **given)]
        victims: list[Victim] = [*office, *([broker.itself] if broker else ())]
        if database:
            victims.append(Database())
            stack.callback(victims[-1].handle.release)
        if broker:
            stack.enter_context(programs.running(*broker.programs))
            broker.itself.wait(broker.is_up, GOES_ON_SECONDS)
        stack.enter_context(programs.running(*office))
        web.wait(lambda: programs.serves(port), PATIENCE_SECONDS)
        people = People(f"http://127.0.0.1:{port}/", first=seed)
        people.begin(stack.enter_context(ThreadPoolExecutor(len(FILERS) + DESKS)))
        try:
            killed = list[Kill]()
            for number in range(1, kills):
                people.allowed = acts * number // kills
                people.keep_up()
                killed.append(_kill(victims, chance, between, web, port))
            people.allowed = acts
            programs.wait(lambda: people.acts >= acts or people.has_given_up, acts * 2 + PATIENCE_SECONDS, web.words)
            killed.append(_kill(victims, chance, between, web, port))
        finally:
            people.end()
        # What they had in hand when it was killed is done by now; the time runs since then.
        programs.wait(_is_all_done, GOES_ON_SECONDS, _left)
        seconds = time.monotonic() - killed[-1].at
        assert seconds <= GOES_ON_SECONDS, f"{seconds:.1f} s after the last kill"
        _hold(people, operator)
    told = Counter({"submit": len(people.filed)}) + Counter(action for _code, action in people.done)
    return Outcome(told, Counter(kill.of for kill in killed), seconds)


def _ask_for_texts() -> None:
    person, now = story.person(TEXTED), timezone.now()
    Phone.objects.create(person=person, number="+84912345678", asked_at=now, first_at=now, confirmed_at=now)
    preferences.choose(person, Choice(texts=SMS))


class Kill(NamedTuple):
    """What was killed, and when by the clock that only runs on."""

    of: str
    at: float


def _kill(
    victims: Sequence[Victim], chance: random.Random, between: tuple[float, float], web: Program, port: int
) -> Kill:
    # On a slow machine a web may need longer to start than the next kill to come: it would serve nobody, and nothing be lost.
    web.wait(lambda: programs.serves(port), PATIENCE_SECONDS)
    time.sleep(chance.uniform(*between))
    victim = chance.choice(victims)
    waiting = OutboxEntry.objects.filter(done_at=None).count()
    print(f"{time.strftime('%H:%M:%S')} {victim.name} is killed, {waiting} entries wait", flush=True)
    at = time.monotonic()
    victim.kill()
    victim.start()
    return Kill(victim.name, at)


def _is_all_done() -> bool:
    waiting = OutboxEntry.objects.filter(done_at=None).exclude(kind=outbox.ASSIGNED).exists()
    return not waiting and not TextMessage.objects.filter(state=TextState.WAITING).exists()


def _left() -> str:
    left, texts = OutboxEntry.objects.filter(done_at=None), TextMessage.objects.filter(state=TextState.WAITING)
    kinds = list(left.values_list("kind", "attempts", "error")[:5])
    return f"{left.count()} are left, of them {kinds}, and {texts.count()} text messages"


def _hold(people: People, operator: Operator) -> None:
    """Each act has its event, its papers and its messages once in the record; no number is given twice, and none is missing."""
    codes = set(Dossier.objects.values_list("code", flat=True))
    assert set(people.filed) <= codes
    actions = {"submit", *(act.action for way in ways() for act in way)}
    done = {action: _once(Event.objects.filter(action=action)) for action in sorted(actions)}
    assert done["submit"] == codes
    for code, action in people.done:
        assert code in done[action], (code, action)
    _hold_papers(done)
    _hold_messages(done, operator)
    assert check_all().differences == []


def _hold_papers(done: Mapping[str, set[str]]) -> None:
    assert _once(Letter.objects.filter(kind=OwnPaper.FILING)) == done["submit"]
    for action, kind in PAPERS.items():
        papers = Letter.objects.filter(kind=kind)
        assert _once(papers) == done[action], kind
        numbers = sorted(int(number.partition("/")[0]) for number in papers.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), kind
    assert all(letter.file.size > 1000 for letter in Letter.objects.all())
    results = Result.objects.all()
    assert _once(results) == done["number"]
    assert len({result.number for result in results}) == len(results)


def _hold_messages(done: Mapping[str, set[str]], operator: Operator) -> None:
    """By mail, on the site and as text: what follows an act once, and nothing twice."""
    texted = set(Dossier.objects.filter(applicant__username=TEXTED).values_list("code", flat=True))
    items = InboxItem.objects.filter(kind__in=[kind for kind, row in NOTICES.items() if row.whom is Whom.APPLICANT])
    codes = dict(Dossier.objects.values_list("pk", "code"))
    on_site = Counter((codes[pk], item.kind) for item in items for pk in item.dossiers)
    texts = Counter(TextMessage.objects.filter(state=TextState.SENT).values_list("event__dossier__code", "kind"))
    by_mail, noted = (
        Counter(Notice.objects.filter(channel=channel).values_list("dossier__code", "kind")) for channel in (MAIL, SITE)
    )
    for found in (on_site, noted, texts, by_mail):
        assert [what for what, times in found.items() if times > 1] == [], "twice"
    for action, kind in TOLD.items():
        for found in (on_site, noted, by_mail):
            assert {code for code, of in found if of == kind} == done[action], kind
        assert {code for code, of in texts if of == kind} == done[action] & texted, kind
    assert not TextMessage.objects.exclude(state=TextState.SENT).exists()
    assert operator.sent.keys() == set(TextMessage.objects.values_list("key", flat=True))


def _once(rows: QuerySet[Any]) -> set[str]:
    found = list(rows.values_list("dossier__code", flat=True))
    assert len(found) == len(set(found)), "twice"
    return set(found)

"""What is measured: each scenario runs ours and the floor one after the other, round by round."""

import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
from django.conf import settings
from django.test import Client as PageClient
from django.utils import timezone

from accounts.models import User
from bench import floors
from bench.server import Client
from dossiers.models import Attachment, Dossier, Draft
from portal import story

ROUNDS = 5
CLIENTS = 4
SUBMISSIONS = 120
PAGES = 40
ACTIONS = 40


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
        """Return the result in milliseconds."""
        ordered = sorted(self.latencies)
        return {
            "name": self.name,
            "ours_ms": round(1000 * statistics.median(self.ours), 3),
            "floor_ms": round(1000 * statistics.median(self.floor), 3),
            "ours_by_floor": round(self.ratio, 2),
            "share_of_floors_rate": round(1 / self.ratio, 3),
            "p50_ms": round(1000 * ordered[len(ordered) // 2], 3),
            "p95_ms": round(1000 * ordered[int(len(ordered) * 0.95)], 3),
            "rounds": len(self.ours),
        }


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def submit(port: int) -> Result:
    """Submissions over HTTP by four people at once, beside raw statements on four connections."""
    result = Result("submit over HTTP / raw statements, 4 connections")
    people = [_citizen(number) for number in range(CLIENTS)]
    clients = [Client(port, person) for person in people]
    model = floors.Model.of(story.file("alice", at=timezone.now()))
    answers = json.dumps(dict(story.ANSWERS))
    path = f"/ho-so/nop/{story.SLUG}/kiem-tra/"
    share = SUBMISSIONS // CLIENTS
    with _connections() as lines:
        for _round in range(ROUNDS):
            drafts = [_drafts(person, share) for person in people]
            began = time.perf_counter()
            for latencies in _at_once(lambda n, d=drafts: _post_all(clients[n], path, d[n])):
                result.latencies += latencies
            result.ours.append((time.perf_counter() - began) / SUBMISSIONS)
            work = lambda n: [floors.submit(lines[n], model, answers) for _turn in range(share)]  # noqa: E731
            result.floor.append(timed(lambda w=work: _at_once(w)) / SUBMISSIONS)
    return result


def _post_all(client: Client, path: str, drafts: Iterable[Draft]) -> list[float]:
    latencies = []
    for draft in drafts:
        fields = {"do": "submit", "key": str(draft.key), "seen": draft.saved_at.isoformat()}
        began = time.perf_counter()
        status = client.post(path, fields)
        latencies.append(time.perf_counter() - began)
        if status != 302:
            raise RuntimeError(f"a submission was answered with {status}")
    return latencies


def worklist() -> Result:
    """The desk's page of 50 rows through the whole stack, beside raw SQL and an f-string."""
    result = Result("work-list page of 50 rows / raw SQL and an f-string")
    bob = User.objects.get(username="bob")
    client = PageClient()
    client.force_login(bob)
    desk = bob.memberships.get().unit_id
    client.get("/mot-cua/", headers={"host": "127.0.0.1"})
    with _connections(1) as (line,):
        for _round in range(ROUNDS):
            times = [timed(lambda: client.get("/mot-cua/", headers={"host": "127.0.0.1"})) for _turn in range(PAGES)]
            result.latencies += times
            result.ours.append(sum(times) / PAGES)
            result.floor.append(timed(lambda ln=line: [floors.page(ln, desk) for _turn in range(PAGES)]) / PAGES)
    return result


def action() -> Result:
    """A transfer through the command, beside the same rows in one raw statement."""
    result = Result("action taken / one raw statement")
    bob = User.objects.get(username="bob")
    with _connections(1) as (line,):
        for _round in range(ROUNDS):
            walks = [story.dossier_in("accepted", at=timezone.now() - timedelta(hours=1)) for _n in range(2 * ACTIONS)]
            ours, others = walks[:ACTIONS], [walk.dossier for walk in walks[ACTIONS:]]
            times = [timed(lambda w=walk: w.take("transfer", "bob")) for walk in ours]
            result.latencies += times
            result.ours.append(sum(times) / ACTIONS)
            model = floors.Model.of(others[0])
            floor = timed(lambda o=others, m=model: [floors.act(line, dossier, m, bob.pk) for dossier in o])
            result.floor.append(floor / ACTIONS)
            Dossier.objects.filter(pk__in=[d.pk for d in others]).update(sequence=3)
    return result


def _citizen(number: int) -> User:
    person, _new = User.objects.get_or_create(
        username=f"bench-{number}", defaults={"full_name": f"Người Nộp {number}", "email": f"b{number}@example.vn"}
    )
    return person


def _drafts(owner: User, count: int) -> list[Draft]:
    """Make complete drafts without a browser; their files are rows alone, which a submission does not open."""
    now = timezone.now()
    sample = Draft.objects.filter(owner__username="mallory").first() or story.draft_of("mallory", now)
    papers = list(sample.attachments.all())
    who = {"applicant_name": owner.full_name, "applicant_id": "001185012345", "applicant_address": "Hà Nội"}
    who |= {"applicant_phone": "0912345678", "applicant_email": owner.email}
    base = {
        "owner": owner,
        "procedure": sample.procedure,
        "version": sample.version,
        "created_at": now,
        "saved_at": now,
    }
    Draft.objects.filter(owner=owner).delete()
    drafts = [Draft(number=n + 1, answers=dict(story.ANSWERS) | who, **base) for n in range(count)]
    Draft.objects.bulk_create(drafts)
    rows = []
    for draft in drafts:
        for paper in papers:
            fields = ("component", "name", "media_type", "size", "pages", "sha256", "file")
            same = {name: getattr(paper, name) for name in fields}
            rows.append(Attachment(id=uuid.uuid4(), draft=draft, uploaded_by=owner, uploaded_at=now, **same))
    Attachment.objects.bulk_create(rows)
    return drafts


def _at_once[T](work: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(work, range(CLIENTS)))


class _connections:  # noqa: N801 - reads as a function where it is used
    """Raw connections to the bench's database, closed at the end."""

    def __init__(self, count: int = CLIENTS) -> None:
        self.lines = [psycopg.connect(settings.DATABASE_DSN, prepare_threshold=1) for _n in range(count)]

    def __enter__(self) -> list[psycopg.Connection]:
        return self.lines

    def __exit__(self, *_exc: object) -> None:
        for line in self.lines:
            line.close()

"""What is measured: each scenario runs ours and the floor one after the other, round by round."""

import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from functools import partial

import psycopg
from django.conf import settings
from django.test import Client as PageClient
from django.utils import timezone

from accounts.models import Unit, User
from bench import floors
from bench.measure import Result, timed
from bench.server import Client
from dossiers.background import sweeps
from dossiers.commands import Given, advance
from dossiers.models import Attachment, Dossier, Draft
from portal.demo import story

ROUNDS = 5
CLIENTS = 4
SUBMISSIONS = 120
PAGES = 40
ROWS = 50
ACTIONS = 40
LOOK_UPS = 300


def submit(port: int) -> Result:
    """Submissions over HTTP by four people at once, beside raw statements on four connections."""
    result = Result("submit over HTTP / raw statements, 4 connections")
    people = [_citizen(number) for number in range(CLIENTS)]
    clients = [Client(port, person) for person in people]
    model = floors.Model.of(story.file("alice", at=timezone.now()))
    share = SUBMISSIONS // CLIENTS
    with _connections(CLIENTS) as lines:
        for _round in range(ROUNDS):
            drafts = [_drafts(person, share) for person in people]
            began = time.perf_counter()
            for latencies in _at_once(_post_all, clients, drafts):
                result.latencies += latencies
            result.ours.append((time.perf_counter() - began) / SUBMISSIONS)
            began = time.perf_counter()
            _at_once(_write_all, lines, [(model, share)] * CLIENTS)
            result.floor.append((time.perf_counter() - began) / SUBMISSIONS)
    return result


def _post_all(client: Client, drafts: Sequence[Draft]) -> list[float]:
    latencies = []
    for draft in drafts:
        fields = {"do": "submit", "key": str(draft.key), "seen": draft.saved_at.isoformat()}
        began = time.perf_counter()
        led_to = client.post(f"/ho-so/nop/{story.SLUG}/kiem-tra/", fields)
        latencies.append(time.perf_counter() - began)
        if not led_to.endswith("/da-nop/"):
            raise RuntimeError(f"a submission led to {led_to!r}")
    return latencies


def _write_all(line: psycopg.Connection, task: tuple[floors.Model, int]) -> None:
    model, count = task
    answers = json.dumps(dict(story.ANSWERS))
    for _turn in range(count):
        floors.submit(line, model, answers)


def worklist() -> Result:
    """The desk's page of 50 rows through the whole stack, beside raw SQL and an f-string, both in this process."""
    result = Result("work-list page of 50 rows / raw SQL and an f-string")
    bob = User.objects.get(username="bob")
    client = PageClient(headers={"host": "127.0.0.1"})
    client.force_login(bob)
    desk = bob.memberships.get().unit_id
    open_page = partial(client.get, "/mot-cua/")
    shown = open_page().content.count(b'scope="row"')
    if shown != ROWS:
        raise RuntimeError(f"the work-list shows {shown} rows")
    with _connections(1) as (line,):
        for _round in range(ROUNDS):
            times = [timed(open_page) for _turn in range(PAGES)]
            result.latencies += times
            result.ours.append(sum(times) / PAGES)
            result.floor.append(sum(timed(partial(floors.page, line, desk)) for _turn in range(PAGES)) / PAGES)
    return result


def action() -> Result:
    """A transfer through the command, beside the same rows in one raw statement."""
    result = Result("action taken / one raw statement")
    with _connections(1) as (line,):
        for _round in range(ROUNDS):
            walks = [story.dossier_in("accepted", at=timezone.now() - timedelta(hours=1)) for _n in range(2 * ACTIONS)]
            ours, others = [[walk.dossier for walk in half] for half in (walks[:ACTIONS], walks[ACTIONS:])]
            times = [timed(transfer) for transfer in [_transfer(dossier) for dossier in ours]]
            result.latencies += times
            result.ours.append(sum(times) / ACTIONS)
            model = floors.Model.of(others[0])
            raw = [partial(floors.act, line, dossier, model, dossier.applicant_id) for dossier in others]
            result.floor.append(sum(timed(act) for act in raw) / ACTIONS)
    return result


def sweep() -> Result:
    """The look-up of the first hundred that are newly due, beside one of a unique number, both through the models."""
    result = Result("deadline sweep, first 100 newly due / a unique look-up")
    watched = Dossier.objects.filter(watch_at__isnull=False)
    now, code = watched.order_by("watch_at", "id").values_list("watch_at", "code")[sweeps.BATCH - 1]
    look_up = Dossier.objects.filter(code=code).values_list("watch_at", "pk")
    if now is None or len(sweeps.due(now)) != sweeps.BATCH:
        raise RuntimeError("the sweep does not find a whole batch")
    for _round in range(ROUNDS):
        times = [timed(partial(sweeps.due, now)) for _turn in range(LOOK_UPS)]
        result.latencies += times
        # Half a millisecond: the median, or a pause of the machine is what is measured.
        result.ours.append(statistics.median(times))
        result.floor.append(statistics.median(timed(look_up.get) for _turn in range(LOOK_UPS)))
    return result


def _transfer(dossier: Dossier) -> Callable[[], object]:
    """Return the command with all that a view has at hand before it calls it."""
    now = timezone.now()
    who = story.actor("bob", dossier, "transfer", now)
    given = Given(division=Unit.objects.get(slug="bao-chi-xuat-ban"))
    return partial(advance, dossier, "transfer", actor=who, given=given, seen=dossier.sequence, at=now)


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


def _at_once[A, B, R](work: Callable[[A, B], R], firsts: Sequence[A], seconds: Sequence[B]) -> list[R]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(work, firsts, seconds))


@contextmanager
def _connections(count: int) -> Iterator[list[psycopg.Connection]]:
    """Open raw connections to the bench's database; close them at the end."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(closing(psycopg.connect(settings.DATABASE_DSN, prepare_threshold=1)))
            for _n in range(count)
        ]

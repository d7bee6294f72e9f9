"""What the tests of bulk begin with: some dossiers, somebody who chooses them, the job at its end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.seats import seats_of
from dossiers.background import jobs
from dossiers.bulk import doing
from dossiers.bulk.doing import Acting
from dossiers.bulk.judging import Act, Chosen, Judge, Judged, Person
from dossiers.bulk.kinds import KINDS, Common
from dossiers.jobs import NotDone
from dossiers.models import Dossier, Job, LateReason
from dossiers.turns import ComeBack
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local as at_local

BULK = "/mot-cua/hang-loat/"
NOW = at_local("2026-11-30 10:00")
"""Under the second edition of the lifecycle."""
FILED = NOW - timedelta(hours=1)


def some(count: int, state: str = "filed", *, slug: str = story.SLUG) -> list[Dossier]:
    """Return dossiers of alice's in a state."""
    return [
        story.Walk(story.file("alice", at=FILED, slug=slug), FILED, timedelta(minutes=1)).until(state).dossier
        for _n in range(count)
    ]


def paid_until(state: str) -> Dossier:
    """Return a dossier whose fee is paid, in a state."""
    walk = story.dossier_in("tham-dinh", at=FILED)
    walk.pace = timedelta(minutes=1)
    return walk.take("ask-payment", "dung").take("confirm-payment", "bob").until(state).dossier


def person(username: str, at: datetime = NOW) -> Person:
    """Return somebody with the seats of a day."""
    user = story.person(username)
    return Person(user, seats_of(user, local(at).date()))


def judged(kind: str, dossiers: Sequence[Dossier], by: str, at: datetime = NOW, **common: Any) -> list[Judged]:
    """Return what would become of dossiers as they are now."""
    chosen = [Chosen(dossier.code, dossier.sequence) for dossier in dossiers]
    return Judge(KINDS[kind], person(by, at), Common(**common), at).judge(chosen)


def begun(kind: str, dossiers: Sequence[Dossier], by: str, at: datetime = NOW, **common: Any) -> Job:
    """Start a job on what can be done of dossiers."""
    found = judged(kind, dossiers, by, at, **common)
    return doing.begin(Act(KINDS[kind], Common(**common)), found, by=story.person(by), at=at)


def proposed(dossier: Dossier, day: date, *, at: datetime = NOW, by: str = "dung") -> LateReason:
    """Have whoever has a dossier write why it will be late."""
    dossier.refresh_from_db()
    kept = {"due_at": dossier.due_at, "reason": "Chờ ý kiến của cơ quan chủ quản.", "day": day, "at": at}
    return LateReason.objects.create(dossier=dossier, by=story.person(by), **kept)


class TwoAtATime(Acting):
    """Does two dossiers and comes back for the rest."""

    left = 2

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Do one of the two."""
        if not self.left:
            raise ComeBack
        self.left -= 1
        return super().do(items, at)


def do_two(job: Job, at: datetime = NOW) -> None:
    """Go on with a job for two dossiers, as a worker whose time is up then."""
    jobs.go_on(job.pk, now=at, doing=TwoAtATime)
    job.refresh_from_db()


def done(job: Job, at: datetime = NOW) -> dict[str, tuple[str, str]]:
    """Go on with a job; return by number what became of each, and why in English."""
    jobs.go_on(job.pk, now=at)
    job.refresh_from_db()
    codes = doing.KIND.named([row.item for row in job.outcomes.all()])
    return {codes[row.item]: (row.outcome, (row.why or {}).get("en", "")) for row in job.outcomes.order_by("item")}


def before(visitor: Visitor, act: str, dossiers: list[Dossier], **more: object):
    """Open the page before."""
    return visitor.get(BULK, {"act": act, "chosen": [f"{one.code}:{one.sequence}" for one in dossiers], **more})

"""Giving ticked dossiers to people: the ordinary act with many, one job for each person, and never another way to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from dossiers import jobs, turns
from dossiers.background import jobs as background
from dossiers.bulk import begun, doing
from dossiers.bulk.judging import Act, Chosen, Judge, Judged, Person
from dossiers.bulk.kinds import KINDS, Common
from dossiers.desk.jobs.bulk_job import WAIT_SECONDS
from dossiers.lists.assigning import of_related, weigh
from dossiers.models import Dossier, Job

KIND = KINDS["assign"]


@dataclass(frozen=True, slots=True)
class Move:
    """What would become of the dossiers that one person is to get."""

    person: User
    act: Act
    found: Sequence[Judged]

    @property
    def ready(self) -> list[Judged]:
        """Those that can be given."""
        return [one for one in self.found if one.ready]

    @property
    def left_out(self) -> list[Judged]:
        """Those that cannot, each with why."""
        return [one for one in self.found if not one.ready]


def looked_at(mover: Person, wanted: Mapping[User, Sequence[Chosen]], words: str, at: datetime) -> list[Move]:
    """Return what would become of dossiers, by who is to get them; nothing is written."""
    found = []
    for person, chosen in wanted.items():
        common = Common(words=words, assignee=person)
        found.append(Move(person, Act(KIND, common), Judge(KIND, mover, common, at).judge(chosen)))
    return found


def written_by_others(moves: Sequence[Move], by: User) -> list[str]:
    """Return who is writing for one of these dossiers what is not sent, in sentences: one query."""
    taken = [one.dossier for move in moves for one in move.ready if one.dossier and _takes_over(one, one.dossier)]
    return [writing.sentence for rows in begun.begun_on(taken, by=by).values() for writing in rows]


def of_interested(moves: Sequence[Move], on: date) -> list[str]:
    """Return who is to get a dossier of an applicant in whose other dossier that one declared an interest: one statement."""
    dossiers = [one.dossier for move in moves for one in move.ready if one.dossier]
    weighed = {one.person.pk: one for one in weigh(dossiers, [move.person for move in moves], on)} if dossiers else {}
    return [
        f"{one.code}: {of_related([one.dossier], [weighed[move.person.pk]])}"
        for move in moves
        for one in move.ready
        if one.dossier and weighed[move.person.pk].is_related([one.dossier])
    ]


def _takes_over(one: Judged, dossier: Dossier) -> bool:
    """Say whether a dossier goes out of the hands of somebody else."""
    return one.ready is not None and begun.takes_over(one.ready.action, dossier, one.ready.actor.role)


def done(moves: Sequence[Move], *, by: User, at: datetime) -> list[tuple[Move, Job]]:
    """Have dossiers given, those of each person by a job; return the jobs, as far as they have come by now."""
    begun_jobs = []
    for move in moves:
        if not move.ready:
            continue
        job = doing.begun(move.act, move.found, by=by, at=at)
        if job is None or job.arguments["assignee"] != move.person.pk:
            job = doing.begin(move.act, move.found, by=by, at=at)
        begun_jobs.append((move, job))
    for _move, job in begun_jobs:
        if background.go_on(job.pk, now=at, seconds=WAIT_SECONDS):
            turns.wake(jobs.RUN)
        job.refresh_from_db()
    return begun_jobs

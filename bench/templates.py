"""The dossiers that the background is copied from: walked through the commands, in each division to each state on the way.

``python -m bench.templates`` fills an empty database with the seeds, the people and these.
"""

from datetime import datetime, timedelta
from typing import Any

import django

AGE = timedelta(days=7)
"""How long ago they were filed; copies are whole weeks older."""
PACE = timedelta(minutes=20)
MOST_ACTS = 16


def build() -> None:
    """Migrate, seed and walk; the database is empty before, or has the seeds."""
    # Models can be imported once Django is set up.
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from accounts.models import User
    from bench import people

    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        for command in ("publish_regimes", "load_people", "load_agencies", "publish_procedures", "seed_calendar"):
            call_command(command, verbosity=0)
    at = timezone.now() - AGE
    for division in people.load():
        walk_all(division, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgmq.purge_queue(queue_name) FROM pgmq.meta")


def walk_all(division: Any, at: datetime) -> None:
    """File a dossier for each number of acts and take so many; one for each specialist where one has it."""
    for acts in range(MOST_ACTS):
        dossier = walk(division, acts, at, turn=acts)
        if dossier.holder == "specialist":
            for turn in range(1, len(division.specialists)):
                walk(division, acts, at, turn=acts + turn)
        if dossier.place.is_end:
            return


def walk(division: Any, acts: int, at: datetime, *, turn: int) -> Any:
    """File a dossier of the division's procedure, take so many acts forward, and return it."""
    from bench.people import SLUGS
    from portal.demo import story

    dossier = story.file("viet-an", at=at, slug=SLUGS[division.sector])
    for _act in range(acts):
        at += PACE
        _forward(division, dossier, at, turn)
        dossier.refresh_from_db()
    return dossier


def _forward(division: Any, dossier: Any, at: datetime, turn: int) -> None:
    """Take the way forward, by whoever of the bench has the role."""
    from portal.demo import story
    from procedures.machine import Ask, Tone

    people = division.people()
    primary = (act for act in dossier.machine.actions_from(dossier.state) if act.tone is Tone.PRIMARY)
    action = next(act for act in primary if not act.by.isdisjoint(people))
    who = dossier.assignee if dossier.holder == "specialist" else people[next(iter(action.by & people.keys()))]
    asked = {ask.kind for ask in action.asks}
    given: dict[str, Any] = {"division": division.unit} if Ask.DIVISION in asked else {}
    given |= {"assignee": division.specialist(turn)} if Ask.ASSIGNEE in asked else {}
    story.take(dossier, action.name, who.username, at=at, **given)


if __name__ == "__main__":
    django.setup()
    build()

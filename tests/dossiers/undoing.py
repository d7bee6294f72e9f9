"""Taking an act back as a test does it: as whoever took the last one."""

from datetime import datetime

from django.utils import timezone

from accounts.seats import seats_of
from dossiers import commands, policy
from dossiers.models import Dossier, Event
from dossiers.policy import Actor
from portal.demo import story


def actors_of(username: str, at: datetime) -> tuple[Actor, ...]:
    """Return a person as each actor that the person is."""
    user = story.person(username)
    return (Actor.citizen(user), *policy.actors(user, seats_of(user, timezone.localdate(at))))


def take_back(dossier: Dossier, username: str, *, at: datetime, undoes: int | None = None) -> Event:
    """Take back the last event of a dossier, or another one, as a person."""
    dossier.refresh_from_db()
    undoes = dossier.sequence if undoes is None else undoes
    made = commands.take_back(dossier.pk, undoes, actors=actors_of(username, at), at=at)
    dossier.refresh_from_db()
    return made

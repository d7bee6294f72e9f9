"""More officers than the demo has, for the tests that need a colleague, a substitute or a stranger."""

from datetime import date, datetime

from accounts.models import Membership, Substitution, Unit, User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers.models import MailChoice, Morning
from dossiers.policy import Actor, actors
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL

CONTACT = {
    "applicant_id": "001185099999",
    "applicant_address": "Số 1 phố Tràng Tiền, Hà Nội",
    "applicant_phone": "0912345678",
}
"""What a citizen's account knows and an officer's does not."""


def officer(username: str, role: Role, unit: str, *, since: date = date(2016, 1, 1), until: date | None = None) -> User:
    """Return a new person with a seat."""
    user = User.objects.create(username=username, email=f"{username}@example.vn")
    Membership.objects.create(user=user, role=role, unit=Unit.objects.get(slug=unit), since=since, until=until)
    return user


def each_at_once() -> None:
    """Let everybody of the office who has chosen nothing choose each notice at once, where the mail of a morning is another matter."""
    people = Membership.objects.order_by().values_list("user", flat=True).distinct()
    rows = [MailChoice(person_id=pk, off=[], morning=Morning.BESIDE) for pk in people]
    MailChoice.objects.bulk_create(rows, ignore_conflicts=True)


def substitute(absent: str, username: str, since: date, until: date) -> None:
    """Let a person act for an absent officer."""
    people = User.objects.in_bulk([absent, username], field_name="username")
    Substitution.objects.create(absent=people[absent], substitute=people[username], since=since, until=until)


def personae(username: str, at: datetime) -> tuple[Actor, ...]:
    """Return every actor that a person can be at an instant: a citizen always, and the seats in force."""
    user = User.objects.get(username=username)
    return (Actor.citizen(user), *actors(user, seats_of(user, at.astimezone(LOCAL).date())))


def filed_by(username: str, at: datetime) -> Walk:
    """Return a dossier that an officer has filed as a citizen."""
    return Walk(story.file(username, at=at, answers={**story.ANSWERS, **CONTACT}), at)

"""Notes and messages, which move nothing: whom a note names, that nothing is written twice, and what somebody has opened."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Membership, User
from accounts.rights import OFFICERS
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, policy
from dossiers.commands.given import Given
from dossiers.log.arrivals import Arrival
from dossiers.log.facts import words_of
from dossiers.models import Asked, Door, Dossier, Event, EventPayload, LookUp, Mention, short_role
from dossiers.policy import Actor
from dossiers.refusals import conversation
from procedures.machine import Action

AT = re.compile(r"(?<![\w.])@(?=[^\W\d_])")
"""An at sign that begins a name; that of an address for mail stands within a word."""
LONGEST = 150
"""Characters of a name."""
TYPED_WORDS = 4
"""Words behind the sign that a sentence repeats; most names have no more."""
NAME_ENDS = re.compile(r"[,;:!?()\n@]|\.(?=\s|$)")
"""What no name goes on behind."""
OPENED = """
INSERT INTO dossiers_opening AS own (dossier_id, arrived_with)
SELECT %(dossier)s, %(came)s FROM set_config('synchronous_commit', 'off', true)
WHERE NOT EXISTS (SELECT FROM dossiers_opening WHERE dossier_id = %(dossier)s AND arrived_with >= %(came)s)
ON CONFLICT (dossier_id) DO UPDATE SET arrived_with = EXCLUDED.arrived_with WHERE own.arrived_with < EXCLUDED.arrived_with
"""
"""Written once for each coming: who opens it again writes nothing.

No page waits for the disk because of it: what a crash loses is new once more.
"""

LOOKED_AT = """
WITH left_behind AS (DELETE FROM dossiers_openfile WHERE person_id = %(person)s AND seen_at < %(gone)s), look AS (
INSERT INTO dossiers_openfile AS own (dossier_id, person_id, seen_at) VALUES (%(dossier)s, %(person)s, %(now)s)
ON CONFLICT (dossier_id, person_id) DO UPDATE SET seen_at = EXCLUDED.seen_at WHERE own.seen_at < %(stale)s)
SELECT coalesce(nullif(people.full_name, ''), people.username)
FROM dossiers_openfile AS open JOIN accounts_user AS people ON people.id = open.person_id
WHERE open.dossier_id = %(dossier)s AND open.person_id <> %(person)s AND open.seen_at > %(gone)s
ORDER BY open.seen_at, open.id
"""
"""Written once in a while by a page that asks every few seconds; what the same person has closed since goes with it."""
STALE, GONE = timedelta(seconds=15), timedelta(seconds=40)
"""How old a look is when it is written anew, and when the file counts as closed."""
AGAIN = timedelta(minutes=15)
"""What is opened again so soon, by the same door and right, is one reading."""
READ = """
INSERT INTO dossiers_accessrecord (dossier_id, person_id, at, door, role, unit_id, stands_for_id)
SELECT %(dossier)s, %(person)s, %(at)s, %(door)s, %(role)s::text, %(unit)s::bigint, %(for)s::bigint
FROM set_config('synchronous_commit', 'off', true)
WHERE NOT EXISTS (
    SELECT FROM dossiers_accessrecord WHERE dossier_id = %(dossier)s AND person_id = %(person)s AND door = %(door)s
    AND role = %(role)s::text AND unit_id IS NOT DISTINCT FROM %(unit)s::bigint
    AND stands_for_id IS NOT DISTINCT FROM %(for)s::bigint AND at > %(since)s
)
"""
"""One statement for a reading. No page waits for the disk because of it: a crash may lose those of its last second."""
NO_SEAT: dict[str, int | str | datetime | None] = {"role": "", "unit": None, "for": None}


def refuse_twice(log: Sequence[Event], action: Action, actor: Actor, given: Given, *, seen: int) -> None:
    """Raise ``SentTwice`` where this person has written the same words since the page was made: a second press."""
    if not acts.is_beside(action.name) or not given.message or actor.user is None:
        return
    since = [event.pk for event in log if event.sequence > seen and event.action == action.name]
    mine = EventPayload.objects.filter(event__in=since, event__actor=actor.user) if since else ()
    if any(words_of(payload).message == given.message for payload in mine):
        raise conversation.SentTwice


def refuse_unread(log: Sequence[Event], action: Action, actor: Actor, *, seen: int) -> None:
    """Raise ``AnsweredMeanwhile`` where a colleague has written to the applicant since this person's page was made.

    No page is too old for a message, but two answers of one office must not contradict each other unread.
    """
    if action.name != acts.TO_APPLICANT or actor.user is None:
        return
    last = next((event for event in reversed(log) if event.action == acts.TO_APPLICANT), None)
    if last is None or last.sequence <= seen or last.actor_id == actor.user.pk:
        return
    who = last.actor.get_full_name() if last.actor else ""
    at = date_format(timezone.localtime(last.at), "H:i d/m/Y")
    raise conversation.AnsweredMeanwhile(who=who, at=at, sequence=last.sequence)


def enter(event: Event, given: Given) -> None:
    """Note down whom a note names, until they have opened the dossier; nobody names oneself."""
    people = {person.pk for person in given.mentions} - {event.actor_id}
    if people:
        rows = [Mention(event=event, dossier=event.dossier, person_id=pk) for pk in sorted(people)]
        Mention.objects.bulk_create(rows)


def seen(dossier: Dossier, user_id: int, *, at: datetime) -> frozenset[int]:
    """Note down that a person has opened a dossier in which notes name that person; return the events that are new so."""
    waiting = Mention.objects.unseen_by(user_id).filter(dossier=dossier)
    events = frozenset(waiting.values_list("event_id", flat=True))
    if events:
        waiting.filter(event__in=events).update(seen_at=at)
    return events


def opened(dossier: Dossier, seats: Seats) -> None:
    """Note down that somebody has opened a dossier who has it now, if it was new to its step: one statement, or none."""
    if dossier.arrived != Arrival.NEW or not seats.about(dossier).have(
        dossier.holder, dossier.unit_id, dossier.assignee_id
    ):
        return
    with connection.cursor() as cursor:
        cursor.execute(OPENED, {"dossier": dossier.pk, "came": dossier.arrived_with})


def looks_at(dossier: Dossier, user_id: int, *, at: datetime) -> list[str]:
    """Note down that somebody has a dossier open at an instant; return who else has, by name: one statement."""
    values: dict[str, int | datetime] = {"dossier": dossier.pk, "person": user_id, "now": at}
    values |= {"stale": at - STALE, "gone": at - GONE}
    with connection.cursor() as cursor:
        cursor.execute(LOOKED_AT, values)
        return [name for (name,) in cursor.fetchall()]


def colleagues(agency_id: int, on: date) -> list[User]:
    """Return the officers of an agency on a day, by name."""
    units = Q(unit=agency_id) | Q(unit__parent=agency_id)
    seats = Membership.objects.in_force(on).filter(units, role__in=OFFICERS)
    return list(User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("full_name", "username"))


def named_in(text: str, agency_id: int, on: date) -> tuple[User, ...]:
    """Return the colleagues whom a text names behind an at sign, each once; raises ``NoSuchColleague`` for any other.

    The longest name that fits is meant, as it is written or without its accents, or the user name.
    """
    signs = list(AT.finditer(text))
    people = colleagues(agency_id, on) if signs else []
    known = [(person, name) for person in people for name in (person.full_name, person.username) if name]
    return tuple(dict.fromkeys(_meant(text[sign.end() :][:LONGEST], known) for sign in signs))


def _meant(rest: str, known: Sequence[tuple[User, str]]) -> User:
    for written in (str.casefold, plain):
        fitting = {(person, written(name)) for person, name in known if _begins(written(rest), written(name))}
        longest = max((len(name) for _person, name in fitting), default=0)
        meant = {person for person, name in fitting if len(name) == longest}
        if len(meant) == 1:
            return meant.pop()
        if meant:
            break
    raise conversation.NoSuchColleague(name=_typed_name(rest, [name for _person, name in known]))


def _typed_name(rest: str, names: Sequence[str]) -> str:
    """Return what was typed as a name: its first word, and those behind it that begin large or go on as some name does."""
    words = NAME_ENDS.split(rest, maxsplit=1)[0].split()[:TYPED_WORDS]
    begun = {plain(name) for name in names}
    many = 1
    while many < len(words):
        so_far = plain(" ".join(words[: many + 1]))
        if not words[many][0].isupper() and not any(name.startswith(so_far) for name in begun):
            break
        many += 1
    return " ".join(words[:many])


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def plain(text: str) -> str:
    """Return a text in small letters without accents, as names are typed in a hurry."""
    folded = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(character for character in folded if not unicodedata.combining(character))


def reads(user: User, seats: Seats, dossier: Dossier, door: Door, *, at: datetime) -> None:
    """Note down that somebody of the office has opened a dossier; what an applicant reads of the own one is nobody's business."""
    if dossier.applicant_id == user.pk:
        return
    with connection.cursor() as cursor:
        cursor.execute(READ, _reading(user, dossier, door, _by_what(user, seats, dossier), at))


def _by_what(user: User, seats: Seats, dossier: Dossier) -> Actor | None:
    """Return by which of the seats that show a dossier somebody reads it: the one for which it waits, else the first."""
    able = [one for one in policy.actors(user, seats) if policy.shows((one,), dossier)]
    if len(able) > 1 and seats.about(dossier).have(dossier.holder, dossier.unit_id, dossier.assignee_id):
        place = (dossier.holder, dossier.unit_id)
        able.sort(key=lambda one: (one.role.value, one.unit_id) != place)
    return able[0] if able else None


def _reading(
    user: User, dossier: Dossier, door: Door, seat: Actor | None, at: datetime
) -> dict[str, int | str | datetime | None]:
    right = (
        {"role": short_role(seat.role), "unit": seat.unit_id, "for": seat.stands_in_for(dossier)} if seat else NO_SEAT
    )
    return {"dossier": dossier.pk, "person": user.pk, "door": door.value, "at": at, "since": at - AGAIN, **right}


def looks_up(user: User, seats: Seats, found: Iterable[int], asked: Asked, *, at: datetime) -> None:
    """Note down that an officer at the counter was shown who some people are: two statements, none where nobody was found."""
    people = list(found)
    desk = next((seat.unit_id for seat in seats if seat.role is Role.ONE_STOP_OFFICER), None)
    if not people or desk is None:
        return
    lately = LookUp.objects.filter(by=user, person__in=people, asked=asked, at__gt=at - AGAIN)
    known = set(lately.values_list("person", flat=True))
    new = [pk for pk in people if pk not in known]
    LookUp.objects.bulk_create(LookUp(person_id=pk, by=user, unit_id=desk, at=at, asked=asked) for pk in new)

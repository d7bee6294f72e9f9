"""The ladder: of a deadline that is near or has passed who has the dossier is told, then the head, then the leader.

Each rung is told once of a dossier and a deadline; another step and another appointment begin anew. A pause has none, and a
dossier that has moved on has another. Only who is above the holder is told more than the holder is. How many days lie between
is each agency's own choice (``NoticeTimes``).

One thing is one mail: what one person gets in a run is one message, whose mail of the morning is still to come finds it there,
and who was told that the whole is late is not told of the step that missed the same days.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When

from accounts.models import User
from accounts.rights import NOT_BELOW_HEAD, STEP_ROLES
from accounts.roles import Role
from accounts.seats import acting
from dossiers.display.links import absolute, on_site
from dossiers.models import Climb, Dossier, DossierQuerySet, InboxItem, NoticeTimes
from dossiers.models.dispatch import MAIL
from dossiers.models.standing import ANSWERED_BY_DESK, MINUTE, PAUSED
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import ESCALATED
from dossiers.notices.message import About, Message, known_as, of_many, written
from dossiers.notices.officers import LISTED, News
from dossiers.notices.planned import deadlines
from dossiers.notices.planned.awaited import awaiting
from dossiers.notices.planned.deadlines import STEP, Item
from dossiers.notices.preferences import Choice, chosen_by, language_of
from dossiers.notices.recipients import reminded_of, who_is_apart
from procedures.time.calendar import LOCAL, CalendarExhausted, WorkingCalendar, local
from procedures.time.calendars import Calendars

TO_ANSWER = Q(holder=Role.ONE_STOP_OFFICER, status__in=ANSWERED_BY_DESK)
"""What the desk has to answer: that is its step."""
OF_STEP = Case(When(TO_ANSWER, then=F("deadline_at")), default=F("step_due_at"))


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told of which deadline, where somebody else has the dossier."""

    deadline: Case | F
    role: Role | None
    """None for whoever has it."""
    without: Q
    """What does not come here: the rung above the holder, or what the holder is told of otherwise."""


RUNGS: Mapping[str, Rung] = {
    # Of an answer that is late the desk is told by a remark of the record.
    "step_holder": Rung(OF_STEP, None, TO_ANSWER),
    "step_head": Rung(OF_STEP, Role.DIVISION_HEAD, Q(holder__in=NOT_BELOW_HEAD)),
    "step_leader": Rung(OF_STEP, Role.DEPARTMENT_LEADER, Q(holder=Role.DEPARTMENT_LEADER)),
    "whole_head": Rung(F("due_at"), Role.DIVISION_HEAD, Q(holder__in=NOT_BELOW_HEAD)),
    "whole_leader": Rung(F("due_at"), Role.DEPARTMENT_LEADER, Q(holder=Role.DEPARTMENT_LEADER)),
}
"""By the columns of ``NoticeTimes``, from the lowest on."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A deadline of a dossier that has come to a rung."""

    dossier: Dossier
    rung: str
    deadline_at: datetime
    holder_knows: bool
    """Whether whoever has it is told of the same deadline, and so needs no word as head or leader."""

    def __str__(self) -> str:
        return f"{self.rung}.{self.dossier.pk}.{self.deadline_at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Letter:
    """What some people are told in one message: the same for each of them."""

    people: tuple[User, ...]
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is noted together, and in which letters it goes: nobody in them has another of this run."""

    reached: tuple[Reached, ...]
    letters: tuple[Letter, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.reached[:LISTED]))


def tellings(now: datetime, size: int) -> list[Telling]:
    """Return whom to tell of what has come to a rung and was not told there, each person in one letter."""
    found = [one for agency, times, calendar in at_work(now) for one in _reached(agency, times, calendar, now, size)]
    if not found:
        return []
    whom = _whom({one.dossier for one in found}, local(now).date())
    people = {one: whom(one) for one in found}
    return [_telling(some, people) for some in _apart(people)]


def _whom(dossiers: Iterable[Dossier], on: date) -> Callable[[Reached], tuple[User, ...]]:
    """Return what says who is told at a rung on a day: never the applicant, nor above whoever is told as holder already."""
    dossiers = [*dossiers]
    holders, apart = reminded_of(dossiers, on), who_is_apart(dossiers)
    sitting = cache(lambda role, unit, but: tuple(acting(role, unit, on, but=but)) if unit else ())

    def people(one: Reached) -> tuple[User, ...]:
        dossier, role = one.dossier, RUNGS[one.rung].role
        if role is None:
            return holders[dossier.pk]
        known = {who.pk for who in holders[dossier.pk] if one.holder_knows}
        unit = dossier.division_id if role is Role.DIVISION_HEAD else dossier.agency_id
        return tuple(person for person in sitting(role, unit, apart[dossier.pk]) if person.pk not in known)

    return people


def _apart(people: Mapping[Reached, tuple[User, ...]]) -> Iterable[list[Reached]]:
    """Return what has reached a rung in parts that have no person in common."""
    parts: list[tuple[set[User], list[Reached]]] = []
    for one, those in people.items():
        own = set(those)
        joined = [part for part in parts if part[0] & own or (not own and not part[0])]
        who = own.union(*(part[0] for part in joined))
        parts = [part for part in parts if part not in joined]
        parts.append((who, [*(before for part in joined for before in part[1]), one]))
    return [reached for _who, reached in parts]


def _telling(reached: Sequence[Reached], people: Mapping[Reached, tuple[User, ...]]) -> Telling:
    by_person: dict[User, list[Reached]] = {}
    for one in reached:
        for person in people[one]:
            by_person.setdefault(person, []).append(one)
    together: dict[tuple[Reached, ...], list[User]] = {}
    for person, own in by_person.items():
        together.setdefault(tuple(own), []).append(person)
    return Telling(tuple(reached), tuple(Letter(tuple(who), own) for own, who in together.items()))


def tell(telling: Telling, now: datetime) -> None:
    """Note what has come to a rung and send it, on the site and by mail to those who want that.

    All is committed together: where the mail server fails nothing is, and the next run tries again; who had a letter by then
    gets it once more, under the same Message-ID. Raises ``OSError``.
    """
    rows = [Climb(dossier=one.dossier, rung=one.rung, deadline_at=one.deadline_at, at=now) for one in telling.reached]
    with transaction.atomic():
        Climb.objects.bulk_create(rows, ignore_conflicts=True)
        # The site first: a mail cannot be taken back.
        for name in sorted(CHANNELS, key=lambda name: name == MAIL):
            for letter in telling.letters:
                _send(letter, name, now)


def _send(letter: Letter, name: str, now: datetime) -> None:
    chosen = chosen_by(letter.people)
    wanting = [one for one in letter.people if chosen[one.pk].wants(ESCALATED, name)]
    if name == MAIL and wanting:
        later = set(awaiting(now).filter(pk__in=[one.pk for one in wanting]).values_list("pk", flat=True))
        wanting = [one for one in wanting if one.pk not in later]
    to = tuple(filter(None, map(CHANNELS[name].officer, wanting)))
    if not to:
        return
    news = _news(letter.reached, now)
    about = About(on_site(news.url), tuple(dict.fromkeys(one.dossier.pk for one in letter.reached)))
    number = known_as(ESCALATED, of_many(letter.reached), name)
    language = language_of(chosen[one.pk] for one in wanting)
    words = written(ESCALATED, news)
    CHANNELS[name].send(Message(number, to, words, about, now, language=language, kind=ESCALATED))


def _news(reached: Sequence[Reached], now: datetime) -> News[Item]:
    ordered = sorted(reached, key=lambda one: (one.deadline_at, one.dossier.code))
    by_dossier: dict[Dossier, list[str]] = {}
    for one in ordered:
        by_dossier.setdefault(one.dossier, []).append(one.rung)
    listed = dict([*by_dossier.items()][:LISTED])
    return News(_items(listed, now), len(by_dossier) - len(listed), absolute("worklist"))


def _items(rungs: Mapping[Dossier, Sequence[str]], now: datetime) -> tuple[Item, ...]:
    order = [*RUNGS]
    matters = {
        dossier: [(name.partition("_")[0], RUNGS[name].role) for name in sorted(own, key=order.index)]
        for dossier, own in rungs.items()
    }
    return deadlines.items_of(matters, now)


def put_off(chosen: Mapping[int, Choice], since: Mapping[int, datetime], now: datetime) -> dict[int, tuple[Item, ...]]:
    """Return by person what was left to the mail of this morning, not read since, of those who want mail of deadlines.

    ``since``: the instant by which each had the mail of a morning before.
    """
    wanting = [pk for pk, choice in chosen.items() if choice.wants(ESCALATED, MAIL)]
    first = min((since[pk] for pk in wanting), default=now)
    unread = InboxItem.objects.filter(person__in=wanting, kind=ESCALATED, sent_at__gt=first, read_at=None)
    found = [row for row in unread.defer("body_vi", "body_en").order_by("pk") if row.sent_at > since[row.person_id]]
    if not found:
        return {}
    climbs = Climb.objects.filter(dossier__in={pk for row in found for pk in row.dossiers}, at__gt=first).exclude(
        dossier__holder=""
    )
    told: dict[tuple[int, datetime], list[Reached]] = {}
    for climb in climbs.select_related("dossier__version").defer("dossier__version__text"):
        one = Reached(climb.dossier, climb.rung, climb.deadline_at, holder_knows=False)
        told.setdefault((climb.dossier_id, climb.at), []).append(one)
    whom = _whom({one.dossier for those in told.values() for one in those}, local(now).date())
    own: dict[int, dict[Dossier, list[str]]] = {}
    for row in found:
        for one in (one for pk in row.dossiers for one in told.get((pk, row.sent_at), ())):
            if row.person_id in {person.pk for person in whom(one)}:
                own.setdefault(row.person_id, {}).setdefault(one.dossier, []).append(one.rung)
    return {pk: _items(rungs, now) for pk, rungs in own.items()}


def at_work(now: datetime) -> Iterable[tuple[int, NoticeTimes, WorkingCalendar]]:
    """Return the agencies in which somebody works at this hour, with their times and calendars."""
    here, calendars = local(now), Calendars.in_force()
    set_times = {row.agency_id: row for row in NoticeTimes.objects.all()}
    for agency in Dossier.objects.exclude(holder="").order_by("agency").values_list("agency", flat=True).distinct():
        times, calendar = set_times.get(agency, NoticeTimes(agency_id=agency)), calendars.of(agency)
        on = here.date()
        if calendar.is_working(on) and here.hour >= times.morning_hour and here < calendar.close_of(on):
            yield agency, times, calendar


def _reached(agency: int, times: NoticeTimes, calendar: WorkingCalendar, now: datetime, size: int) -> Iterable[Reached]:
    running = Dossier.objects.filter(agency=agency, holder__in=STEP_ROLES, resolved_at=None).exclude(status__in=PAUSED)
    for name, rung in RUNGS.items():
        days = getattr(times, name)
        until = None if days is None else _until(days, calendar, now)
        if until is None:
            continue
        is_told = not name.startswith(STEP) or times.step_holder is not None
        told = Climb.objects.filter(dossier=OuterRef("pk"), rung=name, deadline_at=OuterRef("rung_at"))
        # What is past any deadline is past the nearest, in whose order an index holds it.
        near = _still_news(running.filter(nearest_at__lte=until).exclude(rung.without), name)
        reached = near.annotate(rung_at=rung.deadline).filter(~Exists(told), rung_at__lte=until)
        found = reached.order_by("nearest_at", "pk")
        for dossier in found.select_related("version").defer("version__text")[:size]:
            yield Reached(dossier, name, dossier.rung_at, is_told)  # type: ignore[attr-defined]  # annotated above


def _still_news(near: DossierQuerySet, rung: str) -> DossierQuerySet:
    """Leave out the steps whose days ended with those of the whole, where the same people were told that the whole is late.

    A step that began after that has another deadline, and is told of.
    """
    about, _sign, whom = rung.partition("_")
    if about != STEP:
        return near
    ended_with_it = near.annotate(step_at=RUNGS[rung].deadline).filter(step_at__lte=F("late_at"))
    if RUNGS[rung].role is None:
        same = ended_with_it.filter(noted_late_for__gte=F("due_at"))
    else:
        of_whole = Climb.objects.filter(dossier=OuterRef("pk"), rung=f"whole_{whom}", deadline_at=OuterRef("due_at"))
        same = ended_with_it.filter(Exists(of_whole.filter(at__gte=OuterRef("late_at"))))
    return near.exclude(pk__in=same.values("pk"))


def _until(days: int, calendar: WorkingCalendar, now: datetime) -> datetime | None:
    """Return up to when deadlines lie of which somebody is told so many working days after them, or before.

    None where that is beyond the calendar: it is yet to be prolonged, and the other rungs do not wait for it.
    """
    if days == 0:
        return now - MINUTE
    try:
        last_on = calendar.add_working_days(local(now).date(), -days)
    except CalendarExhausted:
        return None
    return datetime.combine(last_on + timedelta(days=1), time.min, LOCAL)

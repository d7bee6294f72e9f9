"""The ladder: of a deadline that is near or has passed who has the dossier is told, then the head, then the leader.

Each rung is told once of a dossier and a deadline; another step and another appointment begin anew. A pause has none, and a
dossier that has moved on has another. Only who is above the holder is told more than the holder is. How many days lie between
is each agency's own choice (``NoticeTimes``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import translation

from accounts.models import User
from accounts.rights import NOT_BELOW_HEAD, STEP_ROLES
from accounts.roles import Role
from accounts.seats import seated
from dossiers.display.links import absolute, on_site
from dossiers.lists.people import named_holders
from dossiers.models import Climb, Dossier, NoticeTimes
from dossiers.models.dispatch import MAIL
from dossiers.models.standing import ANSWERED_BY_DESK, MINUTE, PAUSED
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import ESCALATED
from dossiers.notices.message import About, Message, known_as, of_many, written
from dossiers.notices.officers import LISTED, News
from dossiers.notices.preferences import chosen_by, language_of
from dossiers.notices.recipients import reminded_of
from procedures.machine import Text
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
LABELS: Mapping[str, Text] = {
    "step": Text("Hạn của bước", "Step due"),
    "whole": Text("Hẹn trả kết quả", "Appointment"),
}


@dataclass(frozen=True, slots=True)
class Reached:
    """A deadline of a dossier that has come to a rung."""

    dossier: Dossier
    rung: str
    deadline_at: datetime

    def __str__(self) -> str:
        return f"{self.rung}.{self.dossier.pk}.{self.deadline_at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Telling:
    """What some people are told together."""

    people: tuple[User, ...]
    reached: tuple[Reached, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.reached[:LISTED]))


@dataclass(frozen=True, slots=True)
class Item:
    """A deadline that a message names."""

    code: str
    subject: str
    procedure: Text
    url: str
    holder: Text
    """Who has it."""
    label: Text
    at: datetime
    is_late: bool


def tellings(now: datetime, size: int) -> list[Telling]:
    """Return whom to tell of what has come to a rung and was not told there, those who hold the same rungs together."""
    found = [one for agency, times, calendar in _open(now) for one in _reached(agency, times, calendar, now, size)]
    if not found:
        return []
    on = local(now).date()
    holders = reminded_of([one.dossier for one in found if RUNGS[one.rung].role is None], on)
    sitting = cache(lambda role, unit: tuple(seated(role, unit, on)) if unit else ())
    together: dict[tuple[User, ...], list[Reached]] = {}
    for one in found:
        dossier, role = one.dossier, RUNGS[one.rung].role
        unit = dossier.division_id if role is Role.DIVISION_HEAD else dossier.agency_id
        people = holders[dossier.pk] if role is None else sitting(role, unit)
        own = tuple(person for person in people if person.pk != dossier.applicant_id)
        together.setdefault(own, []).append(one)
    return [Telling(people, tuple(reached)) for people, reached in together.items()]


def tell(telling: Telling, now: datetime) -> None:
    """Note what has come to a rung and send it, on the site and by mail to those who want that.

    Both are committed together: where the mail server fails nothing is, and the next run tries again. Raises ``OSError``.
    """
    rows = [Climb(dossier=one.dossier, rung=one.rung, deadline_at=one.deadline_at, at=now) for one in telling.reached]
    with transaction.atomic():
        Climb.objects.bulk_create(rows, ignore_conflicts=True)
        if telling.people:
            _send(telling, now)


def _send(telling: Telling, now: datetime) -> None:
    news, chosen = _news(telling.reached, now), chosen_by(telling.people)
    words = written(ESCALATED, news)
    about = About(on_site(news.url), tuple(dict.fromkeys(one.dossier.pk for one in telling.reached)))
    digest = of_many(telling.reached)
    # The site first: a mail cannot be taken back.
    for name in sorted(CHANNELS, key=lambda name: name == MAIL):
        wanting = [one for one in telling.people if chosen[one.pk].wants(ESCALATED, name)]
        to = tuple(filter(None, map(CHANNELS[name].officer, wanting)))
        if to:
            language = language_of(chosen[one.pk] for one in wanting)
            number = known_as(ESCALATED, digest, name)
            CHANNELS[name].send(Message(number, to, words, about, now, language=language, kind=ESCALATED))


def _news(reached: Sequence[Reached], now: datetime) -> News[Item]:
    ordered = sorted(reached, key=lambda one: (one.deadline_at, one.dossier.code))
    listed = ordered[:LISTED]
    names = _holders([one.dossier for one in listed], local(now).date())
    items = tuple(_item(one, names[one.dossier.pk], now) for one in listed)
    return News(items, len(ordered) - len(listed), absolute("worklist"))


def _item(one: Reached, holder: Text, now: datetime) -> Item:
    dossier = one.dossier
    label, at = LABELS[one.rung.partition("_")[0]], local(one.deadline_at)
    url = absolute("desk_file", dossier.code)
    return Item(dossier.code, dossier.subject, dossier.machine.name, url, holder, label, at, at < now)


def _holders(dossiers: Sequence[Dossier], on: date) -> Mapping[int, Text]:
    """Return who has each dossier, in both languages."""
    named = {}
    for language in ("vi", "en"):
        with translation.override(language):
            who = named_holders(dossiers, on)
            named[language] = {one.pk: who(one) for one in dossiers}
    return {pk: Text(named["vi"][pk], named["en"][pk]) for pk in named["vi"]}


def _open(now: datetime) -> Iterable[tuple[int, NoticeTimes, WorkingCalendar]]:
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
        told = Climb.objects.filter(dossier=OuterRef("pk"), rung=name, deadline_at=OuterRef("rung_at"))
        # What is past any deadline is past the nearest, in whose order an index holds it.
        near = running.filter(nearest_at__lte=until).exclude(rung.without).annotate(rung_at=rung.deadline)
        found = near.filter(~Exists(told), rung_at__lte=until).order_by("nearest_at", "pk")
        for dossier in found.select_related("version").defer("version__text")[:size]:
            yield Reached(dossier, name, dossier.rung_at)  # type: ignore[attr-defined]  # annotated above


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

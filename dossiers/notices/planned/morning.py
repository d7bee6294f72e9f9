"""The mail of a morning: what waits for one officer today, and what could wait since the last one.

It says nothing that the site does not say already, so it goes by mail alone. Deadlines that went up the ladder by then stand in it
by name, and in no mail of their own. Each number is as long as the list that it leads
to; for all officers of a batch everything is read in the same few statements.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.roles import Role
from accounts.seats import Seats, note_all, seats_of
from dossiers.display.links import absolute
from dossiers.lists.filters import OPEN_ONES, UNFIT, Filters
from dossiers.lists.listed import counted_at_once, listed
from dossiers.log.appointments import WAITING
from dossiers.models import Event, InboxItem, MorningDigest, NoticeTimes, Opening
from dossiers.models.dispatch import MAIL, USUAL_HOUR
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import CAN_WAIT, NOTICES
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.planned import ladder
from dossiers.notices.planned.awaited import awaiting
from dossiers.notices.planned.deadlines import Item
from dossiers.notices.preferences import Choice, chosen_by
from dossiers.outbox import ASSIGNED
from dossiers.queries import MOST_COUNTED
from procedures.machine import Status, Text
from procedures.time.calendar import local
from procedures.time.calendars import Calendars

TEMPLATE = "morning"
LISTED = 20
"""Notices that a mail names; the page of notices has the others."""
FIRST = timedelta(days=7)
"""How far the first mail of all looks back for what could wait."""
SIGN, WHOLE = "sign", "whole"
"""All that waits for somebody: of a leader it waits to be decided and signed, of all others it is no news by itself."""
LABELS: Mapping[str, Text] = {
    "step_today": Text("Bước phải xong hôm nay", "Steps to finish today"),
    "due": Text("Hẹn trả kết quả hoặc phải trả lời hôm nay", "Appointments and answers due today"),
    "late": Text("Quá hạn trả kết quả", "Past the return date"),
    "step": Text("Quá hạn của bước", "Past the time of the step"),
    "unfit": Text("Còn hạn, nhưng các bước còn lại không kịp ngày hẹn trả", "In time, but what remains no longer fits"),
    "new": Text("Mới nộp từ ngày làm việc liền trước", "Filed since the working day before"),
    "answered": Text("Người nộp đã bổ sung, chờ xem", "Supplements that have come"),
    "messages": Text("Người nộp nhắn tin, chờ trả lời", "Messages of applicants to answer"),
    "unanswered": Text("Một cửa trả lời chậm hoặc chậm bước", "The desk is late with an answer or a step"),
    "proven": Text("Chứng từ nộp tiền chờ xem", "Proofs of payment to look at"),
    "letters": Text("Thư xin lỗi chờ ký", "Letters of apology to sign"),
    "mentioned": Text("Ghi chú, lời nhắc dành cho Ông/Bà", "Notes and reminders meant for you"),
    SIGN: Text("Chờ Ông/Bà quyết định hoặc ký", "Waiting for your decision or signature"),
    WHOLE: Text("Tất cả hồ sơ đang chờ Ông/Bà", "All that waits for you"),
}
"""What the numbers are called, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many dossiers, and the address of the list that has them."""

    label: Text
    count: int
    url: str

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted."""
        return self.count > MOST_COUNTED

    @property
    def shown(self) -> int:
        """What is written; with a plus where there are more."""
        return min(self.count, MOST_COUNTED)


@dataclass(frozen=True, slots=True)
class Waited:
    """A notice that could wait for this mail."""

    subject: Text
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """What waits for one officer on a day."""

    person: User
    language: str
    """The one that the person chose, or Vietnamese: whoever reads both needs no mail twice as long each day."""
    on: date
    since: date
    """The working day before: what was filed from then on is new."""
    numbers: Mapping[str, Number]
    """What there is of each, in order; what there is not is left out."""
    deadlines: tuple[Item, ...]
    """What went up the ladder to this officer and waited for this mail."""
    more_deadlines: int
    """Of those, what is not listed."""
    notices: tuple[Waited, ...]
    more: int
    """Notices that are not listed."""

    @property
    def has_news(self) -> bool:
        """Whether there is something to say."""
        return bool(self.deadlines or self.notices or self.numbers.keys() - {WHOLE})

    @property
    def url(self) -> str:
        """The list that all of it is in."""
        return absolute("worklist")

    @property
    def inbox(self) -> str:
        """Where all notices wait."""
        return absolute("inbox")


def waiting(now: datetime, after: int, size: int) -> list[User]:
    """Return the next of those who have work here, want the mail and were not told today, by their ids."""
    return list(awaiting(now).filter(pk__gt=after).order_by("pk")[:size])


def days_of(people: Sequence[User], now: datetime) -> list[Day]:
    """Return the day of each for whom the morning has come, in a number of statements that does not grow with them."""
    on = local(now).date()
    note_all(people, on)
    since, chosen = _since(people, now), chosen_by(people)
    asked = {person: lists_of(seats_of(person, on), on, before) for person, before in since.items()}
    lists = [listed(one, seats_of(person, on), now) for person, own in asked.items() for one in own.values()]
    counts = iter(counted_at_once(lists))
    last = _last(people, now)
    notices, deadlines = _waited(chosen, last), ladder.put_off(chosen, last, now)

    def day_of(person: User) -> Day:
        found = {name: Number(LABELS[name], next(counts), _address(one)) for name, one in asked[person].items()}
        numbers = {name: one for name, one in found.items() if one.count}
        own, up = notices.get(person.pk, []), deadlines.get(person.pk, ())
        return Day(
            person=person,
            language=chosen[person.pk].language or "vi",
            on=on,
            since=since[person],
            numbers=numbers,
            deadlines=up[:LISTED],
            more_deadlines=len(up[LISTED:]),
            notices=tuple(own[:LISTED]),
            more=len(own[LISTED:]),
        )

    return [day_of(person) for person in since]


def lists_of(seats: Seats, on: date, since: date) -> dict[str, Filters]:
    """Return the lists that an officer is told of, by the names of their numbers."""
    today, new = on.isoformat(), since.isoformat()
    supplied = str(Status.SUPPLEMENT_REQUESTED.value)
    found = {
        "step_today": Filters("mine", (("step_time", "today"),)),
        "due": Filters("mine", (("due_from", today), ("due_to", today))),
        "late": Filters("mine", (("verdict", "overdue"),)),
        "step": Filters("mine", (("step_time", "overdue"),)),
        "unfit": Filters("mine", (("step_time", UNFIT),)),
        "new": Filters("mine", (("filed_from", new),)),
        "answered": Filters("mine", (("state", supplied),)),
        "messages": Filters("mine", (("message", "waiting"),)),
    }
    if seats.has(Role.ONE_STOP_OFFICER):
        found["unanswered"] = Filters("behind", (("holder", Role.ONE_STOP_OFFICER.value),))
        found["proven"] = Filters("proven")
    if seats.has(Role.DEPARTMENT_LEADER):
        found["letters"] = Filters(OPEN_ONES, (("apology", WAITING),))
    whole = SIGN if seats.has(Role.DEPARTMENT_LEADER) else WHOLE
    return {**found, "mentioned": Filters("mentioned"), whole: Filters("mine")}


def note(people: Iterable[User], now: datetime) -> None:
    """Note that people were told of a day, or that there was nothing to say: one statement."""
    on = local(now).date()
    MorningDigest.objects.bulk_create(
        [MorningDigest(person=person, on=on, at=now) for person in people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["on", "at"],
    )


def tell(day: Day, now: datetime) -> None:
    """Send a day to its officer; that it was sent is committed with the sending.

    After a kill in between it goes out again with the same Message-ID. Raises ``OSError`` for what may go better later.
    """
    person = day.person
    words = written(TEMPLATE, day)
    number = known_as(TEMPLATE, f"{day.on:%Y%m%d}", person.pk)
    about = About(reverse("worklist"), ())
    with transaction.atomic():
        note([person], now)
        CHANNELS[MAIL].send(Message(number, (person.email,), words, about, now, language=day.language))


def _since(people: Sequence[User], now: datetime) -> dict[User, date]:
    """Return for whom the morning has come, on a working day whose office hours are not over, and the working day before."""
    here, on = local(now), local(now).date()
    hours, calendars = dict(NoticeTimes.objects.values_list("agency", "morning_hour")), Calendars.in_force()
    found = {}
    for person in people:
        agency = next((seat.agency_id for seat in seats_of(person, on) if seat.role in OFFICERS), None)
        if agency is None:
            continue
        calendar = calendars.of(agency)
        has_come = here.hour >= hours.get(agency, USUAL_HOUR)
        if has_come and calendar.is_working(on) and here < calendar.close_of(on):
            found[person] = calendar.add_working_days(on, -1)
    return found


def _address(filters: Filters) -> str:
    return f"{absolute('worklist')}?{filters.query()}"


def _last(people: Iterable[User], now: datetime) -> dict[int, datetime]:
    """Return by person when that one had the mail of a morning last; a week ago for who never had one."""
    found = dict(MorningDigest.objects.filter(person__in=people).values_list("person", "at"))
    return {person.pk: found.get(person.pk, now - FIRST) for person in people}


def _waited(chosen: Mapping[int, Choice], last: Mapping[int, datetime]) -> dict[int, list[Waited]]:
    """Return by person the unread notices that could wait since the last mail, the newest first, of groups that are wanted."""
    theirs = Q(pk__in=())
    for pk, choice in chosen.items():
        if choice.gathers:
            theirs |= Q(person=pk, sent_at__gt=last[pk])
    found: dict[int, list[Waited]] = {}
    items = InboxItem.objects.filter(theirs, read_at=None, kind__in=CAN_WAIT)
    unread = list(items.defer("body_vi", "body_en").order_by("-pk"))
    settled = _settled([item for item in unread if item.kind == ASSIGNED and item.dossiers])
    for item in unread:
        if item.pk not in settled and NOTICES[item.kind].group not in chosen[item.person_id].off:
            found.setdefault(item.person_id, []).append(Waited(item.subject, settings.PUBLIC_URL + item.path))
    return found


def _settled(items: Sequence[InboxItem]) -> set[int]:
    """Return which notices that dossiers have come to somebody are no news any more: each was opened there, has moved on or has ended.

    One statement, none where there is no such notice.
    """
    if not items:
        return set()
    dossiers = {pk for item in items for pk in item.dossiers}
    here = Event.objects.filter(dossier__in=dossiers, sequence=F("dossier__arrived_with")).exclude(dossier__holder="")
    opened = Opening.objects.filter(dossier=OuterRef("dossier"), arrived_with__gte=OuterRef("sequence"))
    came = dict(here.exclude(Exists(opened)).values_list("dossier", "at"))
    return {item.pk for item in items if not any(pk in came and came[pk] <= item.sent_at for pk in item.dossiers)}

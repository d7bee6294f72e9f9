"""Notices to an officer of the desk of what a colleague has done in that one's place: a counter closed, a begun entry taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers import jobs
from dossiers.display.links import absolute, path_to
from dossiers.jobs import Doing, Kind, NotDone
from dossiers.models import Draft, Job, ShiftEntry
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import COUNTER_CLOSED, ENTRY_TAKEN
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.planned.telling import NO_ADDRESS, not_done
from dossiers.notices.preferences import NOT_WANTED, chosen_by
from procedures.machine import Text
from procedures.models import machine_of_version
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class CounterNews:
    """What the notice tells of a counter that a colleague has closed."""

    person: User
    """Whose counter it was."""
    by: str
    counter: str
    on: date
    """The day of the counter."""
    at: datetime
    """When it was closed."""
    counted: int
    book: int
    url: str

    @property
    def difference(self) -> int:
        """What was counted less what should have lain there, in đồng."""
        return self.counted - self.book


@dataclass(frozen=True, slots=True)
class EntryNews:
    """What the notice tells of an application that somebody had begun to enter: no name of the applicant."""

    person: User
    by: str
    procedure: Text
    begun_at: datetime
    at: datetime
    is_thrown: bool
    """Whether it was thrown away; else the colleague goes on with it."""
    url: str


def tell_closed(closed: ShiftEntry) -> Job | None:
    """Store the job that tells whose counter a colleague has closed; None where the officer closed it."""
    if closed.done_by_id is None:
        return None
    return jobs.start(CLOSED_KIND, arguments={"closing": closed.pk, "person": closed.by_id}, by=None, at=closed.at)


def tell_taken(draft: Draft, person: User, *, by: User, at: datetime, is_thrown: bool) -> Job:
    """Store the job that tells who had begun an entry that a colleague goes on with it, or has thrown it away."""
    told = {
        "entry": str(draft.pk),
        "version": draft.version_id,
        "begun": draft.created_at.isoformat(),
        "person": person.pk,
        "by": by.pk,
        "at": at.isoformat(),
        "thrown": is_thrown,
    }
    return jobs.start(TAKEN_KIND, arguments=told, by=None, at=at)


class Telling(Doing):
    """Tells one person, by every channel."""

    kind: str
    page: str
    """The name of the page that it leads to."""

    def count(self) -> int:
        """Return how many are told."""
        return 1

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the one person."""
        return [pk for pk in (int(self.job.arguments["person"]),) if pk > item][:size]

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Tell by every channel."""
        people = User.objects.in_bulk(items).items()
        found = {pk: not_done(partial(self._sent, person, at)) for pk, person in people}
        return {pk: why for pk, why in found.items() if why is not None}

    def news(self, person: User) -> object:
        """Return what the notice tells."""
        raise NotImplementedError

    def _sent(self, person: User, at: datetime, name: str) -> str:
        """Send one message, the same at every try; return a remark where it is not sent."""
        channel = CHANNELS[name]
        if not (to := channel.officer(person)):
            return NO_ADDRESS.en
        choice = chosen_by([person])[person.pk]
        if not choice.wants(self.kind, name):
            return NOT_WANTED
        number = known_as(self.kind, self.job.pk, person.pk, name)
        about, words = About(path_to(self.page), ()), written(self.kind, self.news(person))
        language = choice.language if name == MAIL else ""
        return channel.send(Message(number, (to,), words, about, at, language=language, kind=self.kind))


class TellingClosed(Telling):
    """Tells whose counter was closed."""

    kind, page = COUNTER_CLOSED, "counter_day"

    def news(self, person: User) -> CounterNews:
        """Return by whom and when which counter was closed, and what was counted."""
        row = ShiftEntry.objects.select_related("done_by").get(pk=self.job.arguments["closing"])
        by = row.done_by.get_full_name() if row.done_by else ""
        url = f"{absolute(self.page)}?ngay={row.on:%Y-%m-%d}"
        return CounterNews(person, by, row.counter, row.on, local(row.at), row.counted, row.book or 0, url)


class TellingTaken(Telling):
    """Tells whose begun entry was taken over, or thrown away."""

    kind, page = ENTRY_TAKEN, "counter"

    def news(self, person: User) -> EntryNews:
        """Return by whom and when, and of which procedure it was."""
        told = self.job.arguments
        begun, at = (local(datetime.fromisoformat(told[name])) for name in ("begun", "at"))
        by = User.objects.get(pk=told["by"]).get_full_name()
        name = machine_of_version(told["version"]).name
        return EntryNews(person, by, name, begun, at, bool(told["thrown"]), absolute(self.page))


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {pk: user.get_full_name() for pk, user in User.objects.in_bulk(items).items()}


def _about_counter(job: Job) -> str:
    return ShiftEntry.objects.values_list("counter", flat=True).get(pk=job.arguments["closing"])


def _about_entry(job: Job) -> str:
    return machine_of_version(job.arguments["version"]).name.vi


# They follow from what a colleague does: nobody starts them by themselves.
CLOSED_KIND = Kind(
    COUNTER_CLOSED,
    _("Notice to whose counter was closed"),
    about=_about_counter,
    by=frozenset(),
    doing=TellingClosed,
    named=_named,
    is_telling=True,
)
TAKEN_KIND = Kind(
    ENTRY_TAKEN,
    _("Notice to whose entry was taken over"),
    about=_about_entry,
    by=frozenset(),
    doing=TellingTaken,
    named=_named,
    is_telling=True,
)

"""Mail about a planned downtime, to whoever works here and whoever waits for something: a job, each person once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import Role
from dossiers import jobs
from dossiers.display.links import absolute, path_to
from dossiers.jobs import Doing, Kind, NotDone, Stop
from dossiers.models import Dossier, Draft, Job
from dossiers.notices.channels import CHANNELS
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.planned.telling import NO_ADDRESS, not_done
from dossiers.notices.preferences import chosen_by
from procedures.machine import Text
from procedures.time.calendar import local
from procedures.time.downtimes import Downtime

ANNOUNCED, CALLED_OFF = "downtime", "downtime-off"
"""The templates of the two mails."""
GONE = Text("lần tạm dừng này đã huỷ hoặc đã qua", "this downtime was called off, or is over")


@dataclass(frozen=True, slots=True)
class News:
    """What a mail tells."""

    downtime: Downtime
    begins_at: datetime
    ends_at: datetime
    url: str
    is_of_office: bool = False
    """Whether whoever reads it works here, who sends no application but leaves work undone."""


def audience(now: datetime) -> QuerySet[User]:
    """Narrow to whom a downtime concerns: who holds a seat, and whose dossier or draft is open."""
    seated = _seated(now).values("user")
    applied = Dossier.objects.exclude(holder="").values("applicant")
    begun = Draft.objects.open().values("owner")
    return User.objects.filter(Q(pk__in=seated) | Q(pk__in=applied) | Q(pk__in=begun), is_active=True)


def _seated(now: datetime) -> QuerySet[Membership]:
    return Membership.objects.in_force(timezone.localdate(now))


def begin(downtime: Downtime, *, by: User, at: datetime) -> Job:
    """Store the job that writes to everybody of a downtime that was announced, or called off. Raises ``NotYours``."""
    template = ANNOUNCED if downtime.called_off_at is None else CALLED_OFF
    return jobs.start(KIND, arguments={"downtime": downtime.pk, "mail": template}, by=by, at=at)


class Writing(Doing):
    """Writes to one person after the other."""

    def __init__(self, job: Job) -> None:
        """Read the downtime once."""
        super().__init__(job)
        self._downtime = Downtime.objects.get(pk=job.arguments["downtime"])
        self._people = audience(job.created_at)

    def count(self) -> int:
        """Return how many people there are."""
        return self._people.count()

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them."""
        return list(self._people.filter(pk__gt=item).order_by("pk").values_list("pk", flat=True)[:size])

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Write to each. Raises ``Stop`` where the news are old."""
        self._downtime.refresh_from_db()
        template = self.job.arguments["mail"]
        if template == ANNOUNCED and not Downtime.objects.coming(at).filter(pk=self._downtime.pk).exists():
            raise Stop(GONE)
        people = User.objects.in_bulk(items)
        of_office = set(_seated(self.job.created_at).filter(user__in=items).values_list("user", flat=True))
        chosen = chosen_by(people.values())
        found = {
            item: self._to_one(template, people[item], at, chosen[item].language, is_of_office=item in of_office)
            for item in items
        }
        return {item: why for item, why in found.items() if why is not None}

    def _to_one(
        self, template: str, person: User, at: datetime, language: str, *, is_of_office: bool
    ) -> NotDone | None:
        """Write to one person by every channel, in the language chosen; return what is not done of it."""
        one = self._downtime
        news = News(one, local(one.begins_at), local(one.ends_at), absolute("home"), is_of_office)
        words, about = written(template, news), About(path_to("home"), ())

        def message(name: str, to: str) -> Message:
            number = known_as(template, self._downtime.pk, person.pk, name)
            return Message(number, (to,), words, about, at, language=language)

        return not_done(lambda name: _sent(name, person, message))


def _sent(name: str, person: User, message: Callable[[str, str], Message]) -> str:
    """Send one message, the same at every try; return a remark where it cannot be sent."""
    channel = CHANNELS[name]
    to = channel.officer(person)
    return channel.send(message(name, to)) if to else NO_ADDRESS.en


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {pk: user.get_full_name() for pk, user in User.objects.in_bulk(items).items()}


def _about(job: Job) -> str:
    return str(Downtime.objects.get(pk=job.arguments["downtime"]))


KIND = Kind(
    "downtime",
    _("Mail about a planned downtime"),
    about=_about,
    by=frozenset({Role.ADMINISTRATOR}),
    doing=Writing,
    named=_named,
    is_telling=True,
)

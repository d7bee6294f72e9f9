"""Notice to whoever is entered to stand in for somebody: a job for each absence, whose one item is that person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Substitution, User
from dossiers import jobs
from dossiers.display.links import absolute, path_to
from dossiers.jobs import Doing, Kind, NotDone, Stop
from dossiers.models import Job, Outcome
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels import CHANNELS, each
from dossiers.notices.kinds import STANDS_IN
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.preferences import NOT_WANTED, chosen_by
from dossiers.outbox import Unfinished
from procedures.machine import Text

OVER = Text("lần vắng mặt này đã kết thúc hoặc đã qua", "this absence was ended, or is over")
NO_ADDRESS = Text("người này chưa có địa chỉ thư điện tử", "this person has no mail address")


@dataclass(frozen=True, slots=True)
class News:
    """What the notice tells."""

    person: User
    absent: str
    since: date
    until: date
    entered_by: str
    """Who entered it, where that was not the absent person; else empty."""
    url: str

    @property
    def is_one_day(self) -> bool:
        """Whether the first day is the last one."""
        return self.since == self.until


def begin(row: Substitution, *, at: datetime) -> Job | None:
    """Store the job that tells whoever is to stand in; None where nobody is, or who does has entered it."""
    if row.substitute_id is None or row.substitute_id == row.entered_by_id:
        return None
    return jobs.start(KIND, arguments={"absence": row.pk}, by=None, at=at)


class Telling(Doing):
    """Tells the one person of an absence."""

    def __init__(self, job: Job) -> None:
        """Read the absence once."""
        super().__init__(job)
        rows = Substitution.objects.select_related("absent", "substitute", "entered_by")
        self._row = rows.get(pk=job.arguments["absence"])

    def count(self) -> int:
        """Return that there is one."""
        return 1

    def after(self, item: int, size: int) -> Sequence[int]:  # noqa: ARG002 - there is one
        """Return the person, who is told once."""
        return [pk for pk in (self._row.substitute_id,) if pk is not None and pk > item]

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Tell by every channel. Raises ``OSError`` for what may go better later, ``Stop`` where it is over."""
        if not Substitution.objects.not_over(timezone.localdate(at)).filter(pk=self._row.pk).exists():
            raise Stop(OVER)
        remarks = each(CHANNELS, lambda name: self._sent(name, at))
        if isinstance(remarks, Unfinished):
            raise OSError(remarks.why)
        return {item: NotDone(Outcome.SKIPPED, NO_ADDRESS) for item in items if remarks == NO_ADDRESS.en}

    def _sent(self, name: str, at: datetime) -> str:
        """Send one message, the same at every try; return a remark where it is not sent."""
        row, channel = self._row, CHANNELS[name]
        person = row.substitute
        if person is None or not (to := channel.officer(person)):
            return NO_ADDRESS.en
        choice = chosen_by([person])[person.pk]
        if not choice.wants(STANDS_IN, name):
            return NOT_WANTED
        own = row.entered_by is None or row.entered_by_id == row.absent_id
        by = "" if own or row.entered_by is None else row.entered_by.get_full_name()
        days = row.since, row.until
        news = News(person, row.absent.get_full_name(), *days, by, absolute("own_absences"))
        number = known_as(STANDS_IN, row.pk, person.pk, name)
        about, words = About(path_to("own_absences"), ()), written(STANDS_IN, news)
        language = choice.language if name == MAIL else ""
        return channel.send(Message(number, (to,), words, about, at, language=language, kind=STANDS_IN))


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {pk: user.get_full_name() for pk, user in User.objects.in_bulk(items).items()}


def _about(job: Job) -> str:
    return str(Substitution.objects.select_related("absent", "substitute").get(pk=job.arguments["absence"]))


KIND = Kind(
    STANDS_IN,
    _("Notice to who stands in"),
    about=_about,
    # It follows from an absence that is entered: nobody starts it by itself.
    by=frozenset(),
    doing=Telling,
    named=_named,
)

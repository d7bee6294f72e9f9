"""Notices about an absence: to who is to stand in, to who is away of what others do about it; a job whose items are the people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.absences import days_of, span
from accounts.models import Substitution, User
from dossiers import jobs
from dossiers.display.agency import stood
from dossiers.display.links import absolute, path_to
from dossiers.jobs import Doing, Kind, NotDone, Stop
from dossiers.models import Job
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import AWAY, STANDS_IN
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.planned.shares import Shares, leave_around, others_beside, shares_of
from dossiers.notices.planned.telling import NO_ADDRESS, not_done
from dossiers.notices.preferences import NOT_WANTED, chosen_by
from procedures.machine import Text

OVER = Text("lần vắng mặt này đã kết thúc hoặc đã qua", "this absence was ended, or is over")


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
    began_at: datetime | None = None
    """From when on the right holds, where the first day of the absence was over when it was entered."""
    takes: Text | None = None
    """In which seats the person stands in; None where whoever is away has one alone and nobody else stands in."""
    others: Shares | None = None
    """Who else stands in, and where; None where ``takes`` is."""

    @property
    def is_one_day(self) -> bool:
        """Whether the first day is the last one."""
        return self.since == self.until


@dataclass(frozen=True, slots=True)
class AwayNews:
    """What the notice tells of what others have done about somebody's absence."""

    person: User
    absent: str
    is_absent: bool
    """Whether it tells whoever is away."""
    is_substitute: bool
    """Whether it tells who stood in; neither of both is true of who had entered it, such as the head."""
    substitute: str
    """Empty where nobody stands in."""
    since: date
    until: date
    by: str
    """Who has entered or ended it."""
    ended_on: date | None
    """From when on it holds no more; None where it was entered."""
    url: str
    was_until: date | None = None
    """What its last day was, where that was changed."""
    replaced_from: date | None = None
    """From when on ``substitute`` stands in no more though the absence goes on; None where nobody was replaced."""
    now: str = ""
    """Who stands in from then on; empty for nobody."""
    shares: Shares | None = None
    """Who takes what of the leave as it is by now; None where that is one seat and one person, or it is over."""
    goes_on: bool = False
    """Whether another stands in on some of the days: what is told is of ``substitute`` alone, the leave goes on."""

    @property
    def is_one_day(self) -> bool:
        """Whether the first day is the last one."""
        return self.since == self.until

    @property
    def is_added(self) -> bool:
        """Whether it tells that somebody was entered who stands in beside others."""
        return self.ended_on is None and (self.goes_on or not self.is_absent)

    @property
    def is_away_now(self) -> bool:
        """Whether what goes on of the leave has begun when what is told holds."""
        return self.shares is not None and self.shares.since <= (self.ended_on or self.since)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was ended before it began, so that none of its days holds."""
        return self.ended_on is not None and self.ended_on < self.since


def begin(row: Substitution, *, at: datetime) -> Job | None:
    """Store the job that tells whoever is to stand in; None where nobody is, or who does has entered it."""
    if row.substitute_id is None or row.substitute_id == row.entered_by_id:
        return None
    return jobs.start(KIND, arguments={"absence": row.pk}, by=None, at=at)


def tell_away(row: Substitution, *, at: datetime, ended: bool = False) -> Job | None:
    """Store the job that tells who is away that another has entered it, and who stands in beside; of an end, all who knew of it.

    None where nobody has to be told.
    """
    told = _concerned(row, ended=ended) if ended else sorted({*_concerned(row, ended=False), *_beside(row, at)})
    if not told:
        return None
    arguments = {"absence": row.pk, "ended": ended, **({} if ended else {"people": told})}
    return jobs.start(AWAY_KIND, arguments=arguments, by=None, at=at)


def _beside(row: Substitution, at: datetime) -> set[int]:
    """Return who stands in on some of the same days too, by their keys: never who has entered it or does so here."""
    others = others_beside(row, timezone.localdate(at)) if row.substitute_id else []
    return {one.substitute_id for one in others if one.substitute_id} - {row.substitute_id, row.entered_by_id}


def tell_changed(row: Substitution, was: date, *, by: User, at: datetime) -> Job | None:
    """Store the job that tells all whom it concerns that the last day of an absence was changed; None where nobody else is."""
    if not _others(row, by.pk):
        return None
    days = {"was": was.isoformat(), "until": row.until.isoformat()}
    return jobs.start(AWAY_KIND, arguments={"absence": row.pk, "ended": False, **days, "by": by.pk}, by=None, at=at)


def tell_replaced(
    row: Substitution, now: Sequence[User], *, since: date, until: date, by: User, at: datetime
) -> Job | None:
    """Store the job that tells all whom it concerns that others stand in from a day on, until the last day of the absence.

    ``row``: in which somebody stood in until then. Not told by it: who has done so, and those ``now``, who are told of
    what they do. None where nobody is left.
    """
    told = {*_others(row, by.pk)} - {one.pk for one in now}
    if not told:
        return None
    who = {"people": sorted(told), "now": [one.pk for one in now], "by": by.pk}
    days = {"from": since.isoformat(), "until": until.isoformat()}
    return jobs.start(AWAY_KIND, arguments={"absence": row.pk, "ended": False, **who, **days}, by=None, at=at)


def _others(row: Substitution, by: int | None) -> list[int]:
    """Return by their keys all whom an absence concerns but who has done something about it."""
    people = {row.absent_id, row.substitute_id, row.entered_by_id}
    return sorted(pk for pk in people if pk is not None and pk != by)


def _concerned(row: Substitution, *, ended: bool) -> list[int]:
    """Return who has to be told, by their keys: never who has done it."""
    if ended:
        return _others(row, row.ended_by_id)
    return [row.absent_id] if row.absent_id != row.entered_by_id else []


class Telling(Doing):
    """Tells whom an absence concerns: here who is to stand in."""

    kind = STANDS_IN

    def __init__(self, job: Job) -> None:
        """Read the absence once."""
        super().__init__(job)
        rows = Substitution.objects.select_related("absent", "substitute", "entered_by", "ended_by")
        self._row = rows.get(pk=job.arguments["absence"])
        self._on = timezone.localdate()

    def count(self) -> int:
        """Return how many are told."""
        return len(self._whom())

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next people, each of whom is told once."""
        return [pk for pk in self._whom() if pk > item][:size]

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Tell by every channel. Raises ``Stop`` where it is over."""
        self._on = timezone.localdate(at)
        if self._is_over(at):
            raise Stop(OVER)
        people = User.objects.filter(pk__in=items).order_by("pk")
        found = {person.pk: not_done(partial(self._sent, person, at)) for person in people}
        return {pk: why for pk, why in found.items() if why is not None}

    def _whom(self) -> list[int]:
        return [pk for pk in (self._row.substitute_id,) if pk is not None]

    def _is_over(self, at: datetime) -> bool:
        return not Substitution.objects.not_over(timezone.localdate(at)).filter(pk=self._row.pk).exists()

    def _about(self) -> tuple[object, ...]:
        """Return what a notice is about: with it the same notice is known at every try."""
        return (self._row.pk,)

    def _news(self, person: User) -> object:
        row = self._row
        own = row.entered_by is None or row.entered_by_id == row.absent_id
        by = "" if own or row.entered_by is None else row.entered_by.get_full_name()
        shares = _shares_around(row, self._on)
        taken = shares.of(person.pk) if shares else None
        return News(
            person,
            row.absent.get_full_name(),
            row.since,
            row.until,
            by,
            absolute("own_absences"),
            stood.began_at(row),
            taken.seats if taken else None,
            shares.without(person.pk) if shares and taken else None,
        )

    def _sent(self, person: User, at: datetime, name: str) -> str:
        """Send one message, the same at every try; return a remark where it is not sent."""
        channel = CHANNELS[name]
        if not (to := channel.officer(person)):
            return NO_ADDRESS.en
        choice = chosen_by([person])[person.pk]
        if not choice.wants(self.kind, name, is_due=self._row.since <= timezone.localdate(at)):
            return NOT_WANTED
        number = known_as(self.kind, *self._about(), person.pk, name)
        about, words = About(path_to("own_absences"), ()), written(self.kind, self._news(person))
        language = choice.language if name == MAIL else ""
        return channel.send(Message(number, (to,), words, about, at, language=language, kind=self.kind))


class TellingAway(Telling):
    """Tells who is away of what others have done about that, and who stood in or had entered it that it was ended or is another's."""

    kind = AWAY

    def _whom(self) -> list[int]:
        if (named := self.job.arguments.get("people")) is not None:
            return list(named)
        if self._was_until is not None:
            return _others(self._row, self.job.arguments["by"])
        return _concerned(self._row, ended=self._is_of_end)

    def _is_over(self, at: datetime) -> bool:  # noqa: ARG002 - as ``Telling`` has it
        # What was done in somebody's name is told even where it is over by now.
        return False

    def _about(self) -> tuple[object, ...]:
        if self._replaced_from is not None:
            return (self._row.pk, "replaced", self.job.pk)
        if self._was_until is not None:
            # It may be changed more than once, and back.
            return (self._row.pk, "changed", self.job.pk)
        return (self._row.pk, "ended" if self._is_of_end else "entered")

    def _news(self, person: User) -> object:
        row = self._row
        by, until = row.ended_by if self._is_of_end else row.entered_by, row.until
        if self._was_until is not None or self._replaced_from is not None:
            # As it was changed then: it may be another by now.
            by, until = User.objects.get(pk=self.job.arguments["by"]), date.fromisoformat(self.job.arguments["until"])
        goes_on = self._goes_on()
        return AwayNews(
            person,
            row.absent.get_full_name(),
            is_absent=person.pk == row.absent_id,
            is_substitute=person.pk == row.substitute_id,
            substitute=row.substitute.get_full_name() if row.substitute else "",
            since=row.since,
            until=until,
            by=by.get_full_name() if by else "",
            ended_on=row.ended_on if self._is_of_end else None,
            url=absolute("own_absences"),
            was_until=self._was_until,
            replaced_from=self._replaced_from,
            now=_names_of(self.job.arguments.get("now", ())),
            shares=_shares_around(row, self._on, is_needed=goes_on),
            goes_on=goes_on,
        )

    def _goes_on(self) -> bool:
        """Say whether others stand in on some of the days; of what was entered, those who were entered before."""
        if self._replaced_from is not None:
            return False
        others = others_beside(self._row, self._on)
        is_new = not self._is_of_end and self._was_until is None
        return any(not is_new or one.pk < self._row.pk for one in others)

    @property
    def _is_of_end(self) -> bool:
        return bool(self.job.arguments["ended"])

    @property
    def _replaced_from(self) -> date | None:
        return date.fromisoformat(since) if (since := self.job.arguments.get("from")) else None

    @property
    def _was_until(self) -> date | None:
        return date.fromisoformat(was) if (was := self.job.arguments.get("was")) else None


def _shares_around(row: Substitution, on: date, *, is_needed: bool = False) -> Shares | None:
    """Return who takes what of the leave to which an absence belongs; None where there is nothing to tell apart.

    ``is_needed``: one of them stands in no more, and whoever is left is named, though that is one with one seat.
    """
    leave = leave_around(row, on)
    shares = shares_of(leave, on) if leave else None
    return shares if shares and (shares.says_who or is_needed) else None


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {pk: user.get_full_name() for pk, user in User.objects.in_bulk(items).items()}


def _names_of(people: Sequence[int]) -> str:
    found = _named(people)
    return ", ".join(found[pk] for pk in people if pk in found)


def _about(job: Job) -> str:
    row = Substitution.objects.select_related("absent", "substitute").get(pk=job.arguments["absence"])
    name, days = row.substitute.get_full_name() if row.substitute else "", days_of(row)
    if "from" in job.arguments:
        since, until = (date.fromisoformat(job.arguments[end]) for end in ("from", "until"))
        name, days = _names_of(job.arguments["now"]), span(since, until)
    absent = row.absent.get_full_name()
    if not name:
        return f"{absent}, {gettext('%(days)s, nobody stands in') % {'days': days}}"
    return f"{gettext('%(name)s in place of %(absent)s') % {'name': name, 'absent': absent}}, {days}"


# They follow from an absence that is entered, changed or ended: nobody starts them by themselves.
KIND = Kind(
    STANDS_IN,
    _("Notice to who stands in"),
    about=_about,
    by=frozenset(),
    doing=Telling,
    named=_named,
    is_telling=True,
)
AWAY_KIND = Kind(
    AWAY,
    _("Notice to who is away"),
    about=_about,
    by=frozenset(),
    doing=TellingAway,
    named=_named,
    is_telling=True,
)

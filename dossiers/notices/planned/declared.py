"""Notice to whoever answers for a unit that an officer has declared an interest in a dossier, or that it was ended (ADR 0094): each once, by a job.

Of an end that officer is told too: the dossier is in the own list again. It names the officers and the dossier, never the applicant, the kind or a reason: those are read on the page of the unit's work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from accounts.seats import acting, administering, answering_for
from dossiers import jobs
from dossiers.commands.deciding.interests import kept_out_of
from dossiers.display.links import absolute, path_to
from dossiers.jobs import Doing, Kind, NotDone, Stop
from dossiers.models import Dossier, Interest, Job
from dossiers.models.dispatch import MAIL
from dossiers.notices.channels import CHANNELS
from dossiers.notices.kinds import INTEREST
from dossiers.notices.message import About, Message, known_as, written
from dossiers.notices.planned.telling import NO_ADDRESS, not_done
from dossiers.notices.preferences import NOT_WANTED, chosen_by
from dossiers.reports.alerts.barred import Way, barred
from procedures.machine import Text
from procedures.time.calendar import local

OVER = Text("khai báo này đã được bỏ", "this declaration was ended")


@dataclass(frozen=True, slots=True)
class News:
    """What the notice tells."""

    person: User
    """Who is told."""
    officer: str
    code: str
    must_be_moved: bool
    """Whether the dossier is assigned to that officer, so that nobody goes on with it until it is given to somebody else."""
    url: str
    ended_by: str = ""
    """Who has ended it; empty where it was declared."""
    is_own: bool = False
    """Whether whoever is told has declared it."""
    gives_seats: bool = False
    """Whether whoever is told gives seats, and does not see the work of the unit."""
    remedy: Text | None = None
    """What can be done about a dossier that nobody goes on with; None where the head gives it, or another has the role."""


def begin(found: Interest, *, at: datetime) -> Job | None:
    """Store the job that tells of a declaration; None where nobody is left to be told: then the alerts speak of it.

    Where a seat has to be given before anybody goes on with the dossier, whoever gives seats is told too.
    """
    on = local(at).date()
    people = [person.pk for person in recipients(found, on)]
    seating = [person.pk for person in _seating(found, on) if person.pk not in people]
    arguments = {"interest": found.pk, "people": [*people, *seating], "seating": seating}
    return jobs.start(KIND, arguments=arguments, by=None, at=at) if people or seating else None


def begin_ended(found: Interest, *, by: User, at: datetime) -> Job | None:
    """Store the job that tells of an end whoever answers for the unit, and who has declared it; None where that is nobody but who has ended it.

    Call it once it is ended: whoever is kept out by another declaration still is not told that nothing keeps them out.
    """
    people = [person.pk for person in recipients(found, local(at).date()) if person.pk != by.pk]
    if found.person.is_active and found.person_id not in kept_out_of([found.dossier_id]).get(found.dossier_id, ()):
        people.append(found.person_id)
    arguments = {"interest": found.pk, "people": people, "ended": True}
    return jobs.start(KIND, arguments=arguments, by=None, at=at) if people else None


def recipients(found: Interest, on: date) -> Sequence[User]:
    """Return who is told: the heads of the division on a day; where none is left, who answers for the agency.

    Never whoever has declared it, whoever else is kept out of the dossier, or its applicant, nor as the head's stand-in who
    stands in for one of these.
    """
    dossier = found.dossier
    apart = {found.person_id, dossier.applicant_id, *kept_out_of([dossier.pk]).get(dossier.pk, ())}
    heads = acting(Role.DIVISION_HEAD, dossier.division_id, on, but=apart) if dossier.division_id else []
    return [*heads] or [person for person in answering_for(dossier.agency_id, on) if person.pk not in apart]


def _seating(found: Interest, on: date) -> Sequence[User]:
    """Return the administrators where only a seat helps; never whoever is kept out of the dossier, or its applicant."""
    if _remedy(found, on) is None:
        return []
    apart = {found.dossier.applicant_id, *kept_out_of([found.dossier_id]).get(found.dossier_id, ())}
    return [person for person in administering(found.dossier.agency_id, on) if person.pk not in apart]


class Telling(Doing):
    """Tells each of the people of one declaration."""

    def __init__(self, job: Job) -> None:
        """Read the declaration once."""
        super().__init__(job)
        of_all = Interest.objects.select_related("person", "dossier", "ended_by")
        self._found = of_all.get(pk=job.arguments["interest"])
        self._of_end = bool(job.arguments.get("ended"))
        self._people: Sequence[int] = sorted(job.arguments["people"])
        # Jobs that began before have none.
        self._seating = frozenset(job.arguments.get("seating", ()))
        self._remedy: Text | None = None

    def count(self) -> int:
        """Return how many are told."""
        return len(self._people)

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next people, each of whom is told once."""
        return [pk for pk in self._people if pk > item][:size]

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Tell by every channel. Raises ``Stop`` where it does not hold any more."""
        if not self._of_end and not Interest.objects.standing().filter(pk=self._found.pk).exists():
            raise Stop(OVER)
        self._remedy = None if self._of_end else _remedy(self._found, local(at).date())
        people = User.objects.in_bulk(items).items()
        found = {pk: not_done(partial(self._sent, person, at=at)) for pk, person in people}
        return {pk: why for pk, why in found.items() if why is not None}

    def _sent(self, person: User, name: str, at: datetime) -> str:
        """Send one message, the same at every try; return a remark where it is not sent."""
        channel, found = CHANNELS[name], self._found
        if not (to := channel.officer(person)):
            return NO_ADDRESS.en
        choice = chosen_by([person])[person.pk]
        if not choice.wants(INTEREST, name):
            return NOT_WANTED
        by = found.ended_by.get_full_name() if self._of_end and found.ended_by else ""
        name_of, code, is_own = found.person.get_full_name(), found.dossier.code, person.pk == found.person_id
        seats = person.pk in self._seating
        # The page of the unit's work is neither for whoever it was nor for whoever gives seats.
        page = ("desk_file", code) if is_own else ("gaps",) if seats else ("team",)
        path, url = path_to(*page), absolute(*page)
        news = News(person, name_of, code, found.must_be_moved, url, by, is_own, seats, self._remedy)
        number = known_as(INTEREST, found.pk, *(["ended"] if by else []), person.pk, name)
        about, words = About(path, (found.dossier_id,)), written(INTEREST, news)
        language = choice.language if name == MAIL else ""
        return channel.send(Message(number, (to,), words, about, at, language=language, kind=INTEREST))


def _remedy(found: Interest, on: date) -> Text | None:
    """Return what can be done, where nobody goes on with a dossier, or may be given it, as people are seated now."""
    stuck = [one for one in barred(Dossier.objects.filter(pk=found.dossier_id), on) if one.way is not Way.GIVE]
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            said += [one.remedy for one in stuck]
    return Text(*said) if said else None


def _named(items: Sequence[int]) -> Mapping[int, str]:
    return {pk: user.get_full_name() for pk, user in User.objects.in_bulk(items).items()}


def _about(job: Job) -> str:
    return Interest.objects.select_related("dossier").get(pk=job.arguments["interest"]).dossier.code


KIND = Kind(
    INTEREST,
    _("Notice that somebody has an interest"),
    about=_about,
    # It follows from a declaration: nobody starts it by itself.
    by=frozenset(),
    doing=Telling,
    named=_named,
    is_telling=True,
)

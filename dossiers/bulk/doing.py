"""The job that takes one act on many dossiers: each in a transaction of its own, by the command of the single act.

Who has started it is asked for anew before each dossier, with the seats of that moment. What somebody else has acted on
since the page was made is left out, as the page of that dossier would refuse it.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.seats import seats_of
from dossiers import commands, jobs
from dossiers.bulk.heeding import looked_at_alone
from dossiers.bulk.judging import Act, Judged, Person, ready
from dossiers.bulk.kinds import KINDS, Common, Shown, name_of
from dossiers.commands.given import Given
from dossiers.jobs import Doing, NotDone, Stop, Words
from dossiers.jobs import Kind as KindOfJob
from dossiers.log.effective import effective
from dossiers.models import Dossier, Event, Job, UnsentWords
from dossiers.refusals import bulk as refused
from procedures import steady
from procedures.time.calendar import local

SAME_PAGE = timedelta(hours=1)
"""So long after it was sent a page that comes again leads to its job."""


def begin(act: Act, found: Sequence[Judged], *, by: User, at: datetime, query: str = "") -> Job:
    """Store a job for some dossiers. Raises ``NotYours``, and ``NothingChosen`` where nothing can be done of them.

    One that has moved since its page was made goes along: the job tells why it is left out. ``query`` is that of the
    list from which they were chosen.
    """
    if not any(one.ready for one in found):
        raise refused.NothingChosen
    arguments = {"act": act.kind.name, "chosen": _chosen(found), "list": query, **act.common.as_json()}
    if called := act.kind.called(one.ready.action for one in found if one.ready):
        arguments["called"] = {"vi": called.vi, "en": called.en}
    return jobs.start(KIND, arguments=arguments, by=by, at=at)


def begun(act: Act, found: Sequence[Judged], *, by: User, at: datetime) -> Job | None:
    """Return the job that the same page has begun before: somebody pressed twice, or sent the page anew."""
    own = Job.objects.filter(kind=KIND.name, by=by, created_at__gt=at - SAME_PAGE)
    return own.filter(arguments__act=act.kind.name, arguments__chosen=_chosen(found)).order_by("-pk").first()


def _chosen(found: Sequence[Judged]) -> list[list[object]]:
    """Return what a job keeps of each dossier, in their order: its key, and how the page showed it."""
    chosen = [(one.dossier.pk, one.shown.seen, one.shown.content) for one in found if one.dossier and one.shown]
    return [[*one] for one in sorted(chosen)]


class OnChosen(Doing):
    """What goes through dossiers that somebody has chosen, in the order of their keys."""

    def __init__(self, job: Job) -> None:
        """Take it up."""
        super().__init__(job)
        self._keys = sorted(pk for pk, _seen, _content in job.arguments["chosen"])

    def count(self) -> int:
        """Return how many dossiers were chosen."""
        return len(self._keys)

    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next of them."""
        place = bisect_right(self._keys, item)
        return self._keys[place : place + size]

    def author(self) -> User:
        """Return who has chosen them; raises ``Stop`` where nobody is there any more who acts."""
        author = User.objects.filter(pk=self.job.by_id or 0, is_active=True).first()
        if author is None:
            raise Stop(jobs.LOST_RIGHT)
        return author


class Acting(OnChosen):
    """Takes the act on one dossier after the other, in the order of their keys."""

    def __init__(self, job: Job) -> None:
        """Take it up. Raises ``Stop`` where this release does not know the act."""
        super().__init__(job)
        if job.arguments["act"] not in KINDS:
            raise Stop(jobs.UNKNOWN_KIND)
        self._kind = KINDS[job.arguments["act"]]
        self._common = Common.of_json(job.arguments)
        self._shown = {pk: Shown(seen, content) for pk, seen, content in job.arguments["chosen"]}

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Take the act on each. Raises the refusal of the first that is not to be done, and ``Stop`` without an author.

        Each is of its own instant, not of that at which the run began: what goes outside waits for as long as it should.
        """
        self.done_at = at = max(at, timezone.now())
        author = self.author()
        person = Person(author, seats_of(author, local(at).date()))
        for item in items:
            self._act(item, person, at)
        return {}

    def _act(self, item: int, person: Person, at: datetime) -> None:
        dossier = next(iter(person.find(Q(pk=item))), None)
        if dossier is None:
            raise refused.NotFound
        known, shown, act = steady.now(), self._shown[item], Act(self._kind, self._common)
        dossier.version = known.version(dossier.version_id)
        log = effective(Event.objects.filter(dossier=dossier).select_related("actor").order_by("sequence"))
        waits = looked_at_alone(person.user, [dossier], {dossier.pk: log}) if self._kind.heeds_remarks else {}
        found = ready(act, dossier, person, shown, log=log, known=known, at=at, waits=waits.get(dossier.pk))
        event = commands.advance_within(
            dossier, found.action.name, actor=found.actor, given=found.given, seen=shown.seen, at=at
        )
        _keep_words(person.user, event, found.given)


def _keep_words(person: User, event: Event, given: Given) -> None:
    """Keep what was said with an act for as long as it may be taken back, as after a single one (ADR 0052).

    What is typed in the dossier's own file and not sent stays: nothing of it was sent with this act.
    """
    words = {name: text for name in ("note", "reason") if (text := getattr(given, name))}
    own = UnsentWords.objects.filter(person=person, dossier=event.dossier_id, action=event.action, sent__gt=0)
    kept = {"state": event.source, "fields": words, "remarked": 0, "saved_at": event.at, "sent": event.sequence}
    if not words:
        own.delete()
    elif not own.update(**kept):
        row = UnsentWords(person=person, dossier_id=event.dossier_id, action=event.action, **kept)
        UnsentWords.objects.bulk_create([row], ignore_conflicts=True)


def about(job: Job) -> str:
    """Return what is done with how many."""
    return f"{name_of(job.arguments)} ({len(job.arguments['chosen'])})"


def _codes(items: Sequence[int]) -> Mapping[int, str]:
    return dict(Dossier.objects.filter(pk__in=items).values_list("pk", "code"))


KIND = KindOfJob(
    "bulk",
    _("One act on many dossiers"),
    about=about,
    by=OFFICERS,
    doing=Acting,
    named=_codes,
    words=Words(
        cancel=_("Stop here"),
        cancelled=_(
            "Stopped at %(at)s, after %(done)s of %(total)s dossiers. What was done stays done; the others are as they were."
        ),
        cancelled_unbegun=_("Stopped at %(at)s, before the first dossier. All are as they were."),
    ),
)

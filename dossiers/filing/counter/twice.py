"""The same procedure of the same person on one day, at another counter or with the same title: told before a filing, and never refused."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q

from accounts.models import User
from accounts.seats import Seats
from dossiers.filing import composed, drafts
from dossiers.models import CounterPerson, Dossier, Draft, Event
from procedures.answers import clean
from procedures.time.calendar import LOCAL, local


@dataclass(frozen=True, slots=True)
class Other:
    """What has been filed of it, or another officer is entering."""

    mark: str
    """By which a page says that it has told of it: the number of a dossier, the key of a draft."""
    code: str
    """The dossier's number; "" of what is not filed yet."""
    who: str
    """Of the officer; "" for the one who asks."""
    at: datetime
    """When it was filed; of a draft, when it was kept last."""
    is_own: bool = False
    """Whether the one who asks has filed it."""


def of(draft: Draft, seats: Seats, *, by: User, at: datetime) -> list[Other]:
    """Return what has been entered of a draft's procedure for the same person on that local day: four queries.

    A person is the same by the number, an older card's too, however often a counter has noted it. What the officer has
    entered alone is no surprise, for somebody may bring several at once: it is asked about where it bears the same title.
    """
    person = CounterPerson.objects.get(pk=draft.owner_id)
    numbers = {person.number, person.former} - {""}
    found = CounterPerson.objects.filter(Q(pk=person.pk) | Q(number__in=numbers) | Q(former__in=numbers))
    same, begins = list(found.values_list("pk", flat=True)), datetime.combine(local(at).date(), time.min, LOCAL)
    return [*_filed(draft, same, seats, by, begins), *_begun(draft, same, by, begins)]


def _filed(draft: Draft, same: Collection[int], seats: Seats, by: User, begins: datetime) -> Iterator[Other]:
    seen = Dossier.objects.visible_to(seats).filter(
        applicant__in=same, procedure=draft.procedure_id, filed_at__gte=begins
    )
    filings = Event.objects.filter(dossier__in=seen.order_by().values("pk"), sequence=1)
    title = _title(draft)
    for event in filings.select_related("dossier", "actor").order_by("at"):
        is_own = event.actor_id == by.pk
        if is_own and (not title or event.dossier.subject.casefold() != title):
            continue
        who = event.actor.get_full_name() if event.actor and not is_own else ""
        yield Other(event.dossier.code, event.dossier.code, who, event.at, is_own)


def _title(draft: Draft) -> str:
    """Return what tells a draft apart from others of its procedure, as its dossier will be called; "" where nothing does yet."""
    machine = draft.version.machine
    return composed.subject(machine, clean(drafts.asked_of(machine), draft.answers)[0]).casefold()


def _begun(draft: Draft, same: Collection[int], by: User, begins: datetime) -> Iterator[Other]:
    begun = Draft.objects.open().filter(owner__in=same, procedure=draft.procedure_id, saved_at__gte=begins)
    entered = begun.filter(entered_by__isnull=False).exclude(entered_by=by).only("saved_at", "entered_by__full_name")
    for one in entered.select_related("entered_by").order_by("saved_at"):
        yield Other(str(one.pk), "", one.entered_by.full_name if one.entered_by else "", one.saved_at)

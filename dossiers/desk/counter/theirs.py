"""What waits for whoever calls or stands at the counter: dossiers that go on, results and things to be fetched (ADR 0085)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When

from accounts.roles import Role
from accounts.seats import Seats
from dossiers import search
from dossiers.acts.handed import hand_back_of
from dossiers.commands.deciding import collecting
from dossiers.display.formats import localized
from dossiers.filing.counter.card import Read, Typed
from dossiers.filing.rules import APPLICANT_ID
from dossiers.log.answers import standing_in
from dossiers.models import Channel, CounterPerson, Dossier, DossierQuerySet
from procedures.machine import Status

MOST_SHOWN = 8
"""Dossiers on the page: a screenful; the list has the others."""
MOST_LOOKED_AT = 40
"""Of the dossiers that bear a number: what waits comes first, so that more are hardly one person's."""
_FETCHED = Q(status=Status.RESULT_READY) | Q(to_hand_back=True)
_ORDER = (Case(When(_FETCHED, then=0), When(~Q(holder=""), then=1), default=2), "-filed_at", "-pk")


@dataclass(frozen=True, slots=True)
class Theirs:
    """A dossier that waits for somebody, or goes on."""

    code: str
    who: str
    organisation: str
    what: str
    status: int
    act: str
    """Where its file has the act for which somebody comes, with its hash; "" of what only goes on."""
    is_sent_back: bool = False
    """Whether what lies here is its result, which the post has sent back."""
    is_asked: bool = False
    """Whether a supplement is waited for that the counter may record."""
    answers_there: bool = False
    """Whether one is that the applicant gives in the own account."""


@dataclass(frozen=True, slots=True)
class Found:
    """The dossiers by what was typed, those first for which somebody comes."""

    dossiers: Sequence[Dossier] = ()
    """All of them, those that have ended too, as far as they were looked at."""
    sent_back: Collection[int] = frozenset()
    """Of which the result lies here that the post has sent back, by their keys."""

    @property
    def waiting(self) -> list[Theirs]:
        """What goes on, or is to be fetched: at most ``MOST_SHOWN``."""
        return [_shown(one, is_sent_back=one.pk in self.sent_back) for one in self._waiting[:MOST_SHOWN]]

    @property
    def has_more(self) -> bool:
        """Whether more waits than the page shows."""
        return len(self._waiting) > MOST_SHOWN

    @property
    def is_over(self) -> bool:
        """Whether there are dossiers, and none of them goes on or waits to be fetched."""
        return bool(self.dossiers) and not self._waiting

    @property
    def is_fetched(self) -> bool:
        """Whether something waits to be fetched, for which somebody comes more often than for another dossier."""
        return any(map(waiting_act, self.dossiers[:1]))

    @property
    def shown(self) -> list[int]:
        """Whose dossiers the page shows, by their keys."""
        return list(dict.fromkeys(one.applicant_id for one in self._waiting[:MOST_SHOWN]))

    @property
    def _waiting(self) -> list[Dossier]:
        return [one for one in self.dossiers if one.is_open or one.to_hand_back]


def of(read: Read, people: Collection[CounterPerson], seats: Seats) -> Found:
    """Return what an officer sees of somebody by a number of a person or a phone: at most four statements.

    Of a phone it is whoever has it, and each dossier in whose answers it stands, as the search of the list has it; of a
    number of a person, what that person has filed.
    """
    if read.kind not in (Typed.CARD, Typed.NUMBER, Typed.PHONE):
        return Found()
    seen, number = Dossier.objects.visible_to(seats), read.number or read.text
    of_people = Q(applicant__in=[one.pk for one in people])
    if read.kind is Typed.PHONE:
        of_people |= Q(applicant__phone=number)
    found = {one.pk: one for one in _looked_at(seen.filter(of_people))}
    bearing = [one for one in _looked_at(search.bearing(number, seen)) if one.pk not in found]
    said = standing_in([one.pk for one in bearing]) if bearing else {}
    found |= {one.pk: one for one in bearing if _is_of(said.get(one.pk, {}), number, read)}
    return Found(sorted(found.values(), key=_urgency), sent_back(found.values()))


def sent_back(dossiers: Iterable[Dossier]) -> Collection[int]:
    """Return of which of some the result lies here that the post has sent back: one statement, none where nothing may be."""
    lying = [one.pk for one in dossiers if one.status == Status.RETURNED and one.to_hand_back]
    return collecting.sent_back(Dossier.objects.filter(pk__in=lying)).keys() if lying else frozenset()


def _looked_at(dossiers: DossierQuerySet) -> Iterator[Dossier]:
    yield from dossiers.select_related("version").defer("version__text").order_by(*_ORDER)[:MOST_LOOKED_AT]


def _is_of(answers: Mapping[str, Any], number: str, read: Read) -> bool:
    """Say whether a number stands there as what it is: a phone in any answer, the number of a person as the applicant's."""
    if read.kind is Typed.PHONE:
        return number in answers.values()
    return bool(answers.get(APPLICANT_ID) == number)


def _urgency(dossier: Dossier) -> tuple[int, float]:
    rank = 0 if waiting_act(dossier) else 1 if dossier.is_open else 2
    return rank, -dossier.filed_at.timestamp()


def waiting_act(dossier: Dossier) -> str:
    """Return where the file of a dossier has the act for which somebody comes: its result waits, or what was handed in; "" of all else."""
    if dossier.status == Status.RESULT_READY:
        return "#action-return"
    return f"#action-{hand_back_of(dossier.status)}" if dossier.to_hand_back else ""


def _shown(one: Dossier, *, is_sent_back: bool) -> Theirs:
    what = one.subject or localized(one.version.machine.name)
    who, act, is_there = one.applicant_name, waiting_act(one), answers_there(one)
    is_asked = _is_asked(one) and not is_there
    return Theirs(one.code, who, one.organisation, what, one.status, act, is_sent_back, is_asked, is_there)


def _is_asked(dossier: Dossier) -> bool:
    return (dossier.status, dossier.holder) == (Status.SUPPLEMENT_REQUESTED, Role.CITIZEN)


def answers_there(dossier: Dossier) -> bool:
    """Say whether a supplement is waited for that the applicant, who filed on line, gives in the own account."""
    return _is_asked(dossier) and dossier.channel == Channel.ONLINE

"""A dossier that an officer was shown and is shown no more: which act has taken it elsewhere, by whom and when.

Whoever never had it gets what there is for a number that nobody has. What came after that act is told to nobody. Who is shown
it still, while a colleague has it, reads what of one's own words is kept.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from accounts.signin import OfOfficer
from dossiers import acts, policy
from dossiers.display.agency.given import handed_again
from dossiers.display.formats import localized, vn_datetime
from dossiers.log.effective import called
from dossiers.log.facts import facts_of
from dossiers.log.moment import Whereabouts, whereabouts
from dossiers.models import Dossier, Event, UnsentWords
from dossiers.pages.opened import Opened
from dossiers.policy import Actor
from dossiers.refusals.workbench import NoLongerHere, TakenElsewhere


@dataclass(frozen=True, slots=True)
class TakenWords:
    """What somebody had written, and not sent, when another act took the dossier over."""

    sentence: str
    """Which act that was, and what was being written."""
    texts: Sequence[str]


def taken_words(opened: Opened, written: Iterable[UnsentWords], person: User) -> list[TakenWords]:
    """Return what a person has written for acts that are that person's no more, since somebody else has acted."""
    found = []
    for row in sorted(written, key=lambda row: row.saved_at):
        moves = [event for event in opened.recorded if event.at > row.saved_at and _hands_on(event)]
        is_taken = bool(moves) and all(event.actor_id != person.pk for event in moves)
        if is_taken and row.sentences and not row.sent and not opened.offers(row.action):
            found.append(TakenWords(_kept(opened.dossier, row, moves[0]), row.sentences))
    return found


def _hands_on(event: Event) -> bool:
    """Say whether by an event somebody else may have a dossier."""
    return event.source != event.target or facts_of(event).assignee is not None


def _kept(dossier: Dossier, row: UnsentWords, act: Event) -> str:
    """Say which act took a dossier over, and that what was being written for another one is kept."""
    taking, writing = called(dossier, act), acts.label_of(dossier.machine, row.state or dossier.state, row.action)
    words = {
        "who": _who(act),
        "action": localized(taking) if taking else act.action,
        "at": vn_datetime(act.at),
        "act": localized(writing) if writing else row.action,
        "saved_at": vn_datetime(row.saved_at),
    }
    return (
        _(
            "%(who)s did “%(action)s” at %(at)s. What you were writing for “%(act)s”, saved at %(saved_at)s and not sent, is kept "
            "for you alone: copy it here, or find it in its form again if the file comes back to you."
        )
        % words
    )


def gone_from(request: OfOfficer, code: str) -> NoLongerHere | None:
    """Return the refusal for a dossier that seats of this person showed until an act; None where none ever did.

    Only seats count that are held today, and were held on the day of that act.
    """
    dossier = Dossier.objects.filter(code=code).exclude(applicant=request.user).select_related("version").first()
    log = list(dossier.events.select_related("actor", "on_behalf_of")) if dossier else []
    if dossier is None or not (act := _taking_away(request, dossier, log)):
        return None
    rows = UnsentWords.objects.filter(person=request.user, dossier=dossier, sent=0).order_by("saved_at")
    typed = {name: text for row in rows for name, text in row.fields.items()}
    taken = _sentence(request, dossier, log, act)
    return NoLongerHere(taken, typed, is_press=request.method == "POST")


def _taking_away(request: OfOfficer, dossier: Dossier, log: Sequence[Event]) -> Event | None:
    """Return the last act before which a dossier was shown to this person and after which it was not."""
    actors = policy.actors(request.user, request.seats)
    steps = zip(log[1:], pairwise(whereabouts(log)), strict=True)
    for event, (before, after) in reversed(list(steps)):
        if _shown(actors, dossier, before) and not _shown(actors, dossier, after):
            return event if _shown(_seated_then(request, event), dossier, before) else None
    return None


def _shown(actors: Sequence[Actor], dossier: Dossier, where: Whereabouts) -> bool:
    there = copy(dossier)
    there.division_id, there.unit_id = where
    return policy.shows(actors, there)


def _seated_then(request: OfOfficer, event: Event) -> tuple[Actor, ...]:
    """Return this person as in those of today's seats that were held on the day of an event too."""
    held = seats_of(request.user, timezone.localdate(event.at))
    return policy.actors(
        request.user, replace(request.seats, seats=tuple(seat for seat in request.seats if seat in held))
    )


def _sentence(request: OfOfficer, dossier: Dossier, log: Sequence[Event], act: Event) -> TakenElsewhere:
    """Put an act into words; of one that takes another back, name that one."""
    is_back = act.action == acts.TAKE_BACK
    named = next((one for one in log if is_back and one.sequence == facts_of(act).undoes), act)
    label = handed_again.done(named) or acts.label_of(dossier.machine, named.source, named.action)
    return TakenElsewhere(
        dossier.code,
        localized(label) if label else named.action,
        _who(act),
        vn_datetime(act.at),
        is_own=act.actor_id == request.user.pk and not is_back,
        is_back=is_back and named is not act,
    )


def _who(act: Event) -> str:
    if act.role == Role.CITIZEN:
        return _("The applicant")
    return act.by_whom

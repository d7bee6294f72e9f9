"""How a result is received: otherwise than the filing said, if its applicant wants that, and what no handover may say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from dossiers import acts
from dossiers.commands.given import Given, Handover
from dossiers.filing.counter import people
from dossiers.log import handed
from dossiers.log.answers import standing_of
from dossiers.log.parts import deposits
from dossiers.models import Dossier, Event
from dossiers.refusals import AtAField, InvalidAnswer, MissingAnswer
from dossiers.refusals import receiving as refused
from procedures.form import Component, receiving
from procedures.machine import Action
from procedures.results import Originals, Way
from procedures.time.calendar import local


def changed(dossier: Dossier, log: Sequence[Event], action: Action, given: Given, *, seen: int) -> Given:
    """Return what was given, with an address that holds no more taken out of the answers; of other actions as it is.

    Raises the refusal of a way that is not offered, stands there already, or was changed since the page was made;
    ``seen`` is the sequence of that page.
    """
    if action.name != acts.CHANGE_RECEIVING:
        return given
    wanted = given.receiving
    way = receiving.chosen(wanted)
    if way not in ways_of(dossier):
        raise refused.WayNotOffered
    if way is Way.BY_POST and not receiving.posted_to(wanted):
        raise refused.AddressMissing
    stands = standing_of(dossier)
    if _of(stands) == _of(wanted):
        raise refused.ReceivedSo
    if any(event.action == acts.CHANGE_RECEIVING and event.sequence > seen for event in log):
        raise refused.ChangedElsewhere(_in_words(stands))
    gone = {receiving.ADDRESS: None} if receiving.ADDRESS in stands else {}
    return replace(given, receiving={**gone, **wanted})


def ways_of(dossier: Dossier) -> frozenset[str]:
    """Return the ways that are offered; of a result that the post has sent back, which lies there as a paper, none on line."""
    offered = receiving.ways(dossier.machine, settings.RESULT_WAYS)
    return offered if dossier.is_open else offered - {Way.ONLINE.value}


def given_back(dossier: Dossier, log: Sequence[Event], action: Action, given: Given) -> Given:
    """Return what was given, with how many of each thing go back that lies there, and what stays; without a handover as it is.

    Raises the refusal of a thing that does not lie there, by who noted that it went where somebody did.
    """
    handover = given.handover
    if action.name not in acts.HANDS_BACK:
        if handover and handover.things:
            raise InvalidAnswer("handover_things")
        return replace(given, handover=_with_what_stays(dossier, log, handover)) if handover else given
    if handover is None or not handover.things:
        raise MissingAnswer("handover_things")
    if handover.way is Way.ONLINE:
        raise InvalidAnswer("handover_way")
    there, counts = deposits.lying(dossier.machine, log), {}
    for name, notes in handover.things.items():
        goes = deposits.which(there.get(name, ()), notes)
        if not goes or len(goes) < len(notes):
            raise handed.returned_before(dossier.machine, log, name) or refused.NotLying()
        counts[name] = deposits.counts_of(goes, name, with_result=action.name == acts.HAND_BACK_LATER)
    return replace(given, handover=replace(handover, went_back=counts))


def _with_what_stays(dossier: Dossier, log: Sequence[Event], handover: Handover) -> Handover:
    """Return a handover with which originals lie there until they are fetched, where it says so of all, and its copies."""
    if handover.originals is Originals.STAYS and not handover.waits_here:
        here = tuple(one.name for one, _count in handed.originals(dossier.machine, log))
        rest = {*handover.kept_here, *handover.filed_here}
        handover = replace(handover, waits_here=tuple(name for name in here if name not in rest))
    return _with_certified(dossier, log, _with_forms(dossier, log, handover))


def _with_forms(dossier: Dossier, log: Sequence[Event], handover: Handover) -> Handover:
    """Return a handover with what stays in the dossier by its name, where it says so of all.

    Where the desk has counted the application's forms alone, these stay, and “none were handed in” is not what it means.
    """
    is_none = handover.originals is Originals.NONE and not handed.originals(dossier.machine, log)
    if is_none and handed.forms(dossier.machine, log):
        handover = replace(handover, originals=Originals.FILED)
    if handover.originals is not Originals.FILED or handover.filed_here:
        return handover
    said = handed.originals_or_forms(dossier.machine, log)
    return replace(handover, filed_here=tuple(one.name for one, _count in said))


def _with_certified(dossier: Dossier, log: Sequence[Event], handover: Handover) -> Handover:
    """Return a handover with what becomes of each certified copy: what nobody gives back stays (NĐ 61/2018 art. 20).

    Raises ``InvalidAnswer`` where it says more, or fewer, than came.
    """
    here = {one.name: count for one, count in handed.certified(dossier.machine, log)}
    if any(stay + go != here.get(name) or min(stay, go) < 0 for name, (stay, go) in handover.certified.items()):
        raise InvalidAnswer("handover_certified")
    return replace(handover, certified={name: handover.certified.get(name, (count, 0)) for name, count in here.items()})


def refuse_unfit(dossier: Dossier, log: Sequence[Event], handover: Handover | None) -> None:
    """Raise the first reason why a result is not handed over so, in a log that holds."""
    if handover is None or handover.things:
        return
    for refusal in unfit(dossier, log, handover.way, handover.originals):
        raise refusal
    here = {component.name for component, _count in _may_say(dossier, log, handover)}
    kept, waits, filed = {*handover.kept_here}, {*handover.waits_here}, {*handover.filed_here}
    match handover.originals:
        case Originals.STAYS:
            waits = waits or here - kept - filed
            # Of those of which none goes back some may be the agency's.
            is_fit = bool(waits) and kept | waits | filed == here
        case Originals.FILED:
            is_fit = not (kept or waits) and filed in (set(), here)
        case Originals.SURRENDERED:
            is_fit = not (kept or waits) and (not filed or filed < here)
        case became:
            is_fit = not (kept or waits or filed) or became is Originals.GIVEN_BACK
    is_said_once = len(kept | waits | filed) == len(kept) + len(waits) + len(filed)
    if not is_fit or not is_said_once or not kept | waits | filed <= here:
        raise InvalidAnswer("handover_kept")


def _may_say(dossier: Dossier, log: Sequence[Event], handover: Handover) -> list[tuple[Component, int]]:
    """Return of which components a handover may say what became of their originals: of forms that they stay, and nothing else."""
    is_filed = handover.originals is Originals.FILED
    return handed.originals_or_forms(dossier.machine, log) if is_filed else handed.originals(dossier.machine, log)


def refuse_day(dossier: Dossier, log: Sequence[Event], action: Action, given: Given, at: datetime) -> None:
    """Raise the refusal of a day on which the post has sent a result back before it went, or that is to come."""
    if action.name not in acts.CAME_BACK_BY_POST or given.date is None:
        return
    is_result = action.name == acts.CAME_BACK
    went = deposits.posted(dossier.machine, log) if is_result else deposits.posted_things(log)
    if went is None:
        raise refused.NotPosted if is_result else refused.NothingPosted
    if not (first := local(went.at).date()) <= given.date <= local(at).date():
        raise refused.NotBetween(first)


def unfit(dossier: Dossier, log: Sequence[Event], way: Way | None, kept: Originals | None) -> Iterator[AtAField]:
    """Yield why a result is not handed over in a way, or with that said of the originals; None of what is not known yet."""
    if way is Way.ONLINE and people.served(dossier):
        yield refused.NoAccount()
    if kept is Originals.NONE and (here := originals_here(dossier, log)):
        yield here


def originals_here(dossier: Dossier, log: Sequence[Event]) -> refused.OriginalsHere | None:
    """Return which originals lie at the desk, as the refusal that names them; None where no log says so."""
    found = handed.originals(dossier.machine, log)
    return refused.OriginalsHere([(component.title, count) for component, count in found]) if found else None


def _of(values: Mapping[str, Any]) -> tuple[Way | None, str]:
    return receiving.chosen(values), receiving.posted_to(values)


def _in_words(values: Mapping[str, Any]) -> str:
    way, address = _of(values)
    label = receiving.label_of(way).of(get_language()) if way else ""
    return ": ".join(filter(None, (label, address)))

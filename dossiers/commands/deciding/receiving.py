"""How a result is received, once an applicant wants it otherwise than the filing said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from dossiers import acts
from dossiers.commands.given import Given
from dossiers.log.answers import standing_of
from dossiers.models import Dossier, Event
from dossiers.refusals import receiving as refused
from procedures.form import receiving
from procedures.machine import Action
from procedures.results import Way


def changed(dossier: Dossier, log: Sequence[Event], action: Action, given: Given, *, seen: int) -> Given:
    """Return what was given, with an address that holds no more taken out of the answers; of other actions as it is.

    Raises the refusal of a way that is not offered, stands there already, or was changed since the page was made;
    ``seen`` is the sequence of that page.
    """
    if action.name != acts.CHANGE_RECEIVING:
        return given
    wanted = given.receiving
    way = receiving.chosen(wanted)
    if way not in receiving.ways(dossier.machine, settings.RESULT_WAYS):
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


def _of(values: Mapping[str, Any]) -> tuple[Way | None, str]:
    return receiving.chosen(values), receiving.posted_to(values)


def _in_words(values: Mapping[str, Any]) -> str:
    way, address = _of(values)
    label = receiving.label_of(way).of(get_language()) if way else ""
    return ": ".join(filter(None, (label, address)))

"""What narrows a list to the part of it that a number or a mark of a picture counts, by its name in an address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import hexdigits

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from dossiers.display.formats import localized, unit_name
from dossiers.display.labels import verdict_label
from dossiers.lists.filters import FEES
from dossiers.lists.known import known
from dossiers.manager.lists import deeds
from dossiers.manager.lists.endings import ending_in_words
from dossiers.manager.words import age_labels, due_labels, fee_labels, nearing_labels
from dossiers.models import DossierQuerySet
from dossiers.reports import today
from dossiers.reports.fees import owed_by_when
from dossiers.reports.lived import hands, steps, ways
from dossiers.reports.lived.late import WITHIN, within_all
from dossiers.reports.lived.lateness import name_of
from dossiers.reports.official import parts as kept
from procedures import steady
from procedures.machine import Status

MOST_CHARACTERS = 200
"""Of an address that names versions."""
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Part:
    """What narrows a list to the part of it that a number or a mark of a picture counts."""

    words: Callable[[str], str]
    """Of a value; nothing for one that means nothing."""
    condition: Callable[[str, datetime], Q]
    chosen: Callable[[DossierQuerySet, str, datetime], Sequence[int]] | None = None
    """Which dossiers of a list, by their ids, where no column tells it; their clocks are read up to an instant."""


def _step(value: str) -> str:
    return localized(known().steps.get(known().same_steps.get(value, ("",))[0]))


def _role(value: str) -> str:
    return str(ROLE_LABELS[Role(value)]) if value in set(Role) else ""


def _unit(value: str) -> str:
    # Held against all of them: what stands in an address may be no text that a database takes.
    return next((unit_name(unit) for unit in Unit.objects.all() if unit.slug == value), "")


def _outcome(value: str, _now: datetime) -> Q:
    ended, _hyphen, outcome = value.partition("-")
    statuses = (Status.RESULT_READY, Status.RETURNED) if int(ended) == Status.RESULT_READY else (Status(int(ended)),)
    return Q(status__in=statuses, outcome=outcome)


def _fee(value: str, _now: datetime) -> Q:
    return FEES[value] if value in FEES else owed_by_when()[value]


def _over(value: str) -> str:
    if value == WITHIN:
        return _("no step over its own limit")
    step = _step(value)
    return _("over the limit of: %(step)s") % {"step": step} if step else ""


def _is_over(value: str, _now: datetime) -> Q:
    return within_all() if value == WITHIN else steps.past_limit(known().same_steps[value])


def _state(value: str) -> str:
    step = _step(value)
    return _("went through: %(step)s") % {"step": step} if step else ""


def _way(value: str) -> str:
    found = ways.arc_of(value)
    return _("went the way: %(act)s") % {"act": localized(found[1])} if found else ""


def _is_way(value: str, _now: datetime) -> Q:
    found = ways.arc_of(value)
    return ways.gone(found[0]) if found else Q(pk__in=())


def _back(value: str) -> str:
    return {"sent": _("sent back by a later step"), "recalled": _("recalled or taken back")}.get(value, "")


def _reason(value: str) -> str:
    is_name = len(value) == deeds.DIGITS and set(value) <= set(hexdigits)
    return _("refused for one reason") if is_name else ""


def _apology(value: str) -> str:
    if value == deeds.NO_APOLOGY:
        return _("nobody apologised")
    return _("apologised for one reason") if _reason(value) else ""


def _longest(value: str) -> str:
    if value == hands.UNTOLD:
        return _("longest with whom, the log does not tell")
    place = hands.place_of(value)
    who = name_of(place) if place else ""
    return _("longest with: %(who)s") % {"who": who} if who else ""


def _kept(value: str) -> str:
    part = kept.part_of(value)
    unit = steady.now().units.get(part[0]) if part else None
    if part is None or unit is None:
        return ""
    how = verdict_label(part[1]) if part[1] else _("with a limit of its own")
    return _("handed on by: %(unit)s (%(how)s)") % {"unit": unit_name(unit), "how": how}


def _versions(value: str) -> str:
    numbers = value.split("-")
    is_sane = len(value) <= MOST_CHARACTERS and all(number.isascii() and number.isdecimal() for number in numbers)
    return _("versions: %(numbers)s") % {"numbers": ", ".join(numbers)} if is_sane else ""


PARTS: Mapping[str, Part] = {
    "step": Part(_step, lambda value, _now: Q(state__in=known().same_steps[value])),
    "holder": Part(_role, lambda value, _now: Q(holder=value)),
    "at": Part(_unit, lambda value, _now: Q(unit__slug=value)),
    "age": Part(lambda value: age_labels().get(value, ""), lambda value, now: today.ages(now)[value]),
    "due": Part(
        lambda value: (due_labels() | nearing_labels()).get(value, ""),
        lambda value, now: (today.dues(now) | today.nearing(now))[value],
    ),
    OUTCOME: Part(ending_in_words, _outcome),
    "fee": Part(lambda value: fee_labels().get(value, ""), _fee),
    "passed": Part(_step, lambda value, _now: steps.passed(known().same_steps[value])),
    "over": Part(_over, _is_over),
    "state": Part(_state, lambda value, _now: steps.passed((value,))),
    "beyond": Part(_over, lambda value, _now: steps.past_limit((value,))),
    "way": Part(_way, _is_way),
    "back": Part(_back, lambda value, _now: ways.sent_back() if value == "sent" else ways.recalled()),
    "reason": Part(_reason, lambda _value, _now: Q(), lambda found, value, _at: deeds.refused_for(found, value)),
    "apology": Part(_apology, lambda _value, _now: Q(), lambda found, value, _at: deeds.apologised_for(found, value)),
    "longest": Part(_longest, lambda _value, _now: Q(), hands.longest_at),
    "kept": Part(_kept, lambda _value, _now: Q(), lambda found, value, _at: kept.handed_on(found, value)),
    "versions": Part(_versions, lambda value, _now: Q(version__version__in=[int(one) for one in value.split("-")])),
}
"""By their names in an address."""


def narrowed(found: DossierQuerySet, parts: Mapping[str, str], now: datetime, at: datetime) -> DossierQuerySet:
    """Return the part of some dossiers that an address asks for; ``at`` is the end of their period, or now."""
    for part, value in parts.items():
        one = PARTS[part]
        condition = Q(pk__in=one.chosen(found, value, at)) if one.chosen else one.condition(value, now)
        found = found.filter(condition)
    return found


def words_of(parts: Mapping[str, str], procedure: str = "") -> list[str]:
    """Return what narrows a list beside the selection, in words; of one ``procedure`` an outcome is called as it calls it."""
    return [
        ending_in_words(value, procedure) if name == OUTCOME else PARTS[name].words(value)
        for name, value in parts.items()
    ]


def has_unknown(given: Mapping[str, str]) -> bool:
    """Say whether an address narrows by a part that means nothing."""
    return any(given.get(name) and not part.words(given[name]) for name, part in PARTS.items())


def parts_of(given: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that mean something."""
    return {name: value for name in PARTS if (value := given.get(name, "")) and PARTS[name].words(value)}

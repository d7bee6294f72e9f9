"""The words with which a dossier came to whoever has it now, and who has asked for it since: read in the head of its file."""

from collections.abc import Iterator, Sequence
from textwrap import shorten

from django.utils.translation import gettext as _

from accounts.rights import STEP_ROLES
from accounts.roles import Role
from dossiers import acts
from dossiers.display.formats import localized, vn_datetime
from dossiers.log.arrivals import BACKWARDS
from dossiers.log.effective import is_deed
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.pages.opened import Opened

MOST = 300
"""Characters of what was said that stand in the head of the file; all of it stands in the log."""


def passed_on(opened: Opened) -> list[str]:
    """Return what was said with the last handover, and the last reminder, until whoever has the dossier acts.

    Why it came back is said among the warnings, and what was said of a draft or a decision stands beside it.
    """
    dossier, since = opened.dossier, untouched(opened)
    return [sentence for event in _worth_reading(dossier, since) if (sentence := _sentence(dossier, event))]


def untouched(opened: Opened) -> Sequence[Event]:
    """Return what has brought the dossier to whoever has it, and all since; nothing once that person has acted."""
    dossier, events = opened.dossier, opened.events
    if not dossier.is_open or dossier.holder not in STEP_ROLES:
        return []
    since = events[events.index(arrival) :] if (arrival := _arrival(events)) else []
    return [] if any(is_deed(event) and event.role == dossier.holder for event in since[1:]) else since


def _arrival(events: Sequence[Event]) -> Event | None:
    """Return the event that has brought the dossier into the hands in which it is."""
    moved = (one for one in reversed(events) if one.source != one.target or facts_of(one).assignee is not None)
    return next((one for one in moved if one.action != acts.TAKE_BACK), None)


def _worth_reading(dossier: Dossier, since: Sequence[Event]) -> Iterator[Event]:
    for event in since[:1]:
        action = acts.find(dossier.machine, event.source, event.action)
        if action and action.deed is None and not event.action.startswith(BACKWARDS):
            yield event
    yield from [event for event in since if event.action in acts.REMINDERS][-1:]


def _sentence(dossier: Dossier, event: Event) -> str:
    """Say who has done what, and with which words; nothing of a handover without words."""
    words, action = words_of(event.payload), acts.find(dossier.machine, event.source, event.action)
    why = shorten(words.note or words.reason, MOST, placeholder="…")
    if event.role not in {*STEP_ROLES, Role.CITIZEN} and event.action not in acts.REMINDERS:
        return ""
    about = {
        "what": localized(action.label) if action else event.action,
        "who": event.by_whom,
        "at": vn_datetime(event.at),
        "why": why,
    }
    if why:
        return _("%(what)s – %(who)s, %(at)s: %(why)s") % about
    return _("%(what)s – %(who)s, %(at)s.") % about if event.action in acts.REMINDERS else ""

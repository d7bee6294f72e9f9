"""What databases have answered about the papers of a draft, and which papers need not come for it.

NQ 66.7/2025/NQ-CP: from 01/01/2026 to 28/02/2027 a paper that a database has may be asked for only when the look-up
failed. Whether that rules is said by the regimes, on the day of filing: the paper is asked for by the filing alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from dossiers.filing import drafts
from dossiers.filing.lookups.asking import ask
from dossiers.filing.lookups.seam import Answer, Lookup, configured
from dossiers.log.parts.looked_up import LookedUp, LookupOutcome
from dossiers.models import Draft
from procedures import steady
from procedures.answers import clean
from procedures.form import Component, Database
from procedures.form.databases import knows_such
from procedures.machine import Machine
from procedures.time.calendar import local

HOLDS = timedelta(hours=24)
"""So long an answer holds: what a register says may change, and a draft may lie for months."""
ASKED_AGAIN = timedelta(minutes=5)
"""So soon a database that did not answer is asked again: nobody waits for it at every page."""


class Kept(Struct, frozen=True, omit_defaults=True):
    """What came of a look-up, with the number that was asked and what stands there: these are personal."""

    database: Database
    outcome: LookupOutcome
    at: datetime
    number: str
    reference: str = ""
    text: str = ""
    text_en: str = ""

    def holds(self, at: datetime) -> bool:
        """Say whether it need not be asked again."""
        return at - self.at < (ASKED_AGAIN if self.outcome is LookupOutcome.NO_ANSWER else HOLDS)

    @property
    def is_found(self) -> bool:
        """Whether the paper need not come."""
        return self.outcome is LookupOutcome.FOUND

    @property
    def fact(self) -> LookedUp:
        """What of it is kept with the dossier for ever."""
        return LookedUp(database=self.database.value, outcome=self.outcome, at=self.at, reference=self.reference)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that could be looked up now: where, and by which number."""

    component: Component
    database: Database
    number: str


def rules_on(day: date) -> bool:
    """Say whether papers that databases have are asked for only when the look-up failed."""
    return steady.now().regimes.law_of_lookups(day) is not None


def wanted(machine: Machine, values: Mapping[str, Any], at: datetime) -> list[Wanted]:
    """Return the papers that these answers make due, that a database may have, and of which the number is known."""
    named = [one for one in machine.components if one.database]
    if not named or not rules_on(local(at).date()):
        return []
    return list(_wanted(named, values))


def _wanted(named: list[Component], values: Mapping[str, Any]) -> Iterator[Wanted]:
    for component in named:
        number = values.get(component.database_by)
        if not (component.database and component.is_wanted(values) and isinstance(number, str)):
            continue
        if knows_such(component.database, number):
            yield Wanted(component, component.database, number)


def current(draft: Draft, values: Mapping[str, Any], at: datetime) -> dict[str, Kept]:
    """Return what came of the look-ups of a draft that still hold for these answers, by component."""
    if not draft.lookups:
        return {}
    found = {}
    for one in wanted(draft.version.machine, values, at):
        kept = _kept(draft.lookups.get(one.component.name))
        if kept and (kept.database, kept.number) == (one.database, one.number) and kept.holds(at):
            found[one.component.name] = kept
    return found


def _kept(stored: object) -> Kept | None:
    return None if stored is None else msgspec.convert(stored, Kept)


def renew(draft: Draft, *, at: datetime) -> bool:
    """Ask databases for the papers of a draft of which it is not known, and say whether any was asked.

    It waits some two seconds at most.

    It is called outside of a transaction: nobody holds a row while a database is waited for.
    """
    machine, lookup = draft.version.machine, configured()
    if lookup is None or not any(one.database in lookup.databases for one in machine.components):
        return False
    values, _errors = clean(drafts.asked_of(machine), draft.answers)
    new = _asked(lookup, list(to_ask(draft, values, at=at).values()), at)
    if new:
        draft.lookups = {**draft.lookups, **{name: msgspec.to_builtins(kept) for name, kept in new.items()}}
        Draft.objects.filter(pk=draft.pk).update(lookups=draft.lookups)
    return bool(new)


def to_ask(draft: Draft, values: Mapping[str, Any], *, at: datetime) -> dict[str, Wanted]:
    """Return the papers of a draft that would be looked up now, by component: not those of which it is known already."""
    lookup, there = configured(), current(draft, values, at)
    ones = wanted(draft.version.machine, values, at) if lookup else []
    return {
        one.component.name: one
        for one in ones
        if lookup and one.database in lookup.databases and one.component.name not in there
    }


def _asked(lookup: Lookup, ones: list[Wanted], at: datetime) -> dict[str, Kept]:
    if not ones:
        return {}
    answers = ask(lookup, {one.component.name: (one.database, one.number) for one in ones})
    return {one.component.name: _of(one, answers.get(one.component.name), at) for one in ones}


def _of(one: Wanted, answer: Answer | None, at: datetime) -> Kept:
    if answer is None:
        return Kept(one.database, LookupOutcome.NO_ANSWER, at, one.number)
    outcome = LookupOutcome.FOUND if answer.is_known else LookupOutcome.NOT_FOUND
    return Kept(one.database, outcome, at, one.number, answer.reference, answer.text, answer.text_en)

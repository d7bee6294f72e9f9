"""A request that asks for a paper which a database of the State has is asked about once; whoever means it presses again.

The office looks such a paper up, and asks for it only where that failed (NQ 66.7/2025/NQ-CP). No rule of the record forbids
it: a print of the database may be of no use.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.display.formats import localized
from dossiers.filing import drafts
from dossiers.filing.lookups import kept
from dossiers.filing.lookups.seam import configured
from dossiers.filing.lookups.words import of_filed
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of
from dossiers.log.parts.looked_up import LookedUp, LookupOutcome
from dossiers.models import Dossier, Event
from dossiers.pages.logged.timeline import last_request
from procedures.form import Component
from procedures.form.databases import DATABASES
from procedures.machine import Action
from procedures.time.calendar import local
from procedures.time.regimes.rules import Regime

MEANT = "database_meant"
"""The box that is ticked once somebody has read that a database has a paper."""


def fault(
    action: Action, dossier: Dossier, cleaned: Mapping[str, Any], log: Sequence[Event], at: datetime
) -> Iterator[tuple[str, forms.ValidationError]]:
    """Ask whether papers that a database has are to be asked for, until the box is ticked.

    Who passes on what a case officer was asked about is not asked again, but of what is added.
    """
    if not action.requests or cleaned.get(MEANT):
        return
    request = last_request(log)
    known = facts_of(request).components if request and request.target == action.source else ()
    named = (one for one in dossier.machine.components if one.database and one.name not in known)
    asked = {one.name: one for one in named if cleaned.get(drafts.component_field(one.name))}
    if asked and (said := [*_found(asked, log), *_not_asked(asked, dossier, log, at)]):
        law = dossier.regimes.law_of_lookups(local(at).date())
        yield "reason", forms.ValidationError(" ".join([*said, _what_now(law)]), MEANT)


def _found(asked: Mapping[str, Component], log: Sequence[Event]) -> Iterator[str]:
    """Say of each paper that a database had when its dossier was filed where it was found."""
    for name, done in _lookups(log).items():
        if name in asked and done.outcome is LookupOutcome.FOUND:
            title = localized(asked[name].title)
            yield _("“%(paper)s”: %(found)s") % {"paper": title, "found": localized(of_filed(done, ""))}


def _not_asked(asked: Mapping[str, Component], dossier: Dossier, log: Sequence[Event], at: datetime) -> Iterator[str]:
    """Say of each that its database has given no answer: of those to which the office is connected, by a number that it may have."""
    lookup, lookups = configured(), _lookups(log)
    answered = {name for name, done in lookups.items() if done.outcome is not LookupOutcome.NO_ANSWER}
    open_yet = {*asked} - answered
    if lookup is None or not open_yet:
        return
    for one in kept.wanted(dossier.machine, standing(log), at):
        if one.component.name in open_yet and one.database in lookup.databases:
            words = _("“%(paper)s” is looked up in %(database)s first: the dossier holds no answer from there.")
            yield words % {"paper": localized(one.component.title), "database": localized(DATABASES[one.database])}


def _lookups(log: Sequence[Event]) -> Mapping[str, LookedUp]:
    return facts_of(log[0]).lookups if log else {}


def _what_now(law: Regime | None) -> str:
    rule = _("What a database of the State has is not asked of the applicant again (%(law)s).") if law else ""
    named = rule % {"law": localized(law.name)} if law else ""
    rest = _("If the paper is needed all the same, tick the box below and press again; else empty its line.")
    return f"{named} {rest}".strip()


def box() -> forms.Field:
    """Return the box by which such a paper is asked for all the same."""
    return forms.BooleanField(label=_("I have read this: the paper is asked for all the same"), required=False)

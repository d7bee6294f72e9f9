"""How dossiers hang together by results: on which earlier ones a dossier rests, and which rest on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.display.formats import localized, vn_date
from dossiers.filing import licences, takeover
from dossiers.log.facts import facts_of, resting_on
from dossiers.models import Dossier, Event, Result, Validity

MOST = 20
"""Dossiers that rest on one result, newest first, which a page names."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier result on which a dossier rests, and its dossier's number where the officer may open that."""

    label: str
    result: Result
    code: str
    validity: Validity
    last_day: date | None
    later: Sequence[Result]
    """What has taken over from it, or extended it."""


@dataclass(frozen=True, slots=True)
class Links:
    """Both ways."""

    rests_on: Sequence[Earlier]
    resting: Sequence[str]
    """The numbers of the dossiers that rest on this one's result, as far as the officer may open them."""


def links_of(dossier: Dossier, log: Sequence[Event], result: Result | None, seats: Seats, *, on: date) -> Links | None:
    """Return what hangs together with a dossier on a day; None where nothing does."""
    rests_on = _earlier(dossier, log, seats, on)
    resting = _resting(result, seats) if result is not None else []
    return Links(rests_on, resting) if rests_on or resting else None


def unchecked_rows(dossier: Dossier, log: Sequence[Event], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a warning for each licence that the register did not know, with its question's label."""
    if not licences.answered(dossier.machine, values):
        return []
    found = list(licences.resting(facts_of(log[0]).rests_on))
    unknown = licences.unchecked(dossier.machine, values, found)
    return [(localized(question.label), localized(licences.UNCHECKED)) for question in unknown]


def contradicted_rows(dossier: Dossier, links: Links | None, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a warning for each answer that says otherwise than the register of an earlier paper, with its question's label."""
    results = [earlier.result for earlier in links.rests_on] if links else []
    return [
        (
            localized(question.label),
            _("The register says otherwise of the earlier paper: %(day)s.")
            % {"day": vn_date(date.fromisoformat(right))},
        )
        for question, right in takeover.contradicted(dossier.machine, values, results)
    ]


def taken_rows(dossier: Dossier, links: Links | None) -> list[str]:
    """Return a warning for each earlier result that was revoked or replaced since an open dossier was filed on it."""
    if links is None or not dossier.is_open:
        return []
    gone = (Validity.REVOKED, Validity.REPLACED)
    return [
        _(
            "Paper %(number)s, on which this dossier rests, was replaced or revoked meanwhile: only a refusal is left here."
        )
        % {"number": earlier.result.number}
        for earlier in links.rests_on
        if earlier.validity in gone and not any(one.dossier_id == dossier.pk for one in earlier.later)
    ]


def _earlier(dossier: Dossier, log: Sequence[Event], seats: Seats, on: date) -> list[Earlier]:
    named = facts_of(log[0]).rests_on
    if not named:
        return []
    found = list(licences.resting(named).with_later())
    visible = Dossier.objects.visible_to(seats).filter(pk__in=[result.dossier_id for result in found])
    codes = {pk: str(code) for pk, code in visible.order_by().values_list("pk", "code")}
    questions = [question for question in dossier.machine.questions if question.of]
    return [
        Earlier(
            localized(question.label),
            result,
            codes.get(result.dossier_id, ""),
            result.validity(on),
            result.last_day,
            list(result.later.all()),
        )
        for question in questions
        if (result := licences.linked(question, found)) is not None
    ]


def _resting(result: Result, seats: Seats) -> list[str]:
    filings = Event.objects.filter(resting_on(result.pk), sequence=1)
    visible = Dossier.objects.visible_to(seats).filter(pk__in=filings.order_by().values("dossier"))
    return [str(code) for code in visible.order_by("-pk").values_list("code", flat=True)[:MOST]]

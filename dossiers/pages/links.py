"""How dossiers hang together by results: on which earlier ones one rests, which rest on its own, what has become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.display.formats import localized, vn_date
from dossiers.filing import licences
from dossiers.log.facts import facts_of, resting_on, words_of
from dossiers.models import Dossier, Event, Result, Validity
from procedures.results import Effect
from procedures.time.calendar import local

NO_CODES: Mapping[int, str] = {}
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


@dataclass(frozen=True, slots=True)
class Ended:
    """How a result went out of force."""

    validity: Validity
    on: date | None
    """Since when; of one that has expired, the last day on which it held."""
    who: str = ""
    reason: str = ""
    by: Result | None = None
    """The later result that did it, where no revocation did."""


def ended_of(result: Result, on: date) -> Ended | None:
    """Return how a result has gone out of force; None while it is in force, and of a written answer, which never is."""
    validity = result.validity(on) if result.grants else Validity.IN_FORCE
    if validity is Validity.IN_FORCE:
        return None
    if validity is Validity.EXPIRED:
        return Ended(validity, result.last_day)
    # An extension ends with what it extends, if nothing has ended it before.
    gone = result if result.taken is not None or result.earlier is None else result.earlier
    if gone.revocation is not None:
        event = gone.revocation
        who = event.author
        return Ended(validity, local(event.at).date(), who, words_of(event.payload).reason)
    by = next(later for later in gone.later.all() if later.effect != Effect.EXTENDS)
    return Ended(validity, by.dated, by=by)


def gone_since(result: Result, on: date) -> date | None:
    """Return the first day on which a result was no longer in force; None while it is, and of a written answer."""
    ended = ended_of(result, on)
    if ended is None or ended.on is None:
        return None
    return ended.on + timedelta(days=1) if ended.validity is Validity.EXPIRED else ended.on


def extended_by(result: Result) -> Result | None:
    """Return the result by which another one holds longer than it says itself; None where none does."""
    extending = [later for later in result.later.all() if later.effect == Effect.EXTENDS and later.revoked_at is None]
    return extending[-1] if extending else None


def links_of(dossier: Dossier, log: Sequence[Event], result: Result | None, seats: Seats, *, on: date) -> Links | None:
    """Return what hangs together with a dossier on a day; None where nothing does."""
    rests_on = _earlier(dossier, log, seats, on)
    resting = _resting(result, seats) if result is not None else []
    return Links(rests_on, resting) if rests_on or resting else None


def unchecked_rows(
    dossier: Dossier, log: Sequence[Event], values: Mapping[str, Any], known: Sequence[Result] | None = None
) -> list[tuple[str, str]]:
    """Return a warning for each licence that the register did not know, with its question's label.

    ``known``: the results that the filing names; None where they are still to be asked for, which takes a query.
    """
    if not licences.answered(dossier.machine, values):
        return []
    found = list(licences.resting(facts_of(log[0]).rests_on)) if known is None else known
    unknown = licences.unchecked(dossier.machine, values, found)
    why = localized(licences.why_unchecked(dossier.machine, values))
    return [(localized(question.label), why) for question in unknown]


def contradicted_rows(dossier: Dossier, links: Links | None, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a warning for each answer that says otherwise than the register of an earlier paper, with its question's label."""
    # Once this dossier's own result extends the paper, the register says what that made of it.
    others = (
        [one for one in links.rests_on if all(later.dossier_id != dossier.pk for later in one.later)] if links else []
    )
    results = [earlier.result for earlier in others]
    return [
        (
            localized(question.label),
            _("The register says otherwise of the earlier paper: %(day)s.")
            % {"day": vn_date(date.fromisoformat(right))},
        )
        for question, right in licences.contradicted(dossier.machine, values, results)
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
    return earlier_papers(dossier, found, codes, on=on)


def earlier_papers(
    dossier: Dossier, found: Sequence[Result], codes: Mapping[int, str] = NO_CODES, *, on: date
) -> list[Earlier]:
    """Return the earlier results on which a dossier rests, of those that its filing names, with what came later.

    ``codes``: the numbers of their dossiers, of those that may be opened.
    """
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

"""What a list is of: the deed by which each of its dossiers is in it, by whom, when, by when it was due, and why."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from dossiers.log.facts import facts_of, still_stands, words_of
from dossiers.manager.asked import Asked
from dossiers.manager.lists.endings import endings
from dossiers.models import Dossier, DossierQuerySet, Event
from dossiers.reports.statistics import EVENTS, REFUSED, TO_ANSWER, UNANSWERED
from procedures.machine import Status

MOST = 2_000
"""Refusals whose reasons are read for one page: the newest."""
SHOWN = 10
"""Reasons that a page shows, those given most often."""
NO_APOLOGY = "none"
"""Stands in an address for: nobody apologised."""
DIGITS = 10
"""Of the digest by which a reason is named in an address."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to a dossier, or is still to be: by when it was due, when it was done, by whom, and with which reason."""

    due_at: datetime | None = None
    at: datetime | None = None
    who: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it was written, how often it was given, and its name in an address."""

    text: str
    count: int
    name: str


def deeds_of(asked: Asked, figure: str, ids: Sequence[int], *, is_refusal: bool) -> dict[int, Deed]:
    """Return the deed of each dossier of a page, by their ids; nothing for lists that are of no deed.

    Of what was refused by its result (``is_refusal``) only why: who decided and when stands in the other columns.
    """
    if figure in {UNANSWERED, TO_ANSWER}:
        return {pk: Deed(due) for pk, due in Dossier.objects.filter(pk__in=ids).values_list("pk", "deadline_at")}
    if figure == REFUSED:
        return {event.dossier_id: _deed(event) for event in _refusals(ids)}
    if is_refusal:
        return {event.dossier_id: Deed(reason=words_of(event.payload).reason) for event in _refusals(ids)}
    if figure not in EVENTS:
        return {}
    period = asked.period
    events = Event.objects.filter(
        EVENTS[figure], still_stands(), dossier__in=ids, at__gte=period.opens, at__lt=min(period.closes, asked.now)
    )
    return {event.dossier_id: _deed(event) for event in _last(events)}


def _refusals(ids: Sequence[int]) -> QuerySet[Event]:
    """Return of each of some dossiers that was refused the event that says why: at the desk, or of its result."""
    led_there = Q(dossier__status=Status.REJECTED, target=F("dossier__state")) & ~Q(source=F("target"))
    proposed = Q(dossier__status__in=(Status.RESULT_READY, Status.RETURNED), action__in=endings().refusing)
    return _last(Event.objects.filter(led_there | (proposed & still_stands()), dossier__in=ids))


def _last(events: QuerySet[Event]) -> QuerySet[Event]:
    newest = events.order_by("dossier", "-sequence").distinct("dossier")
    return newest.select_related("actor", "on_behalf_of", "payload")


def _deed(event: Event) -> Deed:
    facts = facts_of(event)
    due = facts.answer.due_at if facts.answer else facts.supplement.notice_due_at if facts.supplement else None
    who = event.author or _("The system")
    return Deed(due, event.at, who, words_of(event.payload).reason)


def reasons_of(refused: DossierQuerySet) -> list[Reason]:
    """Return why dossiers were refused, the reason that was given most often first; what reads the same is one."""
    found: dict[str, list[str]] = {}
    for _pk, text in _texts(refused):
        found.setdefault(name_of(text), []).append(text)
    rows = [Reason(texts[0], len(texts), name) for name, texts in found.items()]
    return sorted(rows, key=lambda row: (-row.count, row.text))[:SHOWN]


def refused_for(refused: DossierQuerySet, name: str) -> list[int]:
    """Return which of some dossiers were refused for a reason, by their ids."""
    return [pk for pk, text in _texts(refused) if name_of(text) == name]


def _texts(refused: DossierQuerySet) -> list[tuple[int, str]]:
    ids = list(refused.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:MOST])
    return [(event.dossier_id, words_of(event.payload).reason) for event in _refusals(ids)]


def apologies_of(late: DossierQuerySet) -> list[Reason]:
    """Return why the office apologised for dossiers, the reason of most first, and last for how many nobody did: ``NO_APOLOGY``."""
    found: dict[str, list[str]] = {}
    for text in _apologies(late).values():
        found.setdefault(NO_APOLOGY if text is None else name_of(text), []).append(text or "")
    rows = [Reason(texts[0], len(texts), name) for name, texts in found.items()]
    return sorted(rows, key=lambda row: (row.name == NO_APOLOGY, -row.count, row.text))


def apologised_for(late: DossierQuerySet, name: str) -> list[int]:
    """Return for which of some dossiers the office apologised with a reason, or nobody did, by their ids."""
    found = _apologies(late).items()
    return [pk for pk, text in found if name == (NO_APOLOGY if text is None else name_of(text))]


def _apologies(late: DossierQuerySet) -> dict[int, str | None]:
    """Return with which reason the office apologised last for each of some dossiers, in time or after it; None where nobody did."""
    ids = list(late.order_by("-resolved_at", "-pk").values_list("pk", flat=True)[:MOST])
    apologies = _last(
        Event.objects.filter(EVENTS["reappointed"] | EVENTS["promised_late"], still_stands(), dossier__in=ids)
    )
    return {**dict.fromkeys(ids), **{event.dossier_id: words_of(event.payload).reason for event in apologies}}


def name_of(text: str) -> str:
    """Return the name of a reason in an address, whatever its blanks, its letters and the stop at its end."""
    plain = " ".join(text.casefold().split()).rstrip(".;,")
    return hashlib.sha256(plain.encode()).hexdigest()[:DIGITS]

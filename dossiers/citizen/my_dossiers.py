"""The list of a person's own dossiers: what waits for that person, drafts, and all that was filed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Subquery, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from accounts.signin import SignedIn, signed_in
from dossiers import outbox, queries
from dossiers.citizen.own_drafts import last_thrown, rows_of, with_current
from dossiers.commands import ANSWER
from dossiers.display.agency.collected import collected_at
from dossiers.filing import dues
from dossiers.filing.counter import joining
from dossiers.log import money
from dossiers.log.answers import standing_in
from dossiers.models import Dossier, DossierQuerySet, Draft
from dossiers.models.rows.listed import COLUMNS, Row
from dossiers.models.standing import BY_OFFICE, WITHOUT_DEBT
from dossiers.notices.channels.returns.standing import of_account
from dossiers.pages.known import known_rows
from dossiers.pages.logged.conversation import asked_by_message
from dossiers.payments.gateway import orders
from procedures import steady
from procedures.catalogue.search import fold
from procedures.form import receiving
from procedures.machine import Pause, Status, Text
from procedures.models import Stamp, machine_of_version
from procedures.results import Way

MOST_WAITING = 20
"""Dossiers, and drafts, that stand above the others; what else waits stands among them."""
MOST_LOOKED_AT = 5 * MOST_WAITING
"""Dossiers that may wait: a message of the office may be an answer."""


PAGE = 15
"""Rows on a page: each has several lines, and most people have fewer."""
SHOWN_ENDED = 5
"""Of what has ended, below what has not; the others have pages of their own."""
SHOWN_OF_COUNTER = 10
"""Of what was handed in on paper; all of it has a page of its own."""
PROMISED = ("code", "status", "holder", "accepted_at", "due_at", "promised_for")
"""What of a row says when its result may be collected."""
WAITS_FIRST = Case(When(holder=Role.CITIZEN, then=0), default=1)
ENDED = "ended"
LONGEST_QUERY = 200
LYING = Q(holder="", to_hand_back=True)
"""Of what has ended something lies at the desk still (``_to_fetch``)."""
ENDED_OWING = Q(holder="", owed__gt=0) & ~Q(status__in=WITHOUT_DEBT)
"""What was handed over before all of it was paid (``_ended_owing``)."""
NOTHING = {
    "drafts": (),
    "thrown": (),
    "waiting": (),
    "ended": (),
    "of_counter": (),
    "collect_at": (),
    "has_more_ended": False,
    "is_ended": False,
    "total": 0,
}
"""What a page of some dossiers does not show."""
MOST_SEARCHED = 5_000
"""One's own dossiers that are searched, from the newest on."""


class Place(NamedTuple):
    """Where what a person gets of a dossier is had, and whether anything lies there after its end."""

    agency: int
    point: str
    stamp: UUID | None
    """Of what is known of both."""
    lies: bool


type Where = Mapping[int, Place]
"""By dossier."""


@signed_in
@require_safe
def my_dossiers(request: SignedIn) -> HttpResponse:
    """List what waits for the person, drafts, what is open and what ended last; or all that ended, or what a search finds."""
    now, query = timezone.now(), request.GET.get("q", "").strip()[:LONGEST_QUERY]
    own = Dossier.objects.of_applicant(request.user)
    # What ended a moment ago may not have gone out, and is then as it was before.
    ended = Q(holder="", changed_at__lte=outbox.waiting_since(now))
    if query:
        found = _having(joining.all_of(request.user), query)
        all_of_them = Dossier.objects.filter(pk__in=found)
        shown = _page(request, all_of_them, now, by="filed_at") | {"total": len(found)}
    elif request.GET.get("list") == ENDED:
        shown = _page(request, joining.all_of(request.user).filter(ended), now, by="changed_at") | {"is_ended": True}
    else:
        shown = _overview(request, own, ended, now)
    beside = {"query": query, "now": now, "back": of_account(request.user, now)}
    return render(request, "citizen/my_dossiers.html", {**NOTHING, **beside, **shown})


def _having(own: DossierQuerySet, query: str) -> list[int]:
    """Return the dossiers whose number, title, procedure or organisation has all the words, or parts of words."""
    terms = fold(query).split()
    columns = ("pk", "version", "code", "subject", "organisation")
    rows = list(own.order_by("-filed_at", "-id").values_list(*columns)[:MOST_SEARCHED])
    names = {version: machine_of_version(version).name for version in {row[1] for row in rows}}
    texts = {pk: fold(" ".join((*texts, names[version].vi, names[version].en))) for pk, version, *texts in rows}
    return [pk for pk, text in texts.items() if all(term in text for term in terms)]


def _page(request: SignedIn, dossiers: DossierQuerySet, now: datetime, *, by: str) -> dict[str, object]:
    """Return a page of some of a person's dossiers, whatever they wait for: one's own, and behind them those on paper of that page."""
    listed = queries.page_of(dossiers, by=by, after=request.GET.get("after", ""), newest_first=True, most=PAGE)
    rows = known_rows(listed.rows, now)
    ready = _to_collect(rows)
    where = _where_of(ready.union(row.pk for row in rows if not row.is_open))
    return {
        "dossiers": [row for row in rows if row.applicant_id == request.user.pk],
        "of_counter": [row for row in rows if row.applicant_id != request.user.pk],
        "page": queries.links(listed, request.GET),
        **_marks(rows, asked_by_message(rows), ready, now),
        "collect_at": _collect_at(rows, ready, where),
        "begun": _begun([row.pk for row in rows]),
        "to_fetch": _to_fetch(rows, where, now),
    }


def _overview(request: SignedIn, own: DossierQuerySet, ended: Q, now: datetime) -> dict[str, object]:
    after = request.GET.get("after", "")
    listed = queries.page_of(own.exclude(ended), by="filed_at", after=after, newest_first=True, most=PAGE)
    candidates, last, on_paper, where = _beside(request.user, own, ended)
    rows = {row.pk: row for row in (*candidates, *listed.rows, *on_paper)}
    known = {row.pk: row for row in known_rows([*rows.values()], now)}
    papers = {row.pk for row in on_paper}
    shown = [known[row.pk] for row in listed.rows]
    asked, ready = asked_by_message(known.values()), _to_collect(known.values())
    to_fetch = _to_fetch(known.values(), where, now)
    waiting = _waiting(known.values(), asked, ready | to_fetch)
    above = {row.pk for row in waiting}
    beside = shown if after else [*(row for row in known.values() if row.pk not in papers), *last]
    ends = [row for row in beside if not row.is_open and row.pk not in above]
    return {
        **_drafts(request, now, papers),
        "of_counter": [] if after else [known[row.pk] for row in on_paper if row.pk not in above],
        "waiting": [] if after else waiting,
        "dossiers": [row for row in shown if row.is_open and row.pk not in above],
        "ended": ends[:SHOWN_ENDED],
        "collect_at": _collect_at(known.values(), ready, where),
        # Of what is on paper it is not known whether others have ended that are not among those shown.
        "has_more_ended": len(ends) > SHOWN_ENDED or len(papers) == SHOWN_OF_COUNTER,
        "page": queries.links(listed, request.GET),
        **_marks(known.values(), asked, ready, now),
        "to_fetch": to_fetch,
    }


def _marks(rows: Iterable[Row], asked: frozenset[int], ready: frozenset[int], now: datetime) -> dict[str, object]:
    """Return by ids what the person has to do: answer a form or a message, collect a result, pay a fee."""
    answerable = {row.pk for row in rows if row.machine.action(row.state, ANSWER)}
    rows = list(rows)
    late = _owing_now([row for row in rows if row.is_open and row.debt and not row.proofs and row.pk not in ready])
    to_pay = late | frozenset(
        row.pk for row in rows if row.owed and (row.pays_first or _waits_for_payment(row) or _ended_owing(row))
    )
    marks: dict[str, object] = {"answerable": answerable, "asked": asked, "to_pay": to_pay}
    marks["to_pay"] = to_pay = to_pay - {row.pk for row in rows if row.is_leaving}
    return marks | {"to_collect": ready} | {"paying_online": orders.unanswered_of(to_pay, now)}


def _to_fetch(rows: Iterable[Row], where: Where, now: datetime) -> frozenset[int]:
    """Return of which that have ended something lies at the desk still, as the result that the post has sent back.

    Nothing of what was noted a moment ago, and may be taken back.
    """
    ended = {row.pk for row in rows if not row.is_open and not outbox.may_wait(row.changed_at, now)}
    return frozenset(pk for pk in ended & where.keys() if where[pk].lies)


def _to_collect(rows: Iterable[Row]) -> frozenset[int]:
    """Return whose result waits at the desk for the person: neither posted nor handed over in this system.

    One statement, none where no result is ready.
    """
    ready = [row.pk for row in rows if row.is_open and row.status == Status.RESULT_READY]
    answers = standing_in(ready) if ready else {}
    return frozenset(pk for pk in ready if receiving.chosen(answers.get(pk, {})) in {None, Way.IN_PERSON})


def _with_where(found: DossierQuerySet, *columns: str) -> QuerySet[Dossier, tuple[Any, ...]]:
    """Return columns of dossiers and behind them what ``Place`` has of each."""
    return found.annotate(stamp=Subquery(Stamp.objects.values("value")[:1])).values_list(
        *columns, "agency", "point", "stamp", "to_hand_back"
    )


def _where_of(dossiers: frozenset[int]) -> Where:
    """Return it of some dossiers: one statement, none for none."""
    found = _with_where(Dossier.objects.filter(pk__in=dossiers), "pk") if dossiers else ()
    return {pk: Place(*place) for pk, *place in found}


def _collect_at(rows: Iterable[Row], ready: frozenset[int], where: Where) -> list[tuple[Text, list[str]]]:
    """Return where results that wait at the desk are collected, each place once: no statement."""
    found = []
    for row in sorted((one for one in rows if one.pk in ready & where.keys()), key=lambda one: (one.filed_at, one.pk)):
        place = where[row.pk]
        told = {name: getattr(row, name) for name in PROMISED}
        dossier = Dossier(agency_id=place.agency, point=place.point, **told)
        dossier.steady = steady.of(place.stamp)
        found.append(dossier)
    return collected_at(found)


def _ended_owing(row: Row) -> bool:
    """Say whether the result was handed over and something is owed still: the applicant alone can end that."""
    return not row.is_open and bool(row.debt)


def _owing_now(rows: list[Row]) -> frozenset[int]:
    """Return those of rows that owe of which the sum is to be paid at once, though nothing may wait for it: as the officers' lists say."""
    demanded = dues.demanded_among(rows)
    due = (row.pk for row in rows if money.is_due_in(row.machine, row.machine.states[row.state]))
    return demanded.union(due)


def _waits_for_payment(row: Row) -> bool:
    return row.machine.states[row.state].pause is Pause.PAYMENT


def _drafts(request: SignedIn, now: datetime, on_paper: Collection[int]) -> dict[str, object]:
    """Return what the person has begun and not filed, and what was thrown away, the last first; by dossier, what is begun of an answer.

    One statement for all, and another for those on paper, where there are any.
    """
    own = Draft.objects.filter(owner=request.user)
    begun = own.open().order_by("-saved_at").values("pk")[:MOST_WAITING]
    listed = Q(pk__in=begun) | Q(pk__in=last_thrown(own, now).values("pk")) | ~Q(correcting=None)
    found = list(with_current(own.filter(listed)).select_related("procedure").order_by("-thrown_at", "-saved_at"))
    rows = rows_of(draft for draft in found if draft.correcting_id is None)
    return {
        "drafts": [row for row in rows if row.until is None],
        "thrown": [row for row in rows if row.until],
        "begun": {draft.correcting_id: draft.saved_at for draft in found if draft.correcting_id is not None}
        | (_begun(on_paper) if on_paper else {}),
    }


def _begun(dossiers: Collection[int]) -> dict[int | None, datetime]:
    """Return when the answers that are begun were saved last, by their dossiers."""
    return dict(Draft.objects.filter(correcting__in=dossiers).values_list("correcting", "saved_at"))


def _beside(user: User, own: DossierQuerySet, ended: Q) -> tuple[list[Row], list[Row], list[Row], Where]:
    """Return what may wait for the person, whichever page it is on, what ended last, and what was handed in on paper: one statement.

    Behind that, where each of these is collected.

    Of the last, which the account is joined with (ADR 0093), what waits for the applicant comes first, then the newest.
    """
    # Which of those that owe something and are not accepted yet wait for the money says the version of each.
    owing = Q(owed__gt=0, accepted_at=None, proofs=0)
    of_office = Q(message_from=BY_OFFICE) | owing | Q(status=Status.RESULT_READY)
    waiting = own.filter(Q(holder=Role.CITIZEN) | (of_office & ~Q(holder="")) | ENDED_OWING | (ended & LYING))
    first = waiting.order_by("deadline_at", "id").values("pk")[:MOST_LOOKED_AT]
    last = own.filter(ended).exclude(ENDED_OWING | LYING).order_by("-changed_at", "-id").values("pk")[: SHOWN_ENDED + 1]
    found = _with_where(own.filter(Q(pk__in=first) | Q(pk__in=last)).order_by(), *COLUMNS)
    # Each half by its own index.
    joined = joining.dossiers_of(user).order_by(WAITS_FIRST, "-filed_at", "-pk")
    on_paper = _with_where(joined, *COLUMNS)[:SHOWN_OF_COUNTER]
    all_of_them = list(found.union(on_paper, all=True))
    width = len(COLUMNS)
    read = [Row._make(columns[:width]) for columns in all_of_them]
    where = {row.pk: Place(*columns[width:]) for row, columns in zip(read, all_of_them, strict=True)}
    rows = sorted(
        (row for row in read if row.applicant_id == user.pk), key=lambda row: (row.changed_at, row.pk), reverse=True
    )
    may_wait = [row for row in rows if row.is_open or _ended_owing(row) or where[row.pk].lies]
    ended_rows = [row for row in rows if not (row.is_open or _ended_owing(row) or where[row.pk].lies)]
    others = [row for row in read if row.applicant_id != user.pk]
    return may_wait, ended_rows, sorted(others, key=lambda row: (row.filed_at, row.pk), reverse=True), where


def _waiting(rows: Iterable[Row], asked: frozenset[int], at_desk: frozenset[int]) -> list[Row]:
    """Return those that wait for the applicant as far as that has gone out, the most urgent first.

    What lies at the desk may be had at any time, and what is owed of it paid: that comes after what has a date.
    """
    waiting = [
        row
        for row in rows
        if (row.holder == Role.CITIZEN and not row.payment_settled and not (row.is_leaving and _waits_for_payment(row)))
        or row.pk in asked | at_desk
        or row.pays_first
        or _ended_owing(row)
    ]
    waiting.sort(key=lambda row: (row.pk in at_desk or not row.is_open, row.deadline_at, row.pk))
    return waiting[:MOST_WAITING]

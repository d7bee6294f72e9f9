"""What hangs on somebody who leaves, part by part with who could take it over (ADR 0095)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import absences
from accounts.absences import Absence, AbsenceError, Candidate
from accounts.models import Membership, Substitution, User
from accounts.people import leaving
from accounts.people.leaving import LeavingError
from accounts.people.soon import named, soon_of
from accounts.roles import Role
from dossiers import jobs, turns
from dossiers.commands.money import shifts
from dossiers.desk.team.absence_form import named_alone, option, with_what_comes
from dossiers.display.formats import localized
from dossiers.display.labels import role_label, seats_label
from dossiers.lists.names import called, name_key
from dossiers.models import Dossier, Draft, ShiftEntry, UnsentWords
from dossiers.notices.planned import standing_in
from dossiers.pages.gaps.holders import kept_seats, waiting_at
from dossiers.reports.alerts.alone import alone_with
from dossiers.reports.alerts.barred import Barred, Concerned
from procedures.machine import Text
from procedures.models import ProcedureVersion, machines_of
from procedures.publication.organisation import organisation_on


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody who could take a part over, by the name that stands in the choice."""

    person: User
    name: str
    """With what comes of that one, and the seats: two people may have one name."""
    is_away: bool = False
    """Whether it would be refused, for that one is away on these days too."""


@dataclass(frozen=True, slots=True)
class SoleSeat:
    """A seat that nobody else has."""

    seat: Membership
    place: str
    """The role and the unit, in words."""
    waiting: int
    """Open dossiers that lie there now."""
    to_give_out: int
    """Of these, those whose result waits to be collected: nobody is asked about them before an absence."""
    stops: tuple[str, ...]
    """What nobody would do any more, in which procedures."""
    only: tuple[str, ...]
    """The numbers of what nobody else who has the role may handle; none where nobody else has it."""
    successors: tuple[Successor, ...]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody is to be stood in for by who leaves."""

    row: Substitution
    days: str
    successors: tuple[Successor, ...]
    hint: str = ""
    """What papers say of some of these who would decide in that place; "" where it concerns none."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """All that hangs on somebody."""

    files: int
    """Open dossiers that this case officer has."""
    seats: tuple[SoleSeat, ...]
    stand_ins: tuple[StandIn, ...]
    later: int
    """Open dossiers that others have now and would send back to this case officer: whoever heads the division gives them on then."""
    words: int
    """What was typed and not sent; it is its author's alone, and goes to nobody."""
    counters: tuple[ShiftEntry, ...]
    """Counters that this officer of the desk has not closed."""
    begun: int
    """Applications that this officer has begun to enter at the counter and not filed."""
    stuck: tuple[Barred, ...]
    """Of the files, what nobody else may be given, and what is done about that."""

    def __bool__(self) -> bool:
        """Say whether something keeps the account from being closed."""
        return bool(self.files or self.seats or self.stand_ins or self.counters or self.begun)


def hanging_on(person: User, on: date) -> Hanging:
    """Return what hangs on somebody on a day."""
    alone = alone_with(person, on)
    only = alone.by_place
    seats = list(kept_seats(person, on, only))
    stops = dict(_stops(person, seats, on)) if seats else {}
    found, waiting = leaving.successors_of(seats, on), _waiting(seats, only)
    successors = dict(zip(found, _named_so(list(found.values()), on), strict=True))
    by_name = _by_name(person, on)
    return Hanging(
        by_name["now"],
        tuple(
            SoleSeat(
                seat,
                _place(seat),
                *waiting.get((seat.role, seat.unit_id), (0, 0)),
                stops[seat.pk],
                *_alone(only.get((seat.role, seat.unit_id or 0), ()), successors[seat.pk]),
            )
            for seat in seats
        ),
        tuple(_stand_in(row, person, on) for row in leaving.relied_on(person, on)),
        by_name["later"],
        by_name["words"],
        tuple(shifts.left_open(on).filter(by=person)) if by_name["counters"] else (),
        by_name["begun"],
        alone.by_name,
    )


def _by_name(person: User, on: date) -> dict[str, int]:
    """Return how much is somebody's by name, in one query.

    These are open dossiers of a case officer, ``now`` and ``later``, once they come back; ``words`` that were typed and not
    sent, what was ``begun`` at the counter and is not filed, and ``counters`` that are not closed.
    """
    held = Dossier.objects.filter(assignee=OuterRef("pk")).exclude(holder="")
    counted = {
        "now": held.filter(holder=Role.SPECIALIST).values("assignee"),
        "later": held.exclude(holder=Role.SPECIALIST).values("assignee"),
        "words": UnsentWords.objects.filter(person=OuterRef("pk"), sent=0).exclude(fields={}).values("person"),
        "begun": Draft.objects.open().filter(entered_by=OuterRef("pk")).values("entered_by"),
        "counters": shifts.left_open(on).filter(by=OuterRef("pk")).values("by"),
    }
    columns = {name: _count(rows) for name, rows in counted.items()}
    counts = User.objects.filter(pk=person.pk).values_list(*columns.values()).get()
    return dict(zip(columns, counts, strict=True))


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    """Return how many rows of one person there are, as a column."""
    return Coalesce(Subquery(rows.order_by().annotate(count=Count("pk")).values("count")), 0)


def _alone(rows: Sequence[Concerned], successors: Sequence[Successor]) -> tuple[tuple[str, ...], tuple[Successor, ...]]:
    """Return the numbers of what only one may handle, and who of some may handle all of it."""
    kept = frozenset[int]().union(*(row.own | row.apart for row in rows))
    return tuple(row.code for row in rows), tuple(one for one in successors if one.person.pk not in kept)


def _place(seat: Membership) -> str:
    return f"{role_label(seat.role)}, {seat.unit.name(get_language())}"


def _waiting(
    seats: Sequence[Membership], only: Collection[tuple[str, int]]
) -> dict[tuple[str, int | None], tuple[int, int]]:
    """Return how many open dossiers lie with each role and unit, and of how many the result is there: one query, none for no seats.

    Of case officers who are not the only ones (``only``) it is nothing: what they have, each has by name.
    """
    return {
        (role, unit): counts
        for (role, unit), counts in waiting_at(seats).items()
        if role != Role.SPECIALIST or (role, unit) not in only
    }


def _stand_in(row: Substitution, person: User, on: date) -> StandIn:
    first = max(row.since, on)
    found = [one for one in absences.candidates(row.absent, first, row.until) if one.person.pk != person.pk]
    away, names = _away(found, first, row.until, on), called(one.person for one in found)
    named_as = [
        Successor(
            one.person,
            ", ".join(filter(None, (option(one, names[one.person.pk], words)[1], away.get(one.person.pk, "")))),
            one.person.pk in away,
        )
        for one, words in with_what_comes(found, on)
    ]
    hint = named_alone() if any(one.signs_without_title for one in found) else ""
    return StandIn(row, absences.days_of(row), tuple(sorted(named_as, key=lambda one: one.is_away)), hint)


def _away(found: Sequence[Candidate], first: date, last: date, on: date) -> dict[int, str]:
    """Return when those are away who would be refused for that, from one day to another or today: one query."""
    rows = Substitution.objects.not_over(on).filter(absent__in=[one.person.pk for one in found])
    inside = rows.filter(Q(since__lte=last, until__gte=first) | Q(since__lte=on, until__gte=on)).order_by("-since")
    return {row.absent_id: _("away %(days)s") % {"days": absences.days_of(row)} for row in inside}


def _named_so(choices: Sequence[Sequence[User]], on: date) -> list[tuple[Successor, ...]]:
    """Return the people of some choices with their seats, who soon is not there any more after all others: two queries, none for nobody."""
    everybody = {one.pk: one for choice in choices for one in choice}
    people, names = everybody.keys(), called(everybody.values())
    words = {pk: soon.in_words() for pk, soon in soon_of(people, on).items()} if people else {}
    held = places_of(people, on)
    return [
        tuple(
            Successor(one, " · ".join(filter(None, (named(names[one.pk], words[one.pk]), held.get(one.pk, "")))))
            for one in sorted(choice, key=lambda one: (bool(words[one.pk]), name_key(one)))
        )
        for choice in choices
    ]


def places_of(people: Collection[int], on: date) -> dict[int, str]:
    """Return by their keys in which roles and units people sit on a day, in words: one query, none for nobody."""
    if not people:
        return {}
    held = Membership.objects.in_force(on).filter(user__in=people).select_related("unit").order_by("pk")
    rows: dict[int, list[Membership]] = {}
    for row in held:
        rows.setdefault(row.user_id, []).append(row)
    return {pk: seats_label(absences.seats_in(own)) for pk, own in rows.items()}


def _stops(person: User, seats: Sequence[Membership], on: date) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield by seat what nobody would do without somebody, step by step, in which procedures: four small queries."""
    there = organisation_on(on)
    without = replace(there, holders={place: people - {person.pk} for place, people in there.holders.items()})
    found: dict[tuple[str, int | None], list[str]] = {}
    for machine in machines_of(ProcedureVersion.objects.current(on=on)):
        before = {gap.lack for gap in there.gaps(machine)}
        for gap in without.gaps(machine):
            if gap.lack not in before:
                found.setdefault((gap.key, gap.unit_id), []).append(_named(machine.name, gap.work))
    for seat in seats:
        yield (
            seat.pk,
            tuple(
                dict.fromkeys(text for (_key, unit), texts in found.items() if unit == seat.unit_id for text in texts)
            ),
        )


def _named(procedure: Text, work: Sequence[Text]) -> str:
    steps = ", ".join(localized(one) for one in work)
    return f"{localized(procedure)}: {steps}" if steps else localized(procedure)


def put_in_place(row: Substitution, to: User, *, by: User, at: datetime) -> str:
    """Let somebody else stand in, from today on, where who leaves was to; all three are told. Raises ``LeavingError``.

    Returns what papers will say of that one, who decides and has no title; "" of all others.
    """
    on = timezone.localdate(at)
    leaving.refuse_successor(to, on)
    try:
        with transaction.atomic():
            if not absences.end(row, by=by, at=at):
                raise LeavingError(_("It was over already."))
            row.refresh_from_db()
            entered = absences.enter(Absence(row.absent, to, max(row.since, on), row.until), by=by, at=at)
            standing_in.begin(entered, at=at)
            standing_in.tell_replaced(row, [to], since=entered.since, until=entered.until, by=by, at=at)
    except AbsenceError as refused:
        raise LeavingError(str(refused)) from refused
    turns.wake(jobs.RUN)
    found = absences.candidates(row.absent, max(row.since, on), row.until)
    is_bare = any(one.person.pk == to.pk and one.signs_without_title for one in found)
    return f"{to.get_full_name()}: {named_alone()}" if is_bare else ""

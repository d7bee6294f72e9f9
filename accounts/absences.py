"""When somebody is away and who stands in then: entered, changed and ended here alone (ADR 0086)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import ChangeKind, Membership, Substitution, UnitKind, User
from accounts.people import changes
from accounts.rights import OFFICERS
from accounts.roles import Role
from accounts.seats import Placed, Seat, Seats, headed_by, is_lent, seats_of

LONGEST = timedelta(days=366)
"""Whoever is away for longer has another seat, which the administrator gives."""
BACK = timedelta(days=31)
"""So long after its first day an absence may still be entered."""


class AbsenceError(Exception):
    """An absence that cannot be entered: ``str()`` is the sentence, ``field`` the answer that it is about, "" of none."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.field = field


class ReliedOnError(AbsenceError):
    """Whoever goes away stands in for somebody, and nobody else does: no other answer mends that, but another stand-in there."""

    def __init__(self, what: str, relied: User) -> None:
        self.what, self.relied = what, relied
        first = _(
            "First enter somebody else for %(absent)s: %(absent)s does that, or who answers for that person, or the "
            "administrator."
        )
        super().__init__("", f"{what} {first % {'absent': relied.get_full_name()}}")


class CannotStandInError(AbsenceError):
    """Who was chosen cannot stand in, ``what`` says why: somebody else might."""

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        super().__init__("substitute", f"{what} {advice}".strip())


@dataclass(frozen=True, slots=True)
class Absence:
    """The days on which somebody is away, both counted, and who stands in: nobody where that is None."""

    absent: User
    substitute: User | None
    since: date
    until: date

    def first_from(self, on: date) -> date:
        """Return the first of its days from a day on."""
        return max(self.since, on)


def enter(wanted: Absence, *, by: User, at: datetime) -> Substitution:
    """Store an absence; raises ``AbsenceError``. Rights that it gives hold from that moment on, also where it began before.

    Both people are locked meanwhile: two absences that are in each other's way are entered one after the other.
    """
    with transaction.atomic():
        keys = [wanted.absent.pk, *([wanted.substitute.pk] if wanted.substitute else [])]
        list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update())
        check(wanted, timezone.localdate(at))
        _check_by(wanted, by, timezone.localdate(at))
        entered = Substitution.objects.create(
            absent=wanted.absent,
            substitute=wanted.substitute,
            since=wanted.since,
            until=wanted.until,
            entered_by=by,
            entered_at=at,
        )
        note(entered, by=by, at=at)
        return entered


def note(entered: Substitution, *, by: User, at: datetime) -> None:
    """Record that an absence was entered."""
    changes.note(ChangeKind.AWAY, by=by, at=at, person=entered.absent, after=_terms(entered))


def _terms(row: Substitution) -> Mapping[str, str | date]:
    """Return an absence as the history of accounts keeps it: who stands in by the user name, which is nobody else's."""
    return {"since": row.since, "until": row.until, "substitute": row.substitute.username if row.substitute else ""}


def end(found: Substitution, *, by: User, at: datetime) -> bool:
    """End an absence from today on; say whether it was not over already."""
    on = timezone.localdate(at)
    running = Substitution.objects.not_over(on).filter(pk=found.pk)
    with transaction.atomic():
        is_new = bool(running.update(ended_on=on, ended_by=by))
        if is_new:
            # One that has not begun is cancelled: nothing of it was.
            after = {"ended_on": on} if found.since <= on else None
            changes.note(ChangeKind.AWAY_ENDED, by=by, at=at, person=found.absent, before=_terms(found), after=after)
    return is_new


def change_last_day(found: Substitution, until: date, *, by: User, at: datetime) -> date | None:
    """Move the last day of an absence that is not over, from today on; return which it was, None where it is over already.

    Of days that have passed nothing changes: what was done on them was done by the same right. Raises ``AbsenceError``.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        keys = [pk for pk in (found.absent_id, found.substitute_id) if pk is not None]
        list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update())
        running = Substitution.objects.not_over(on).select_related("absent", "substitute")
        row = running.filter(pk=found.pk).first()
        if row is None:
            return None
        _check_last_day(row, until, on)
        before = row.until
        if until > before:
            # Days are added, which are looked at as those of a new absence are.
            more = Absence(row.absent, row.substitute, before + timedelta(days=1), until)
            try:
                check(more, on)
            except CannotStandInError as refused:
                raise AbsenceError("until", f"{refused.what} {_as_another(more)}") from refused
            _check_by(more, by, on)
        row.until = until
        row.save(update_fields=["until"])
        was = {"until": before}
        changes.note(ChangeKind.AWAY_CHANGED, by=by, at=at, person=row.absent, before=was, after=_terms(row))
        return before


def _as_another(more: Absence) -> str:
    """Say how somebody is away for longer where who stands in cannot: that one cannot be changed in an absence that is there."""
    sentence = _(
        "Here only the last day is changed. Enter %(days)s as an absence of its own below, with somebody else who stands in: "
        "days that follow each other are one leave."
    )
    return sentence % {"days": span(more.since, more.until)}


def _check_last_day(row: Substitution, until: date, on: date) -> None:
    if until == row.until:
        raise AbsenceError("until", _("That is the last day already."))
    if until < row.since:
        raise AbsenceError("until", _("The last day is before the first."))
    if until < on:
        raise AbsenceError("until", _("That day has passed: the last day is today or later, or end it from today on."))
    if until - row.since > LONGEST:
        raise AbsenceError("until", _("Longer than a year is another seat: ask the administrator."))


def stood_in_for(user: User, on: date) -> list[str]:
    """Return by their names whom somebody stood in for until that was ended on a day."""
    ended = Substitution.objects.on_part_of(on).filter(substitute=user, ended_on=on).select_related("absent")
    return [one.absent.get_full_name() for one in ended.order_by("pk")]


def check(wanted: Absence, on: date) -> None:
    """Raise ``AbsenceError`` where an absence cannot be, or would leave somebody's work to nobody."""
    _check_days(wanted, on)
    overlapping = Substitution.objects.not_over(on).filter(since__lte=wanted.until, until__gte=wanted.since)
    _check_again(overlapping.filter(absent=wanted.absent), wanted.substitute)
    _check_relied_on(wanted, overlapping, on)
    _check_seated(wanted, on)
    if wanted.substitute is not None:
        _check_substitute(wanted, wanted.substitute, overlapping, on)


def beside(wanted: Absence, on: date) -> list[Substitution]:
    """Return the absences on some of the same days in which another stands in with a seat that is lent here too.

    Two may stand in for one, each with the own seat or both with one: it is asked about, and not refused.
    """
    if wanted.substitute is None:
        return []
    running = Substitution.objects.not_over(on).filter(since__lte=wanted.until, until__gte=wanted.since)
    others = running.filter(absent=wanted.absent).exclude(substitute=None).exclude(substitute=wanted.substitute)
    rows = list(others.select_related("substitute").order_by("since", "pk"))
    if not rows:
        return []
    lent = set(_lent(wanted.absent, wanted.first_from(on)))
    found = candidates(wanted.absent, wanted.first_from(on), wanted.until)
    lacking = {one.person.pk: set(one.lacking) for one in found}
    own = lacking.get(wanted.substitute.pk, set())
    return [row for row in rows if lent - own - lacking.get(row.substitute_id or 0, set())]


def _check_days(wanted: Absence, on: date) -> None:
    if wanted.until < wanted.since:
        raise AbsenceError("until", _("The last day is before the first."))
    if wanted.until < on:
        raise AbsenceError("until", _("These days are over already."))
    if wanted.since < on - BACK:
        raise AbsenceError("since", _("That began too long ago: enter it from a day of the last month on."))
    if wanted.until - wanted.since > LONGEST:
        raise AbsenceError("until", _("Longer than a year is another seat: ask the administrator."))


def _check_again(away: QuerySet[Substitution], who: User | None) -> None:
    """Refuse what is entered already, and what says of a day that nobody stands in beside what says that somebody does."""
    before = away.filter(substitute=who).order_by("since").first()
    if before is not None:
        sentence = _("This is entered already for %(days)s. End that one first, or choose other days.")
        raise AbsenceError("since", sentence % {"days": days_of(before)})
    other = away.filter(substitute__isnull=who is not None).select_related("substitute").order_by("since").first()
    if other is None:
        return
    if other.substitute is None:
        sentence = _("For %(days)s it is entered that nobody stands in. End that one first, or choose other days.")
        raise AbsenceError("substitute", sentence % {"days": days_of(other)})
    sentence = _("For %(days)s it is entered that %(name)s stands in. End that one first, or choose other days.")
    raise AbsenceError("substitute", sentence % {"days": days_of(other), "name": other.substitute.get_full_name()})


def _check_relied_on(wanted: Absence, overlapping: QuerySet[Substitution], on: date) -> None:
    """Refuse where whoever goes away stands in for somebody and nobody else does: what is lent goes to no third."""
    for relied in overlapping.filter(substitute=wanted.absent).select_related("absent").order_by("since"):
        since, until = max(relied.since, wanted.since, on), min(relied.until, wanted.until)
        others = overlapping.filter(absent=relied.absent_id, since__lte=since, until__gte=until)
        present = others.exclude(substitute=None).exclude(substitute=wanted.absent)
        away = overlapping.filter(since__lte=until, until__gte=since).values("absent")
        if not present.exclude(substitute__in=away).exists():
            # In a circle, or where nobody is to stand in, the work of whoever goes away lies there too.
            if wanted.substitute is None or wanted.substitute.pk == relied.absent_id:
                sentence = _("%(name)s stands in for %(absent)s, %(days)s, and nobody would be there for either.")
            else:
                sentence = _(
                    "%(name)s stands in for %(absent)s, %(days)s, and nobody else does: on the days on which both are away "
                    "nobody would act for %(absent)s."
                )
            names = {"name": wanted.absent.get_full_name(), "absent": relied.absent.get_full_name()}
            raise ReliedOnError(sentence % {**names, "days": days_of(relied)}, relied.absent)


def _check_seated(wanted: Absence, on: date) -> None:
    """Refuse days on which whoever goes away has no seat any more, or none yet: nobody is away then, and nothing is lent."""
    first, held = wanted.first_from(on), Membership.objects.filter(user=wanted.absent, role__in=OFFICERS)
    if held.in_force(first).exists():
        return
    last = held.filter(until__lt=first).order_by("-until").first()
    words = {"name": wanted.absent.get_full_name(), "day": f"{first:%d/%m/%Y}"}
    if last is None or last.until is None:
        raise AbsenceError("since", _("%(name)s has no seat on %(day)s yet: enter days on which there is one.") % words)
    sentence = _(
        "%(name)s has no seat on %(day)s any more, the last day is %(last)s: enter days up to then, or ask the administrator "
        "for a later last day first."
    )
    raise AbsenceError("since", sentence % {**words, "last": f"{last.until:%d/%m/%Y}"})


def _check_substitute(wanted: Absence, who: User, overlapping: QuerySet[Substitution], on: date) -> None:
    if who.pk == wanted.absent.pk:
        raise AbsenceError("substitute", _("Nobody is their own substitute."))
    away = overlapping.filter(absent=who).order_by("since").first()
    if away is not None:
        what = _("%(name)s is away too, %(days)s.") % {"name": who.get_full_name(), "days": days_of(away)}
        raise CannotStandInError(what, _("Choose somebody who is there."))
    if who.pk not in {one.person.pk for one in candidates(wanted.absent, wanted.first_from(on), wanted.until)}:
        sentence = _(
            "%(name)s cannot stand in on all of these days: it takes an officer of the same agency who keeps the seat "
            "until the end, and for a case officer somebody who sits in that division."
        )
        raise CannotStandInError(sentence % {"name": who.get_full_name()})


def _check_by(wanted: Absence, by: User, on: date) -> None:
    """Refuse whoever makes oneself the stand-in of somebody who is not below: nobody gives, or prolongs, a power to oneself.

    A head may stand in so for a case officer of the own division, a leader for whoever is no leader; by a seat of one's own,
    never by one that is lent.
    """
    if wanted.substitute is None or wanted.substitute.pk != by.pk:
        return
    seats = [one for one in seats_of(by, on) if one.stands_for is None]
    divisions = {one.unit_id for one in seats if one.role is Role.DIVISION_HEAD}
    agencies = {one.agency_id for one in seats if one.role is Role.DEPARTMENT_LEADER}
    held = Membership.objects.in_force(wanted.first_from(on)).filter(user=wanted.absent, role__in=OFFICERS)
    for seat in seats_in(held.select_related("unit")):
        is_led = seat.agency_id in agencies and seat.role is not Role.DEPARTMENT_LEADER
        if not is_led and not (seat.role is Role.SPECIALIST and seat.unit_id in divisions):
            sentence = _(
                "Nobody makes oneself the stand-in: %(name)s enters it, or who answers for that person, or the administrator."
            )
            raise AbsenceError("substitute", sentence % {"name": wanted.absent.get_full_name()})


def days_of(row: Substitution) -> str:
    """Return the days of an absence as they are written, such as “03/12/2026–07/12/2026”.

    Of one that was ended those on which it held; of one that was cancelled those on which it would have.
    """
    if row.ended_on is None or row.ended_on < row.since:
        return span(row.since, row.until)
    return span(row.since, max(row.since, min(row.until, row.ended_on - timedelta(days=1))))


def span(since: date, until: date) -> str:
    """Return days as they are written, one day once."""
    first, last = f"{since:%d/%m/%Y}", f"{until:%d/%m/%Y}"
    return first if since == until else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may stand in."""

    person: User
    seats: tuple[Seat, ...]
    is_near: bool
    """Whether that one has the same role in the same unit."""
    lacking: tuple[Seat, ...]
    """The seats of whoever is away that are not lent to this one."""
    signs_without_title: bool = False
    """Whether this one would decide for a leader and has no title of one's own: a paper then bears the name alone."""


def candidates(absent: User, first: date, last: date) -> list[Candidate]:
    """Return who may stand in for somebody from one day to another, those of the same role and unit first: two queries."""
    lent = _lent(absent, first)
    agencies = {seat.agency_id for seat in lent}
    parts = Q(unit__parent__in=agencies) & ~Q(unit__kind__in=(UnitKind.AGENCY, UnitKind.PROVINCE))
    kept = Membership.objects.in_force(first).in_force(last).filter(Q(unit__in=agencies) | parts, role__in=OFFICERS)
    theirs: dict[User, list[Membership]] = {}
    for row in kept.exclude(user=absent).filter(user__is_active=True).select_related("user", "unit"):
        theirs.setdefault(row.user, []).append(row)
    found = [_candidate(person, rows, lent) for person, rows in theirs.items()]
    able = [one for one in found if len(one.lacking) < len(lent)]
    return sorted(able, key=lambda one: (not one.is_near, bool(one.lacking), one.person.get_full_name(), one.person.pk))


def _lent(absent: User, on: date) -> list[Seat]:
    """Return the seats of somebody that are lent while that one is away: one query."""
    held = Membership.objects.in_force(on).filter(user=absent, role__in=OFFICERS)
    return seats_in(held.select_related("unit"))


def _candidate(person: User, rows: Sequence[Membership], lent: Sequence[Seat]) -> Candidate:
    own = seats_in(rows)
    lacking = tuple(seat for seat in lent if not is_given(seat, own))
    places = {(seat.role, seat.unit_id) for seat in own}
    is_near = any((seat.role, seat.unit_id) in places for seat in lent)
    decides = any(seat.role is Role.DEPARTMENT_LEADER and seat not in lacking for seat in lent)
    has_title = any(row.title for row in rows)
    return Candidate(person, tuple(own), is_near, lacking, signs_without_title=decides and not has_title)


def is_given(seat: Placed, own: Iterable[Placed]) -> bool:
    """Say whether somebody acts in a seat of whoever is away: it is lent, or that one has such a seat too."""
    held = list(own)
    return is_lent(seat, held) or any((one.role, one.unit_id) == (seat.role, seat.unit_id) for one in held)


def seats_in(rows: Iterable[Membership]) -> list[Seat]:
    """Return memberships, whose units are loaded, as seats in the same order, with the names that the reader reads."""
    language = get_language()
    return [Seat(Role(row.role), row.unit_id, row.unit.name(language), row.unit.agency_id) for row in rows]


def kept_by(user: User, seats: Seats, on: date) -> QuerySet[User]:
    """Narrow to those whose absences somebody enters beside the own ones: a head's division, all of an agency one answers for or administers.

    Never by a lent seat those of whoever has lent it: who stands in neither prolongs nor ends that.
    """
    own = replace(seats, seats=tuple(one for one in seats if one.stands_for is None))
    lenders = {one.stands_for for one in seats if one.stands_for is not None}
    found = (
        _answered_for(seats, on).exclude(pk__in=lenders) | _answered_for(own, on) if lenders else _answered_for(own, on)
    )
    return found.exclude(pk=user.pk)


def _answered_for(seats: Seats, on: date) -> QuerySet[User]:
    agencies = (*seats.managed_agency_ids, *seats.administered_agency_ids)
    below = Q(unit__parent__in=seats.administered_agency_ids) & ~Q(unit__kind__in=(UnitKind.AGENCY, UnitKind.PROVINCE))
    # The provincial office has no administrator of its own (``people.finding.places_of``).
    provincial = Q(unit__kind=UnitKind.PROVINCE) if seats.administered_agency_ids else Q(pk__in=())
    units = Q(unit__in=headed_by(seats).values("pk")) | Q(unit__in=agencies) | below | provincial
    held = Membership.objects.in_force(on).filter(units, role__in=OFFICERS)
    # What lies with somebody whose sign-in is locked is handed over as that of whoever leaves.
    return User.objects.filter(Q(is_active=True) | Q(pk__in=changes.locked()), pk__in=held.values("user"))

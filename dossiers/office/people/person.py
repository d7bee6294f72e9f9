"""The administrator's page of one person: data, seats, who stands in, sessions, why each right is held, what was changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.absences import days_of
from accounts.entry import first, record
from accounts.models import AccountChange, ChangeKind, Membership, SignInOutcome, SignInRecord, Substitution, User
from accounts.people import finding, locking, persons, seating
from accounts.people.changes import lock_of
from accounts.people.leaving import LeavingError
from accounts.people.persons import PersonError
from accounts.people.seating import SeatError
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.display.agency.why import reasons
from dossiers.display.formats import vn_date, vn_datetime
from dossiers.display.links import path_to
from dossiers.office.gaps import lacking, tell
from dossiers.office.people import history
from dossiers.office.people.stranded import Before
from dossiers.office.undelivered import returned
from dossiers.pages.gaps import closing, holders

LATELY = timedelta(days=31)
"""So long after its last day an absence is still listed."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as the page lists it, with the record of who has given it, if there is one."""

    seat: Membership
    given: AccountChange | None
    is_over: bool
    is_to_come: bool
    is_taken_back: bool
    """Whether it was taken back before it began."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Days on which somebody stands in: for this person, or this person for another."""

    days: str
    absent: User
    substitute: User | None
    ended_on: date | None
    """From when on it holds no more, where that came before its last day."""


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: OfOfficer, pk: int) -> HttpResponse:
    """Show somebody; close or open the account, end the sessions, or make another link for the first sign-in."""
    found, now = found_by(request, pk), timezone.now()
    if request.method == "POST":
        done = DEEDS.get(request.POST.get("do", ""))
        if done is not None:
            done(request, found, now)
        return redirect("person", pk=found.pk)
    on = timezone.localdate(now)
    of_office, lock = is_of_office(request, found), lock_of(found)
    context = {
        "person": found,
        "is_of_office": of_office,
        "seats": list(_seats(found, request.seats, on)),
        "stand_ins": list(_stand_ins(found, on)),
        "reasons": reasons(found, on),
        "changes": history.last_of(request.seats, Q(person=found)),
        **_sign_in(found, now),
        **_shutting(request, found, lock, on),
        **lacking(request),
    }
    return render(request, "office/person.html", context)


def _shutting(request: OfOfficer, person: User, lock: AccountChange | None, on: date) -> dict[str, object]:
    """Return what the page shows of a sign-in that is locked, or may be, and of what ends where the account is closed."""
    files = closing.files_of(person).count() if lock else 0
    of_office = is_of_office(request, person)
    hands_over = of_office and bool(person.is_active or lock) and person.pk != request.user.pk
    found = holders.missed(person, on) if hands_over else {}
    return {
        "hands_over": hands_over,
        "ends": closing.ends_with(person, on) if of_office and person.is_active else (),
        "may_lock": person.is_active and person.pk != request.user.pk,
        "missed": list(found.values()),
        "meant": _key_of(found),
        "lock": lock,
        "files": files,
    }


def _key_of(missed: Iterable[int]) -> str:
    """Return by what a press says that it was read which seats stay empty: with others it is asked again; "" of none."""
    return "-".join(map(str, missed))


def found_by(request: OfOfficer, pk: int) -> User:
    """Return somebody whom the administrator may look at; raises ``Http404``."""
    return get_object_or_404(finding.visible(request.seats), pk=pk)


def is_of_office(request: OfOfficer, person: User) -> bool:
    """Say whether somebody is or was one of the administrator's own people, whose name and mail the office writes."""
    return finding.officers(request.seats).filter(pk=person.pk).exists()


def _sign_in(person: User, now: datetime) -> dict[str, object]:
    """Return what the page shows of how somebody comes in."""
    link = first.newest(person) if first.can_have(person) else None
    until = first.ends_at(link) if link else None
    came = SignInRecord.objects.filter(person=person, outcome=SignInOutcome.IN)
    return {
        "last_in": came.order_by("-pk").first(),
        "sessions": record.open_sessions(person, now)[: history.SHOWN],
        "can_have_link": first.can_have(person),
        "link": link,
        "came_back": returned.of_person(person, link, now),
        "is_unsent": link is not None and first.is_unsent(link),
        "link_until": until,
        "is_link_over": until is not None and until <= now,
        "begins_on": first.begins_on(person, timezone.localdate(now)) if link else None,
    }


def _seats(person: User, seats: Seats, on: date) -> Iterator[SeatRow]:
    """Yield the seats in the administrator's agencies, those of today first; two queries."""
    held = finding.seats_in(seats.administered_agency_ids).filter(user=person).select_related("unit")
    given = AccountChange.objects.filter(person=person, kind=ChangeKind.SEAT_GIVEN).select_related("by").order_by("pk")
    by_place = {(one.unit_id, one.after.get("role")): one for one in given}
    rows = [
        SeatRow(
            one,
            by_place.get((one.unit_id, one.role)),
            is_over=one.until is not None and one.until < on,
            is_to_come=one.since > on,
            is_taken_back=seating.is_taken_back(one),
        )
        for one in held
    ]
    yield from sorted(rows, key=lambda row: (row.is_over, row.is_to_come, row.seat.pk))


def _stand_ins(person: User, on: date) -> Iterator[StandIn]:
    """Yield those that are not over, and those that were lately: by them things were done that somebody may ask about."""
    found = Substitution.objects.filter(Q(absent=person) | Q(substitute=person), until__gte=on - LATELY)
    for one in found.select_related("absent", "substitute").order_by("since", "pk"):
        yield StandIn(days_of(one), one.absent, one.substitute, one.ended_on)


def _close(request: OfOfficer, person: User, now: datetime) -> None:
    """Close an account: of the office by the one rule of those who leave, a citizen's as it is."""
    if not is_of_office(request, person):
        _closed(request, person, now)
        return
    to_come = person.memberships.filter(since__gt=timezone.localdate(now)).exists()
    try:
        closing.close(person, by=request.user, at=now)
    except LeavingError as refused:
        # With the way to the page on which each part gets a successor; nobody has one of oneself.
        leads = person.pk != request.user.pk and (person.is_active or lock_of(person))
        way = f"leads {path_to('handing_over', person.pk)}" if leads else ""
        messages.error(request, str(refused), extra_tags=way)
        return
    told = [_("The account is closed, its sessions are over and its seats end today. What was done by it stays.")]
    if to_come:
        told.append(_("Seats that were to begin later are taken back."))
    messages.success(request, " ".join(told))
    tell(request)


def _closed(request: OfOfficer, person: User, now: datetime) -> None:
    try:
        is_new = persons.close(person, by=request.user, at=now)
    except (PersonError, SeatError) as refused:
        messages.error(request, str(refused))
        return
    if is_new:
        messages.success(request, _("The account is closed, and its sessions are over. What was done by it stays."))
    else:
        messages.info(request, _("The account was closed already."))


def _lock(request: OfOfficer, person: User, now: datetime) -> None:
    """Lock the sign-in, whatever hangs on the person; what nobody does then is asked about first, and said after it."""
    on = timezone.localdate(now)
    found = holders.missed(person, on) if person.is_active and person.pk != request.user.pk else {}
    if request.POST.get("meant", "") != _key_of(found) and request.POST.get("why", "").strip():
        told = (_("Nothing was locked: tick that it is meant, and press again."), *found.values())
        messages.error(request, " ".join(told))
        return
    before = Before(on, on)
    try:
        is_new = locking.lock(person, request.POST.get("why", ""), by=request.user, at=now)
    except (PersonError, SeatError) as refused:
        messages.error(request, str(refused))
        return
    if not is_new:
        messages.info(request, _("Nobody could come in by this account any more."))
        return
    messages.success(request, _("The sign-in is locked, and every session is over. Seats and files stay as they are."))
    for words in before.added():
        messages.warning(request, words)
    if words := closing.kept_by_files(person):
        messages.warning(request, words, extra_tags=f"leads {path_to('handing_over', person.pk)}")


def _open(request: OfOfficer, person: User, now: datetime) -> None:
    was_locked = lock_of(person) is not None
    if was_locked and persons.open_again(person, by=request.user, at=now):
        messages.success(
            request, _("The sign-in is open again. Where the password was stolen, have another one chosen.")
        )
    elif persons.open_again(person, by=request.user, at=now):
        messages.success(
            request,
            _("The account is open again. Look through the seats: those that ended with it have to be given anew."),
        )
    else:
        messages.info(request, _("The account was open already."))


def _end_sessions(request: OfOfficer, person: User, now: datetime) -> None:
    persons.end_sessions(person, by=request.user, at=now)
    messages.success(request, _("Every session of this person is over. The password opens the account as before."))


def send_link(request: OfOfficer, person: User, now: datetime) -> None:
    """Make a link for the first sign-in and mail it; say what became of it."""
    if not first.can_have(person):
        messages.info(
            request, _("This person has a password, or the account is closed: there is no first sign-in to make.")
        )
        return
    path = first.make(person, by=request.user, at=now)
    if first.send(person, path):
        messages.success(request, " ".join(filter(None, (_mailed(person), _begins_later(person, now)))))
    else:
        first.note_unsent(person, by=request.user)
        sentence = _("The mail to %(mail)s could not be sent now. Send the link again in a while.")
        messages.error(request, sentence % {"mail": person.email})


def _mailed(person: User) -> str:
    sentence = _("A link for the first sign-in was mailed to %(mail)s. It opens once, within %(hours)s hours.")
    return sentence % {"mail": person.email, "hours": first.VALID_HOURS}


def _begins_later(person: User, now: datetime) -> str:
    """Say of whoever has no seat yet when it begins, and until when the link opens; "" of all others."""
    day, link = first.begins_on(person, timezone.localdate(now)), first.newest(person)
    if day is None or link is None:
        return ""
    until = first.ends_at(link)
    sentence = (
        _("The first seat begins on %(day)s: these hours count from then on, and the link opens until %(at)s.")
        if timezone.localdate(until) > day
        else _(
            "The first seat begins on %(day)s, and the link opens until %(at)s only: mail another one shortly before that day."
        )
    )
    return sentence % {"day": vn_date(day), "at": vn_datetime(until)}


DEEDS = {"close": _close, "lock": _lock, "open": _open, "end-sessions": _end_sessions, "send-link": send_link}
"""What the buttons of the page do, by what they send."""

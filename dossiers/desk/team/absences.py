"""The page of one's own absences, and of those of the people whom one answers for: who stands in, and why one may act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import absences
from accounts.absences import Absence, AbsenceError, ReliedOnError
from accounts.models import Membership, Substitution, User
from accounts.people.leaves import Leave, leaves_of, taken_by
from accounts.rights import OFFICERS
from accounts.roles import Role
from accounts.rows import is_row
from accounts.signin import OfOfficer, officer, seated
from dossiers import jobs, turns
from dossiers.desk.team import in_place, lying
from dossiers.desk.team.absence_form import (
    AbsenceForm,
    LastDayForm,
    last_day_form,
    left_to_nobody,
    prefix_of,
    two_stand_in,
)
from dossiers.desk.team.lying import Lying
from dossiers.display.agency import stood
from dossiers.display.agency.why import reasons
from dossiers.display.formats import vn_number
from dossiers.display.labels import seats_label
from dossiers.display.links import path_to
from dossiers.lists.names import by_name, called
from dossiers.models import Dossier
from dossiers.notices.planned import standing_in
from dossiers.reports.alerts import alone

SHOWN = 20
"""Absences that the page lists of one person, the last ones."""
RUNNING, COMING, OVER = "running", "coming", "over"


@dataclass(frozen=True, slots=True)
class Row:
    """An absence as the page lists it."""

    absence: Substitution
    days: str
    state: str
    left: Sequence[Lying] = ()
    """What nobody can go on with meanwhile."""
    form: LastDayForm | None = None
    """By which its last day is changed, of what is not over."""
    in_force: str = ""
    """When who stands in truly had the rights; empty where that is on these days."""
    seats: str = ""
    """In which seats that one stands in."""
    done: Sequence[str] = ()
    """The numbers of the first dossiers on which something was done in that place, the newest first."""
    done_more: int = 0
    """How many there are beside these."""

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to end."""
        return self.state == OVER

    @property
    def is_cancelled(self) -> bool:
        """Whether it was ended before it began."""
        return self.absence.ended_on is not None and self.absence.ended_on < self.absence.since


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whose absences one enters too."""

    person: User
    name: str
    """With the user name where another one has the same name."""
    places: str
    away: str
    """When that one is away next, and who stands in."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def own_absences(request: OfOfficer) -> HttpResponse:
    """Show when its reader is away and who stands in; enter another absence, change the last day of one or end it."""
    return _page(request, request.user)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def absences_of(request: OfOfficer, pk: int) -> HttpResponse:
    """Do the same for somebody of the unit or agency that one answers for, or administers; nobody else has such a page."""
    kept = absences.kept_by(request.user, request.seats, timezone.localdate())
    person = kept.filter(pk=pk).first() if is_row(str(pk)) else None
    if person is None:
        raise Http404
    return _page(request, person)


def _page(request: OfOfficer, person: User) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    if "end" in request.POST:
        return _ended(request, person)
    changing = _row_of(person, request.POST.get("change", ""))
    last = last_day_form(changing, request.POST) if changing else None
    if changing and last and last.is_valid() and _changed(changing, last, request):
        return redirect(request.path)
    form = AbsenceForm(person, absences.candidates(person, on, on), None if last else request.POST or None)
    if request.method == "POST" and form.is_valid() and _entered(form, request):
        messages.success(request, _in_force(form.wanted, on))
        for words in filter(None, (_not_signed(form.wanted, on), form.named_alone)):
            messages.warning(request, words)
        return redirect(request.path)
    faulty = last or form
    context = {
        "form": form,
        "faulty": faulty,
        "person": person,
        "is_own": person == request.user,
        "has_own": request.seats.see_dossiers,
        "lying": form.lying,
        **_shown(request, person, on, last),
    }
    return render(request, "desk/absences.html", context, status=422 if faulty.errors else 200)


def _row_of(person: User, key: str) -> Substitution | None:
    found = Substitution.objects.filter(absent=person, pk=int(key) if is_row(key) else 0)
    return found.select_related("absent", "substitute").first()


def _in_force(wanted: Absence, on: date) -> str:
    """Say of an absence that was entered from when on it holds."""
    if wanted.since > on:
        return _("Entered. It is in force on these days by itself.")
    return _("Entered. It is in force from now on, until the end of %(day)s.") % {"day": f"{wanted.until:%d/%m/%Y}"}


def _not_signed(wanted: Absence, on: date) -> str:
    """Say how many open dossiers of a leader's agency whoever stands in works on, and so does not sign; "" for none: one query."""
    seats = Membership.objects.in_force(wanted.first_from(on)).filter(user=wanted.absent, role=Role.DEPARTMENT_LEADER)
    here = Dossier.objects.filter(agency__in=seats.values("unit"), resolved_at=None).exclude(holder="")
    count = here.filter(assignee=wanted.substitute).count() if wanted.substitute else 0
    if not count or not wanted.substitute:
        return ""
    sentence = ngettext(
        "%(name)s works on %(n)s open dossier: nobody signs what that same person passed up. Somebody else has to sign it.",
        "%(name)s works on %(n)s open dossiers: nobody signs what that same person passed up. Somebody else has to sign them.",
        count,
    )
    return sentence % {"name": wanted.substitute.get_full_name(), "n": vn_number(count)}


def _shown(request: OfOfficer, person: User, on: date, last: LastDayForm | None) -> dict[str, object]:
    """Return the lists of the page: the absences, in whose place one acts, why, and whom else one enters absences of."""
    found = Substitution.objects.not_over(on).filter(substitute=person).order_by("since", "pk")
    relied = list(found.select_related("absent"))
    truly = stood.in_words(stood.spans_of(person, relied))
    return {
        "rows": list(_rows(person, on, last)),
        "relied": [Row(one, absences.days_of(one), _state(one, on), in_force=truly.get(one.pk, "")) for one in relied],
        "reasons": reasons(person, on),
        "colleagues": list(_colleagues(absences.kept_by(request.user, request.seats, on), on)),
    }


def _entered(form: AbsenceForm, request: OfOfficer) -> bool:
    """Store the absence of a valid form; say whether that was done. What may be a mistake is asked about first."""
    wanted, now = form.wanted, timezone.now()
    on = timezone.localdate(now)
    try:
        with transaction.atomic():
            entered = absences.enter(wanted, by=request.user, at=now)
            is_asked = form.is_asked(list(_questions(wanted, on)))
            form.lying = lying.of(alone.left(wanted.absent, wanted.first_from(on)), on, form.found) if is_asked else ()
            standing_in.begin(entered, at=now)
            standing_in.tell_away(entered, at=now)
            transaction.set_rollback(is_asked)
    except AbsenceError as refused:
        form.add_error(refused.field or None, _refusal_in_words(refused, request))
        return False
    if not is_asked:
        turns.wake(jobs.RUN)
    return not is_asked


def _questions(wanted: Absence, on: date) -> Iterator[str]:
    """Yield what is asked of an absence that was entered: what lies with nobody then, and why; who else stands in."""
    first = wanted.first_from(on)
    if left := alone.left(wanted.absent, first):
        yield from filter(None, (left_to_nobody(left, first), _not_signed(wanted, on)))
    for other in absences.beside(wanted, on):
        yield two_stand_in(wanted, other, on)


def _refusal_in_words(refused: AbsenceError, request: OfOfficer) -> str:
    """Return a refusal in words: to whoever may enter it with the way to the page on which another stand-in is entered first."""
    if not isinstance(refused, ReliedOnError):
        return str(refused)
    relied = refused.relied
    if relied == request.user:
        path, where = path_to("own_absences"), _("the page of your own absences")
    elif absences.kept_by(request.user, request.seats, timezone.localdate()).filter(pk=relied.pk).exists():
        path = path_to("absences_of", pk=relied.pk)
        where = _("the page of absences of %(name)s") % {"name": relied.get_full_name()}
    else:
        return str(refused)
    words = _("First enter somebody else who stands in there, which you can do yourself:")
    return format_html('{} {} <a href="{}">{}</a>.', refused.what, words, path, where)


def _changed(row: Substitution, form: LastDayForm, request: OfOfficer) -> bool:
    """Move the last day by a valid form; say whether that was done. That two stand in then is asked about first."""
    until, now = form.cleaned_data["until"], timezone.now()
    on, asked = timezone.localdate(now), []
    if row.until < until:
        more = Absence(row.absent, row.substitute, row.until + timedelta(days=1), until)
        asked = [two_stand_in(more, other, on) for other in absences.beside(more, on)]
    try:
        with transaction.atomic():
            was = absences.change_last_day(row, until, by=request.user, at=now)
            row.refresh_from_db()
            is_asked = form.is_asked(asked)
            if was is not None:
                standing_in.tell_changed(row, was, by=request.user, at=now)
            transaction.set_rollback(is_asked)
    except AbsenceError as refused:
        form.add_error("until" if refused.field else None, _refusal_in_words(refused, request))
        return False
    if is_asked:
        return False
    _say_changed(request, row, was)
    turns.wake(jobs.RUN)
    return True


def _say_changed(request: OfOfficer, row: Substitution, was: date | None) -> None:
    if was is None:
        messages.info(request, _("It was over already."))
        return
    words = {"new": f"{row.until:%d/%m/%Y}", "old": f"{was:%d/%m/%Y}"}
    messages.success(request, _("Changed: the last day is %(new)s, no longer %(old)s.") % words)


def _ended(request: OfOfficer, person: User) -> HttpResponse:
    found, now = _row_of(person, request.POST["end"]), timezone.now()
    with transaction.atomic():
        is_ended = found is not None and absences.end(found, by=request.user, at=now)
        if found is not None and is_ended:
            found.refresh_from_db()
            standing_in.tell_away(found, at=now, ended=True)
    if is_ended:
        turns.wake(jobs.RUN)
        messages.success(request, _ended_words(found, timezone.localdate(now)))
    else:
        messages.info(request, _("It was over already."))
    return redirect(request.path)


def _ended_words(one: Substitution | None, on: date) -> str:
    if one is not None and one.since > on:
        return _("Cancelled: it does not begin, and nobody stands in on these days.")
    return _("Ended from today on. What was done in that place stays in the record.")


def _rows(person: User, on: date, last: LastDayForm | None) -> Iterator[Row]:
    """Yield the last absences of somebody, the newest first, and of those that are not over what they leave to nobody.

    ``last`` is the form of one of them that was sent.
    """
    found = Substitution.objects.filter(absent=person).select_related("substitute", "entered_by", "ended_by")
    rows = list(found.order_by("-since", "-pk")[:SHOWN])
    spans = stood.spans_of(person, rows)
    in_force, done, taken = stood.in_words(spans), in_place.done_in(spans), taken_by(rows, on)
    for one in rows:
        shown, there = _row(one, person, on, last, in_force.get(one.pk, "")), done.get(one.pk, in_place.NOTHING)
        yield replace(shown, **there._asdict(), seats=seats_label(taken[one.pk].seats) if one.substitute_id else "")


def _row(one: Substitution, person: User, on: date, last: LastDayForm | None, truly: str) -> Row:
    state = _state(one, on)
    if state == OVER:
        return Row(one, absences.span(one.since, one.until) if truly else absences.days_of(one), state, in_force=truly)
    form = last if last and last.prefix == prefix_of(one) else last_day_form(one)
    left = lying.of(alone.left(person, max(one.since, on)), on)
    return Row(one, absences.days_of(one), state, left, form, truly)


def _state(one: Substitution, on: date) -> str:
    if one.until < on or one.ended_on is not None:
        return OVER
    return COMING if one.since > on else RUNNING


def _colleagues(people: QuerySet[User], on: date) -> Iterator[Colleague]:
    """Yield people by name with their seats and their next absence: three queries."""
    found = by_name(people)
    names = called(found)
    held = (
        Membership.objects.in_force(on).filter(user__in=found, role__in=OFFICERS).select_related("unit").order_by("pk")
    )
    next_away = leaves_of(Substitution.objects.not_over(on).filter(absent__in=found).select_related("substitute"))
    rows = list(held)
    for person in found:
        own = absences.seats_in(row for row in rows if row.user_id == person.pk)
        yield Colleague(person, names[person.pk], seats_label(own), _in_words(next_away.get(person.pk, [])))


def _in_words(leaves: Sequence[Leave]) -> str:
    """Say the first of somebody's leaves; "" where none is entered."""
    if not leaves:
        return ""
    words = {"days": leaves[0].days, "name": leaves[0].names}
    if not leaves[0].names:
        return _("%(days)s, nobody stands in") % words
    if len(leaves[0].rows) == 1:
        return _("%(days)s, %(name)s stands in") % words
    return _("%(days)s; standing in: %(name)s") % words

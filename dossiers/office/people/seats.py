"""The administrator's pages on which somebody's name, mail and seats are changed; what a change strands is asked about before."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from accounts.entry import first
from accounts.models import AccountChange, Membership, User
from accounts.people import finding, leaving, persons, seating
from accounts.people.persons import PersonError
from accounts.people.seating import SeatError, SeatMoved, Terms
from accounts.roles import Role
from accounts.signin import OfOfficer, administrator
from dossiers.display.formats import vn_datetime
from dossiers.display.links import path_to
from dossiers.lists.people import forget as forget_names
from dossiers.office.gaps import lacking
from dossiers.office.people import stranded
from dossiers.office.people.forms import DataForm, Places, SeatForm, TermsForm, ask, begun_before
from dossiers.office.people.person import found_by, is_of_office
from dossiers.office.people.standing import Standing
from dossiers.pages.gaps import closing, holders


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def correct_person(request: OfOfficer, pk: int) -> HttpResponse:
    """Correct the name and the mail of one of the office; a citizen's are that one's own."""
    person = found_by(request, pk)
    if not is_of_office(request, person):
        raise Http404
    initial = {"full_name": person.full_name, "email": person.email}
    form = DataForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid() and _corrected(form, person, request):
        return redirect("person", pk=person.pk)
    context = {"form": form, "person": person, "seat": None, "title": _("Correct name and mail"), **lacking(request)}
    return render(request, "office/person_form.html", context, status=422 if form.errors else 200)


def _corrected(form: DataForm, person: User, request: OfOfficer) -> bool:
    name, email = form.cleaned_data["full_name"], form.cleaned_data["email"]
    try:
        is_new = persons.correct(person, name, email, by=request.user, at=timezone.now())
    except PersonError as refused:
        form.add_error(refused.field, str(refused))
        return False
    if not is_new:
        messages.info(request, _("Nothing was another than before."))
        return True
    forget_names(timezone.localdate())
    messages.success(request, _("Kept. How it was before stands in the history."))
    if email != person.email:
        _say_link_is_void(person, request)
    if email.lower() != person.email.lower():
        _ask_to_confirm(User.objects.get(pk=person.pk), request)
    return True


def _say_link_is_void(person: User, request: OfOfficer) -> None:
    """Say that the link for the first sign-in opens nothing any more that lies at the former address, and what is to be done.

    ``person`` has that address still.
    """
    link = first.newest(person) if first.can_have(person) else None
    if link and first.ends_at(link) > timezone.now() and not first.is_unsent(link):
        words = _(
            "The link for the first sign-in that was mailed to %(mail)s opens nothing any more: mail another one to the new address."
        )
        messages.warning(request, words % {"mail": person.email})


def _ask_to_confirm(person: User, request: OfOfficer) -> None:
    """Ask the new address of somebody to confirm itself; not of whoever is still to sign in first, by a link that goes there."""
    if not person.is_active or first.can_have(person):
        return
    kept, _is_new = EmailAddress.objects.get_or_create(
        user=person, email=person.email.lower(), defaults={"primary": True}
    )
    try:
        # Nobody knows which language that person reads.
        with override(settings.LANGUAGE_CODE):
            kept.send_confirmation(request)
    except OSError:
        words = _(
            "The new address was not asked to confirm itself: the mail server does not answer. Its owner can have it asked."
        )
        messages.warning(request, words)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: OfOfficer, pk: int) -> HttpResponse:
    """Give somebody a seat in one of the administrator's units."""
    person, on = found_by(request, pk), timezone.localdate()
    places = Places(finding.places_of(request.seats.administered_agency_ids), on)
    form = SeatForm(places, request.POST if request.method == "POST" else None, initial={"since": on})
    if form.is_bound and form.is_valid() and _given(form, person, request):
        messages.success(request, _("The seat is given."))
        return redirect("person", pk=person.pk)
    context = {"form": form, "person": person, "seat": None, "title": _("Give a seat"), **lacking(request)}
    return render(request, "office/person_form.html", context, status=422 if form.errors else 200)


def _given(form: SeatForm, person: User, request: OfOfficer) -> bool:
    seat, past = form.seat, begun_before([form.terms], timezone.localdate())
    if ask(form, str(seat.terms.since), _("Give the seat from that day on"), past):
        return False
    try:
        seating.give(person, seat.unit, seat.role, seat.terms, by=request.user, at=timezone.now())
    except SeatError as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def change_seat(request: OfOfficer, pk: int, seat: int) -> HttpResponse:
    """Change until when a seat is held, its title, and its first day where that is still to come."""
    person = found_by(request, pk)
    own = finding.seats_in(request.seats.administered_agency_ids).filter(user=person)
    held = get_object_or_404(own.select_related("unit", "user"), pk=seat)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=TermsForm.initial_of(held))
    if form.is_bound and form.is_valid() and _changed(form, held, request):
        messages.success(request, _("Kept. How it was before stands in the history."))
        return redirect("person", pk=person.pk)
    context = {"form": form, "person": person, "seat": held, "title": _("Change a seat"), **lacking(request)}
    return render(request, "office/person_form.html", context, status=422 if form.errors else 200)


def _changed(form: TermsForm, held: Membership, request: OfOfficer) -> bool:
    """Keep the terms of a valid form; say whether that was done. What it leaves to nobody is asked about first."""
    terms = form.terms
    if words := _kept_by_files(held, terms, timezone.localdate()):
        # Once, with the way to the page on which they are given to others.
        way = path_to("handing_over", held.user_id)
        form.add_error(None, format_html('{} <a href="{}">{}</a>', words, way, _("Open the page of the hand-over")))
        return False
    try:
        with transaction.atomic():
            day = _first_without(held, terms)
            before = _Before(held, day) if day else None
            seating.change(held, terms, by=request.user, at=timezone.now(), shown=form.cleaned_data["seen"])
            sentences = [*before.added(), *_warnings(held, request)] if before else []
            is_asked = ask(form, f"{terms.since} {terms.until}", _("End the seat all the same"), sentences)
            if before and not is_asked:
                before.standing.end(by=request.user, at=timezone.now())
            transaction.set_rollback(is_asked)
    except SeatMoved:
        held.refresh_from_db()
        form.refuse_as_moved(seating.terms_of(held), _moved(held))
        return False
    except SeatError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return not is_asked


class _Before:
    """What hangs on a seat before it ends: steps of procedures, and those for whom the person stands in."""

    def __init__(self, held: Membership, day: date) -> None:
        on = timezone.localdate()
        self._lacks = stranded.Before(day, on)
        sole = list(leaving.sole_seats(held.user, day).filter(pk=held.pk))
        self._empty = [stranded.from_day(day, on, one) for one in holders.left_empty(sole).values()]
        self.standing = Standing(held.user, day, on)

    def added(self) -> list[str]:
        """Return what is missing since, as sentences."""
        return [*self._empty, *self._lacks.added(), *self.standing.sentences()]


def _kept_by_files(held: Membership, terms: Terms, on: date) -> str:
    """Say why a case officer's seat cannot end today; "" where it can, and of an end to come, which is told of till then."""
    ends = terms.until is not None and terms.until <= on and (held.until is None or held.until > on)
    return closing.kept_by_files(held.user, [held.unit_id]) if ends and held.role == Role.SPECIALIST else ""


def _moved(held: Membership) -> str:
    """Say how a seat is held that was changed since its page was made, and by whom."""
    changed = (
        AccountChange.objects.filter(person=held.user, unit=held.unit).select_related("by").order_by("-pk").first()
    )
    now = {"days": seating.days_of(held), "title": held.title or "–"}
    sentence = (
        _("This seat was changed meanwhile: it is held %(days)s by now, title below a signature: %(title)s.") % now
    )
    if changed is not None:
        by = {"name": changed.by.get_full_name(), "at": vn_datetime(changed.at)}
        sentence += " " + _("Changed by %(name)s, %(at)s.") % by
    return (
        sentence
        + " "
        + _("Nothing was kept. What you typed stands below: put right what is not meant, and press again.")
    )


def _first_without(held: Membership, terms: Terms) -> date | None:
    """Return the first day on which a seat would be over that is held on it now; None where no day is lost."""
    is_earlier = terms.until is not None and (held.until is None or terms.until < held.until)
    return terms.until + timedelta(days=1) if terms.until is not None and is_earlier else None


def _warnings(held: Membership, request: OfOfficer) -> list[str]:
    """Return what the administrator should know of a seat that ends, beside the procedures that stand still."""
    found = list(stranded.left_files(held.user, held.unit_id)) if held.role == Role.SPECIALIST else []
    if held.user_id == request.user.pk and held.role == Role.ADMINISTRATOR:
        found.append(_("It is your own right to these pages: from the next day on they are closed to you."))
    return found

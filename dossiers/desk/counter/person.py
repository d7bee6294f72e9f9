"""Who stands at the counter: looked up by what is shown, and noted."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.away.carrying import carried_as
from accounts.away.unsent import names_typed
from accounts.rows import is_row
from accounts.signin import OfOfficer, desk_officer
from dossiers import refusals, search
from dossiers.commands import notes
from dossiers.commands.money import shifts
from dossiers.desk.counter import theirs
from dossiers.desk.counter.asked import numbers
from dossiers.desk.counter.asked.compared import Known, known, shown_by, split
from dossiers.desk.counter.person_form import LookUpForm, PersonForm, form_for, letter_form
from dossiers.desk.counter.sent import person_sent, person_typed
from dossiers.desk.money.cash import desk_seat
from dossiers.display.formats import localized, vn_phone
from dossiers.filing.counter import answering, card, entries, people, tickets
from dossiers.filing.counter.card import Read, Typed
from dossiers.log.answers import standing_of
from dossiers.models import Asked, CounterPerson, Dossier
from dossiers.refusals.receiving import AnotherName
from procedures.answers.doubts.ages import of_age

ASKED = {
    Typed.CARD: Asked.NUMBER,
    Typed.NUMBER: Asked.NUMBER,
    Typed.PHONE: Asked.PHONE,
    Typed.DOSSIER: Asked.DOSSIER,
}
"""What of it is noted down: by what somebody was found, never what was typed."""
MOST_OFFERED = 20
"""Dossiers that are offered, of those whose number ends as it was typed."""
LETTER = "thu"
"""In the address of the form for a letter that says no number: there is nothing by which to look anybody up."""


@carried_as(person_sent)
@names_typed(person_typed)
@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: OfOfficer) -> HttpResponse:
    """Ask who stands there, look that person up, and go on with whom the officer has confirmed.

    What is typed never stands in an address: those are logged.
    """
    if request.method != "POST":
        return _page(request, form=letter_form() if LETTER in request.GET else None)
    if "shown" in request.POST:
        return _looked_up(request)
    if is_row(chosen := request.POST.get("known", "")) and people.called(int(chosen)):
        return redirect("counter_person", pk=int(chosen))
    return _noted(request)


def _looked_up(request: OfOfficer) -> HttpResponse:
    look_up, today = LookUpForm(request.POST), timezone.localdate()
    if not look_up.is_valid():
        return _page(request, look_up=look_up, status=422)
    read = card.read(look_up.cleaned_data["shown"], today)
    found = people.find(read)
    asked = ASKED.get(read.kind)
    meant = _meant(request, look_up.cleaned_data["shown"], read)
    if len(meant) > 1:
        # Nobody's data before it is said whose dossier it is: the first may be anybody's.
        return _page(request, choice=meant)
    dossier = meant[0] if meant else None
    if dossier is not None or read.kind is Typed.DOSSIER:
        asked = Asked.DOSSIER
        found, read = _by_dossier(request, dossier)
    has = theirs.Found() if asked is Asked.DOSSIER else theirs.of(read, found, request.seats)
    elsewhere = numbers.others(read.name, found, has.dossiers) if asked is Asked.NUMBER else []
    if asked is not None:
        people_found = dict.fromkeys([*(one.pk for one in found), *(one.applicant_id for one in elsewhere), *has.shown])
        notes.looks_up(request.user, request.seats, people_found, asked, at=timezone.now())
    doubts = [*_doubts(read, found, has, today), *map(numbers.sentence_of, elsewhere)]
    shown = shown_by(read)
    fitting, others = split(found, shown)
    if others:
        doubts.append(str(people.another_name(others, read.number, read.former)))
    # Where something else on the page has the cursor, the form has not.
    is_first = not (fitting or others or dossier or has.is_fetched or read.is_short)
    form = None if read.kind is Typed.NOTHING else form_for(read, is_first=is_first)
    offered, doubted = ([known(one, shown) for one in part] for part in (fitting, others))
    return _page(request, found=offered, asked=doubted, form=form, doubts=doubts, dossier=dossier, has=has, read=read)


def _doubts(read: Read, found: Sequence[CounterPerson], has: theirs.Found, today: date) -> list[str]:
    """Return what is said of what was typed, and of what was found by it."""
    doubts = [localized(one) for one in (*read.doubts, of_age(read.born_on, today)) if one]
    if read.kind is Typed.PHONE and has.is_over:
        doubts.append(_("Dossiers bear this phone number, and all of them have ended: nothing waits."))
    elif read.kind is Typed.PHONE and not (found or has.dossiers):
        doubts.append(_("Nobody was found by this phone number; it stands in the form below."))
    if read.kind is Typed.NAME and read.name:
        doubts.append(localized(card.NAME_ALONE))
    return doubts


def _meant(request: OfOfficer, typed: str, read: Read) -> list[Dossier]:
    """Return the dossiers whose number, or the end of it, was typed, or whose paper was scanned, as the list finds them."""
    if read.kind not in (Typed.DOSSIER, Typed.NOTHING):
        return []
    found = search.meant(read.text or typed.strip(), request.seats)
    return list(found.select_related("version")[: MOST_OFFERED + 1])


def _by_dossier(request: OfOfficer, dossier: Dossier | None) -> tuple[list[CounterPerson], Read]:
    """Return whose an earlier dossier is: of the counter the person, of an account what the form says, to be looked at."""
    if dossier is None:
        return [], Read(Typed.NOTHING, doubts=(card.NOTHING_READ,))
    if person := people.of_dossier(dossier):
        return [person], Read(Typed.NAME)
    notes.looks_up(request.user, request.seats, [dossier.applicant_id], Asked.DOSSIER, at=timezone.now())
    said = standing_of(dossier)
    names = ("applicant_id", "applicant_name", "applicant_address", "applicant_phone")
    number, name, address, phone = (str(said.get(one, "")) for one in names)
    return [], Read(Typed.CARD, number=number, name=name, address=address, text=phone)


def _noted(request: OfOfficer) -> HttpResponse:
    form, same = PersonForm(request.POST), request.POST.get("same_as", "")
    is_chosen = same or request.POST.get("is_another")
    if not form.is_valid() or (not is_chosen and form.asks_age(timezone.localdate())):
        return _page(request, form=form, status=422)
    try:
        person = people.note(
            form.shown(),
            by=request.user,
            at=timezone.now(),
            same_as=int(same) if is_row(same) else None,
            is_another=bool(request.POST.get("is_another")),
        )
    except AnotherName as refusal:
        return _page(request, form=form, asked=_asked(form), doubts=[str(refusal)], status=refusal.status)
    except refusals.OwnDossier as refusal:
        return _page(request, form=form, doubts=[str(refusal)], status=refusal.status)
    if spoken := of_age(form.cleaned_data["born_on"], timezone.localdate()):
        messages.warning(request, localized(spoken))
    return redirect("counter_person", pk=person.pk)


def _asked(form: PersonForm) -> list[Known]:
    shown = form.shown()
    read = Read(Typed.NUMBER, number=shown.number, former=shown.former)
    return [known(one, shown) for one in people.find(read) if one.number in (shown.number, shown.former)]


def _page(  # noqa: PLR0913 - the parts of one page
    request: OfOfficer,
    *,
    look_up: LookUpForm | None = None,
    form: PersonForm | None = None,
    found: Sequence[Known] = (),
    asked: Sequence[Known] = (),
    doubts: Sequence[str] = (),
    dossier: Dossier | None = None,
    choice: Sequence[Dossier] = (),
    has: theirs.Found | None = None,
    read: Read | None = None,
    status: int = 200,
) -> HttpResponse:
    is_looked_up = form is not None or bool(found) or bool(choice)
    is_again = read is not None and read.is_short
    has = has or theirs.Found()
    context = {
        "look_up": look_up or LookUpForm(is_first=is_again or not is_looked_up),
        "form": form,
        "found": found,
        "asked": asked,
        "doubts": doubts,
        # Whoever scans the sheet of a dossier has come for it more often than for another one.
        "dossier": dossier,
        "choice": choice[:MOST_OFFERED],
        "has_more": len(choice) > MOST_OFFERED,
        "waiting_act": theirs.waiting_act(dossier) if dossier else "",
        "is_sent_back": bool(dossier and theirs.sent_back([dossier])),
        "waiting": has.waiting,
        "has_more_waiting": has.has_more,
        "is_fetched": has.is_fetched,
        "is_again": is_again,
        "searched": read.number or vn_phone(read.text) if read else "",
        "is_asked": dossier is not None and answering.officer_for(dossier, request.user, request.seats) is not None,
        "answers_there": dossier is not None and theirs.answers_there(dossier),
        "begun": entries.own(request.user)[: entries.MOST_SHOWN],
        "is_looked_up": is_looked_up,
        "is_letter": form is not None and bool(form.initial.get("unnumbered")),
        "number": tickets.called_by(request.user, timezone.localdate()),
        "tickets_on": settings.QUEUE_TICKETS,
        "shut": shifts.shut_last(desk_seat(request).agency_id, request.user.pk, timezone.localdate()),
    }
    return render(request, "desk/counter.html", context, status=status)

"""The page of a dossier as an officer has it open: what is gone through, the paper itself, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.seats import Seats, answering_for
from accounts.signin import OfOfficer
from dossiers import acts, commands, policy, queries
from dossiers.acts.handed import LIES_AT_END, hand_back_of
from dossiers.commands.deciding import collecting, sending
from dossiers.commands.remarks import may_remark, unsaid
from dossiers.desk.opened.elsewhere import gone_from, taken_words
from dossiers.desk.opened.fees import money_of, without_debt
from dossiers.desk.opened.handover import passed_on
from dossiers.desk.opened.late import EXPLAINING, late_ask_of, letter_first, waiting_letter_of
from dossiers.desk.opened.neighbours import Neighbours, neighbours
from dossiers.desk.opened.paper import FILE, paper_of
from dossiers.desk.opened.reasons import keeps, templates_of
from dossiers.desk.opened.review import Fault, Review, review_of
from dossiers.desk.opened.slips import slip_of
from dossiers.desk.opened.warnings import answer_warnings, outcome_dues, unreached_rows, warnings
from dossiers.display.agency.handed import to_take_back
from dossiers.display.agency.receiving import receiving_of
from dossiers.lists.people import absent_names, people
from dossiers.log.answers import standing, superseded
from dossiers.models import Channel, Dossier, Letter, ReasonTemplate, UnsentWords
from dossiers.pages.acting.action_form import ActionForm
from dossiers.pages.acting.apologies import promised_in_words
from dossiers.pages.acting.consequences import withdrawal_at_desk
from dossiers.pages.acting.money.proofs import proofs_of
from dossiers.pages.acting.money.transfer import Transfer
from dossiers.pages.acting.unsent import unsent_in, written_by
from dossiers.pages.answers import answer_sections
from dossiers.pages.inbox import phoning
from dossiers.pages.links import links_of, taken_rows
from dossiers.pages.logged.conversation import conversation_of, notes_of, row_beside
from dossiers.pages.logged.interests import with_interests
from dossiers.pages.opened import Opened
from dossiers.papers.recorded.rebuilt import rebuildable
from dossiers.refusals.review import KeptOut
from dossiers.reports.alerts.barred import Barred, Way, barred
from dossiers.reports.alerts.stranded import Staff
from procedures.catalogue.alphabet import sort_key

ROUTE = "desk_action"
CHOOSING = "mau"
"""In the address: the item at which somebody chooses a text."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What came back from a form of the page: an action's, or what was remarked and not taken, by item."""

    form: ActionForm | None = None
    remarks: dict[str, Fault] = field(default_factory=dict)
    late: QueryDict | None = None
    """What was typed of why it will be late."""
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY


def visible(request: OfOfficer, code: str) -> Dossier:
    """Return the dossier of a number; 404 for what this officer may not see.

    Raises ``NoLongerHere`` instead to whoever was shown it until an act took it elsewhere, ``KeptOut`` to whoever has declared
    an interest in it.
    """
    dossier = queries.seen_by(request.seats, code)
    if dossier is None and request.seats.kept_out:
        refuse_kept_out(request.seats, code)
    if dossier is None:
        raise gone_from(request, code) or Http404
    return dossier


def refuse_kept_out(seats: Seats, code: str) -> None:
    """Raise ``KeptOut`` for a dossier that somebody has declared an interest in, with who sees to it where nobody else may go on."""
    found = Dossier.objects.filter(code=code, pk__in=seats.kept_out)
    dossier = found.first()
    # What a joined account reads is one's own, of which nothing is said here (ADR 0093).
    if dossier and dossier.read_by not in seats.own_accounts:
        on = timezone.localdate()
        stranded = next(iter(barred(found, on)), None)
        raise KeptOut(_seen_to(stranded, dossier, seats, on) if stranded else "")


def _seen_to(stranded: Barred, dossier: Dossier, seats: Seats, on: date) -> str:
    """Say what brings a dossier on with which nobody may go on, and by whom: its head's who gives it, else who answers for the agency."""
    if stranded.way is Way.GIVE:
        heads = sorted((people(on).names[pk] for pk in _giving(stranded, on) - {*seats.own_accounts}), key=sort_key)
        given = _("It waits until it is given to another case officer: %(names)s sees to that.")
        return given % {"names": ", ".join(heads)} if heads else stranded.remedy
    answering = answering_for(dossier.agency_id, on).exclude(pk__in=seats.own_accounts)
    names = ", ".join(person.get_full_name() for person in answering)
    told = _("Nobody else may go on with it now. %(remedy)s") % {"remedy": stranded.remedy}
    return f"{told} {_('Whoever answers for the agency sees to it: %(names)s.') % {'names': names}}" if names else told


def _giving(stranded: Barred, on: date) -> set[int]:
    """Return who gives it to somebody as the head of its division, or stands in for that one."""
    staff, unit = Staff.on(on), stranded.unit.pk
    heads = {*staff.seats.get((Role.DIVISION_HEAD, unit), ())} | staff.standing_in(Role.DIVISION_HEAD, unit)
    return (heads - staff.substitutes.keys()) & people(on).names.keys()


def _papers_sent(seats: Seats, opened: Opened, letters: Sequence[Letter]) -> dict[str, object]:
    """Return how the papers of a dossier that came on paper went out, and which kinds its reader may note."""
    may_note = seats.has(Role.ONE_STOP_OFFICER) and opened.dossier.channel != Channel.ONLINE
    return {"sent": sending.sent_of(opened.dossier, letters), "sends": sending.FORMS if may_note else ()}


def page(
    request: OfOfficer, dossier: Dossier, refused: Refused | None = None, *, named: frozenset[int] = frozenset()
) -> HttpResponse:
    """Render the page, with what was refused at its place and all that was typed; the notes of ``named`` are new to the reader."""
    actors = policy.actors(request.user, request.seats)
    opened = without_debt(Opened.of(dossier, actors, timezone.now()))
    beside, written = neighbours(request, dossier, opened.now), written_by(request.user, dossier)
    opened = _begun_on(request, opened, written, beside.kept)
    sections = answer_sections(dossier.machine, standing(opened.events), superseded(opened.events))
    review = review_of(dossier, opened.events, sections)
    reasons, left = _texts(request.seats, opened, actors), unsaid(dossier.machine, review.remarks, opened.events)
    opened = replace(opened, remarks=left, reasons=reasons, keeps_reasons=keeps(request.seats))
    form = refused.form if refused else None
    shown = _common(request.seats, opened, form)
    context = {
        **shown,
        **_of_applicant(opened, shown),
        **_office(request.seats, opened, form),
        "notes": notes_of(opened, route=ROUTE, refused=form, named=named),
        **_around(request, opened, review, beside, refused),
        "review": _shown(request, opened, review, refused),
        "taken_words": taken_words(opened, written, request.user),
    }
    return render(request, "desk/file.html", letter_first(context), status=refused.status if refused else HTTPStatus.OK)


def _common(seats: Seats, opened: Opened, refused: ActionForm | None) -> dict[str, object]:
    """Return what every page of a dossier shows; its history with what concerns whoever answers for it alone."""
    shown = opened.context(route=ROUTE, for_applicant=False, refused=refused)
    return {**shown, "events": with_interests(shown["events"], opened.dossier, seats)}


def _of_applicant(opened: Opened, shown: dict[str, object]) -> dict[str, object]:
    """Return what is the applicant's and the desk does for one without an account: where the answer is entered, and the wish in the desk's words."""
    label, means = withdrawal_at_desk(opened.events)
    rows = shown["actions"] if isinstance(shown["actions"], list) else []
    spoken = [replace(one, label=label, consequence=means) if one.name in acts.AT_DESK else one for one in rows]
    code = opened.dossier.code
    answering = reverse("counter_answer", args=[code]) if opened.offers(commands.ANSWER) else ""
    return {"actions": spoken, "answering": answering}


def _begun_on(request: OfOfficer, opened: Opened, written: Sequence[UnsentWords], query: str) -> Opened:
    """Return it with what its reader has begun there and not sent, and with the transfer that the address names."""
    unsent = unsent_in(written, opened.dossier, opened.recorded)
    transfer = Transfer.named_in(request.GET) or Transfer.proven_in(request.GET, opened.events)
    if transfer and acts.RECEIVE_PAYMENT in unsent:
        # What was begun there was about another payment. It stays known, so that what is typed now takes its place.
        unsent[acts.RECEIVE_PAYMENT].fields = {}
    return replace(opened, unsent=unsent, kept_route="unsent_words", query=query, transfer=transfer)


def _around(
    request: OfOfficer, opened: Opened, review: Review, beside: Neighbours, refused: Refused | None
) -> dict[str, object]:
    """Return where the page stands: in its list, with which file open, since which remark, and what is asked of its reader."""
    typed, letter = refused.late if refused else None, waiting_letter_of(opened, request.seats)
    row = letter.row if letter else None
    return {
        "beside": beside,
        "kept": beside.kept,
        "stay": _stay(request, beside.kept),
        "after": request.session.get("after", "stay"),
        "viewer": paper_of(request, opened.dossier, review, beside.kept),
        "late": late_ask_of(opened, request.seats, opened.reasons, row, typed, is_wanted=EXPLAINING in request.GET),
        "letter": letter,
        "last_remark": max((remark.pk for remark in review.remarks.values()), default=0),
    }


def _office(seats: Seats, opened: Opened, form: ActionForm | None) -> dict[str, object]:
    """Return what only officers are shown of a dossier."""
    dossier, today = opened.dossier, timezone.localdate(opened.now)
    links = links_of(dossier, opened.events, opened.result, seats, on=today)
    unreached = unreached_rows(dossier, opened.events)
    # Nobody is called about an open dossier whom mail reaches.
    calls = collecting.calls_of(dossier) if unreached or dossier.resolved_at else []
    return {
        **_papers_sent(seats, opened, queries.letters_of(opened.events)),
        "conversation": conversation_of(opened, route=ROUTE, refused=form),
        "continued": form.action.name if form else _begun(opened),
        "may_remark": may_remark(dossier, seats),
        "passed_on": passed_on(opened),
        "may_choose": bool(opened.reasons),
        "promised": promised_in_words(dossier, opened.events),
        "warnings": [*taken_rows(dossier, links), *warnings(opened, seats), *unreached],
        "calls": [(phoning.matter(about), call) for about, call in calls],
        "answer_warnings": answer_warnings(opened, links),
        "links": links,
        "receiving": receiving_of(opened.events),
        "money": money_of(opened),
        "proofs": proofs_of(opened, route=ROUTE, refused=form, for_applicant=False),
        "outcome_dues": outcome_dues(dossier, opened.events, opened.calendar, opened.now),
        "handing_in": row_beside(opened, acts.RECEIVE_HANDED, ROUTE, form),
        "giving_back": row_beside(opened, hand_back_of(dossier.status), ROUTE, form),
        "goes_back": to_take_back(dossier.machine, opened.events) if dossier.status in LIES_AT_END else (),
        "slip": slip_of(opened),
        "absent": absent_names(seats, today)(dossier),
        "has_left": people(today).has_left(dossier),
        "joinings": dossier.joinings,
        "waits_for": dossier.unit.name(get_language()) if dossier.unit else "",
        "may_look_back": bool(seats.managed_agency_ids),
        "rebuilt": list(rebuildable(opened.events)),
    }


def _begun(opened: Opened) -> str:
    """Return the act that a transfer is recorded by, else that for which this person has typed something last and not sent it."""
    if opened.transfer and opened.offers(acts.RECEIVE_PAYMENT):
        return acts.RECEIVE_PAYMENT
    begun = [row for row in (opened.unsent or {}).values() if opened.offers(row.action) and row.state and row.fields]
    return max(begun, key=lambda row: row.saved_at).action if begun else ""


def _texts(seats: Seats, opened: Opened, actors: Sequence[policy.Actor]) -> list[ReasonTemplate]:
    """Return the texts to choose from: those of the units for which this person can act here, else of all the own ones."""
    if not (opened.chosen or may_remark(opened.dossier, seats)):
        return []
    moving = [action for action in opened.chosen if not acts.is_beside(action.name)]
    units = {one.unit_id for one in actors if any(policy.may(one, action, opened.dossier) for action in moving)}
    return [text for text in templates_of(seats) if text.unit_id in units or not units]


def _shown(request: OfOfficer, opened: Opened, review: Review, refused: Refused | None) -> Review:
    """Return what is gone through, with what was not taken, and with the texts to choose from at the item that asked."""
    review = review.noting() if opened.offers(acts.RECEIVE_HANDED) else review
    if refused and refused.remarks:
        review = review.with_faults(refused.remarks)
    key = request.GET.get(CHOOSING, "")
    return review.choosing(key, opened.reasons) if key else review


def _stay(request: OfOfficer, kept: str) -> str:
    """Return the query that leads back to what is open: the list's own, and the file."""
    file = request.GET.get(FILE, "")
    return "&".join(filter(None, (kept, urlencode({FILE: file}) if file else "")))

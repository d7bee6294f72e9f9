"""Taking an action from a page: the one way from a posted form to a command."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.away.carrying import kept_files
from accounts.models import User
from accounts.roles import Role
from accounts.signin import SignedIn
from dossiers import acts, commands, files, outbox, policy, refusals
from dossiers.bulk import begun
from dossiers.commands import Given
from dossiers.commands.advance import not_yours
from dossiers.commands.money import shifts
from dossiers.commands.remarks import remarks_of
from dossiers.display.agency.given import handed_again
from dossiers.display.balance import act_label
from dossiers.display.formats import localized, vn_money, vn_time
from dossiers.display.links import path_to
from dossiers.log.facts import facts_of, words_of
from dossiers.log.money import CONFIRMS, PARTS, brings_money, goes_back
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Event, PaidWay
from dossiers.outbox import Reach
from dossiers.pages.acting import lasting
from dossiers.pages.acting.action_form import UNSAID, ActionForm
from dossiers.pages.acting.consequences import left_with
from dossiers.pages.acting.handover.posted import to_mend_by_hand
from dossiers.pages.acting.lasting import TAG, Lasting
from dossiers.pages.acting.reasons.remarks import heed, says_remarks
from dossiers.pages.acting.undoing import done_at, goes_out, path_of
from dossiers.pages.acting.unsent import sent
from dossiers.pages.logged import reaching, undone
from dossiers.pages.opened import Opened
from dossiers.policy import Actor
from dossiers.refusals import appointment
from dossiers.refusals.conversation import AnsweredMeanwhile
from procedures.machine import Action, Guard
from procedures.time.calendar import local

AT_A_FIELD = (
    refusals.MissingAnswer,
    refusals.InvalidAnswer,
    refusals.ForApplicant,
    appointment.NotLater,
    refusals.NotCovered,
    refusals.NothingSupplied,
    refusals.AtAField,
)
"""What belongs to a field of the form, and is shown there with all that was typed."""


def take_action(
    request: SignedIn, dossier: Dossier, name: str, actors: Sequence[Actor], *, route: str
) -> ActionForm | None:
    """Take an action with what was posted, or take the last one back.

    Returns None when it was taken, or the form with its errors. Raises a ``Refusal`` for what no
    field can mend: an action that is not open or not this person's.
    """
    now = timezone.now()
    if name == acts.TAKE_BACK:
        _take_back(request, dossier, actors, at=now)
        return None
    log, known = log_of(dossier)
    _refuse_old_page(request, dossier, name, log, actors=actors, at=now)
    action, actor = _not_done(_open(request.user, dossier, name, actors, now), dossier, log, now)
    form = ActionForm(
        action, dossier, at=now, known=known, log=log, person=actor.user, data=request.POST, files=request.FILES
    )
    if form.is_valid() and says_remarks(form):
        heed(form, remarks_of(dossier, log))
    taken = _taken(form, dossier, action, actor) if form.is_valid() else None
    if taken is None:
        _look_at_files(form)
        form.carried = kept_files(request, but=form.errors)
        return form
    _tell(request, *taken, route=route)
    return None


def _look_at_files(form: ActionForm) -> None:
    """Say of files that would not be taken why, where a form comes back for something else: all faults at once."""
    fields = {name: value for name, value in form.cleaned_data.items() if isinstance(value, list)}
    for name, uploads in fields.items():
        try:
            for upload in uploads:
                files.refuse(upload)
        except refusals.BadFile as refusal:
            form.add_error(name, str(refusal))


def _refuse_old_page(
    request: SignedIn, dossier: Dossier, name: str, log: Sequence[Event], *, actors: Sequence[Actor], at: datetime
) -> None:
    """Raise for a page that is out of date, before anything else is said of it; what the command then finds stands."""
    own = all(actor.role is Role.CITIZEN for actor in actors)
    seen, by = _seen(request), request.user
    commands.refuse_old_page(dossier, log, seen=seen, at=at, action=name, by=by, for_applicant=own)


def continue_form(
    request: SignedIn, dossier: Dossier, name: str, actors: Iterable[Actor], *, reason: str
) -> ActionForm:
    """Return the form of an action as it was typed so far, with a text put into its reason: nothing is taken or judged."""
    log, known = log_of(dossier)
    now = timezone.now()
    action, actor = _open(request.user, dossier, name, actors, now)
    form = ActionForm(action, dossier, at=now, known=known, log=log, person=actor.user)
    typed = {field: request.POST[field] for field in form.fields if field in request.POST}
    words = "\n".join(filter(None, (typed.get("reason", "").strip(), reason)))
    form.initial = {**(form.initial or {}), **typed, "reason": words}
    return form


def _open(person: User, dossier: Dossier, name: str, actors: Iterable[Actor], at: datetime) -> tuple[Action, Actor]:
    """Return an action of a dossier's state and who of these takes it; raises its ``Refusal``."""
    action = acts.find(dossier.machine, dossier.state, name)
    if action is None:
        raise refusals.UnknownAction
    actor = next((actor for actor in actors if policy.may(actor, action, dossier)), None)
    if actor is None:
        raise not_yours(person, at)
    return action, actor


def _not_done(
    opened: tuple[Action, Actor], dossier: Dossier, log: Sequence[Event], at: datetime
) -> tuple[Action, Actor]:
    """Return the same, once it is sure that what it undoes still stands.

    Else its choice is empty by now, and the page has no such form any more at which that could be said.
    """
    action, actor = opened
    is_of_payments = Guard.PAYMENT_STANDS in action.guards
    if is_of_payments and (refusal := policy.unmet_guard(actor, action, dossier, log=log, at=at)):
        raise refusal
    return action, actor


def act_of(dossier: Dossier | None, name: str) -> str:
    """Return what an act that was sent and not taken is called, and of which dossier; "" for none that somebody sees."""
    if dossier is None:
        return ""
    label = acts.label_of(dossier.machine, dossier.state, name)
    of = " – ".join(filter(None, (dossier.code, dossier.subject, dossier.applicant_name)))
    return f"{localized(label)}: {of}" if label else of


def take_next(request: SignedIn, opened: Opened, actors: Iterable[Actor], *, route: str) -> bool:
    """Take the plain next step of a dossier from a list, and say whether that was done: not where it has to be looked at first.

    That is what goes outside, what is about the decision, and what asks for something that does not stand there already.
    """
    dossier, action = opened.dossier, opened.next_step
    commands.refuse_old_page(dossier, opened.events, seen=_seen(request), at=opened.now, by=request.user)
    if action is None or dossier.withdrawal_asked or not _is_plain(dossier, action):
        return False
    actor = next(one for one in actors if policy.may(one, action, dossier))
    made = partial(ActionForm, action, dossier, at=opened.now, known=opened.known, log=opened.events, person=actor.user)
    form = made(data=made().typed)
    if UNSAID in form.fields and opened.remarks:
        # A list does not say that they stay unsaid.
        return False
    taken = _taken(form, dossier, action, actor) if form.is_valid() else None
    if taken is None:
        return False
    _tell(request, *taken, route=route)
    return True


def _is_plain(dossier: Dossier, action: Action) -> bool:
    states = dossier.machine.states
    inside = outbox.reach_of(action, states[action.source], states[action.target]) is Reach.INSIDE
    return inside and action.deed is None and not policy.is_signed(action)


def _seen(request: SignedIn) -> int:
    """Return the sequence that the page was made from; no page of ours leaves it out."""
    try:
        return int(request.POST.get("seen", ""))
    except ValueError as error:
        raise BadRequest("seen: not a number") from error


def _taken(form: ActionForm, dossier: Dossier, action: Action, actor: Actor) -> tuple[Event, Given] | None:
    """Run the command and return its event with what was given; a refusal that belongs to a field is shown there."""
    seen = form.cleaned_data["seen"]
    if _asks_first(form, actor):
        return None
    try:
        given = form.given()
        event = advanced(dossier, action, actor, given, seen=seen, at=form.at)
    except refusals.BadFile:
        return None
    except AT_A_FIELD as refusal:
        form.refuse(refusal.field, str(refusal), may_be_meant=getattr(refusal, "may_be_meant", False))
        if isinstance(refusal, AnsweredMeanwhile):
            # The page that comes back shows that answer: the next press has read it.
            form.show_seen(refusal.words["sequence"])
        return None
    if actor.user:
        sent(form, actor.user, event)
    return event, given


def _asks_first(form: ActionForm, actor: Actor) -> bool:
    """Ask about what somebody is writing from whom the file is taken; say whether that was asked."""
    if (
        actor.user is None
        or form.cleaned_data.get(begun.MEANT)
        or not begun.takes_over(form.action, form.dossier, actor.role)
    ):
        return False
    sentence = begun.asked(form.dossier, actor.user)
    if sentence:
        form.ask_first(sentence)
    return bool(sentence)


def advanced(dossier: Dossier, action: Action, actor: Actor, given: Given, *, seen: int, at: datetime) -> Event:
    """Run the command; once more, now, where somebody else wrote on the dossier while the page was on its way."""
    try:
        return commands.advance(dossier, action.name, actor=actor, given=given, seen=seen, at=at)
    except refusals.ReceivedBefore as refusal:
        now = timezone.now()
        if now < refusal.last:
            raise
        return commands.advance(dossier, action.name, actor=actor, given=given, seen=seen, at=now)


def _tell(request: SignedIn, event: Event, given: Given, *, route: str) -> None:
    """Say on the next page, whichever that is, what was recorded and when it goes out, and let it be taken back there."""
    dossier = event.dossier
    action = acts.find(dossier.machine, event.source, event.action)
    if action is None:
        raise LookupError(event.action)
    states = dossier.machine.states
    source, target = states[event.source], states[event.target]
    leaves_at = outbox.waits_until(action, source, target, at=event.at, at_counter=given.is_in_person)
    label = handed_again.done(event) or act_label(
        action, log_of(dossier)[0] if action.name.startswith(CONFIRMS) else ()
    )
    words = [_("Done: %(action)s – %(code)s.") % {"action": localized(label), "code": dossier.code}]
    if given.assignee:
        words.append(_("It is with %(who)s now.") % {"who": given.assignee.get_full_name()})
    if number := facts_of(event).number:
        words.append(_("Number: %(number)s.") % {"number": number})
    words += [*_of_money(event), *filter(None, [left_with(action, dossier, event.at), _of_message(event)])]
    if leaves_at:
        words.append(goes_out(outbox.effects_of(action, source, target), dossier, leaves_at))
    undoable = leaves_at or outbox.reach_of(action, source, target) is Reach.INSIDE
    tags = f"{TAG} {path_of(dossier, route, request.GET.urlencode())} {event.sequence}" if undoable else ""
    if leaves_at:
        tags += f" {Lasting(leaves_at, request.user.pk, dossier.pk, event.sequence).tag()}"
    if tags:
        tags += f" {done_at(event.at)}"
    messages.success(request, " ".join(words), extra_tags=tags)
    if said := to_mend_by_hand(event, log_of(dossier)[0] if event.action == acts.CORRECT_POST else ()):
        messages.warning(request, said)
    _tell_of_closed(request, event)
    _tell_of_drawer(request, event)


def _of_message(event: Event) -> str:
    """Say once more of a message that no mail brings to its applicant how that one gets it; "" of all other acts."""
    if event.action != acts.TO_APPLICANT:
        return ""
    log, _known = log_of(event.dossier)
    return reaching.not_mailed(event.dossier, log)


def _tell_of_closed(request: SignedIn, event: Event) -> None:
    """Say of cash that is moved after the officer's counter was closed that it counts to that, and lead to the closing."""
    facts, dossier, on = facts_of(event), event.dossier, local(event.at).date()
    is_moved = (brings_money(event.action) and facts.receipt) or goes_back(event.action, facts)
    shut = (
        shifts.shut_last(dossier.agency_id, request.user.pk, on)
        if is_moved and facts.paid_way == PaidWay.CASH
        else None
    )
    if shut is None:
        return
    words = _(
        "%(counter)s was closed at %(at)s: this cash counts to it all the same. Count again and correct the closing, or open "
        "another counter before you take more."
    )
    said = words % {"counter": shut.counter, "at": vn_time(shut.at)}
    messages.warning(request, said, extra_tags=f"to-day {path_to('counter_day')}")


def _tell_of_drawer(request: SignedIn, event: Event) -> None:
    """Say of a wrong entry that was taken off the drawer of a closed counter what should lie there now, and who puts it right."""
    facts = facts_of(event)
    if event.action != acts.REVERSE_PAYMENT or facts.given_back:
        return
    row = shifts.cash_of(event.dossier.events.get(sequence=facts.reverses), event.at)
    shift = shifts.closed_with(row) if row else None
    if shift is None or shift.closed is None:
        return
    words = _(
        "By the receipt book %(book)s should be in the drawer of %(counter)s now, and %(counted)s were counted: %(who)s counts "
        "again and corrects the closing."
    )
    sums = {"book": vn_money(shifts.book_of(shift).amount), "counted": vn_money(shift.closed.counted)}
    said = words % {**sums, "counter": shift.opened.counter, "who": shift.opened.by.get_full_name()}
    is_own = shift.opened.by_id == request.user.pk
    messages.warning(request, said, extra_tags=f"to-day {path_to('counter_day')}" if is_own else "")


def _of_money(event: Event) -> list[str]:
    """Say what came in, went back or stays by an act, and of which receipt; nothing of most."""
    facts = facts_of(event)
    sums = {"amount": vn_money(facts.fee), "receipt": facts.receipt}
    if facts.receipt and facts.fee and brings_money(event.action):
        received = _("%(amount)s received, receipt %(receipt)s.") % sums
        if facts.paid_way != PaidWay.CASH:
            return [received]
        if number := words_of(event.payload).fee_reference:
            return [received, _("Hand the payer paper receipt no. %(number)s.") % {"number": number}]
        words = _(
            "Now write the paper receipt of the office, with number %(number)s, and hand it to the payer: nothing is printed here."
        )
        return [received, words % {"number": facts.receipt}]
    if event.action in PARTS:
        return [_("%(amount)s of receipt %(receipt)s went back.") % sums]
    said = {
        acts.REVERSE_PAYMENT: _("Receipt %(receipt)s is reversed: %(amount)s."),
        acts.WAIVE_FEE: _("%(amount)s are waived."),
        acts.WITHDRAW_DEMAND: _("The demand to pay %(amount)s is withdrawn."),
        acts.UNDO_PART: _("%(amount)s count as part of receipt %(receipt)s again."),
        acts.KEEP_MONEY: _("%(amount)s stay with the office."),
    }
    return [said[event.action] % sums] if event.action in said else []


def _take_back(request: SignedIn, dossier: Dossier, actors: Iterable[Actor], *, at: datetime) -> None:
    """Take back the act that was posted; raises the ``Refusal`` that says why it cannot be."""
    try:
        undoes = int(request.POST.get("undoes", ""))
    except ValueError as error:
        raise BadRequest("undoes: not a number") from error
    event = commands.take_back(dossier.pk, undoes, actors=actors, at=at)
    # What was said of the act is no longer so; what lay beneath it, or was done elsewhere, can still be taken back.
    lasting.forget(request, dossier.pk, undoes)
    messages.success(request, undone.undone_message(event, undoes))

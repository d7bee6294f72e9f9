"""What an officer must know of a dossier before the next step: what is late, asked, doubtful, or owed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import acts, clock, policy
from dossiers.commands.deciding import signing
from dossiers.commands.deciding.interests import kept_out_of
from dossiers.desk.opened.handover import untouched
from dossiers.display.agency.reached import Reached
from dossiers.display.badges import late_since
from dossiers.display.formats import localized, vn_date, vn_datetime
from dossiers.display.labels import mail_reason
from dossiers.display.promises.foreseen import appointment
from dossiers.filing.counter import people, unfit
from dossiers.log import appointments, columns
from dossiers.log.answers import standing
from dossiers.log.arrivals import BACKWARDS
from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Channel, Dossier, Event, Result, ReturnedMail
from dossiers.models.standing import PAUSED
from dossiers.notices import addresses
from dossiers.notices.channels.returns.standing import of_dossier, of_own
from dossiers.pages.acting.foreseen import in_notice_time
from dossiers.pages.answers import ahead_of, last_look
from dossiers.pages.fields import no_capacity
from dossiers.pages.inbox.reach import reached_by
from dossiers.pages.links import Links, contradicted_rows, unchecked_rows
from dossiers.pages.logged.timeline import flag_facts
from dossiers.pages.opened import Opened
from dossiers.pages.papers import sent_twice
from dossiers.refusals import decision
from dossiers.refusals.receiving import NoAccount
from dossiers.reports.lived.lateness import who_made_late
from procedures.form import receiving
from procedures.language.lifecycle.first import ASK_WITHDRAWAL
from procedures.machine import Ask, Clock, Deed, Guard, LimitUnit, Text
from procedures.results import Way
from procedures.time.calendar import WorkingCalendar, local


def answer_warnings(
    opened: Opened, links: Links | None, known: Sequence[Result] | None = None
) -> list[tuple[str, str]]:
    """Return what is doubtful in the answers, and what could not be compared with the register.

    ``known``: the results that the filing names, where they are asked for already.
    """
    dossier, values = opened.dossier, standing(opened.events)
    foreseen = appointment(dossier.machine, (), opened.calendar, at=dossier.filed_at)
    # They speak to whoever fills in the form, as the definition has them.
    doubtful = [
        (one.label, _("The form reminds the applicant: %(words)s") % {"words": one.sentence})
        for one in last_look(dossier.machine, values, foreseen, dossier.filed_at)
    ]
    contradicted = contradicted_rows(dossier, links, values)
    return [
        *_overtaken(opened, values),
        *_left_unsaid(dossier, values),
        *doubtful,
        *_sent_twice(opened),
        *contradicted,
        *unchecked_rows(dossier, opened.events, values, known),
    ]


def _left_unsaid(dossier: Dossier, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what the papers of a filing that waits for its acceptance do not say: the desk has recorded it so."""
    if dossier.accepted_at is not None or dossier.channel == Channel.ONLINE:
        return []
    labels = {question.name: localized(question.label) for question in dossier.machine.questions}
    return [(labels[name], localized(said)) for name, said in unfit.left_unsaid(dossier.machine, values).items()]


def _sent_twice(opened: Opened) -> list[tuple[str, str]]:
    """Return the files of the filing whose very bytes came in several places, while somebody works on it."""
    files = words_of(opened.events[0].payload).files or () if opened.dossier.is_open else ()
    return [(_("Documents"), said) for _files, said in sent_twice(opened.dossier.machine, files)]


def _overtaken(opened: Opened, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what takes place before the day on which the result is due, or would be if it were accepted now."""
    dossier = opened.dossier
    if not dossier.is_open or dossier.resolved_at is not None:
        return []
    due = dossier.due_at or appointment(dossier.machine, opened.events, opened.calendar, at=opened.now)
    accepted = _("The result is due only after this, on %(day)s.")
    sentence = accepted if dossier.due_at else _("Accepted now, the result is due only after this, on %(day)s.")
    found = ahead_of(dossier.machine, values, due) if due else []
    return [(localized(question.label), sentence % {"day": vn_date(due)}) for question in found]


def warnings(opened: Opened, seats: Seats) -> list[str]:
    """Say what an officer must know before the next step: what is late, asked."""
    dossier, events, found = opened.dossier, opened.events, list(filter(None, [_sent_back(opened, seats)]))
    if dossier.withdrawal_asked and dossier.is_open:
        found.append(_withdrawal(dossier, events))
    if dossier.owes_answer and dossier.answer_is_late(opened.now):
        found.append(_("Your answer to the applicant was due at %(at)s.") % {"at": vn_datetime(dossier.answer_due_at)})
    if late := _late_in_pause(opened):
        found.append(late)
    if dossier.step_due_at and clock.is_late(dossier.step_due_at, opened.now, LimitUnit.WORKING_HOUR):
        found.append(_("This step was due at %(at)s.") % {"at": vn_datetime(dossier.step_due_at)})
    if _may_ask(dossier) and not in_notice_time(events, dossier.machine, opened.calendar, opened.now):
        days = dossier.machine.supplement.notice_days
        found.append(_("A supplement had to be asked for within %(days)s working days of reception.") % {"days": days})
    if too_late := _too_late_to_reappoint(opened):
        found.append(too_late)
    found += _flagged(dossier, events)
    found += filter(None, (_unpublished(opened), _kept_apart(opened, seats), _signs_in_none(opened, seats)))
    found += filter(None, [_signed_in_none(opened, seats)])
    return [*found, *_holder_kept_out(opened, seats)]


def _holder_kept_out(opened: Opened, seats: Seats) -> Iterator[str]:
    """Say to whoever heads the division that the case officer who has it may not act: it stands still until another has it."""
    dossier = opened.dossier
    if (
        dossier.holder != Role.SPECIALIST
        or dossier.assignee is None
        or not seats.about(dossier).have(Role.DIVISION_HEAD, dossier.division_id, None)
    ):
        return
    if dossier.assignee_id in kept_out_of([dossier.pk]).get(dossier.pk, ()):
        said = _(
            "%(name)s, who has this dossier, has declared an interest in it and may not act: it stands still until you give it to "
            "another case officer."
        )
        yield said % {"name": dossier.assignee.get_full_name()}


APART = (decision.ProposedByYou, decision.DraftedByYou, decision.PassedUpByYou)
"""Why somebody whose role and place allow a step is not offered it: it was that one's own draft."""


def _kept_apart(opened: Opened, seats: Seats) -> str:
    """Say why who has this dossier has no button by which it goes on, as the command would; "" where there is one."""
    held, dossier = policy.actors(opened.person, seats) if opened.person else (), opened.dossier
    for action in dossier.machine.actions_from(dossier.state):
        able = [one for one in held if policy.may(one, action, dossier)]
        if not able or opened.offers(action.name):
            continue
        for actor in able:
            refusal = policy.unmet_guard(actor, action, dossier, log=opened.events, at=opened.now)
            if isinstance(refusal, APART):
                return refusal.sentence()
    return ""


def _signs_in_none(opened: Opened, seats: Seats) -> str:
    """Say to whoever decides next in another's place without a title that the paper names no capacity (ADR 0086); "" to others."""
    held, dossier = policy.actors(opened.person, seats) if opened.person else (), opened.dossier
    if all(actor.stands_for is None for actor in held):
        return ""
    asking = [
        action
        for action in dossier.machine.actions_from(dossier.state)
        if any(asked.kind is Ask.CAPACITY for asked in action.asks) and opened.offers(action.name)
    ]
    on = local(opened.now).date()
    signers = (signing.signer_among(held, action, dossier, on) for action in asking)
    return "" if all(one.capacities for one in signers) else no_capacity()


def _signed_in_none(opened: Opened, seats: Seats) -> str:
    """Say to whoever numbers a result that it was decided in another's place without a capacity (ADR 0086), and what sends it back; "" else."""
    dossier, moves = opened.dossier, opened.dossier.machine.actions_from(opened.dossier.state)
    if not any(one.deed is Deed.NUMBER and seats.has(*one.by) for one in moves):
        return ""
    decided = matter_of(opened.events, dossier.machine).decision
    if decided is None or not decided.is_in_place or facts_of(decided).capacity:
        return ""
    back = next((one for one in moves if one.deed is Deed.VOID and seats.has(*one.by)), None)
    said = _bare_name(decided, opened.person)
    if back is None:
        return said
    return f"{said} {_('Else send it back before: “%(action)s”.') % {'action': localized(back.label)}}"


def _bare_name(decided: Event, reader: User | None) -> str:
    """Say that no capacity stands above the name, to whoever decided as to whoever else numbers it."""
    if reader is not None and decided.actor_id == reader.pk:
        return _(
            "You decided this in the place of %(absent)s and have no title below a signature: the paper goes out with your bare "
            "name, and no capacity stands above it. Number it only where the file, or the note of your decision, has the "
            "written delegation."
        ) % {"absent": decided.absent_name}
    return _(
        "%(who)s decided and has no title below a signature: the paper goes out with the bare name, and no capacity stands "
        "above it. Number it only where the file, or the note of the decision, has the written delegation."
    ) % {"who": decided.author}


def unreached_rows(dossier: Dossier, events: Sequence[Event]) -> list[str]:
    """Say why mail does not reach the applicant, if it does not: the notices wait on the site, where that person has an account.

    An open dossier says so too where the mail that came back was about another one.
    """
    values, is_open = standing(events), dossier.resolved_at is None
    back = of_dossier(dossier, values, timezone.now()) if is_open else None
    remark = addresses.RETURNED if back else addresses.unreached(dossier)
    if remark == addresses.RETURNED and back is None:
        back = of_own(dossier)
    if (person := people.served(dossier)) is not None and person.joined_id is None:
        return _without_account(dossier, reached_by(dossier, values), values, (remark, back))
    if not remark:
        return []
    tell = reached_by(dossier, values).choose(
        _("The notices wait on the site; please tell what matters by phone: %(phone)s."),
        _("The notices wait on the site; please tell what matters by post: %(address)s."),
        _("The notices wait on the site; neither a phone number nor an address is known."),
    )
    return [f"{_why(remark, back)} {tell}"]


def _without_account(
    dossier: Dossier, by: Reached, values: Mapping[str, Any], unreached: tuple[str, ReturnedMail | None]
) -> list[str]:
    """Say of somebody who cannot sign in how that person is told, and has the result, where it is not as it was to be."""
    found, (remark, back) = [], unreached
    if receiving.chosen(values) is Way.ONLINE and dossier.returned_at is None:
        found.append(f"{_('An electronic result was asked for.')} {NoAccount()}")
    if remark or not values.get("applicant_email"):
        tell = by.choose(
            _("There is no account either, so no notice of this system is read: please phone %(phone)s."),
            _(
                "There is no account either, and the number is another one's, as somebody noted: please write by post to %(address)s."
            )
            if by.is_wrong
            else _("There is no account either, and no phone number: please write by post to %(address)s."),
            _(
                "There is no account either, no phone number and no address: please tell it when somebody comes to the desk."
            ),
        )
        found.append(f"{_why(remark or addresses.NO_ADDRESS, back)} {tell}")
    return found


def _why(remark: str, back: ReturnedMail | None) -> str:
    """Say why mail does not reach somebody, and which mail came back when."""
    if back and back.notice:
        sentence = _(
            "No mail reaches the applicant: “%(subject)s”, sent to %(address)s at %(sent)s, came back at %(at)s: %(why)s."
        )
        return sentence % {
            "subject": back.notice.subject,
            "address": back.recipient,
            "sent": vn_datetime(back.notice.sent_at),
            "at": vn_datetime(back.noted_at),
            "why": mail_reason(back.status),
        }
    whys = {
        addresses.NO_ADDRESS: _("No mail reaches the applicant: there is no address."),
        addresses.NOT_CONFIRMED: _("No mail reaches the applicant: the address is not confirmed."),
        addresses.REFUSED: _("No mail reaches the applicant: the mail server refuses the address."),
        addresses.RETURNED: _("No mail reaches the applicant: what was sent came back."),
    }
    return whys[remark]


def _flagged(dossier: Dossier, events: list[Event]) -> list[str]:
    """Say what was against the rule, of each thing the last time alone: the others stand in the log, and the act in sight."""
    last: dict[str, list[str]] = {}
    for event in events:
        of_event: dict[str, list[str]] = {}
        for label, value in flag_facts(dossier.machine, event):
            # Of the act that was: what is owed by now may be in time.
            noted = _("Recorded on %(day)s: %(what)s") % {"day": vn_date(event.at), "what": f"{label}: {value}."}
            of_event.setdefault(label, []).append(noted)
        last |= of_event
    return [noted for values in last.values() for noted in values]


def _late_in_pause(opened: Opened) -> str:
    """Say of what is late while it is paused since when it is so and by whom: its badge says the pause alone."""
    dossier = opened.dossier
    if dossier.status not in PAUSED or not dossier.is_late(opened.now):
        return ""
    who = who_made_late({dossier.pk: dossier.machine}, opened.known, opened.now).get(dossier.pk, "")
    sentence = late_since(dossier.late_at, who)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _too_late_to_reappoint(opened: Opened) -> str:
    """Say to whoever may apologise for a dossier that is late, and nobody has, why its date cannot be moved; "" to others."""
    dossier = opened.dossier
    if (
        not dossier.is_late(opened.now)
        or not opened.offers(acts.PROMISE_LATE)
        or appointments.promises_of(opened.events)
    ):
        return ""
    why = appointments.too_often(dossier, opened.events, opened.now) or appointments.too_late(dossier, opened.now)
    label = localized(acts.ACTS[acts.PROMISE_LATE].label)
    sentence = _("The return date has passed, and it cannot be moved: %(why)s Use “%(action)s”.")
    return sentence % {"why": why, "action": label} if why else ""


def _unpublished(opened: Opened) -> str:
    """Name the days by which the return date may still move, while it is to be kept; "" where there are none."""
    reading, calendar = opened.moment.reading, opened.calendar
    if reading is None or not reading.provisional or reading.ended_at is not None or not opened.dossier.is_open:
        return ""
    sentence = _("The return date rests on a day off that is not yet official.")
    if reading.unit is LimitUnit.CALENDAR_DAY:
        # Most days within such a limit do not move it, whatever they are.
        return sentence
    first, last = reading.started_at.date(), max(reading.first_due_at, reading.lawful_due_at).date()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    named = ", ".join(vn_date(day) for day in days if calendar.is_provisional(day))
    if not named:
        return sentence
    return _("The return date counts %(days)s off, which is not yet official.") % {"days": named}


def _withdrawal(dossier: Dossier, events: list[Event]) -> str:
    """Say that the applicant wants to withdraw a dossier and why, and how that is answered where there is no confirmation."""
    asked, action = _("The applicant has asked to withdraw this dossier."), policy.withdrawing_act(dossier)
    last = next((event for event in reversed(events) if event.action == ASK_WITHDRAWAL), None)
    if last is not None and (why := words_of(last.payload).reason):
        asked = f"{asked} {_('Reason given: “%(why)s”.') % {'why': why.removesuffix('.')}}"
    if action is None:
        return f"{asked} {_('It was decided before that was confirmed, so it goes on to its result.')}"
    if Guard.WITHDRAWAL_ASKED in action.guards:
        return asked
    how = _(
        "Its version of the procedure has no confirmation before acceptance: end it by “%(action)s”, for that reason."
    )
    return f"{asked} {how % {'action': localized(action.label)}}"


def _sent_back(opened: Opened, seats: Seats) -> str:
    """Say to whoever has a dossier why it came back, until that person acts; "" where it did not, or nobody said why."""
    dossier, machine = opened.dossier, opened.dossier.machine
    event = next(iter(untouched(opened)), None)
    if event is None or not event.action.startswith(BACKWARDS):
        return ""
    if not seats.about(dossier).have(dossier.holder, dossier.unit_id, dossier.assignee_id):
        return ""
    words, action = words_of(event.payload), acts.find(machine, event.source, event.action)
    if not (words.reason or words.note):
        return ""
    return _("%(what)s – %(who)s, %(at)s: %(why)s") % {
        "what": localized(action.label) if action else event.action,
        "who": event.by_whom,
        "at": vn_datetime(event.at),
        "why": words.reason or words.note,
    }


def outcome_dues(
    dossier: Dossier, events: list[Event], calendar: WorkingCalendar, now: datetime
) -> list[tuple[Text, datetime]]:
    """Return by when each outcome that has less time must come, while none has."""
    machine, marks = dossier.machine, columns.marks_of(events, dossier.machine)
    if not marks or dossier.place.clock is Clock.ENDED:
        return []
    shorter = [one for one in machine.outcomes if one.limit is not None or one.hours_before_event is not None]
    terms = [columns.terms_of(machine, events, outcome) for outcome in shorter]
    readings = [clock.read(marks, one, calendar, as_of=now) for one in terms]
    return [(outcome.label, reading.due_at) for outcome, reading in zip(shorter, readings, strict=True)]


def _may_ask(dossier: Dossier) -> bool:
    """Say whether a supplement can be asked for, or passed on, from where the dossier is."""
    return any(action.name in policy.ASKS_SUPPLEMENT for action in dossier.machine.actions_from(dossier.state))

"""The log of a dossier as its readers see it: the applicant what concerns the applicant, the office all of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import shorten

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers import acts, outbox
from dossiers.display.agency.given import handed_again, returned
from dossiers.display.balance import confirmed_in
from dossiers.display.formats import localized, vn_date, vn_datetime, vn_money
from dossiers.display.labels import CAPACITY_LABELS, DATE_LABELS, FEE_METHODS
from dossiers.display.remarked import refuses
from dossiers.display.ribbon import after_pause
from dossiers.filing import corrections
from dossiers.filing.known.applicant import read_of_applicant
from dossiers.log.effective import taken_back
from dossiers.log.facts import Words, facts_of, reading_of, words_of
from dossiers.log.money import PARTS
from dossiers.models import VERDICT_LABELS, Attachment, Dossier, Event, Letter, Occasion
from dossiers.pages.answers import in_one_line
from dossiers.pages.logged import intake, issuings, undone
from procedures.language.wording import move_on
from procedures.machine import Action, Clock, Component, Machine, Paper, Question, State, Status, Tone

FOR_APPLICANT = ("due_at", "lawful_due_at", "answer_due_at", "applicant_due_at")
IN_SHORT = 80
"""Characters of a message in the log; the whole of it stands in the conversation."""
COUNTED_IN_PAUSE = ("due_at", "lawful_due_at")
"""What is no promise to the applicant while the time stands still: it is counted anew afterwards."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as a row of the timeline."""

    at: datetime
    label: str
    actor: str
    role: str
    unit: str
    state_label: str
    facts: list[tuple[str, str]]
    papers: list[tuple[str, list[Attachment]]]
    """Its files, those of each paper or question under its title; those of none under an empty one."""
    letters: list[Letter]
    erased: bool
    undone: str = ""
    """When it was taken back, in words."""


def event_rows(dossier: Dossier, events: Iterable[Event], *, for_applicant: bool) -> list[EventRow]:
    """Return the log as rows. The applicant sees what concerns the applicant, not the office's own words.

    The office's own moves are rows of their own, ``inner_rows``.
    """
    inner = (_is_for_office, _is_only_proposed, _is_inner)
    recorded = list(events)
    undoing, elsewhere = taken_back(recorded), issuings.shown_elsewhere(recorded)
    rows = []
    for event in (one for one in recorded if one.sequence not in elsewhere):
        taking = undoing.get(event.sequence)
        if for_applicant and (undone.is_of_office(event, taking) or any(hidden(dossier, event) for hidden in inner)):
            continue
        row = _event_row(dossier.machine, event, for_applicant=for_applicant)
        label, beside = confirmed_in(event, recorded, row.label)
        beside += issuings.noted_rows(dossier.machine, event, recorded)
        label, said = undone.label_of(event, recorded, label), undone.when_undone(event, taking)
        rows.append(replace(row, label=label, facts=row.facts + beside, undone=said))
    return rows


def inner_rows(dossier: Dossier, events: Iterable[Event]) -> list[EventRow]:
    """Return the steps that are done in the office's own hands as the applicant may see them: which, when, in which unit.

    What was proposed or ordered on the way, and by whom, is the office's own until the result is handed over. A step to
    which the dossier went back is not done, nor are those behind it.
    """
    machine, done = dossier.machine, list[tuple[int, EventRow]]()
    for event in events:
        if not _is_inner(dossier, event) or _is_only_proposed(dossier, event):
            continue
        left, reached = _place_of(machine, event.source, -1), _place_of(machine, event.target, len(machine.steps))
        if left < reached:
            row = _event_row(machine, event, for_applicant=True)
            done.append((left, replace(row, label=_step_title(machine, event), actor="")))
        elif left > reached:
            done = [(place, row) for place, row in done if place < reached]
    return [row for _place, row in done]


def _place_of(machine: Machine, state: str, without: int) -> int:
    """Return which of the steps a state belongs to; ``without``, where it belongs to none."""
    name = machine.states[state].step
    return next((place for place, step in enumerate(machine.steps) if step.name == name), without)


def open_place(machine: Machine, state: str) -> State:
    """Return a state as the applicant may know it: what is only proposed to be asked for is still its step.

    Only the desk asks the applicant (NĐ 61/2018 art. 5(1)(e)).
    """
    place = machine.states[state]
    step = machine.step(place.step) if place.step else None
    asks = any(action.paper is Paper.SUPPLEMENT_REQUEST for action in machine.actions_from(state))
    return machine.states[step.state] if step and asks and place.clock is Clock.RUNNING else place


def open_moves(dossier: Dossier, events: Iterable[Event]) -> list[Event]:
    """Return the events by which an applicant may know where the dossier is: none leads to what is only proposed."""
    return [event for event in events if open_place(dossier.machine, event.target).name == event.target]


def _is_only_proposed(dossier: Dossier, event: Event) -> bool:
    """Say whether an event proposes what the applicant is to be asked for, or takes that back: the desk alone asks."""
    machine = dossier.machine
    if not event.source or event.source == event.target:
        return False
    return open_place(machine, event.source) == open_place(machine, event.target)


def _step_title(machine: Machine, event: Event) -> str:
    """Return the title of the step in which an event was taken; of the first one, where it is in none."""
    step = machine.step(machine.states[event.source].step or "") or machine.steps[0]
    return localized(step.title)


def _is_inner(dossier: Dossier, event: Event) -> bool:
    """Say whether an event moved a dossier, once accepted, from one of the office's hands into another.

    What goes to the applicant, such as an apology with a new date, is none of these.
    """
    machine = dossier.machine
    beside = event.action in acts.ACTS or event.action == acts.TAKE_BACK
    if not event.source or event.is_of_applicant or beside:
        return False
    was, now = machine.states[event.source], machine.states[event.target]
    action = machine.action(event.source, event.action)
    goes_out = action is not None and bool(outbox.effects_of(action, was, now))
    return not goes_out and was.status in (Status.ACCEPTED, Status.IN_PROCESS) and now.status == Status.IN_PROCESS


def _is_for_office(_dossier: Dossier, event: Event) -> bool:
    """Say whether an event concerns the office alone: a reminder of its own, or moved dates of its own steps; no permission to go on."""
    if event.action == acts.RECOUNT:
        return not any(name in FOR_APPLICANT for name in facts_of(event).before)
    act = acts.ACTS.get(event.action)
    return act is not None and act.for_office and event.action != acts.LET_PASS


def _event_row(machine: Machine, event: Event, *, for_applicant: bool) -> EventRow:
    action = acts.find(machine, event.source, event.action)
    open_words = not for_applicant or is_for_applicant(machine, event)
    facts = (
        _deadline(event)
        + _recounted(machine, event, for_applicant=for_applicant)
        + (_facts(machine, event) if open_words else _of_money(event))
    )
    if not for_applicant:
        facts += _step_facts(machine, event) + flag_facts(machine, event)
    return EventRow(
        at=event.at,
        label=_event_label(machine, event, action, for_applicant=for_applicant),
        actor=event.author,
        role=event.role,
        unit=event.unit.name(get_language()) if event.unit else "",
        state_label=localized(
            (open_place(machine, event.target) if for_applicant else machine.states[event.target]).label
        ),
        facts=facts,
        papers=_papers(machine, event, for_applicant=for_applicant) if open_words else [],
        letters=list(event.letters.all()),
        erased=event.payload.content is None,
    )


def _papers(machine: Machine, event: Event, *, for_applicant: bool) -> list[tuple[str, list[Attachment]]]:
    """Return the files of an event; officers have them under their papers on the same page already."""
    if not for_applicant:
        return [("", files)] if (files := list(event.attachments.all())) else []
    titles = corrections.titles_of(machine) if event.is_of_applicant else {}
    found: dict[str, list[Attachment]] = {}
    for file in event.attachments.all():
        found.setdefault(file.component, []).append(file)
    return [(localized(titles[name]) if name in titles else "", files) for name, files in found.items()]


def _event_label(machine: Machine, event: Event, action: Action | None, *, for_applicant: bool) -> str:
    """Return what was done. A button without words of its own names the step to come; the log names the one that is done."""
    if action is None and for_applicant and event.action == acts.TAKE_BACK:
        return pgettext("event", "Taken back")
    if action is None:
        return localized(acts.TAKEN_BACK) if event.action == acts.TAKE_BACK else intake.label_of(event)
    done, to_come = (machine.step(machine.states[state].step or "") for state in (event.source, event.target))
    if done is not None and to_come is not None and action.label == move_on(to_come.title):
        return _("Step done: %(step)s") % {"step": localized(done.title)}
    return localized(handed_again.done(event) or action.label)


def _recounted(machine: Machine, event: Event, *, for_applicant: bool) -> list[tuple[str, str]]:
    """Return the decision that changed the calendar, and from when to when each date has moved by it."""
    if event.action != acts.RECOUNT:
        return []
    facts, reading = facts_of(event), reading_of(event)
    rows = [(pgettext("calendar", "Decision"), facts.decision)]
    pause = machine.states[event.target].pause if for_applicant else None
    if pause:
        rows.append((str(DATE_LABELS["due_at"]), localized(after_pause(pause, machine.supplement.after))))
    for name, was in facts.before.items():
        if not for_applicant or (name in FOR_APPLICANT and not (pause and name in COUNTED_IN_PAUSE)):
            dates = [vn_datetime(date) for date in (was, getattr(reading, name))]
            rows.append((str(DATE_LABELS[name]), " → ".join(dates)))
    return rows


def is_for_applicant(machine: Machine, event: Event) -> bool:
    """Say whether an event's words and files were written by or for the applicant."""
    act = acts.ACTS.get(event.action)
    if act is not None:
        return not act.for_office
    action = acts.find(machine, event.source, event.action)
    if action is not None and (action.deed is not None or not event.is_of_applicant):
        return says_to_applicant(machine, action)
    return event.is_of_applicant or _is_addressed(machine.states[event.target])


def says_to_applicant(machine: Machine, action: Action) -> bool:
    """Say whether what an officer writes with an action is for the applicant to read."""
    if (act := acts.ACTS.get(action.name)) is not None:
        # What moves nothing is the office's or the applicant's wherever the dossier stands.
        return not act.for_office
    if action.deed is not None:
        # What is drafted, decided and numbered is the office's until the result is handed over, which has a page part of its own.
        return False
    is_told = action.paper is not None or action.name == acts.WITHDRAW_DEMAND
    return is_told or _is_addressed(machine.states[action.target])


def occasions_of(machine: Machine, action: Action) -> set[Occasion]:
    """Return for what occasions a text in stock fits as the reason of an action; none where colleagues alone read it."""
    of = set[Occasion]()
    if action.requests:
        of.add(Occasion.SUPPLEMENT)
    if refuses(action, machine) or (action.tone is Tone.DANGER and says_to_applicant(machine, action)):
        of.add(Occasion.REFUSAL)
    return {*of, Occasion.OTHER} if of or says_to_applicant(machine, action) else of


def _is_addressed(target: State) -> bool:
    return target.holder is Role.CITIZEN or target.is_end or target.status == Status.RESULT_READY


def read_by(machine: Machine, action: Action) -> str:
    """Return who reads the note that an officer gives with an action; "" where whoever writes it is the applicant."""
    if Role.CITIZEN in action.by:
        return ""
    return _("The applicant can read it.") if says_to_applicant(machine, action) else _("Only officers read it.")


def _facts(machine: Machine, event: Event) -> list[tuple[str, str]]:
    words, facts = words_of(event.payload), facts_of(event)
    rows = [
        (_("Reason"), words.reason),
        (_("Note"), words.note),
        (_("Text"), shorten(words.message, IN_SHORT, placeholder="…") if words.message else ""),
        (_("Division"), words.division),
        (_("Case officer"), words.assignee),
        (returned.recipient_label(event), words.recipient),
        (_("Handed over unpaid"), words.unpaid),
        (_("New return date"), vn_datetime(facts.new_due_at) if facts.new_due_at else ""),
    ]
    if facts.promised is not None:
        rows.append((_("Promised day"), vn_date(facts.promised)))
        rows.append((_("Return date that stays"), vn_datetime(reading_of(event).due_at)))
    rows += [*_of_money(event), *needed(machine, words), *corrected(machine, words), *intake.fact_rows(machine, event)]
    rows += [*of_decision(machine, event), *issuings.fact_rows(machine, event)]
    return [(label, value) for label, value in rows if value]


def _of_money(event: Event) -> list[tuple[str, str]]:
    """Return what an event says of money, to whoever pays too; before there was a receipt book, its reference was the receipt."""
    action, words, facts = event.action, words_of(event.payload), facts_of(event)
    if not facts.fee:
        return []
    is_proof, is_part = action == acts.SEND_PROOF, action in {*PARTS, acts.UNDO_PART}
    reference = _("Number of the transfer or paper") if facts.receipt or is_proof else _("Receipt number")
    rows = [
        (_("Amount"), vn_money(facts.fee)),
        (
            _("Given back how") if is_part or facts.given_back else _("Paid how"),
            str(FEE_METHODS.get(facts.paid_way or words.fee_method, "")),
        ),
        (_("Receipt"), facts.receipt),
        (reference, words.fee_reference),
        (_("Paid on"), vn_date(words.paid_on)),
        (_("By which law"), words.ground),
        (_("Kind of reversal"), _("The money was given back to the payer") if facts.given_back and not is_part else ""),
    ]
    return [(label, value) for label, value in rows if value]


def of_decision(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what an event says of the decision, the result and its handing over."""
    facts, words = facts_of(event), words_of(event.payload)
    outcome = machine.outcome(facts.outcome)
    return [
        (_("Outcome"), localized(outcome.label) if outcome else ""),
        (_("Number"), facts.number),
        (_("Dated"), vn_date(facts.dated)),
        (_("Signed by"), f"{facts.signer}, {facts.title}" if facts.signer else ""),
        (_("Holds until"), vn_date(facts.until)),
        (_("Signed as"), str(CAPACITY_LABELS[facts.capacity]) if facts.capacity else ""),
        (_("Issued file"), _("Scan of the paper that was signed by hand") if facts.by_hand else ""),
        *remark_rows(machine, words),
        *returned.fact_rows(machine, event),
    ]


def remark_rows(machine: Machine, words: Words) -> list[tuple[str, str]]:
    """Return what a review wants changed, by the place that it is about."""
    if not words.remarks:
        return []
    places = {question.name: place_of_answer(question) for question in machine.questions}
    places |= {paper.name: place_of_paper(paper) for paper in machine.components}
    return [(places.get(place, _("The draft")), words.remarks[place]) for place in sorted(words.remarks)]


def place_of_answer(question: Question) -> str:
    """Return what an answer is called as the place of a remark."""
    return _("Answer: %(label)s") % {"label": localized(question.label)}


def place_of_paper(component: Component) -> str:
    """Return what a paper is called as the place of a remark."""
    return _("Paper: %(title)s") % {"title": localized(component.title)}


def needed(machine: Machine, words: Words) -> list[tuple[str, str]]:
    """Return what must be added or put right, each with its paper or question, as the form and the mail have it."""
    return [(localized(item.title), item.wanted) for item in corrections.requested(machine, words)]


def corrected(machine: Machine, words: Words) -> list[tuple[str, str]]:
    """Return what a correction says: the new answers, and why something does not come."""
    titles = corrections.titles_of(machine)
    answers = [
        (localized(question.label), in_one_line(question, words.corrected[question.name]))
        for question in (*read_of_applicant(machine), *machine.questions)
        if question.name in words.corrected
    ]
    lacking = [(localized(titles[name]), why) for name, why in words.lacking.items() if name in titles]
    return [*answers, *lacking]


def _deadline(event: Event) -> list[tuple[str, str]]:
    """Return the deadline that an act of the system is about: it concerns everybody who sees the act."""
    at = facts_of(event).deadline
    return [(_("Deadline"), vn_datetime(at))] if at else []


def _step_facts(machine: Machine, event: Event) -> list[tuple[str, str]]:
    done = facts_of(event).step
    step = machine.step(done.name) if done else None
    if done is None or step is None:
        return []
    verdict = VERDICT_LABELS[done.verdict]
    due = vn_datetime(done.due_at)
    return [
        (
            _("Step “%(step)s”") % {"step": localized(step.title)},
            _("%(verdict)s, due %(due)s") % {"verdict": verdict, "due": due},
        )
    ]


def flag_facts(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what the office must know of its own notice limits: an answer or a request that came late, or beyond."""
    answer, supplement = facts_of(event).answer, facts_of(event).supplement
    rows = []
    if answer and answer.late:
        due = vn_datetime(answer.due_at)
        rows.append((_("Answer to the applicant"), _("late, due %(due)s") % {"due": due}))
    if supplement and supplement.late and supplement.notice_due_at:
        due = vn_datetime(supplement.notice_due_at)
        rows.append((_("Request for a supplement"), _("late, due %(due)s") % {"due": due}))
    if supplement and supplement.beyond:
        told = {"round": supplement.round, "rounds": machine.supplement.rounds}
        rows.append((_("Request for a supplement"), _("round %(round)s, the rule allows %(rounds)s") % told))
    return rows


def last_request(events: Iterable[Event]) -> Event | None:
    """Return the last event that named papers or answers at fault: what a next step answers or passes on."""
    return next((event for event in reversed(list(events)) if corrections.asks(facts_of(event))), None)

"""What pages of a dossier show: its log as rows, its actions, answers and papers, its ribbon."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers import clock, queries
from dossiers.commands import flags
from dossiers.display.formats import said, vn_datetime, vn_money
from dossiers.display.labels import DATE_LABELS, FEE_METHODS, paper_label
from dossiers.display.ribbon import COUNTED_ANEW
from dossiers.forms import ActionForm
from dossiers.log import columns
from dossiers.log.moment import Moment
from dossiers.models import VERDICT_LABELS, Attachment, Dossier, Event, Letter
from dossiers.papers.letters import ISSUED
from dossiers.policy import Actor, may, unmet_guard
from dossiers.views.answers import filed_context, filed_values
from dossiers.views.moment import time_context
from procedures import fees
from procedures.language import remarks
from procedures.machine import Action, Clock, LimitUnit, Machine, Pause, QuestionKind, Status, Text
from procedures.time.calendar import WorkingCalendar
from procedures.time.calendars import calendar_for

FOR_APPLICANT = ("due_at", "lawful_due_at", "answer_due_at", "applicant_due_at")
COUNTED_IN_PAUSE = ("due_at", "lawful_due_at")
"""What is no promise to the applicant while the time stands still: it is counted anew afterwards."""
MOST_SEARCHED = 100
"""Characters of a search; nobody's name or number is longer."""


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
    files: list[Attachment]
    letters: list[Letter]
    erased: bool


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action that this person may take now, with its form."""

    name: str
    label: str
    tone: str
    consequence: str
    paper_label: str
    result_label: str
    url: str
    form: ActionForm


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A component, or a question that asks for files, and the files that were filed for it."""

    title: Text
    is_eform: bool = False
    """Whether the answers themselves are this paper."""
    files: list[Attachment] = field(default_factory=list)


def searched(request: HttpRequest) -> str:
    """Return what is searched for in the form in which texts are stored: NFC, without control characters."""
    typed = unicodedata.normalize("NFC", request.GET.get("q", ""))
    return "".join(c for c in typed if unicodedata.category(c) != "Cc").strip()[:MOST_SEARCHED]


def event_rows(dossier: Dossier, events: Iterable[Event], *, for_applicant: bool) -> list[EventRow]:
    """Return the log as rows. The applicant sees what concerns the applicant, not the office's own words."""
    shown = [event for event in events if not (for_applicant and _is_for_office(event))]
    return [_event_row(dossier.machine, event, for_applicant=for_applicant) for event in shown]


def _is_for_office(event: Event) -> bool:
    """Say whether an event concerns the office alone: a reminder of its own, or moved dates of its own steps."""
    if event.action == remarks.RECOUNT:
        return not any(name in FOR_APPLICANT for name in event.facts["before"])
    return event.action in remarks.TO_OFFICE


def _event_row(machine: Machine, event: Event, *, for_applicant: bool) -> EventRow:
    action = machine.action(event.source, event.action)
    open_words = not for_applicant or is_for_applicant(machine, event)
    facts = (
        _deadline(event)
        + _recounted(machine, event, for_applicant=for_applicant)
        + (_facts(machine, event) if open_words else [])
    )
    if not for_applicant:
        facts += _step_facts(machine, event) + flag_facts(machine, event)
    return EventRow(
        at=event.at,
        label=said(action.label) if action else pgettext("event", "Filed"),
        actor=event.actor.get_full_name() if event.actor else "",
        role=event.role,
        unit=event.unit.name(get_language()) if event.unit else "",
        state_label=said(machine.states[event.target].label),
        facts=facts,
        files=[file for file in event.attachments.all() if open_words],
        letters=list(event.letters.all()),
        erased=event.payload.content is None,
    )


def _recounted(machine: Machine, event: Event, *, for_applicant: bool) -> list[tuple[str, str]]:
    """Return the decision that changed the calendar, and from when to when each date has moved by it."""
    if event.action != remarks.RECOUNT:
        return []
    rows = [(pgettext("calendar", "Decision"), event.facts["decision"])]
    pause = machine.states[event.target].pause if for_applicant else None
    if pause:
        rows.append((str(DATE_LABELS["due_at"]), said(COUNTED_ANEW[pause])))
    for name, was in event.facts["before"].items():
        if not for_applicant or (name in FOR_APPLICANT and not (pause and name in COUNTED_IN_PAUSE)):
            dates = [vn_datetime(datetime.fromisoformat(date)) for date in (was, event.reading[name])]
            rows.append((str(DATE_LABELS[name]), " → ".join(dates)))
    return rows


def is_for_applicant(machine: Machine, event: Event) -> bool:
    """Say whether an event's words and files were written by or for the applicant."""
    action = machine.action(event.source, event.action)
    target = machine.states[event.target]
    addressed = target.holder is Role.CITIZEN or target.is_end or target.status == Status.RESULT_READY
    return event.role == Role.CITIZEN or addressed or (action is not None and action.paper is not None)


def _facts(machine: Machine, event: Event) -> list[tuple[str, str]]:
    words: Mapping[str, Any] = event.payload.content or {}
    rows = [
        (_("Reason"), words.get("reason", "")),
        (_("Note"), words.get("note", "")),
        (_("Division"), words.get("division", "")),
        (_("Case officer"), words.get("assignee", "")),
        (_("Received by"), words.get("recipient", "")),
    ]
    if "new_due_at" in event.facts:
        rows.append((_("New return date"), vn_datetime(datetime.fromisoformat(event.facts["new_due_at"]))))
    if "fee" in event.facts:
        rows.append((_("Amount"), vn_money(event.facts["fee"])))
        rows.append((_("Paid how"), str(FEE_METHODS.get(words.get("fee_method", ""), ""))))
        rows.append((_("Receipt number"), words.get("fee_reference", "")))
    for name, wish in words.get("components", {}).items():
        component = machine.component(name)
        rows.append((said(component.title) if component else name, wish))
    return [(label, value) for label, value in rows if value]


def _deadline(event: Event) -> list[tuple[str, str]]:
    """Return the deadline that an act of the system is about: it concerns everybody who sees the act."""
    at = event.facts.get("deadline")
    return [(_("Deadline"), vn_datetime(datetime.fromisoformat(at)))] if at else []


def _step_facts(machine: Machine, event: Event) -> list[tuple[str, str]]:
    done = event.facts.get("step")
    step = machine.step(done["name"]) if done else None
    if done is None or step is None:
        return []
    verdict = VERDICT_LABELS[clock.Verdict(done["verdict"])]
    due = vn_datetime(datetime.fromisoformat(done["due_at"]))
    return [
        (
            _("Step “%(step)s”") % {"step": said(step.title)},
            _("%(verdict)s, due %(due)s") % {"verdict": verdict, "due": due},
        )
    ]


def flag_facts(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what the office must know of its own notice limits: an answer or a request that came late, or beyond."""
    answer, supplement = event.facts.get("answer"), event.facts.get("supplement")
    rows = []
    if answer and answer["late"]:
        due = vn_datetime(datetime.fromisoformat(answer["due_at"]))
        rows.append((_("Answer to the applicant"), _("late, due %(due)s") % {"due": due}))
    if supplement and supplement["late"]:
        due = vn_datetime(datetime.fromisoformat(supplement["notice_due_at"]))
        rows.append((_("Request for a supplement"), _("late, due %(due)s") % {"due": due}))
    if supplement and supplement["beyond"]:
        told = {"round": supplement["round"], "rounds": machine.supplement.rounds}
        rows.append((_("Request for a supplement"), _("round %(round)s, the rule allows %(rounds)s") % told))
    return rows


@dataclass(frozen=True)
class Opened:
    """A dossier that somebody looks at: its log, and what this person may do at this instant."""

    dossier: Dossier
    events: list[Event]
    chosen: list[Action]
    calendar: WorkingCalendar
    now: datetime

    @classmethod
    def of(cls, dossier: Dossier, actors: Sequence[Actor], now: datetime) -> "Opened":
        """Load the log and find the open actions."""
        events = queries.events_of(dossier)
        last = columns.last_act(events, dossier.machine)
        chosen = [
            action
            for action in dossier.machine.actions_from(dossier.state)
            if any(may(a, action, dossier) and not unmet_guard(a, action, dossier, last=last, at=now) for a in actors)
        ]
        return cls(dossier, events, chosen, calendar_for(dossier.agency_id), now)

    @cached_property
    def moment(self) -> Moment:
        """Return the dossier as it stands now."""
        return Moment.latest(self.dossier, self.events, self.now, self.calendar)

    def offers(self, name: str) -> bool:
        """Say whether an action is open to this person."""
        return any(action.name == name for action in self.chosen)

    def context(self, *, route: str, for_applicant: bool, refused: ActionForm | None) -> dict[str, object]:
        """Return what the page of a dossier shows to everybody; ``refused`` is a form that came back with errors."""
        dossier, events = self.dossier, self.events
        return {
            "dossier": dossier,
            "machine": dossier.machine,
            "now": self.now,
            "events": event_rows(dossier, events, for_applicant=for_applicant),
            "moves": events,
            **filed_context(dossier, events),
            "papers": paper_rows(dossier.machine, queries.papers_of(dossier)),
            "letters": queries.letters_of(events),
            "actions": [_action_row(self, action, route, refused) for action in self.chosen],
            **time_context(self.moment, for_applicant=for_applicant),
        }


def _action_row(opened: Opened, action: Action, route: str, refused: ActionForm | None) -> ActionRow:
    dossier = opened.dossier
    form = refused
    if form is None or form.action.name != action.name:
        form = ActionForm(action, dossier, at=opened.now, request=last_request(opened.events))
        form.suggest_fee(_fee_of(opened, action))
    target = dossier.machine.states[action.target]
    return ActionRow(
        name=action.name,
        label=said(action.label),
        tone=action.tone.value,
        consequence=said(action.consequence),
        paper_label=str(paper_label(action.paper.value)) if action.paper in ISSUED else "",
        result_label=said(target.label) if action.target != action.source else "",
        url=reverse(route, args=[dossier.code, action.name]),
        form=form,
    )


def _fee_of(opened: Opened, action: Action) -> int | None:
    """Return the fee that an action asks for or confirms: what was asked, or what follows from the answers."""
    states = opened.dossier.machine.states
    if states[action.source].pause is Pause.PAYMENT:
        return next((event.facts["fee"] for event in reversed(opened.events) if "fee" in event.facts), None)
    return fees.total(fees.due(opened.dossier.machine.fees, filed_values(opened.events)))


def last_request(events: Iterable[Event]) -> Event | None:
    """Return the last event that named papers at fault: the wish that a next step answers or passes on."""
    return next((event for event in reversed(list(events)) if event.facts.get("components")), None)


def paper_rows(machine: Machine, attachments: Iterable[Attachment]) -> list[PaperRow]:
    """Return the components and the file questions with their files, in the order of the procedure.

    What only some answers ask for is left out where there is no file of it.
    """
    rows = {component.name: PaperRow(component.title, component.eform) for component in machine.components}
    asked = [question for question in machine.questions if question.kind is QuestionKind.FILE]
    rows |= {question.name: PaperRow(question.label) for question in asked}
    for attachment in attachments:
        if attachment.component in rows:
            rows[attachment.component].files.append(attachment)
    optional = {component.name for component in machine.components if component.when} | {q.name for q in asked}
    return [row for name, row in rows.items() if row.files or name not in optional]


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


def may_ask(dossier: Dossier) -> bool:
    """Say whether a supplement can be asked for, or passed on, from where the dossier is."""
    asking = {"propose-supplement", "issue-supplement"}
    return any(action.name in asking for action in dossier.machine.actions_from(dossier.state))


def in_notice_time(opened: Opened) -> bool:
    """Say whether a supplement asked for now is within the days that the rule gives the office."""
    until = flags.notice_due(opened.events, opened.dossier.machine, opened.calendar)
    return until is None or not clock.is_late(until, opened.now, LimitUnit.WORKING_DAY)

"""A dossier that somebody has opened: what its pages show, and the actions that are theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dossiers import acts, outbox, policy, queries
from dossiers.commands import ANSWER, Undoing, offered
from dossiers.commands.money import payments
from dossiers.commands.money.cash import closing_of
from dossiers.display.agency.given import items
from dossiers.display.agency.titles import title_of_act
from dossiers.display.balance import act_label
from dossiers.display.formats import localized, vn_date
from dossiers.display.links import with_query
from dossiers.display.remarked import asks
from dossiers.filing import dues
from dossiers.log.answers import standing
from dossiers.log.arrivals import Arrival
from dossiers.log.decisions import matter_of
from dossiers.log.effective import effective
from dossiers.log.moment import Moment
from dossiers.log.whole import recorded_log
from dossiers.models import CashDay, Dossier, Event, ReasonTemplate, Remark, Result, UnsentWords
from dossiers.notices.channels import going
from dossiers.notices.channels.going import Ways, ways_of
from dossiers.outbox import Reach
from dossiers.pages.acting import apologies
from dossiers.pages.acting.action_form import UNSAID, ActionForm
from dossiers.pages.acting.consequences import consequence_of, unasked_at, undrafted, unpaid_at
from dossiers.pages.acting.decision_fields import signs_twice
from dossiers.pages.acting.foreseen import asks_late, given_back_by, promised_by
from dossiers.pages.acting.money.fields import without_cash
from dossiers.pages.acting.money.transfer import Transfer
from dossiers.pages.acting.reasons.remarks import fill_in, left_unsaid
from dossiers.pages.acting.undoing import undoing_row
from dossiers.pages.acting.unsent import names_of, put_back, version_of
from dossiers.pages.answers import filed_context
from dossiers.pages.decision import Decision, decision_of
from dossiers.pages.known import Known, known_of
from dossiers.pages.logged import reaching
from dossiers.pages.logged.timeline import event_rows, occasions_of, open_moves
from dossiers.pages.moment import time_context
from dossiers.pages.papers import papers_of_log
from dossiers.papers.registry import PAPERS
from dossiers.policy import Actor, may, unmet_guard
from procedures.machine import Action, Deed, Guard, Paper, Tone
from procedures.steady import Steady
from procedures.time.calendar import WorkingCalendar, local


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
    preview_url: str
    """Where the text of a draft is printed as it is typed; empty where there is none."""
    form: ActionForm
    says: tuple[str, ...] = ()
    """For officers: where it leads, what the applicant gets, and by when the result is promised by it."""
    is_next: bool = False
    """For officers: it stands open, as what is to be done now."""
    is_looked_at: bool = False
    """For officers: a key leads to its button and does not press it, for it is never taken back, or ends the dossier."""
    owed: str = ""
    """For officers: what is to be paid and was not, where the result is numbered or handed over by it."""
    unasked: str = ""
    """For officers: that the decision will wait for what nobody has asked for, where it leaves that so."""
    beyond: str = ""
    """For officers: that it asks for more than the rule allows."""
    undrafted: str = ""
    """For officers: what a signature means in a version that knows no draft."""
    unsaid: str = ""
    """For officers: how many remarks it leaves unsaid."""
    reasons: tuple[ReasonTemplate, ...] = ()
    """For officers: texts that can be put into the reason."""
    keeps_reasons: bool = False
    """Whether this person writes these texts."""
    kept_url: str = ""
    """Where what is typed is kept until it is sent; empty where it is not."""
    saved_at: datetime | None = None
    """When what stands in the form was kept; None where nothing was."""
    kept_version: str = ""
    """By which the form says what it knows to be kept."""

    @property
    def decides(self) -> bool:
        """Whether it decides or numbers what the page shows: that is to be read first."""
        return "content" in self.form.fields


@dataclass(frozen=True)
class Opened:
    """A dossier that somebody looks at: its log, and what this person may do at this instant."""

    dossier: Dossier
    events: list[Event]
    """Those that hold."""
    recorded: list[Event]
    """All that there are, with what was taken back."""
    chosen: list[Action]
    person: User | None
    undoing: Undoing | None
    """What this person has done last and may take back."""
    known: Steady
    now: datetime
    remarks: Sequence[Remark] = ()
    """What the office wants put right and has not said yet: none for the applicant."""
    reasons: Sequence[ReasonTemplate] = ()
    """The texts that the person's units keep."""
    keeps_reasons: bool = False
    """Whether the person writes them."""
    unsent: Mapping[str, UnsentWords] | None = None
    """What the person has typed and not sent, by act; None where that is not kept."""
    kept_route: str = ""
    """By which route it is kept."""
    query: str = ""
    """Of the list that an officer came from: kept in the addresses of all forms, so that one comes back to it."""
    transfer: Transfer | None = None
    """What an officer has found in a statement and comes to record."""
    waits: bool = False
    """For the applicant: the office has acted, and nothing of it has gone out yet."""

    @classmethod
    def of(cls, dossier: Dossier, actors: Sequence[Actor], now: datetime) -> "Opened":
        """Load the log and find the open actions."""
        recorded, known = recorded_log(dossier)
        return cls._of(Known(dossier, effective(recorded), recorded, known), actors, now)

    @classmethod
    def of_applicant(cls, own: Dossier, person: User, now: datetime) -> "Opened":
        """Load what its applicant may know; until all of that has gone out, nothing is open but to write to the office."""
        known = known_of(own, now)
        opened = cls._of(known, (Actor.citizen(person),), now)
        if not known.waits:
            return opened
        beside = [action for action in opened.chosen if acts.is_beside(action.name)]
        return replace(opened, chosen=beside, undoing=None, waits=True)

    @classmethod
    def _of(cls, known: Known, actors: Sequence[Actor], now: datetime) -> "Opened":
        dossier, events = known.dossier, known.events
        chosen = [
            action
            for action in acts.open_in(dossier.machine, dossier.state)
            if any(may(a, action, dossier) and not unmet_guard(a, action, dossier, log=events, at=now) for a in actors)
        ]
        chosen = payments.offered(chosen, dossier, events, now)
        person = next((a.user for a in actors), None)
        undoing = offered(dossier, events, actors, at=now)
        return cls(dossier, events, known.recorded, chosen, person, undoing, known.steady, now)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar in force for its agency."""
        return self.known.calendars.of(self.dossier.agency_id)

    @cached_property
    def ways(self) -> Ways:
        """By which ways the applicant is told of what happens."""
        return ways_of(self.dossier, standing(self.events))

    @cached_property
    def moment(self) -> Moment:
        """Return the dossier as it stands now."""
        return Moment.latest(self.dossier, self.events, self.now, self.known)

    @cached_property
    def cash_closed(self) -> CashDay | None:
        """The closing of the cash of today; None while it is open."""
        return closing_of(self.dossier.agency_id, local(self.now).date())

    @cached_property
    def decision(self) -> Decision | None:
        """Return how far the decision has come."""
        return decision_of(self.dossier, self.events, self.now)

    @property
    def result(self) -> Result | None:
        """The result, once it has its number."""
        return self.decision.issued.result if self.decision and self.decision.issued else None

    def offers(self, name: str) -> bool:
        """Say whether an action is open to this person."""
        return any(action.name == name for action in self.chosen)

    @property
    def next_step(self) -> Action | None:
        """The plain way forward from here; None where this person has none."""
        return next((action for action in self._in_order if action.tone is Tone.PRIMARY), None)

    def so_now(self, *, for_applicant: bool) -> str:
        """Say that the applicant has answered, until the office has: the status goes on saying that an answer is asked for."""
        dossier = self.dossier
        answer = next((event for event in reversed(self.events) if event.action == ANSWER), None)
        if answer is None or dossier.arrived != Arrival.ANSWERED or not dossier.owes_answer:
            return ""
        if for_applicant:
            sentence = _("You answered on %(on)s; the desk is to look at it")
        elif dossier.place.pause:
            sentence = _("The applicant answered on %(on)s; the desk is to confirm it")
        else:
            sentence = _("The applicant answered on %(on)s; the desk is to accept it")
        return sentence % {"on": vn_date(answer.at)}

    @property
    def stands_open(self) -> str:
        """The name of the action whose form stands open: what answers a wish to withdraw, a proof of payment, or says the remarks, else the plain way forward."""
        action = policy.withdrawing_act(self.dossier) or self.next_step
        if self._looks_for_money and not policy.withdrawing_act(self.dossier):
            return acts.RECEIVE_PAYMENT
        if self.remarks and action and acts.leaves_unsaid(action):
            action = next((one for one in self._in_order if asks(one, self.dossier.machine)), action)
        return action.name if action else ""

    @property
    def _in_order(self) -> list[Action]:
        """The actions, the next one first and dangerous ones last; before all others that which drafts the outcome that was ordered, or proposed last.

        While a wish to withdraw waits, what answers it is first, and nothing is the plain way forward.
        """
        ending = policy.withdrawing_act(self.dossier)
        if ending is not None:
            plain = [replace(one, tone=Tone.PLAIN) if one.tone is Tone.PRIMARY else one for one in self.chosen]
            return sorted(plain, key=lambda action: (action.name != ending.name, acts.place_of(action)))
        matter = matter_of(self.events, self.dossier.machine)
        wanted = matter.ordered or matter.proposed
        chosen = next(
            (action for action in self.chosen if wanted and action.proposes == wanted and action.deed is Deed.PROPOSE),
            None,
        )
        if chosen is None:
            return sorted(self.chosen, key=lambda one: (not self._is_of_proof(one), acts.place_of(one)))
        others = (replace(a, tone=Tone.PLAIN) if a.tone is Tone.PRIMARY else a for a in self.chosen if a is not chosen)
        return [replace(chosen, tone=Tone.PRIMARY), *sorted(others, key=acts.place_of)]

    @property
    def _looks_for_money(self) -> bool:
        """Say whether a proof of payment waits for this person to record the money."""
        return self.dossier.proof_waits and self.offers(acts.RECEIVE_PAYMENT)

    def _is_of_proof(self, action: Action) -> bool:
        return self._looks_for_money and action.name == acts.RECEIVE_PAYMENT

    def _is_undone_instead(self, action: Action) -> bool:
        """Say whether an act calls back what this person has just sent, while that can be taken back whole: one button does."""
        return Guard.JUST_SENT_BY_ME in action.guards and self.undoing is not None and not self.undoing.is_out

    def context(self, *, route: str, for_applicant: bool, refused: ActionForm | None) -> dict[str, object]:
        """Return what the page of a dossier shows to everybody; ``refused`` is a form that came back with errors."""
        dossier, events, asked_for = self.dossier, self.events, refused.action if refused else None
        return {
            "dossier": dossier,
            "machine": dossier.machine,
            "now": self.now,
            "events": event_rows(dossier, self.recorded, for_applicant=for_applicant),
            "moves": open_moves(dossier, events) if for_applicant else events,
            **filed_context(dossier, events),
            "papers": papers_of_log(dossier.machine, events),
            "letters": queries.letters_of(events),
            "reprinted": items.reprinted(events),
            "decision": self.decision,
            "so_now": self.so_now(for_applicant=for_applicant),
            "undoing": undoing_row(dossier, self.undoing, route, self.query, self.chosen),
            "actions": [
                row if for_applicant else _for_officer(self, action, row)
                for action in self._in_order
                if action.name != ANSWER and not (self._is_undone_instead(action) and action != asked_for)
                for row in (action_row(self, action, route, refused),)
                if not acts.is_beside(action.name)
            ],
            **time_context(self.moment, for_applicant=for_applicant),
        }


def action_row(opened: Opened, action: Action, route: str, refused: ActionForm | None) -> ActionRow:
    """Return an action as a row of a page; ``refused`` is its form where that came back with errors."""
    dossier, form, unsent = opened.dossier, refused, (opened.unsent or {}).get(action.name)
    if form is None or form.action.name != action.name:
        form = form_of(opened, action)
        if unsent:
            put_back(form, unsent)
        if opened.transfer and action.name == acts.RECEIVE_PAYMENT:
            opened.transfer.fill_in(form, owed=dossier.owed)
    if "fee_method" in form.fields and opened.cash_closed is not None:
        without_cash(form, opened.cash_closed)
    target = dossier.machine.states[action.target]
    preview = "draft_preview" if "document" in form.fields else apologies.preview_of(action.name, form.fields)
    return ActionRow(
        name=action.name,
        label=localized(act_label(action, opened.events)),
        tone=action.tone.value,
        consequence=consequence_of(action, dossier, opened.events, opened.now),
        paper_label=_paper_label(action, opened.now),
        result_label=localized(target.label) if action.target != action.source else "",
        url=with_query(reverse(route, args=[dossier.code, action.name]), opened.query),
        preview_url=reverse(preview, args=[dossier.code, action.name]) if preview else "",
        form=form,
        kept_url=_kept_url(opened, form),
        saved_at=unsent.saved_at if unsent and unsent.fields else None,
        kept_version=version_of(unsent),
    )


def _paper_label(action: Action, now: datetime) -> str:
    """Return what the paper of an action is called, where one is printed."""
    return title_of_act(action, action.paper, local(now).date()) if action.paper and action.paper in PAPERS else ""


def _kept_url(opened: Opened, form: ActionForm) -> str:
    """Return where what is typed into a form is kept; "" where nobody types, or it is not."""
    if opened.unsent is None or not names_of(form):
        return ""
    return reverse(opened.kept_route, args=[opened.dossier.code, form.action.name])


def form_of(opened: Opened, action: Action, data: QueryDict | None = None) -> ActionForm:
    """Return the form of an action as it is before anybody types: with what was remarked, and the fee that follows."""
    form = ActionForm(
        action, opened.dossier, at=opened.now, known=opened.known, log=opened.events, person=opened.person, data=data
    )
    if action == policy.withdrawing_act(opened.dossier) and "reason" in form.fields:
        form.fields["reason"].initial = _("The applicant has asked to withdraw the dossier.")
    fill_in(form, opened.remarks)
    form.suggest_fee()
    return form


def _for_officer(opened: Opened, action: Action, row: ActionRow) -> ActionRow:
    """Return an action with what officers are told of it, and with the texts that they can give as its reason."""
    machine = opened.dossier.machine
    of = occasions_of(machine, action)
    reasons = tuple(one for one in opened.reasons if one.occasion in of) if "reason" in row.form.fields else ()
    owed, beyond = unpaid_at(action, machine, opened.events), _beyond(opened, action)
    return replace(
        row,
        says=_says(opened, action),
        is_next=action.name == opened.stands_open,
        is_looked_at=bool((owed and action.paper is not Paper.RECEIPT) or beyond)
        or _is_grave(opened.dossier, action)
        or asks_late(action, opened.events, opened.dossier.machine, opened.calendar, opened.now),
        owed=owed,
        unasked=unasked_at(action, opened.dossier, opened.events),
        beyond=beyond,
        undrafted=undrafted(machine, action, signs_twice(opened.person, opened.dossier, opened.events)),
        unsaid=left_unsaid(len(opened.remarks)) if UNSAID in row.form.fields else "",
        reasons=reasons,
        keeps_reasons=opened.keeps_reasons and bool(of),
    )


def _is_grave(dossier: Dossier, action: Action) -> bool:
    """Say whether an action is read first: it ends, signs, cannot be taken back, or proposes anew what was returned."""
    states, again = dossier.machine.states, action.deed is Deed.PROPOSE and dossier.arrived == Arrival.RETURNED
    reach = outbox.reach_of(action, states[action.source], states[action.target])
    return again or action.tone is Tone.DANGER or policy.is_signed(action) or reach is Reach.FINAL


def _beyond(opened: Opened, action: Action) -> str:
    """Say that the supplements which the rule allows are used up, where an action asks for another; else nothing."""
    if not policy.is_beyond_rounds(action, opened.dossier):
        return ""
    rounds = opened.dossier.machine.supplement.rounds
    allowed = ngettext(
        "The rule allows %(rounds)s supplement; it has been used.",
        "The rule allows %(rounds)s supplements; they have been used.",
        rounds,
    ) % {"rounds": rounds}
    return f"{allowed} {_('Another one goes into the record as beyond the rule.')}"


def _says(opened: Opened, action: Action) -> tuple[str, ...]:
    """Say in short what an action leads to, what the applicant hears of it, and what date it promises."""
    machine, paper = opened.dossier.machine, _paper_label(action, opened.now)
    source, target = machine.states[action.source], machine.states[action.target]
    kinds = {kind for kind in outbox.effects_of(action, source, target) if kind in going.TOLD}
    if dues.fallen_due(machine, opened.events, action):
        kinds.add(outbox.FEE_DUE)
    parts = [
        _("the supplements allowed are used up") if policy.is_beyond_rounds(action, opened.dossier) else "",
        f"→ {localized(target.label)}" if action.target != action.source else "",
        reaching.gets(opened.dossier, opened.events, kinds, opened.ways, paper) if paper or kinds else "",
        *promised_by(action, opened.dossier, opened.events, opened.calendar, at=opened.now),
        *given_back_by(action, machine, opened.events),
    ]
    return tuple(filter(None, parts))

"""What an action asks for: one form for them all, from what was typed to what the command is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.away.carrying import KeptFiles
from accounts.models import Unit, User
from accounts.roles import Role
from dossiers import acts, files, outbox
from dossiers.acts.receiving import asked_at_desk
from dossiers.bulk import begun
from dossiers.commands import notes
from dossiers.commands.deciding import scanned
from dossiers.commands.given import Given, divisions_of
from dossiers.display.formats import localized
from dossiers.filing import corrections, drafts
from dossiers.log import columns, money
from dossiers.log.answers import standing
from dossiers.log.decisions import matter_of
from dossiers.log.facts import NO_WORDS, Words, words_of
from dossiers.models import Channel, Dossier, Event
from dossiers.pages.acting import apologies, decision_fields
from dossiers.pages.acting.decision_fields import REMARKS, Asking
from dossiers.pages.acting.money import fields as money_fields
from dossiers.pages.acting.money.asked import asked_first
from dossiers.pages.acting.officer_field import case_officer_field
from dossiers.pages.acting.reasons import again, each, same_person
from dossiers.pages.fields import UnitField, files_field, limits_of_one_file, one_pdf_field
from dossiers.pages.forms import MOST_MESSAGE, MOST_WORDS, PlainText, handed_in_note, message_hint, only_choice
from dossiers.pages.logged import intake
from dossiers.pages.logged.timeline import last_request, place_of_answer, place_of_paper, read_by
from dossiers.refusals import BadFile
from dossiers.refusals.conversation import NoSuchColleague
from procedures.machine import Action, Ask
from procedures.steady import Steady
from procedures.time.calendar import local

PAPER, QUESTION = drafts.component_field(""), "question-"
"""How the fields begin that say what is wrong with a paper, or with an answer."""
REMARKED = "remarked"
"""The field that holds the id of the last remark with which the form was filled in."""
UNSAID = "unsaid"
"""The field that holds the id of the last remark of which the form says that the action does not send it."""


class ActionForm(forms.Form):
    """What an action asks for, whatever the action: one form serves them all."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    asks_nothing = ""
    """What is said above the papers and answers that can be asked for, where none of them is."""

    def __init__(
        self,
        action: Action,
        dossier: Dossier,
        *,
        at: datetime,
        known: Steady,
        log: Sequence[Event],
        person: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            initial={"seen": dossier.sequence}, auto_id=f"id_{action.name}_%s", use_required_attribute=False, **kwargs
        )
        self.action, self.dossier, self.at, self.known = asked_at_desk(action), dossier, at, known
        self.log, self.request = log, last_request(log)
        self.carried: KeptFiles | None = None
        """The files that came with it and are kept for its next press, where it was refused."""
        matter = matter_of(log, dossier.machine)
        self.asking = Asking(self.action, dossier, matter, standing(log), at, person, self.data, log)
        self.either: frozenset[str] = frozenset()
        """Two fields of which one must be filled."""
        for asked in self.action.asks:
            self._add(asked.kind, required=asked.required)
        if "document" in self.fields:
            self.either = frozenset({"document", "draft_files"})
        self.fields |= dict(self._asked_again())
        if self._waits and dossier.channel != Channel.POST:
            self.fields["at_counter"] = forms.BooleanField(
                label=_("The applicant is at the counter: send paper and message at once"), required=False
            )
        # Why a payment is undone, or a result revoked, is nothing that was remarked of the papers.
        if self.requests or ("reason" in self.fields and self.action.name not in {*acts.ACTS, acts.WITHDRAW_DEMAND}):
            self.fields[REMARKED] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        elif acts.leaves_unsaid(self.action):
            self.fields[UNSAID] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        if "reason" in self.fields:
            self.fields["reason"].initial = self.passed_on.reason or self.asking.reason
        apologies.fill_in(self.fields, self.dossier, self.log)

    def _asked_again(self) -> Iterator[tuple[str, forms.Field]]:
        """Give what an earlier press was asked beside the rest, and what a waiver, a proposal and a return of what is not paid are asked before any press."""
        if apologies.MEANT in self.data and "date" in self.fields:
            yield apologies.MEANT, apologies.box()
        yield from again.boxes(self.fields, self.data)
        yield from same_person.boxes(self.action, self.dossier, self.log, self.asking.person)
        if begun.MEANT in self.data:
            yield begun.MEANT, _taken_over()
        yield from money_fields.boxes(self.action, self.dossier.machine, self.log, self.data)
        if lacks := intake.lacks(self.dossier.machine, self.action, self.log):
            yield intake.LACKING, intake.box(lacks)
        if money_fields.UNPAID in self.data:
            yield money_fields.UNPAID, money_fields.unpaid(read_by(self.dossier.machine, self.action))

    @property
    def _waits(self) -> bool:
        """Whether what goes out waits, so that the desk can take it back, unless somebody stands there."""
        source, target = (self.dossier.machine.states[name] for name in (self.action.source, self.action.target))
        asks = {asked.kind for asked in self.action.asks}
        at_desk = Role.ONE_STOP_OFFICER in self.action.by and Ask.HANDOVER not in asks
        at_desk = at_desk and self.action.name not in acts.CAME_BACK_BY_POST
        return at_desk and outbox.waits_until(self.action, source, target, at=self.at) is not None

    @property
    def only_confirms(self) -> bool:
        """Whether it ends a pause for a payment of which nothing is owed any more."""
        return money.only_confirms(self.action, self.dossier.owed)

    def _add(self, ask: Ask, *, required: bool) -> None:
        is_paid = self.only_confirms or (not required and self.dossier.owed == 0)
        match ask:
            case Ask.FEE if is_paid and not self.data.get("fee_amount"):
                pass  # Nothing is left to be paid; who has typed an amount reads that at its field.
            case Ask.FEE:
                must, whose = required and not self.only_confirms, (self.dossier.agency_id, self.at)
                self.fields.update(money_fields.fee_fields(self.action, self.data, *whose, required=must))
            case Ask.REVERSES:
                self.fields.update(money_fields.reversal_fields(self.asking, self.log, required=required))
            case Ask.COMPONENTS:
                self._add_components()
            case Ask.MENTIONS:
                pass  # The text of the note names them.
            case Ask.COMPONENT_FILES | Ask.RECEIVING:
                pass  # They have pages of their own: citizen/supplement.py, citizen/receiving.py.
            case _ if fields := dict(self.asking.fields(ask, required=required)):
                self.fields.update(fields)
            case _:
                self.fields[ask.value] = self._simple_field(ask, required=required)

    def _simple_field(self, ask: Ask, *, required: bool) -> forms.Field:
        """Return the field of a thing that is asked by one field."""
        readers = read_by(self.dossier.machine, self.action)
        if ask is Ask.NOTE and self.action.name == acts.RECEIVE_HANDED:
            return handed_in_note(readers, required=required)
        makers: dict[Ask, Callable[[], forms.Field]] = {
            Ask.REASON: lambda: _words(
                _("Reason"), **each.asks(self.action, self.asking.reason_hint, required=required)
            ),
            Ask.NOTE: lambda: _words(_("Note"), required=required, help_text=readers),
            Ask.DATE: lambda: apologies.field(self.action.name, self.dossier, self.log, self.at, must=required),
            Ask.DIVISION: lambda: UnitField(self._divisions(), label=_("Division"), required=required),
            Ask.ASSIGNEE: lambda: case_officer_field([self.dossier], self.at, required=required),
            Ask.FILES: lambda: self._files(required=required),
            Ask.MESSAGE: lambda: _words(
                localized(self.action.label),
                required=required,
                max_length=MOST_MESSAGE,
                help_text=message_hint(self.action.name, self.dossier, self.log),
            ),
            Ask.GROUND: lambda: money_fields.ground(self.action, required=required),
            Ask.PROOF: lambda: money_fields.sent_proofs(self.log, required=required),
            Ask.ABOUT: lambda: forms.ChoiceField(label=_("About"), choices=self._places, required=required),
        }
        return makers[ask]()

    @property
    def _places(self) -> list[tuple[str, str]]:
        """What a message may be about: the dossier, its papers, and the questions that were answered."""
        machine, answered = self.dossier.machine, standing(self.log)
        papers = [(paper.name, place_of_paper(paper)) for paper in machine.components]
        questions = [(one.name, place_of_answer(one)) for one in machine.questions if one.name in answered]
        return [("", _("the whole dossier")), *papers, *questions]

    def _files(self, *, required: bool) -> forms.Field:
        """Return the field of the files; where they are the result itself, of the one paper that was issued."""
        if self.action.deed is not None and self.action.deed.ends:
            return one_pdf_field(_("The paper that was issued (one PDF)"), required=required)
        own = _("Picture of the screen, or the bank’s own paper") if self.action.name == acts.SEND_PROOF else ""
        # Officers know which files are taken, and have several such fields on a page.
        hint = limits_of_one_file() if Role.CITIZEN in self.action.by else ""
        return files_field(own or _("Files"), required=required, hint=hint)

    @property
    def first_empty(self) -> str:
        """The id of the first field that must be filled and is empty; "" where all that must be given stands there."""
        must = [
            bound for bound in self.visible_fields() if bound.field.required or bound.name in decision_fields.NEEDED
        ]
        empty = next((bound for bound in must if bound.value() in (None, "") and not only_choice(bound.field)), None)
        return empty.id_for_label if empty else ""

    @property
    def typed(self) -> dict[str, str]:
        """Return what a browser sends if nothing is changed: what fields begin with, and choices that are the only one."""
        held = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        single = {name: only_choice(field) for name, field in self.fields.items()}
        return {
            name: single[name] or str(value) for name, value in held.items() if single[name] or value not in (None, "")
        }

    @property
    def folded(self) -> list[forms.BoundField]:
        """The rows for further remarks that are still empty."""
        names = [f"remark_{part}_{row}" for row in range(2, REMARKS + 1) for part in ("place", "text")]
        rows = [self[name] for name in names if name in self.fields]
        return [] if any(row.value() or row.errors for row in rows) else rows

    @property
    def unfolded(self) -> list[forms.BoundField]:
        """All other fields."""
        apart = [bound.name for bound in (*self.folded, *self.papers, *self.questions)]
        return [bound for bound in self if bound.name not in apart]

    @property
    def papers(self) -> list[forms.BoundField]:
        """What is wrong with each paper, where that is asked."""
        return [self[name] for name in self.fields if name.startswith(PAPER)] if self.requests else []

    @property
    def questions(self) -> list[forms.BoundField]:
        """What is wrong with each answer, where that is asked."""
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    @property
    def requests(self) -> bool:
        """Whether it asks the applicant to put something right, or proposes that."""
        return self.action.requests

    def _divisions(self) -> list[Unit]:
        return self.known.once(divisions_of, self.dossier.agency_id, self.dossier.sector)

    def suggest_fee(self) -> None:
        """Put what is due, or what a proof says that waits, into the fields of a fee that must be given."""
        field = self.fields.get("fee_amount")
        if field is None or not field.required:
            return
        amount = money_fields.amount_of(self.action, self.dossier, self.log, self.asking.values)
        field.initial = money_fields.in_groups(amount) or None
        for name, value in money_fields.of_proof(self.action, self.log).items():
            self.fields[name].initial = value

    @property
    def passed_on(self) -> Words:
        """The words of the wish that led here: the desk passes on what the case officer wrote, or puts it better."""
        request = self.request
        if self.action.passes_on:
            return words_of(columns.last_move(self.log).payload)
        if request is None or request.target != self.action.source or not self.requests:
            return NO_WORDS
        return words_of(request.payload)

    def _add_components(self) -> None:
        """Add what may be asked for, each with what must be done about it: papers, and questions that were asked."""
        noted = self.passed_on
        lacking, unsaid = intake.asked(self.dossier, self.asking.values, self.log)
        for component in self.dossier.machine.components:
            self._add_wanted(PAPER, component.name, localized(component.title), lacking | noted.components)
        for question in corrections.askable(self.dossier.machine, self.asking.values):
            self._add_wanted(QUESTION, question.name, localized(question.label), unsaid | noted.questions)

    def _add_wanted(self, kind: str, name: str, label: str, noted: Mapping[str, str]) -> None:
        self.fields[kind + name] = _words(label, required=False, rows=2)
        self.fields[kind + name].initial = noted.get(name, "")

    @property
    def wanted(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The places for what must be done about each paper and each answer, with what to write there."""
        return [
            (_("Papers"), _("What must be added or put right; leave it empty if the paper is in order."), self.papers),
            (_("Answers"), _("What must be put right; leave it empty if the answer is in order."), self.questions),
        ]

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields: at least one paper where papers are asked for."""
        cleaned = super().clean() or {}
        if cleaned.get("draft_files") and self._is_untouched("document", cleaned):
            # What nobody has touched is no second draft beside a file.
            cleaned["document"] = ""
        asks = {asked.kind: asked.required for asked in self.action.asks}
        fields = [name for name in self.fields if name.startswith((PAPER, QUESTION))]
        wanted = self._wanted(PAPER, cleaned) or self._wanted(QUESTION, cleaned)
        if asks.get(Ask.COMPONENTS) and not wanted and not self.errors.keys() & fields:
            self.asks_nothing = _("Say for at least one paper or answer what must be added or put right.")
            self.add_error(None, self.asks_nothing)
        if Ask.MENTIONS in asks and "message" in cleaned:
            cleaned["mentions"] = self._named(cleaned["message"])
        if asked := apologies.asked_first(self.action.name, cleaned, self.dossier, self.log, self.at):
            self.fields[apologies.MEANT] = apologies.box()
            self.add_error("date", asked)
        for place, asked, boxes in asked_first(self.action, cleaned, self.dossier, self.log, self.at):
            self.fields |= boxes
            self.refuse(place, asked)
        wrong = decision_fields.faults(list(asks), cleaned, self.asking)
        for name, sentence in (*wrong, *money_fields.faults(cleaned, self.at).items()):
            self.add_error(name or None, sentence)
        apologies.tell_refused(self, self.action.name, self.dossier, self.at)
        for place, box, field in list(decision_fields.ticks(self, self.asking)):
            self.fields[box] = field
            names = [name for name in self.fields if name != box]
            names.insert(names.index(place) + 1, box)
            self.order_fields(names)
        return cleaned

    def _named(self, text: str) -> tuple[User, ...]:
        """Return the colleagues whom a text names; who is not found becomes an error of the text."""
        try:
            return notes.named_in(text, self.dossier.agency_id, local(self.at).date())
        except NoSuchColleague as refusal:
            self.add_error("message", str(refusal))
            return ()

    def _is_untouched(self, name: str, cleaned: Mapping[str, Any]) -> bool:
        """Say whether a field holds just what it held when the page was made; a browser has sent its lines its own way."""
        field = self.fields.get(name)
        return field is not None and cleaned.get(name) == field.clean(field.initial or "")

    @staticmethod
    def _wanted(kind: str, cleaned: Mapping[str, Any]) -> dict[str, str]:
        """Return what must be done about papers, or answers, by their names."""
        return {name.removeprefix(kind): words for name, words in cleaned.items() if name.startswith(kind) and words}

    def given(self) -> Given:
        """Return what was given, its files stored; a file that is not taken becomes an error and ``BadFile``."""
        cleaned, asks = self.cleaned_data, {asked.kind for asked in self.action.asks}
        stored = {name: self._store(name, value) for name, value in cleaned.items() if isinstance(value, list)}
        return Given(
            reason=each.reason_of(self.action, cleaned),
            note=cleaned.get("note", ""),
            recipient=cleaned.get("recipient", ""),
            date=cleaned.get("date"),
            division=cleaned.get("division"),
            assignee=cleaned.get("assignee"),
            components=self._wanted(PAPER, cleaned),
            questions=self._wanted(QUESTION, cleaned),
            files=stored.get("files", ()),
            message=cleaned.get("message", ""),
            about=cleaned.get("about", ""),
            mentions=cleaned.get("mentions", ()),
            unpaid=cleaned.get("unpaid", ""),
            at_counter=cleaned.get("at_counter", False),
            handed_in=cleaned.get("handed_in", ""),
            **money_fields.given_of(cleaned),
            **decision_fields.given_of(list(asks), cleaned, stored),
        )

    def refuse(self, field: str, sentence: str, *, may_be_meant: bool = False) -> None:
        """Show a refusal of the command at its field; one that concerns the whole list on top.

        ``may_be_meant``: it is done after all, once the person has ticked that it is meant.
        """
        if may_be_meant:
            self.fields[money_fields.MEANT] = money_fields.meant(self.action)
        if field == money_fields.UNPAID:
            self.fields[field] = money_fields.unpaid(read_by(self.dossier.machine, self.action))
        elif field == "fee_amount" and not self.cleaned_data.get(money_fields.UNPAID):
            self.fields.pop(money_fields.UNPAID, None)
        field = field if field in self.fields else decision_fields.AT_FIELD.get(field, field)
        self.add_error(field if field in self.fields else None, sentence)

    def ask_first(self, sentence: str) -> None:
        """Ask whether the file is meant to be taken over from somebody who is writing, until the person ticks that it is."""
        self.fields[begun.MEANT] = _taken_over()
        todo = _("If it is meant, tick the box below and press again.")
        self.add_error("assignee" if "assignee" in self.fields else None, f"{sentence} {todo}")

    def show_seen(self, sequence: object) -> None:
        """Let its next press say that everything up to that event was read."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["seen"] = str(sequence)

    def _store(self, name: str, uploads: list[files.Upload]) -> tuple[files.StoredFile, ...]:
        try:
            keep = scanned.store if name == Ask.SCAN.value else files.store
            return tuple(keep(upload) for upload in uploads)
        except BadFile as refusal:
            self.add_error(name, str(refusal))
            raise


def _taken_over() -> forms.Field:
    """Return the box by which the file is meant to be taken over."""
    return forms.BooleanField(label=_("I have read this: the file is taken over all the same"), required=False)


def _words(
    label: str, *, required: bool, rows: int = 3, max_length: int = MOST_WORDS, help_text: str = ""
) -> PlainText:
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainText(label=label, required=required, max_length=max_length, help_text=help_text, widget=widget)

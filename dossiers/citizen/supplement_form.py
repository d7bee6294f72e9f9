"""The form of an answer to a request: what is named and what hangs on it, each with what the office says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from dossiers.citizen.filing_form import Faults, FilingForm, Paper, Part
from dossiers.display.formats import localized
from dossiers.filing import corrections, progress
from dossiers.filing.corrections import BROUGHT, LACKING, MOST_WORDS, NOTE, Asked, Item
from dossiers.models import Attachment, Draft
from dossiers.pages import fields
from dossiers.pages.answers import AnswerRow, answer_rows
from procedures.machine import Question, Text


@dataclass(frozen=True, slots=True)
class Place:
    """A paper or a question on the page: what the office says, what was filed, and where to say that it does not come."""

    item: Item | None
    """None for what only hangs on something that is named."""
    before: AnswerRow | None
    """The answer as it stands."""
    part: Part | None
    paper: Paper | None
    lacking: forms.BoundField | None
    filed: Sequence[Attachment]
    """The files of it that the office has."""
    is_explained: bool
    """Whether there are words, or faults of them: then they are in sight."""
    answered_at: datetime | None = None
    """When it was answered last since it was asked for; it need not be answered again."""


class CorrectionForm(FilingForm):
    """Whatever was typed, right or wrong, with the faults that were found in it."""

    filed: Mapping[str, Sequence[Attachment]] = {}
    """What the office has of each paper and of each question that asks for files."""

    def __init__(
        self,
        asked: Asked,
        answers: Mapping[str, str],
        attached: Iterable[Attachment] = (),
        faults: Faults | None = None,
    ) -> None:
        self.wanted = asked
        beside = (NOTE, LACKING, BROUGHT)
        words = {name: text for name, text in answers.items() if name.startswith(beside)}
        raw = asked.raw(answers) | words
        super().__init__(asked.machine, raw, attached, {}, asked=(asked.questions, asked.components))
        for item in asked.items:
            self.fields[LACKING + item.name] = _words(_why_not(item))
        if asked.brought:
            self.fields.update(fields.fields_of(asked.brought, raw, 0))
        self.fields[NOTE] = _words(_("A word to the office"))
        self._show(faults or {})

    def _refused(self) -> dict[str, Text]:
        """Leave the rules between answers to the check: they are those of the day of the filing."""
        return {}

    @property
    def places_typed(self) -> list[Question]:
        """All in which somebody types, words to the office among them."""
        return self.wanted.places

    def places(self) -> list[Place]:
        """Return all that is asked: papers, then questions, in the order of the procedure."""
        items = {item.name: item for item in self.wanted.items}
        papers = [
            self._place(component.name, items.get(component.name), paper=self.paper(component))
            for component in self.components
        ]
        questions = [
            self._place(
                question.name, items.get(question.name), part=self.part(question), before=self._before(question.name)
            )
            for question in self.questions
        ]
        return papers + questions

    def _place(
        self,
        name: str,
        item: Item | None,
        *,
        part: Part | None = None,
        paper: Paper | None = None,
        before: AnswerRow | None = None,
    ) -> Place:
        lacking = self[LACKING + item.name] if item else None
        is_explained = lacking is not None and bool(lacking.value() or lacking.errors)
        return Place(
            item, before, part, paper, lacking, self.filed.get(name, ()), is_explained, self.wanted.answered.get(name)
        )

    def _before(self, name: str) -> AnswerRow | None:
        """Return an answer as it stands."""
        asked = [question for question in self.questions if question.name == name]
        return next(iter(answer_rows(self.wanted.standing, asked)), None)

    @property
    def brought(self) -> Part | None:
        """Where to state that what is brought was brought."""
        return self.part(self.wanted.brought) if self.wanted.brought else None

    @property
    def note(self) -> forms.BoundField:
        """A word beside all that."""
        return self[NOTE]


def _why_not(item: Item) -> str:
    return _("Why there is none") if item.is_paper else _("Why it stays as it is")


def _words(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))


def typed_words(asked: Asked, sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what somebody has typed into a form that is not taken any more, each with its label."""
    found = ((_label(asked, name), text) for name, text in sent.items())
    return [(label, text) for label, text in found if label and text.strip()]


def _label(asked: Asked, name: str) -> str:
    """Return what a field of the form is called, asked now or not; "" for what is none."""
    titles = corrections.titles_of(asked.machine)
    if name == NOTE:
        return _("A word to the office")
    title = titles.get(name.removeprefix(LACKING).partition(".")[0])
    return localized(title) if title else ""


def drafted_words(asked: Asked, draft: Draft) -> list[tuple[str, str]]:
    """Return what a draft holds beside what was filed, each with its label, its files too."""
    before = asked.before()
    words = {
        name: text
        for name, text in draft.answers.items()
        if text != before.get(name) and not name.endswith(progress.BLANK)
    }
    files = [(_label(asked, one.component), one.name) for one in draft.attachments.all()]
    return typed_words(asked, words) + files

"""The page of an answer on paper: what the request names, how much of each paper came, what is corrected, why something does not come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from dossiers.desk.counter.entry_form import Asked as AskedRow
from dossiers.desk.counter.entry_form import Brought, CounterForm, Faults, Questions
from dossiers.display.formats import localized
from dossiers.filing.corrections import LACKING, MOST_WORDS, NOTE, Asked
from dossiers.filing.counter import answering
from dossiers.filing.counter.intake import MOST_LETTERS, POST_NUMBER, POSTED_ON
from dossiers.models import Attachment, Channel, Draft
from dossiers.pages import fields
from dossiers.pages.answers import answer_rows
from procedures.machine import Component, QuestionKind


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """A paper that is asked for: what the office says of it, what came, and where to say that it does not come."""

    paper: Brought
    wanted: str
    lacking: forms.BoundField | None

    @property
    def counted(self) -> str:
        """How the fields begin in which its copies are counted."""
        return self.paper.counts[0].name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class QuestionPlace:
    """A question that is asked anew, with the answer as it stands."""

    asked: AskedRow
    wanted: str
    before: str
    lacking: forms.BoundField | None


class AnswerForm(CounterForm):
    """Whatever was typed, right or wrong, with the faults that ``filing.counter.answering`` has found in it."""

    def __init__(
        self, asked: Asked, draft: Draft, attached: Sequence[Attachment], faults: Faults | None = None
    ) -> None:
        """Show the draft of an answer as it was typed."""
        self.wanted = asked
        super().__init__(draft, attached, faults)

    def questions(self) -> tuple[Questions, Questions, Questions, Questions]:
        """Return the questions that are asked, none of which is left to the paper."""
        return self.wanted.questions, (), (), ()

    @property
    def components(self) -> Sequence[Component]:
        """The papers that are asked for, and those that hang on a question that is."""
        return self.wanted.components

    def more(self) -> Iterator[tuple[str, forms.Field]]:
        """Yield the fields of words."""
        for item in self.wanted.items:
            label = _("Why there is none") if item.name in self.named_papers else _("Why it stays as it is")
            yield LACKING + item.name, _words(label)
        yield NOTE, _words(localized(answering.NOTE_AT_DESK))
        ways = [("", Channel.DESK.label), (answering.BY_POST, Channel.POST.label)]
        labels = {one.name: localized(one.label) for one in answering.ENVELOPE}
        yield answering.CAME_BY, forms.ChoiceField(label=labels[answering.CAME_BY], choices=ways, required=False)
        hint = " ".join((_("Only if it came by post."), str(fields.HINTS[QuestionKind.DATE])))
        yield POSTED_ON, forms.CharField(label=labels[POSTED_ON], required=False, help_text=hint)
        yield POST_NUMBER, forms.CharField(label=labels[POST_NUMBER], required=False, max_length=MOST_LETTERS)

    @property
    def named_papers(self) -> frozenset[str]:
        """The papers that the request names, those that no file can be among them."""
        return frozenset(one.name for one in self.components) & self.wanted.named

    def paper_places(self) -> list[PaperPlace]:
        """Return what is asked of papers, in the order of the procedure."""
        wanted = self._wanted_of()
        return [
            PaperPlace(paper, wanted.get(paper.component.name, ""), self._lacking(paper.component.name))
            for paper in self.papers()
        ]

    def question_places(self) -> list[QuestionPlace]:
        """Return what is asked of answers."""
        wanted, standing = self._wanted_of(), self.wanted.standing
        before = {one.name: row.value for one in self.first for row in answer_rows(standing, [one])}
        return [
            QuestionPlace(one, wanted.get(one.name, ""), str(before.get(one.name) or ""), self._lacking(one.name))
            for one in self.needed()
        ]

    @property
    def note(self) -> forms.BoundField:
        """A word beside all that."""
        return self[NOTE]

    @property
    def envelope(self) -> list[forms.BoundField]:
        """By which way it came."""
        return [self[one.name] for one in answering.ENVELOPE]

    def _wanted_of(self) -> dict[str, str]:
        return {item.name: item.wanted for item in self.wanted.items}

    def _lacking(self, name: str) -> forms.BoundField | None:
        return self[LACKING + name] if name in self.wanted.named else None


def _words(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))

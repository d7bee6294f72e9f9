"""The form of an answer to a request: what is named and what hangs on it, each with what the office says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from dossiers.citizen.filing_form import Faults, FilingForm
from dossiers.citizen.shown.asked import Paper, Part
from dossiers.citizen.shown.understood import Echo
from dossiers.display.formats import localized
from dossiers.filing import corrections, drafts, progress
from dossiers.filing.corrections import BROUGHT, LACKING, MOST_WORDS, NOTE, Asked, Checked, Item
from dossiers.models import Attachment, Draft
from dossiers.pages import fields
from dossiers.pages.answers import AnswerRow, answer_rows, differing, typed_text
from procedures.answers import raw_names
from procedures.machine import Question, QuestionKind, Text


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
        *,
        filed_at: datetime,
    ) -> None:
        self.wanted, self.filed_at = asked, filed_at
        beside = (NOTE, LACKING, BROUGHT)
        words = {name: text for name, text in answers.items() if name.startswith(beside)}
        raw = asked.raw(answers) | words
        super().__init__(asked.machine, raw, attached, {}, asked=(asked.questions, asked.components))
        for item in asked.items:
            self.fields[LACKING + item.name] = _words(why_not(item))
        if asked.brought:
            self.fields.update(fields.fields_of(asked.brought, raw, 0))
        self.fields[NOTE] = _words(_("A word to the office"))
        self._show(faults or {})

    def _echoes(self, faults: Mapping[str, Text]) -> dict[str, Echo]:
        """Doubt no name of the owner that follows the answer: it is put right with it, as the check shows."""
        self.values |= corrections.owner_that_follows(self.wanted, self.values)
        return super()._echoes(faults)

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


def why_not(item: Item) -> str:
    """Return what the place is called that says why something does not come."""
    return _("Why there is none") if item.is_paper else _("Why it stays as it is")


def _words(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))


def typed_words(asked: Asked, sent: Mapping[str, str]) -> list[AnswerRow]:
    """Return what somebody has typed into a form that is not taken any more, by its places; asked now or not."""
    return [_typed_at(place, sent) for place in _all_places(asked) if _texts_at(place, sent)]


def drafted_words(asked: Asked, draft: Draft) -> list[AnswerRow]:
    """Return what a draft holds beside what was filed, its files too."""
    before, titles = asked.before(), corrections.titles_of(asked.machine)
    places = _all_places(asked)
    changed = [place for place in places if _texts_at(place, draft.answers) not in ({}, _texts_at(place, before))]
    files = [AnswerRow(localized(titles[one.component]), one.name) for one in draft.attachments.all()]
    return [_typed_at(place, draft.answers) for place in changed] + files


def _all_places(asked: Asked) -> list[Question]:
    """Return all in which an answer to any request can be typed."""
    titles = corrections.titles_of(asked.machine)
    words = {LACKING + name: title for name, title in titles.items()} | {NOTE: corrections.WORDS}
    stated = [asked.brought] if asked.brought else []
    return [
        *drafts.asked_of(asked.machine),
        *stated,
        *(Question(name, QuestionKind.LONG_TEXT, title) for name, title in words.items()),
    ]


def _texts_at(place: Question, raw: Mapping[str, str]) -> dict[str, str]:
    """Return what is typed at a place by its fields, without what a page says of itself."""
    names = [name for name in raw_names(place, raw) if not name.endswith(progress.BLANK)]
    return {name: raw[name] for name in names if raw[name].strip()}


def _typed_at(place: Question, raw: Mapping[str, str]) -> AnswerRow:
    return AnswerRow(localized(place.label), typed_text(place, raw), name=place.name)


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer says of a question, or why something does not come."""

    name: str
    """The id of its place on the form, after ``div_id_``; empty where it follows another answer and has none."""
    label: str
    before: str
    now: str
    why: str = ""
    is_paper: bool = False
    """Whether it is a paper that does not come, rather than an answer that stays."""


def changes(asked: Asked, checked: Checked) -> list[Change]:
    """Return what the answer says of each question and paper, beside what was filed."""
    titles, papers = corrections.titles_of(asked.machine), {item.name for item in asked.items if item.is_paper}
    before, now = asked.standing, checked.corrected
    return [
        *(
            Change(q.name * (q in asked.questions), localized(q.label), *differing(q, before.get(q.name), now[q.name]))
            for q in drafts.questions_of(asked.machine)
            if q.name in now
        ),
        *(
            Change(LACKING + name, localized(titles[name]), "", "", why, is_paper=name in papers)
            for name, why in checked.lacking.items()
        ),
    ]

"""Answering a request for a supplement: what is asked for, the draft of the answer, and what it must hold.

Each paper and each answer that is named is sent anew, or a word says why it is not. Questions and papers that hang on a
named question are asked with it, so that the answers fit each other afterwards.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from uuid import UUID, uuid4, uuid5

from django.db.models import Q

from accounts.roles import Role
from dossiers import acts
from dossiers.filing import drafts, opening, overlaps, rules
from dossiers.filing.known import own_names
from dossiers.filing.licences import may_rest
from dossiers.filing.overlaps import Overlap
from dossiers.log.facts import Facts, Words, facts_of, words_of
from dossiers.models import Attachment, Dossier, Draft, Event
from procedures.answers import AnswerError, choice_field, clean, plain_text, raw_names, shown, typed
from procedures.form import Choice
from procedures.machine import Component, Machine, Question, QuestionKind, Text

NOTE = "note"
LACKING = "lacking-"
"""How the fields begin that say why something does not come."""
WORDS = Text("Lời nhắn gửi cơ quan", "A word to the office")
MOST_WORDS = 1000
"""Characters of such a reason."""
NOT_SENT = Text(
    "Cơ quan yêu cầu giấy tờ này: xin đính kèm tệp, hoặc ghi vì sao không có.",
    "The office asks for this paper: please attach a file, or say why there is none.",
)
AS_BEFORE = Text(
    "Câu trả lời vẫn như đã nộp: xin sửa lại, hoặc ghi vì sao giữ nguyên.",
    "The answer is still the one that you filed: please correct it, or say why it stays.",
)
FILE_AND_REASON = Text(
    "Đã có tệp đính kèm mà vẫn ghi vì sao không có: hãy gỡ tệp, hoặc xoá lời giải thích này.",
    "A file is attached, and this says why there is none: please remove the file, or clear these words.",
)
ANSWER_AND_REASON = Text(
    "Câu trả lời đã sửa mà vẫn ghi vì sao giữ nguyên: hãy trả lại câu trả lời cũ, hoặc xoá lời giải thích này.",
    "The answer is corrected, and this says why it stays: please put the old answer back, or clear these words.",
)
WORDLESS = Text(
    "Hãy ghi bằng lời: nội dung này chưa có chữ hay số nào.",
    "Please say it in words: there is no letter or figure in this yet.",
)

NOTHING = Text(
    "Chưa có gì để gửi: xin đính kèm tệp, sửa câu trả lời, hoặc viết lời nhắn cho cơ quan.",
    "There is nothing to send yet: please attach a file, correct an answer, or write a word to the office.",
)


BROUGHT = "was-brought"
"""The field in which who answers states that what is brought to the receiving point was brought, or posted."""
WHEN_BROUGHT = Text(
    "Đánh dấu sau khi đã mang hoặc gửi bưu điện; nếu chưa, hãy viết lời nhắn cho cơ quan ở dưới.",
    "Tick it once you have brought or posted it; if you have not, write a word to the office below.",
)
NOT_BROUGHT = Text(
    "Hãy đánh dấu vào đây sau khi đã mang hoặc gửi bưu điện; nếu chưa, hãy viết lời nhắn cho cơ quan.",
    "Please tick this once you have brought or posted it; if you have not, write a word to the office.",
)


@dataclass(frozen=True, slots=True)
class Item:
    """A paper or a question that a request names, and what must be done about it; empty words once they are erased."""

    name: str
    title: Text
    wanted: str
    is_paper: bool
    """Whether a file answers it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an applicant is asked by a request: the form of the answer."""

    machine: Machine
    standing: Mapping[str, object]
    """The answers as they stand."""
    items: Sequence[Item]
    questions: Sequence[Question]
    """Those that are named, and those that hang on them."""
    components: Sequence[Component]
    """Those that are named, and those that hang on a question that is asked."""
    answered: Mapping[str, datetime] = field(default_factory=dict)
    """When what was named was answered last: an answer that the desk gives back need not bring it again."""

    @property
    def named(self) -> frozenset[str]:
        """The names of what the request names."""
        return frozenset(item.name for item in self.items)

    @property
    def brought(self) -> Question | None:
        """The place to state that what is named and brought to the receiving point was brought; None where nothing is."""
        named = [one for one in self.components if one.handed_in and one.name in self.named]
        if not named:
            return None
        label = Text("Mang hoặc gửi bưu điện", "Brought or posted")
        choices = tuple(Choice(one.name, _statement(one.title)) for one in named)
        # Where nothing else is asked for, this is the answer; words to the office do as well.
        is_all = len(named) == len(self.items)
        hint = WHEN_BROUGHT if is_all else None
        return Question(BROUGHT, QuestionKind.CHOICES, label, required=is_all, choices=choices, help=hint)

    @property
    def places(self) -> list[Question]:
        """All places of the form in which somebody types, those for words to the office and for what was brought among them."""
        words = {LACKING + item.name: item.title for item in self.items} | {NOTE: WORDS}
        stated = [self.brought] if self.brought else []
        return [*self.questions, *stated, *(Question(name, QuestionKind.LONG_TEXT, words[name]) for name in words)]

    def file_fields(self) -> dict[str, str]:
        """Return the fields in which files come, each with the component or question that they are kept for."""
        papers = {drafts.component_field(one.name): one.name for one in self.components if one.is_uploaded}
        asked = {question.name: question.name for question in self.questions if question.kind is QuestionKind.FILE}
        return papers | asked

    def before(self) -> dict[str, str]:
        """Return what would be typed for the answers as they stand."""
        known = drafts.questions_of(self.machine)
        return {
            field: text
            for question in known
            if question.name in self.standing
            for field, text in typed(question, self.standing[question.name]).items()
        }

    def raw(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return what stands in the whole form: the answers of a draft where they are asked, the filed ones elsewhere."""
        whole = self.before()
        for question in self.questions:
            for name in raw_names(question, whole):
                del whole[name]
            whole |= {name: answers[name] for name in raw_names(question, answers)}
        return whole


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft of a correction as it was looked at: what it changes, what does not come and why, what is wrong by field."""

    values: dict[str, object]
    """All answers as they would stand."""
    corrected: dict[str, object]
    """Those that are others than before; None where there is none any more."""
    lacking: dict[str, str]
    note: str
    errors: dict[str, Text]


def asks(facts: Facts) -> bool:
    """Say whether an event names papers or answers that are at fault."""
    return bool(facts.components or facts.questions)


def askable(machine: Machine, values: Mapping[str, object]) -> list[Question]:
    """Return the questions whose answers can be asked for anew, given the answers as they stand.

    What a dossier rests on in the register was looked up and held when it was filed: another one is another dossier.
    """
    asked = shown(drafts.questions_of(machine), values)
    return [one for one in asked if not may_rest(one, values.get(one.name))]


def titles_of(machine: Machine) -> dict[str, Text]:
    """Return what everything is called that a request can name: papers, then questions."""
    papers = {component.name: component.title for component in machine.components}
    return {question.name: question.label for question in drafts.asked_of(machine)} | papers


def requested(machine: Machine, words: Words, facts: Facts | None = None) -> list[Item]:
    """Return what a request names, in the order of the procedure; by its facts also what its erased words say no more."""
    papers = set(words.components) | set(facts.components if facts else ())
    answers = set(words.questions) | set(facts.questions if facts else ())
    return [
        *(
            Item(c.name, c.title, words.components.get(c.name, ""), is_paper=not c.handed_in)
            for c in machine.components
            if c.name in papers
        ),
        *(
            Item(q.name, q.label, words.questions.get(q.name, ""), is_paper=q.kind is QuestionKind.FILE)
            for q in drafts.questions_of(machine)
            if q.name in answers
        ),
    ]


def answered_since(dossier: Dossier, sequence: int) -> dict[str, datetime]:
    """Return when papers and questions were answered last after an event: by a file, a new answer or a word."""
    of_applicant = Q(role=Role.CITIZEN) | Q(action__in=acts.AT_DESK)
    after = dossier.events.filter(of_applicant, sequence__gt=sequence).select_related("payload")
    answers = list(after.order_by("sequence"))
    sent = Attachment.objects.filter(event__in=answers).exclude(component="").values_list("component", "event__at")
    said = [
        (name, event.at) for event in answers for name in (*facts_of(event).corrected, *words_of(event.payload).lacking)
    ]
    return dict(sorted([*said, *sent], key=itemgetter(1)))


def asked_by(
    machine: Machine,
    standing: Mapping[str, object],
    items: Sequence[Item],
    answered: Mapping[str, datetime] | None = None,
) -> Asked:
    """Return what a request asks: what it names, and what hangs on that."""
    named = {item.name for item in items}
    questions: list[Question] = []
    names: set[str] = set()
    for question in drafts.questions_of(machine):
        hangs = question.shown_when is not None and question.shown_when.question in names
        if question.name in named or hangs:
            questions.append(question)
            names.add(question.name)
    components = [
        replace(component, eform=False, required=True, when=None) if component.name in named else component
        for component in machine.components
        if component.name in named or (component.when is not None and component.when.question in names)
    ]
    return Asked(machine, standing, items, questions, components, answered or {})


def draft_of(dossier: Dossier) -> Draft | None:
    """Return the draft of an answer, as far as one was begun."""
    return Draft.objects.filter(correcting=dossier).first()


def key_of_answer(dossier: Dossier, request: Event) -> UUID:
    """Return the key that the draft of an answer to a request has: known to its form before it is begun."""
    return uuid5(dossier.draft_key, str(request.sequence))


def open_draft(dossier: Dossier, asked: Asked, *, at: datetime, key: UUID | None = None) -> Draft:
    """Return the draft of an answer, held until the end of the transaction; begun now with the answers as they stand."""
    begun = {
        "key": key or uuid4(),
        "owner_id": dossier.applicant_id,
        "procedure_id": dossier.procedure_id,
        "version_id": dossier.version_id,
        "number": None,
        "answers": asked.before(),
        "created_at": at,
        "saved_at": at,
    }
    draft, _created = Draft.objects.select_for_update(of=("self",)).get_or_create(correcting=dossier, defaults=begun)
    return draft


def save(draft: Draft, asked: Asked, typed: Mapping[str, str], *, at: datetime) -> Overlap:
    """Keep what was typed, right or wrong; what nothing asks for is dropped, and what another window has saved stays."""
    overlap = overlaps.lay_beside(asked.places, draft.answers, typed)
    with opening.dated(draft, at=at):
        draft.answers = drafts.kept(asked.places, draft.answers, overlap.sent)
        draft.save(update_fields=["answers"])
    return overlap


def check(
    asked: Asked,
    answers: Mapping[str, str],
    attached: Iterable[Attachment],
    filed: Collection[str],
    *,
    filed_at: datetime,
    at: datetime,
) -> Checked:
    """Check a draft at an instant; ``filed`` are the components and questions of which the dossier has files already.

    The rules between answers are those of its version, as of its filing; what may not be over yet, by now.
    """
    attached = list(attached)
    sent = {attachment.component for attachment in attached if not attachment.problem}
    raw, known = asked.raw(answers), drafts.questions_of(asked.machine)
    found, faults = clean(known, raw, files={*filed, *sent})
    values: dict[str, object] = {**found}
    lacking, errors = _reasons(asked, answers)
    for question in asked.questions:
        wrong = {field: fault for field, fault in faults.items() if _is_of(question, field)}
        if question.name in lacking and (wrong or question.name not in values):
            # It stays as it is, and the words say why.
            values |= {question.name: asked.standing[question.name]} if question.name in asked.standing else {}
        else:
            errors |= wrong
    visible = {question.name for question in shown(known, values)}
    corrected = _corrected(asked, values, visible)
    owner = owner_that_follows(asked, values)
    values, corrected = values | owner, corrected | owner
    in_rows = rules.refused_in_rows(asked.machine, values, raw, at, filed_at)
    errors = in_rows | rules.refused_anew(asked.machine, values, corrected, at, filed_at) | errors
    errors |= _unanswered(asked, sent, corrected, visible, {*lacking, *errors})
    errors |= _sent_and_explained(lacking, sent, {name for name in corrected if name in visible})
    errors |= drafts.refused(asked.file_fields(), attached, needed=errors)
    errors |= _papers_that_follow(asked, values, {*filed, *sent})
    ending = rules.ending(asked.machine, values)
    errors = {name: told for name, told in ending.items() if name in corrected} | errors
    note, fault = _read(answers.get(NOTE, ""))
    stated = _stated(asked, answers)
    if fault:
        errors |= {NOTE: fault}
    elif not (errors or corrected or sent or lacking or note or stated):
        errors |= {BROUGHT: NOT_BROUGHT} if asked.brought else {NOTE: NOTHING}
    return Checked(values, corrected, lacking, "\n".join([*stated, *([note] if note else [])]), errors)


def owner_that_follows(asked: Asked, values: Mapping[str, object]) -> dict[str, str]:
    """Return whose dossier it is by corrected answers, where nothing asks for that: the form has copied the name, or asked twice."""
    if own_names.OWNER in {question.name for question in asked.questions}:
        return {}
    return own_names.corrected(asked.machine, asked.standing, values)


def _statement(title: Text) -> Text:
    return Text(
        f"Tôi đã mang, hoặc đã gửi bưu điện, “{title.vi}” đến nơi tiếp nhận.",
        f"I have brought, or posted, “{title.en}” to the receiving point.",
    )


def _stated(asked: Asked, answers: Mapping[str, str]) -> list[str]:
    """Return what somebody states to have brought, in the language of the record."""
    choices = asked.brought.choices if asked.brought else ()
    return [choice.label.vi for choice in choices if answers.get(choice_field(BROUGHT, choice.value))]


def _reasons(asked: Asked, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Text]]:
    """Return by name why something does not come, and by field which of these words cannot be taken."""
    read = {item.name: _read(answers.get(LACKING + item.name, "")) for item in asked.items}
    words = {name: text for name, (text, _fault) in read.items() if text}
    return words, {LACKING + name: fault for name, (_text, fault) in read.items() if fault}


def _read(text: str) -> tuple[str, Text | None]:
    try:
        words = plain_text(text, MOST_WORDS, lines=True)
    except AnswerError as error:
        return "", error.sentence
    if words and not any(sign.isalnum() for sign in words):
        return "", WORDLESS
    return words, None


def _is_of(question: Question, field: str) -> bool:
    return field == question.name or field.startswith(f"{question.name}.")


def _corrected(asked: Asked, values: Mapping[str, object], visible: Collection[str]) -> dict[str, object]:
    """Return the answers that are others than before, None for those that are hidden or left empty now."""
    now = {q.name: values.get(q.name) if q.name in visible else None for q in asked.questions}
    return {name: value for name, value in now.items() if value != asked.standing.get(name)}


def _unanswered(
    asked: Asked,
    sent: Collection[str],
    corrected: Mapping[str, object],
    visible: Collection[str],
    done: Collection[str],
) -> dict[str, Text]:
    """Return what was named and is neither sent nor explained, by field; what is wrong is told already."""
    papers = {component.name for component in asked.components}
    errors = {}
    for item in asked.items:
        if item.name in asked.answered or any(name == item.name or name.startswith(f"{item.name}.") for name in done):
            continue
        if item.is_paper and item.name not in sent:
            field = drafts.component_field(item.name) if item.name in papers else item.name
            errors[field] = NOT_SENT
        elif not item.is_paper and item.name in visible and item.name not in corrected:
            errors[item.name] = AS_BEFORE
    return errors


def _sent_and_explained(lacking: Iterable[str], sent: Collection[str], corrected: Collection[str]) -> dict[str, Text]:
    """Return the words that say why something does not come that does come, by field."""
    twice = {
        name: FILE_AND_REASON if name in sent else ANSWER_AND_REASON for name in lacking if name in {*sent, *corrected}
    }
    return {LACKING + name: fault for name, fault in twice.items()}


def _papers_that_follow(asked: Asked, values: Mapping[str, object], there: Collection[str]) -> dict[str, Text]:
    """Return the papers that the new answers ask for and that nobody has sent yet, by field."""
    following = [component for component in asked.components if component.name not in asked.named]
    return {
        drafts.component_field(component.name): drafts.MISSING_COMPONENT
        for component in following
        if component.is_wanted(values) and component.name not in there
    }

"""What is composed of answers as a procedure says: the line that tells a dossier apart, the draft of its result."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Any

from django.core.cache import caches
from django.db import connection

from dossiers.filing import drafts
from procedures.answers.saying import answer_text, in_lines
from procedures.catalogue.alphabet import sort_key
from procedures.composing import (
    GAP,
    PLACES,
    REASON,
    UNTIL,
    addressees_in,
    compose,
    compose_once,
    compose_sentences,
    names_in,
)
from procedures.machine import Machine, Question, QuestionKind
from procedures.models import ProcedureVersion, VersionStatus, machine_of_version

MOST_LETTERS = 255
MOST_OF_KEY = 200
"""Of what a name is sorted by: what begins alike for so long is sorted by age."""
NAMING = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.ADDRESS, QuestionKind.LICENCE})
"""Kinds of question whose answer alone can be the name of a draft."""
OF_ONE_ANSWER = re.compile(r" ?[^.:{}\n]+: \{([a-z][a-z0-9_]*)\}\.")
"""A sentence of a draft that holds an answer and what it is called, nothing else."""
_OF_ONE_TABLE = re.compile(r"^\{([a-z][a-z0-9_]*)\}$\n*", re.MULTILINE)
"""A line of a draft in which a table is listed."""
_NESTED = re.compile(r"\(([^()]*?) *\(([^()]*)\)([^()]*)\)")
"""Brackets in which brackets stand, such as those of an answer that a line puts in brackets."""
OTHER = "other"
"""What definitions call the choice of something that is not on their list."""
NAMED_BY: Mapping[str, str] = {"language": "language_name", "content_languages": "other_languages"}
"""The questions that ask which one is meant by choices that leave it open, besides those of something else."""
GIVEN = frozenset(PLACES)
"""Names that stay in a draft until it is put forward: what they stand for is given beside it."""


KEPT_SECONDS = 60
"""For so long a process keeps which versions there are: until then, what was published meanwhile names no dossier."""


def subject(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return what tells a dossier with these typed answers apart, cut to what is kept; empty where nothing says it."""
    return next(filter(None, lines(machine, values)), "")


def lines(machine: Machine, values: Mapping[str, Any], later: Iterable[Machine] | None = None) -> tuple[str, ...]:
    """Return the lines that may tell a dossier apart, the one that does first; the last is its own words, "" without any.

    A version that says nothing of it, as those of the first edition and of the years before, is read as the newest of its
    procedure that says it and has the same questions: what is published later may say it anew. ``later`` are the versions
    that say it, where they are known.
    """
    if machine.subject:
        return _spelled(machine, machine.subject, values)
    newest_first = sorted(_telling(machine) if later is None else later, key=lambda one: -one.version)
    said = (line for one in newest_first if _fits(machine, one) for line in _spelled(machine, one.subject, values))
    return (*filter(None, said), _own_words(machine, values))


def subject_so_far(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return what tells a draft apart: its line once all of that is answered, until then the first answer of it that names.

    A day alone, or a choice, tells no draft from another. Where no line is composed of answers, that is its own words, "" without any.
    """
    names = names_in(machine.subject)
    if not names:
        return _own_words(machine, values)
    if all(values.get(name) for name in names):
        return _in_one_pair(_line(machine, machine.subject, values))
    asked = {question.name: question for question in machine.questions}
    naming = (asked[name] for name in names if name in asked and asked[name].kind in NAMING)
    said = (answer_text(question, values.get(question.name)) for question in naming)
    return _cut(next(filter(None, said), ""))


def row(machine: Machine, values: Mapping[str, Any], *, stored: str | None = None) -> dict[str, str]:
    """Return what lists show and sort of typed answers, by column: whoever applies, for whom, and about what.

    A ``stored`` subject stays, if it is one of those that may be.
    """
    name, said = str(values["applicant_name"]), lines(machine, values)
    line = stored if stored is not None and stored in said else next(filter(None, said), "")
    return {
        "applicant_name": name,
        "organisation": str(values.get("applicant_organisation") or ""),
        "subject": line,
        "applicant_key": sort_key(name)[:MOST_OF_KEY],
        "subject_key": sort_key(line)[:MOST_OF_KEY],
    }


def _line(machine: Machine, text: str, values: Mapping[str, Any]) -> str:
    return _cut(composed(machine, text, values, place=compose_once).replace(GAP, ""))


def _spelled(machine: Machine, text: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a line as it is composed now, as it was kept while brackets stood in brackets, and while words were said twice."""
    as_written = _cut(composed(machine, text, values, place=compose).replace(GAP, ""))
    line = _line(machine, text, values)
    return tuple(dict.fromkeys((_in_one_pair(line), line, as_written)))


def _in_one_pair(line: str) -> str:
    """Return a line without brackets in brackets: what stood in the inner ones stands behind a colon."""
    return _NESTED.sub(r"(\1: \2\3)", line)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1] + "…"


def _telling(machine: Machine) -> list[Machine]:
    """Return the versions of a procedure that say what tells its dossiers apart: asked once a minute in a process.

    Numbers say nothing of which came later: those of versions of the years before are their months.
    """
    key = f"versions:{connection.settings_dict['NAME']}:{machine.slug}"

    def found() -> list[int]:
        versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).filter(procedure__slug=machine.slug)
        return list(versions.order_by("version").values_list("pk", flat=True))

    kept: list[int] = caches["process"].get_or_set(key, found, KEPT_SECONDS) or []
    return [one for one in map(machine_of_version, kept) if one.subject]


def _fits(machine: Machine, later: Machine) -> bool:
    """Say whether a version asks all that a later one tells its dossiers apart by, as that or in words."""
    asked = {question.name: question.kind for question in drafts.questions_of(machine)}
    then = {question.name: question.kind for question in drafts.questions_of(later)}
    names = names_in(later.subject)
    return bool(names) and all(asked.get(name) in (then.get(name), QuestionKind.TEXT) for name in names)


def _own_words(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return the first text that is no number, nor the name of whoever applies: what its applicant wrote of it."""
    names = {_folded(values.get(name)) for name in ("applicant_name", "applicant_organisation")}
    texts = (values.get(question.name) for question in machine.questions if question.kind is QuestionKind.TEXT)
    telling = (text for text in texts if isinstance(text, str) and any(sign.isalpha() for sign in text))
    return _cut(next((text for text in telling if _folded(text) not in names), ""))


def _folded(text: object) -> str:
    return " ".join(str(text or "").casefold().split())


def compose_given(text: str, *, reason: str, until: date | None) -> str:
    """Return a text with what is given beside it in place; a day that is not given is a ``GAP``."""
    given = with_names(text).replace(f"{{{REASON}}}", reason)
    return given.replace(f"{{{UNTIL}}}", vietnamese(until) if until else GAP)


def in_words(text: str) -> str:
    """Return a draft as an officer reads it: the places of what is given beside it are called in Vietnamese, as it is written."""
    return reduce(lambda done, place: done.replace(f"{{{place[0]}}}", place[1]), PLACES.items(), text)


def with_names(text: str) -> str:
    """Return a draft as the procedure writes it, of one that an officer has typed: either way of writing a place will do."""
    return reduce(lambda done, place: done.replace(place[1], f"{{{place[0]}}}"), PLACES.items(), text)


def uncompose_given(text: str, *, reason: str, until: date | None) -> str:
    """Return a text as it was before ``compose_given``, so that what is given anew comes into its places."""
    text = text.replace(reason, f"{{{REASON}}}") if reason else text
    return text.replace(vietnamese(until), f"{{{UNTIL}}}") if until else text


def vietnamese(day: date) -> str:
    """Return a day as papers write it."""
    return f"{day:%d/%m/%Y}"


def drafted(machine: Machine, text: str, values: Mapping[str, Any]) -> str:
    """Return the draft of a paper; a choice that leaves open what is meant is named by what the form asks of it alone.

    That is something else, “Sản phẩm khác (túi giấy)”, and a language, “Nhiều ngôn ngữ (tiếng Việt, tiếng Anh)”. What the text
    says by itself is not said twice. A table is listed, a line a row. A sentence of one answer, and a list, falls away where that is not asked, or may be left empty.
    """
    others = naming(machine)
    by_itself = names_in(text)

    def say(question: Question, value: Any) -> str:
        if question.kind is QuestionKind.TABLE:
            return in_lines(question, value)
        said, other = answer_text(question, value), others.get(question.name)
        if other is None or other.name in by_itself or not _is_asked(other, values) or not values.get(other.name):
            return said
        chosen = value if isinstance(value, list) else [value]
        open_ones = other.shown_when.values if other.shown_when else ()
        labels = [one.label.vi for one in question.choices if one.value in chosen and one.value in open_ones]
        before, label, after = said.rpartition(labels[-1]) if labels else (said, "", "")
        return f"{before}{label} ({answer_text(other, values[other.name])}){after}" if label else said

    return composed(machine, _without_unasked(machine, text, values), values, keep=GIVEN, say=say)


def naming(machine: Machine) -> dict[str, Question]:
    """Return the questions that ask which one is meant, by the question with the choices that leave it open."""
    found: dict[str, Question] = {}
    for question in drafts.questions_of(machine):
        deciding = question.shown_when
        if question.kind is QuestionKind.TEXT and deciding is not None:
            names = NAMED_BY.get(deciding.question) == question.name
            if names or deciding.values == (OTHER,):
                found.setdefault(deciding.question, question)
    return found


def _without_unasked(machine: Machine, text: str, values: Mapping[str, Any]) -> str:
    questions = {question.name: question for question in drafts.questions_of(machine)}

    def kept(sentence: re.Match[str]) -> str:
        question = questions.get(sentence[1])
        is_left_out = question is not None and not values.get(sentence[1]) and not _is_asked(question, values)
        return "" if is_left_out else sentence[0]

    def kept_list(line: re.Match[str]) -> str:
        question = questions.get(line[1])
        return kept(line) if question is not None and question.kind is QuestionKind.TABLE else line[0]

    return _OF_ONE_TABLE.sub(kept_list, OF_ONE_ANSWER.sub(kept, text))


def composed(
    machine: Machine,
    text: str,
    values: Mapping[str, Any],
    keep: frozenset[str] = frozenset(),
    place: Callable[[str, Callable[[str], str]], str] = compose_sentences,
    *,
    say: Callable[[Question, Any], str] = answer_text,
) -> str:
    """Return a text with the answers in place, in Vietnamese; names in ``keep`` stay as they are.

    A paper is for whoever has applied, where its form asks for another name only of others: an organisation is asked for
    its name, and somebody who applies for nobody else is not. Where its form asks for the name and that was left to the
    paper, it is for whom the dossier was filed, never for who has brought it: there is a gap instead.
    """
    questions = {question.name: question for question in drafts.questions_of(machine)}
    addressees = addressees_in(text)
    owner, applicant = (str(values.get(name) or "") for name in ("applicant_organisation", "applicant_name"))

    def answer(name: str) -> str:
        if name in keep:
            return f"{{{name}}}"
        question = questions.get(name)
        answered = say(question, values.get(name)) if question else ""
        if answered or name not in addressees:
            return answered
        return owner if _is_asked(question, values) else owner or applicant

    return place(text, answer)


def _is_asked(question: Question | None, values: Mapping[str, Any]) -> bool:
    """Say whether a form with these answers waits for an answer to a question: of all that is filed on line there is one."""
    if question is None or not question.required:
        return False
    return question.shown_when is None or question.shown_when.met_by(values)

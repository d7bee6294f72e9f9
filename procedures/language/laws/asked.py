"""Laws of what is asked: somebody can file here, and nothing is asked under a condition that nobody meets.

With an answer that leads elsewhere nothing is filed here. So what is asked after such an answer alone is never asked,
and neither is what comes behind a question all of whose answers lead elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from procedures.form import NO, YES, Condition, Question, QuestionKind, Text
from procedures.form.wording import stated
from procedures.language.laws.law import Law, Violation, all_quoted, quoted
from procedures.machine import Machine

SAID = {YES: Text("Có", "Yes"), NO: Text("Không", "No")}

type Answers = dict[str, frozenset[str]]
"""By deciding question the answers in question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be answered by somebody who files here."""

    answers: Mapping[str, frozenset[str]]
    """By deciding question those with which one goes on."""
    shown: frozenset[str]
    """The questions that somebody is asked."""

    def can_meet(self, condition: Condition | None) -> bool:
        """Say whether an answer of somebody who files here meets a condition."""
        if condition is None:
            return True
        return condition.question in self.shown and not self.answers[condition.question].isdisjoint(condition.values)

    def is_cause(self, condition: Condition) -> bool:
        """Say whether a condition that nobody meets is at fault itself: its question is asked, the answer is not there."""
        return condition.question in self.shown and not self.can_meet(condition)


def filed(machine: Machine) -> Iterator[Violation]:
    """Somebody can file: no question that is always asked has only answers that lead elsewhere."""
    asked, there = asked_in(machine), _possible(machine)
    for question in machine.questions:
        is_always_asked = question.required and question.shown_when is None
        if is_always_asked and there.get(question.name) and not asked.answers[question.name]:
            yield Violation(
                Law.FILED,
                "elsewhere",
                f"trả lời {quoted(question.label)} thế nào cũng phải nộp ở nơi khác, không ai nộp được ở đây",
                "bỏ ít nhất một trường hợp",
                " | ".join(_leads_elsewhere(question, value) for value in sorted(there[question.name])),
            )


def never_asked(machine: Machine) -> Iterator[Violation]:
    """Every question, paper, fee and rule is asked of somebody.

    What hangs on the same answers is told together; what hangs on a question that is never asked follows and is left out.
    """
    asked = asked_in(machine)
    if any(filed(machine)):
        return
    together: dict[Condition, list[tuple[str, Text]]] = {}
    for key, label, condition in _conditions(machine):
        if asked.is_cause(condition):
            together.setdefault(condition, []).append((key, label))
    for condition, found in together.items():
        question = next(one for one in machine.questions if one.name == condition.question)
        said = ", ".join(f"“{_label(question, value)}”" for value in condition.values)
        yield Violation(
            Law.ASKED,
            found[0][0],
            f"{all_quoted(label for _key, label in found)} không bao giờ cần đến: "
            f"trả lời {quoted(question.label)} là {said} thì phải nộp ở nơi khác",
            "sửa điều kiện, hoặc bỏ mục này",
            " | ".join(_leads_elsewhere(question, value) for value in condition.values),
        )


def _conditions(machine: Machine) -> Iterator[tuple[str, Text, Condition]]:
    """Yield what is asked under a condition: its key, what it is called, and the condition."""
    for question in machine.questions:
        if question.shown_when is not None:
            table = f"blocks.{question.block}" if question.block else "questions"
            yield f"{table}.{question.name}.shown_when", question.label, question.shown_when
    for component in machine.components:
        if component.when is not None:
            yield f"components.{component.name}.when", component.title, component.when
    for place, fee in enumerate(machine.fees, start=1):
        if fee.when is not None:
            yield f"fees[{place}].when", fee.name, fee.when
    yield from _conditions_of_rules(machine)


def _conditions_of_rules(machine: Machine) -> Iterator[tuple[str, Text, Condition]]:
    named = {question.name: question for question in machine.questions}
    for rule in machine.rules:
        for condition in rule.all_of:
            yield f"rules.{rule.name}.when", stated(rule, named), condition


def asked_in(machine: Machine) -> Asked:
    """Return what can be answered and is asked, with all that follows from a case for elsewhere."""
    answers = _possible(machine)
    for case in machine.elsewhere:
        answers[case.when.question] -= set(case.when.values)
    while True:
        asked = Asked(answers, frozenset())
        for question in machine.questions:  # what a condition asks stands before it
            if asked.can_meet(question.shown_when):
                asked = Asked(answers, asked.shown | {question.name})
        narrowed = _without_dead_ends(machine, asked)
        if narrowed == answers:
            return asked
        answers = narrowed


def _possible(machine: Machine) -> Answers:
    """Return every answer that there is, by deciding question."""
    found = {question.name: frozenset(choice.value for choice in question.choices) for question in machine.questions}
    yes_no = {question.name for question in machine.questions if question.kind is QuestionKind.YES_NO}
    return {name: frozenset({YES, NO}) if name in yes_no else values for name, values in found.items()}


def _without_dead_ends(machine: Machine, asked: Asked) -> Answers:
    """Take away the answers behind which a question must be answered that has no answer left."""
    answers, there = dict(asked.answers), _possible(machine)
    for question in machine.questions:
        is_dead_end = question.required and there[question.name] and not answers[question.name]
        if is_dead_end and question.name in asked.shown and question.shown_when is not None:
            answers[question.shown_when.question] -= set(question.shown_when.values)
    return answers


def _leads_elsewhere(question: Question, value: str) -> str:
    return f"{quoted(question.label)} = “{_label(question, value)}” → nơi khác"


def _label(question: Question, value: str) -> str:
    labels = {choice.value: choice.label for choice in question.choices} or SAID
    return labels[value].vi

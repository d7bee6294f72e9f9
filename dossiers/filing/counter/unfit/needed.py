"""Which answers of an application decide something: a fee, a paper, a time, what its papers say of whose it is.

At the counter these are typed; the paper itself lies in the dossier for all others.
"""

from collections.abc import Iterable, Iterator

from dossiers.filing import drafts
from dossiers.filing.known import own_names
from procedures.composing import names_in
from procedures.form import Condition
from procedures.form.rules import Breach
from procedures.machine import Machine, QuestionKind

OF_PERSON = frozenset({"applicant_name", "applicant_id"})
"""The answers that are the person's at the counter, whom an officer has looked at: nobody types them beside."""
PRINTED = OF_PERSON | {"applicant_address"}
"""What form 01 prints of whoever hands a dossier in."""


def needed(machine: Machine) -> frozenset[str]:
    """Return the questions that decide something: a fee, a paper, a time, whether it is filed here, what it rests on, what it is called.

    So does whose it is where no person applies for himself: papers and register bear that name, never the messenger's.
    """
    whose = {own_names.OWNER} if own_names.only_organisations(machine) else set()
    decides = with_above(machine, PRINTED | whose | {name for name in _deciding(machine) if name})
    licences_asked = {question.name for question in machine.questions if question.kind is QuestionKind.LICENCE}
    return (decides | licences_asked) & {question.name for question in drafts.asked_of(machine)}


def with_above(machine: Machine, names: Iterable[str]) -> frozenset[str]:
    """Return questions with those that decide whether they are asked."""
    asked, found = {question.name: question for question in drafts.asked_of(machine)}, set(names)
    waiting = list(found)
    while waiting:
        question = asked.get(waiting.pop())
        above = question.shown_when.question if question and question.shown_when else ""
        if above and above not in found:
            found.add(above)
            waiting.append(above)
    return frozenset(found)


def _deciding(machine: Machine) -> Iterator[str]:
    conditions: list[Condition | None] = [component.when for component in machine.components]
    conditions += [fee.when for fee in machine.fees]
    conditions += [case.when for case in machine.elsewhere]
    yield from (fee.quantity or "" for fee in machine.fees)
    yield machine.event.question if machine.event else ""
    yield from names_in(machine.subject)
    for rule in machine.rules:
        if rule.breach is Breach.BLOCK:
            yield rule.question
            yield rule.other or ""
            conditions += [*rule.all_of, *rule.any_of]
    for outcome in machine.outcomes:
        if outcome.issues and outcome.issues.term:
            yield outcome.issues.term.question or ""
    yield from (condition.question for condition in conditions if condition)

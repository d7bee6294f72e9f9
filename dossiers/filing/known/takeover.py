"""Taking over what is known: the answers of the dossier to which an earlier licence was granted, where nothing is typed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dossiers.filing import licences
from dossiers.log.answers import standing_of
from dossiers.models import Draft, Result
from procedures.answers import clean, typed
from procedures.form import Question
from procedures.time.calendar import local

OF_THIS_TIME = frozenset(
    {
        *("amendment_reason", "change_reason", "changed_on", "changed_papers", "changed_since", "changes", "damage"),
        *("damage_description", "damage_details", "happened_on", "has_copy", "lost_how", "lost_on", "lost_or_damaged"),
        *(
            "lost_two_years",
            "papers_changed",
            "reason",
            "renewal_reason",
            "transfer_reason",
            "what_changes",
            "what_happened",
        ),
    }
)
"""The questions by which procedures ask what has happened since the earlier paper, or why another one is wanted."""


def take_over(draft: Draft, name: str, *, at: datetime) -> list[Question] | None:
    """Fill each empty question that the earlier dossier answered under the same name and kind; return these.

    None where the licence is not the person's own, in the register and fit to rest on. What was typed stays. Who
    applies is asked anew, and so is what has happened this time.
    """
    result = earlier(draft, at=at).get(name)
    if result is None:
        return None
    known, old, filled = standing_of(result.dossier), result.dossier.machine, []
    of_the_paper = licences.paper_of(result)
    for question in draft.version.machine.questions:
        if question.name in OF_THIS_TIME:
            continue
        before = old.question(question.name)
        fits = before is not None and before.kind is question.kind and question.name in known
        value = of_the_paper.get(question.name) or (known[question.name] if fits else None)
        if value is not None and is_empty(question, draft.answers):
            fields = typed(question, value)
            # What the newer question would not take is left to be asked.
            if fields and is_right(question, fields):
                draft.answers |= fields
                filled.append(question)
    draft.save(update_fields=["answers"])
    return filled


def earlier(draft: Draft, *, at: datetime) -> dict[str, Result]:
    """Return the person's own results that a draft names so far, by question."""
    machine = draft.version.machine
    values, _errors = clean(machine.questions, draft.answers)
    found = licences.look_up(machine, values, draft.owner_id, on=local(at).date())
    return {name: each.result for name, each in found.items() if each.result is not None and each.is_fit}


def is_empty(question: Question, answers: Mapping[str, str]) -> bool:
    """Say whether nothing was typed for a question; a province alone, or a row without a word, is nothing."""
    return clean([_free(question)], answers) == ({}, {})


def is_right(question: Question, fields: Mapping[str, str]) -> bool:
    """Say whether a question takes these fields."""
    return not clean([_free(question)], fields)[1]


def _free(question: Question) -> Question:
    """Return a question as if it need not be answered and were always shown."""
    return replace(question, required=False, shown_when=None)

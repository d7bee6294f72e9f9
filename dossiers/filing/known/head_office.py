"""An address that is that of the head office is taken over from there by one press, and not typed twice."""

from collections.abc import Iterable

from dossiers.filing import drafts
from dossiers.models import Draft
from procedures.answers import ADDRESS_PARTS, part_field
from procedures.machine import Question, QuestionKind

TAKE = "take-head-office"
"""What a button does at a second address; its question follows, after a colon."""
_HEAD, _ELSEWHERE = "địa chỉ trụ sở", "ngoài trụ sở"
"""How the questions are called, in small letters, that ask where the head office is, and what lies outside it."""


def head_office_of(asked: Iterable[Question], question: Question) -> Question | None:
    """Return what asks, before a question for an address, for that of the head office, which may be the same; None where none does."""
    label = question.label.vi.casefold()
    if question.kind is not QuestionKind.ADDRESS or _HEAD in label or _ELSEWHERE in label:
        return None
    found = None
    for each in asked:
        if each.name == question.name:
            return found
        is_head = each.kind is QuestionKind.ADDRESS and each.label.vi.casefold().startswith(_HEAD)
        # One that only some answers ask for may not be there.
        found = each if is_head and each.shown_when is None else found
    return None


def take(draft: Draft, name: str) -> str:
    """Write the address of the head office at a question; return where one goes on: there, or at the head office while it is empty.

    "" where there is no such question. The draft is locked.
    """
    asked = drafts.questions_of(draft.version.machine)
    question = next((each for each in asked if each.name == name), None)
    head = head_office_of(asked, question) if question else None
    if question is None or head is None:
        return ""
    typed = {part: draft.answers.get(part_field(head.name, part), "") for part in ADDRESS_PARTS}
    if not all(text.strip() for text in typed.values()):
        return head.name
    draft.answers |= {part_field(name, part): text for part, text in typed.items()}
    draft.save(update_fields=["answers"])
    return name

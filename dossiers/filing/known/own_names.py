"""The name of the organisation that applies, which the first part of a form and the procedure's own questions both ask."""

from dossiers.models import Draft
from procedures.machine import Machine

QUESTIONS = frozenset(
    {
        "business_name",
        "exhibitor_name",
        "host_name",
        "importer_name",
        "organisation_name",
        "organiser_name",
        "registrant_name",
        "user_name",
    }
)
"""The questions by which procedures ask what the applying organisation is called."""


def answers(machine: Machine, organisation: str) -> dict[str, str]:
    """Return the answers that an organisation for which somebody files gives by its name alone; none without one.

    It is the one that the procedure asks about; its name is there to be put right.
    """
    named = [question.name for question in machine.questions if question.name in QUESTIONS]
    return dict.fromkeys(named, organisation) if organisation.strip() else {}


def fill(draft: Draft) -> None:
    """Give a draft the name of the organisation for which it is filed where that is still asked for; nothing typed is lost."""
    known = answers(draft.version.machine, draft.answers.get("applicant_organisation", ""))
    missing = {name: words for name, words in known.items() if not draft.answers.get(name, "").strip()}
    if missing:
        draft.answers |= missing
        draft.save(update_fields=["answers"])

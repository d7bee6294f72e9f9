"""Names in a draft: one that looks mistyped is written as it is meant, once somebody has said so."""

from dossiers.filing import drafts
from dossiers.models import Draft
from procedures.answers import clean, name_meant

AS_MEANT = "as-meant"
"""What a button does that has such a name written so; the question follows, after a colon."""


def write_as_meant(draft: Draft, pressed: str, name: str) -> bool:
    """Write the name at a question as it is meant, if the button says so; False where it does not, or nothing looks mistyped.

    The draft is locked. Who presses twice finds it done.
    """
    asked = drafts.asked_of(draft.version.machine) if pressed == AS_MEANT else ()
    question = next((each for each in asked if each.name == name), None)
    values, _errors = clean([question] if question else [], draft.answers)
    meant = name_meant(question, values.get(name)) if question else ""
    if meant:
        draft.answers |= {name: meant}
        draft.save(update_fields=["answers"])
    return bool(meant)

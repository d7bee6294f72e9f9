"""Names and addresses in a draft: what looks mistyped is written as it is meant, once somebody has said so."""

from collections.abc import Mapping, Sequence

from dossiers.filing import drafts
from dossiers.models import Draft
from procedures.answers import clean, name_meant, names_meant_in_rows, part_field, shown
from procedures.answers.fields import LINE
from procedures.machine import Question, QuestionKind

AS_MEANT = "as-meant"
"""What a button does that has such a name written so; the question follows, after a colon, or the cell of a table."""


def write_as_meant(draft: Draft, pressed: str, name: str) -> bool:
    """Write the name at a question as it is meant, if the button says so; False where it does not, or nothing looks mistyped.

    ``name`` is that of a question or the field of a cell. The draft is locked. Who presses twice finds it done.
    """
    asked = drafts.asked_of(draft.version.machine) if pressed == AS_MEANT else ()
    meant = _meant(asked, draft.answers, name)
    if meant:
        draft.answers |= meant
        draft.save(update_fields=["answers"])
    return bool(meant)


def _meant(asked: Sequence[Question], raw: Mapping[str, str], name: str) -> dict[str, str]:
    """Return by its field how a name, or the line of an address, is meant; whether it is asked for at all hangs on the answers before it."""
    values, _errors = clean(asked, raw)
    place = name.partition(".")[0]
    question = next((each for each in shown(asked, values) if each.name == place), None)
    if question is None:
        return {}
    is_cell, field = name != place, part_field(name, LINE) if question.kind is QuestionKind.ADDRESS else name
    meant = names_meant_in_rows(question, raw).get(name, "") if is_cell else name_meant(question, values.get(name))
    return {field: meant} if meant else {}

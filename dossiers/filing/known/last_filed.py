"""What somebody gave about themselves with the last dossier filed on line: had again at a press, where nothing is typed."""

from collections.abc import Mapping

from accounts.models import User
from dossiers.filing.known.applicant import APPLICANT
from dossiers.filing.known.takeover import is_empty, is_right
from dossiers.log.answers import standing_of
from dossiers.models import Channel, Dossier, Draft
from procedures.answers import typed
from procedures.form import Question

ABOUT = frozenset({"applicant_name", "applicant_id", "applicant_address", "applicant_phone", "applicant_email"})
"""What is a person's own; for whom one files is another one's."""
_ASKED = tuple(question for question in APPLICANT if question.name in ABOUT)


def offered(person: User, answers: Mapping[str, str]) -> Dossier | None:
    """Return the dossier whose answers about the person could fill what is empty in these; None where nothing is, or there is none."""
    if not any(is_empty(question, answers) for question in _ASKED):
        return None
    own = Dossier.objects.of_applicant(person).filter(channel=Channel.ONLINE)
    return own.order_by("-filed_at").first()


def fill(draft: Draft) -> tuple[str, list[Question]]:
    """Fill what is empty about the person in a draft, which is locked; return the number of that dossier, "" for none, and what was filled."""
    last, filled = offered(draft.owner, draft.answers), list[Question]()
    known = standing_of(last) if last else {}
    for question in _ASKED:
        fields = typed(question, known[question.name]) if question.name in known else {}
        if fields and is_empty(question, draft.answers) and is_right(question, fields):
            draft.answers |= fields
            filled.append(question)
    draft.save(update_fields=["answers"])
    return last.code if last else "", filled

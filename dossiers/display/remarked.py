"""What officers remarked, as the words of a request for a supplement or of a refusal: the applicant's, so in Vietnamese."""

from collections.abc import Sequence

from dossiers.filing.drafts import questions_of
from dossiers.models import Remark, RemarkKind
from procedures.machine import Action, Machine, Paper, Tone

ASKED = "Đề nghị bổ sung, chỉnh sửa các nội dung nêu tại từng mục."
"""The reason of a request that says at each paper what is to be put right."""


def reason_of(action: Action, machine: Machine, remarks: Sequence[Remark]) -> str:
    """Return the reason that the remarks give for an action; nothing where it is no request and no refusal."""
    return _lines(machine, remarks) if asks(action, machine) or refuses(action, machine) else ""


def asks(action: Action, machine: Machine) -> bool:
    """Say whether an action asks the applicant for something, or gives the answer to a request back: the same round goes on."""
    return action.requests or (
        machine.states[action.source].owes_answer and machine.states[action.target].awaits_supplement
    )


def refuses(action: Action, machine: Machine) -> bool:
    """Say whether an action refuses what was applied for, or proposes to."""
    outcome = machine.outcome(action.proposes or action.outcome or "")
    papers = {action.paper, outcome.paper if outcome else None}
    return Paper.REFUSAL in papers and (action.tone is Tone.DANGER or action.proposes is not None)


def _lines(machine: Machine, remarks: Sequence[Remark]) -> str:
    """Return a line for each remark, with what it is about."""
    titles = {(RemarkKind.COMPONENT.value, one.name): one.title.vi for one in machine.components}
    titles |= {(RemarkKind.ANSWER.value, one.name): one.label.vi for one in questions_of(machine)}
    return "\n".join(f"- {titles[remark.kind, remark.name]}: {remark.text}" for remark in remarks)

"""What the act is called by which goes back what lay at the desk after a result was handed over: by what that is, and how it goes."""

from collections.abc import Iterable

from dossiers.acts.handed import HAND_BACK_LATER
from dossiers.log.effective import Happened, effective
from dossiers.log.facts import facts_of
from dossiers.log.parts.deposits import RESULT, originals_stayed, result_lies
from procedures.machine import Text
from procedures.results import Way

ORIGINALS = Text("Trả lại bản chính còn để tại đây", "Hand back originals that lie here")
RESULT_AGAIN = Text("Giao lại kết quả bưu chính chuyển hoàn", "Hand over again the result that the post has sent back")
POSTED_AGAIN = Text("Gửi lại kết quả bưu chính chuyển hoàn", "Send again the result that the post has sent back")
EITHER_AGAIN = Text(
    "Giao lại, gửi lại kết quả bưu chính chuyển hoàn", "Hand over or send again the result that the post has sent back"
)
"""Of both, where nobody has said yet how it goes."""


def to_do(action: str, log: Iterable[Happened]) -> Text | None:
    """Return what it is called after a log where it is offered; None of any other, and where both kinds may lie there."""
    if action != HAND_BACK_LATER:
        return None
    events = effective(log)
    if not result_lies(events):
        return ORIGINALS
    return None if originals_stayed(events) else EITHER_AGAIN


def done(event: Happened) -> Text | None:
    """Return what it is called once it was taken; None of any other."""
    if event.action != HAND_BACK_LATER:
        return None
    facts = facts_of(event)
    if RESULT.name not in facts.went_back:
        return ORIGINALS
    return POSTED_AGAIN if facts.way == Way.BY_POST.value else RESULT_AGAIN

"""The acts by which the log knows the papers that were issued: with kind, number and digest (ADR 0076)."""

from dossiers.acts.act import SYSTEM, Act, always
from procedures.machine import Text

EDITION = 9

ISSUE_PAPER = "issue-paper"
"""A paper of an event was numbered and printed."""
TAKE_IN_PAPER = "take-in-paper"
"""One from before papers were recorded was taken into the log, as it was found."""
PAPERS = frozenset({ISSUE_PAPER, TAKE_IN_PAPER})


def _recorded(name: str, label: Text) -> Act:
    # It tells nobody anything: the paper goes out with its own event.
    return Act(name, label, SYSTEM, always, for_office=True, edition=EDITION, beside=True)


ACTS = (
    _recorded(ISSUE_PAPER, Text("Phát hành văn bản", "Paper issued")),
    _recorded(TAKE_IN_PAPER, Text("Ghi nhận văn bản phát hành từ trước", "Paper of before taken in")),
)

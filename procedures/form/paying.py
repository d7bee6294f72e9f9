"""How what is due with the filing is paid: what a form asks about it, and which of its papers prove it.

A definition that asks it itself does so by a question of this name and these choices (``vbxn-buu-chinh`` since its fifth
version); every other one whose fees are due with the filing is asked by the questions that stand here.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from procedures.form import Choice, Component, Condition, DueBy, Fee, Question, QuestionKind, Text

QUESTION, TRANSFERRED, AT_DESK = "fee_payment", "transferred", "at-the-desk"
PROOF, REFERENCE = "fee_proof", "fee_reference"
MOST_REFERENCE = 60
"""Characters of a bank's reference."""
_IF_TRANSFERRED = Condition(QUESTION, (TRANSFERRED,))
_WAYS = (
    Choice(TRANSFERRED, Text("Đã chuyển khoản, gửi kèm chứng từ", "Transferred already, with the proof enclosed")),
    Choice(AT_DESK, Text("Nộp tại Bộ phận Tiếp nhận và Trả kết quả", "At the one-stop desk")),
)


class Asking(Protocol):
    """The part of a definition that says what is to be paid, and what it asks."""

    @property
    def fees(self) -> tuple[Fee, ...]:
        """What is to be paid, and when."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of its form."""

    @property
    def components(self) -> tuple[Component, ...]:
        """Its papers."""


def is_due(asking: Asking) -> bool:
    """Say whether anything is to be paid with the filing."""
    return any(fee.due is DueBy.FILING for fee in asking.fees)


def questions(asking: Asking) -> tuple[Question, ...]:
    """Return what is asked about the payment beside the questions of the definition; nothing where that asks it itself."""
    if not is_due(asking) or any(one.name == QUESTION for one in asking.questions):
        return ()
    return _questions(_when(asking))


def _when(asking: Asking) -> Condition | None:
    """Return by which answer anything is due at all: a condition that all of these fees have; None for always."""
    conditions = {fee.when for fee in asking.fees if fee.due is DueBy.FILING}
    return conditions.pop() if len(conditions) == 1 else None


def _questions(when: Condition | None) -> tuple[Question, ...]:
    return (
        Question(
            QUESTION,
            QuestionKind.CHOICE,
            Text("Phí, lệ phí nộp bằng cách nào", "How the fees are paid"),
            heading=Text("Nộp phí, lệ phí", "Payment of the fees"),
            help=Text(
                "Hồ sơ chỉ được tiếp nhận khi phí, lệ phí đã nộp.", "The dossier is accepted once the fees are paid."
            ),
            choices=_WAYS,
            shown_when=when,
        ),
        Question(
            PROOF,
            QuestionKind.FILE,
            Text("Chứng từ chuyển khoản", "Proof of the transfer"),
            help=Text(
                "Ảnh chụp màn hình, giấy báo nợ hoặc uỷ nhiệm chi của ngân hàng.",
                "A picture of the screen, or the bank's own paper.",
            ),
            shown_when=_IF_TRANSFERRED,
        ),
        Question(
            REFERENCE,
            QuestionKind.TEXT,
            Text("Số tham chiếu của ngân hàng", "Reference of the bank"),
            required=False,
            help=Text(
                "Số giao dịch ghi trên chứng từ, nếu có.",
                "The number of the transaction on the proof, if there is one.",
            ),
            max_length=MOST_REFERENCE,
            shown_when=_IF_TRANSFERRED,
        ),
    )


def proof_parts(asking: Asking) -> frozenset[str]:
    """Return the names of the papers and file questions by which a filing proves the payment."""
    papers = {paper.name for paper in asking.components if paper.when and paper.is_uploaded and _is_proof(paper.when)}
    asked = {PROOF} if questions(asking) else set[str]()
    return frozenset(papers | asked)


def _is_proof(condition: Condition) -> bool:
    return condition.question == QUESTION and condition.values == _IF_TRANSFERRED.values


def encloses(asking: Asking, values: Mapping[str, Any], papers: Collection[str]) -> bool:
    """Say whether a filing says that what is due was transferred already, and its papers, by their names, prove it."""
    is_said = is_due(asking) and values.get(QUESTION) == TRANSFERRED
    return is_said and not proof_parts(asking).isdisjoint(papers)

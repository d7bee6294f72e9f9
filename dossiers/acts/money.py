"""Acts about the money of a dossier that came with the seventh edition of the list."""

from accounts.rights import REVERSING, WAIVING
from dossiers.acts.act import Act, always
from procedures.machine import Ask, Asked, Guard, State, Status, Text, Tone

EDITION = 7

KEEP_MONEY = "keep-money"
"""The office decides that what was paid of a dossier that ended without a result is not given back."""

UNDO_PART = "undo-part"
"""A part that was recorded as given back did not go back: it is put on again."""


def _ended_without_result(state: State) -> bool:
    return state.is_end and state.status is not Status.RETURNED


ACTS = (
    Act(
        KEEP_MONEY,
        Text("Quyết định không hoàn trả", "Decide not to give it back"),
        WAIVING,
        _ended_without_result,
        frozenset({Guard.PAYMENT_STANDS}),
        (Asked(Ask.GROUND, required=False), Asked(Ask.REASON)),
        edition=EDITION,
        consequence=Text(
            "Khoản đã nộp không còn trong danh sách tiền của hồ sơ kết thúc. Người nộp đọc được lý do. "
            "Sau này vẫn có thể hoàn trả.",
            "The money leaves the list of what ended dossiers have paid. The payer reads the reason. "
            "It can still be given back later.",
        ),
    ),
    Act(
        UNDO_PART,
        Text("Huỷ lần hoàn trả ghi nhầm", "Undo a part recorded by mistake"),
        REVERSING,
        always,
        frozenset({Guard.PAYMENT_STANDS}),
        (Asked(Ask.REVERSES), Asked(Ask.REASON)),
        edition=EDITION,
        consequence=Text(
            "Chỉ dùng khi tiền chưa hề ra khỏi cơ quan. Sổ giữ cả lần hoàn trả và lần huỷ; biên lai lại tính đủ số tiền đó. "
            "Nếu tiền đã trả thật thì ghi lại lần hoàn trả.",
            "Only where the money never left the office. The book keeps both the part and this; the receipt counts with that "
            "amount again. If the money did go back, record the part anew.",
        ),
        tone=Tone.DANGER,
    ),
)

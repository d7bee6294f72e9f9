"""The acts by which the desk notes that something came which is brought and not uploaded, and that what lies there went back."""

from accounts.roles import Role
from dossiers.acts.act import Act, is_open
from procedures.machine import Ask, Asked, Guard, State, Status, Text

EDITION = 14
"""The eleventh brought a giving back that named one thing and who took it; the twelfth asks as the return of a result does.

The thirteenth brought the giving back of what lies there after such a return, and that the post has sent a result back; the
fourteenth that it has sent back what went without one.

What an edition lists never changes, so that a further act is a further edition.
"""

GIVES_BACK = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.STOPPED})
"""Where a dossier has ended without a result, so that who filed it takes back what came to the receiving point."""


def _gives_back(state: State) -> bool:
    """Say so of the ends without a result: where one is handed over, that act says what becomes of what was handed in."""
    return state.status in GIVES_BACK


LIES_AT_END = GIVES_BACK | {Status.RETURNED}
"""Where something may lie at the desk that is to be handed back still: with a result, what stayed there when that was handed over, or came back."""


def _has_result(state: State) -> bool:
    """Say so of the end with a result."""
    return state.status is Status.RETURNED


RECEIVE_HANDED = "receive-handed-in"
RECEIVED = Act(
    RECEIVE_HANDED,
    Text("Ghi nhận đã nhận tại nơi tiếp nhận", "Note what came to the receiving point"),
    frozenset({Role.ONE_STOP_OFFICER}),
    is_open,
    frozenset({Guard.HANDED_IN_AWAITED}),
    (Asked(Ask.HANDED_IN), Asked(Ask.NOTE)),
    edition=10,
    consequence=Text(
        "Người nộp thấy trên trang hồ sơ là đã nhận. Trạng thái và thời hạn không đổi.",
        "The applicant sees on the dossier’s page that it came. Neither the status nor any date changes.",
    ),
    beside=True,
)
_SEEN = Text(
    "Người nộp thấy trên trang hồ sơ là đã nhận lại, ai nhận và lúc nào; gửi bưu chính thì thấy đã gửi cho ai, số bưu gửi và địa "
    "chỉ. Hồ sơ vẫn kết thúc như đã ghi.",
    "The applicant sees on the dossier’s page that it went back, to whom and when; of what is posted to whom it was sent, its "
    "number and the address. The dossier stays ended as it is.",
)
RETURN_HANDED = "return-handed-in"
GIVEN_BACK = Act(
    RETURN_HANDED,
    Text("Ghi nhận đã trả lại cho người nộp", "Note what was given back to the applicant"),
    frozenset({Role.ONE_STOP_OFFICER}),
    _gives_back,
    frozenset({Guard.HANDED_IN_LIES}),
    (Asked(Ask.HANDED_IN), Asked(Ask.RECIPIENT), Asked(Ask.NOTE, required=False)),
    edition=11,
    consequence=_SEEN,
    beside=True,
)
HAND_BACK = "hand-back"
HANDED_BACK = Act(
    HAND_BACK,
    Text("Trả lại giấy tờ, đồ vật đã nộp", "Hand back what was handed in"),
    frozenset({Role.ONE_STOP_OFFICER}),
    _gives_back,
    frozenset({Guard.HANDED_IN_LIES}),
    (Asked(Ask.HANDOVER), Asked(Ask.NOTE, required=False)),
    edition=12,
    consequence=_SEEN,
    beside=True,
)
HAND_BACK_LATER = "hand-back-originals"
HANDED_BACK_LATER = Act(
    HAND_BACK_LATER,
    Text("Trả lại bản chính, kết quả còn để tại đây", "Hand back originals, or the result, that lie here"),
    frozenset({Role.ONE_STOP_OFFICER}),
    _has_result,
    frozenset({Guard.HANDED_IN_LIES}),
    (Asked(Ask.HANDOVER), Asked(Ask.NOTE, required=False)),
    edition=13,
    consequence=Text(
        "Người nộp thấy trên trang hồ sơ là đã nhận lại, ai nhận và lúc nào; gửi bưu chính thì thấy đã gửi cho ai, số bưu gửi và "
        "địa chỉ. Kết quả đã trả vẫn như đã ghi.",
        "The applicant sees on the dossier’s page that it went back, to whom and when; of what is posted to whom it was sent, its "
        "number and the address. The result stays handed over as it is.",
    ),
    beside=True,
)
CAME_BACK = "note-sent-back"
SENT_BACK = Act(
    CAME_BACK,
    Text("Ghi nhận kết quả bưu chính chuyển hoàn", "Note that the post has sent the result back"),
    frozenset({Role.ONE_STOP_OFFICER}),
    _has_result,
    frozenset({Guard.RESULT_POSTED}),
    (Asked(Ask.DATE), Asked(Ask.REASON)),
    edition=13,
    consequence=Text(
        "Kết quả nằm tại nơi tiếp nhận, chờ giao lại: người nộp được báo lý do, nơi và giờ đến nhận. Ngày đã trả không đổi.",
        "The result lies at the desk until it is handed over again: the applicant is told why, where and when. The day of its "
        "return stays.",
    ),
)
THINGS_CAME_BACK = "note-things-sent-back"
THINGS_SENT_BACK = Act(
    THINGS_CAME_BACK,
    Text("Ghi nhận giấy tờ, đồ vật bưu chính chuyển hoàn", "Note that the post has sent back what was handed in"),
    frozenset({Role.ONE_STOP_OFFICER}),
    lambda state: state.status in LIES_AT_END,
    frozenset({Guard.HANDED_POSTED}),
    (Asked(Ask.DATE), Asked(Ask.REASON)),
    edition=EDITION,
    consequence=Text(
        "Giấy tờ, đồ vật nằm tại nơi tiếp nhận, chờ trả lại: người nộp được báo lý do, nơi và giờ đến nhận. Hồ sơ vẫn kết thúc "
        "như đã ghi.",
        "They lie at the desk until they are handed back again: the applicant is told why, where and when. The dossier stays ended "
        "as it is.",
    ),
)
CAME_BACK_BY_POST = frozenset({CAME_BACK, THINGS_CAME_BACK})
"""By which the desk notes that the post has sent something back."""
ACTS = (RECEIVED, GIVEN_BACK, HANDED_BACK, HANDED_BACK_LATER, SENT_BACK, THINGS_SENT_BACK)
NAMES = frozenset(act.name for act in ACTS)


def hand_back_of(status: int) -> str:
    """Return the act by which what lies there goes back at an end: another where a result was handed over."""
    return HAND_BACK_LATER if status == Status.RETURNED else HAND_BACK


HANDS_BACK = frozenset({HAND_BACK, HAND_BACK_LATER})
"""By which something is handed back, with all that a return asks for."""
GOES_BACK = HANDS_BACK | {RETURN_HANDED}
"""By which something went back."""
FORMER = frozenset({RETURN_HANDED})
"""What is recorded by another act since: nobody may any more, and what was recorded stays right."""

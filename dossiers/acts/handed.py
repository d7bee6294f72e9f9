"""The act by which the desk notes that something came which is brought and not uploaded (``Component.handed_in``)."""

from accounts.roles import Role
from dossiers.acts.act import Act, is_open
from procedures.machine import Ask, Asked, Guard, Text

EDITION = 10

RECEIVE_HANDED = "receive-handed-in"
RECEIVED = Act(
    RECEIVE_HANDED,
    Text("Ghi nhận đã nhận tại nơi tiếp nhận", "Note what came to the receiving point"),
    frozenset({Role.ONE_STOP_OFFICER}),
    is_open,
    frozenset({Guard.HANDED_IN_AWAITED}),
    (Asked(Ask.HANDED_IN), Asked(Ask.NOTE)),
    edition=EDITION,
    consequence=Text(
        "Người nộp thấy trên trang hồ sơ là đã nhận. Trạng thái và thời hạn không đổi.",
        "The applicant sees on the dossier’s page that it came. Neither the status nor any date changes.",
    ),
    beside=True,
)

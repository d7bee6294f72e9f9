"""The act by which the desk puts right what it has recorded of something that came or went by post."""

from accounts.roles import Role
from dossiers.acts import handed
from dossiers.acts.act import Act, always
from procedures.machine import Ask, Asked, Guard, Text

EDITION = handed.EDITION
"""The one that brought it."""

CORRECT_POST = "correct-post"
CORRECTED = Act(
    CORRECT_POST,
    Text("Sửa số hiệu bưu gửi, ngày trên phong bì", "Put right a postal number, or the date on an envelope"),
    frozenset({Role.ONE_STOP_OFFICER}),
    always,
    frozenset({Guard.WENT_BY_POST}),
    (Asked(Ask.POSTED), Asked(Ask.REASON)),
    edition=EDITION,
    consequence=Text(
        "Các sổ ghi theo nội dung đã sửa; nhật ký giữ cả nội dung cũ. Trạng thái và thời hạn không đổi. Số của bưu gửi đã gửi đi: "
        "người nộp đã được báo số cũ thì được báo số đúng; phiếu gửi đã in không đổi.",
        "The registers say what is right; the log keeps what stood there too. Neither the status nor any date changes. Of an item "
        "that went: an applicant who was told the old number is told the right one; a cover note that is printed stays as it is.",
    ),
)

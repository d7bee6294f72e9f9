"""What becomes of the dossiers that are filed while everything is killed: each paper and the result has its share."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from dossiers import outbox

REASON = "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan theo quy định hiện hành."


class Act(NamedTuple):
    """What somebody does on the page of a dossier, and what is typed there."""

    action: str
    by: str
    typed: Mapping[str, str] = {}
    title: str = ""
    """How the file's record names it, where its page offers it again once it was taken."""


def _later(days: int) -> str:
    """Return a Wednesday some weeks from now as it is typed."""
    on = timezone.localdate() + timedelta(days)
    return f"{on + timedelta((2 - on.weekday()) % 7):%d/%m/%Y}"


ACCEPT, TRANSFER = Act("accept", "bob"), Act("transfer", "bob")
SUPPLEMENT = Act("ask-supplement", "bob", {"component-ban-thao": "Thiếu chữ ký của tác giả.", "reason": REASON})
HANDED = {
    "handover_recipient": "Lê Văn Nhận",
    "handover_identity": "CCCD …4321",
    "handover_authority": "Giấy uỷ quyền số 5 ngày 01/12/2026",
}
RESULT = (
    Act("finish-phan-cong", "hoa"),
    Act("receive-payment", "bob", {"fee_method": "cash"}, "Thu phí, lệ phí"),
    Act("propose-granted", "dung"),
    Act("finish-xem-xet", "hoa"),
    Act("decide", "lan"),
    Act("number", "tam"),
    Act("return", "bob", HANDED),
)


def ways() -> Sequence[tuple[Act, ...]]:
    """Return what becomes of the dossiers, in turn: each paper and the result has its share."""
    apology = Act("reappoint", "lan", {"date": _later(28), "reason": REASON, "date_meant": "on"})
    stop = Act("decide-stop", "lan", {"reason": REASON})
    return (
        (ACCEPT,),
        (Act("reject", "bob", {"reason": REASON}),),
        (SUPPLEMENT,),
        (ACCEPT, apology),
        (ACCEPT, TRANSFER, stop, Act("issue-stop", "bob")),
        (ACCEPT,),
        (ACCEPT, TRANSFER, *RESULT),
    )


PAPERS = {"accept": "01", "ask-supplement": "02", "reject": "03", "reappoint": "04", "issue-stop": "05"}
"""The paper of an act."""
TOLD = {
    "submit": "filed",
    "accept": outbox.ACCEPTED,
    "reject": "rejected",
    "ask-supplement": "supplement",
    "reappoint": outbox.REAPPOINTED,
    "issue-stop": "stopped",
    "receive-payment": outbox.PAID,
    "return": "returned",
}
"""The notice of an act to whoever applied."""

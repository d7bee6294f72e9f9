"""The notices that the desk has joined an account with a person of the counter, and that both were parted (ADR 0093)."""

from datetime import datetime

from dossiers.display.formats import vn_date
from dossiers.display.links import path_to
from dossiers.models import Dossier, InboxItem, Joining
from dossiers.notices.channels import site
from dossiers.notices.message import About, Message, Words, known_as
from procedures.machine import Text

JOINED = Words(
    Text(
        "Quầy đã gắn hồ sơ nộp trên giấy với tài khoản này",
        "The counter has joined what was handed in on paper with this account",
    ),
    Text(
        "Cán bộ tại Bộ phận Một cửa đã xem thẻ và nhập mã mà tài khoản này cho hiện. Từ nay hồ sơ nộp tại quầy hoặc qua bưu chính "
        "của người có thẻ đó nằm trong “Hồ sơ của tôi”: xem, bổ sung, nhắn cơ quan, xin rút được ở đó, và thông báo đến tài khoản "
        "này.\n\nNếu Ông/Bà không đến quầy và không cho ai xem mã, xin báo ngay cho Bộ phận Một cửa.",
        "An officer of the one-stop desk has seen the card and typed the code that this account showed. From now on the dossiers that "
        "the card's holder has handed in at the counter or by post stand in “My dossiers”, to be read, completed, written about and "
        "withdrawn there, and this account is told of them.\n\n"
        "If you were not at the counter and have shown the code to nobody, please tell the one-stop desk at once.",
    ),
)
PARTED = Text(
    "Tài khoản này không còn gắn với hồ sơ nộp trên giấy",
    "This account is joined no more with what was handed in on paper",
)
PARTED_BODY = Text(
    "Ngày {day} quầy đã gắn tài khoản này với hồ sơ nộp tại quầy hoặc qua bưu chính; nay quản trị viên của cơ quan đã gỡ ra. Từ nay "
    "tài khoản này không xem và không làm gì được với các hồ sơ đó nữa, kể cả tệp đã gửi từ đây. Những gì tài khoản đã làm cho đến "
    "lúc đó vẫn giữ nguyên giá trị; hồ sơ Ông/Bà tự nộp trực tuyến không thay đổi.\n\n"
    "Nếu cho rằng gỡ nhầm, xin mang thẻ căn cước đến Bộ phận Một cửa: quầy gắn lại được.",
    "On {day} the counter joined this account with what was handed in there or by post; the administrator of the office has parted "
    "them now. From now on this account neither reads nor handles those dossiers, nor the files that were sent from here. What the "
    "account has done until then stays as it was; the dossiers that you have filed on line are not touched.\n\n"
    "If you think that this is wrong, please come to the one-stop desk with your identity card: they can be joined again there.",
)
TO_BE_SAID = Text(
    "Quản trị viên đã gỡ một tài khoản mà bạn đã gắn tại quầy",
    "The administrator has parted an account that you have joined at the counter",
)
TO_BE_SAID_BODY = Text(
    "Người được phục vụ tại quầy nay không có tài khoản nào xem hồ sơ của mình, nên không nhận được thông báo trên mạng. Trang của "
    "người đó tại quầy ghi ai gỡ và vì sao: xin báo cho người đó qua điện thoại, hoặc khi họ đến.",
    "Whoever was served at the counter has no account any more that reads those dossiers, and so gets no notice on line. The page of that "
    "person at the counter says who has parted them and why: please tell that person by phone, or when they come.",
)


def tell(joining: Joining, *, at: datetime) -> None:
    """Let it wait on the site for the account, once for each joining."""
    about = About(path_to("own_counter"), ())
    site.send(Message(_known_as("joined", joining), (str(joining.account_id),), JOINED, about, at))


def tell_parted(joining: Joining, *, at: datetime) -> None:
    """Let it wait for the account, and for the officer who has joined them, who tells the person: that one cannot sign in.

    Neither is told anything of the other; why they were parted stands on the officers' pages alone. What the account was told
    of the person's dossiers is taken out of it: that is open to it no more. Call it in the transaction of the parting.
    """
    theirs = list(Dossier.objects.filter(applicant=joining.person_id).values_list("pk", flat=True))
    InboxItem.objects.of(joining.account_id).filter(dossiers__overlap=theirs).delete()
    day = {"day": vn_date(joining.joined_at)}
    words = Words(PARTED, Text(PARTED_BODY.vi.format(**day), PARTED_BODY.en.format(**day)))
    about = About(path_to("own_counter"), ())
    site.send(Message(_known_as("parted", joining), (str(joining.account_id),), words, about, at))
    there = About(path_to("counter_person", joining.person_id), ())
    if joining.joined_by_id:
        to = (str(joining.joined_by_id),)
        site.send(Message(_known_as("to-be-said", joining), to, Words(TO_BE_SAID, TO_BE_SAID_BODY), there, at))


def _known_as(what: str, joining: Joining) -> str:
    # Behind the person, by which the first of them was known before joinings were kept.
    return known_as(what, joining.person_id, joining.pk)

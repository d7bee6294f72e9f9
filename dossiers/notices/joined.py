"""The notice to an account that the desk has joined it with a person of the counter (ADR 0093)."""

from datetime import datetime

from accounts.models import User
from dossiers.display.links import path_to
from dossiers.models import CounterPerson
from dossiers.notices.channels import site
from dossiers.notices.message import About, Message, Words, known_as
from procedures.machine import Text

SUBJECT = Text(
    "Quầy đã gắn hồ sơ nộp trên giấy với tài khoản này",
    "The counter has joined what was handed in on paper with this account",
)
BODY = Text(
    "Cán bộ tại Bộ phận Một cửa đã xem thẻ và nhập mã mà tài khoản này cho hiện. Từ nay hồ sơ nộp tại quầy hoặc qua bưu chính của "
    "người có thẻ đó nằm trong “Hồ sơ của tôi”: xem, bổ sung, nhắn cơ quan, xin rút được ở đó, và thông báo đến tài khoản này.\n\n"
    "Nếu Ông/Bà không đến quầy và không cho ai xem mã, xin báo ngay cho Bộ phận Một cửa.",
    "An officer of the one-stop desk has seen the card and typed the code that this account showed. From now on the dossiers that the "
    "card's holder has handed in at the counter or by post stand in “My dossiers”, to be read, completed, written about and withdrawn "
    "there, and this account is told of them.\n\n"
    "If you were not at the counter and have shown the code to nobody, please tell the one-stop desk at once.",
)


def tell(person: CounterPerson, account: User, *, at: datetime) -> None:
    """Let it wait on the site for the account, once for each person it is joined with."""
    about = About(path_to("own_counter"), ())
    site.send(Message(known_as("joined", person.pk), (str(account.pk),), Words(SUBJECT, BODY), about, at))

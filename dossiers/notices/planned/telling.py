"""What comes of telling one person something by a job: on the site it is kept at once; a mail that fails is tried again alone."""

from collections.abc import Callable

from dossiers.jobs import NotDone
from dossiers.models import Outcome
from dossiers.notices import addresses
from dossiers.notices.channels import CHANNELS, each
from dossiers.outbox import Unfinished
from procedures.machine import Text

NO_ADDRESS = Text("người này chưa có địa chỉ thư điện tử", "this person has no mail address")
REFUSED = Text("máy chủ thư không nhận địa chỉ của người này", "the mail server does not take this person's address")
_SKIPPED = {NO_ADDRESS.en: NO_ADDRESS, addresses.REFUSED: REFUSED}


def not_done(send: Callable[[str], str]) -> NotDone | None:
    """Tell somebody by every channel (``send`` of its name returns a remark, as ``each`` takes it); None where all is done.

    What one channel has done stays done, and is committed with the outcome: of a mail that may go better later the outcome
    is a failure, by which the job is taken up again. Raises ``OSError`` where that is so of every channel.
    """
    remarks = each(CHANNELS, send)
    if isinstance(remarks, Unfinished):
        return NotDone(Outcome.FAILED, _unsent(remarks.why))
    return NotDone(Outcome.SKIPPED, _SKIPPED[remarks]) if remarks in _SKIPPED else None


def _unsent(why: str) -> Text:
    return Text(
        f"đã có ở trang thông báo của người này, thư điện tử chưa gửi được ({why})",
        f"kept among this person's notices on the site; the mail could not be sent ({why})",
    )

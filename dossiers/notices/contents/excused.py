"""What is done already about a date that is not kept, as a reminder of it finds it when it is sent: nobody is asked for it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers.display.formats import vn_date
from dossiers.log.appointments import days_that_stand, waiting_reasons
from dossiers.models import Dossier
from procedures.machine import Text


@dataclass(frozen=True, slots=True)
class Excuse:
    """What is done already, and what remains to be done of it."""

    done: Text
    todo: Text
    """What whoever has the dossier does next."""
    is_signed: bool


SIGN = Text("xin ký thư xin lỗi trên trang hồ sơ.", "please sign the apology on the page of the dossier.")


def excuses_of(dossiers: Sequence[Dossier], now: datetime) -> dict[int, Excuse]:
    """Return of which a letter waits for its signature, or was signed and its day is ahead, by their keys: two queries."""
    keys = [one.pk for one in dossiers]
    promised = {pk: _promised(day) for pk, day in days_that_stand(dossiers, now).items()}
    # What is written goes before a day that was promised, of which its own would take the place.
    waiting = waiting_reasons().filter(dossier__in=keys).values_list("dossier", "day")
    return promised | {pk: _waiting(vn_date(day)) for pk, day in waiting}


def _promised(at: datetime) -> Excuse:
    day = vn_date(at)
    return Excuse(
        Text(f"Thư xin lỗi đã gửi, hẹn trả {day}.", f"The apology is sent, the result promised by {day}."),
        Text(f"xin giải quyết xong kịp ngày đã hẹn {day}.", f"please settle it by the promised day, {day}."),
        is_signed=True,
    )


def _waiting(day: str) -> Excuse:
    return Excuse(
        Text(
            f"Lý do và ngày trả dự kiến {day} đã ghi, chờ lãnh đạo ký.",
            f"The reason and the proposed day, {day}, are written and wait for a leader’s signature.",
        ),
        Text(
            f"lý do và ngày trả dự kiến {day} đã ghi, chờ lãnh đạo ký; xin giải quyết xong kịp ngày đó.",
            f"the reason and the proposed day, {day}, are written and wait for a leader’s signature; please settle it by then.",
        ),
        is_signed=False,
    )

"""To which phone text messages may go: to one whose owner has typed the code that was sent there."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Phone, User
from dossiers.notices.texts import queue
from procedures.machine import Text

VALID = timedelta(minutes=10)
ASKED_EVERY = timedelta(minutes=1)
MOST_CODES = 5
"""So many codes a person is sent in a day, whatever numbers they are for: each costs money, and rings somebody."""
MOST_TRIES = 5
"""So often a code may be typed."""
_DAY = timedelta(days=1)


class NotAskedError(Exception):
    """No code was sent; the sentence says why."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


class NotConfirmedError(Exception):
    """A code was not taken; the sentence says why."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


TOO_SOON = Text(
    "Mã vừa được gửi. Xin chờ một phút rồi thử lại.", "A code was sent just now. Please wait a minute and try again."
)
TOO_MANY = Text(
    "Hôm nay đã gửi đủ 5 mã. Xin thử lại vào ngày mai.", "Five codes were sent today. Please try again tomorrow."
)
WRONG = Text(
    "Đây không phải mã vừa gửi. Xin xem lại tin nhắn mới nhất rồi gõ lại.",
    "This is not the code that was sent last. Please look at the newest message and type it again.",
)
TOO_OLD = Text(
    "Mã đã hết hạn: mã chỉ dùng được trong 10 phút. Xin gửi mã khác.",
    "The code is too old: it holds for ten minutes. Please have another one sent.",
)
USED_UP = Text(
    "Mã đã gõ sai 5 lần nên không dùng được nữa, kể cả khi gõ đúng. Xin gửi mã khác.",
    "The code was typed wrong five times and holds no more, even if it is right. Please have another one sent.",
)


def confirmed(person: User) -> str:
    """Return the phone that somebody has confirmed; "" for none."""
    row = Phone.objects.filter(person=person, confirmed_at__isnull=False).first()
    return row.number if row else ""


def ask(person: User, number: str, *, at: datetime) -> None:
    """Send a code to a number, which takes the place of the one before once it is typed. Raises ``NotAskedError``."""
    code = f"{secrets.randbelow(10**6):06}"
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        before = Phone.objects.filter(person=person).first()
        is_same_day = before is not None and before.first_at > at - _DAY
        if before and before.asked_at > at - ASKED_EVERY:
            raise NotAskedError(TOO_SOON)
        if before and is_same_day and before.codes >= MOST_CODES:
            raise NotAskedError(TOO_MANY)
        counted = {"codes": before.codes + 1} if before and is_same_day else {"codes": 1, "first_at": at}
        asked = {"asked": number, "code": _digest(person, number, code), "asked_at": at, "tries": 0}
        Phone.objects.update_or_create(person=person, defaults={**asked, **counted})
        queue.put_down_code(person, number, code, at=at)


def confirm(person: User, code: str, *, at: datetime) -> None:
    """Note that somebody has typed the code that was sent. Raises ``NotConfirmedError``; a try is counted all the same."""
    with transaction.atomic():
        row = Phone.objects.select_for_update().filter(person=person).exclude(asked="").first()
        if row is None or row.asked_at < at - VALID:
            raise NotConfirmedError(TOO_OLD)
        if row.tries >= MOST_TRIES:
            raise NotConfirmedError(USED_UP)
        row.tries += 1
        is_right = hmac.compare_digest(row.code, _digest(person, row.asked, code))
        if is_right:
            row.number, row.confirmed_at, row.asked, row.code = row.asked, at, "", ""
        row.save(update_fields=["number", "asked", "tries", "confirmed_at", "code"])
    if not is_right:
        raise NotConfirmedError(WRONG if row.tries < MOST_TRIES else USED_UP)


def forget(person: User) -> None:
    """Take a phone away. Its row stays for the day, or its codes would not be counted."""
    Phone.objects.filter(person=person).update(number="", asked="", code="", confirmed_at=None, tries=MOST_TRIES)


def _digest(person: User, number: str, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{person.pk}:{number}:{code}".encode(), hashlib.sha256).hexdigest()

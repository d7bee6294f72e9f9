"""Whose own signature a paper carries, and what it says of that under the name (ADR 0082)."""

from datetime import datetime
from typing import NamedTuple

from accounts.models import User
from dossiers.papers.signed.keys import PaperKey, is_signing, leader_key

BY_HIM_OR_HER = "Văn bản có chữ ký số của người ký, sau đó là chữ ký số của cơ quan."
_SIGNED_IN = "Người ký đã quyết định trên hệ thống sau khi đăng nhập;"
BY_THE_OFFICE = f"{_SIGNED_IN} chữ ký số trên tệp là của cơ quan."
BY_NOBODY = f"{_SIGNED_IN} tệp không có chữ ký số."

BY_HAND = "(Ký và ghi rõ họ tên)"
"""As forms 01 to 03 have it below whose place it is."""
_DONE = "Thực hiện trên hệ thống sau khi đăng nhập;"
DONE_AND_SEALED = f"{_DONE} chữ ký số trên tệp là của cơ quan."
DONE_UNSEALED = f"{_DONE} tệp không có chữ ký số."
SEALED = "Chữ ký số trên tệp là của cơ quan."


class Own(NamedTuple):
    """How the person whose act a paper is signs it."""

    key: PaperKey | None
    how: str
    """In the words that are printed; "" where no person acted."""


def by_desk(person: User | None, *, is_online: bool) -> str:
    """Return what stands in the desk's place on forms 01 to 03, as far as nobody signs there by a key of the own.

    What goes out as a file alone nobody signs on paper: it says what is recorded. What is printed at the counter is signed there.
    """
    if not is_online:
        return BY_HAND
    if person is None:
        return SEALED if is_signing() else BY_HAND
    return DONE_AND_SEALED if is_signing() else DONE_UNSEALED


def own_of(person: User | None, at: datetime, *, by_hand: str = "") -> Own:
    """Return how a person signs at an instant; ``by_hand``: what a paper says instead that its signer signs on paper without a key.

    Raises ``PaperKeyError`` where there is a key of theirs that cannot be used: who has one must not seem to have none.
    """
    if person is None:
        return Own(None, by_hand)
    key = leader_key(person.get_username(), at) if is_signing() else None
    without = BY_THE_OFFICE if is_signing() else BY_NOBODY
    return Own(key, BY_HIM_OR_HER if key else by_hand or without)

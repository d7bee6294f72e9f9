"""Whose own signature a paper carries, and what it says of that under the name (ADR 0082)."""

from datetime import datetime
from typing import NamedTuple

from accounts.models import User
from dossiers.papers.signed.keys import PaperKey, is_signing, leader_key

BY_HIM_OR_HER = "Văn bản có chữ ký số của người ký, sau đó là chữ ký số của cơ quan."
_SIGNED_IN = "Người ký đã quyết định trên hệ thống sau khi đăng nhập;"
BY_THE_OFFICE = f"{_SIGNED_IN} chữ ký số trên tệp là của cơ quan."
BY_NOBODY = f"{_SIGNED_IN} tệp không có chữ ký số."


class Own(NamedTuple):
    """How the person whose act a paper is signs it."""

    key: PaperKey | None
    how: str
    """In the words that are printed; "" where no person acted."""


def own_of(person: User | None, at: datetime, *, by_hand: str = "") -> Own:
    """Return how a person signs at an instant; ``by_hand``: what a paper says instead that its signer signs on paper without a key.

    Raises ``PaperKeyError`` where there is a key of theirs that cannot be used: who has one must not seem to have none.
    """
    if person is None:
        return Own(None, by_hand)
    key = leader_key(person.get_username(), at) if is_signing() else None
    without = BY_THE_OFFICE if is_signing() else BY_NOBODY
    return Own(key, BY_HIM_OR_HER if key else by_hand or without)

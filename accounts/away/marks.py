"""What a page knows of itself and nobody typed: for whom it was made, without saying who, and the marks of what it showed."""

import re
from collections.abc import Sequence

from django.utils.crypto import salted_hmac

from accounts.models import User

_LENGTH = 16


def mark_of(user: User) -> str:
    """Return the mark of an account: the same at every browser, for as long as SECRET_KEY is."""
    return salted_hmac("accounts.marks", str(user.pk), algorithm="sha256").hexdigest()[:_LENGTH]


def are_marks(words: Sequence[str]) -> bool:
    """Say whether words are what a page knows of what it showed; a table's say less, or more, than eight digits."""
    return all(_NAMED.fullmatch(word) for word in words) and any(_MARK.fullmatch(word) for word in words)


_NAMED = re.compile(r"\S+[=:]\S*")
_MARK = re.compile(r"\S+[=:][0-9a-f]{8,}")
"""By which a page knows what it showed: a name, or a number and a state, with digits that nobody typed."""

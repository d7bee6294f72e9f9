"""What tells an account from any other, and nothing about it: a page says by it for whom it was made."""

from django.utils.crypto import salted_hmac

from accounts.models import User

_LENGTH = 16


def mark_of(user: User) -> str:
    """Return the mark of an account: the same at every browser, for as long as SECRET_KEY is."""
    return salted_hmac("accounts.marks", str(user.pk), algorithm="sha256").hexdigest()[:_LENGTH]

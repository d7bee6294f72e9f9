"""What only we can have written of a mail: by it what comes back is known as ours, and no return that somebody made up is."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

HEADER = "X-Mot-Cua-Return"
"""Of each mail: a server that gives one back sends its head along (RFC 3464)."""
DIGITS = 32
_SALT = "returned mail"


def key_of(message_id: str, secret: str | bytes | None = None) -> str:
    """Return the key of a message: half of an HMAC, which nobody guesses and which says nothing of the message."""
    return salted_hmac(_SALT, message_id, secret=secret, algorithm="sha256").hexdigest()[:DIGITS]


def is_of(message_id: str, key: str) -> bool:
    """Say whether a key is that of a message, by the secret of now or one before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(key_of(message_id, secret), key.lower()) for secret in secrets)


def envelope_of(message_id: str) -> str:
    """Return the address that what cannot be delivered goes back to; the ordinary sender where none is set."""
    if not settings.MAIL_RETURN_PATH:
        return settings.DEFAULT_FROM_EMAIL
    local, _at, domain = settings.MAIL_RETURN_PATH.rpartition("@")
    return f"{local}+{key_of(message_id)}@{domain}"

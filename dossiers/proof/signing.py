"""The key that seals the record: Ed25519 (RFC 8032), kept outside the database. Keys and signatures are hex."""

import re
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from procedures.own_file import made_once

_KEY = re.compile(r"[0-9a-fA-F]{64}")


class SealKeyError(Exception):
    """The file of the key does not hold one, or cannot be read."""


def sign(content: bytes) -> str:
    """Return the signature over some content by the key in force."""
    return _private(_key()).sign(content).hex()


def public_key() -> str:
    """Return the public key of the key in force."""
    return _private(_key()).public_key().public_bytes_raw().hex()


def known_keys() -> frozenset[str]:
    """Return the public keys that this office signs with, or has signed with before the key was changed."""
    return frozenset({public_key(), *settings.SEAL_KEYS_BEFORE})


def verifies(public: str, signature: str, content: bytes) -> bool:
    """Say whether a signature over some content was made by the owner of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key() -> str:
    return settings.SEAL_KEY or _own_key(settings.SEAL_KEY_FILE)


def _own_key(path: Path) -> str:
    """Return the key that this installation made for itself, for use on this machine alone. Raises ``SealKeyError``."""
    try:
        key = made_once(path, lambda: secrets.token_hex(32).encode()).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise SealKeyError(f"{path} cannot be read: {error}") from error
    if not _KEY.fullmatch(key):
        raise SealKeyError(
            f"{path} holds no seal key: it should be 64 hexadecimal digits. Put the key back from its copy."
        )
    return key


@lru_cache(maxsize=4)
def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))

"""The keys of statements: one in force, on P-256 (ADR 0080), and those that were before it."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from dossiers.papers.signed.errors import PaperKeyError
from procedures.own_file import made_once

ID_BYTES = 4


class KnownKey(NamedTuple):
    """A public key that statements of this office may be signed by."""

    public: ec.EllipticCurvePublicKey
    last_day: date | None = None
    """The last day of which it has signed papers; None for the key in force."""
    is_revoked: bool = False
    """Whether somebody else may have it: then no statement by it says anything."""


def statement_key() -> ec.EllipticCurvePrivateKey | None:
    """Return the key in force, None where this office makes no statements. Raises ``PaperKeyError``."""
    if settings.STATEMENT_KEY:
        return _private(settings.STATEMENT_KEY)
    return _private(_own(settings.STATEMENT_KEY_OWN)) if settings.STATEMENT_KEY_OWN else None


def known_keys() -> Iterator[KnownKey]:
    """Yield every key by which there are statements of this office. Raises ``PaperKeyError``."""
    current = statement_key()
    if current:
        yield KnownKey(current.public_key())
    for former in settings.STATEMENT_KEYS_BEFORE:
        try:
            public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(former.public))
        except ValueError as error:
            raise PaperKeyError(f"{former.public} of STATEMENT_KEYS_BEFORE is no key on P-256") from error
        yield KnownKey(public, former.last_day, is_revoked=former.last_day is None)


def id_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """Return by what a statement names its key."""
    return hashlib.sha256(compressed(public)).digest()[:ID_BYTES]


def compressed(public: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key in 33 bytes (SEC 1, section 2.3.3)."""
    return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def published() -> list[dict[str, object]]:
    """Return the known keys as others read them: JSON Web Keys (RFC 7517), with what became of each."""
    return [
        {
            "kty": "EC",
            "crv": "P-256",
            "x": _coordinate(key.public.public_numbers().x),
            "y": _coordinate(key.public.public_numbers().y),
            "kid": id_of(key.public).hex(),
            "last_day": key.last_day.isoformat() if key.last_day else None,
            "revoked": key.is_revoked,
        }
        for key in known_keys()
    ]


def _coordinate(value: int) -> str:
    return urlsafe_b64encode(value.to_bytes(32)).decode().rstrip("=")


def _own(path: Path) -> str:
    try:
        return made_once(path, lambda: secrets.token_hex(32).encode()).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise PaperKeyError(f"the key of statements cannot be read: {error}") from error


@lru_cache(maxsize=4)
def _private(key: str) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int(key, 16), ec.SECP256R1())
    except ValueError as error:
        raise PaperKeyError("the key of statements is none on P-256: make another one") from error

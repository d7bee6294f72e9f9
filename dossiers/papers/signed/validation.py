"""What a signature is validated by years later (PAdES B-LT, ETSI EN 319 142-1): the certificates up to the root, and that none was revoked.

It is asked of those who gave the key and the stamps, at the addresses that their certificates name, and kept for a while. Where it
cannot be had papers are issued without it.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic

import structlog
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.registry import CertificateStore

from dossiers.papers.signed.errors import RevokedKeyError
from dossiers.papers.signed.stamps import SECONDS, Stamper

log = structlog.get_logger(__name__)
KEPT_SECONDS = 1800
"""For so long an answer is used for paper after paper: an authority says anew what it revoked once in hours."""
AGAIN_SECONDS = 300
"""After so long it is asked again where it could not be had, else each paper would wait for it."""
MOST_SECONDS = 2 * SECONDS
"""That papers wait for all answers together."""
MOST_BYTES = 24_000
"""Of all answers together, which go into each paper: of a list with every revoked certificate of an authority that is too little."""
_NOT_HAD = (PathError, ValidationError, CRLValidationError, OCSPValidationError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about a key and a service of time stamps."""

    context: ValidationContext | None
    """Holds the answers, and asks nobody any more; None where they could not be had."""
    why_not: str = ""
    """Why, in a sentence for whoever runs the server."""


NO_PROOF = Proof(None)
"""Of what nobody was to be asked about."""
ALONE = ""
"""Instead of the service of stamps, of a key that was asked about alone: of that no paper carries anything."""
_KEPT: dict[tuple[bytes, str, Path], tuple[Proof, float]] = {}


def proof_of(own: Certificate, vouching: CertificateStore, stamper: Stamper | None, roots: Path, *, name: str) -> Proof:
    """Return what proves that the certificates of a key and of a service hold, from a while ago or found out now.

    ``stamper``: None where nothing is to be proven later, and it is asked alone whether the key was revoked.
    ``roots``: a PEM file of the certificates that are believed. Raises ``RevokedKeyError``, which names the key by ``name``, and
    ``OSError`` where the service of time stamps does not do what it should.
    """
    place = (own.sha256, stamper.url if stamper else ALONE, roots)
    kept, until = _KEPT.get(place, (NO_PROOF, 0.0))
    if monotonic() < until:
        return kept
    try:
        found = _found(own, vouching, stamper, roots)
    except RevokedError as error:
        raise RevokedKeyError(name, str(error)) from error
    if found.why_not and stamper:
        log.warning("papers.no_validation_data", why=found.why_not)
    _KEPT[place] = found, monotonic() + (AGAIN_SECONDS if found.why_not else KEPT_SECONDS)
    return found


def forget() -> None:
    """Ask anew at the next paper."""
    _KEPT.clear()


def _found(own: Certificate, vouching: CertificateStore, stamper: Stamper | None, roots: Path) -> Proof:
    try:
        # Whoever calls may have a loop of its own running; this one has a thread of its own.
        with ThreadPoolExecutor(1) as own_thread:
            return own_thread.submit(asyncio.run, _asked(own, vouching, stamper, _believed(roots))).result()
    except (TimestampRequestError, RevokedError):
        raise
    except _NOT_HAD as error:
        return Proof(None, f"{type(error).__name__}: {error}")


async def _asked(
    own: Certificate, vouching: CertificateStore, stamper: Stamper | None, roots: list[Certificate]
) -> Proof:
    asking = AIOHttpFetcherBackend(per_request_timeout=SECONDS)
    # Every certificate but the roots needs an answer.
    context = ValidationContext(roots, allow_fetching=True, revocation_mode="require", fetcher_backend=asking)
    try:
        async with asyncio.timeout(MOST_SECONDS):
            of_the_key = CertificateValidator(own, vouching, context)
            await of_the_key.async_validate_usage({"non_repudiation"})  # type: ignore[no-untyped-call]
            return await _with_stamps(context, stamper, roots) if stamper else Proof(None)
    finally:
        await asking.close()  # type: ignore[no-untyped-call]


async def _with_stamps(context: ValidationContext, stamper: Stamper, roots: list[Certificate]) -> Proof:
    try:
        async for _path in stamper.validation_paths(context):  # type: ignore[no-untyped-call]
            pass
    except RevokedError as error:
        # Whom to believe about the time is said by whoever validates: of that papers do not wait.
        return Proof(None, f"the service of time stamps: {error}")
    size = sum(len(one.dump()) for one in (*context.crls, *context.ocsps))
    if size > MOST_BYTES:
        return Proof(None, f"the answers of the authorities take {size} bytes, and a paper has room for {MOST_BYTES}")
    return Proof(ValidationContext(roots, crls=context.crls, ocsps=context.ocsps, revocation_mode="require"))


def _believed(roots: Path) -> list[Certificate]:
    return [Certificate.load(one) for one in _of_file(roots, roots.stat().st_mtime_ns)]


@lru_cache(maxsize=2)
def _of_file(roots: Path, _changed: int) -> list[bytes]:
    return [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(roots.read_bytes())]

"""Whose signatures a PDF has, and what has become of what was signed. Runs in the confined process alone: nobody is asked over a network."""

import asyncio
import io
import logging
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dossiers.viewing.asking import MOST_NAME, MOST_SIGNATURES, Answer, Body, Problem, Signature
from dossiers.viewing.judging import SIGNED, UNREADABLE

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate, Name
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

WEAK = {"md2": "MD2", "md5": "MD5", "sha1": "SHA-1"}
LEAST_RSA = 2048
"""Bits."""


def signatures(content: bytes, roots: bytes, at: datetime) -> Answer:
    """Read the signatures of a PDF; never raises for what is wrong with the file.

    ``roots``: the certificates that are trusted, as PEM; none where it is not to be checked. ``at``: the instant of the reading.
    """
    if not SIGNED.search(content):
        return Answer()
    # A second that only such a file needs, and what it would write into a log are words of the file.
    logging.disable()
    from pyhanko.pdf_utils.misc import PdfError

    unreadable = (*UNREADABLE, PdfError)
    answer = Answer(Problem.BROKEN)
    # By the rules first; programs that everybody has (Word) write files that keep to them only nearly.
    for is_strict in (True, False):
        with suppress(*unreadable):
            answer = asyncio.run(_read(content, roots, at, is_strict=is_strict))
            if all(one.body is not Body.UNREAD for one in answer.signatures):
                break
    return answer


async def _read(content: bytes, roots: bytes, at: datetime, *, is_strict: bool) -> Answer:
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    from dossiers.viewing.signers import Reading

    reader = PdfFileReader(io.BytesIO(content), strict=is_strict)
    if is_strict and reader.xrefs.hybrid_xrefs_present:
        raise ValueError("read by the other rules")
    # One that asks for a password is not taken by the judge.
    if reader.encrypted and reader.decrypt(b"").status is AuthStatus.FAILED:
        return Answer(Problem.LOCKED)
    reading, found, more = Reading(reader, roots, at), list[Signature](), 0
    for signature in _embedded(reader):
        if len(found) == MOST_SIGNATURES:
            more += 1
            continue
        try:
            found.append(await reading.of(signature) if signature else Signature(Body.UNREAD))
        except (*UNREADABLE, PdfError):
            found.append(Signature(Body.UNREAD))
    return Answer(signatures=tuple(found), more_signatures=more)


def _embedded(reader: "PdfFileReader") -> Iterator["EmbeddedPdfSignature | None"]:
    """Yield the signatures in the order in which they were made, behind them None for each that cannot be read at all.

    A stamp of the time of a whole document is nobody's signature.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    found, lost = list[EmbeddedPdfSignature](), 0
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        if value.get_object().get("/Type") == "/DocTimeStamp":
            continue
        try:
            found.append(EmbeddedPdfSignature(reader, field.get_object(), name))
        except (*UNREADABLE, PdfError):
            lost += 1
    yield from sorted(found, key=lambda one: one.signed_revision)
    yield from [None] * lost


def name_of(name: "Name", *kinds: str) -> str:
    """Return the first of some parts of a name that there is, as it may be shown; "" where there is none."""
    parts: dict[str, Any] = name.native
    for kind in kinds:
        value = parts.get(kind, "")
        text = clean(value if isinstance(value, str) else ", ".join(map(str, value)))
        if text:
            return text
    return ""


def clean(text: str) -> str:
    """Return a text on one line, without what is not seen or turns the direction of what is, cut to ``MOST_NAME`` letters."""
    # Before anything is done with it: it may be as long as the file.
    text = unicodedata.normalize("NFC", text[: 8 * MOST_NAME])
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] not in "CZ")
    text = " ".join("".join(seen).split())
    return text if len(text) <= MOST_NAME else f"{text[: MOST_NAME - 1]}…"


def weak_of(algorithms: Iterable[str], certificates: Iterable["Certificate"]) -> tuple[str, ...]:
    """Return what in a signature can be forged today: how it was digested, and each of its certificates signed; short keys."""
    found = [WEAK[one] for one in algorithms if one in WEAK]
    for certificate in certificates:
        with suppress(*UNREADABLE):
            key = certificate.public_key
            if key.algorithm == "rsa" and key.bit_size < LEAST_RSA:
                found.append(f"RSA {key.bit_size}")
        with suppress(*UNREADABLE):
            # Nobody believes a root for its own signature.
            if not certificate.self_issued and (digested := certificate.hash_algo) in WEAK:
                found.append(WEAK[digested])
    return tuple(dict.fromkeys(found))


def as_utc(at: datetime | None) -> datetime | None:
    """Return an instant in UTC; one without a zone is taken as that."""
    if at is None:
        return None
    with suppress(OverflowError):
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return None

"""What the code of a paper says by itself, signed: so that it can be checked without network (ADR 0080).

A COSE_Sign1 (RFC 9052) by ES256, made of kind, number, day, mark and the digests of the fields, written as a number in digits.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from dossiers.log.parts.issued import mark_of
from dossiers.papers.signed.code import Coded
from dossiers.papers.signed.fields import FIELDS, canonical, digest_of
from dossiers.papers.signed.statement_keys import id_of, statement_key

ALGORITHM, KEY_ID, ES256 = 1, 4, -7
MARK_BYTES = 8
EPOCH = date(1970, 1, 1)


def with_statement[P](paper: P, kind: str, number: str, *, on: date, token: str) -> P:
    """Return a paper as it is printed, with its statement, or as it is where this office makes none.

    ``on``: the day that it is dated. The same paper has the same statement each time. Raises ``PaperKeyError``.
    """
    key = statement_key()
    if key is None:
        return paper
    values = [field.of(paper) for field in FIELDS[kind]]
    statement = signed_statement(key, kind, number, on=on, token=token, values=values)
    printed: Any = paper
    form = getattr(paper, "form", None)
    coded = replace(form, statement=statement) if isinstance(form, Coded) else None
    made: P = replace(printed, form=coded) if coded else replace(printed, statement=statement)
    return made


def signed_statement(
    key: ec.EllipticCurvePrivateKey, kind: str, number: str, *, on: date, token: str, values: Sequence[str]
) -> str:
    """Return the statement of a paper, in digits. ``values``: of its fields, in their order."""
    mark = bytes.fromhex(mark_of(token))[:MARK_BYTES]
    fields = zip(FIELDS[kind], values, strict=True)
    digests = b"".join(digest_of(mark, field.name, canonical(value, field.reading)) for field, value in fields)
    payload = cbor2.dumps([kind, number, (on - EPOCH).days, mark, digests])
    protected = cbor2.dumps({ALGORITHM: ES256})
    to_sign = cbor2.dumps(["Signature1", protected, b"", payload])
    # Without chance (RFC 6979), so that a paper which is printed anew has the code that it had.
    signature = decode_dss_signature(key.sign(to_sign, ec.ECDSA(SHA256(), deterministic_signing=True)))
    raw = b"".join(part.to_bytes(32) for part in signature)
    whole = cbor2.dumps([protected, {KEY_ID: id_of(key.public_key())}, payload, raw])
    return str(int.from_bytes(whole))

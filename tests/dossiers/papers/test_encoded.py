"""What a signature is made of: as PAdES has it, and encoded once."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from asn1crypto.core import Sequence
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import as_signing_certificate_v2

from dossiers.papers.signed.pades import signed
from procedures.time.calendar import LOCAL
from tests.dossiers.papers.test_signed import plain, validated

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
MOST_ENCODED = 150
"""Sequences in one signature: each about once. pyHanko alone encodes 2,200 times."""


def test_a_signature_says_by_which_certificate_it_is_and_no_time() -> None:
    pdf = signed(plain(), at=MONDAY)

    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    said = {one["type"].native: one["values"][0] for one in signature.signer_info["signed_attrs"]}
    assert set(said) == {"content_type", "message_digest", "signing_certificate_v2"}
    own = as_signing_certificate_v2(signature.signer_cert)
    assert said["signing_certificate_v2"].dump() == own.dump()
    assert validated(pdf).bottom_line


def test_what_a_signature_is_made_of_is_not_encoded_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    signed(plain(), at=MONDAY)
    encode: Callable[..., None] = Sequence._set_contents
    encoded = []

    def heard(sequence: Sequence, force: bool = False) -> None:
        encoded.append(type(sequence).__name__)
        encode(sequence, force)

    monkeypatch.setattr(Sequence, "_set_contents", heard)
    signed(plain(), at=MONDAY)

    assert 0 < len(encoded) < MOST_ENCODED

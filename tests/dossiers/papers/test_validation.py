"""What a signature is validated by years later: in the paper where it can be had, and never waited for where it cannot."""

import io
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import HTTPServer
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import Letter, OutboxEntry
from dossiers.papers.signed import validation
from dossiers.papers.signed.addresses import KeyFile, KeyFolder
from dossiers.papers.signed.keys import leader_key, made_here
from dossiers.papers.signed.pades import signed, without_proof
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.authority import Authority
from tests.dossiers.papers.judged import judged
from tests.dossiers.papers.test_signed import pdfsig, plain
from tests.dossiers.papers.test_stamped import STAMPS, server, truly

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
__all__ = ["server"]


@pytest.fixture(params=["by_list", "by_question"])
def authority(
    request: pytest.FixtureRequest, server: HTTPServer, settings: Settings, tmp_path: Path
) -> Iterator[Authority]:
    server.way = truly  # type: ignore[attr-defined]
    validation.forget()
    with Authority(**{request.param: True}).at_work() as found:
        path = tmp_path / "papers.p12"
        path.write_bytes(found.key_file())
        settings.PAPER_KEY = KeyFile(path, "")
        stamps_root = x509.load_der_x509_certificate(STAMPS.tsa_cert.dump())
        settings.PAPER_ROOTS = found.roots(tmp_path, stamps_root)
        yield found


def believed(authority: Authority) -> list[Certificate]:
    return [Certificate.load(authority.certificate.public_bytes(Encoding.DER)), STAMPS.tsa_cert]


def by_itself(pdf: bytes, authority: Authority) -> PdfSignatureStatus:
    """Return what is found of a signature by what is in the file and the roots alone, where each certificate needs an answer."""
    reader = PdfFileReader(io.BytesIO(pdf))
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {"trust_roots": believed(authority), "allow_fetching": False, "revocation_mode": "require"}
    )
    [signature] = reader.embedded_signatures
    return judged(signature, context, context)


def without_answers(pdf: bytes, authority: Authority) -> PdfSignatureStatus:
    """Return what is found by whoever has no answer in the file, and believes without."""
    context = ValidationContext(trust_roots=believed(authority), allow_fetching=False)
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return judged(signature, context, context)


def receipt() -> bytes:
    story.dossier_in("accepted", at=MONDAY)
    relay.run(MONDAY + HOUR)
    with Letter.objects.get(kind=Paper.RECEIPT).file.open("rb") as file:
        return file.read()


def test_a_paper_holds_all_that_it_is_validated_by_and_nothing_is_written_behind_its_signature(
    authority: Authority, tmp_path: Path
) -> None:
    pdf = receipt()

    status = by_itself(pdf, authority)
    assert status.bottom_line
    assert status.timestamp_validity
    assert status.timestamp_validity.valid
    assert status.coverage.name == "ENTIRE_FILE"
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)
    assert "Total document signed" in pdfsig(pdf, tmp_path)
    assert OutboxEntry.objects.get(kind=outbox.issue_of(Paper.RECEIPT)).error == ""


def test_what_was_said_is_used_for_one_paper_after_another(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [signed(plain(), at=MONDAY) for _each in range(3)]

    assert all(by_itself(pdf, authority).bottom_line for pdf in papers)
    assert len(authority.asked) == 1

    monkeypatch.setattr(validation, "KEPT_SECONDS", 0)
    validation.forget()
    signed(plain(), at=MONDAY)
    signed(plain(), at=MONDAY)
    assert len(authority.asked) == 3


def silent(_path: str, _asked: bytes) -> None:
    return None


def talking(_path: str, _asked: bytes) -> bytes:
    return b"<html>Please sign in</html>"


def hanging(_path: str, _asked: bytes) -> bytes:
    time.sleep(1)
    return b""


@pytest.mark.parametrize("way", [silent, talking, hanging, "another"])
def test_where_it_cannot_be_had_a_paper_is_issued_without_and_that_is_said(
    way: object, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(validation, "SECONDS", 0.3)
    monkeypatch.setattr(validation, "MOST_SECONDS", 0.6)
    authority.says = Authority(by_list=True).truly if way == "another" else way  # type: ignore[assignment]

    pdf = receipt()

    entry = OutboxEntry.objects.get(kind=outbox.issue_of(Paper.RECEIPT))
    assert entry.done_at
    assert entry.error.startswith("signed without validation data: ")
    with pytest.raises(NoDSSFoundError):
        by_itself(pdf, authority)
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)
    assert without_answers(pdf, authority).timestamp_validity

    asked = len(authority.asked)
    signed(plain(), at=MONDAY)
    assert len(authority.asked) == asked, "a paper after it does not wait for the same again"


@pytest.mark.parametrize("authority", ["by_list"], indirect=True)
def test_a_list_that_is_too_long_for_a_paper_stays_out(authority: Authority) -> None:
    authority.says = authority.a_long_list

    pdf = signed(plain(), at=MONDAY)

    assert b"/DSS" not in pdf
    assert "a paper has room for 24000" in without_proof()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_roots_that_cannot_be_read_let_no_paper_wait(
    content: str | None, authority: Authority, settings: Settings, tmp_path: Path
) -> None:
    settings.PAPER_ROOTS = tmp_path / "others.pem"
    if content:
        settings.PAPER_ROOTS.write_text(content)

    assert b"/DSS" not in signed(plain(), at=MONDAY)
    assert without_proof()


def test_a_key_that_was_revoked_signs_nothing_and_no_number_is_lost(authority: Authority) -> None:
    authority.revoked_at = timezone.now() - HOUR
    story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    waiting = OutboxEntry.objects.get(kind=outbox.issue_of(Paper.RECEIPT), done_at=None)
    assert "the certificate of the key of papers was revoked" in waiting.error
    assert not Letter.objects.exists()

    authority.revoked_at = None
    relay.run(MONDAY + 2 * HOUR)

    assert Letter.objects.get(kind=Paper.RECEIPT).number == "01/2026/TNHS"


@pytest.mark.parametrize("authority", ["by_list"], indirect=True)
def test_the_office_s_signature_behind_a_leader_s_holds_it_and_the_leader_s_stays_valid(
    authority: Authority, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "lan.p12").write_bytes(made_here())
    settings.LEADER_KEYS = KeyFolder(tmp_path, "")
    own = leader_key("lan", MONDAY)
    assert own

    reader = PdfFileReader(io.BytesIO(signed(plain(), at=MONDAY, by=own)))

    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {"trust_roots": believed(authority), "allow_fetching": False, "revocation_mode": "require"}
    )
    vouching = [Certificate.load(one.public_bytes(Encoding.DER)) for one in own.others]
    without = ValidationContext([*vouching, STAMPS.tsa_cert], allow_fetching=False)
    person, office = reader.embedded_signatures
    assert judged(office, context, context).bottom_line
    assert judged(person, without, without).bottom_line


def test_a_service_of_stamps_that_is_gone_lets_papers_wait_as_it_did(authority: Authority, settings: Settings) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/tsr"

    with pytest.raises(OSError, match="contacting timestamp service"):
        signed(plain(), at=MONDAY)

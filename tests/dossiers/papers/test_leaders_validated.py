"""A leader's own signature carries what it is validated by years later, as the office's does."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import PdfSignatureStatus
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import OutboxEntry, ResultFile
from dossiers.papers.signed import validation
from dossiers.papers.signed.addresses import KeyFolder
from dossiers.papers.signed.keys import leader_key
from dossiers.papers.signed.pades import signed, without_proof
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.papers.authority import Authority
from tests.dossiers.papers.test_signed import DAY, MONDAY, pdfsig, plain
from tests.dossiers.papers.test_stamped import STAMPS, server
from tests.dossiers.papers.test_validation import authority, silent

pytestmark = pytest.mark.django_db
__all__ = ["authority", "server"]
LATER = MONDAY + 30 * DAY


@pytest.fixture
def theirs(authority: Authority, settings: Settings, tmp_path: Path) -> Iterator[Authority]:
    """Who gave a leader the key, which is another authority than the office's."""
    way = {"by_list": authority.by_list, "by_question": authority.by_question}
    with Authority(**way).at_work() as found:
        folder = tmp_path / "leaders"
        folder.mkdir()
        (folder / "lan.p12").write_bytes(found.key_file())
        settings.LEADER_KEYS = KeyFolder(folder, "")
        stamps_root = x509.load_der_x509_certificate(STAMPS.tsa_cert.dump())
        settings.PAPER_ROOTS = authority.roots(tmp_path, found.certificate, stamps_root)
        yield found
    validation.forget()


def by_itself(pdf: bytes, *authorities: Authority) -> list[PdfSignatureStatus]:
    """Return what is found of each signature by what is in the file and the roots alone, where each certificate needs an answer."""
    reader = PdfFileReader(io.BytesIO(pdf))
    roots = [Certificate.load(one.certificate.public_bytes(Encoding.DER)) for one in authorities]
    given = {"trust_roots": [*roots, STAMPS.tsa_cert], "allow_fetching": False, "revocation_mode": "require"}
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(given)
    return [validate_pdf_signature(one, context, ts_validation_context=context) for one in reader.embedded_signatures]


def result() -> bytes:
    story.dossier_in("result-ready", at=MONDAY)
    relay.run(LATER)
    with ResultFile.objects.get().file.open("rb") as file:
        return file.read()


def test_the_signature_of_who_decided_holds_all_that_it_is_validated_by(
    authority: Authority, theirs: Authority, tmp_path: Path
) -> None:
    pdf = result()

    person, office = by_itself(pdf, authority, theirs)
    assert person.signing_cert.dump() == theirs.own.public_bytes(Encoding.DER)
    assert person.bottom_line
    assert person.timestamp_validity
    assert person.timestamp_validity.valid
    assert office.bottom_line
    assert office.coverage.name == "ENTIRE_FILE"
    validated = pdfsig(pdf, tmp_path)
    assert validated.count("Signature is Valid") == 2
    assert validated.count("  - Total document signed") == 1
    assert OutboxEntry.objects.get(kind=outbox.RESULT_FILE).error == ""


def test_where_it_cannot_be_had_that_is_said_of_this_paper_and_of_no_other(
    authority: Authority, theirs: Authority
) -> None:
    theirs.says = silent

    pdf = result()

    person, office = by_itself(pdf, authority, theirs)
    assert not person.bottom_line, "nothing says that this key was not revoked"
    assert office.bottom_line
    entry = OutboxEntry.objects.get(kind=outbox.RESULT_FILE)
    assert entry.done_at
    assert entry.error.startswith("signed without validation data: lan.p12 of LEADER_KEYS: ")
    assert OutboxEntry.objects.get(kind=outbox.issue_of(Paper.RECEIPT)).error == ""


def test_without_a_service_of_stamps_nothing_is_to_be_proven(
    authority: Authority, theirs: Authority, settings: Settings
) -> None:
    settings.TIMESTAMP_URL, theirs.says = "", silent

    pdf = signed(plain(), at=MONDAY, by=leader_key("lan", MONDAY))

    assert b"/DSS" not in pdf
    assert without_proof() == ""

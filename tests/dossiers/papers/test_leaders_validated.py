"""A leader's own signature carries what it is validated by years later, as the office's does; a key that was revoked is told of."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import PdfSignatureStatus
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import OutboxEntry, ResultFile
from dossiers.papers.signed import validation
from dossiers.papers.signed.addresses import KeyFile, KeyFolder
from dossiers.papers.signed.keys import leader_key, made_here, paper_key
from dossiers.papers.signed.pades import signed, without_proof
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.papers.authority import HOUR, Authority
from tests.dossiers.papers.judged import judged
from tests.dossiers.papers.test_signed import DAY, MONDAY, pdfsig, plain
from tests.dossiers.papers.test_stamped import STAMPS, server
from tests.dossiers.papers.test_validation import authority, silent
from tests.portal.test_health import at_work, told

pytestmark = pytest.mark.django_db
__all__ = ["at_work", "authority", "server"]
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
    return [judged(one, context, context) for one in reader.embedded_signatures]


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


@pytest.mark.parametrize("authority", ["by_list"], indirect=True)
def test_a_revoked_key_is_counted_where_a_paper_waits_for_it_and_no_longer_once_there_is_another(
    authority: Authority, theirs: Authority, settings: Settings, client: Client, at_work: object
) -> None:
    theirs.revoked_at = timezone.now() - HOUR
    story.dossier_in("result-ready", at=MONDAY)
    assert told(client)[0] == 200, "nobody has asked yet"

    relay.run(LATER)

    asked = len(theirs.asked)
    waiting = OutboxEntry.objects.filter(kind=outbox.RESULT_FILE, done_at=None)
    assert waiting.get().error.startswith("RevokedKeyError: lan.p12 of LEADER_KEYS: the certificate ")
    assert not ResultFile.objects.exists()
    status, first, parts = told(client)
    assert (status, first) == (503, "not ready: leaders")
    assert parts["leaders"] == "1 of their keys cannot be used: what they decided waits; 1 revoked"
    assert len(theirs.asked) == asked, "a page that tells of it asks nobody"

    (settings.LEADER_KEYS.path / "hoa.p12").write_bytes(b"no key")
    assert told(client)[2]["leaders"].startswith("2 of their keys cannot be used: ")

    (settings.LEADER_KEYS.path / "hoa.p12").unlink()
    (settings.LEADER_KEYS.path / "lan.p12").write_bytes(made_here())
    relay.run(LATER + DAY)
    assert ResultFile.objects.exists()
    assert told(client)[:2] == (200, "ok")


@pytest.mark.parametrize("authority", ["by_list"], indirect=True)
def test_the_office_s_own_key_that_was_revoked_is_told_of_too(
    authority: Authority, settings: Settings, client: Client, at_work: object, tmp_path: Path
) -> None:
    authority.revoked_at = timezone.now() - HOUR
    story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    status, first, parts = told(client)
    assert (status, first) == (503, "not ready: papers")
    assert parts["papers"] == "their key was revoked: put a new one in its place"
    assert "leaders" not in parts

    (tmp_path / "another.p12").write_bytes(made_here())
    settings.PAPER_KEY = KeyFile(tmp_path / "another.p12", "")
    assert paper_key(MONDAY)
    relay.run(MONDAY + 2 * HOUR)
    assert told(client)[:2] == (200, "ok")

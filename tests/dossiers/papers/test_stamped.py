"""Time stamps of signatures, from a service of our own that tells the truth, lies, hangs or is not there."""

import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.tsp import TimeStampReq
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import Letter, OutboxEntry
from dossiers.papers.signed import stamps
from dossiers.papers.signed.keys import paper_key
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.judged import judged

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def service() -> DummyTimeStamper:
    key, now = rsa.generate_private_key(public_exponent=65537, key_size=2048), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time stamps of the tests")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - HOUR, now + HOUR)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    made = builder.add_extension(usage, critical=True).sign(key, SHA256())
    private = PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return DummyTimeStamper(Certificate.load(made.public_bytes(Encoding.DER)), private)


class Answering(BaseHTTPRequestHandler):
    """Answers as the server's ``way`` says."""

    def do_POST(self) -> None:
        asked = TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        content, status = self.server.way(asked)  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


STAMPS = service()


def truly(asked: TimeStampReq) -> tuple[bytes, int]:
    return STAMPS.request_tsa_response(asked).dump(), 200


def of_something_else(asked: TimeStampReq) -> tuple[bytes, int]:
    other = TimeStampReq.load(asked.dump())
    other["message_imprint"]["hashed_message"] = bytes(32)
    return STAMPS.request_tsa_response(other).dump(), 200


def with_a_broken_signature(asked: TimeStampReq) -> tuple[bytes, int]:
    answer = bytearray(truly(asked)[0])
    answer[-1] ^= 1
    return bytes(answer), 200


def of_another_question(asked: TimeStampReq) -> tuple[bytes, int]:
    other = TimeStampReq.load(asked.dump())
    other["nonce"] = asked["nonce"].native ^ 1
    return STAMPS.request_tsa_response(other).dump(), 200


def in_plain_words(_asked: TimeStampReq) -> tuple[bytes, int]:
    return b"<html>Please sign in</html>", 200


def with_an_error(_asked: TimeStampReq) -> tuple[bytes, int]:
    return b"", 503


@pytest.fixture
def server(settings: Settings) -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Answering) as found:
        Thread(target=found.serve_forever, daemon=True).start()
        settings.TIMESTAMP_URL = f"http://127.0.0.1:{found.server_port}/tsr"
        yield found
        found.shutdown()


def waiting() -> str:
    """Accept a dossier, have its receipt issued, and return why that waits."""
    story.dossier_in("accepted", at=MONDAY)
    relay.run(MONDAY + HOUR)
    return OutboxEntry.objects.get(kind=outbox.issue_of(Paper.RECEIPT), done_at=None).error


def test_a_signature_carries_the_stamp_of_the_service(server: HTTPServer) -> None:
    server.way = truly  # type: ignore[attr-defined]
    story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    with Letter.objects.get(kind=Paper.RECEIPT).file.open("rb") as file:
        [signature] = PdfFileReader(io.BytesIO(file.read())).embedded_signatures
    key = paper_key(MONDAY)
    assert key
    roots = [Certificate.load(one.public_bytes(Encoding.DER)) for one in key.others]
    trusting = ValidationContext(trust_roots=[*roots, STAMPS.tsa_cert], allow_fetching=False)
    status = judged(signature, trusting, trusting)
    assert status.bottom_line
    assert status.timestamp_validity
    assert status.timestamp_validity.valid


@pytest.mark.parametrize(
    ("way", "why"),
    [
        (of_something_else, "gives a stamp of something else"),
        (with_a_broken_signature, "gives a stamp of something else"),
        (of_another_question, "nonce|no stamp"),
        (in_plain_words, "no stamp"),
        (with_an_error, "TimestampRequestError"),
    ],
)
def test_a_service_that_does_not_tell_the_truth_lets_papers_wait(way: object, why: str, server: HTTPServer) -> None:
    server.way = way  # type: ignore[attr-defined]

    assert re.search(why, waiting())
    assert not Letter.objects.exists()

    server.way = truly  # type: ignore[attr-defined]
    relay.run(MONDAY + 2 * HOUR)
    assert Letter.objects.get(kind=Paper.RECEIPT).number == "01/2026/TNHS"


def test_a_service_that_hangs_or_is_gone_is_not_waited_for(
    server: HTTPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "SECONDS", 0.2)
    server.way = hanging  # type: ignore[attr-defined]
    assert waiting()

    settings.TIMESTAMP_URL = "http://127.0.0.1:9/tsr"
    relay.run(MONDAY + 2 * HOUR)
    assert not Letter.objects.exists()


def hanging(asked: TimeStampReq) -> tuple[bytes, int]:
    time.sleep(1)
    return truly(asked)

"""An authority of the tests, which says over HTTP what it revoked, or whatever a test has it say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from django.utils import timezone

from dossiers.papers.signed.keys import FROM, UNTIL

HOUR = timedelta(hours=1)


class Authority:
    """One that gave the office its key. ``says``: what it answers to a path, with what it was asked."""

    def __init__(self, *, by_list: bool = False, by_question: bool = False) -> None:
        """Name in its certificates where its list of revoked ones is, or who answers about one."""
        self.by_list, self.by_question = by_list, by_question
        self.key, self.office = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))
        self.revoked_at: datetime | None = None
        self.says: Callable[[str, bytes], bytes | None] = self.truly
        self.asked: list[str] = []
        self.address = ""
        self.certificate = self.own = self._certificate("Root", self.key, is_root=True)

    @contextmanager
    def at_work(self) -> Iterator["Authority"]:
        with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
            server.authority = self  # type: ignore[attr-defined]
            Thread(target=server.serve_forever, daemon=True).start()
            self.address = f"http://127.0.0.1:{server.server_port}"
            self.own = self._certificate("Office", self.office, is_root=False)
            yield self
            server.shutdown()

    def key_file(self) -> bytes:
        """Return the office's key as PKCS #12."""
        return pkcs12.serialize_key_and_certificates(b"", self.office, self.own, [self.certificate], NoEncryption())

    def roots(self, folder: Path, *others: x509.Certificate) -> Path:
        path = folder / "roots.pem"
        path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in (self.certificate, *others)))
        return path

    def truly(self, path: str, asked: bytes) -> bytes:
        return self._list() if path == "/crl" else self._answer(ocsp.load_der_ocsp_request(asked))

    def _list(self, *, more: int = 0) -> bytes:
        now = timezone.now()
        builder = x509.CertificateRevocationListBuilder(self.certificate.subject, now - HOUR, now + HOUR)
        gone = [(self.own.serial_number, self.revoked_at)] if self.revoked_at else []
        for serial, at in [*gone, *((number, now - HOUR) for number in range(5, 5 + more))]:
            builder = builder.add_revoked_certificate(x509.RevokedCertificateBuilder(serial, at).build())
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        known = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(known, critical=False)
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def a_long_list(self, _path: str, _asked: bytes) -> bytes:
        return self._list(more=2000)

    def _answer(self, asked: ocsp.OCSPRequest) -> bytes:
        now = timezone.now()
        status = ocsp.OCSPCertStatus.REVOKED if self.revoked_at else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            self.own, self.certificate, asked.hash_algorithm, status, now - HOUR, now + HOUR, self.revoked_at, None
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
        for extension in asked.extensions:
            builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def _certificate(self, name: str, key: ec.EllipticCurvePrivateKey, *, is_root: bool) -> x509.Certificate:
        subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, of)]) for of in (name, "Root"))
        usage = x509.KeyUsage(not is_root, not is_root, False, False, False, is_root, is_root, False, False)
        builder = (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), FROM, UNTIL)
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if not is_root and self.by_list:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.address}/crl")], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        if not is_root and self.by_question:
            answering = x509.UniformResourceIdentifier(f"{self.address}/ocsp")
            told = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, answering)
            builder = builder.add_extension(x509.AuthorityInformationAccess([told]), critical=False)
        return builder.sign(self.key, SHA256())


class _Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, asked: bytes) -> None:
        authority: Authority = self.server.authority  # type: ignore[attr-defined]
        authority.asked.append(self.path)
        content = authority.says(self.path, asked)
        self.send_response(503 if content is None else 200)
        kind = "application/pkix-crl" if self.path == "/crl" else "application/ocsp-response"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

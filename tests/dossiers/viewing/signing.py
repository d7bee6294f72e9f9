"""People who sign PDFs, and the authority that gave them their certificates."""

import io
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol

from asn1crypto.crl import CertificateList
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

FROM, UNTIL = datetime(2016, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)


def named(name: str, organisation: str = "") -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "VN", NameOID.COMMON_NAME: name, NameOID.ORGANIZATION_NAME: organisation}
    return x509.Name([x509.NameAttribute(oid, text, _validate=False) for oid, text in parts.items() if text])


@dataclass
class Authority:
    """One that vouches."""

    name: str = "CA thử"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    is_own: bool = False
    """Whether it is nobody but a person, whose certificate is for signing."""

    @cached_property
    def certificate(self) -> x509.Certificate:
        return self._certified(named(self.name), self.key.public_key(), FROM, UNTIL, is_root=not self.is_own)

    def person(
        self,
        name: str = "Nguyễn Văn A",
        organisation: str = "Công ty X",
        *,
        begins: datetime = FROM,
        ends: datetime = UNTIL,
    ) -> "Person":
        key = ec.generate_private_key(ec.SECP256R1())
        own = self._certified(named(name, organisation), key.public_key(), begins, ends, is_root=False)
        return Person(key, own, self)

    def stamper(self) -> DummyTimeStamper:
        """Return a service of time-stamps."""
        key = rsa.generate_private_key(65537, 2048)
        own = self._certified(named("Dấu thời gian"), key.public_key(), FROM, UNTIL, is_root=False, stamps=True)
        return DummyTimeStamper(_converted(own), _key(key))

    def _certified(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
        begins: datetime,
        ends: datetime,
        *,
        is_root: bool,
        stamps: bool = False,
    ) -> x509.Certificate:
        usage = x509.KeyUsage(not is_root, not is_root, False, False, False, is_root, is_root, False, False)
        known = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (
            x509.CertificateBuilder(named(self.name), subject, key, x509.random_serial_number(), begins, ends)
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(known, critical=False)
        )
        if stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return builder.sign(self.key, SHA256())


class Vouching(Protocol):
    """Whoever has a certificate for vouching."""

    @property
    def certificate(self) -> x509.Certificate: ...


@dataclass
class Person:
    """One who signs."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    by: "Vouching"

    @property
    def signer(self) -> SimpleSigner:
        vouching = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        vouching.register(_converted(self.by.certificate))
        return SimpleSigner(_converted(self.certificate), _key(self.key), vouching)

    def signed(
        self, pdf: bytes, *, field: str = "ChuKy", digest: str = "sha256", stamper: TimeStamper | None = None
    ) -> bytes:
        """Return a PDF with this person's signature behind all that is in it."""
        return self._signed(IncrementalPdfFileWriter(io.BytesIO(pdf)), field, digest, stamper)

    def signed_ciphered(self, pdf: bytes) -> bytes:
        """Return the same of a PDF that is ciphered, and opens without a password."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        writer.encrypt("")
        return self._signed(writer, "ChuKy", "sha256", None)

    def _signed(self, writer: IncrementalPdfFileWriter, field: str, digest: str, stamper: TimeStamper | None) -> bytes:
        out = io.BytesIO()
        metadata = PdfSignatureMetadata(field_name=field, md_algorithm=digest)
        signing = PdfSigner(metadata, self.signer, timestamper=stamper)
        # That of a browser's test has a loop, beside which it runs none.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(signing.sign_pdf, writer, output=out).result()
        return out.getvalue()


def added_to(pdf: bytes, text: bytes = b"BT /F 20 Tf 60 500 Td (them vao) Tj ET") -> bytes:
    """Return a PDF with words on its first page that were added behind what it had, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=text)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_lists(pdf: bytes, certificates: Sequence[x509.Certificate], lists: Sequence[bytes]) -> bytes:
    """Return a signed PDF behind which stands what it is validated by later (DSS): certificates, and which were revoked."""
    store = io.BytesIO(pdf)
    kept = {"certs": [_converted(one) for one in certificates], "crls": [CertificateList.load(one) for one in lists]}
    DocumentSecurityStore.add_dss(store, None, **kept)
    return store.getvalue()


def hole_of(pdf: bytes) -> tuple[int, int]:
    """Return where the signature of a PDF lies, which it cannot cover."""
    _zero, start, end, _rest = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf).groups()
    return int(start), int(end)


def with_one_byte_changed(pdf: bytes, was: bytes, now: bytes) -> bytes:
    """Return a PDF in which something stands instead of something else, as long as that."""
    assert pdf.count(was) == 1
    assert len(was) == len(now)
    return pdf.replace(was, now)


def _key(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> PrivateKeyInfo:
    return PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def _converted(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))


def pem(authority: Vouching) -> bytes:
    return authority.certificate.public_bytes(Encoding.PEM)


def der(authority: Vouching) -> bytes:
    return authority.certificate.public_bytes(Encoding.DER)

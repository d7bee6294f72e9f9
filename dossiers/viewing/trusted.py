"""The certificates that the agency trusts when it reads the signatures of what people upload: a folder of PEM and DER files."""

from dataclasses import dataclass
from hashlib import sha256

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

log = structlog.get_logger()

MOST = 200
"""Certificates: so many authorities there are not."""
MOST_BYTES = 1_000_000
"""Of a file that is looked into."""


@dataclass(frozen=True, slots=True)
class Roots:
    """What is trusted."""

    pem: bytes = b""
    count: int = 0

    @property
    def digest(self) -> str:
        """What tells these from others; "" where nothing is trusted."""
        return sha256(self.pem).hexdigest() if self.pem else ""


def roots() -> Roots:
    """Return the certificates of the folder as it is now; what is no certificate is named in the log and left out."""
    folder = settings.SIGNATURE_ROOTS
    if folder is None or not folder.is_dir():
        return Roots()
    found = set[bytes]()
    for path in sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")):
        try:
            found.update(_certificates(path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""))
        except (ValueError, OSError) as error:
            log.warning("signatures.no_root", file=path.name, failure=str(error))
    kept = sorted(found)[:MOST]
    return Roots(b"".join(kept), len(kept))


def _certificates(content: bytes) -> list[bytes]:
    """Return the certificates of a file, each as PEM. Raises ``ValueError`` for a file that has none."""
    if b"-----BEGIN" in content:
        read = x509.load_pem_x509_certificates(content)
    else:
        read = [x509.load_der_x509_certificate(content)]
    return [one.public_bytes(Encoding.PEM) for one in read]

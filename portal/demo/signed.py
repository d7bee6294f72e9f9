"""Files of the demo that were signed before they were uploaded, by people of an authority that the demo alone trusts."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner

from dossiers.papers.signed.keys import FROM, UNTIL, made_here
from portal.demo import story

AUTHORITY = "Nơi cấp chứng thư thử của Một Cửa"
HOLDER = "Trần Thị Cây (chữ ký thử)"
ROOT = "demo.pem"
TITLE, OTHER_TITLE = "Don co chu ky so", "Don da sua o day"


class Papers(NamedTuple):
    """A paper as it was signed, and the same after somebody has changed it."""

    intact: bytes
    changed: bytes


def papers() -> Papers:
    """Return both, by a key that is made for them; the demo trusts the authority that vouches for it from now on."""
    content = made_here(FROM, UNTIL, holder=HOLDER, authority=AUTHORITY)
    _key, _own, vouching = pkcs12.load_key_and_certificates(content, None)
    _trust(vouching[0])
    intact = _signed(story.pdf(title=TITLE), content)
    return Papers(intact, intact.replace(TITLE.encode(), OTHER_TITLE.encode(), 1))


def _trust(root: x509.Certificate) -> None:
    folder = settings.SIGNATURE_ROOTS_OWN
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ROOT).write_bytes(root.public_bytes(Encoding.PEM))


def _signed(pdf: bytes, content: bytes) -> bytes:
    signer = SimpleSigner.load_pkcs12_data(content, other_certs=[])
    signing, out = PdfSigner(PdfSignatureMetadata(field_name="NguoiNop"), signer), io.BytesIO()
    # pyHanko has a loop of its own run, which a thread that has one already does not do.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(signing.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out).result()
    return out.getvalue()

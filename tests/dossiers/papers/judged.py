"""What pyHanko finds of a signature, asked in a thread of its own: that of a browser's test has a loop, beside which it runs none."""

from concurrent.futures import ThreadPoolExecutor

from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext


def judged(
    signature: EmbeddedPdfSignature, trusting: ValidationContext, stamps: ValidationContext | None = None
) -> PdfSignatureStatus:
    """Return what is found of a signature by whom one trusts, for it and for its time stamp."""
    with ThreadPoolExecutor(1) as own_thread:
        asked = own_thread.submit(validate_pdf_signature, signature, trusting, ts_validation_context=stamps)
        return asked.result()

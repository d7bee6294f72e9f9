"""Time stamps (RFC 3161): that a signature was there by a time, said by a service that the office trusts."""

from typing import Any

from asn1crypto.cms import ContentInfo
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

SECONDS = 5
"""For so long a service is waited for; a worker prints nothing else meanwhile."""
BYTES = 12_000
"""That a stamp takes at most, with the certificates of its service."""


class Stamper(HTTPTimeStamper):
    """A service that is believed only where its stamp is whole, and of what it was asked about.

    Raises ``TimestampRequestError``, an ``OSError``, for any other answer and for none.
    """

    def __init__(self, url: str) -> None:
        """Ask at an address."""
        super().__init__(url, timeout=SECONDS)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        """Return a stamp for a digest."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            # Whom to believe is said by whoever validates the paper: here a stamp has to be whole.
            nobody = ValidationContext(trust_roots=[], allow_fetching=False)
            found: dict[str, Any] = await validate_tst_signed_data(
                token["content"], nobody, lambda _algorithm: message_digest
            )
        except (SignatureValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise TimestampRequestError(f"the time-stamp service at {self.url} answers what is no stamp") from error
        if not (found["intact"] and found["valid"]):
            raise TimestampRequestError(f"the time-stamp service at {self.url} gives a stamp of something else")
        return token

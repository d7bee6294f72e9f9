"""What a signature is made of, in bytes: asn1crypto encodes what was built, and all that is in it, anew at each look at it.

As pyHanko builds it, two thirds of the time of a signature go into that: the name of who issued the certificate lies ten levels
deep and is encoded hundreds of times. What was read from bytes gives back those.
"""

from collections.abc import Iterable
from typing import override

from asn1crypto.cms import CMSAttributes, SignerInfo
from asn1crypto.tsp import SigningCertificateV2
from asn1crypto.x509 import Certificate
from pyhanko.sign import Signer
from pyhanko.sign.attributes import CMSAttributeProvider, SignedAttributeProviderSpec
from pyhanko.sign.general import as_signing_certificate_v2


class OwnCertificate(CMSAttributeProvider):
    """Which certificate a signature is by (RFC 5035): the same in each."""

    attribute_type = "signing_certificate_v2"

    def __init__(self, own: Certificate) -> None:
        """Encode it once."""
        self.value = SigningCertificateV2.load(as_signing_certificate_v2(own).dump())

    @override
    async def build_attr_value(self, dry_run: bool = False) -> SigningCertificateV2:
        """Return it."""
        return self.value


class OfPades(SignedAttributeProviderSpec):
    """What is signed beside the digest of a file, as PAdES has it (ETSI EN 319 142-1, 6.3): whose key it is, and no time."""

    def __init__(self, own: Certificate) -> None:
        """Of a certificate."""
        self.provider = OwnCertificate(own)

    @override
    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        """Return where it is asked for."""
        return [self.provider]


class EncodedOnce(Signer):
    """A signer whose parts are bytes as soon as they are whole."""

    @override
    def signer_info(self, digest_algorithm: str, signed_attrs: CMSAttributes, signature: bytes) -> SignerInfo:
        """Return the signature with what it is of."""
        as_bytes = CMSAttributes.load(signed_attrs.dump())
        return SignerInfo.load(super().signer_info(digest_algorithm, as_bytes, signature).dump())

"""The office's signature on a paper: PAdES (ETSI EN 319 142-1), over the whole file, after which nothing may be changed in it."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import lru_cache
from io import BytesIO
from typing import override

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dossiers.papers.signed import validation
from dossiers.papers.signed.encoded import EncodedOnce, OfPades
from dossiers.papers.signed.keys import KeyElsewhere, PaperKey, paper_key
from dossiers.papers.signed.stamps import BYTES, Stamper
from dossiers.papers.signed.validation import NO_PROOF, Proof

FIELD, PERSON_FIELD = "MotCua", "NguoiKy"
BESIDE = 2048
"""Bytes that are kept free for a signature beside its certificates: measured anew for each paper it would be made twice."""
_LACKING: ContextVar[str] = ContextVar("papers_lacking", default="")
"""Why the last paper that was signed here carries less than it should."""


def signed(pdf: bytes, *, at: datetime, by: PaperKey | None = None) -> bytes:
    """Return a PDF with the office's signature, or as it is where the office has no key.

    ``by``: the key of who decided it, whose signature comes first.

    Raises ``PaperKeyError``, and ``OSError`` where a service of time stamps does not do what it should.

    What the signature says of its time is the clock of this machine; the key must be in force at the instant that is given.
    """
    _LACKING.set("")
    key = paper_key(at)
    if key is None:
        return pdf
    # pyHanko has a loop of its own run, which a thread that has one already does not do.
    with ThreadPoolExecutor(1) as aside:
        content, why = aside.submit(_signed, pdf, key, by).result()
    _LACKING.set(why)
    return content


def without_proof() -> str:
    """Return, once, why a signature of the last paper carries nothing to validate it by years later, although it should; "" where all is well."""
    why = _LACKING.get()
    _LACKING.set("")
    return why


def _signed(pdf: bytes, key: PaperKey, by: PaperKey | None) -> tuple[bytes, str]:
    """Return a paper with its signatures, and why one of them lacks what proves it."""
    place, proof, whys = Place.ALONE, NO_PROOF, [""]
    if by:
        # Before anything is signed: one that was revoked signs nothing.
        place, proof = Place.SEAL, _proof_of(by)
        pdf = _written(pdf, _signing(by, settings.TIMESTAMP_URL), proof.context, Place.PERSON)
        # Where there is no stamp nothing of a person's key is to be proven later: it is asked alone whether it was revoked.
        whys.append(f"{by.name}: {proof.why_not}" if proof.why_not and settings.TIMESTAMP_URL else "")
    # That of the office begins with its stamp.
    proof = _proof_of(key) if settings.TIMESTAMP_URL else NO_PROOF
    whys.append(proof.why_not)
    return _written(pdf, _signing(key, settings.TIMESTAMP_URL), proof.context, place), "; ".join(filter(None, whys))


def _proof_of(key: PaperKey) -> Proof:
    """Return what proves that a key holds, if it is to be asked about. Raises ``PaperKeyError`` where it was revoked."""
    if not settings.PAPER_ROOTS:
        return NO_PROOF
    signing = _signing(key, settings.TIMESTAMP_URL)
    vouching = signing.signer.cert_registry
    return validation.proof_of(signing.own, vouching, signing.stamper, settings.PAPER_ROOTS, name=key.name)


def _written(pdf: bytes, signing: "_Signing", proof: ValidationContext | None, place: "Place") -> bytes:
    out = BytesIO()
    # Each byte is written as two digits.
    _pdf_signer(signing, proof, place).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), output=out, bytes_reserved=2 * signing.size
    )
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Signing:
    """What signs by a key, with a stamp if there is a service of them, and how many bytes that takes at most."""

    own: Certificate
    signer: Signer
    stamper: Stamper | None
    size: int


@lru_cache(maxsize=32)
def _signing(key: PaperKey, stamped_at: str) -> _Signing:
    own, others = _converted(key.certificate), [_converted(one) for one in key.others]
    vouching = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    vouching.register_multiple(others)
    stamper = Stamper(stamped_at) if stamped_at else None
    size = BESIDE + sum(len(one.dump()) for one in (own, *others))
    signer = _signer_of(key.key, own, vouching)
    signer.signed_attr_prov_spec = OfPades(own)
    return _Signing(own, signer, stamper, size + BYTES if stamper else size)


class Place(Enum):
    """Which of a paper's signatures one is."""

    ALONE = "alone"
    """The only one: the office vouches, and nothing may be changed after it."""
    PERSON = "person"
    """That of who decided, which comes first and lets the office's come after it, and nothing but signatures."""
    SEAL = "seal"
    """The office's behind it, which lets nothing come any more (ISO 32000-2, 12.8.2.4)."""


@lru_cache(maxsize=16)
def _pdf_signer(signing: _Signing, proof: ValidationContext | None, place: Place) -> PdfSigner:
    """Return what signs a PDF; with a proof it goes into what is signed, so that nothing is written behind a signature."""
    name = PERSON_FIELD if place is Place.PERSON else FIELD
    metadata = PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        # Of several signatures the first alone can certify.
        certify=place is not Place.SEAL,
        docmdp_permissions=MDPPerm.FILL_FORMS if place is Place.PERSON else MDPPerm.NO_CHANGES,
        embed_validation_info=proof is not None,
        validation_context=proof,
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    # A field that is seen would be an image without words; a hidden one is none of what a screen reader reads.
    hidden = InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
    field = SigFieldSpec(name, invis_sig_settings=hidden)
    if place is Place.SEAL:
        every = FieldMDPSpec(FieldMDPAction.ALL)
        field = replace(field, field_mdp_spec=every, doc_mdp_update_value=MDPPerm.NO_CHANGES)
    return PdfSigner(metadata, signer=signing.signer, timestamper=signing.stamper, new_field_spec=field)


def _signer_of(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | KeyElsewhere,
    own: Certificate,
    vouching: SimpleCertificateStore,
) -> Signer:
    # Whoever validates has the root, and believes none that comes with the paper.
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        return SignerElsewhere(key, own, vouching)
    content = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SignerHere(own, PrivateKeyInfo.load(content), vouching, embed_roots=False)


class SignerHere(EncodedOnce, SimpleSigner):
    """What signs by a key that this process has."""


class SignerElsewhere(EncodedOnce):
    """What has a key sign that this process does not have."""

    def __init__(self, key: KeyElsewhere, own: Certificate, vouching: SimpleCertificateStore) -> None:
        """Sign by a key, with its certificate and those of who vouches."""
        super().__init__(signing_cert=own, cert_registry=vouching, embed_roots=False)
        self.key = key

    @override
    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature of what is given, always by SHA-256; for a dry run some bytes."""
        # Nothing else is done by this loop.
        return bytes(BESIDE) if dry_run else self.key.signature(data)


def _converted(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))

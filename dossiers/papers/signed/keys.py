"""The key by which papers are signed: of a file (PKCS #12) or a token (PKCS #11), with the certificates that say whose it is.

A server has one that its certification authority gave; what only this machine uses makes its own, by an authority of its own.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from dossiers.papers.signed.addresses import KeyFolder, TokenAddress
from dossiers.papers.signed.errors import PaperKeyError
from procedures.own_file import made_once

FROM, UNTIL = datetime(2016, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
"""For so long a key that was made here is good: whatever is played with it is within that."""
HOLDER = "Khóa thử của Một Cửa, không có giá trị pháp lý"
AUTHORITY = "Nơi cấp khóa thử của Một Cửa"
OFFICE = "PAPER_KEY"
"""The name of the office's key."""
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyElsewhere(Protocol):
    """A key that signs where it is, and is not to be had."""

    def signature(self, content: bytes) -> bytes:
        """Return the signature of a content by SHA-256. Raises ``PaperKeyError``."""
        ...


@dataclass(frozen=True, slots=True)
class PaperKey:
    """A key with its certificate, and those of who vouches for it."""

    key: _Key | KeyElsewhere
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    doubt: str = field(default="", compare=False)
    """Why it may not be usable although nothing is wrong with its certificate, in a sentence."""
    name: str = field(default=OFFICE, compare=False)
    """What whoever runs the server knows it by."""

    def refuse_unless_valid(self, now: datetime) -> None:
        """Raise ``PaperKeyError`` where the certificate is not in force at an instant."""
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if now < begins:
            raise PaperKeyError(
                f"the certificate of the key of papers is valid from {begins:%Y-%m-%d} on: check the clock"
            )
        if now > ends:
            raise PaperKeyError(
                f"the certificate of the key of papers has expired on {ends:%Y-%m-%d}: put a new one in its place"
            )


def paper_key(now: datetime) -> PaperKey | None:
    """Return the key of papers, in force at an instant; None where this office has none. Raises ``PaperKeyError``."""
    if isinstance(settings.PAPER_KEY, TokenAddress):
        found = _on_token(settings.PAPER_KEY)
    elif settings.PAPER_KEY:
        found = _loaded(settings.PAPER_KEY.path, settings.PAPER_KEY.password)
    elif settings.PAPER_KEY_OWN:
        found = _loaded(made_once(settings.PAPER_KEY_OWN, made_here), "")
    else:
        return None
    found.refuse_unless_valid(now)
    return found


def is_signing() -> bool:
    """Say whether this office has a key of papers, usable or not."""
    return bool(settings.PAPER_KEY or settings.PAPER_KEY_OWN)


def leader_key(username: str, now: datetime) -> PaperKey | None:
    """Return the key of a person who decides, in force at an instant; None where there is none of theirs.

    Raises ``PaperKeyError``, which names the file.
    """
    folder: KeyFolder | None = settings.LEADER_KEYS
    if folder is None:
        return None
    path = folder.path / f"{username}.p12"
    # A name that leads elsewhere is nobody's.
    if path.parent != folder.path or not path.exists():
        return None
    return _of_file(path, folder.password, now)


def unusable_leader_keys(now: datetime) -> dict[str, str]:
    """Return by whose they are the names of the keys of leaders that cannot be used by what their files say.

    Nobody is asked whether one was revoked, nor whether anybody signs with it (``background.relay.keys_in_the_way``).
    """
    folder: KeyFolder | None = settings.LEADER_KEYS
    if folder is None:
        return {}
    unusable = {}
    for path in folder.path.glob("*.p12"):
        try:
            _of_file(path, folder.password, now)
        except PaperKeyError:
            unusable[path.stem] = _name_of(path)
    return unusable


def _of_file(path: Path, password: str, now: datetime) -> PaperKey:
    name = _name_of(path)
    try:
        found = _loaded(path, password)
        found.refuse_unless_valid(now)
    except PaperKeyError as error:
        raise PaperKeyError(f"{name}: {error}") from error
    return replace(found, name=name)


def _name_of(path: Path) -> str:
    return f"{path.name} of LEADER_KEYS"


def _on_token(address: TokenAddress) -> PaperKey:
    """Return the key on a token, which may come and go: it is looked at each time, without its PIN."""
    # Imported here: whose key is in a file has no library of tokens.
    from dossiers.papers.signed.tokens import found_at

    found = found_at(address)
    return PaperKey(found.key, found.key.certificate, found.others, found.doubt)


def _loaded(path: Path, password: str) -> PaperKey:
    try:
        return _of_content(path, password, path.read_bytes())
    except OSError as error:
        raise PaperKeyError(f"the key of papers cannot be read: {error}") from error


@lru_cache(maxsize=32)
def _of_content(path: Path, password: str, content: bytes) -> PaperKey:
    """Return the key in a file. To open it takes long on purpose: it is done once for what the file holds."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except ValueError as error:
        raise PaperKeyError(f"{path} is no PKCS #12 file, or its password is another one") from error
    if certificate is None or not isinstance(key, _Key):
        raise PaperKeyError(f"{path} should hold one key (RSA or of an elliptic curve) with its certificate")
    if key.public_key() != certificate.public_key():
        raise PaperKeyError(f"the certificate in {path} is that of another key")
    return PaperKey(key, certificate, tuple(others))


def made_here(
    begins: datetime = FROM,
    ends: datetime = UNTIL,
    *,
    password: str = "",
    holder: str = HOLDER,
    authority: str = AUTHORITY,
) -> bytes:
    """Return a key on P-256 as PKCS #12, with a certificate by an authority that is made for it alone."""
    vouches, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer, owner = _Owner(authority, vouches), _Owner(holder, own)
    vouching, certificate = _certificate(issuer, issuer, FROM, UNTIL), _certificate(owner, issuer, begins, ends)
    sealed = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(holder.encode(), own, certificate, [vouching], sealed)


@dataclass(frozen=True, slots=True)
class _Owner:
    name: str
    key: ec.EllipticCurvePrivateKey

    @property
    def subject(self) -> x509.Name:
        names = {NameOID.COUNTRY_NAME: "VN", NameOID.COMMON_NAME: self.name}
        return x509.Name([x509.NameAttribute(oid, value) for oid, value in names.items()])


def _certificate(holder: _Owner, by: _Owner, begins: datetime, ends: datetime) -> x509.Certificate:
    """Return the certificate of a holder; one who vouches for itself may vouch for others, and signs nothing else."""
    public, vouches = holder.key.public_key(), holder is by
    usage = x509.KeyUsage(
        digital_signature=not vouches,
        content_commitment=not vouches,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=vouches,
        crl_sign=vouches,
        encipher_only=False,
        decipher_only=False,
    )
    known = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
    return (
        x509.CertificateBuilder(by.subject, holder.subject, public, x509.random_serial_number(), begins, ends)
        .add_extension(x509.BasicConstraints(ca=vouches, path_length=0 if vouches else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(known, critical=False)
        .sign(by.key, SHA256())
    )

"""Keys that never leave a token (PKCS #11): a smart card, an HSM, or SoftHSM in the tests.

A library of a token is told of no threads and is not meant to be forked: one caller at a time, and a process that was forked
off begins anew. A PIN that the token refused is not tried again by the process that tried it, and nothing here uses up the last
try: a token that is locked needs a person.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from threading import RLock

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from pkcs11 import Attribute, Mechanism, ObjectClass, PKCS11Error, TokenFlag
from pkcs11.util.ec import encode_ecdsa_signature

from dossiers.papers.signed.addresses import TokenAddress
from dossiers.papers.signed.errors import PaperKeyError

_TRIED = b"whether the key belongs to the certificate"
_ONE_CALLER = RLock()
_OPENED: dict["TokenKey", pkcs11.SignMixin] = {}
_REFUSED: set[TokenAddress] = set()
_BEGUN: dict[str, int] = {}
"""By the path of a library the process that has begun with it."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key on a token, RSA or of an elliptic curve, with the certificate that is beside it."""

    address: TokenAddress
    certificate: x509.Certificate

    def signature(self, content: bytes) -> bytes:
        """Return the signature of a content by SHA-256: PKCS #1 v1.5, or ECDSA (X9.62, DER). Raises ``PaperKeyError``."""
        with _ONE_CALLER:
            opened = _OPENED.get(self)
            if opened and _BEGUN.get(str(self.address.module)) == os.getpid():
                # A card that was out for a moment, an HSM that was started again: what was open is no more.
                with suppress(PKCS11Error):
                    return _made(opened, self.certificate, content)
                _begin(self.address)
            with _explained(self.address):
                return _made(self._unlocked(), self.certificate, content)

    def _unlocked(self) -> pkcs11.SignMixin:
        """Return the key, behind its PIN, once it is seen to be that of the certificate."""
        token = _token(self.address)
        if self.address in _REFUSED:
            raise PaperKeyError(_wrong_pin(self.address))
        refuse_the_last_try(self.address, token.flags)
        try:
            session = token.open(user_pin=self.address.pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            _REFUSED.add(self.address)
            raise
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, **_named(self.address)}
        found = [one for one in session.get_objects(wanted) if isinstance(one, pkcs11.SignMixin)]
        if len(found) != 1:
            raise PaperKeyError(
                f"the token {self.address} has {len(found) or 'no'} private keys of the name in PAPER_KEY"
            )
        _refuse_another(self.certificate, _made(found[0], self.certificate, _TRIED), self.address)
        _OPENED[self] = found[0]
        return found[0]


@dataclass(frozen=True, slots=True)
class Found:
    """What a token shows to whoever has no PIN."""

    key: TokenKey
    others: tuple[x509.Certificate, ...]
    """Every other certificate on it: those of who vouches are among them."""
    doubt: str
    """Why the key may not be usable, in a sentence; "" where nothing speaks against it."""


def found_at(address: TokenAddress) -> Found:
    """Return what is on a token, without its PIN. Raises ``PaperKeyError`` where it is gone, locked, or lacks the certificate."""
    with _ONE_CALLER:
        try:
            token = _token(address)
            certificates = _certificates(token)
        except (PKCS11Error, PaperKeyError):
            # Many libraries see a token that came since they began only when they begin again.
            _begin(address)
            with _explained(address):
                token = _token(address)
                certificates = _certificates(token)
        refuse_locked(address, token.flags)
    own = [one for one, label, identifier in certificates if _is_named(address, label, identifier)]
    if len(own) != 1:
        raise PaperKeyError(f"the token {address} has {len(own) or 'no'} certificates of the name in PAPER_KEY")
    key = TokenKey(address, own[0])
    if not isinstance(own[0].public_key(), ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise PaperKeyError(f"the key on the token {address} should be RSA or of an elliptic curve")
    others = tuple(one for one, _label, _identifier in certificates if one != own[0])
    return Found(key, others, _doubt(key, token))


def _doubt(key: TokenKey, token: pkcs11.Token) -> str:
    if key in _OPENED or not token.flags & TokenFlag.USER_PIN_COUNT_LOW:
        return ""
    return f"the token {key.address} was given a wrong PIN: if that was PAPER_KEY_PASSWORD, papers wait"


def refuse_locked(address: TokenAddress, flags: TokenFlag) -> None:
    """Raise ``PaperKeyError`` where a token takes no PIN any more."""
    if flags & TokenFlag.USER_PIN_LOCKED:
        raise PaperKeyError(f"the PIN of the token {address} is locked: whoever keeps it has to unlock it")


def refuse_the_last_try(address: TokenAddress, flags: TokenFlag) -> None:
    """Raise ``PaperKeyError`` where one more wrong PIN locks a token."""
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        raise PaperKeyError(f"the token {address} has one try left for its PIN: whoever keeps it has to enter it once")


def _wrong_pin(address: TokenAddress) -> str:
    return f"the token {address} refuses the PIN: put the right one into PAPER_KEY_PASSWORD and start again"


@contextmanager
def _explained(address: TokenAddress) -> Iterator[None]:
    """Have whatever a library says become a sentence."""
    try:
        yield
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise PaperKeyError(_wrong_pin(address)) from error
    except PKCS11Error as error:
        said = str(error) or type(error).__name__
        raise PaperKeyError(f"the token {address} cannot be used: {said}") from error


def _library(address: TokenAddress) -> "pkcs11._pkcs11.lib":
    path = str(address.module)
    library = pkcs11.lib(path)
    if _BEGUN.setdefault(path, os.getpid()) != os.getpid():
        _begin(address)
    return library


def _begin(address: TokenAddress) -> None:
    """Have a library forget all sessions and look for its tokens anew."""
    path = str(address.module)
    for key in [key for key in _OPENED if key.address.module == address.module]:
        del _OPENED[key]
    with _explained(address):
        library = pkcs11.lib(path)
        # One that was forked off, or has lost its token, may not know any more that it had begun.
        with suppress(PKCS11Error):
            library.finalize()
        library.initialize()
    _BEGUN[path] = os.getpid()


def _token(address: TokenAddress) -> pkcs11.Token:
    """Return the token of an address, the only one that fits."""
    found = []
    for slot in _library(address).get_slots(token_present=True):
        # In a slot may be what this library does not know.
        with suppress(pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
            found.append(slot.get_token())
    fitting = [
        token
        for token in found
        if address.token in ("", token.label)
        and address.serial in ("", token.serial.decode("ascii", "replace").strip())
        and address.slot in (None, token.slot.slot_id)
    ]
    if len(fitting) != 1:
        words = "is not there: put it in its place" if not fitting else "is there more than once: name its serial too"
        raise PaperKeyError(f"the token {address} of PAPER_KEY {words}")
    return fitting[0]


def _certificates(token: pkcs11.Token) -> list[tuple[x509.Certificate, str, bytes]]:
    """Return the certificates that a token shows without a PIN, with label and identifier."""
    wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE}
    with token.open() as session:
        held = [(one[Attribute.VALUE], one[Attribute.LABEL], one[Attribute.ID]) for one in session.get_objects(wanted)]
    found = []
    for value, label, identifier in held:
        # Somebody else's, of a kind that is not known here.
        with suppress(ValueError):
            found.append((x509.load_der_x509_certificate(value), label, identifier))
    return found


def _named(address: TokenAddress) -> dict[Attribute, str | bytes]:
    named: dict[Attribute, str | bytes] = {}
    if address.label:
        named[Attribute.LABEL] = address.label
    if address.identifier:
        named[Attribute.ID] = address.identifier
    return named


def _is_named(address: TokenAddress, label: str, identifier: bytes) -> bool:
    return address.label in ("", label) and address.identifier in (b"", identifier)


def _made(key: pkcs11.SignMixin, certificate: x509.Certificate, content: bytes) -> bytes:
    if isinstance(certificate.public_key(), rsa.RSAPublicKey):
        made: bytes = key.sign(content, mechanism=Mechanism.SHA256_RSA_PKCS)
        return made
    # Of the mechanisms with ECDSA every token has the one that is given a digest.
    return encode_ecdsa_signature(key.sign(sha256(content).digest(), mechanism=Mechanism.ECDSA))


def _refuse_another(certificate: x509.Certificate, made: bytes, address: TokenAddress) -> None:
    """Raise ``PaperKeyError`` where a signature is not by the key of a certificate."""
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(made, _TRIED, padding.PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(made, _TRIED, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise PaperKeyError(f"the certificate on the token {address} is that of another key") from error

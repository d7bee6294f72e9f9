"""A token of the tests: SoftHSM, which keeps its tokens in a folder."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pkcs11 import Attribute, CertificateType, ObjectClass

from dossiers.papers.signed.addresses import TokenAddress, address_of
from dossiers.papers.signed.keys import made_here

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
LABEL, OBJECT, PIN = "Sở, một cửa", "papers 1", "2607"


@dataclass
class Token:
    """A token in a folder of its own, with a key and the certificates that a PKCS #12 file holds."""

    folder: Path
    label: str = LABEL
    rest: Path = field(init=False)

    def __post_init__(self) -> None:
        """Make the folder, and an empty token in it."""
        (self.folder / "tokens").mkdir(parents=True)
        self.rest = self.folder / "elsewhere"
        self.configuration.write_text(f"directories.tokendir = {self.folder}/tokens\nobjectstore.backend = file\n")

    @property
    def configuration(self) -> Path:
        return self.folder / "softhsm2.conf"

    def initialised(self, monkeypatch: pytest.MonkeyPatch) -> "Token":
        monkeypatch.setenv("SOFTHSM2_CONF", str(self.configuration))
        self.again()
        return self

    def put(self, content: bytes, *, key: bool = True, certificates: bool = True, name: str = OBJECT) -> "Token":
        """Put what a PKCS #12 file holds onto it."""
        private, own, others = pkcs12.load_key_and_certificates(content, None)
        assert own
        if key:
            self._put_key(private, name)
        if certificates:
            self._put_certificates([(own, name), *((other, "authority") for other in others)])
        return self

    def take_out(self) -> None:
        (self.folder / "tokens").rename(self.rest)
        (self.folder / "tokens").mkdir()

    def put_back(self) -> None:
        (self.folder / "tokens").rmdir()
        self.rest.rename(self.folder / "tokens")

    def change_pin(self, pin: str) -> None:
        library = pkcs11.lib(MODULE)
        library.reinitialize()
        with library.get_token(token_label=self.label).open(rw=True, user_pin=PIN) as session:
            session.set_pin(PIN, pin)

    def again(self) -> None:
        """Make another token of the same name."""
        self._run("--init-token", "--free", "--label", self.label, "--so-pin", "the keeper", "--pin", PIN)
        # The library of the tests sees what came since it began.
        pkcs11.lib(MODULE).reinitialize()

    def uri(self, name: str = OBJECT) -> str:
        return f"pkcs11:token={quote(self.label)};object={quote(name)}?module-path={MODULE}"

    def address(self, pin: str = PIN, name: str = OBJECT) -> TokenAddress:
        found = address_of(self.uri(name), pin)
        assert isinstance(found, TokenAddress)
        return found

    def _put_key(self, key: object, name: str) -> None:
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        path = self.folder / "key.pem"
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self._run("--import", path, "--token", self.label, "--label", name, "--id", "01", "--pin", PIN)

    def _put_certificates(self, certificates: list[tuple[x509.Certificate, str]]) -> None:
        library = pkcs11.lib(MODULE)
        library.reinitialize()
        with library.get_token(token_label=self.label).open(rw=True, user_pin=PIN) as session:
            for certificate, name in certificates:
                session.create_object(
                    {
                        Attribute.CLASS: ObjectClass.CERTIFICATE,
                        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                        Attribute.TOKEN: True,
                        Attribute.PRIVATE: False,
                        Attribute.LABEL: name,
                        Attribute.ID: b"\1" if name == OBJECT else b"\2",
                        Attribute.SUBJECT: certificate.subject.public_bytes(),
                        Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                    }
                )

    def _run(self, *arguments: str | Path) -> None:
        subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def token_with(folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None = None) -> Token:
    """Return a token with a key that this machine made, or with that of a PKCS #12 file."""
    return Token(folder / "softhsm").initialised(monkeypatch).put(content or made_here())

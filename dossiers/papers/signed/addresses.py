"""Where the key of papers is: in a file, or on a token, by an address of RFC 7512 with the module that reaches it."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

SCHEME = "pkcs11:"
_OF_THE_TOKEN = {"token", "serial", "slot-id"}
_OF_THE_KEY = {"object", "id"}
EXPECTED = (
    "pkcs11:token=LABEL;object=LABEL?module-path=/ABSOLUTE/MODULE.so (RFC 7512): by token, serial or slot-id, "
    "and by object or id; its PIN is no part of it"
)


FILE_EXPECTED = f"the absolute path of a PKCS #12 file, such as /srv/mot-cua/papers.p12, or {EXPECTED}"
_KEY, _PASSWORD = "PAPER_KEY", "PAPER_KEY_PASSWORD"


class AddressError(Exception):
    """What is given is no address of a key."""

    def __init__(self, name: str, expected: str) -> None:
        """Say which variable is wrong and what would be right."""
        super().__init__(f"{name} should be {expected}")
        self.name, self.expected = name, expected


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Where the key of papers is, as PKCS #12."""

    path: Path
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """Where the keys of those who decide are: NAME.p12 for who signs in as NAME, all behind one password."""

    path: Path
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """A key with its certificate on a token. What is empty is not looked at."""

    module: Path
    """The PKCS #11 library that the maker of the token gives."""
    pin: str = field(repr=False)
    token: str = ""
    serial: str = ""
    slot: int | None = None
    """The number by which the library calls the slot, which is not its place in a list."""
    label: str = ""
    """Of the key and of its certificate."""
    identifier: bytes = b""
    """Of the key and of its certificate (CKA_ID)."""

    def __str__(self) -> str:
        """Return what tells a person which token is meant."""
        return self.token or (f"number {self.serial}" if self.serial else f"in slot {self.slot}")


def address_of(value: str, secret: str) -> KeyFile | TokenAddress | None:
    """Read an address and what opens the key there: a password or a PIN. Raises ``AddressError``."""
    if not value and not secret:
        return None
    if value.startswith(SCHEME):
        return _with_pin(value, secret)
    path = Path(value)
    if not path.is_absolute() or not path.name or value.endswith("/"):
        raise AddressError(_KEY, FILE_EXPECTED)
    return KeyFile(path, secret)


def _with_pin(value: str, pin: str) -> TokenAddress:
    try:
        found = _on_token(value, pin)
    except ValueError as error:
        raise AddressError(_KEY, EXPECTED) from error
    if not pin:
        raise AddressError(_PASSWORD, "the PIN of the token that PAPER_KEY names")
    return found


def _on_token(uri: str, pin: str) -> TokenAddress:
    """Read an address. Raises ``ValueError`` for what is none, or names its PIN, or no one token, key and module."""
    path, _mark, query = uri.removeprefix(SCHEME).partition("?")
    of_path, of_query = _pairs(path, ";"), _pairs(query, "&")
    module = Path(of_query.pop("module-path", b"").decode())
    names = of_path.keys()
    if of_query or names - _OF_THE_TOKEN - _OF_THE_KEY or not (names & _OF_THE_TOKEN and names & _OF_THE_KEY):
        raise ValueError(EXPECTED)
    if not module.is_absolute() or not all(of_path.values()):
        raise ValueError(EXPECTED)
    slot = of_path.get("slot-id", b"").decode()
    return TokenAddress(
        module,
        pin,
        token=of_path.get("token", b"").decode(),
        serial=of_path.get("serial", b"").decode(),
        slot=int(slot) if slot else None,
        label=of_path.get("object", b"").decode(),
        identifier=of_path.get("id", b""),
    )


def _pairs(text: str, between: str) -> dict[str, bytes]:
    """Return names and values; a name that stands twice is an error."""
    parts = [part.partition("=") for part in text.split(between) if part]
    found = {name: unquote_to_bytes(value) for name, _is, value in parts}
    if len(found) < len(parts):
        raise ValueError(EXPECTED)
    return found

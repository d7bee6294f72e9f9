"""The environment, read once and typed. A wrong value names its variable and says what it should be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from dossiers.papers.signed.addresses import AddressError, KeyFile, KeyFolder, TokenAddress, address_of
from dossiers.payments.account import Account, AccountError, account_of, fictitious

_BROKERS = ("redis", "rediss", "amqp", "amqps")
_CACHES = ("redis", "rediss")
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")
_SECRET_LENGTH = 50
_LONGEST_WAIT = 600
"""Seconds: an applicant who is written to later than that asks by telephone whether all is well."""
_ACCOUNT = {"bank": "PAYMENT_BANK", "number": "PAYMENT_ACCOUNT", "holder": "PAYMENT_HOLDER"}
_DEMO_BANK = "portal.demo.bank.gateway.Bank"
_DEMO_LOOKUP = "portal.demo.lookups.Registers"
_DEMO_KEY = "the bank of the demo is known to everybody"
_CLASS = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)
_KEY_LENGTH = 32
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")
_PUBLIC_KEY = re.compile(r"0[23][0-9a-fA-F]{64}")
REVOKED = "revoked"


class EnvError(Exception):
    """A variable has a value that it may not have."""

    def __init__(self, name: str, expected: str) -> None:
        """Say which variable is wrong and what would be right."""
        super().__init__(f"{name} is wrong: it should be {expected}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes: kept in ``folder``, or sent through an SMTP server."""

    folder: Path | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True)
class FormerKey:
    """The public key of statements from before the one in force, and the last day of which it signed papers; None: revoked."""

    public: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Env:
    """Every variable, typed. None stands for the default that needs nothing at hand."""

    debug: bool
    demo: bool
    history: bool
    port: int
    take_back_seconds: int
    queue_tickets: bool
    secret_key: str | None
    seal_key: str | None
    seal_keys_before: tuple[str, ...]
    seal_anchor: Path | None
    paper_key: KeyFile | TokenAddress | None
    statement_key: str | None
    statement_keys_before: tuple[FormerKey, ...]
    timestamp: str
    paper_roots: Path | None
    leader_keys: KeyFolder | None
    signature_roots: Path | None
    allowed_hosts: tuple[str, ...]
    database: Mapping[str, str] | None
    broker: str | None
    cache: str | None
    storage: Path | None
    scan_folders: Path | None
    mail: Mail | None
    account: Account | None
    gateway: str
    gateway_key: str
    paper_lookup: str
    texts: str
    texts_key: str
    texts_per_minute: int


def read(values: Mapping[str, str]) -> Env:
    """Read every variable; raise EnvError for the first that is wrong."""
    debug = flag(values, "DEBUG")
    demo = flag(values, "MOTCUA_DEMO")
    parsed = database(values)
    on_server = parsed is not None and not (debug or demo)
    return Env(
        debug=debug,
        demo=demo,
        history=flag(values, "MOTCUA_HISTORY", default=True),
        port=port(values),
        take_back_seconds=_number(values, "TAKE_BACK_SECONDS", 60, range(_LONGEST_WAIT + 1)),
        queue_tickets=flag(values, "QUEUE_TICKETS", default=True),
        secret_key=secret_key(values, needed=on_server),
        seal_key=hex_key(values, "SEAL_KEY", needed=on_server),
        seal_keys_before=seal_keys_before(values),
        seal_anchor=seal_anchor(values),
        paper_key=paper_key(values),
        statement_key=hex_key(values, "STATEMENT_KEY"),
        statement_keys_before=statement_keys_before(values),
        timestamp=(timestamp := one_of(values, "TIMESTAMP_URL", ("http", "https")) or ""),
        paper_roots=paper_roots(values, timestamp),
        leader_keys=leader_keys(values),
        signature_roots=_path(values, "SIGNATURE_ROOTS", "the absolute path of a folder, such as /srv/mot-cua/roots"),
        allowed_hosts=hosts(values, needed=on_server),
        database=parsed,
        broker=one_of(values, "CELERY_BROKER_URL", _BROKERS),
        cache=one_of(values, "CACHE_URL", _CACHES),
        storage=storage(values),
        scan_folders=scan_folders(values),
        mail=mail(values),
        account=account(values, demo=demo),
        gateway=(name := gateway(values, demo=demo)),
        gateway_key=gateway_key(values, name),
        paper_lookup=paper_lookup(values, demo=demo),
        texts=texts(values),
        texts_key=values.get("TEXTS_KEY", "").strip(),
        texts_per_minute=_number(values, "TEXTS_PER_MINUTE", 60, range(1, 10_000)),
    )


def flag(values: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Read a switch; one that is not set, or empty, is as it is by default."""
    value = values.get(name, "").strip().lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise EnvError(name, "1 or 0 (also true or false, yes or no, on or off)")


def port(values: Mapping[str, str]) -> int:
    """Read PORT, the one that the demo listens on; 8000 by default."""
    return _number(values, "PORT", 8000, range(1, 1 << 16))


def _number(values: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    value = values.get(name, "").strip() or str(default)
    number = int(value) if value.isascii() and value.isdecimal() else -1
    if number not in allowed:
        raise EnvError(name, f"a number from {allowed[0]} to {allowed[-1]}")
    return number


def secret_key(values: Mapping[str, str], *, needed: bool) -> str | None:
    """Read SECRET_KEY; it may be missing only where nothing but this machine is used."""
    value = values.get("SECRET_KEY", "").strip()
    if not value and not needed:
        return None
    if len(value) < _SECRET_LENGTH:
        raise EnvError("SECRET_KEY", f"a random text of at least {_SECRET_LENGTH} characters that nobody else knows")
    return value


def hex_key(values: Mapping[str, str], name: str, *, needed: bool = False) -> str | None:
    """Read SEAL_KEY, the private key that signs the record, which may be missing where SECRET_KEY may, or STATEMENT_KEY."""
    value = values.get(name, "").strip()
    if not value and not needed:
        return None
    if not _HEX_KEY.fullmatch(value):
        raise EnvError(name, "64 random hexadecimal digits that nobody else knows (openssl rand -hex 32)")
    return value.lower()


def seal_keys_before(values: Mapping[str, str]) -> tuple[str, ...]:
    """Read SEAL_KEYS_BEFORE, the public keys of seals from before SEAL_KEY was changed, separated by commas."""
    keys = tuple(key.strip() for key in values.get("SEAL_KEYS_BEFORE", "").split(",") if key.strip())
    if not all(_HEX_KEY.fullmatch(key) for key in keys):
        raise EnvError("SEAL_KEYS_BEFORE", "public keys of 64 hexadecimal digits each, separated by commas")
    return tuple(key.lower() for key in keys)


def statement_keys_before(values: Mapping[str, str]) -> tuple[FormerKey, ...]:
    """Read STATEMENT_KEYS_BEFORE, public keys of statements with the last day of each, or that it is revoked."""
    given = (key.strip().partition("@") for key in values.get("STATEMENT_KEYS_BEFORE", "").split(",") if key.strip())
    keys = []
    for public, _at, until in given:
        try:
            last_day = None if until == REVOKED else date.fromisoformat(until)
        except ValueError:
            last_day = date.min
        if last_day == date.min or not _PUBLIC_KEY.fullmatch(public):
            words = "KEY@YYYY-MM-DD (its last day) or KEY@revoked, by commas; a key is 66 hexadecimal digits"
            raise EnvError("STATEMENT_KEYS_BEFORE", words)
        keys.append(FormerKey(public.lower(), last_day))
    return tuple(keys)


def seal_anchor(values: Mapping[str, str]) -> Path | None:
    """Read SEAL_ANCHOR, the file in which the newest seals are noted."""
    return _path(values, "SEAL_ANCHOR", "the absolute path of a file, such as /srv/mot-cua/seal_anchor")


def scan_folders(values: Mapping[str, str]) -> Path | None:
    """Read SCAN_FOLDERS, in which a folder for each receiving point takes what its scanner writes."""
    return _path(values, "SCAN_FOLDERS", "the absolute path of a folder, such as /srv/mot-cua/scans")


def _path(values: Mapping[str, str], name: str, expected: str) -> Path | None:
    value = values.get(name, "").strip()
    path = Path(value)
    if value and (not path.is_absolute() or not path.name or value.endswith("/")):
        raise EnvError(name, expected)
    return path if value else None


def paper_key(values: Mapping[str, str]) -> KeyFile | TokenAddress | None:
    """Read PAPER_KEY, where the key that signs papers is, and PAPER_KEY_PASSWORD, the password or PIN that opens it."""
    try:
        return address_of(values.get("PAPER_KEY", "").strip(), values.get("PAPER_KEY_PASSWORD", ""))
    except AddressError as error:
        raise EnvError(error.name, error.expected) from None


def paper_roots(values: Mapping[str, str], timestamp: str) -> Path | None:
    """Read PAPER_ROOTS, the root certificates of who gave the key of papers and of the service of time stamps."""
    path = _path(values, "PAPER_ROOTS", "the absolute path of a PEM file, such as /srv/mot-cua/roots.pem")
    if path and not timestamp:
        raise EnvError("TIMESTAMP_URL", "set together with PAPER_ROOTS: what proves a signature begins with its time")
    return path


def leader_keys(values: Mapping[str, str]) -> KeyFolder | None:
    """Read LEADER_KEYS and LEADER_KEYS_PASSWORD, the folder with the keys of those who decide."""
    value, password = values.get("LEADER_KEYS", "").strip(), values.get("LEADER_KEYS_PASSWORD", "")
    if not Path(value or "/").is_absolute() or (password and not value):
        raise EnvError("LEADER_KEYS", "the absolute path of a folder, such as /srv/mot-cua/leaders")
    return KeyFolder(Path(value), password) if value else None


def hosts(values: Mapping[str, str], *, needed: bool) -> tuple[str, ...]:
    """Read ALLOWED_HOSTS, the names that the site answers to, separated by commas."""
    names = tuple(name.strip() for name in values.get("ALLOWED_HOSTS", "").split(",") if name.strip())
    wrong = [name for name in names if name == "*" or "/" in name or ":" in name.strip("[]") or " " in name]
    if wrong or (needed and not names):
        raise EnvError("ALLOWED_HOSTS", "host names without scheme or port, separated by commas, never *")
    return names


def database(values: Mapping[str, str]) -> Mapping[str, str] | None:
    """Read DATABASE_URL as libpq's own parser does; None stands for the embedded server."""
    value = values.get("DATABASE_URL", "").strip()
    if not value:
        return None
    error = EnvError("DATABASE_URL", "postgresql://USER:PASSWORD@HOST:PORT/NAME (PostgreSQL 16 or later)")
    if not value.startswith(("postgresql://", "postgres://")):
        raise error
    try:
        parts = {key: str(part) for key, part in conninfo_to_dict(value).items() if part is not None}
    except ProgrammingError:
        # libpq's words may quote the password.
        raise error from None
    if not parts.get("dbname"):
        raise error
    return parts


def one_of(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    """Read the address of a service with one of the schemes that we can speak."""
    value = values.get(name, "").strip()
    if not value:
        return None
    expected = EnvError(name, " or ".join(f"{scheme}://HOST:PORT/…" for scheme in schemes))
    parts = _split(value, expected)
    if parts.scheme not in schemes or not parts.hostname:
        raise expected
    return value


def storage(values: Mapping[str, str]) -> Path | None:
    """Read STORAGE_URL, the folder of uploaded and issued files."""
    value = values.get("STORAGE_URL", "").strip()
    if not value:
        return None
    return _folder(value, EnvError("STORAGE_URL", "file:///ABSOLUTE/FOLDER"))


def mail(values: Mapping[str, str]) -> Mail | None:
    """Read EMAIL_URL: an SMTP server, or a folder that keeps each message as a file."""
    value = values.get("EMAIL_URL", "").strip()
    if not value:
        return None
    schemes = ", ".join(f"{scheme}://USER:PASSWORD@HOST:PORT" for scheme in _MAIL_PORTS)
    expected = EnvError("EMAIL_URL", f"{schemes} or file:///ABSOLUTE/FOLDER")
    parts = _split(value, expected)
    if parts.scheme == "file":
        return Mail(folder=_folder(value, expected))
    if parts.scheme not in _MAIL_PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise expected
    return Mail(
        host=parts.hostname,
        port=parts.port or _MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )


def texts(values: Mapping[str, str]) -> str:
    """Read TEXTS_URL, where SMS and Zalo messages are handed in: an operator, or a folder that keeps each; "" for nowhere."""
    value = values.get("TEXTS_URL", "").strip()
    if value.startswith("file:"):
        return f"file://{_folder(value, EnvError('TEXTS_URL', 'file:///ABSOLUTE/FOLDER'))}"
    return one_of(values, "TEXTS_URL", ("http", "https")) or ""


def account(values: Mapping[str, str], *, demo: bool) -> Account | None:
    """Read the account that fees are paid into: PAYMENT_BANK, PAYMENT_ACCOUNT and PAYMENT_HOLDER, all or none of them.

    A demo has one that nobody can pay into.
    """
    bank, number, holder = (values.get(name, "").strip() for name in _ACCOUNT.values())
    try:
        found = account_of(bank, number, holder)
    except AccountError as error:
        raise EnvError(_ACCOUNT[error.part], error.expected) from None
    if found is not None and found.bank.fictitious and not demo:
        raise EnvError("PAYMENT_BANK", "the number of a bank that there is: this one is the demo's")
    return found or (fictitious() if demo else None)


def gateway(values: Mapping[str, str], *, demo: bool) -> str:
    """Read PAYMENT_GATEWAY, the class that takes fees on line, or ""; a demo has one of its own that moves no money."""
    return _class(values, "PAYMENT_GATEWAY", "is a gateway, such as gateways.napas.Gateway", _DEMO_BANK if demo else "")


def gateway_key(values: Mapping[str, str], name: str) -> str:
    """Read PAYMENT_GATEWAY_KEY, by which the messages of a gateway are known; the demo's needs none."""
    value = values.get("PAYMENT_GATEWAY_KEY", "").strip()
    if name == _DEMO_BANK or not (name or value):
        return value or (_DEMO_KEY if name else "")
    if not name:
        raise EnvError("PAYMENT_GATEWAY", "set together with PAYMENT_GATEWAY_KEY")
    if len(value) < _KEY_LENGTH:
        raise EnvError("PAYMENT_GATEWAY_KEY", f"a secret of at least {_KEY_LENGTH} characters that the gateway knows")
    return value


def paper_lookup(values: Mapping[str, str], *, demo: bool) -> str:
    """Read PAPER_LOOKUP, the class by which papers are looked up in databases of the State; "" where there is none.

    A demo has one that asks nobody, and nothing else has that one.
    """
    return _class(
        values, "PAPER_LOOKUP", "looks papers up, such as lookups.nea.Registers", _DEMO_LOOKUP if demo else ""
    )


def _class(values: Mapping[str, str], name: str, does: str, of_demo: str) -> str:
    value = values.get(name, "").strip()
    if value and not _CLASS.fullmatch(value):
        raise EnvError(name, f"the dotted name of a class that {does}")
    if value.startswith("portal.demo.") and not of_demo:
        raise EnvError(name, f"the dotted name of a class that {does}: this one is the demo's")
    return value or of_demo


def _split(value: str, error: EnvError) -> SplitResult:
    """Split an address; a port that is no port is an error like any other."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise error from None
    return parts


def _folder(value: str, error: EnvError) -> Path:
    """Read the absolute path of a file: address."""
    parts = _split(value, error)
    path = Path(unquote(parts.path))
    if parts.scheme != "file" or parts.netloc or not path.is_absolute() or path == Path(path.root):
        raise error
    return path

"""The key of papers on a token: signed like by a file, and a clear state for all that a token can lack."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.test import Client
from pkcs11 import TokenFlag
from pytest_django import Settings

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import Letter, OutboxEntry
from dossiers.papers.signed.addresses import TokenAddress, address_of
from dossiers.papers.signed.errors import PaperKeyError
from dossiers.papers.signed.keys import made_here
from dossiers.papers.signed.pades import signed
from dossiers.papers.signed.tokens import refuse_locked, refuse_the_last_try
from portal.demo import story
from portal.postgres import BASE_DIR
from procedures.machine import Paper
from tests.dossiers.papers.test_signed import HOUR, MONDAY, pdfsig, plain, validated
from tests.dossiers.papers.tokens import LABEL, MODULE, PIN, Token, token_with

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Token:
    found = token_with(tmp_path, monkeypatch)
    settings.PAPER_KEY = found.address()
    return found


def rsa_key() -> bytes:
    """Return an RSA key with a certificate of its own as PKCS #12."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Văn phòng")])
    until = datetime(2040, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, datetime(2020, 1, 1, tzinfo=UTC), until)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = builder.add_extension(usage, critical=True).sign(key, SHA256())
    return pkcs12.serialize_key_and_certificates(b"", key, certificate, [certificate], NoEncryption())


def test_a_receipt_is_signed_by_the_token_and_two_tools_say_so(token: Token, tmp_path: Path) -> None:
    story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    with Letter.objects.get(kind=Paper.RECEIPT).file.open("rb") as file:
        receipt = file.read()
    status = validated(receipt)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert "Signature is Valid" in pdfsig(receipt, tmp_path)
    assert "Total document signed" in pdfsig(receipt, tmp_path)


def test_an_rsa_key_on_a_token_signs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.PAPER_KEY = token_with(tmp_path, monkeypatch, rsa_key()).address()

    pdf = signed(plain(), at=MONDAY)

    assert "Signature is Valid" in pdfsig(pdf, tmp_path)


def test_while_the_token_is_out_papers_wait_and_no_number_is_lost(token: Token) -> None:
    signed(plain(), at=MONDAY)
    token.take_out()
    story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    waiting = OutboxEntry.objects.filter(done_at=None)
    assert f"the token {LABEL} of PAPER_KEY is not there" in waiting.get(kind=outbox.issue_of(Paper.RECEIPT)).error
    assert not Letter.objects.exists()

    token.put_back()
    relay.run(MONDAY + 2 * HOUR)

    assert not waiting.exists()
    assert Letter.objects.get(kind=Paper.RECEIPT).number == "01/2026/TNHS"


def test_an_hsm_that_was_started_again_between_two_papers_is_not_noticed(token: Token) -> None:
    assert validated(signed(plain(), at=MONDAY)).bottom_line

    pkcs11.lib(MODULE).reinitialize()

    assert validated(signed(plain(), at=MONDAY)).bottom_line


def expired(token: Token) -> Token:
    return token.put(made_here(ends=datetime(2021, 1, 4, tzinfo=UTC)))


def not_yet(token: Token) -> Token:
    return token.put(made_here(begins=datetime(2040, 1, 4, tzinfo=UTC)))


def of_another(token: Token) -> Token:
    return token.put(made_here(), certificates=False).put(made_here(), key=False)


def of_two(token: Token) -> Token:
    return token.put(made_here()).put(made_here(), key=False)


def empty(token: Token) -> Token:
    return token


def keyless(token: Token) -> Token:
    return token.put(made_here(), key=False)


@pytest.mark.parametrize(
    ("filled", "wrong"),
    [
        (empty, "has no certificates of the name in PAPER_KEY"),
        (keyless, "has no private keys of the name in PAPER_KEY"),
        (of_another, "the certificate on the token Sở, một cửa is that of another key"),
        (of_two, "has 2 certificates of the name in PAPER_KEY"),
        (expired, "has expired on 2021-01-04"),
        (not_yet, "valid from 2040-01-04 on"),
    ],
)
def test_a_token_that_lacks_something_says_what(
    filled: Callable[[Token], Token], wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.PAPER_KEY = filled(Token(tmp_path / "softhsm").initialised(monkeypatch)).address()

    with pytest.raises(PaperKeyError, match=wrong):
        signed(plain(), at=MONDAY)


def test_two_tokens_of_one_name_are_told_apart_by_their_serial(token: Token, settings: Settings) -> None:
    token.again()
    with pytest.raises(PaperKeyError, match="is there more than once: name its serial too"):
        signed(plain(), at=MONDAY)

    serial = next(one.serial for one in pkcs11.lib(MODULE).get_tokens() if list(one.open().get_objects())).decode()
    settings.PAPER_KEY = address_of(f"pkcs11:serial={serial};id=%01?module-path={MODULE}", PIN)

    assert validated(signed(plain(), at=MONDAY)).bottom_line


def test_a_module_that_is_not_there_is_named(settings: Settings) -> None:
    settings.PAPER_KEY = address_of("pkcs11:slot-id=3;object=papers?module-path=/usr/lib/gone.so", PIN)

    with pytest.raises(PaperKeyError, match=r"the token in slot 3 cannot be used: .*/usr/lib/gone\.so"):
        signed(plain(), at=MONDAY)


def test_a_pin_that_is_refused_is_tried_once_so_that_no_token_is_locked(token: Token, settings: Settings) -> None:
    settings.PAPER_KEY = token.address(pin="wrong")
    with pytest.raises(PaperKeyError, match="refuses the PIN: put the right one into PAPER_KEY_PASSWORD"):
        signed(plain(), at=MONDAY)

    token.change_pin("wrong")

    with pytest.raises(PaperKeyError, match="refuses the PIN"):
        signed(plain(), at=MONDAY)


@pytest.mark.parametrize(
    ("refuse", "flags", "wrong"),
    [
        (refuse_locked, TokenFlag.USER_PIN_LOCKED, "is locked: whoever keeps it has to unlock it"),
        (refuse_the_last_try, TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_COUNT_LOW, "has one try left"),
    ],
)
def test_a_locked_token_says_so_and_the_last_try_is_left_to_a_person(
    refuse: Callable[[TokenAddress, TokenFlag], None], flags: TokenFlag, wrong: str, token: Token
) -> None:
    refuse(token.address(), TokenFlag.USER_PIN_COUNT_LOW)

    with pytest.raises(PaperKeyError, match=wrong):
        refuse(token.address(), flags)


def test_neither_the_address_in_a_log_nor_what_is_wrong_tells_the_pin(token: Token, settings: Settings) -> None:
    settings.PAPER_KEY = token.address(pin="a secret")

    with pytest.raises(PaperKeyError) as raised:
        signed(plain(), at=MONDAY)

    assert "a secret" not in f"{settings.PAPER_KEY!r} {raised.value!r} {raised.value.__cause__!r}"


def papers_at(client: Client) -> tuple[int, str]:
    """Return the status of the address for whoever watches, and what it says of papers."""
    answer = client.get("/readyz")
    lines = answer.content.decode().splitlines()
    return answer.status_code, next(line for line in lines if line.startswith("papers: ")).removeprefix("papers: ")


def test_whoever_watches_the_site_sees_how_the_token_is(token: Token, settings: Settings, client: Client) -> None:
    assert papers_at(client)[1] == "signed until 2046-01-01"

    # To watch is to give no PIN: else a wrong one would lock the token within minutes.
    settings.PAPER_KEY = token.address(pin="another")
    assert papers_at(client)[1] == "signed until 2046-01-01"

    with pytest.raises(PaperKeyError):
        signed(plain(), at=MONDAY)
    assert papers_at(client) == (
        503,
        f"the token {LABEL} was given a wrong PIN: if that was PAPER_KEY_PASSWORD, papers wait",
    )

    token.take_out()
    assert papers_at(client) == (503, f"the token {LABEL} of PAPER_KEY is not there: put it in its place")


def test_a_process_that_is_forked_off_begins_anew(token: Token, tmp_path: Path) -> None:
    script = tmp_path / "forked.py"
    script.write_text(FORKED)
    run = subprocess.run(
        [sys.executable, script, token.uri(), PIN],
        capture_output=True,
        text=True,
        check=False,
        cwd=BASE_DIR,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(BASE_DIR)},
    )

    assert (run.stdout.split(), run.returncode) == (["child", "parent"], 0), run.stderr


FORKED = """
import os, sys
from dossiers.papers.signed.addresses import TokenAddress, address_of
from dossiers.papers.signed.tokens import found_at

key = found_at(address_of(*sys.argv[1:])).key
key.signature(b"before")
child = os.fork()
if not child:
    print("child" if key.signature(b"after") else "", flush=True)
    os._exit(0)
status = os.waitpid(child, 0)[1]
print("parent" if key.signature(b"after") else "")
sys.exit(status)
"""

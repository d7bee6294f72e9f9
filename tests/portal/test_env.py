"""The environment: what is right is typed, what is wrong names its variable and says what it should be."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from dossiers.papers.signed.addresses import KeyFolder, TokenAddress
from dossiers.payments.account import Account, Bank
from portal import env
from portal.postgres import BASE_DIR

KEY = "k" * 50
SEAL_KEY = "5e" * 32
SERVER = {"DATABASE_URL": "postgresql://an:s%40o@db.example.vn:5433/motcua?sslmode=require"}


def test_nothing_given_needs_nothing_at_hand():
    given = env.read({})

    assert given == env.Env(
        debug=False,
        demo=False,
        history=True,
        port=8000,
        take_back_seconds=60,
        queue_tickets=True,
        secret_key=None,
        seal_key=None,
        seal_keys_before=(),
        seal_anchor=None,
        paper_key=None,
        paper_roots=None,
        leader_keys=None,
        signature_roots=None,
        statement_key=None,
        statement_keys_before=(),
        timestamp="",
        allowed_hosts=(),
        database=None,
        broker=None,
        cache=None,
        storage=None,
        scan_folders=None,
        mail=None,
        account=None,
        gateway="",
        gateway_key="",
        paper_lookup="",
        texts="",
        texts_key="",
        texts_per_minute=60,
    )


def test_a_server_is_read_whole():
    given = env.read(
        {
            **SERVER,
            "SECRET_KEY": KEY,
            "SEAL_KEY": SEAL_KEY.upper(),
            "SEAL_KEYS_BEFORE": f"{'a1' * 32}, {'B2' * 32}",
            "SEAL_ANCHOR": "/srv/mot-cua/seal_anchor",
            "PAPER_KEY": "/srv/mot-cua/papers.p12",
            "PAPER_KEY_PASSWORD": " of the office ",
            "STATEMENT_KEY": "C3" * 32,
            "STATEMENT_KEYS_BEFORE": f"02{'A1' * 32}@2026-05-01, 03{'b2' * 32}@revoked",
            "TIMESTAMP_URL": "https://tsa.example.vn/tsr",
            "PAPER_ROOTS": "/srv/mot-cua/roots.pem",
            "LEADER_KEYS": "/srv/mot-cua/leaders",
            "LEADER_KEYS_PASSWORD": "of them",
            "SIGNATURE_ROOTS": "/srv/mot-cua/signature-roots",
            "ALLOWED_HOSTS": "mot-cua.example.vn, www.example.vn",
            "CELERY_BROKER_URL": "amqps://user:word@broker.example.vn/site",
            "CACHE_URL": "rediss://cache.example.vn:6380/1",
            "STORAGE_URL": "file:///srv/h%E1%BB%93%20s%C6%A1",
            "SCAN_FOLDERS": "/srv/mot-cua/scans",
            "EMAIL_URL": "smtp+tls://an%40example.vn:m%2Fk@mail.example.vn",
            "DEBUG": "off",
            "PORT": "8080",
            "TAKE_BACK_SECONDS": "0",
            "PAYMENT_BANK": "970436",
            "PAYMENT_ACCOUNT": "0011 0012 34567",
            "PAYMENT_HOLDER": "SO THONG TIN",
            "PAYMENT_GATEWAY": "gateways.napas.Gateway",
            "PAYMENT_GATEWAY_KEY": "k" * 32,
        }
    )

    assert given.database == {
        "host": "db.example.vn",
        "port": "5433",
        "user": "an",
        "password": "s@o",
        "dbname": "motcua",
        "sslmode": "require",
    }
    assert given.seal_key == SEAL_KEY
    assert given.seal_keys_before == ("a1" * 32, "b2" * 32)
    assert given.seal_anchor == Path("/srv/mot-cua/seal_anchor")
    assert given.scan_folders == Path("/srv/mot-cua/scans")
    assert given.timestamp == "https://tsa.example.vn/tsr"
    assert given.paper_roots == Path("/srv/mot-cua/roots.pem")
    assert given.leader_keys == KeyFolder(Path("/srv/mot-cua/leaders"), "of them")
    assert given.signature_roots == Path("/srv/mot-cua/signature-roots")
    assert given.paper_key == env.KeyFile(Path("/srv/mot-cua/papers.p12"), " of the office ")
    assert given.statement_key == "c3" * 32
    assert given.statement_keys_before == (
        env.FormerKey(f"02{'a1' * 32}", date(2026, 5, 1)),
        env.FormerKey(f"03{'b2' * 32}", None),
    )
    assert given.allowed_hosts == ("mot-cua.example.vn", "www.example.vn")
    assert given.storage == Path("/srv/hồ sơ")
    assert given.mail == env.Mail(host="mail.example.vn", port=587, user="an@example.vn", password="m/k", starttls=True)
    assert given.port == 8080
    assert given.take_back_seconds == 0
    assert given.account == Account(Bank("970436", "Vietcombank"), "0011001234567", "SO THONG TIN")
    assert (given.gateway, given.gateway_key) == ("gateways.napas.Gateway", "k" * 32)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("DEBUG", "perhaps", "1 or 0"),
        ("MOTCUA_DEMO", "2", "1 or 0"),
        ("MOTCUA_HISTORY", "never", "1 or 0"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "65536", "from 1 to 65535"),
        ("PORT", "８０００", "from 1 to 65535"),
        ("PORT", "http", "from 1 to 65535"),
        ("TAKE_BACK_SECONDS", "-1", "from 0 to 600"),
        ("TAKE_BACK_SECONDS", "601", "from 0 to 600"),
        ("TAKE_BACK_SECONDS", "a minute", "from 0 to 600"),
        ("TEXTS_PER_MINUTE", "0", "from 1 to 9999"),
        ("PAYMENT_BANK", "97O436", "6 digits"),
        ("SECRET_KEY", "short", "at least 50 characters"),
        ("SEAL_KEY", "5e" * 31, "64 random hexadecimal digits"),
        ("SEAL_KEY", "xy" * 32, "64 random hexadecimal digits"),
        ("SEAL_KEYS_BEFORE", "5e" * 16, "64 hexadecimal digits each"),
        ("SEAL_ANCHOR", "newest.json", "absolute path of a file"),
        ("SCAN_FOLDERS", "quet", "absolute path of a folder"),
        ("SCAN_FOLDERS", "/srv/scans/", "absolute path of a folder"),
        ("SEAL_ANCHOR", "/var/", "absolute path of a file"),
        ("TIMESTAMP_URL", "ldap://tsa.example.vn", "http://HOST"),
        ("LEADER_KEYS", "mine", "absolute path of a folder"),
        ("SIGNATURE_ROOTS", "mine", "absolute path of a folder"),
        ("PAPER_ROOTS", "mine.pem", "absolute path of a PEM file"),
        ("PAPER_KEY", "mine.p12", "absolute path of a PKCS #12 file"),
        ("PAPER_KEY", "/var/", "absolute path of a PKCS #12 file"),
        ("PAPER_KEY", "pkcs11:token=office;object=papers", "module-path"),
        ("PAPER_KEY", "pkcs11:token=office;object=papers?module-path=softhsm.so", "module-path"),
        ("PAPER_KEY", "pkcs11:token=office?module-path=/usr/lib/p11.so", "by object or id"),
        ("PAPER_KEY", "pkcs11:object=papers?module-path=/usr/lib/p11.so", "by token, serial or slot-id"),
        ("PAPER_KEY", "pkcs11:slot-id=one;object=papers?module-path=/usr/lib/p11.so", "slot-id"),
        ("PAPER_KEY", "pkcs11:token=;object=papers?module-path=/usr/lib/p11.so", "RFC 7512"),
        ("PAPER_KEY", "pkcs11:token=%ff;object=papers?module-path=/usr/lib/p11.so", "RFC 7512"),
        ("PAPER_KEY", "pkcs11:token=a;token=b;object=papers?module-path=/usr/lib/p11.so", "RFC 7512"),
        ("PAPER_KEY", "pkcs11:token=office;object=papers;color=red?module-path=/usr/lib/p11.so", "RFC 7512"),
        ("PAPER_KEY", "pkcs11:token=a;object=b?module-path=/usr/lib/p11.so&pin-value=1234", "its PIN is no part of it"),
        ("STATEMENT_KEY", "c3" * 31, "64 random hexadecimal digits"),
        ("STATEMENT_KEYS_BEFORE", f"02{'a1' * 32}", "KEY@YYYY-MM-DD"),
        ("STATEMENT_KEYS_BEFORE", f"02{'a1' * 32}@yesterday", "KEY@YYYY-MM-DD"),
        ("STATEMENT_KEYS_BEFORE", f"{'a1' * 33}@revoked", "66 hexadecimal digits"),
        ("ALLOWED_HOSTS", "*", "never *"),
        ("ALLOWED_HOSTS", "https://mot-cua.example.vn", "without scheme or port"),
        ("ALLOWED_HOSTS", "mot-cua.example.vn:443", "without scheme or port"),
        ("ALLOWED_HOSTS", "a.example.vn b.example.vn", "separated by commas"),
        ("DATABASE_URL", "mysql://localhost/motcua", "postgresql://USER"),
        ("DATABASE_URL", "postgresql://localhost", "/NAME"),
        ("DATABASE_URL", "postgresql://localhost/motcua?colour=red", "postgresql://USER"),
        ("DATABASE_URL", "postgresql://an:word@[half/motcua", "postgresql://USER"),
        ("CELERY_BROKER_URL", "kafka://localhost", "redis://HOST"),
        ("CELERY_BROKER_URL", "redis://", "redis://HOST"),
        ("CELERY_BROKER_URL", "amqp://localhost:many", "amqp://HOST"),
        ("CACHE_URL", "memcached://localhost", "redis://HOST"),
        ("STORAGE_URL", "/srv/files", "file:///ABSOLUTE/FOLDER"),
        ("STORAGE_URL", "file://server/files", "file:///ABSOLUTE/FOLDER"),
        ("STORAGE_URL", "file:///", "file:///ABSOLUTE/FOLDER"),
        ("STORAGE_URL", "s3://bucket", "file:///ABSOLUTE/FOLDER"),
        ("EMAIL_URL", "imap://localhost", "smtp://USER"),
        ("EMAIL_URL", "smtp://", "smtp://USER"),
        ("EMAIL_URL", "smtp://localhost/inbox", "smtp://USER"),
        ("EMAIL_URL", "smtp://localhost:99999", "smtp://USER"),
        ("EMAIL_URL", "file:mail", "file:///ABSOLUTE/FOLDER"),
    ],
)
def test_a_wrong_value_names_its_variable_and_what_it_should_be(name, value, part):
    with pytest.raises(env.EnvError) as caught:
        env.read({name: value})

    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name} is wrong: it should be ")
    assert part in str(caught.value)
    assert value not in str(caught.value) or value in part, "a value may be a secret"


def test_a_password_of_leaders_keys_is_that_of_a_folder():
    with pytest.raises(env.EnvError, match="LEADER_KEYS is wrong"):
        env.read({"LEADER_KEYS_PASSWORD": "of them"})


def test_what_proves_a_signature_needs_a_service_of_time_stamps():
    with pytest.raises(env.EnvError, match="TIMESTAMP_URL is wrong: it should be set together with PAPER_ROOTS"):
        env.read({"PAPER_ROOTS": "/srv/mot-cua/roots.pem"})


def test_a_key_on_a_token_is_named_by_an_address_and_opened_by_a_pin():
    address = "pkcs11:token=C%C3%B4%20quan;slot-id=7;object=papers;id=%01%ff?module-path=/usr/lib/p11.so"

    found = env.read({"PAPER_KEY": address, "PAPER_KEY_PASSWORD": "2607"}).paper_key

    token = TokenAddress(
        Path("/usr/lib/p11.so"), "2607", token="Cô quan", slot=7, label="papers", identifier=b"\x01\xff"
    )
    assert found == token
    assert "2607" not in repr(found)
    with pytest.raises(env.EnvError, match="PAPER_KEY_PASSWORD is wrong: it should be the PIN of the token"):
        env.read({"PAPER_KEY": address})


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"PAYMENT_BANK": "970436"}, "PAYMENT_ACCOUNT"),
        ({"PAYMENT_ACCOUNT": "0011001234567"}, "PAYMENT_BANK"),
        ({"PAYMENT_BANK": "970436", "PAYMENT_ACCOUNT": "0011001234567"}, "PAYMENT_HOLDER"),
        ({"PAYMENT_BANK": "999999", "PAYMENT_ACCOUNT": "0000000000", "PAYMENT_HOLDER": "X"}, "PAYMENT_BANK"),
    ],
)
def test_an_account_is_whole_and_at_a_bank_that_there_is(given, wrong):
    with pytest.raises(env.EnvError) as caught:
        env.read(given)

    assert caught.value.name == wrong


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"PAYMENT_GATEWAY": "gateways.napas.Gateway"}, "PAYMENT_GATEWAY_KEY"),
        ({"PAYMENT_GATEWAY": "gateways.napas.Gateway", "PAYMENT_GATEWAY_KEY": "k" * 31}, "PAYMENT_GATEWAY_KEY"),
        ({"PAYMENT_GATEWAY_KEY": "k" * 32}, "PAYMENT_GATEWAY"),
        ({"PAYMENT_GATEWAY": "napas", "PAYMENT_GATEWAY_KEY": "k" * 32}, "PAYMENT_GATEWAY"),
        # The stand-in, which everybody could sign for.
        ({"PAYMENT_GATEWAY": "portal.demo.bank.gateway.Bank", "PAYMENT_GATEWAY_KEY": "k" * 32}, "PAYMENT_GATEWAY"),
    ],
)
def test_a_gateway_is_one_that_there_is_with_its_key(given, wrong):
    with pytest.raises(env.EnvError) as caught:
        env.read(given)

    assert caught.value.name == wrong


@pytest.mark.parametrize("value", ["registers", "lookups.Registers()", "portal.demo.lookups.Registers"])
def test_papers_are_looked_up_by_a_class_that_asks_databases_that_there_are(value):
    with pytest.raises(env.EnvError) as caught:
        env.read({"PAPER_LOOKUP": value})

    assert caught.value.name == "PAPER_LOOKUP"


def test_a_demo_looks_papers_up_nowhere_and_nothing_else_does():
    assert env.read({"MOTCUA_DEMO": "1"}).paper_lookup == "portal.demo.lookups.Registers"
    assert env.read({}).paper_lookup == ""
    assert env.read({"PAPER_LOOKUP": "lookups.nea.Registers"}).paper_lookup == "lookups.nea.Registers"


def test_a_demo_has_a_gateway_that_moves_no_money_and_nothing_else_has_one():
    assert env.read({"MOTCUA_DEMO": "1"}).gateway == "portal.demo.bank.gateway.Bank"
    assert (env.read({}).gateway, env.read({}).gateway_key) == ("", "")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"ALLOWED_HOSTS": "example.vn", "SEAL_KEY": SEAL_KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "example.vn"}, "SEAL_KEY"),
        ({"SECRET_KEY": KEY, "SEAL_KEY": SEAL_KEY}, "ALLOWED_HOSTS"),
    ],
)
def test_a_server_must_be_told_its_keys_and_its_names(given, missing):
    with pytest.raises(env.EnvError) as caught:
        env.read({**SERVER, **given})

    assert caught.value.name == missing


@pytest.mark.parametrize("switch", ["DEBUG", "MOTCUA_DEMO"])
def test_a_developer_and_a_demo_may_leave_them_out(switch):
    given = env.read({**SERVER, switch: "1"})

    assert (given.secret_key, given.seal_key) == (None, None)


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-c", "import portal.wsgi"],
        ["-m", "celery", "-A", "portal.celery", "report"],
        ["-m", "portal.demo.run"],
    ],
    ids=["manage", "wsgi", "celery", "demo"],
)
def test_every_start_ends_in_one_sentence(command):
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PORT": "many", "DJANGO_SETTINGS_MODULE": "portal.settings"},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "PORT is wrong: it should be a number from 1 to 65535.\n"


def test_text_messages_are_handed_in_nowhere_unless_an_operator_or_a_folder_is_set():
    assert env.read({}).texts == ""
    assert env.read({"TEXTS_URL": "https://sms.example.vn/send", "TEXTS_KEY": " k "}).texts_key == "k"
    assert env.read({"TEXTS_URL": "file:///srv/mot-cua/texts"}).texts == "file:///srv/mot-cua/texts"


@pytest.mark.parametrize("value", ["ftp://sms.example.vn/", "https:///send", "sms.example.vn", "file://texts"])
def test_where_no_text_message_can_be_handed_in_the_start_stops(value: str):
    with pytest.raises(env.EnvError, match="TEXTS_URL"):
        env.read({"TEXTS_URL": value})

"""``tools/verify_record.py`` is a stranger's: it runs on every Python from 3.9 on, with nothing installed beside it."""

import ast
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command

from dossiers.proof import seals, signing
from portal.postgres import BASE_DIR
from tests.dossiers.lifecycle import dossier_at, local
from tests.tools.test_verify_record import SCRIPT, forged, put

OLDEST = (3, 9)
# What the grammar of 3.9 lets through and 3.9 does not have.
NEWER_NAMES = re.compile(
    r"UTC|StrEnum|Self|TypeAlias|ParamSpec|TypeIs|assert_never|override|pairwise|batched|tomllib|bit_count|file_digest|"
    r"ExceptionGroup|add_note|aiter|anext|hardlink_to|is_junction|walk_up"
)
NEWER_KEYWORDS = {
    "zip": {"strict"},
    "dataclass": {"slots", "kw_only", "weakref_slot"},
    "open": set(),
    "bisect": {"key"},
}


def newer(source: str) -> list[str]:
    """Return what a source has that Python 3.9 has not; SyntaxError where it cannot even be read."""
    tree = ast.parse(source, feature_version=OLDEST)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            found += [f"{called}({word.arg}=)" for word in node.keywords if word.arg in NEWER_KEYWORDS.get(called, ())]
        names = [getattr(node, name, "") for name in ("id", "attr", "name", "module")]
        found += [name for name in names if isinstance(name, str) and NEWER_NAMES.fullmatch(name)]
    puts_off = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    if not puts_off and re.search(r"(->|:) *\w+(\[.*?\])? \| ", source):
        found.append("X | Y in an annotation")
    return found


def linted(source: str) -> str:
    """Return what `make check` says of a source, if it lay among the tools."""
    command = [BASE_DIR / ".venv/bin/ruff", "check", "--no-cache", "--stdin-filename", "tools/planted.py", "-"]
    done = subprocess.run(command, cwd=BASE_DIR, input=source, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def pythons() -> dict[str, str]:
    """Return every Python from 3.9 on that this machine has and that starts: its path by its version."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], 20)]
    folders = [Path("/usr/bin"), Path("/usr/local/bin"), BASE_DIR / ".venv/bin"]
    places = [str(folder / name) for folder in folders for name in ("python3", *names)]
    places += [found for name in ("python3", *names) if (found := shutil.which(name))]
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places += [str(path) for path in kept.glob("*/bin/python3")]
    uv = BASE_DIR / ".tools/bin/uv"
    if uv.exists():
        command = [uv, "python", "list", "--only-installed", "--output-format", "json"]
        listed = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout
        places += re.findall(r'"path": ?"([^"]+)"', listed)
    found = {version_of(place): place for place in (sys.executable, *dict.fromkeys(places)) if Path(place).exists()}
    return {".".join(map(str, version)): place for version, place in sorted(found.items()) if version[:2] >= OLDEST}


def version_of(python: str) -> tuple[int, ...]:
    """Return a Python's version; nothing where what is there does not start."""
    command = [python, "-I", "-c", "import sys; print(*sys.version_info[:3])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return tuple(map(int, done.stdout.split())) if done.returncode == 0 else ()


def verified(python: str, file: Path) -> tuple[int, str, str]:
    """Verify a record with a Python that has its standard library alone: exit code, last line, what went wrong."""
    command = [python, "-I", "-S", str(SCRIPT), str(file), "--public-key", signing.public_key()]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout.splitlines() or [""])[-1], done.stderr


@pytest.mark.django_db
def test_every_python_of_this_machine_proves_a_good_record_and_refuses_a_broken_one(tmp_path):
    dossier = dossier_at("accepted").dossier
    seals.seal_yesterday(at=local("2026-01-06 00:10"))
    good, found = tmp_path / "record.json", pythons()
    call_command("export_record", dossier.code, "--output", str(good))
    broken = forged(good, put("f" * 128, "seals", 0, "signature"))

    outcomes = {version: (verified(python, good), verified(python, broken)) for version, python in found.items()}

    proves = (0, f"{dossier.code}: 2 events, 1 seals, 0 wrong.", "")
    refuses = (1, f"{dossier.code}: 2 events, 1 seals, 1 wrong.", "")
    assert outcomes == dict.fromkeys(found, (proves, refuses))
    assert found


def test_it_has_nothing_that_python_3_9_has_not():
    assert newer(SCRIPT.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "type X = int\n",
        "def f[T](x: T) -> T: ...\n",
        "match 1:\n    case 1: pass\n",
        "try: pass\nexcept* OSError: pass\n",
        "from datetime import UTC\n",
        "import datetime\nx = datetime.UTC\n",
        "x = list(zip([], [], strict=True))\n",
        "@dataclass(slots=True)\nclass X: ...\n",
        "@dataclasses.dataclass(kw_only=True)\nclass X: ...\n",
        "x = (1).bit_count()\n",
        "import tomllib\n",
        "from typing import Self\n",
        "def f(x: int | None) -> None: ...\n",
        "def f() -> list[int] | None: ...\n",
    ],
)
def test_what_is_newer_than_3_9_is_found(planted):
    try:
        found = newer(planted)
    except SyntaxError as error:
        found = [str(error)]

    assert found


@pytest.mark.parametrize(
    "planted",
    [
        "type X = int\n",
        "match 1:\n    case 1:\n        pass\n",
        'x = f"{", ".join([])}"\n',
        "def f[T](x: T) -> T:\n    return x\n",
        "try:\n    pass\nexcept* OSError:\n    pass\n",
    ],
)
def test_the_linter_refuses_newer_syntax_among_the_tools(planted):
    said = linted(planted)

    assert re.search(r"syntax.*Python 3\.9", said) or "on Python 3.9" in said, said


def test_the_linter_wants_annotations_put_off_where_3_9_could_not_read_them():
    assert "FA102" in linted("def size(text: str | None) -> int:\n    return len(text or '')\n")


@pytest.fixture(scope="module")
def verifier():
    """The script as a module, to ask it for one signature."""
    module = ModuleType("verify_record")
    sys.modules["verify_record"] = module
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), module.__dict__)
    yield module
    del sys.modules["verify_record"]


# RFC 8032 section 7.1, tests 1 to 3: public key, signature, message.
RFC = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "72",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "af82",
    ),
]


@pytest.mark.parametrize(("key", "signature", "message"), RFC)
def test_the_signatures_of_the_standard_are_good(verifier, key, signature, message):
    assert verifier.signed(key, signature, bytes.fromhex(message))
    assert not verifier.signed(key, signature, bytes.fromhex(message) + b"x")


def test_it_believes_the_signatures_that_the_office_s_library_believes(verifier, settings):
    for _ in range(20):
        settings.SEAL_KEY = secrets.token_hex(32)
        key, content = signing.public_key(), secrets.token_bytes(40)
        signature = signing.sign(content)
        at = secrets.randbelow(64)
        flipped = bytearray.fromhex(signature)
        flipped[at] ^= 1 << secrets.randbelow(8)
        beyond = int.from_bytes(bytes.fromhex(signature)[32:], "little") + verifier.ORDER
        cases = [
            (key, signature),
            (key, flipped.hex()),
            (key, signature[:64] + beyond.to_bytes(32, "little").hex()),
            (key, signature[:-2]),
            (hashlib.sha256(content).hexdigest(), signature),
            ("f" * 64, signature),
            ("0" * 64, signature),
            ("zz", signature),
        ]

        assert [verifier.signed(*case, content) for case in cases] == [True] + [False] * 7
        assert [signing.verifies(*case, content) for case in cases] == [True] + [False] * 7

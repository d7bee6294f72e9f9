"""The rooms of the house: how many there are, how large, who sees whom, and what lies in one place alone."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.postgres import BASE_DIR
from tests.test_repository import APPS, modules, short

MOST_ENTRIES = 34
MOST_MODULES = 16
WIRING = {"__init__", "apps", "urls", "tasks", "management", "migrations", "templatetags"}
PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())
MAKEFILE = (BASE_DIR / "Makefile").read_text()


def entries(folder: Path) -> set[str]:
    """Return the modules and packages of a folder."""
    found = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    return found - WIRING


def test_the_top_of_dossiers_reads_like_a_table_of_contents() -> None:
    assert len(entries(BASE_DIR / "dossiers")) <= MOST_ENTRIES


def test_no_package_has_more_modules_than_one_sees_at_a_glance() -> None:
    folders = {path.parent for path in modules() if path.parent.name != "commands" or "management" not in path.parts}
    large = {short(folder): len(entries(folder)) for folder in folders if len(entries(folder)) > MOST_MODULES}

    # The top of dossiers has a limit of its own.
    assert large.keys() <= {"dossiers"}


def lists() -> Iterator[tuple[str, str]]:
    """Yield every entry of the lists of files and modules that something is promised of."""
    proven = re.search(r"^PROVEN := (.*)$", MAKEFILE, re.MULTILINE)
    proof = re.search(r"^PROOF := (.*)$", MAKEFILE, re.MULTILINE)
    assert proven
    assert proof
    yield from (("PROVEN", name) for name in proven[1].split(","))
    yield from (("PROOF", name) for name in proof[1].split())
    mutmut = PROJECT["tool"]["mutmut"]
    for key in ("only_mutate", "pytest_add_cli_args_test_selection", "also_copy"):
        yield from ((key, name) for name in mutmut[key])
    for contract in PROJECT["tool"]["importlinter"]["contracts"]:
        for key in ("source_modules", "protected_modules"):
            yield from ((contract["name"], name.replace(".", "/")) for name in contract.get(key, ()))
    for line in re.findall(r"^(?:COMPILER|CLOCK) := (.*)$", MAKEFILE, re.MULTILINE):
        names = re.search(r"foreach module,([a-z_ ]+),'([a-z.]+)\.\$", line)
        dotted = [f"{names[2]}.{name}" for name in names[1].split()] if names else re.findall(r"'([a-z._]+)\.\*'", line)
        yield from (("mutants", name.replace(".", "/")) for name in dotted)


def is_there(name: str) -> bool:
    """Say whether an entry of a list matches anything."""
    return any(next(BASE_DIR.glob(pattern), None) is not None for pattern in (name, f"{name}.py"))


@pytest.mark.parametrize(("where", "name"), [*lists()])
def test_every_entry_of_a_list_of_modules_matches_something(where: str, name: str) -> None:
    assert is_there(name), where


def test_the_lists_are_read_and_an_entry_that_matches_nothing_is_found() -> None:
    assert len(list(lists())) > 60
    assert {where for where, _name in lists()} >= {"PROVEN", "PROOF", "only_mutate", "mutants"}
    assert not is_there("dossiers/gone/*.py")


ONLY_HERE = {
    "weasyprint": "dossiers/papers/press.py",
    "django.core.mail": "dossiers/notices/channels/mail.py",
    "smtplib": "dossiers/notices/channels/mail.py",
}
BACKEND = "portal/mail.py"
"""A backend of Django's mail, which has its types from there."""


def imported(source: str) -> set[str]:
    """Return what a source imports, each with the names of what contains it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {".".join(name.split(".")[:length]) for name in found for length in range(1, name.count(".") + 2)}


@pytest.mark.parametrize("package", ONLY_HERE)
def test_some_packages_are_used_in_one_place(package: str) -> None:
    users = {short(path) for path in modules() if package in imported(path.read_text())}

    assert users - {BACKEND} == {ONLY_HERE[package]}


def test_a_stranger_s_file_is_opened_in_the_box_alone() -> None:
    readers = {"PIL", "pypdf", "pypdfium2"}
    product = [path for path in modules() if "demo" not in path.parts]
    users = {short(path.parent) for path in product if readers & imported(path.read_text())}

    assert users == {"dossiers/viewing"}


@pytest.mark.parametrize(
    "planted",
    ["import weasyprint", "from weasyprint import HTML", "from weasyprint.urls import URLFetcher as Fetcher"],
)
def test_another_place_is_found(planted: str) -> None:
    assert "weasyprint" in imported(f"def f():\n    {planted}\n")


KNOWS_THE_KEYS = "dossiers/log/facts.py"
JSON = ("facts", "reading", "content")
"""The columns of events whose JSON has keys of its own."""


def _is_json(node: ast.expr) -> bool:
    """Say whether an expression is such a column of something, or that or something empty."""
    if isinstance(node, ast.BoolOp):
        return any(_is_json(value) for value in node.values)
    return isinstance(node, ast.Attribute) and node.attr in JSON


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def keys_read(source: str) -> Iterator[int]:
    """Yield the lines in which a key of an event's JSON is named: in Python, in a look-up, in SQL."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=value, slice=key) if _is_json(value) and _is_text(key):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=value, attr="get" | "pop" | "setdefault"), args=[key, *_]) if (
                _is_json(value) and _is_text(key)
            ):
                yield node.lineno
            case ast.Compare(left=left, comparators=[column]) if _is_text(left) and _is_json(column):
                yield node.lineno
            case ast.keyword(arg=str(name)) if re.match(rf"(\w+__)?({'|'.join(JSON)})__(?!isnull)", name):
                yield node.value.lineno
            case ast.Constant(value=str(text)) if re.search(rf"\b({'|'.join(JSON)})(__(?!isnull)[a-z]|\s*->)", text):
                yield node.lineno


def test_one_module_knows_the_keys_of_events() -> None:
    knowing = {short(path) for path in modules() if any(keys_read(path.read_text()))}

    # An index is the table's, and the table is below what knows the keys.
    assert knowing == {KNOWS_THE_KEYS, "dossiers/models/event.py"}


@pytest.mark.parametrize(
    "planted",
    [
        'event.facts["fee"]',
        'event.reading.get("due_at")',
        '(event.payload.content or {}).get("reason", "")',
        'fee = "fee" in event.facts',
        "told.filter(facts__answer__late=True)",
        "told.filter(events__payload__content__reason='x')",
        'told.values("facts__fee")',
        "SQL = \"SELECT facts ->> 'origin' FROM dossiers_event\"",
    ],
)
def test_another_module_that_knows_a_key_is_found(planted: str) -> None:
    assert [*keys_read(planted)] == [1]


@pytest.mark.parametrize("innocent", ["facts_of(event).fee", 'told["facts"]', "event.facts", "reading.due_at"])
def test_what_names_no_key_is_not_found(innocent: str) -> None:
    assert not [*keys_read(innocent)]


PLANTED = {
    "Each app knows only those below it": ("procedures/form/fees.py", "import dossiers.models"),
    "Inside dossiers": ("dossiers/desk/worklist.py", "from dossiers.citizen import dossiers as others"),
    "What is pure knows no Django": ("dossiers/clock/limits.py", "import django.utils.timezone"),
    "Nobody imports a task": ("dossiers/urls.py", "import dossiers.tasks"),
    "Only templates use template tags": ("dossiers/pages/opened.py", "import dossiers.templatetags.display"),
}


def test_every_contract_of_imports_finds_a_planted_offence(tmp_path: Path) -> None:
    for app in APPS:
        shutil.copytree(BASE_DIR / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "definitions"))
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    for name, line in PLANTED.values():
        path = tmp_path / name
        path.write_text(f"{path.read_text()}\n{line}\n")
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]

    checked = subprocess.run([*linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)

    contracts = [contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]]
    assert {*contracts} == PLANTED.keys()
    for name in contracts:
        assert f"{name} BROKEN" in checked.stdout, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("dossiers/log/columns.py", "import dossiers.commands"),
        ("dossiers/papers/receipt.py", "import dossiers.notices"),
        ("dossiers/pages/opened.py", "import dossiers.desk"),
        ("dossiers/gone.py", "import json"),
    ],
    ids=["core-knows-a-service", "a-service-knows-one-above", "a-page-knows-a-face", "a-module-without-a-room"],
)
def test_the_walls_inside_dossiers_stand(name: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(BASE_DIR / "dossiers", tmp_path / "dossiers", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / name
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")
    for app in {*APPS} - {"dossiers"}:
        (tmp_path / app).symlink_to(BASE_DIR / app)
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]

    checked = subprocess.run([*linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "Inside dossiers BROKEN" in checked.stdout or "gone" in checked.stdout + checked.stderr
    assert checked.returncode != 0

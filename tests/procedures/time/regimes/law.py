"""Regimes for tests: those that come with the project, with edits, and new ones by a file."""

from collections.abc import Mapping
from pathlib import Path

from procedures.time.regimes.book import Regimes
from procedures.time.regimes.reading import SHIPPED, read


def shipped() -> dict[str, str]:
    """Return the text of each shipped regime by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in SHIPPED.glob("*.toml")}


def book(texts: Mapping[str, str] | None = None) -> Regimes:
    """Return regimes from their texts; the shipped ones where none are given."""
    return Regimes.of([read(text, path=f"{slug}.toml") for slug, text in (texts or shipped()).items()])


def edited(slug: str, *edits: tuple[str, str]) -> dict[str, str]:
    """Return the shipped texts, one of them edited; each edit must meet its text."""
    texts = shipped()
    for old, new in edits:
        assert old in texts[slug], old
        texts[slug] = texts[slug].replace(old, new, 1)
    return texts


def written(folder: Path, slug: str, text: str) -> Path:
    """Return a file with a regime."""
    path = folder / f"{slug}.toml"
    path.write_text(text, encoding="utf-8")
    return path


CARRY_ON_AGAIN = """
name = { vi = "Nghị định mẫu", en = "A sample decree" }
from = 2031-01-01
amends = ["nd-118-2025"]

[supplement_after]
value = "carry_on"
source = { vi = "Nghị định mẫu, Điều 1", en = "Sample decree, article 1" }
follows = "acceptance"

[answer_hours]
value = 4
source = { vi = "Nghị định mẫu, Điều 2", en = "Sample decree, article 2" }
follows = "act"
"""
"""A law to come: it carries on after a supplement, and has the desk answer within four hours."""

"""Bring the Vietnamese catalogue up to date with the sources, without GNU gettext.

What is new is added untranslated, what is gone is dropped. Entries that say a text of Django or allauth
better, or for the first time, name the file it comes from (``#: django/…``) and stay.
"""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import polib
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize
from jinja2.ext import extract_from_ast

from portal.postgres import BASE_DIR

APPS = ("accounts", "dossiers", "portal", "procedures")
OTHERS = ("django/", "allauth/")
DJANGOS = BASE_DIR / "templates" / "django"
CATALOGUE = BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "Một Cửa",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# Of each function of gettext: which of its arguments are its context, its text and its plural.
SHAPES = {"gettext": (None, 0, None), "ngettext": (None, 0, 1), "pgettext": (0, 1, None), "npgettext": (0, 1, 2)}
# What templatize makes of a template: such calls among text, each with literals as its arguments.
LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
PAGES = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
"""Reads the templates of pages; what they call is not looked for."""
PAGES.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # of the extension
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?(?:\s*,\s*{LITERAL})?")


class Message(NamedTuple):
    """An English text with its context and its plural, both mostly empty."""

    context: str
    text: str
    plural: str = ""


class Command(BaseCommand):
    """Adds new texts to the catalogue, to be translated by hand, and drops those that nobody shows any more."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rewrite the catalogue."""
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
        new = updated(old)
        new.save(str(CATALOGUE))
        for entry in new.untranslated_entries():
            self.stdout.write(f"{entry.occurrences[0][0]}: {entry.msgid}")


def updated(old: polib.POFile) -> polib.POFile:
    """Return a catalogue of the texts in the sources, with what is already translated, and of the others' texts."""
    new = polib.POFile()
    new.metadata = HEADER
    translated = {key(entry): entry for entry in old if entry.translated()}
    for message, places in messages().items():
        known = translated.pop(message, None)
        new.append(_entry(message, places, known))
    new.extend(entry for entry in translated.values() if is_of_others(entry))
    return new


def key(entry: polib.POEntry) -> Message:
    """Return what an entry translates."""
    return Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def is_of_others(entry: polib.POEntry) -> bool:
    """Say whether an entry is there for a text of Django or allauth."""
    return any(place.startswith(OTHERS) for place, _line in entry.occurrences)


def _entry(message: Message, places: list[str], known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, occurrences=[(place, "") for place in places])
    entry.msgctxt = message.context or None
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, known.msgstr_plural if known else {0: ""}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def messages() -> dict[Message, list[str]]:
    """Return every text that our sources hand to gettext, with the files that hold it."""
    found: dict[Message, list[str]] = {}
    for path in sources():
        for message in dict.fromkeys(_reader(path)(path.read_text())):
            found.setdefault(message, []).append(str(path.relative_to(BASE_DIR)))
    return found


def _reader(path: Path) -> Callable[[str], Iterator["Message"]]:
    """Return what finds the texts of a file: Django's own templates lie in a folder of theirs."""
    if path.suffix == ".py":
        return in_python
    return in_template if DJANGOS in path.parents else in_page


def sources() -> list[Path]:
    """Return the files that may hold texts of the interface."""
    python = (path for app in APPS for path in (BASE_DIR / app).rglob("*.py") if "migrations" not in path.parts)
    templates = (path for path in (BASE_DIR / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    return sorted(chain(python, templates))


def in_python(source: str) -> Iterator[Message]:
    """Find what a module hands to gettext; raises ``ValueError`` for a text that is not written there in full."""
    tree = ast.parse(source)
    names = _imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        shape = SHAPES.get(_plain(names.get(called, called)))
        if shape:
            words = ["" if n is None else ast.literal_eval(node.args[n]) for n in shape]
            yield Message(*words)


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return what a module calls the functions of gettext."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    named = (alias for node in imports if node.module == "django.utils.translation" for alias in node.names)
    return {alias.asname or alias.name: alias.name for alias in named}


def _plain(name: str) -> str:
    """Return a function's name without how late it translates."""
    return name.removesuffix("_lazy").removesuffix("_noop")


def in_template(source: str) -> Iterator[Message]:
    """Find what a template translates."""
    for name, *literals in CALL.findall(templatize(source)):
        shape = SHAPES["gettext" if name == "_" else name]
        yield Message(*("" if n is None else ast.literal_eval(literals[n]) for n in shape))


def in_page(source: str) -> Iterator[Message]:
    """Find what a template of the site's pages translates; raises ``ValueError`` for a text that is not written in full."""
    for line, called, given in extract_from_ast(PAGES.parse(source), ("_", *SHAPES)):
        literals = given if isinstance(given, tuple) else (given,)
        words = ["" if n is None else literals[n] for n in SHAPES["gettext" if called == "_" else called]]
        if None in words:
            raise ValueError(f"malformed text on line {line}")
        yield Message(*(str(word) for word in words))

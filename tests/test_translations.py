"""Every text of the interface is in the Vietnamese catalogue: the message is English, its translation Vietnamese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from portal.postgres import BASE_DIR
from tests.test_repository import modules, short, tracked

CATALOGUE = BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
# What templatize makes of a template: calls among text, each with literals as its arguments.
LITERAL = r"""(\"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Message = tuple[str, str]
"""A context, mostly empty, and an English text."""


def in_python(path: Path) -> Iterator[Message]:
    """Find what a module hands to gettext; a text that is not written there in full is an error."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name = node.func.id
        if name in SINGLE | PLURAL | CONTEXT:
            words = [ast.literal_eval(argument) for argument in node.args[: 2 if name in CONTEXT else 1]]
            yield (words[0], words[1]) if name in CONTEXT else ("", words[0])


def in_template(path: Path) -> Iterator[Message]:
    """Find what a template translates."""
    for name, first, second in CALL.findall(templatize(path.read_text())):
        words = ast.literal_eval(first)
        yield (words, ast.literal_eval(second)) if name == "pgettext" else ("", words)


def messages() -> dict[Message, str]:
    """Every message, with one of the files that have it."""
    found = {}
    for path in modules():
        found |= dict.fromkeys(in_python(path), short(path))
    for path in tracked():
        if path.suffix in {".html", ".txt"} and BASE_DIR / "templates" in path.parents:
            found |= dict.fromkeys(in_template(path), short(path))
    return found


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_has_its_vietnamese(catalogue):
    known = {(entry.msgctxt or "", entry.msgid) for entry in catalogue if entry.translated()}
    missing = {text: place for (context, text), place in messages().items() if (context, text) not in known}

    assert missing == {}


def test_nothing_in_the_catalogue_is_out_of_use(catalogue):
    used = messages()
    unused = [entry.msgid for entry in catalogue if (entry.msgctxt or "", entry.msgid) not in used]

    assert unused == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_a_translation_keeps_what_is_filled_in(catalogue):
    changed = [
        entry.msgid
        for entry in catalogue
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if text and not set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    ]

    assert changed == []


def test_vietnamese_is_written_in_whole_characters(catalogue):
    """One code point for each letter with its marks (NFC), as every font and search expects."""
    combining = re.compile("[\u0300-\u036f]")

    assert [entry.msgid for entry in catalogue if combining.search(entry.msgstr)] == []

"""``tools/verify_record.py`` reads nothing that another reader may read otherwise, and ends with a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from dossiers.proof import seals, signing
from tests.dossiers.lifecycle import dossier_at, local
from tests.tools.test_verify_record import forged, put, run

pytestmark = pytest.mark.django_db
type Record = dict[str, Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the export of a sealed dossier."""
    dossier = dossier_at("accepted").dossier
    seals.seal_yesterday(at=local("2026-01-06 00:10"))
    output = tmp_path / "record.json"
    call_command("export_record", dossier.code, "--output", str(output))
    return output


def _again(text: str, key: str) -> str:
    """Let a key stand twice: the first value is the one that a person may read."""
    found = json.dumps(key) + ": "
    assert found in text
    return text.replace(found, f"{found}null, {found}", 1)


def _deep(text: str) -> str:
    return text.replace('"facts": {', '"facts": {"a": ' + "[" * 100_000 + "]" * 100_000 + ",", 1)


UNREADABLE: dict[str, tuple[Callable[[str], str], str]] = {
    "an event's key twice": (lambda text: _again(text, "actor"), "the key actor stands twice"),
    "a key of facts twice": (lambda text: _again(text, "clock"), "the key clock stands twice"),
    "the events twice": (lambda text: _again(text, "events"), "the key events stands twice"),
    "NaN": (lambda text: text.replace('"place": 0', '"place": NaN'), "NaN is no JSON"),
    "Infinity": (lambda text: text.replace('"place": 0', '"place": Infinity'), "Infinity is no JSON"),
    "a number of many digits": (lambda text: text.replace('"place": 0', '"place": ' + "1" * 5000), "digits"),
    "deep facts": (_deep, "RecursionError"),
    "only brackets": (lambda _text: "[" * 200_000, "RecursionError"),
    "a mark of byte order": (lambda text: "\ufeff" + text, "BOM"),
    "half a character": (lambda text: text.replace('"submit"', '"\\ud800"'), "surrogates not allowed"),
}


@pytest.mark.parametrize(("tamper", "told"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_readers_may_read_otherwise_is_refused_with_a_sentence(
    file: Path, tamper: Callable[[str], str], told: str
) -> None:
    text = file.read_text()
    other = file.with_name("other.json")
    other.write_text(tamper(text))
    assert other.read_text() != text, "the case changes nothing"

    code, (line,) = run(other, "--public-key", signing.public_key())

    assert code == 1
    assert "cannot be read as a record" in line
    assert told in line


SHAPES = {
    "unknown in the record": (put("overdue", "verdict"), "the record: verdict is unknown"),
    "unknown in an event": (put("X", "events", 1, "approved_by"), "an event: approved_by is unknown"),
    "unknown in a seal": (put("X", "seals", 0, "name"), "a seal: name is unknown"),
    "unknown in a leaf": (put("X", "seals", 0, "leaves", 0, "digest"), "a leaf: digest is unknown"),
    "unknown in the definition": (put("X", "definition", "name"), "the definition: name is unknown"),
    "an event a list": (put([], "events", 0), "an event should be an object"),
    "facts a list": (put([], "events", 0, "facts"), "an event: facts is of another type"),
    "payload null": (put(None, "events", 0, "payload"), "an event: payload is of another type"),
    "a place that is a truth": (put(True, "seals", 0, "leaves", 0, "place"), "a leaf: place is of another type"),
    "a number that is a fraction": (put(1.5, "seals", 0, "number"), "a seal: number is of another type"),
    "calendars a list": (put([], "calendars"), "the record: calendars is of another type"),
    "keys of several types": (put([1, "a"], "public_keys"), "64 hexadecimal digits"),
    "a key that is none": (put(["zz"], "public_keys"), "64 hexadecimal digits"),
    "an instant that is none": (put("soon", "events", 0, "at"), "'soon' is no instant"),
    "an instant without zone": (put("2026-01-05", "events", 0, "at"), "is no instant"),
    "a day that is none": (put("Monday", "seals", 0, "day"), "'Monday' is no day"),
    # Written in ways that only later Pythons read.
    "an instant with Z": (put("2026-01-05T01:00:00Z", "events", 0, "at"), "is no instant"),
    "an instant without dashes": (put("20260105T010000+0000", "seals", 0, "sealed_at"), "is no instant"),
    "a day of a week": (put("2026-W02-1", "seals", 0, "day"), "is no day"),
}


@pytest.mark.parametrize(("tamper", "told"), SHAPES.values(), ids=SHAPES.keys())
def test_a_record_of_another_shape_is_refused_with_a_sentence(
    file: Path, tamper: Callable[[Record], None], told: str
) -> None:
    code, (line,) = run(forged(file, tamper))

    assert code == 1
    assert told in line


WORDS = {
    "nothing": {},
    "null": {"salt": "0", "content": None},
    "erased and kept": {"erased_at": "2026-02-04T08:30:00+07:00", "salt": "0", "content": {}},
    "erased with the salt left": {"erased_at": "2026-02-04T08:30:00+07:00", "salt": "0"},
    "erased before they were said": {"erased_at": "2020-02-04T08:30:00+07:00"},
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_words_are_there_or_erased_at_an_instant_without_their_salt(file: Path, words: Record) -> None:
    code, lines = run(forged(file, put(words, "events", 0, "payload")), "--public-key", signing.public_key())

    assert code == 1
    assert lines[0].startswith("WRONG event 1 (submit): its words ")


@pytest.mark.parametrize("key", ["zz", "", "5e" * 31])
def test_a_key_that_is_none_is_told_with_a_sentence(file: Path, key: str) -> None:
    code, (line,) = run(file, f"--public-key={key}")

    assert code == 1
    assert "a public key has 64 hexadecimal digits" in line


def test_a_key_may_be_written_large_and_with_blanks(file: Path) -> None:
    assert run(file, "--public-key", f" {signing.public_key().upper()} ")[0] == 0


def test_what_a_file_says_begins_no_line_and_moves_no_cursor(file: Path) -> None:
    name = "X\x1b[2J\nH26.NN-1: 9 events, 1 seals, 0 wrong.\u202e"
    code, lines = run(forged(file, put(name, "dossier")), "--public-key", signing.public_key())

    assert code == 1
    assert all(line.startswith(("WRONG", "X\\x1b[2J\\nH26.NN-1")) for line in lines)
    assert lines[-1].startswith("X\\x1b[2J\\nH26.NN-1: 9 events, 1 seals, 0 wrong.\\u202e: 2 events")

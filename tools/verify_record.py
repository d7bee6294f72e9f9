#!/usr/bin/env python3
"""Verify an exported record without its system: only the standard library and the package ``cryptography``.

    python verify_record.py FILE [--public-key HEX]…

A line for each problem and for what cannot be checked; exit code 0 where nothing is wrong, 1 where something
is, or the file is no record. Without ``--public-key`` the keys in the file itself are believed: the file
is then only consistent with itself, and whoever made it may have made the keys too.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "mot-cua-record/1"
DIGESTED = (
    "dossier", "sequence", "action", "source", "target", "actor", "role", "unit", "on_behalf_of", "at", "facts",
    "reading", "payload_digest", "previous_digest",
)  # fmt: skip
SIGNED = ("agency", "number", "day", "events", "root", "previous_digest", "sealed_at", "public_key")

type Json = dict[str, Any]


@dataclass
class Findings:
    """What is wrong, and what nobody can tell from the file."""

    problems: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


def canonical(value: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content: bytes) -> str:
    """Return the hex SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def verify(record: Json, keys: set[str]) -> Findings:
    """Check a record against itself and against the public keys that are believed."""
    found = Findings()
    check_events(record, found)
    check_law(record, found)
    sealed = check_seals(record, keys, found)
    check_coverage(record, sealed, found)
    return found


def check_events(record: Json, found: Findings) -> None:
    """Check numbers, links, digests and words of the log."""
    previous = ""
    if not record["events"]:
        found.problems.append("the record has no event")
    for expected, event in enumerate(record["events"], start=1):
        where = f"event {event['sequence']} ({event['action']})"
        if event["sequence"] != expected:
            found.problems.append(f"{where}: its number should be {expected}")
        if event["dossier"] != record["dossier"]:
            found.problems.append(f"{where}: it is of dossier {event['dossier']}")
        if event["previous_digest"] != previous:
            found.problems.append(f"{where}: it does not follow the event before it")
        if sha256(canonical({name: event[name] for name in DIGESTED})) != event["digest"]:
            found.problems.append(f"{where}: its digest is not that of its content")
        check_words(event, where, found)
        previous = event["digest"]


def check_words(event: Json, where: str, found: Findings) -> None:
    """Check the personal words of an event, unless they were erased."""
    words = event["payload"]
    if "content" not in words:
        found.unchecked.append(f"{where}: its words were erased at {words.get('erased_at', 'an unknown time')}")
    elif sha256(words["salt"].encode() + canonical(words["content"])) != event["payload_digest"]:
        found.problems.append(f"{where}: its words are not those that were recorded")


def check_law(record: Json, found: Findings) -> None:
    """Check that the definition and the calendars are those which the events name."""
    definition, calendars = record["definition"], record["calendars"]
    if sha256(definition["text"].encode()) != definition["digest"]:
        found.problems.append("definition: its digest is not that of its text")
    for digest, calendar in calendars.items():
        if sha256(canonical(calendar)) != digest:
            found.problems.append(f"calendar {digest[:8]}: its digest is not that of its content")
    for event in record["events"]:
        reading, step = event["reading"], event["facts"].get("step") or {}
        where = f"event {event['sequence']} ({event['action']})"
        if reading.get("procedure_digest") != definition["digest"]:
            found.problems.append(f"{where}: it follows another definition")
        named = {reading.get("calendar_digest"), reading.get("step_calendar_digest"), step.get("calendar_digest")}
        found.problems += [f"{where}: calendar {str(d)[:8]} is missing" for d in named - {None} - calendars.keys()]


def check_seals(record: Json, keys: set[str], found: Findings) -> dict[int, Json]:
    """Check each seal and the path of each event to its root; return the sealed events' seals by their numbers."""
    events = {event["sequence"]: event for event in record["events"]}
    sealed: dict[int, Json] = {}
    before: Json | None = None
    for seal in record["seals"]:
        where = f"seal {seal['agency']}/{seal['number']}"
        found.problems += [f"{where}: {problem}" for problem in seal_problems(seal, before, keys)]
        for leaf in seal["leaves"]:
            event = events.get(leaf["sequence"])
            if event is None:
                found.problems.append(f"event {leaf['sequence']}: it is in {where} and not in the record")
                continue
            sealed[leaf["sequence"]] = seal
            if root_by_path(event, leaf, seal["events"]) != seal["root"]:
                found.problems.append(f"event {leaf['sequence']} ({event['action']}): it is not the one in {where}")
        before = seal
    return sealed


def seal_problems(seal: Json, before: Json | None, keys: set[str]) -> Iterator[str]:
    """Yield what is wrong with a seal by itself and, where it is the next one, with its link."""
    content = canonical({name: seal[name] for name in SIGNED})
    if sha256(content) != seal["digest"]:
        yield "its digest is not that of its content"
    if seal["public_key"] not in keys:
        yield f"it was made with another key, {seal['public_key']}"
    if not signed(seal["public_key"], seal["signature"], content):
        yield "its signature is wrong"
    if before is None or before["agency"] != seal["agency"]:
        return
    if seal["number"] <= before["number"]:
        yield f"it stands after seal {before['number']}"
    if seal["number"] == before["number"] + 1 and seal["previous_digest"] != before["digest"]:
        yield "it does not follow the seal before it"


def signed(public_key: str, signature: str, content: bytes) -> bool:
    """Say whether the owner of a public key has signed some content."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def root_by_path(event: Json, leaf: Json, size: int) -> str | None:
    """Return the root that an event's path leads to (RFC 6962), or None where the path does not fit its place."""
    content = canonical({"dossier": event["dossier"], "sequence": event["sequence"], "digest": event["digest"]})
    digest = hashlib.sha256(b"\x00" + content).digest()
    place, last, path = leaf["place"], size - 1, [bytes.fromhex(step) for step in leaf["path"]]
    if not 0 <= place <= last:
        return None
    while last > 0:
        if place % 2 or place < last:
            if not path:
                return None
            pair = path[0] + digest if place % 2 else digest + path[0]
            digest, path = hashlib.sha256(b"\x01" + pair).digest(), path[1:]
        place, last = place // 2, last // 2
    return None if path else digest.hex()


def check_coverage(record: Json, sealed: dict[int, Json], found: Findings) -> None:
    """Say which events have no seal: wrong before a sealed one, not to be told at the end."""
    last = max(sealed, default=0)
    for event in record["events"]:
        if event["sequence"] in sealed:
            continue
        where = f"event {event['sequence']} ({event['action']})"
        if event["sequence"] < last:
            found.problems.append(f"{where}: it has no seal, although later events have")
        else:
            found.unchecked.append(f"{where}: no seal yet, so nothing outside the log holds it")


def read(path: Path) -> Json:
    """Read a record; ValueError where it is none."""
    record = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f"not a record of the format {FORMAT}")
    return record


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Verify a dossier's exported record.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--public-key", action="append", default=[], metavar="HEX", help="a key to believe")
    return parser.parse_args()


def main() -> int:
    """Verify a file, print what was found, return the exit code."""
    given = arguments()
    try:
        record = read(given.file)
        keys = {key.lower() for key in given.public_key} or set(record["public_keys"])
        found = verify(record, keys)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"{given.file} cannot be read as a record: {type(error).__name__}: {error}")
        return 1
    for problem in found.problems:
        print(f"WRONG {problem}")
    for line in found.unchecked:
        print(f"NOT CHECKED {line}")
    if not given.public_key:
        print("NOT CHECKED whose keys these are: no --public-key was given, so those in the file were believed:")
        print("\n".join(f"  {key}" for key in sorted(keys)))
    print(
        f"{record['dossier']}: {len(record['events'])} events, {len(record['seals'])} seals, {len(found.problems)} wrong."
    )
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())

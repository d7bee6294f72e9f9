#!/usr/bin/env python3
"""Verify an exported record without its system: Python 3.9 or later, nothing to install.

    python3 verify_record.py FILE [--public-key HEX]…

A line for each problem and for what cannot be checked. Exit code 0 where nothing is wrong and every event of the
log that is older than two days is sealed; 1 otherwise, or where the file is no record. Without ``--public-key``
the keys in the file itself are believed: the file is then only consistent with itself, and whoever made it may
have made the keys too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

FORMAT = "mot-cua-record/1"
DIGESTED = (
    "dossier", "sequence", "action", "source", "target", "actor", "role", "unit", "on_behalf_of", "at", "facts",
    "reading", "payload_digest", "previous_digest",
)  # fmt: skip
SIGNED = ("agency", "number", "day", "events", "root", "previous_digest", "sealed_at", "public_key")
LOCAL = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh, as it has been since 1975
SEALED_WITHIN = timedelta(days=2)
"""After this an event that is lived through should be in a seal, which is made in the night after its day."""
KEY = re.compile(r"[0-9a-f]{64}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?[+-][0-9]{2}:[0-9]{2}")
"""What every Python reads alike: later ones take other forms too."""

Json = dict[str, Any]
Point = tuple[int, int, int, int]

# The curve of Ed25519 and its base point (RFC 8032 section 5.1).
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
BASE = b"\x58" + 31 * b"\x66"
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
_ID, _TEXT, _NUMBER, _OBJECT, _LIST = (int, type(None)), (str,), (int,), (dict,), (list,)
SHAPES: dict[str, dict[str, tuple[type, ...]]] = {
    "the record": {
        "format": _TEXT, "dossier": _TEXT, "events": _LIST, "seals": _LIST, "public_keys": _LIST,
        "definition": _OBJECT, "calendars": _OBJECT,
    },
    "an event": {
        "dossier": _TEXT, "sequence": _NUMBER, "action": _TEXT, "source": _TEXT, "target": _TEXT, "actor": _ID,
        "role": _TEXT, "unit": _ID, "on_behalf_of": _ID, "at": _TEXT, "facts": _OBJECT, "reading": _OBJECT,
        "payload_digest": _TEXT, "previous_digest": _TEXT, "digest": _TEXT, "payload": _OBJECT,
    },
    "a seal": {
        "agency": _TEXT, "number": _NUMBER, "day": _TEXT, "events": _NUMBER, "root": _TEXT, "previous_digest": _TEXT,
        "sealed_at": _TEXT, "public_key": _TEXT, "digest": _TEXT, "signature": _TEXT, "leaves": _LIST,
    },
    "a leaf": {"sequence": _NUMBER, "place": _NUMBER, "path": _LIST},
    "the definition": {"digest": _TEXT, "text": _TEXT},
}  # fmt: skip
"""Every key that an object has, with the types of its value. None may be missing, and there are no others."""


@dataclass
class Findings:
    """What is wrong, what an honest record would prove and this one does not, and what nobody can tell from it."""

    problems: list[str] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def canonical(value: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content: bytes) -> str:
    """Return the hex SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def verify(record: Json, keys: set[str], now: datetime) -> Findings:
    """Check a record against itself and against the public keys that are believed."""
    found = Findings()
    check_events(record, found)
    check_law(record, found)
    sealed = check_seals(record, keys, found)
    check_coverage(record, sealed, found, now)
    return found


def check_events(record: Json, found: Findings) -> None:
    """Check numbers, links, digests, instants and words of the log."""
    previous, at = "", ""
    if not record["events"]:
        found.problems.append("the record has no event")
    for expected, event in enumerate(record["events"], start=1):
        where = name_of(event)
        if event["sequence"] != expected:
            found.problems.append(f"{where}: its number should be {expected}")
        if event["dossier"] != record["dossier"]:
            found.problems.append(f"{where}: it is of dossier {event['dossier']}")
        if event["previous_digest"] != previous:
            found.problems.append(f"{where}: it does not follow the event before it")
        if sha256(canonical({name: event[name] for name in DIGESTED})) != event["digest"]:
            found.problems.append(f"{where}: its digest is not that of its content")
        if at and instant(event["at"]) < instant(at):
            found.problems.append(f"{where}: it was before the event before it")
        check_words(event, where, found)
        previous, at = event["digest"], event["at"]


def check_words(event: Json, where: str, found: Findings) -> None:
    """Check the personal words of an event: kept with their salt, or erased with it at an instant."""
    words = event["payload"]
    if words.keys() == {"erased_at"}:
        found.unchecked.append(f"{where}: its words were erased at {words['erased_at']}")
        if instant(words["erased_at"]) < instant(event["at"]):
            found.problems.append(f"{where}: its words were erased before they were said")
    elif words.keys() != {"salt", "content"} or not isinstance(words["content"], dict):
        found.problems.append(f"{where}: its words are neither there nor erased")
    elif sha256(words["salt"].encode() + canonical(words["content"])) != event["payload_digest"]:
        found.problems.append(f"{where}: its words are not those that were recorded")


def name_of(event: Json) -> str:
    """Return what an event is called in a line."""
    return f"event {event['sequence']} ({event['action']})"


def instant(text: object) -> datetime:
    """Read an instant; ValueError where it is none."""
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is no instant")
    return datetime.fromisoformat(text)


def end_of(day: date) -> datetime:
    """Return the instant at which a local day is over."""
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL)


def is_history(record: Json) -> bool:
    """Say whether the dossier was loaded as the record of earlier years; only its first event can say so."""
    return bool(record["events"]) and record["events"][0]["facts"].get("origin") == "history"


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
        where = name_of(event)
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
        check_made(record, seal, where, found)
        for leaf in seal["leaves"]:
            event = events.get(leaf["sequence"])
            if event is None:
                found.problems.append(f"event {leaf['sequence']}: it is in {where} and not in the record")
                continue
            sealed[leaf["sequence"]] = seal
            if instant(event["at"]).astimezone(LOCAL).date().isoformat() != seal["day"]:
                found.problems.append(f"{name_of(event)}: it is not of {seal['day']}, the day of {where}")
            if root_by_path(event, leaf, seal["events"]) != seal["root"]:
                found.problems.append(f"{name_of(event)}: it is not the one in {where}")
        before = seal
    return sealed


def check_made(record: Json, seal: Json, where: str, found: Findings) -> None:
    """Check when a seal was made: after its day, and soon unless it is over the record of earlier years."""
    if not DAY.fullmatch(seal["day"]):
        raise ValueError(f"{seal['day']!r} is no day")
    made, over = instant(seal["sealed_at"]), end_of(date.fromisoformat(seal["day"]))
    if made < over:
        found.problems.append(f"{where}: it was made before {seal['day']} was over")
    elif made > over + SEALED_WITHIN:
        why = "as the record of earlier years is" if is_history(record) else "which may be honest and should be asked"
        found.notes.append(f"{where}: it was made late for {seal['day']}, at {seal['sealed_at']}, {why}")


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
    """Say whether the owner of a public key has signed some content (RFC 8032 section 5.1.7)."""
    try:
        key, signs = bytes.fromhex(public_key), bytes.fromhex(signature)
    except ValueError:
        return False
    owner, base, factor = point_of(key), point_of(BASE), int.from_bytes(signs[32:], "little")
    if owner is None or base is None or len(signs) != 64 or factor >= ORDER:  # noqa: PLR2004 - two halves of 32 bytes
        return False
    challenge = int.from_bytes(hashlib.sha512(signs[:32] + key + content).digest(), "little")
    x, y, z, t = times(challenge % ORDER, owner)
    x, y, z, t = plus(times(factor, base), (-x, y, z, -t))
    x, y = x * pow(z, -1, PRIME) % PRIME, y * pow(z, -1, PRIME) % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little") == signs[:32]


def point_of(key: bytes) -> Point | None:
    """Return the point that 32 bytes write, None where they write none (RFC 8032 section 5.1.3)."""
    written = int.from_bytes(key, "little")
    y, sign = written & (2**255 - 1), written >> 255
    if len(key) != 32 or y >= PRIME:  # noqa: PLR2004 - bytes
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    x = x if x % 2 == sign else PRIME - x
    return x, y, 1, x * y % PRIME


def plus(one: Point, other: Point) -> Point:
    """Add two points in extended coordinates (RFC 8032 section 5.1.4)."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]), (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * CURVE, 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(factor: int, point: Point) -> Point:
    """Multiply a point; nothing here is secret, so the time it takes may tell anything."""
    total = (0, 1, 1, 0)
    while factor:
        total, point, factor = plus(total, point) if factor & 1 else total, plus(point, point), factor >> 1
    return total


def root_by_path(event: Json, leaf: Json, size: int) -> str | None:
    """Return the root that an event's path leads to."""
    content = canonical({"dossier": event["dossier"], "sequence": event["sequence"], "digest": event["digest"]})
    return root_of(hashlib.sha256(b"\x00" + content).digest(), leaf, size)


def root_of(digest: bytes, leaf: Json, size: int) -> str | None:
    """Return the root that the path of a leaf leads to (RFC 6962), or None where the path does not fit its place."""
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


def check_coverage(record: Json, sealed: dict[int, Json], found: Findings, now: datetime) -> None:
    """Say which events have no seal: wrong before a sealed one, not to be told at the end, unproven where it is late."""
    last, days = max(sealed, default=0), {seal["day"] for seal in record["seals"]}
    if not record["seals"]:
        found.unproven.append("the record: it has no seal at all, so anybody can have written it")
    for event in record["events"]:
        if event["sequence"] in sealed:
            continue
        day, where = instant(event["at"]).astimezone(LOCAL).date(), name_of(event)
        if event["sequence"] < last:
            found.problems.append(f"{where}: it has no seal, although later events have")
        elif day.isoformat() in days:
            found.unproven.append(f"{where}: it is in no seal, although its day, {day}, has one")
        elif not is_history(record) and end_of(day) + SEALED_WITHIN < now:
            found.unproven.append(f"{where}: no seal, although its day, {day}, is long over: export the record again")
        else:
            found.unchecked.append(f"{where}: no seal yet, so nothing outside the log holds it")


def read(path: Path) -> Json:
    """Read a record; ValueError with a sentence where it is none."""
    record = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_once, parse_constant=no_number)
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f"not a record of the format {FORMAT}")
    check_shape("the record", record)
    check_shape("the definition", record["definition"])
    for event in record["events"]:
        check_shape("an event", event)
    for seal in record["seals"]:
        check_shape("a seal", seal)
        for leaf in seal["leaves"]:
            check_shape("a leaf", leaf)
    if not all(isinstance(key, str) and KEY.fullmatch(key) for key in record["public_keys"]):
        raise ValueError("public_keys: each should be 64 hexadecimal digits")
    return record


def check_shape(name: str, value: object) -> None:
    """Raise ValueError where an object has not exactly the keys that it should have, with values of their types."""
    shape = SHAPES[name]
    if not isinstance(value, dict):
        raise ValueError(f"{name} should be an object")  # noqa: TRY004 - the file is wrong, not the program
    wrong = [f"{key} is missing" for key in sorted(shape.keys() - value.keys())]
    wrong += [f"{key} is unknown" for key in sorted(value.keys() - shape.keys())]
    wrong += [f"{key} is of another type" for key in shape if key in value and type(value[key]) not in shape[key]]
    if wrong:
        raise ValueError(f"{name}: {', '.join(wrong)}")


def each_once(pairs: list[tuple[str, Any]]) -> Json:
    """Return an object's keys and values; ValueError where a key stands twice, for readers then disagree."""
    read: Json = {}
    for key, value in pairs:
        if key in read:
            raise ValueError(f"the key {key} stands twice in an object")
        read[key] = value
    return read


def no_number(text: str) -> NoReturn:
    """Refuse NaN and the infinities."""
    raise ValueError(f"{text} is no JSON")


def say(line: str) -> None:
    """Print a line; what a file says cannot move the cursor, begin another line or turn the writing round."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    encoding = sys.stdout.encoding or "utf-8"
    print(shown.encode(encoding, "backslashreplace").decode(encoding))


def main() -> int:
    """Verify a file, print what was found, return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a dossier's exported record.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--public-key", action="append", default=[], metavar="HEX", help="a key to believe")
    given = parser.parse_args()
    keys = {key.strip().lower() for key in given.public_key}
    for key in sorted(key for key in keys if not KEY.fullmatch(key)):
        say(f"--public-key {key!r}: a public key has 64 hexadecimal digits (seal_days --public-key prints it).")
        return 1
    try:
        record = read(given.file)
        now = datetime.now(timezone.utc)  # noqa: TID251 - no Django here
        found = verify(record, keys or set(record["public_keys"]), now)
    except (OSError, OverflowError, RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        say(f"{given.file} cannot be read as a record: {type(error).__name__}: {error}")
        return 1
    report(found)
    if not keys:
        say("NOT CHECKED whose keys these are: no --public-key was given, so those in the file were believed:")
        for key in sorted(record["public_keys"]):
            say(f"  {key}")
    counts = f"{len(record['events'])} events, {len(record['seals'])} seals, {len(found.problems)} wrong"
    say(f"{record['dossier']}: {counts}" + (f", {len(found.unproven)} unproven." if found.unproven else "."))
    return 1 if found.problems or found.unproven else 0


def report(found: Findings) -> None:
    """Print a line for each thing that was found."""
    kinds = {"WRONG": found.problems, "NOT PROVEN": found.unproven, "NOT CHECKED": found.unchecked, "NOTE": found.notes}
    for word, lines in kinds.items():
        for line in lines:
            say(f"{word} {line}")


if __name__ == "__main__":
    sys.exit(main())

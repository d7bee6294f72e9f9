#!/usr/bin/env python3
"""Verify an exported report without its system: Python 3.9 or later, and verify_record.py beside it.

    python3 verify_report.py FILE [--public-key HEX]… [--file FORMAT=PATH]…

A line for each problem and for what cannot be checked. ``--file`` compares a file that somebody was given, such as
``--file pdf=report.pdf``. Exit code 0 where nothing is wrong and the report is sealed; 1 otherwise, or where the file is none.
Without ``--public-key`` the keys in the file itself are believed: it is then only consistent with itself.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # so that it is found where Python looks nowhere by itself

from verify_record import (
    DAY,
    KEY,
    LOCAL,
    SEALED_WITHIN,
    SIGNED,
    Findings,
    Json,
    canonical,
    each_once,
    end_of,
    instant,
    no_number,
    report,
    root_of,
    say,
    seal_problems,
    sha256,
)

FORMAT = "mot-cua-report/1"
DIGESTED = ("agency", "number", "action", "report", "facts", "at", "previous_digest")
KEYS = {
    "the file": {"format", "entry", "report", "files", "seal", "public_keys"},
    "the entry": {*DIGESTED, "digest"},
    "the seal": {*SIGNED, "digest", "signature", "leaf"},
    "the leaf": {"place", "path"},
}


def read(path: Path) -> Json:
    """Read a file; ValueError with a sentence where it is none of these."""
    found = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_once, parse_constant=no_number)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"not a report of the format {FORMAT}")
    check_keys("the file", found)
    check_keys("the entry", found["entry"])
    if found["seal"] is not None:
        check_keys("the seal", found["seal"])
        check_keys("the leaf", found["seal"]["leaf"])
    return found


def check_keys(name: str, value: object) -> None:
    """Raise ValueError where an object has not exactly the keys that it should have."""
    if not isinstance(value, dict) or value.keys() != KEYS[name]:
        raise ValueError(f"{name} should have just {', '.join(sorted(KEYS[name]))}")


def verify(found: Json, keys: set[str], given: dict[str, bytes], now: datetime) -> Findings:
    """Check a report against its entry, its files and its seal, and against the public keys that are believed."""
    findings = Findings()
    entry = found["entry"]
    if sha256(canonical({name: entry[name] for name in DIGESTED})) != entry["digest"]:
        findings.problems.append("the entry: its digest is not that of its content")
    if not entry["facts"]["sha256"]:
        findings.unproven.append(
            "the report: row and digest did not agree when it was taken in, so nothing vouches for it"
        )
    elif sha256(canonical(found["report"])) != entry["facts"]["sha256"]:
        findings.problems.append("the report: it is not the one that was recorded")
    findings.problems += file_problems(found["files"], entry["facts"]["files"], given)
    check_seal(entry, found["seal"], keys, findings, now)
    return findings


def file_problems(files: dict[str, str], recorded: dict[str, str], given: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong with the files that are in it, and with those that somebody was given."""
    for form in sorted(files.keys() ^ recorded.keys()):
        yield f"file {form}: {'the record knows none such' if form in files else 'it is missing'}"
    for form in sorted(files.keys() & recorded.keys()):
        if sha256(base64.b64decode(files[form], validate=True)) != recorded[form]:
            yield f"file {form}: its bytes are not those that were recorded"
    for form, content in sorted(given.items()):
        if sha256(content) != recorded.get(form):
            yield f"given file {form}: it is not the one that was recorded"


def check_seal(entry: Json, seal: Json | None, keys: set[str], findings: Findings, now: datetime) -> None:
    """Check the seal of the day of an entry, and the path of the entry to its root."""
    on = instant(entry["at"]).astimezone(LOCAL).date()
    if seal is None:
        late = end_of(on) + SEALED_WITHIN < now
        words = f"the report: no seal, although its day, {on}, is long over: export it again"
        findings.unproven.append(words if late else "the report: no seal yet, so nothing outside the record holds it")
        return
    where = f"seal {seal['agency']}/{seal['number']}"
    findings.problems += [f"{where}: {problem}" for problem in seal_problems(seal, None, keys)]
    if not DAY.fullmatch(seal["day"]) or seal["day"] != on.isoformat():
        findings.problems.append(f"the entry: it is not of {seal['day']}, the day of {where}")
    elif instant(seal["sealed_at"]) < end_of(date.fromisoformat(seal["day"])):
        findings.problems.append(f"{where}: it was made before {seal['day']} was over")
    content = canonical({"agency": entry["agency"], "number": entry["number"], "digest": entry["digest"]})
    leaf = hashlib.sha256(b"\x00" + content).digest()
    if root_of(leaf, seal["leaf"], seal["events"]) != seal["root"]:
        findings.problems.append(f"the entry: it is not the one in {where}")


def main() -> int:
    """Verify a file, print what was found, return the exit code."""
    parser = argparse.ArgumentParser(description="Verify an exported report.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--public-key", action="append", default=[], metavar="HEX", help="a key to believe")
    parser.add_argument(
        "--file", action="append", default=[], metavar="FORMAT=PATH", dest="given", help="a file to compare"
    )
    asked = parser.parse_args()
    keys = {key.strip().lower() for key in asked.public_key}
    for key in sorted(key for key in keys if not KEY.fullmatch(key)):
        say(f"--public-key {key!r}: a public key has 64 hexadecimal digits (seal_days --public-key prints it).")
        return 1
    now = datetime.now(timezone.utc)  # noqa: TID251 - no Django here
    try:
        pairs = (one.partition("=") for one in asked.given)
        given = {form: Path(path).read_bytes() for form, _equals, path in pairs}
        found = read(asked.file)
        findings = verify(found, keys or set(found["public_keys"]), given, now)
    except (
        OSError,
        OverflowError,
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        binascii.Error,
    ) as error:
        say(f"{asked.file} cannot be read as a report: {type(error).__name__}: {error}")
        return 1
    report(findings)
    if not keys and found["public_keys"]:
        say("NOT CHECKED whose keys these are: no --public-key was given, so those in the file were believed:")
        for key in sorted(found["public_keys"]):
            say(f"  {key}")
    counts = f"{len(found['files'])} files, {len(findings.problems)} wrong"
    name = f"report {found['entry']['report']} of {found['entry']['agency']}"
    say(f"{name}: {counts}" + (f", {len(findings.unproven)} unproven." if findings.unproven else "."))
    return 1 if findings.problems or findings.unproven else 0


if __name__ == "__main__":
    sys.exit(main())

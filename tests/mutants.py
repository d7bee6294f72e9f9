"""What `make mutants` and `make mutants-clock` found: how many were killed, and which survive.

Takes the least share in percent, then patterns of the mutants to count (all, if there is none). Ends
with 1 below that share. Why a survivor is harmless, or what would kill it, stands in ``docs/mutants.md``.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

FOUND = Path("mutants")
KILLED = frozenset({1, 3, 37})
"""How pytest ends where a test failed or broke, and what a type checker finds."""
TOO_SLOW = frozenset({-24, 24, 36, 152, 255})
"""A mutant that never ends, or is ended by the system, is noticed too."""


class Module(NamedTuple):
    """The mutants of one module that were tried."""

    name: str
    tried: int
    survivors: list[str]
    """Those that no test failed for, or that no test reached."""


def modules(patterns: Sequence[str]) -> Iterator[Module]:
    """Return what was found of each module, as far as its mutants match a pattern."""
    for path in sorted(FOUND.rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        codes = {mutant: code for mutant, code in codes.items() if any(fnmatch(mutant, p) for p in patterns)}
        if codes:
            survivors = [mutant for mutant, code in codes.items() if code not in KILLED | TOO_SLOW]
            yield Module(str(path.relative_to(FOUND)).removesuffix(".meta"), len(codes), survivors)


def main(enough: str = "90", *patterns: str) -> int:
    """Print the table and the survivors; return the exit code."""
    found = list(modules(patterns or ("*",)))
    for module in found:
        killed = module.tried - len(module.survivors)
        print(f"{module.name:32} {killed:5} of {module.tried:5}  {killed / module.tried:6.1%}")
    tried = sum(module.tried for module in found)
    survivors = [mutant for module in found for mutant in module.survivors]
    share = 1 - len(survivors) / tried if tried else 0
    print(f"{'all':32} {tried - len(survivors):5} of {tried:5}  {share:6.1%}")
    print("\n".join(survivors))
    return int(share < int(enough) / 100)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""What `make mutants` found: how many mutants of each module were killed, and which survive.

Ends with 1 where fewer than nine in ten were killed. Why a survivor is harmless, or what would kill
it, stands in ``docs/mutants.md``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOUND = Path("mutants")
ENOUGH = 0.90
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


def modules() -> Iterator[Module]:
    """Return what was found of each module."""
    for path in sorted(FOUND.rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            survivors = [mutant for mutant, code in codes.items() if code not in KILLED | TOO_SLOW]
            yield Module(str(path.relative_to(FOUND)).removesuffix(".meta"), len(codes), survivors)


def main() -> int:
    """Print the table and the survivors; return the exit code."""
    found = list(modules())
    for module in found:
        killed = module.tried - len(module.survivors)
        print(f"{module.name:32} {killed:5} of {module.tried:5}  {killed / module.tried:6.1%}")
    tried = sum(module.tried for module in found)
    survivors = [mutant for module in found for mutant in module.survivors]
    share = 1 - len(survivors) / tried if tried else 0
    print(f"{'all':32} {tried - len(survivors):5} of {tried:5}  {share:6.1%}")
    print("\n".join(survivors))
    return int(share < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())

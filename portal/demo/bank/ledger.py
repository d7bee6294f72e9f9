"""What the stand-in knows: a file for each order, with what has happened to its money."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from dossiers.models import NewsKind


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to the money of an order, by the bank's clock in ISO 8601."""

    kind: str
    number: str
    amount: int
    dated: str
    refunds: str = ""
    reason: str = ""

    def body(self, reference: str) -> bytes:
        """Return the message that reports it."""
        return json.dumps({"order": reference, **asdict(self)}, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """An order as the bank has it, and the address to which it leads back."""

    reference: str
    amount: int
    back: str
    happened: tuple[Happened, ...] = ()

    @property
    def paid(self) -> Happened | None:
        """The payment that was not given back, if there is one."""
        back = {one.refunds for one in self.happened if one.kind == NewsKind.REFUNDED}
        return next((one for one in self.happened if one.kind == NewsKind.PAID and one.number not in back), None)

    def number(self) -> str:
        """Return the number of the next transaction."""
        return f"FT{self.reference[:8]}{len(self.happened) + 1:02d}"


def find(reference: str) -> Entry | None:
    """Return the entry of an order, if it was ever opened."""
    try:
        stored = json.loads(_file(reference).read_bytes())
    except FileNotFoundError:
        return None
    return Entry(**{**stored, "happened": tuple(Happened(**one) for one in stored["happened"])})


def begin(reference: str, amount: int, back: str) -> None:
    """Note an order, unless it is known."""
    if find(reference) is None:
        _write(Entry(reference, amount, back))


def add(entry: Entry, *happened: Happened) -> None:
    """Note what happened to an order."""
    _write(replace(entry, happened=(*entry.happened, *happened)))


def event(entry: Entry, kind: NewsKind, at: datetime, *, amount: int | None = None, refunds: str = "") -> Happened:
    """Return something that happens to an order, not noted."""
    return Happened(kind.value, entry.number(), entry.amount if amount is None else amount, at.isoformat(), refunds)


def _write(entry: Entry) -> None:
    settings.BANK_DIR.mkdir(parents=True, exist_ok=True)
    unfinished = _file(f"{entry.reference}.new")
    unfinished.write_text(json.dumps(asdict(entry), ensure_ascii=False), "utf-8")
    unfinished.replace(_file(entry.reference))


def _file(reference: str) -> Path:
    folder: Path = settings.BANK_DIR
    # An address may name anything: a folder above this one is none of the bank's.
    return folder / f"{Path(reference).name}.json"

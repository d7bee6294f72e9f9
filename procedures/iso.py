"""The ISO 9001 document that a procedure's process comes from."""

from dataclasses import dataclass
from datetime import date

from procedures.form import Text


@dataclass(frozen=True, slots=True)
class IsoForm:
    """A form that the ISO document lists (section 6)."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class IsoRecord:
    """A record that the ISO document says must be kept (section 7)."""

    name: Text
    keeper: Text
    retention: Text


@dataclass(frozen=True, slots=True)
class IsoDocument:
    """The ISO 9001 document that this process comes from; what is not known is empty or None."""

    code: str = ""
    revision: int | None = None
    issued_on: date | None = None
    decision: str = ""
    purpose: Text | None = None
    scope: Text | None = None
    forms: tuple[IsoForm, ...] = ()
    records: tuple[IsoRecord, ...] = ()

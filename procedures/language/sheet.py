"""What an author wrote, read and typed but not yet woven into a machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.roles import Role
from procedures.machine import Ask, Duty, Machine, Text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ISO process as its table gives it: TT, trình tự, trách nhiệm, thời gian, kết quả."""

    name: str
    title: Text
    role: Role
    time: Decimal | None
    """In the unit of the committed limit; None where the row takes no time of its own."""
    output: Text
    finish: Text | None
    """What the button that ends the row says; a plain wording where the author gives none."""
    next: str | None
    """The row that follows; the one below it where the author names none."""
    send_back_to: tuple[str, ...]
    asks: tuple[Ask, ...]
    agency: Text | None = None
    """The agency that does it, where that is another one."""
    duty: Duty | None = None
    """What it does about the decision."""
    times: Mapping[str, Decimal] = field(default_factory=dict)
    """By outcome: the time that it takes for that one, where it is another."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole definition. ``outline`` is the machine with no step, state or action yet."""

    outline: Machine
    rows: tuple[Row, ...]
    immediate_result: bool
    decides_at_once: Role | None = None
    """Who decides where there may be a result at once; not asked in the first edition."""
    proposer_may_decide: bool = False
    """Whether who has proposed may also be the one who decides."""

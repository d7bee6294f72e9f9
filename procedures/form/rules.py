"""What the answers of a form must satisfy together: rules of a closed list of kinds, no expressions. All frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from procedures.form import Condition, Text


class RuleKind(StrEnum):
    """What a rule asks of its question."""

    NOT_AFTER_TODAY = "not-after-today"
    """Today is the day of filing; of a ``date_time``, the moment; of a table, it is asked of a ``date`` column in each row."""
    NOT_BEFORE_TODAY = "not-before-today"
    AT_LEAST_BEFORE = "at-least-before"
    """The dossier is filed some days or hours before it."""
    AT_MOST_AFTER = "at-most-after"
    """The dossier is filed at most some days or hours after it."""
    BEFORE = "before"
    NOT_AFTER = "not-after"
    AFTER = "after"
    NOT_BEFORE = "not-before"
    EQUAL = "equal"
    SUM = "sum"
    COUNT = "count"
    NUMBER = "number"
    """Of an answer that is a number itself."""
    PROVINCE_IS = "province-is"
    NOT_AFTER_THIS_YEAR = "not-after-this-year"
    """This year is that of filing in Viet Nam; of a table, it is asked of a column in each row."""
    LOOK_AGAIN = "look-again"
    """Whatever its answer is, where the rule is asked: its condition alone says what is to be looked at again."""


class Breach(StrEnum):
    """What a broken rule does: the dossier is not filed, or who files is asked to look again."""

    BLOCK = "block"
    WARN = "warn"


class Comparison(StrEnum):
    """How a number, a sum or a count stands to its measure."""

    AT_MOST = "at-most"
    AT_LEAST = "at-least"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Order:
    """That one moment comes at least ``gap`` before another, below 0 at most so much after it; None stands for the filing."""

    earlier: str | None
    later: str | None
    gap: timedelta = timedelta(0)
    strict: bool = False
    """Whether the same moment will not do, where there is no gap."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between answers; one that is not answered, or not asked, breaks none."""

    name: str
    kind: RuleKind
    question: str
    """The question that it is about, at which its sentence stands."""
    breach: Breach = Breach.BLOCK
    other: str | None = None
    """The question that it is compared with."""
    days: int | None = None
    """Days of the calendar that must lie between."""
    hours: int | None = None
    """Hours of the clock that must lie between two instants."""
    column: str | None = None
    comparison: Comparison | None = None
    number: int | None = None
    provinces: tuple[str, ...] = ()
    """Official codes of the provinces in which an address may lie."""
    all_of: tuple[Condition, ...] = ()
    """It is asked only where all of these are met, ..."""
    any_of: tuple[Condition, ...] = ()
    """... and one of these, if there are any."""
    tell: Text | None = None
    """What is said of an answer that breaks it; the plain sentence of its kind without."""

    @property
    def gap(self) -> timedelta:
        """Return the time that must lie between; below 0 where it is how much later the filing may be."""
        span = timedelta(days=self.days or 0, hours=self.hours or 0)
        return -span if self.kind is RuleKind.AT_MOST_AFTER else span

    def is_asked(self, answers: Mapping[str, object]) -> bool:
        """Say whether it holds for these typed answers at all."""
        is_one = not self.any_of or any(condition.met_by(answers) for condition in self.any_of)
        return is_one and all(condition.met_by(answers) for condition in self.all_of)

    @property
    def place(self) -> str:
        """What it is about: its question, or the cells of a column of it."""
        return f"{self.question}.{self.column}" if self.column else self.question

    def orders(self) -> tuple[Order, ...]:
        """Return what it says of the order of moments; nothing where it is about something else."""
        match self.kind:
            case RuleKind.NOT_AFTER_TODAY:
                return (Order(self.place, None),)
            case RuleKind.NOT_BEFORE_TODAY | RuleKind.AT_LEAST_BEFORE | RuleKind.AT_MOST_AFTER:
                return (Order(None, self.place, self.gap),)
            case RuleKind.BEFORE | RuleKind.NOT_AFTER:
                return (Order(self.question, self.other, self.gap, self.kind is RuleKind.BEFORE),)
            case RuleKind.AFTER | RuleKind.NOT_BEFORE:
                return (Order(self.other, self.question, self.gap, self.kind is RuleKind.AFTER),)
            case RuleKind.EQUAL:
                return Order(self.question, self.other), Order(self.other, self.question)
            case _:
                return ()


@dataclass(frozen=True, slots=True)
class EventRule:
    """What the applicant announces and the time depends on, such as a press conference."""

    question: str
    """The ``date_time`` question that asks when it takes place."""
    file_hours_before: int | None = None
    """Clock hours before it by which the dossier must be filed."""

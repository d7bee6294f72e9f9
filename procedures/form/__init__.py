"""What a procedure asks of the applicant: questions, papers and fees, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class QuestionKind(StrEnum):
    """The kinds of answer that a form can ask for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    DATE_TIME = "date_time"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    PERSONAL_ID = "personal_id"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    FILE = "file"
    TABLE = "table"
    LICENCE = "licence"
    """A result that was issued earlier, by its number and date."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages of the interface."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi

    def of(self, language: str | None) -> str:
        """Return the text for a language code such as ``vi`` or ``en-gb``; Vietnamese by default."""
        return self.en if (language or "").startswith("en") else self.vi


OFFICE = Text("Cơ quan giải quyết", "The agency that decides")
"""The agency of a definition that names none: whoever's system it is, by the name of the day (``time.agencies``)."""


ROWS_BY_DEFAULT = 20
"""Rows that a table may have where its definition does not say."""
YES, NO = "yes", "no"
"""What a condition calls the two answers to a ``yes_no`` question."""


@dataclass(frozen=True, slots=True)
class Condition:
    """That a question of the same form was answered with one of some values."""

    question: str
    values: tuple[str, ...]
    """Values of its choices; ``yes`` and ``no`` for a ``yes_no`` question."""

    def met_by(self, answers: Mapping[str, object]) -> bool:
        """Say whether typed answers, by question name, meet the condition; a missing one does not."""
        given = answers.get(self.question)
        if isinstance(given, bool):
            return (YES if given else NO) in self.values
        if isinstance(given, list | tuple):
            return any(value in self.values for value in given)
        return given in self.values


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a ``choice`` or ``choices`` question."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the procedure's form, or a column of its table."""

    name: str
    kind: QuestionKind
    label: Text
    required: bool = True
    """Whether it must be answered where it is shown."""
    help: Text | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None
    minimum: int | None = None
    """The least number; of a table its fewest rows."""
    maximum: int | None = None
    """The greatest number; of a table its most rows."""
    shown_when: Condition | None = None
    columns: "tuple[Question, ...]" = ()
    birth_date: str | None = None
    """Of a personal ID: the question that asks when that person was born."""
    sex: str | None = None
    """Of a personal ID: the question that asks that person's sex, ``male`` or ``female``."""
    heading: Text | None = None
    """What stands above this question where it opens a part of the form."""
    of: tuple[str, ...] = ()
    """Of a licence: the slugs of the procedures whose results are meant."""
    accepts_expired: bool = False
    """Of a licence: whether one may be given whose term is over."""
    block: str = ""
    """The named block that it comes from; empty for a question of the procedure's own."""


class Database(StrEnum):
    """A database of the State, as definitions name it (``databases`` says what each is called)."""

    BUSINESS_REGISTRATION = "business-registration"
    POPULATION = "population"


@dataclass(frozen=True, slots=True)
class Component:
    """A paper that the dossier must hold (thành phần hồ sơ)."""

    name: str
    title: Text
    required: bool
    originals: int = 0
    copies: int = 0
    form: Text | None = None
    condition: Text | None = None
    """When a component that is not always required must be there, in plain words."""
    when: Condition | None = None
    """The same as a condition on the answers, where the form asks what decides it."""
    eform: bool = False
    """Whether the form that is filled in on line is this paper: then no file is asked for."""
    handed_in: bool = False
    """Whether it is brought or posted to the receiving point, as no file can be: nothing is uploaded, no filing waits for it."""
    database: Database | None = None
    """Where the office may look it up; while the law says so, it is asked for only when that failed (NQ 66.7/2025/NQ-CP)."""
    database_by: str = ""
    """With ``database``: the question whose answer is looked up."""

    def is_wanted(self, answers: Mapping[str, object]) -> bool:
        """Say whether a file of this paper must come with these typed answers."""
        return self.is_uploaded and self._is_needed(answers)

    def is_brought(self, answers: Mapping[str, object]) -> bool:
        """Say whether it has to be brought or posted to the receiving point with these typed answers."""
        return self.handed_in and self._is_needed(answers)

    @property
    def is_uploaded(self) -> bool:
        """Whether it comes as a file, where it is filed on line."""
        return not (self.eform or self.handed_in)

    def _is_needed(self, answers: Mapping[str, object]) -> bool:
        return self.required or (self.when is not None and self.when.met_by(answers))


class DueBy(StrEnum):
    """When a fee is due, the earliest first: with the application, before acceptance, when asked for, before the result."""

    FILING = "filing"
    ACCEPTANCE = "acceptance"
    PROCESSING = "processing"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee or charge: flat, or a tariff for each ``per`` of something. Amounts in đồng."""

    name: Text
    amount: int
    per: Text | None = None
    quantity: str | None = None
    """The question whose number a tariff is multiplied by."""
    when: Condition | None = None
    """Whether this fee is due, where the answers decide it; always without one."""
    due: DueBy | None = None
    """By when; None where the definition does not say it: when it is asked for."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A case that another agency decides: with these answers nothing is filed here."""

    when: Condition
    tell: Text

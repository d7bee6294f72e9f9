"""How an event did against the smaller limits, as its facts keep it."""

from datetime import datetime

from msgspec import Struct

from dossiers.clock import Verdict

MEASURED = frozenset({"step", "answer", "supplement", "deadline"})
"""The facts that are not given but worked out: how an event did against the smaller limits."""


class Step(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a step that an event ends did against its own limit; the digest only where its calendar is a unit's own."""

    name: str
    entered_at: datetime
    due_at: datetime
    verdict: Verdict
    calendar_digest: str = ""


class Answer(Struct, frozen=True):
    """By when the desk owed the answer that an event gives, and whether it is late."""

    due_at: datetime
    late: bool


class Supplement(Struct, frozen=True):
    """Which round of supplement an event begins, by when it was to be asked for, and what is not by the rule."""

    round: int
    notice_due_at: datetime | None
    late: bool
    beyond: bool

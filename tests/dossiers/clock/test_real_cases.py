"""Real cases of 2016–2027 that were worked out by hand (``real_cases.toml``), on the shipped calendar."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dossiers import clock
from dossiers.clock import Mark, MarkKind, Terms, inform_by
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from tests.dossiers.clock.clock_cases import CALENDAR, limit, log, pause, reappointed
from tests.procedures.time.naive_calendar import at

HOURS_BEFORE_EVENT = 12
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("real_cases.toml").read_text(encoding="utf-8"),
)["case"]


def limit_of(text: str) -> Limit:
    amount, unit = text.split()
    return limit(amount, LimitUnit(unit))


def instant(text: str) -> datetime:
    """Return a due date: a day alone is due at its close of business."""
    return at(text if " " in text else f"{text} 17:00")


def marks_of(case: dict[str, Any]) -> list[Mark]:
    marks = log(case["accepted"], finished=case.get("finished"))
    for text in case.get("happened", ()):
        kind, _, when = text.partition(" ")
        if kind == "reappoint":
            marks += reappointed(*when.split("="))
        else:
            marks += pause(when, Pause(kind))
    return marks


def terms_of(case: dict[str, Any]) -> Terms:
    return Terms(
        limit_of(case["limit"]),
        AfterSupplement(case.get("after", "restart")),
        limit_of(case["own"]) if "own" in case else None,
        inform_by(at(case["event"]), HOURS_BEFORE_EVENT) if "event" in case else None,
    )


def test_there_are_sixty_cases_and_each_says_why() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) >= 60
    assert all(case["why"].endswith(".") for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_clock_agrees_with_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    marks = marks_of(case)
    as_of = at(case["as_of"]) if "as_of" in case else max(mark.at for mark in marks)

    found = clock.read(marks, terms_of(case), CALENDAR, as_of=as_of)

    assert found.lawful_due_at == instant(case["lawful"])
    assert found.first_due_at == instant(case.get("first", case["lawful"]))
    assert found.due_at == instant(case.get("due", case["lawful"]))
    assert found.verdict == case.get("verdict")
    assert found.provisional == case.get("provisional", False)
    if "spent" in case:
        assert found.spent == case["spent"]


def test_the_kinds_of_marks_are_all_there() -> None:
    kinds = {(mark.kind, mark.pause) for case in CASES for mark in marks_of(case)}

    assert {kind for kind, _ in kinds} == set(MarkKind)
    assert {held for _, held in kinds if held} == set(Pause)

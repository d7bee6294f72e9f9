"""Figures against a recount of the event log itself, which knows no column, no sum and no rule of ours: histories at random."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Unit
from dossiers.models import Dossier, Event
from dossiers.refusals import Refusal
from dossiers.reports import cells, counted, statistics
from dossiers.reports.lived.answers import answers
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo import story
from procedures.machine import Clock, Status
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import ACTIONS, PLACES, SYSTEM, local
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

NOW = local("2026-03-02 09:00")
DOSSIERS, ACTS = 14, 12
ENDED = {Status.RESULT_READY, Status.WITHDRAWN, Status.STOPPED}
OWING = {"filed", "tham-dinh.supplement-answered"}
"""The states in which the desk owes an answer."""
PERIODS = [
    Period(date.fromisoformat(start), date.fromisoformat(end))
    for start, end in (
        ("2026-01-01", "2026-01-31"),
        ("2026-01-12", "2026-02-06"),
        ("2026-02-03", "2026-02-03"),
        ("2025-12-01", "2026-03-31"),
        ("2026-02-16", "2026-03-02"),
    )
]


def live(seed: int) -> None:
    """Let dossiers come in and be acted upon as chance has it; now and then the last act is taken back at once."""
    chance = random.Random(seed)
    for _n in range(DOSSIERS):
        at = local("2026-01-05 08:30") + timedelta(days=chance.randrange(40), minutes=chance.randrange(500))
        dossier = story.file("alice", at=at)
        for _act in range(chance.randrange(ACTS + 1)):
            at += timedelta(hours=chance.choice((1, 2, 20, 26, 75)), minutes=chance.randrange(60))
            dossier.refresh_from_db()
            ways = [(name, who) for name, step in ACTIONS[dossier.state].items() for who in step.by if who != SYSTEM]
            if not ways or at >= NOW:
                break
            action, who = chance.choice([way for way in ways if way[0] not in {"stop", "reassign"}] or ways)
            with suppress(Refusal, LookupError):
                story.take(dossier, story.named(dossier, action), who, at=at)
                if chance.random() < 0.2:
                    take_back(dossier, who, at=at + timedelta(seconds=20))


def standing(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the moves of a log that nobody has taken back."""
    undone = {event["facts"]["undoes"] for event in events if event["action"] == "take-back"}
    return [event for event in events if event["action"] != "take-back" and event["sequence"] not in undone]


def logs() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    names = ("sequence", "action", "source", "target", "at", "facts", "reading")
    for pk in Dossier.objects.values_list("pk", flat=True):
        yield pk, standing(list(Event.objects.filter(dossier=pk).order_by("sequence").values(*names)))


def recounted(period: Period) -> dict[str, set[int]]:
    """Return which dossiers each figure counts, by their logs."""
    found: dict[str, set[int]] = {name: set() for name in FIGURES + CONCERNS}

    def inside(at: datetime | None) -> bool:
        return at is not None and period.start <= at.astimezone(LOCAL).date() <= period.end

    for pk, log in logs():
        accepted = next((event["at"] for event in log if PLACES[event["target"]].clock is Clock.RUNNING), None)
        end = next((event for event in log if accepted and PLACES[event["target"]].status in ENDED), None)
        resolved = end["at"] if end else None
        came_before = accepted is not None and accepted.astimezone(LOCAL).date() <= period.end
        is_over = resolved is not None and resolved.astimezone(LOCAL).date() <= period.end
        was_over = resolved is not None and resolved.astimezone(LOCAL).date() < period.start
        checks = {
            "received": inside(accepted),
            "carried_over": came_before and not inside(accepted) and not was_over,
            "pending": came_before and not is_over,
            "resolved": inside(resolved),
            "refused": any(inside(event["at"]) for event in log if event["target"] == "rejected"),
            "withdrawn": inside(resolved) and end is not None and end["target"] == "withdrawn",
            "stopped": inside(resolved) and end is not None and end["target"] == "stopped",
        }
        for verdict in ("early", "on_time", "overdue"):
            checks[verdict] = inside(resolved) and end is not None and end["reading"]["verdict"] == verdict
        moves = [event for event in log if inside(event["at"])]
        left = [event for event in moves if event["source"] in OWING and event["target"] != event["source"]]
        checks["answered"] = bool(left)
        checks["answers_late"] = any(
            event["at"].replace(second=0, microsecond=0) > datetime.fromisoformat(event["facts"]["answer"]["due_at"])
            for event in left
        )
        checks["supplemented"] = any(
            event["target"].endswith(".supplement-asked") and event["action"] in {"ask-supplement", "issue-supplement"}
            for event in moves
        )
        checks["reappointed"] = any(event["action"] == "reappoint" for event in moves)
        for name, counts in checks.items():
            if counts:
                found[name].add(pk)
    return found


FIGURES = (
    "received", "carried_over", "pending", "resolved", "refused", "withdrawn", "stopped", "early", "on_time", "overdue",
)  # fmt: skip
CONCERNS = ("answered", "answers_late", "supplemented", "reappointed")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_lists_and_answers_are_what_the_log_itself_says(seed: int) -> None:
    live(seed)
    selection = Selection((Unit.objects.get(slug="so-tttt").pk,))
    dossiers = selection.dossiers
    seen: set[str] = set()

    for period in PERIODS:
        log = recounted(period)
        figures, summed = statistics.figures(dossiers, period, NOW), counted.figures(selection, period, NOW)
        for name in FIGURES:
            assert getattr(figures, name) == getattr(summed, name) == len(log[name]), (name, period)
        for name in FIGURES + CONCERNS:
            listed = set(statistics.list_of(dossiers, name, period, NOW).values_list("pk", flat=True))
            assert listed == log[name], (name, period)
            seen |= {name} if listed else set()
        assert {one.dossier for one in answers(dossiers, period, NOW).answers} == log["answered"]

    assert cells.differences() == []
    assert {"received", "pending", "refused", "answered", "answers_late", "supplemented"} <= seen
    assert Event.objects.filter(action="take-back").exists()

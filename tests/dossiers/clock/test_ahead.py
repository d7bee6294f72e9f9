"""What is still ahead by the plan is held against the time that is left: it fits to the minute, and never by a way that is shorter than any."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.clock import Ahead, Plan, step_due
from dossiers.clock.steps import Share, minutes_of
from portal.postgres import BASE_DIR
from procedures.language.compiler import compile_text
from procedures.machine import Clock, LimitUnit, Machine
from tests.dossiers.clock.clock_cases import CALENDAR, at

DEFINITIONS = BASE_DIR / "procedures" / "definitions"
VERSIONS = sorted(DEFINITIONS.glob("*/v*.toml"))
DAY = CALENDAR.day_minutes
ACCEPTED = at("2026-01-05 09:00")
MINUTE = timedelta(minutes=1)


@cache
def machine_of(path: Path) -> Machine:
    return compile_text(path.read_bytes(), path=str(path))


def ten_days() -> Machine:
    """Return a procedure of ten working days: half a day, half, six, one and a half, one, and half a day."""
    return machine_of(DEFINITIONS / "dk-tvro" / "v6.toml")


def plan(machine: Machine | None = None) -> Plan:
    return Plan(machine or ten_days(), "", CALENDAR, ACCEPTED)


def ahead(state: str, step_due_at: datetime, due_at: datetime, machine: Machine | None = None) -> Ahead:
    found = Ahead.of(plan(machine), state, step_due_at=step_due_at, due_at=due_at)
    assert found is not None
    return found


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_ahead_of_a_dossier_that_is_accepted_are_all_the_steps_in_every_edition(path: Path) -> None:
    machine = machine_of(path)
    due_at = at("2026-03-31 17:00")
    limit = machine.committed_limit
    share = Share.of(ACCEPTED, limit, CALENDAR) if limit.unit is LimitUnit.CALENDAR_DAY else None
    first, *others = [
        step for step in machine.steps if step.limit and machine.states[step.state].clock is Clock.RUNNING
    ]

    found = ahead(first.state, ACCEPTED, due_at, machine)

    assert found.rest == sum(minutes_of(step.limit, CALENDAR, share) for step in others if step.limit)


@pytest.mark.parametrize(
    ("state", "days"),
    [
        ("accepted", 9.5),
        ("phan-cong", 9),
        ("tham-dinh", 3),
        ("tham-dinh.supplement-proposed", 3),
        ("xem-xet", 1.5),
        ("van-thu", 0),
    ],
)
def test_what_is_behind_a_step(state: str, days: float) -> None:
    assert ahead(state, ACCEPTED, at("2026-01-19 17:00")).rest == days * DAY


def test_a_path_on_which_every_step_takes_all_of_its_time_fits() -> None:
    machine, entered, due_at = ten_days(), ACCEPTED, at("2026-01-19 17:00")
    for step in machine.steps:
        if step.limit is None:
            continue
        entered = step_due(entered, step.limit, CALENDAR)
        assert ahead(step.state, entered, due_at).fits(entered), step.name


@pytest.mark.parametrize(
    ("step_due_at", "fits"),
    [
        # A day and a half of leader and clerk is left from Friday 12:00 or, behind the break, 13:00.
        ("2026-01-16 11:59", True),
        ("2026-01-16 12:00", True),
        ("2026-01-16 13:00", True),
        ("2026-01-16 13:01", False),
    ],
)
def test_it_fits_to_the_minute_and_a_break_costs_nothing(step_due_at: str, fits: bool) -> None:
    found = ahead("xem-xet", at(step_due_at), at("2026-01-19 17:00"))

    assert found.fits(at("2026-01-12 09:00")) is fits
    assert found.begin_by == at("2026-01-16 13:00")


def test_a_step_that_goes_on_beyond_its_time_stops_to_fit_a_minute_later() -> None:
    found = ahead("xem-xet", at("2026-01-15 10:00"), at("2026-01-19 17:00"))

    assert found.fits(at("2026-01-16 13:00"))
    assert not found.fits(at("2026-01-16 13:01"))
    assert found.fits_until(ACCEPTED) == at("2026-01-16 13:00")
    assert found.ends_at(at("2026-01-16 13:00"), CALENDAR) == found.due_at
    assert found.ends_at(at("2026-01-16 13:01"), CALENDAR) > found.due_at


def test_what_has_not_fitted_since_its_step_began_says_so() -> None:
    found = ahead("tham-dinh", at("2026-01-19 11:00"), at("2026-01-19 17:00"))

    assert found.fits_until(at("2026-01-09 10:00")) == at("2026-01-09 10:00")


def test_days_off_before_the_date_bring_the_last_moment_forward() -> None:
    # Tết 2026 is from 16/02 to 20/02: a day and a half before Monday 23/02, 17:00.
    found = ahead("xem-xet", at("2026-02-13 13:00"), at("2026-02-23 17:00"))

    assert found.begin_by == at("2026-02-13 13:00")
    assert not ahead("xem-xet", at("2026-02-13 13:01"), at("2026-02-23 17:00")).fits(ACCEPTED)


def test_no_time_is_needed_behind_the_last_step() -> None:
    found = ahead("van-thu", at("2026-01-19 17:00"), at("2026-01-19 17:00"))

    assert found.fits(at("2026-01-19 16:00"))
    assert not ahead("van-thu", at("2026-01-19 17:01"), at("2026-01-19 17:00")).fits(ACCEPTED)


def test_no_way_leads_on_where_it_was_refused_withdrawn_or_stopped() -> None:
    machine = ten_days()
    ended = {name for name, state in machine.states.items() if state.is_end}
    running = {name for name, state in machine.states.items() if state.clock is Clock.RUNNING}

    assert {name for name in running if plan().behind(name) is None} == set()
    assert not {target for name in running for target in plan()._onward(name)} & ended


def test_an_outcome_that_gives_a_step_another_time_is_asked_for_that() -> None:
    machines = [machine_of(path) for path in VERSIONS]
    found = [(one, step) for one in machines for step in one.steps if step.limits]
    for machine, step in found:
        for outcome, limit in step.limits.items():
            first = machine.steps[0]
            usual, other = (Plan(machine, name, CALENDAR, ACCEPTED).behind(first.state) for name in ("", outcome))
            assert usual is not None
            assert other is not None
            assert step.limit is not None
            assert (usual - other > 0) is (limit.amount < step.limit.amount)


@given(
    state=st.sampled_from(["accepted", "phan-cong", "tham-dinh", "xem-xet", "phe-duyet", "van-thu"]),
    step=st.integers(0, 20_000),
    due=st.integers(0, 20_000),
    now=st.integers(0, 20_000),
)
def test_a_walk_from_minute_to_minute_says_the_same(state: str, step: int, due: int, now: int) -> None:
    begin = at("2026-02-02 00:00")
    due_at = CALENDAR.close_of(CALENDAR.next_working_day((begin + due * MINUTE).date()))
    step_due_at, here = begin + step * MINUTE, begin + now * MINUTE
    found = ahead(state, step_due_at, due_at)

    instant, worked = max(step_due_at, here), 0
    while instant < due_at and worked <= found.rest:
        worked += any(
            one.first_minute <= instant.hour * 60 + instant.minute < one.end_minute
            for one in CALENDAR.sessions_on(instant.date())
        )
        instant += MINUTE

    assert found.fits(here) is (worked >= found.rest and max(step_due_at, here) <= due_at)

"""What time is computed from, gathered event by event, is what the whole log tells at each of its events."""

import random
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest

from accounts.roles import Role
from dossiers.commands.record import Happening, Times, reading_after, step_done
from dossiers.log import columns, instants
from dossiers.log.columns import Course
from dossiers.log.facts import Reading, facts_of, reading_of, to_json
from dossiers.models import Event
from portal.demo import story
from portal.demo.story import Walk
from procedures import steady
from procedures.time.calendars import calendar_by_digest
from tests.dossiers.commands.test_random_walks import wander
from tests.dossiers.lifecycle import MONDAY, supplemented
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db


def wandered(seed: int) -> Walk:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = Walk(story.file("alice", at=MONDAY), MONDAY)
    wander(walk, random.Random(seed))
    return walk


def gathered(log: list[Event], walk: Walk) -> list[tuple[Event, Course, int]]:
    """Return each event with a course that has grown up to it, and how many it holds."""
    machine, grown = walk.dossier.machine, Course(walk.dossier.machine)
    found = []
    for place, event in enumerate(log, start=1):
        grown.add(event)
        found.append((event, replace(grown, events=[*grown.events], marks=[*grown.marks]), place))
    assert Course.of(grown, machine) is grown
    return found


@pytest.mark.parametrize("seed", [*range(3), None])
def test_at_each_event_it_tells_what_the_log_up_to_it_tells(seed: int | None) -> None:
    walk = supplemented().to_the_end() if seed is None else wandered(seed)
    log, machine = list(walk.dossier.events.order_by("sequence")), walk.dossier.machine

    for event, course, place in gathered(log, walk):
        known = log[:place]
        assert tuple(course.marks) == columns.marks_of(known, machine)
        receipt = instants.receipt_date(log[: place - 1])
        assert course.terms == replace(columns.terms_of(machine, known), first_due_at=receipt)
        assert course.entered_at == _entered_at(known)
        assert to_json(_read(course, event)) == event.reading


@pytest.mark.parametrize("seed", [*range(3), None])
def test_asked_at_each_event_it_goes_on_from_the_one_before_and_tells_the_same(seed: int | None) -> None:
    walk = supplemented().to_the_end() if seed is None else wandered(seed)
    grown, readings = Course(walk.dossier.machine), []

    for event in walk.dossier.events.order_by("sequence"):
        grown.add(event)
        assert to_json(_read(grown, event)) == event.reading
        readings.append(grown._read)

    assert any(before is after for before, after in pairwise(readings) if before)


@pytest.mark.parametrize("seed", [*range(3), None])
def test_it_measures_each_step_that_the_next_event_ends(seed: int | None) -> None:
    walk = supplemented().to_the_end() if seed is None else wandered(seed)
    log, machine = list(walk.dossier.events.order_by("sequence")), walk.dossier.machine
    steps = 0

    for (before, course, _place), event in zip(gathered(log, walk), log[1:], strict=False):
        assert before.sequence + 1 == event.sequence
        happening = Happening(event.source, event.target, event.at, facts_of(event), event.action)
        calendar = calendar_by_digest(reading_of(event).calendar_digest)
        assert step_done(course, happening, machine, calendar) == facts_of(event).step
        steps += facts_of(event).step is not None

    assert steps


def _read(course: Course, event: Event) -> Reading:
    recorded = reading_of(event)
    times = Times.recorded(recorded, course, steady.now().regimes)
    return reading_after(course, course.machine, calendar_by_digest(recorded.calendar_digest), times=times)


def _entered_at(log: list[Event]) -> datetime:
    state = log[-1].target
    last_elsewhere = max((event.sequence for event in log if event.target != state), default=0)
    return next(event.at for event in log if event.sequence > last_elsewhere)

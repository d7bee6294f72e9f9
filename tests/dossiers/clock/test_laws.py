"""The laws that time keeps, each on cases that nobody chose."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from dossiers import clock
from dossiers.clock import Going, Terms, Verdict, read
from dossiers.clock.marks import Log
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause
from procedures.time.calendar import LOCAL, DayException, WorkingCalendar
from tests.dossiers.clock.naive_clock import Case, Holding, ceiling, flat
from tests.dossiers.clock.test_oracle import CALENDAR, DAY, MINUTE, amounts, cases, instants_after, reading, terms
from tests.proof import laws

IN_DAYS = (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY)
CARRY_ON, RESTART = AfterSupplement.CARRY_ON, AfterSupplement.RESTART


@laws
@given(cases(after=CARRY_ON), st.data())
def test_a_later_look_never_finds_less_spent(case: Case, data: st.DataObject) -> None:
    marks = case.marks()
    looks = sorted(data.draw(instants_after(case.started, 90)) for _ in range(4))

    spent = [read(marks, terms(case), CALENDAR, as_of=look).spent for look in looks]

    assert spent == sorted(spent)


@laws
@given(cases(), st.data())
def test_what_a_later_look_finds_follows_from_the_look_before_it(case: Case, data: st.DataObject) -> None:
    marks = case.marks()
    first, later = sorted(data.draw(instants_after(max(mark.at for mark in marks), 90)) for _ in range(2))

    going = Going.of(marks, terms(case), CALENDAR, as_of=first)

    assert going.at(later) == read(marks, terms(case), CALENDAR, as_of=later)


@laws
@given(cases(after=RESTART), st.data())
def test_a_later_look_finds_less_spent_only_after_a_restart(case: Case, data: st.DataObject) -> None:
    marks = case.marks()
    looks = sorted(data.draw(instants_after(case.started, 90)) for _ in range(2))

    first, second = (read(marks, terms(case), CALENDAR, as_of=look) for look in looks)

    logs = [Log.of(marks, terms(case), CALENDAR, look) for look in looks]
    if logs[0].restarted_at == logs[1].restarted_at:
        assert first.spent <= second.spent


@laws
@given(cases(may_be_open=False), st.integers(0, 20 * 24 * 60))
def test_a_later_acceptance_never_makes_the_due_date_earlier(case: Case, later: int) -> None:
    ceiling_at = min([case.as_of, *(h.start for h in case.held)])
    started = min(case.started + later * MINUTE, ceiling_at)
    shifted = replace(case, started=started)

    assert reading(shifted).first_due_at >= reading(case).first_due_at
    assert reading(shifted).lawful_due_at >= reading(case).lawful_due_at


@laws
@given(cases(), st.integers(1, 5))
def test_a_longer_limit_never_makes_the_due_date_earlier(case: Case, more: int) -> None:
    assert reading(replace(case, amount=case.amount + more)).lawful_due_at >= reading(case).lawful_due_at


@laws
@given(cases(may_be_open=False), st.data())
def test_a_longer_pause_never_makes_the_due_date_earlier(case: Case, data: st.DataObject) -> None:
    assume(case.held)
    n = data.draw(st.integers(0, len(case.held) - 1))
    held = case.held[n]
    assert held.end is not None
    until = min([h.start for h in case.held if h.pause is held.pause and h.start >= held.end], default=case.as_of)
    more = data.draw(st.integers(0, (until - held.end) // MINUTE))
    longer = replace(held, end=held.end + more * MINUTE)
    changed = replace(case, held=(*case.held[:n], longer, *case.held[n + 1 :]))

    assert reading(changed).lawful_due_at >= reading(case).lawful_due_at


@laws
@given(cases(units=IN_DAYS, after=CARRY_ON), st.data())
def test_a_pause_inside_one_day_moves_no_day_limit(case: Case, data: st.DataObject) -> None:
    start = data.draw(instants_after(case.started, 20))
    end = min(data.draw(instants_after(start, 1)), start.replace(hour=23, minute=59, second=59))
    inside = Holding(data.draw(st.sampled_from(Pause)), start, end)
    others = data.draw(st.sampled_from([case.held, ()]))
    # One that bridges two others makes one pause of the three.
    others = tuple(held for held in others if held.end and (held.end < start or held.start > end))
    case = replace(case, held=others, ended=None, as_of=max(case.as_of, end))

    assert reading(replace(case, held=(*others, inside))).lawful_due_at == reading(case).lawful_due_at


@laws
@given(cases(after=RESTART, may_be_open=False))
def test_a_restart_never_makes_the_due_date_earlier(case: Case) -> None:
    assume(case.held)
    *before, last = sorted(case.held, key=lambda held: (held.end, held.start))
    assume(last.pause is Pause.SUPPLEMENT)

    found = reading(case)

    assert found.lawful_due_at >= reading(replace(case, held=tuple(before))).lawful_due_at
    assert found.lawful_due_at >= found.first_due_at


@laws
@given(cases(after=RESTART), st.data())
def test_the_lawful_date_never_moves_back_while_the_clock_runs(case: Case, data: st.DataObject) -> None:
    marks = case.marks()
    looks = sorted(data.draw(instants_after(case.started, 90)) for _ in range(4))

    found = [read(marks, terms(case), CALENDAR, as_of=look) for look in looks]

    lawful = [seen.lawful_due_at for seen in found]
    assert lawful == sorted(lawful)
    assert len({seen.first_due_at for seen in found}) == 1


@laws
@given(cases())
def test_reading_twice_gives_the_same(case: Case) -> None:
    assert reading(case) == reading(case)


def _coarse(instant: datetime) -> datetime:
    """Return noon of an instant's day, so that many instants are the same."""
    return instant.replace(hour=12, minute=0, second=0)


@laws
@given(cases(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_marks_says_nothing_even_where_instants_are_equal(
    case: Case, shuffled: random.Random, coarse: bool
) -> None:
    marks = case.marks()
    if coarse:
        marks = [mark._replace(at=_coarse(mark.at)) for mark in marks]
        case = replace(case, as_of=_coarse(case.as_of))
    before = read(marks, terms(case), CALENDAR, as_of=case.as_of)

    shuffled.shuffle(marks)

    assert read(marks, terms(case), CALENDAR, as_of=case.as_of) == before


@laws
@given(cases(may_overlap=True))
def test_the_offset_in_which_instants_are_written_says_nothing(case: Case) -> None:
    in_utc = [mark._replace(at=mark.at.astimezone(UTC)) for mark in case.marks()]

    found = read(in_utc, terms(case), CALENDAR, as_of=case.as_of.astimezone(UTC))

    assert found == reading(case)
    instants = (found.started_at, found.paused_at, found.ended_at, found.lawful_due_at, found.as_of)
    assert {instant.tzinfo for instant in instants if instant} == {LOCAL}


@laws
@given(cases(may_be_open=False), st.data())
def test_overlapping_pauses_count_once(case: Case, data: st.DataObject) -> None:
    assume(case.held)
    n = data.draw(st.integers(0, len(case.held) - 1))
    whole = case.held[n]
    assert whole.end is not None
    cuts = sorted(data.draw(st.integers(0, int((whole.end - whole.start).total_seconds()))) for _ in range(2))
    to, since = whole.start + timedelta(seconds=cuts[1]), whole.start + timedelta(seconds=cuts[0])
    pieces = (Holding(whole.pause, whole.start, to), Holding(whole.pause, since, whole.end))
    others = (*case.held[:n], *case.held[n + 1 :])

    assert reading(replace(case, held=(*others, *pieces))) == reading(case)
    assert reading(replace(case, held=(*case.held, whole))) == reading(case)


@laws
@given(cases(after=CARRY_ON, may_be_open=False))
def test_pauses_of_both_kinds_that_coincide_are_one(case: Case) -> None:
    supplements = tuple(held for held in case.held if held.pause is Pause.SUPPLEMENT)
    twice = (*supplements, *(replace(held, pause=Pause.PAYMENT) for held in supplements))

    assert reading(replace(case, held=twice)) == reading(replace(case, held=supplements))


@laws
@given(cases(may_be_open=False))
def test_an_end_at_the_due_minute_is_on_time_and_before_an_end_there_is_no_verdict(case: Case) -> None:
    ended = replace(case, ended=case.as_of)
    found = reading(ended)
    on_time = replace(ended, ended=found.lawful_due_at, as_of=max(case.as_of, found.lawful_due_at))

    assert reading(replace(case, ended=None)).verdict is None
    if found.lawful_due_at >= max([case.started, *(h.end or h.start for h in case.held)]):
        assert reading(on_time).verdict == "on_time"


@laws
@given(cases(may_be_open=False), st.integers(0, 30 * 24 * 60))
def test_an_end_later_is_never_judged_better(case: Case, later: int) -> None:
    order = [Verdict.EARLY, Verdict.ON_TIME, Verdict.OVERDUE]
    verdicts = []
    for until in (case.as_of, case.as_of + later * MINUTE):
        verdict = reading(replace(case, ended=until, as_of=until)).verdict
        assert verdict is not None
        verdicts.append(order.index(verdict))

    assert verdicts == sorted(verdicts)


@laws
@given(cases(), st.sampled_from(LimitUnit), st.data(), st.integers(-200, 400))
def test_less_time_never_becomes_more(case: Case, unit: LimitUnit, data: st.DataObject, hours: int) -> None:
    own = Limit(Decimal(data.draw(amounts(unit))), unit)
    marks, common = case.marks(), terms(case)
    inform_by = clock.inform_by(case.started, hours)

    found = read(marks, Terms(common.limit, case.after, own, inform_by), CALENDAR, as_of=case.as_of)

    whole = reading(case)
    alone = read(marks, Terms(own, case.after), CALENDAR, as_of=case.as_of)
    counted_from = Log.of(marks, common, CALENDAR, case.as_of).counted_from
    bounds = [whole.lawful_due_at, alone.lawful_due_at, *([inform_by] if inform_by >= counted_from else [])]
    assert found.lawful_due_at == min(bounds)
    assert found.first_due_at == whole.first_due_at
    assert (found.verdict is None) == (whole.verdict is None)
    if whole.verdict is Verdict.OVERDUE:
        assert found.verdict is Verdict.OVERDUE
    if found.unit is whole.unit and found.lawful_due_at == alone.lawful_due_at:
        assert found.verdict is alone.verdict


@laws
@given(cases(), st.data())
def test_a_date_that_is_not_provisional_stands_whatever_is_decided(case: Case, data: st.DataObject) -> None:
    days = data.draw(st.lists(st.integers(0, 120), max_size=6, unique=True))
    official = {row.on for row in CALENDAR.exceptions}
    doubted = [on for n in days if (on := case.started.date() + n * DAY).weekday() < 5 and on not in official]
    rows = tuple(replace(CALENDAR.exceptions[0], on=on, official=False) for on in doubted)
    feared = _with(rows)

    found = reading(case, feared)

    if not found.provisional:
        decided = reading(case)
        assert (found.first_due_at, found.lawful_due_at) == (decided.first_due_at, decided.lawful_due_at)


def _with(rows: tuple[DayException, ...]) -> WorkingCalendar:
    return WorkingCalendar(CALENDAR.first, CALENDAR.last, (*CALENDAR.exceptions, *rows), CALENDAR.week)


@laws
@given(cases(units=(LimitUnit.WORKING_HOUR,), may_be_open=False))
def test_what_is_spent_and_what_is_left_are_the_whole(case: Case) -> None:
    found = reading(replace(case, ended=None, as_of=ceiling(case.as_of)))

    now = max(ceiling(case.as_of), found.counted_from)
    left = CALENDAR.working_minutes_between(now, found.lawful_due_at)
    over = CALENDAR.working_minutes_between(found.lawful_due_at, now)
    beyond = float(found.spent) * 60 + left - case.amount * 60
    if any(flat(held.start) > found.lawful_due_at for held in case.held):
        # What is held after the limit is in no count, and moves nothing.
        assert -1 < beyond < over + 1
    else:
        assert abs(beyond - over) < 1


@laws
@given(cases(may_be_open=False), st.data())
def test_a_pause_that_begins_after_the_limit_moves_nothing(case: Case, data: st.DataObject) -> None:
    found = reading(case)
    midnight_after = datetime.combine(found.lawful_due_at.date() + DAY, time.min, LOCAL)
    start = max(case.as_of, midnight_after) + data.draw(st.integers(0, 5000)) * MINUTE
    late = Holding(Pause.PAYMENT, start, start + data.draw(st.integers(1, 5000)) * MINUTE)
    as_of = late.end + DAY

    again = reading(replace(case, held=(*case.held, late), ended=None, as_of=as_of))

    assert again.lawful_due_at == reading(replace(case, ended=None, as_of=as_of)).lawful_due_at

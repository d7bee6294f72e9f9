"""Why late dossiers were late: the steps over their own limits, and whose hands the office's time was in."""

from datetime import date, datetime

import pytest

from dossiers.clock import Hands
from dossiers.log.moment import Moment
from dossiers.log.whole import recorded_log
from dossiers.models import Dossier
from dossiers.reports.lived.late import Why, why_late
from dossiers.reports.periods import Period
from tests.dossiers.lifecycle import act, local
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, Way, gone

pytestmark = pytest.mark.django_db

NOW = local("2026-03-02 09:00")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def late(way: Way, ready_at: str) -> Dossier:
    """Return a dossier that went a way whose last act came long after its date; accepted on 05/01 it was due on 19/01."""
    walk = gone(way[: [action for action, _who, _when in way].index("finish-van-thu")])
    act(walk, "finish-van-thu", "tam", ready_at)
    return walk.dossier


def read(most: int | None = None) -> Why:
    return why_late(Dossier.objects.all(), YEAR, most)


def by_hands(found: Why) -> dict[tuple[Hands, int | None], int]:
    return {(part.hands, part.unit): part.minutes for part in found.hands}


def shown(dossier: Dossier, now: datetime = NOW) -> dict[tuple[Hands, int | None], int]:
    """Return what the page of one dossier says of the office's time."""
    events, known = recorded_log(dossier)
    accepted = Moment.of(dossier, events, now, known).accepted
    assert accepted is not None
    return {(part.hands, part.unit): part.minutes for part in accepted.parts if part.hands.is_office}


def test_the_time_of_late_dossiers_is_summed_by_who_had_them_and_is_the_offices_alone():
    dossiers = [late(SENT_BACK, "2026-01-30 10:00"), late(ASKED, "2026-02-27 16:30")]
    gone(STRAIGHT)

    found = read()

    each = [shown(dossier) for dossier in dossiers]
    assert by_hands(found) == {
        key: sum(one.get(key, 0) for one in each) for key in {key for one in each for key in one}
    }
    assert found.dossiers == 2
    minutes = [part.minutes for part in found.hands]
    assert minutes == sorted(minutes, reverse=True)
    assert {part.hands for part in found.hands} == {Hands.DESK, Hands.DIVISION, Hands.LEADER, Hands.RECORDS}


def test_of_one_it_is_what_was_worked_out_by_hand():
    late(SENT_BACK, "2026-01-20 08:30")

    found = read()

    sums: dict[Hands, int] = {}
    for part in found.hands:
        sums[part.hands] = sums.get(part.hands, 0) + part.minutes
    # From Wednesday the 7th at 11:30: 30 + 240, then eight working days (the 10th is a Saturday off), then half an hour.
    records = 30 + 240 + 8 * 480 + 30
    assert sums == {Hands.DESK: 30, Hands.DIVISION: 360 + 120 + 30 + 390 + 60, Hands.LEADER: 30, Hands.RECORDS: records}


def test_a_step_says_of_how_many_it_went_over_its_limit_and_by_how_much():
    dossier = late(SENT_BACK, "2026-01-20 08:30")
    late(ASKED, "2026-02-27 16:30")

    rows = {row.state.name: row for row in read().overruns}

    # Assigned in 360 minutes, of half a day (240) that it may take.
    assert (rows["phan-cong"].late, rows["phan-cong"].days) == (1, 120 / 480)
    assert rows["van-thu"].late == 2
    assert read().overruns[0].state.name == "van-thu"
    assert read().late["phan-cong"] == {dossier.pk}
    assert read().within == 0


def test_one_that_was_late_though_each_step_kept_its_limit_is_counted_apart():
    late(SENT_BACK, "2026-01-20 08:30")
    found = read()

    found.add(0, [], Dossier.objects.get().machine, known=recorded_log(Dossier.objects.get())[1])

    assert (found.dossiers, found.within) == (2, 1)


def test_of_too_many_it_is_of_the_newest_whole_days():
    late(SENT_BACK, "2026-01-30 10:00")
    newest = late(ASKED, "2026-02-27 16:30")

    found = read(1)

    assert (found.dossiers, found.period.start) == (1, date(2026, 1, 31))
    assert by_hands(found) == shown(newest)


def test_of_none_there_is_nothing():
    gone(STRAIGHT)

    found = read()

    assert (found.hands, found.overruns, found.dossiers) == ([], [], 0)

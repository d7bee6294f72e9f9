"""Whose hands late dossiers were in: the sum of what each dossier's own page says."""

from datetime import datetime

import pytest

from dossiers.clock import Hands
from dossiers.log.moment import Moment
from dossiers.log.whole import recorded_log
from dossiers.models import Dossier
from dossiers.reports.lived import hands
from tests.dossiers.lifecycle import act, local
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, Way, gone

pytestmark = pytest.mark.django_db

NOW = local("2026-03-02 09:00")


def late(way: Way, ready_at: str) -> Dossier:
    """Return a dossier that went a way whose last act came long after its date; accepted on 05/01 it was due on 19/01."""
    walk = gone(way[: [action for action, _who, _when in way].index("finish-van-thu")])
    act(walk, "finish-van-thu", "tam", ready_at)
    return walk.dossier


def by_hands(found: hands.Summed) -> dict[tuple[Hands, int | None], int]:
    return {(part.hands, part.unit): part.minutes for part in found.parts}


def shown(dossier: Dossier, now: datetime = NOW) -> dict[tuple[Hands, int | None], int]:
    """Return what the page of one dossier says."""
    events, known = recorded_log(dossier)
    accepted = Moment.of(dossier, events, now, known).accepted
    assert accepted is not None
    return {(part.hands, part.unit): part.minutes for part in accepted.parts}


def test_the_time_of_late_dossiers_is_summed_by_who_had_them():
    dossiers = [late(SENT_BACK, "2026-01-30 10:00"), late(ASKED, "2026-02-27 16:30")]
    gone(STRAIGHT)

    found = hands.of_late(Dossier.objects.all())

    each = [shown(dossier) for dossier in dossiers]
    assert by_hands(found) == {
        key: sum(one.get(key, 0) for one in each) for key in {key for one in each for key in one}
    }
    assert (found.dossiers, found.total, found.is_cut) == (2, 2, False)
    assert found.parts[-1].hands is Hands.CLOSED
    minutes = [part.minutes for part in found.parts[:-1]]
    assert minutes == sorted(minutes, reverse=True)


def test_of_one_it_is_what_was_worked_out_by_hand():
    late(SENT_BACK, "2026-01-20 08:30")

    found = hands.of_late(Dossier.objects.all())

    sums: dict[Hands, int] = {}
    for part in found.parts:
        sums[part.hands] = sums.get(part.hands, 0) + part.minutes
    # From Wednesday the 7th at 11:30: 30 + 240, then eight working days (the 10th is a Saturday off), then half an hour.
    records = 30 + 240 + 8 * 480 + 30
    whole = (local("2026-01-20 08:30") - local("2026-01-05 10:30")).total_seconds() / 60
    worked = {Hands.DESK: 30, Hands.DIVISION: 360 + 120 + 30 + 390 + 60, Hands.LEADER: 30, Hands.RECORDS: records}
    assert sums == {**worked, Hands.CLOSED: whole - sum(worked.values())}
    assert found.minutes == whole


def test_only_the_newest_are_read_and_it_is_known_that_there_are_more():
    late(SENT_BACK, "2026-01-30 10:00")
    newest = late(ASKED, "2026-02-27 16:30")

    found = hands.of_late(Dossier.objects.all(), 1)

    assert (found.dossiers, found.total, found.is_cut) == (1, 2, True)
    assert by_hands(found) == shown(newest)


def test_of_none_there_is_nothing():
    gone(STRAIGHT)

    found = hands.of_late(Dossier.objects.all())

    assert (found.parts, found.minutes, found.total) == ((), 0, 0)

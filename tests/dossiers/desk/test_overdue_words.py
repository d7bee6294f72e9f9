"""“Overdue” is one thing at the desk and among the figures; what is past a step or an answer has a word of its own."""

import os
import random
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import caches

from accounts.models import Unit
from accounts.roles import Role
from accounts.seats import Seats, seats_of
from dossiers import queries
from dossiers.display.badges import LATE_STEP, nearest_badges
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.models import Dossier
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo import story
from procedures.time.calendar import LOCAL, local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.officers import officer
from tests.dossiers.reports.past.test_known_at_random import MONDAY, happens, has_taken_back

pytestmark = pytest.mark.django_db

HISTORIES = int(os.environ.get("OVERDUE_HISTORIES", "2"))
BEHIND = {LATE_STEP, "unanswered"}


def history(chance: random.Random) -> datetime:
    """Let things happen to some dossiers over weeks; return when the last did."""
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    at, filed = MONDAY, []
    for _act in range(90):
        at += timedelta(minutes=chance.choice((30, 240, 1500, 3000)), seconds=chance.randrange(60))
        if (len(filed) < 9 and chance.random() < 0.35) or not filed:
            filed.append(story.file("alice", at=at).pk)
            continue
        taken = happens(Dossier.objects.get(pk=chance.choice(filed)), chance, at)
        if taken and chance.random() < 0.2:
            has_taken_back(*taken, at + timedelta(seconds=45))
    return at


def held(name: str, seats: Seats, at: datetime) -> set[int]:
    return set(queries.worklist(name, seats, at).dossiers.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_tabs_say_what_the_figures_and_the_rows_say(seed: int) -> None:
    last = history(random.Random(seed))
    carol, agency = story.person("carol"), Selection((Unit.objects.get(slug="so-tttt").pk,))
    seen = set[str]()

    for days in (0, 1, 3, 9, 20, 60):
        at = last + timedelta(days=days)
        seats, today = seats_of(carol, local(at).date()), local(at).date()
        late, behind = held("late", seats, at), held("behind", seats, at)
        rows = queries.rows_of(sorted(held("open", seats, at)))
        kinds = {row.pk: nearest_badges(at)(row).kind for row in rows}
        figure = statistics.list_of(agency.dossiers, "pending_overdue", Period(date(2026, 1, 1), today), at)

        assert late == set(figure.values_list("pk", flat=True))
        assert late == {row.pk for row in rows if row.is_late(at)}
        # Nothing else is called so in a row; one that is late and owes an answer too may say that.
        assert {pk for pk, kind in kinds.items() if kind == "overdue"} <= late
        assert behind == {pk for pk, kind in kinds.items() if kind in BEHIND}
        # Kept by the day of the month and the minute, for a minute.
        caches["process"].clear()
        counted = queries.counts(seats, at)
        assert (counted["late"], counted["behind"]) == (len(late), len(behind))
        for name, meant in (("late", late), ("behind", behind)):
            page = listed(Filters(name), seats, at).page("")
            assert {row.pk for row in page.rows} == meant
        seen |= {*kinds.values()}

    assert seen >= {"overdue", "unanswered"}


def test_what_is_past_its_step_alone_is_not_called_overdue() -> None:
    dossier = dossier_at("phan-cong", at=MONDAY).dossier
    assert dossier.step_due_at is not None
    assert dossier.late_at is not None
    seats, late = seats_of(story.person("carol"), MONDAY.date()), dossier.late_at - timedelta(minutes=1)

    for at, tabs in ((dossier.step_due_at, set()), (late, {"behind"}), (dossier.late_at, {"late"})):
        assert {name for name in ("late", "behind") if held(name, seats, at)} == tabs
        assert {name for name in ("late", "behind") if queries.counts(seats, at, f"{at:%d%H%M}")[name]} == tabs


@pytest.mark.at(datetime(2026, 12, 1, 15, 0, tzinfo=LOCAL))
def test_what_is_not_answered_has_a_tab_beside_the_overdue_ones() -> None:
    dossier = story.file("alice", at=MONDAY)

    page = Visitor("carol", language="vi").get("/mot-cua/?list=behind")
    figures = read(Visitor("carol", language="vi").get("/quan-ly/")).words()

    words = read(page).words()
    assert "Quá hạn 0" in words
    assert "Chậm bước, trả lời 1" in words
    assert "Chậm trả lời" in words
    assert dossier.code.rpartition("-")[2] in words
    assert "hồ sơ đang quá hạn" not in figures.replace("0 hồ sơ đang quá hạn", "")


def test_an_address_and_a_view_of_before_show_what_is_overdue() -> None:
    seats = seats_of(story.person("bob"), MONDAY.date())

    filters = Filters.read({"list": "late"}, seats, MONDAY.date())

    assert (filters.list, filters.ignored) == ("late", ())

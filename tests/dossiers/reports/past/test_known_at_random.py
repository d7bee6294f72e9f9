"""What was known at an instant is what the site itself said when the clock stood there, whatever has happened since."""

import os
import random
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from msgspec import structs

from accounts.models import Unit
from accounts.roles import Role
from dossiers import acts
from dossiers.log import columns
from dossiers.models import Dossier, Event
from dossiers.refusals import Refusal
from dossiers.reports import cells, counted, statistics, today
from dossiers.reports.past import figures
from dossiers.reports.past.asof import AsOf
from dossiers.reports.past.standing import standing
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.officers import officer
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
HISTORIES = int(os.environ.get("PAST_HISTORIES", "1"))
DOSSIERS, ACTS, UNDONE = 5, 75, 0.5
PERIODS = (
    Period(date(2026, 11, 30), date(2026, 12, 4)),
    Period(date(2026, 12, 1), date(2026, 12, 31)),
    Period(date(2026, 11, 1), date(2027, 3, 31)),
)
GROUPS: tuple[tuple[str, ...], ...] = (("division",), ("assignee",), ("sector", "channel"), ("procedure",))
PLACES_OF_EVENTS = ("sequence", "arrived_with", "changed_at")
FIGURES = (
    *(name for name in asdict(statistics.Figures())),
    "to_resolve",
    "pending_in_time",
    "waiting",
    "in_time_by_decision",
    "asked_often",
    "timed_by_decision",
    "charged_by_decision",
    "to_answer",
)


class Said(NamedTuple):
    """What the site said at an instant: columns of dossiers, figures by period, groups, concerns, lists, what was open."""

    at: datetime
    rows: dict[int, columns.Columns]
    figures: list[statistics.Figures]
    groups: list[dict[Any, statistics.Figures]]
    ends: dict[Any, statistics.Figures]
    concerned: list[dict[str, int]]
    lists: list[dict[str, list[int]]]
    open: today.Open


def said(at: datetime, selection: Selection, source: Any = counted) -> Said:
    """Ask all of it, of today or within a block of another instant."""
    dossiers = selection.dossiers
    open_now = today.open_now(dossiers, at)
    [ended] = source.each(selection, PERIODS[2:], at, "ended", "outcome")
    return Said(
        at,
        {dossier.pk: columns.columns_of(dossier) for dossier in dossiers},
        [one.get((), statistics.Figures()) for one in source.each(selection, PERIODS, at)],
        [source.each(selection, PERIODS[2:], at, *names)[0] for names in GROUPS],
        {key: (one.resolved, one.early, one.overdue) for key, one in ended.items() if one.resolved},
        [statistics.concerned(selection, period, at) for period in PERIODS],
        [
            {name: sorted(one.pk for one in statistics.list_of(dossiers, name, period, at)) for name in FIGURES}
            for period in PERIODS
        ],
        replace(open_now, places=sorted(open_now.places, key=str)),
    )


OF_MONEY = {
    *(acts.RECEIVE_PAYMENT, acts.REVERSE_PAYMENT, acts.GIVE_BACK, acts.WAIVE_FEE, acts.LET_PASS),
    acts.SEND_PROOF,
    acts.REFUSE_PROOF,
    *(acts.KEEP_MONEY, acts.UNDO_PART),
}
"""Acts that need an amount, a payment or a ground, without which a history would only be refused."""


def happens(dossier: Dossier, chance: random.Random, at: datetime) -> tuple[Event, str] | None:
    """Let somebody take some action on a dossier; return it and whose it is, None where nothing happened."""
    found = [
        action
        for action in acts.open_in(dossier.machine, dossier.state)
        # A holder is reminded by the later of the two acts, no figure is of how a result is received, nothing is brought.
        if Role.SYSTEM not in action.by
        and action.name not in {*OF_MONEY, acts.REMIND, acts.CHANGE_RECEIVING, acts.RECEIVE_HANDED}
    ]
    if not found:
        return None
    action = chance.choice(found)
    who = next((name for role, name in story.SEATED.items() if role in action.by), "alice")
    if who == "dung" and dossier.assignee:
        who = dossier.assignee.username
    given: dict[str, Any] = {}
    if action.name == "reappoint":
        given["date"] = (at + timedelta(days=chance.randrange(25))).astimezone(LOCAL).date()
    if action.name in ("reassign", "finish-phan-cong"):
        given["assignee"] = story.person(chance.choice(("dung", "minh")))
    try:
        return story.take(dossier, action.name, who, at=at, **given), who
    except Refusal:
        return None


def has_taken_back(event: Event, who: str, at: datetime) -> bool:
    """Take an act back, where that may be."""
    try:
        take_back(event.dossier, who, at=at, undoes=event.sequence)
    except Refusal:
        return False
    return True


def plain(row: columns.Columns) -> dict[str, Any]:
    """Return what columns say, but for the places of events and when the last one was."""
    return {name: value for name, value in structs.asdict(row).items() if name not in PLACES_OF_EVENTS}


def crossed_out(at: datetime) -> dict[int, dict[str, Any]]:
    """Return what was so at an instant, found without any code of ours: each act that was taken back is crossed out with that."""
    found = {}
    for dossier in Dossier.objects.filter(filed_at__lte=at):
        log = list(dossier.events.order_by("sequence"))
        undone = {event.facts["undoes"] for event in log if event.action == "take-back"}
        held = [one for one in log if one.action != "take-back" and one.sequence not in undone and one.at <= at]
        found[dossier.pk] = plain(columns.project(held, dossier.machine))
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_known_then_is_what_was_said_then(seed: int, subtests: pytest.Subtests) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    selection, chance = Selection((Unit.objects.get(slug="so-tttt").pk,)), random.Random(seed)
    at, filed, then, undone_ones = MONDAY, list[int](), list[Said](), 0
    for _act in range(ACTS):
        at += timedelta(minutes=chance.choice((5, 60, 240, 900, 2000)), seconds=chance.randrange(60))
        taken = None
        if len(filed) < DOSSIERS and chance.random() < 0.3:
            filed.append(story.file("alice", at=at).pk)
        elif filed:
            taken = happens(Dossier.objects.get(pk=chance.choice(filed)), chance, at)
        if filed and chance.random() < 0.2:
            cells.rebuild()
            then.append(said(at + timedelta(seconds=chance.choice((0, 1))), selection))
        if taken and chance.random() < UNDONE:
            undone_ones += has_taken_back(*taken, at + timedelta(seconds=45))
    now = said(at + timedelta(days=1), selection)

    for one in then:
        with subtests.test(at=one.at):
            with standing(selection, AsOf(one.at, known=True)) as unread:
                assert said(one.at, selection, figures) == one
            assert unread == 0
            with standing(selection, AsOf(one.at, known=False)):
                so = said(one.at, selection, figures)
            assert {pk: plain(row) for pk, row in so.rows.items()} == crossed_out(one.at)
            for counts, lists in zip(so.figures, so.lists, strict=True):
                assert asdict(counts) == {name: len(lists[name]) for name in asdict(counts)}
    assert said(now.at, selection) == now
    assert len(then) > 5
    assert undone_ones
    assert len({str(one.figures) for one in then}) > 4, "these histories say little"

"""What was so at an instant by all that is known today, beside what was known then: cases worked out by hand."""

from datetime import date

import pytest
from django.db import connection
from django.db.utils import InternalError

from accounts.models import Unit
from accounts.roles import Role
from dossiers.models import Dossier, Event
from dossiers.models.rows import rows
from dossiers.reports import statistics
from dossiers.reports.past import figures, standing
from dossiers.reports.past.asof import AsOf
from dossiers.reports.past.standing import first_filed_at, is_too_much
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from portal.demo import story
from tests.dossiers.lifecycle import act, dossier_at, local, supplemented
from tests.dossiers.officers import officer
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


@pytest.fixture
def office() -> Selection:
    """Return all that the agency of the model procedure has."""
    return Selection((Unit.objects.get(slug="so-tttt").pk,))


def figures_at(selection: Selection, at: str, *, known: bool) -> Figures:
    """Return the figures of January as of a local instant."""
    with standing.standing(selection, AsOf(local(at), known=known)):
        return figures.each(selection, [JANUARY], local(at))[0].get((), Figures())


def concerns_at(selection: Selection, at: str, *, known: bool) -> dict[str, int]:
    """Return what the office owed beside the limit, where it is not 0."""
    with standing.standing(selection, AsOf(local(at), known=known)):
        found = statistics.concerned(selection, JANUARY, local(at))
    return {name: count for name, count in found.items() if count}


def test_an_act_that_was_taken_back_was_known_and_was_not_so(office: Selection) -> None:
    walk = dossier_at("van-thu")
    act(walk, "finish-van-thu", "tam", "2026-01-16 16:00")
    take_back(walk.dossier, "tam", at=local("2026-01-16 16:00:50"))
    act(walk, "finish-van-thu", "tam", "2026-01-20 08:00")

    known = figures_at(office, "2026-01-16 16:00:30", known=True)
    so = figures_at(office, "2026-01-16 16:00:30", known=False)

    assert (known.resolved, known.early, known.pending) == (1, 1, 0)
    assert (so.resolved, so.early, so.pending) == (0, 0, 1)
    for is_known in (True, False):
        back = figures_at(office, "2026-01-19 12:00", known=is_known)
        assert (back.resolved, back.pending, back.pending_overdue) == (0, 1, 0)
        late = figures_at(office, "2026-01-20 07:00", known=is_known)
        assert (late.resolved, late.pending, late.pending_overdue) == (0, 1, 1)
        done = figures_at(office, "2026-01-20 09:00", known=is_known)
        assert (done.resolved, done.overdue, done.pending) == (1, 1, 0)


def test_a_supplement_that_was_taken_back_was_asked_as_far_as_was_known(office: Selection) -> None:
    walk = dossier_at("filed")
    act(walk, "ask-supplement", "bob", "2026-01-05 09:00")
    act(walk, "note", "bob", "2026-01-05 09:00:30")
    take_back(walk.dossier, "bob", at=local("2026-01-05 09:00:50"), undoes=2)
    act(walk, "accept", "bob", "2026-01-05 10:00")

    assert concerns_at(office, "2026-01-05 09:00:40", known=True) == {"supplemented": 1}
    assert concerns_at(office, "2026-01-05 09:00:40", known=False) == {}
    assert concerns_at(office, "2026-01-06 09:00", known=True) == {}


def test_a_supplement_that_was_answered_since_was_waited_for(office: Selection) -> None:
    supplemented()

    for known in (True, False):
        with standing.standing(office, AsOf(local("2026-01-08 09:00"), known=known)):
            [waiting] = statistics.list_of(office.dossiers, "waiting", JANUARY, local("2026-01-08 09:00"))
            assert (waiting.state, waiting.holder, waiting.late_at) == ("tham-dinh.supplement-asked", "citizen", None)
            assert waiting.supplement_rounds == 1
    assert Dossier.objects.get().state == "tham-dinh"


def test_who_had_it_then_has_it_in_the_figures_whoever_has_it_today(office: Selection) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = dossier_at("tham-dinh")
    act(walk, "reassign", "hoa", "2026-01-08 09:00", assignee=story.person("minh"))

    def who(at: str) -> dict[str, int]:
        people = {name: office.narrowed_to(assignee=story.person(name).pk) for name in ("dung", "minh")}
        return {name: figures_at(one, at, known=True).pending for name, one in people.items()}

    assert who("2026-01-07 09:00") == {"dung": 1, "minh": 0}
    assert who("2026-01-08 10:00") == {"dung": 0, "minh": 1}
    assert figures_at(office, "2026-01-05 08:29", known=True) == Figures()


def test_a_dossier_that_has_left_ones_division_is_not_shown_to_its_head(office: Selection) -> None:
    dossier = dossier_at("xem-xet").dossier
    other = Unit.objects.get(slug="buu-chinh-vien-thong")
    division = Selection(office.agencies, divisions=(dossier.division_id,))
    assert figures_at(division, "2026-01-06 12:00", known=True).received == 1

    Dossier.objects.update(division=other)

    assert figures_at(division, "2026-01-05 12:00", known=True).received == 0


def test_after_the_block_everything_is_of_today_and_a_prepared_statement_never_was_of_the_past(
    office: Selection,
) -> None:
    walk = dossier_at("van-thu")
    act(walk, "finish-van-thu", "tam", "2026-01-20 08:00")
    asked = "SELECT state FROM dossiers_dossier WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE other ()")  # a session that has one looks no name up anew for the next

    def state() -> list[tuple[str]]:
        return [rows(asked, [walk.dossier.pk]) for _time in range(6)][-1]

    assert state() == [("result-ready",)]
    with standing.standing(office, AsOf(local("2026-01-06 12:00"), known=True)):
        assert state() == [("van-thu",)]
        assert Event.objects.count() == len(walk.events)
    assert state() == [("result-ready",)]
    assert Event.objects.count() == len(walk.events) + 1


def test_what_cannot_be_read_is_counted_as_such(office: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    act(dossier_at("van-thu"), "finish-van-thu", "tam", "2026-01-20 08:00")
    monkeypatch.setattr(
        "dossiers.reports.past.standing.columns_as_of", lambda part, _as_of: [(pk, None) for pk, _v in part]
    )

    with standing.standing(office, AsOf(local("2026-01-06 12:00"), known=True)) as unread:
        assert unread == 1
        assert not office.dossiers.exists()


def test_more_than_can_be_read_is_too_much(office: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    then = AsOf(local("2026-01-05 08:40"), known=True)
    dossier_at("tham-dinh")
    monkeypatch.setattr(standing, "MOST", 1)
    assert not is_too_much(office, then)

    dossier_at("tham-dinh")

    assert is_too_much(office, then)
    assert not is_too_much(office.narrowed_to(sector="khac"), then)
    assert first_filed_at(office) == local("2026-01-05 08:30")
    assert first_filed_at(Selection(())) is None


def test_nothing_is_written_within_the_block(office: Selection) -> None:
    dossier_at("filed")

    with (
        pytest.raises(InternalError, match="read-only"),
        standing.standing(office, AsOf(local("2026-02-01 08:30"), known=True)),
    ):
        Unit.objects.update(name_vi="x")

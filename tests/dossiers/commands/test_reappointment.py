"""Re-appointment (NĐ 61/2018 art. 19(9)): once, a day before at the latest, to a later working day."""

from datetime import date

import pytest
from django.utils import translation

from dossiers import refusals
from dossiers.clock import Verdict
from dossiers.refusals import appointment
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

REASON = "Chờ ý kiến của cơ quan chủ quản."


@pytest.fixture
def walk() -> Walk:
    """Return a dossier that is due on Monday 19/01/2026 at 17:00."""
    return dossier_at("tham-dinh", at=local("2026-01-05 08:30"))


def test_a_new_appointment_moves_the_date_in_force_and_no_other(walk: Walk) -> None:
    event = act(walk, "reappoint", "lan", "2026-01-16 16:59", date=date(2026, 1, 22), reason=REASON)

    dossier = walk.dossier
    assert dossier.due_at == dossier.deadline_at == local("2026-01-22 17:00")
    assert dossier.late_at == local("2026-01-23 00:00")
    assert (dossier.first_due_at, dossier.lawful_due_at) == (local("2026-01-19 17:00"),) * 2
    assert dossier.reappointed
    assert event.facts["new_due_at"] == local("2026-01-22 17:00").isoformat()
    assert event.payload.content == {"reason": REASON}


def test_a_dossier_finished_by_its_new_appointment_is_still_overdue_against_the_lawful_date(walk: Walk) -> None:
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), reason=REASON)
    walk.at = local("2026-01-21 08:00")

    walk.until("result-ready")

    assert walk.dossier.verdict == Verdict.OVERDUE
    assert walk.dossier.due_at == local("2026-01-22 17:00")


def test_a_second_new_appointment_is_refused(walk: Walk) -> None:
    act(walk, "reappoint", "lan", "2026-01-13 09:00", date=date(2026, 1, 22), reason=REASON)
    act(walk, "finish-tham-dinh", "dung", "2026-01-13 10:00")

    with nothing_written(), pytest.raises(appointment.AlreadyReappointed):
        act(walk, "reappoint", "lan", "2026-01-14 09:00", date=date(2026, 1, 26), reason=REASON)


@pytest.mark.parametrize("when", ["2026-01-19 00:00", "2026-01-19 08:00", "2026-01-20 08:00"])
def test_a_new_appointment_on_the_due_date_or_later_is_refused(walk: Walk, when: str) -> None:
    with nothing_written(), pytest.raises(appointment.TooLateToReappoint):
        act(walk, "reappoint", "lan", when, date=date(2026, 1, 22), reason=REASON)


def test_the_evening_before_the_due_date_is_early_enough(walk: Walk) -> None:
    act(walk, "reappoint", "lan", "2026-01-18 23:59", date=date(2026, 1, 20), reason=REASON)

    assert walk.dossier.due_at == local("2026-01-20 17:00")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 1, 16), "The new return date must come after the present one, 19/01/2026."),
        (date(2026, 1, 24), "Nobody works on that day (Saturday)."),
        (date(2026, 2, 17), "Nobody works on that day (Lunar New Year)."),
    ],
)
def test_a_day_that_will_not_do_says_which_rule_it_breaks(walk: Walk, day: date, sentence: str) -> None:
    with nothing_written(), pytest.raises(appointment.NotLater) as refused:
        act(walk, "reappoint", "lan", "2026-01-15 09:00", date=day, reason=REASON)

    with translation.override("en"):
        assert refused.value.sentence().startswith(sentence)


@pytest.mark.at(local("2026-01-15 09:00"))
def test_its_form_says_what_the_present_date_is_and_how_often_another_may_be_given(walk: Walk) -> None:
    page = read(Visitor("lan").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "A working day after the present return date, 19/01/2026." in page
    assert "The rule of the one-stop mechanism lets another date be given 1 time only." in page


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 16),  # earlier
        date(2026, 1, 19),  # the same day
        date(2026, 1, 24),  # a Saturday
        date(2026, 2, 17),  # Tết
        date(1999, 1, 4),  # long ago
    ],
)
def test_a_new_appointment_must_be_a_later_working_day(walk: Walk, day: date) -> None:
    with nothing_written(), pytest.raises(appointment.NotLater):
        act(walk, "reappoint", "lan", "2026-01-15 09:00", date=day, reason=REASON)


def test_a_year_whose_days_off_are_not_known_yet_is_told() -> None:
    walk = dossier_at("tham-dinh")

    with nothing_written(), pytest.raises(refusals.NotCovered) as refused:
        act(walk, "reappoint", "lan", "2026-01-15 09:00", date=date(2028, 1, 4), reason=REASON)

    assert refused.value.year == 2028


def test_a_saturday_that_is_made_up_for_is_a_working_day() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-08-05 08:30"))

    act(walk, "reappoint", "lan", "2026-08-12 09:00", date=date(2026, 8, 22), reason=REASON)

    assert walk.dossier.due_at == local("2026-08-22 17:00")


def test_a_restart_after_a_new_appointment_never_makes_the_date_earlier(walk: Walk) -> None:
    act(walk, "reappoint", "lan", "2026-01-06 09:00", date=date(2026, 3, 2), reason=REASON)
    act(walk, "propose-supplement", "dung", "2026-01-06 10:00")
    act(walk, "issue-supplement", "bob", "2026-01-07 10:00")
    act(walk, "answer-supplement", "alice", "2026-01-13 10:00")

    act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")

    assert walk.dossier.lawful_due_at == local("2026-01-28 17:00")
    assert walk.dossier.due_at == local("2026-03-02 17:00")


@pytest.mark.at("2026-01-15 09:00")
def test_a_date_that_is_far_off_is_asked_about_once(walk: Walk) -> None:
    lan, code = Visitor("lan", language="vi"), walk.dossier.code
    typed = {"date": "22/12/2026", "reason": REASON}

    answer = lan.send(lan.get(f"/mot-cua/{code}/"), "/reappoint/", typed)

    page = read(answer)
    assert "337 ngày sau ngày hẹn trả hiện tại" in page.words()
    assert REASON in answer.content.decode()
    walk.dossier.refresh_from_db()
    assert not walk.dossier.reappointed

    lan.send(answer, "/reappoint/", typed | {"date_meant": "on"})

    walk.dossier.refresh_from_db()
    assert walk.dossier.reappointed

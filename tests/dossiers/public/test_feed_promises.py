"""A new date and a promised day in the calendar of one's dates: one entry for a dossier, with what it is judged by."""

from datetime import date

import pytest
import time_machine

from dossiers.acts import PROMISE_LATE
from dossiers.display.formats import vn_date
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local
from tests.dossiers.public.test_feed import events, make

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.mark.parametrize(
    ("act_of", "at", "kind", "words"),
    [
        ("reappoint", "2026-01-06 09:00", "whole", "Hẹn lại 27/01/2026; hạn theo quy định {lawful}: "),
        (PROMISE_LATE, "2026-01-23 09:00", "promise", "Đã xin lỗi, hẹn trả 27/01/2026; hạn theo quy định {lawful}: "),
    ],
)
def test_an_officer_reads_the_new_day_and_that_by_which_it_is_judged(
    act_of: str, at: str, kind: str, words: str
) -> None:
    walk = dossier_at("tham-dinh")
    path, lawful = make("dung"), walk.dossier.lawful_due_at

    act(walk, act_of, "lan", at, date=date(2026, 1, 27), reason="Chờ ý kiến.")
    with time_machine.travel(local("2026-01-23 10:00"), tick=False):
        found = events(path)[f"{walk.dossier.code}-{kind}"]
        names = [name for name in events(path) if name.endswith(("-whole", "-promise"))]

    assert lawful is not None
    assert names == [f"{walk.dossier.code}-{kind}"]
    assert vn_date(found["DTSTART"].dt) == "27/01/2026"
    assert str(found["SUMMARY"]).startswith(words.format(lawful=vn_date(lawful)))
    assert f"Việc hẹn này không đổi hạn theo quy định ({vn_date(lawful)})" in str(found["DESCRIPTION"])


def test_of_a_promise_after_the_date_the_applicant_reads_the_promised_day_alone() -> None:
    walk = dossier_at("tham-dinh")
    path = make("alice")

    act(walk, PROMISE_LATE, "lan", "2026-01-23 09:00", date=date(2026, 1, 27), reason="Chờ ý kiến.")

    with time_machine.travel(local("2026-01-23 10:00"), tick=False):
        found = events(path)
    assert list(found) == [f"{walk.dossier.code}-promise"]
    assert vn_date(found[f"{walk.dossier.code}-promise"]["DTSTART"].dt) == "27/01/2026"


@pytest.mark.parametrize(("who", "kind"), [("alice", "return"), ("dung", "whole")])
def test_an_appointment_that_a_supplement_has_moved_past_a_promised_day_stands_alone(who: str, kind: str) -> None:
    walk = dossier_at("tham-dinh")
    path = make(who)

    act(walk, PROMISE_LATE, "lan", "2026-01-19 09:00", date=date(2026, 1, 20), reason="Chờ ý kiến.")
    act(walk, "propose-supplement", "dung", "2026-01-19 10:00", components={"ban-thao": "Đóng dấu."})
    act(walk, "issue-supplement", "bob", "2026-01-19 10:30")
    act(walk, "answer-supplement", "alice", "2026-01-21 09:00")
    act(walk, "confirm-supplement", "bob", "2026-01-21 10:00")

    walk.dossier.refresh_from_db()
    with time_machine.travel(local("2026-01-21 11:00"), tick=False):
        found = events(path)
    assert walk.dossier.due_at is not None
    assert vn_date(found[f"{walk.dossier.code}-{kind}"]["DTSTART"].dt) == vn_date(walk.dossier.due_at)
    assert f"{walk.dossier.code}-promise" not in found

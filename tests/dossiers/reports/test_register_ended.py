"""What the register remarks of a dossier that has ended without a result: no date now, but the last one."""

from datetime import date

from django.utils import translation

from accounts.models import User
from dossiers.models import ClosedBook
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.reports.test_register import WHY, _in_english, entry_of, pytestmark

__all__ = ["_in_english", "pytestmark"]


def reappointed() -> story.Walk:
    """Return a dossier that has another date than its receipt."""
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), reason=WHY)
    return walk


APOLOGISED = "apologised on 16/01/2026, promised by 22/01/2026"


def test_what_has_ended_without_a_result_has_no_date_now_but_a_last_one() -> None:
    withdrawn = reappointed()
    act(withdrawn, "ask-withdrawal", "alice", "2026-01-19 09:00")
    act(withdrawn, "confirm-withdrawal", "bob", "2026-01-19 10:00")
    ready = reappointed()
    for action, person in (
        ("finish-tham-dinh", "dung"),
        ("finish-xem-xet", "hoa"),
        ("finish-ky-duyet", "lan"),
        ("finish-van-thu", "tam"),
    ):
        act(ready, action, person, "2026-01-19 09:00")

    assert entry_of(withdrawn.dossier).note == f"last return date 22/01/2026; {APOLOGISED}; withdrawn on 19/01/2026"
    assert entry_of(ready.dossier).note == f"return date now 22/01/2026; {APOLOGISED}; result ready since 19/01/2026"
    with translation.override("vi"):
        said = entry_of(withdrawn.dossier).note
    assert said.startswith("hẹn trả sau cùng 22/01/2026; ")
    assert said.endswith("; rút hồ sơ ngày 19/01/2026")


def test_what_ended_out_of_a_pause_has_no_date_that_nobody_was_promised() -> None:
    walk = reappointed()
    act(walk, "propose-supplement", "dung", "2026-01-19 10:00", components={"ban-thao": "Đóng dấu."})
    act(walk, "issue-supplement", "bob", "2026-01-19 10:30")
    act(walk, "ask-withdrawal", "alice", "2026-02-02 09:00")
    act(walk, "confirm-withdrawal", "bob", "2026-02-02 10:00")

    walk.dossier.refresh_from_db()
    assert walk.dossier.due_at > local("2026-01-23 00:00"), "the clock counts the pause in"
    assert entry_of(walk.dossier).note == f"{APOLOGISED}; withdrawn on 02/02/2026"


def test_a_book_that_was_closed_before_says_of_what_has_ended_what_was_printed() -> None:
    walk = dossier_at("tham-dinh", at=local("2025-12-22 08:30"))
    act(walk, "propose-supplement", "dung", "2025-12-23 10:00", components={"ban-thao": "Đóng dấu."})
    act(walk, "issue-supplement", "bob", "2025-12-23 10:30")
    act(walk, "answer-supplement", "alice", "2026-01-08 09:00")
    act(walk, "ask-withdrawal", "alice", "2026-01-09 09:00")
    act(walk, "confirm-withdrawal", "bob", "2026-01-09 10:00")
    walk.dossier.refresh_from_db()
    printed = f"return date now {walk.dossier.due_at.astimezone(LOCAL):%d/%m/%Y}"

    agency_id, by = walk.dossier.agency_id, User.objects.get(username="carol")
    ClosedBook.objects.create(
        agency_id=agency_id, year=2025, count=1, digest="5e" * 32, by=by, at=local("2026-11-30 09:00")
    )

    assert entry_of(walk.dossier).note == f"{printed}; withdrawn on 09/01/2026"

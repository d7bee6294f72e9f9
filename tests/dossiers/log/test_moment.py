"""A dossier at a past instant: what was known then, in whose hands it was, and nothing of what came later."""

import random
from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.roles import Role
from dossiers.clock import ClockError, Hands, Verdict
from dossiers.display.promises import promises
from dossiers.log import columns
from dossiers.log.moment import Moment
from portal.demo import story
from portal.demo.story import Walk
from procedures import steady
from procedures.machine import Clock, Text
from procedures.time import calendars
from procedures.time.calendar import DayException, DayKind
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_random_walks import _take, wander
from tests.dossiers.lifecycle import ACTIONS, ENDS, MONDAY, SYSTEM, act, dossier_at, local, supplemented
from tests.dossiers.officers import officer

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
RESTARTS = "the time is counted again from the start"


def moment(walk: Walk, at: str | datetime) -> Moment:
    events = list(walk.dossier.events.order_by("sequence"))
    return Moment.of(walk.dossier, events, local(at) if isinstance(at, str) else at, steady.now())


def test_what_came_later_is_not_known() -> None:
    walk = supplemented()

    before = moment(walk, "2026-01-07 09:30")

    assert before.columns.state == "tham-dinh.supplement-proposed"
    assert before.columns.supplement_rounds == 0
    assert before.columns.due_at == local("2026-01-19 17:00")
    assert before.reading is not None
    assert (before.reading.spent, before.reading.verdict) == (2, None)
    assert before.log[-1].action == "propose-supplement"


@pytest.mark.parametrize("seed", range(6))
def test_at_each_event_it_is_what_was_recorded_then_and_the_hands_sum_to_the_whole(seed: int) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = Walk(story.file("alice", at=MONDAY), MONDAY)
    recorded = {}
    chance = random.Random(seed)
    for _ in range(14):
        steps = ACTIONS[walk.dossier.state]
        open_ = [name for name, step in steps.items() if step.by != (SYSTEM,) and step.target not in ENDS]
        if open_:
            action = chance.choice(open_)
            _take(walk, action, chance.choice(steps[action].by), chance)
            recorded[walk.dossier.events.latest("sequence").at] = columns.columns_of(walk.dossier)

    assert len(recorded) >= 3
    for at, expected in recorded.items():
        then = moment(walk, at)
        assert then.columns == expected
        for found in (then.whole, then.accepted):
            if found is not None:
                assert (
                    sum(part.minutes for part in found.parts) == found.minutes == (found.until - found.since) // MINUTE
                )


@pytest.mark.parametrize("seed", range(40, 44))
def test_whatever_happened_the_parts_sum_to_the_time_from_filing_to_end(seed: int) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = Walk(story.file("alice", at=MONDAY), MONDAY)
    wander(walk, random.Random(seed))
    events = list(walk.dossier.events.order_by("sequence"))
    ended = next(e.at for e in events if walk.dossier.machine.states[e.target].clock is Clock.ENDED)

    found = moment(walk, events[-1].at + timedelta(days=30)).whole

    assert found.until == ended.replace(second=0, microsecond=0)
    assert found.since == events[0].at.replace(second=0, microsecond=0)
    assert sum(part.minutes for part in found.parts) == found.minutes


def test_each_stay_is_in_the_hands_of_its_unit() -> None:
    walk = supplemented()

    found = moment(walk, "2026-01-14 16:00").whole

    times = {part.hands: part.minutes for part in found.parts}
    pause = 7 * 1440 - 60  # asked on 07/01 at 10:00, answered on 14/01 at 09:00
    assert times[Hands.CITIZEN] == pause
    # Filed at 08:30, passed on at 09:10; an hour on 07/01; from the answer to 15:00 without the noon break.
    assert times[Hands.DESK] == 40 + 60 + 300
    # From 09:10 on 05/01 to 09:00 on 07/01, and the last hour.
    assert times[Hands.DIVISION] == (410 + 480 + 60) + 60
    assert times[Hands.CLOSED] == found.minutes - pause - 400 - 1010


def test_a_step_is_told_with_its_recorded_verdict_and_its_unit() -> None:
    walk = dossier_at("phan-cong")
    act(walk, "finish-phan-cong", "hoa", "2026-01-09 10:00")

    first, second, third = moment(walk, "2026-01-09 11:00").stays

    assert [stay.hands for stay in (first, second, third)] == [Hands.DESK, Hands.DIVISION, Hands.DIVISION]
    assert second.time is not None
    assert second.time.verdict is Verdict.OVERDUE
    assert third.time is not None
    assert (third.ended_at, third.time.verdict) == (None, None)


def test_before_the_filing_there_is_nothing_to_see() -> None:
    walk = dossier_at("accepted")

    with pytest.raises(ClockError, match="khi đó chưa có hồ sơ: hồ sơ được nộp lúc 08:30 05/01/2026"):
        moment(walk, MONDAY - MINUTE)


def test_an_instant_to_come_is_read_as_if_nothing_more_happened() -> None:
    reading = moment(dossier_at("accepted"), "2026-01-26 09:00").reading

    assert reading is not None
    assert reading.spent == 15


def test_the_reading_rests_on_the_calendar_that_was_in_force_then() -> None:
    walk = dossier_at("accepted")
    old = calendars.current_calendar()
    off = DayException(local("2026-01-12 08:00").date(), DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), "x", official=True)
    new = type(old)(old.first, old.last, (*old.exceptions, off), old.week)
    calendars.store(new, decision="x", at=local("2099-01-06 09:00"))  # newer than the one that the tests begin with
    act(walk, "transfer", "bob", "2026-01-06 10:00")

    before, after = moment(walk, "2026-01-05 12:00"), moment(walk, "2026-01-06 12:00")

    assert (before.calendar.digest, after.calendar.digest) == (old.digest, new.digest)
    assert before.reading is not None
    assert after.reading is not None
    assert before.reading.due_at == local("2026-01-19 17:00")
    assert after.reading.due_at == local("2026-01-20 17:00")


def told(walk: Walk, at: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (p.label.en, p.at and f"{p.at.astimezone(MONDAY.tzinfo):%d/%m}", p.why and p.why.en)
        for p in promises(moment(walk, at))
    ]


def test_where_the_dates_agree_there_is_one() -> None:
    assert told(dossier_at("accepted"), "2026-01-06 09:00") == [("Result due", "19/01", None)]
    assert told(dossier_at("filed"), "2026-01-06 09:00") == []


def test_a_supplement_moves_the_lawful_date_and_says_so() -> None:
    walk = supplemented()
    why = "after the supplement (10:00 07/01/2026 – 15:00 14/01/2026)"

    assert told(walk, "2026-01-15 09:00") == [
        ("Appointment in force", "28/01", why),
        ("First appointment, on the receipt", "19/01", None),
    ]


def test_in_a_pause_no_date_is_in_force() -> None:
    walk = supplemented()

    assert told(walk, "2026-01-08 09:00") == [
        ("Appointment in force", None, f"{RESTARTS}, with a new return date, when the papers are complete"),
        ("Promised before the pause", "19/01", None),
    ]


def test_in_a_pause_for_a_payment_the_time_goes_on_afterwards() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, "ask-payment", "dung", "2026-01-07 10:00")

    in_force, _receipt = told(walk, "2026-01-08 09:00")

    then = "the time goes on, with a new return date, when the fee is confirmed as settled"
    assert in_force == ("Appointment in force", None, then)


def test_what_was_late_before_the_pause_is_not_in_force_and_moves_only_where_the_time_begins_again() -> None:
    asked, billed = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    act(asked, "propose-supplement", "dung", "2026-01-20 09:00")
    act(asked, "issue-supplement", "bob", "2026-01-20 10:00")
    act(billed, "ask-payment", "dung", "2026-01-20 10:00")

    passed = "the date had passed before the pause"
    again = f"{RESTARTS}, with a new return date, when the papers are complete"
    before = ("Promised before the pause", "19/01", None)
    assert told(asked, "2026-01-21 09:00") == [("Appointment in force", None, f"{passed}, {again}"), before]
    late = f"{passed}, so that it stays overdue after it"
    assert told(billed, "2026-01-21 09:00") == [("Appointment in force", None, late), before]
    due = billed.dossier.due_at
    act(billed, "confirm-payment", "bob", "2026-01-23 10:00")
    assert billed.dossier.due_at == due


def test_dates_that_were_given_with_an_apology_are_said_as_past_in_a_pause() -> None:
    moved, late = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    act(moved, "reappoint", "lan", "2026-01-08 09:00", date=local("2026-01-26 00:00").date())
    act(late, "promise-late", "lan", "2026-01-20 09:00", date=local("2026-01-23 00:00").date())
    for walk in (moved, late):
        act(walk, "ask-payment", "dung", "2026-01-20 10:00")

    assert told(moved, "2026-01-21 09:00")[1:] == [
        ("Promised before the pause", "26/01", None),
        ("First appointment, on the receipt", "19/01", None),
    ]
    assert told(late, "2026-01-21 09:00")[1:] == [
        ("Promised before the pause", "19/01", None),
        ("Apologised and promised, before the pause", "23/01", None),
    ]
    with time_machine.travel(local("2026-01-21 09:00"), tick=False):
        pages = [read(Visitor("alice", language="vi").get(f"/ho-so/{w.dossier.code}/")).words() for w in (moved, late)]
    assert all("ngày hẹn này có từ trước khi tạm dừng và hiện không có hiệu lực" in page for page in pages)


def test_a_new_appointment_differs_from_the_lawful_date_and_from_the_receipt() -> None:
    walk = supplemented()
    act(walk, "reappoint", "lan", "2026-01-20 09:00", date=local("2026-02-03 00:00").date())

    assert told(walk, "2026-01-20 10:00") == [
        ("Appointment in force", "03/02", "re-appointed at 09:00 20/01/2026"),
        ("Lawful limit", "28/01", "after the supplement (10:00 07/01/2026 – 15:00 14/01/2026)"),
        ("First appointment, on the receipt", "19/01", None),
    ]


@pytest.mark.parametrize(
    ("is_promised", "named"),
    [
        (False, [("Result due", "22/01")]),
        (True, [("Apologised, promised by", "26/01"), ("New appointment given before", "22/01")]),
    ],
)
def test_once_there_is_a_result_no_date_is_in_force_and_the_last_that_was_promised_stands(
    named: list[tuple[str, str]], *, is_promised: bool
) -> None:
    walk = dossier_at("tham-dinh")
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=local("2026-01-22 00:00").date())
    if is_promised:
        act(walk, "promise-late", "lan", "2026-01-19 09:00", date=local("2026-01-26 00:00").date())
    steps = {"finish-tham-dinh": "dung", "finish-xem-xet": "hoa", "finish-ky-duyet": "lan", "finish-van-thu": "tam"}
    for action, who in steps.items():
        act(walk, action, who, "2026-01-20 10:00")

    assert [told_as[:2] for told_as in told(walk, "2026-01-20 11:00")] == [
        *named,
        ("Lawful limit", "19/01"),
        ("First appointment, on the receipt", "19/01"),
    ]


def test_beside_a_new_appointment_officer_and_applicant_read_which_date_the_verdict_is_by() -> None:
    walk = dossier_at("tham-dinh")
    judged = "Việc hẹn này không đổi hạn theo quy định: đúng hạn hay quá hạn vẫn tính theo hạn đó."
    seen = {"alice": f"/ho-so/{walk.dossier.code}/", "bob": f"/mot-cua/{walk.dossier.code}/"}

    def pages(at: str) -> list[str]:
        with time_machine.travel(local(at), tick=False):
            return [read(Visitor(who, language="vi").get(address)).words() for who, address in seen.items()]

    before = pages("2026-01-08 08:00")
    act(walk, "reappoint", "lan", "2026-01-08 09:00", date=local("2026-01-26 00:00").date())
    after = pages("2026-01-08 10:00")

    assert not any(judged in page for page in before)
    assert all(f"Hạn theo quy định 17:00 19/01/2026 {judged}" in page for page in after)
    assert "Đã hẹn lại 26/01/2026" in after[0]
    assert "Trong hạn 26/01/2026" not in after[0]
    steps = {"finish-tham-dinh": "dung", "finish-xem-xet": "hoa", "finish-ky-duyet": "lan", "finish-van-thu": "tam"}
    for action, who in steps.items():
        act(walk, action, who, "2026-01-20 10:00")
    assert walk.dossier.verdict == "overdue", "the verdict is by the date that it is said to be by"


def test_a_manager_sees_the_dossier_as_it_was() -> None:
    walk = supplemented()
    act(walk, "finish-tham-dinh", "dung", "2026-01-15 10:00")
    with time_machine.travel(local("2026-01-16 09:00"), tick=False):
        answer = Visitor("carol").get(f"/mot-cua/{walk.dossier.code}/luc/", {"at": "08/01/2026 09:00"})

    words = read(answer).words()
    assert answer.status_code == 200
    assert "As it stood at 09:00 08/01/2026" in words
    assert "Waiting for the applicant's papers" in words
    assert f"None now; {RESTARTS}" in words
    assert "the instant shown 08/01/2026" in words
    assert "28/01/2026" not in words
    assert "Confirm that the dossier is complete" not in words


NONSENSE = [
    ("05/01/2026 08:29", "was filed at 08:30 05/01/2026"),
    ("hôm qua", ""),
    ("", ""),
    ("31/02/2026 09:00", ""),
    ("04/01/2026", "was filed at 08:30 05/01/2026"),
    ("05/01/2026 25:00", ""),
    ("01/01/2099 09:00", "2099"),
    ("<b>", ""),
]


@pytest.mark.parametrize(("typed", "sentence"), NONSENSE)
def test_an_instant_that_makes_no_sense_is_told_at_its_field_and_stays(typed: str, sentence: str) -> None:
    walk = dossier_at("accepted")
    with time_machine.travel(local("2026-01-16 09:00"), tick=False):
        answer = Visitor("carol").get(f"/mot-cua/{walk.dossier.code}/luc/", {"at": typed})

    page = read(answer)
    assert answer.status_code == 422
    assert page.errors["id_at"]
    assert sentence in page.errors["id_at"]
    assert page.forms[-1].values["at"] == typed


def test_an_instant_to_come_is_shown_and_said_to_be_one() -> None:
    walk = dossier_at("accepted")
    with time_machine.travel(local("2026-01-06 09:00"), tick=False):
        visitor = Visitor("lan")
        address = f"/mot-cua/{walk.dossier.code}/luc/"
        ahead, today = (read(visitor.get(address, given)).words() for given in ({"at": "2026-01-12T09:00"}, {}))

    assert "as if nothing more happened" in ahead
    assert "as if nothing more happened" not in today


def test_only_managers_and_leaders_have_the_page_and_the_way_to_it() -> None:
    walk = supplemented()
    with time_machine.travel(local("2026-01-15 09:00"), tick=False):
        pages = {who: Visitor(who) for who in ("lan", "carol", "bob", "hoa", "dung", "tam", "van", "alice", "mallory")}
        open_to = {who for who, v in pages.items() if v.get(f"/mot-cua/{walk.dossier.code}/luc/").status_code == 200}
        linked = {
            who
            for who, v in pages.items()
            if f"/mot-cua/{walk.dossier.code}/luc/" in v.get(f"/mot-cua/{walk.dossier.code}/").content.decode()
        }

    assert open_to == linked == {"lan", "carol"}


def test_the_officers_file_tells_in_whose_hands_it_was() -> None:
    walk = supplemented()
    with time_machine.travel(local("2026-01-14 16:00"), tick=False):
        words = read(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/")).words()
        own = read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).words()

    assert "The applicant167 h 0 min 7 days" in words
    assert "Outside office hours" in words
    assert "In whose hands it was" not in own


def test_the_applicant_reads_units_and_no_officers_or_verdicts_in_the_bands() -> None:
    walk = dossier_at("phan-cong")
    act(walk, "finish-phan-cong", "hoa", "2026-01-09 10:00")
    with time_machine.travel(local("2026-01-09 16:00"), tick=False):
        own = Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").content.decode()
        desk = Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    bands = [
        page[page.index('class="ribbon__bands"') : page.index("</ol>", page.index('"ribbon__bands"'))]
        for page in (own, desk)
    ]
    assert "overdue" not in bands[0]
    assert "overdue" in bands[1]
    assert bands[0].count("<li>") == 2  # the desk, then the division


@pytest.mark.parametrize(
    ("ending", "heading"),
    [("finish-van-thu", "Your application was granted"), ("finish-van-thu-refused", "Your application was refused")],
)
def test_the_applicant_reads_on_top_how_it_was_decided(ending: str, heading: str) -> None:
    walk = dossier_at("van-thu")
    act(walk, ending, "tam", "2026-01-06 10:00")
    own = f"/ho-so/{walk.dossier.code}/"

    assert heading in read(Visitor("alice").get(own)).words()
    act(walk, "return", "bob", "2026-01-06 11:00")
    assert heading in read(Visitor("alice").get(own)).words()

"""From 01/07/2026 a notice of a change of status says agency, person and times (NĐ 224/2026/NĐ-CP art. 15(1)(g))."""

from datetime import date, datetime, timedelta

import pytest

from dossiers.notices import occasions
from dossiers.notices.message import written
from portal.demo.story import dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import act

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 6, 29, 8, 30, tzinfo=LOCAL)
SINCE = datetime(2026, 7, 1, 8, 30, tzinfo=LOCAL)


def test_the_acceptance_says_who_accepted_it_where_and_when_it_is_due() -> None:
    walk = dossier_in("accepted", at=SINCE)
    handling = occasions.news_of(walk.events[-1]).handling

    assert handling
    assert (handling.person, handling.filed_at) == (walk.events[-1].actor.get_full_name(), walk.dossier.filed_at)
    assert handling.accepted_at == handling.processed_at == walk.events[-1].at
    assert handling.due_at
    assert handling.returned_at is None


def test_what_the_applicant_did_names_no_person_and_nothing_that_has_not_come() -> None:
    filing = dossier_in("filed", at=SINCE).dossier.events.get()
    handling = occasions.news_of(filing).handling

    assert handling
    assert (handling.person, handling.accepted_at, handling.processed_at, handling.returned_at) == (
        "",
        None,
        None,
        None,
    )


def test_a_result_that_is_returned_says_when_and_no_appointment_any_more() -> None:
    walk = dossier_in("returned", at=SINCE)
    handling = occasions.news_of(walk.events[-1]).handling

    assert handling
    assert (handling.returned_at, handling.due_at) == (walk.events[-1].at, None)


def test_a_result_that_is_fetched_weeks_later_was_resolved_when_it_was() -> None:
    walk = dossier_in("result-ready", at=SINCE)
    ready = walk.events[-1]
    walk.at = SINCE + timedelta(days=30)
    returned = occasions.news_of(walk.take("return", "bob").events[-1])
    own, text = occasions.news_of(ready), written("returned", returned).whole

    assert own.handling
    assert returned.handling
    assert (own.handling.processed_at, own.handling.returned_at) == (ready.at, None)
    assert returned.handling.processed_at == ready.at == walk.dossier.resolved_at
    assert returned.handling.returned_at == walk.events[-1].at
    done, given = ready.at.astimezone(LOCAL), walk.events[-1].at.astimezone(LOCAL)
    assert f"\nGiải quyết xong lúc: {done:%H:%M ngày %d/%m/%Y}\nTrả kết quả lúc: {given:%H:%M ngày %d/%m/%Y}\n" in text
    assert f"\nResolved at: {done:%H:%M on %d/%m/%Y}\nReturned at: {given:%H:%M on %d/%m/%Y}\n" in text
    assert "Xử lý lúc" not in text


@pytest.mark.parametrize(
    ("ending", "subject"),
    [
        ("", "đã có kết quả, mời Ông/Bà đến nhận"),
        ("-refused", "không được chấp thuận, xin xem lý do"),
    ],
)
def test_what_is_refused_is_not_called_a_result_to_come_for(ending: str, subject: str) -> None:
    walk = dossier_in("van-thu", at=SINCE)
    walk.take(f"finish-van-thu{ending}", "tam", **({"reason": "Trái quy định."} if ending else {}))

    text = written("result", occasions.news_of(walk.events[-1]))

    assert text.subject.vi.startswith(f"Hồ sơ {walk.dossier.code}: {subject}")
    assert ("Trái quy định." in text.whole) == bool(ending)


def test_while_the_time_stands_still_no_appointment_is_named() -> None:
    walk = dossier_in("tham-dinh", at=SINCE).take("ask-payment", "dung")
    news = occasions.news_of(walk.events[-1])
    text = written("payment", news).whole

    assert news.handling
    assert (news.handling.due_at, news.handling.due_before_pause) == (None, walk.dossier.due_at)
    none = "Hẹn trả kết quả: hiện chưa có, thời hạn đang tạm dừng (đã hẹn 17:00 ngày 15/07/2026 trước khi tạm dừng)\n"
    assert none in text
    assert (
        "Appointment: none now, the time limit is paused (17:00 on 15/07/2026 was promised before the pause)\n" in text
    )


def test_an_appointment_that_had_passed_before_the_pause_is_named_as_past() -> None:
    walk = dossier_in("tham-dinh", at=SINCE)
    walk.at = SINCE + timedelta(days=60)
    handling = occasions.news_of(walk.take("ask-payment", "dung").events[-1]).handling

    assert handling
    assert (handling.due_at, handling.due_before_pause) == (None, walk.dossier.due_at)


def test_what_ended_without_a_result_in_a_pause_names_no_appointment() -> None:
    walk = dossier_in("tham-dinh", at=SINCE).take("ask-payment", "dung")
    walk.take("ask-withdrawal", "alice").take("confirm-withdrawal", "bob")
    text = written("withdrawn", occasions.news_of(walk.events[-1])).whole

    assert "Xử lý lúc" in text
    assert "Hẹn trả kết quả" not in text


def test_a_new_appointment_says_who_signed_it_and_when_and_a_message_says_nothing_of_it() -> None:
    walk = dossier_in("tham-dinh", at=SINCE)
    signed = act(walk, "reappoint", "lan", "2026-07-13 09:00", date=date(2026, 7, 20), reason="Chờ ý kiến phối hợp.")
    noted = act(walk, "note", "dung", "2026-07-13 10:00", message="Đang xem.")
    handling = occasions.news_of(signed).handling

    assert handling
    assert (handling.person, handling.processed_at) == (signed.actor.get_full_name(), signed.at)
    assert handling.due_at == walk.dossier.due_at
    assert occasions.news_of(noted).handling is None


@pytest.mark.parametrize("state", ["filed", "accepted", "returned"])
def test_before_that_day_notices_are_as_they_were(state: str) -> None:
    walk = dossier_in(state, at=datetime(2026, 6, 1, 8, 30, tzinfo=LOCAL))

    last = walk.dossier.events.latest("sequence")
    assert occasions.news_of(last).handling is None


def test_the_law_of_the_day_of_the_act_counts() -> None:
    filed = dossier_in("filed", at=BEFORE)
    filed.at = SINCE
    filed.take("accept", "bob")

    assert [occasions.news_of(event).handling is not None for event in filed.dossier.events.order_by("sequence")] == [
        False,
        True,
    ]


def test_a_day_that_is_promised_late_and_the_lawful_limit_never_have_one_name() -> None:
    walk = dossier_in("tham-dinh", at=SINCE)
    promised = act(walk, "promise-late", "lan", "2026-07-15 10:00", date=date(2026, 7, 20), reason="Chờ ý kiến.")
    text = written("reappointed", occasions.news_of(promised)).whole

    assert "\nĐã xin lỗi, hẹn trả: 17:00 ngày 20/07/2026\nHạn theo quy định: 17:00 ngày 15/07/2026\n" in text
    assert "\nApologised, promised by: 17:00 on 20/07/2026\nLawful limit: 17:00 on 15/07/2026\n" in text
    assert "Hẹn trả kết quả:" not in text

    walk.at = datetime(2026, 7, 17, 9, 0, tzinfo=LOCAL)
    result = written("result", occasions.news_of(walk.until("result-ready").events[-1])).whole

    assert "(đã xin lỗi, hẹn trả: 17:00 ngày 20/07/2026; hạn theo quy định: 17:00 ngày 15/07/2026)" in result
    assert "hẹn trả kết quả:" not in result.lower()


def test_a_day_that_was_given_anew_stands_beside_the_lawful_limit() -> None:
    walk = dossier_in("tham-dinh", at=SINCE)
    signed = act(walk, "reappoint", "lan", "2026-07-13 09:00", date=date(2026, 7, 20), reason="Chờ ý kiến phối hợp.")
    text = written("reappointed", occasions.news_of(signed)).whole

    assert "\nHẹn trả đang có hiệu lực: 17:00 ngày 20/07/2026\nHạn theo quy định: 17:00 ngày 15/07/2026\n" in text

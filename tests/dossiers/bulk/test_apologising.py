"""Letters of apology that whoever has the dossiers has written, signed with one press."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import translation

from dossiers.acts import PROMISE_LATE
from dossiers.background import relay
from dossiers.background.jobs import go_on
from dossiers.clock import judged_by
from dossiers.desk.jobs.apologising import doubts_of
from dossiers.log.appointments import REAPPOINT
from dossiers.log.facts import facts_of
from dossiers.log.facts import words_of as log_words_of
from dossiers.models import Dossier, LateReason, Letter
from dossiers.refusals import appointment
from dossiers.refusals import bulk as refused
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import BULK, NOW, before, begun, judged, proposed, some
from tests.dossiers.lifecycle import local
from tests.printed import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

# Filed on 30/11/2026, they are due on 14/12.
AFTER = local("2026-12-15 09:00")
DAY = date(2026, 12, 21)


def signed(dossiers: list[Dossier], at: datetime) -> list[str]:
    """Sign them and return by which act each was."""
    job = begun("apologise", dossiers, "lan", at)
    go_on(job.pk, now=at, seconds=60)
    return [dossier.events.order_by("-sequence").first().action for dossier in dossiers]


def test_in_time_it_is_another_date_which_moves() -> None:
    [one] = some(1, "tham-dinh")
    proposed(one, DAY)

    assert signed([one], NOW) == [REAPPOINT]

    one.refresh_from_db()
    assert one.due_at == local("2026-12-21 17:00")


@pytest.mark.at(AFTER)
def test_after_the_date_and_for_a_second_time_it_is_a_promise_and_each_applicant_is_told() -> None:
    first, second = some(2, "tham-dinh")
    proposed(first, DAY, at=AFTER)
    proposed(second, DAY, at=AFTER)

    assert signed([first, second], AFTER) == [PROMISE_LATE] * 2

    relay.run(AFTER + timedelta(minutes=5))
    assert Letter.objects.filter(kind=Paper.APOLOGY).count() == 2
    assert len([one for one in mail.outbox if "xin lỗi vì không trả đúng hẹn" in one.subject]) == 2
    first.refresh_from_db()
    assert first.due_at == local("2026-12-14 17:00")


def test_what_nobody_gave_a_reason_in_time_and_what_waits_for_its_applicant_are_left_out_each_with_its_own_sentence() -> (
    None
):
    plain, moved = some(2, "tham-dinh")
    [paused] = some(1, "filed")
    proposed(moved, DAY)
    signed([moved], NOW)
    moved.refresh_from_db()

    with translation.override("vi"):
        said = [str(one.refusal) for one in judged("apologise", [plain, moved, paused], "lan")]

    assert said == [
        "Chưa có phiếu chờ ký: người đang giữ chưa ghi lý do và ngày hẹn lại cho hồ sơ này (hạn trả 14/12/2026). "
        "Có thể mở hồ sơ để xin lỗi và hẹn lại.",
        "Chưa phải xin lỗi: đã xin lỗi và hẹn lại ngày 21/12/2026.",
        "Hồ sơ đang ở bước “Mới đăng ký”, không tính thời hạn trả, chưa có gì để xin lỗi.",
    ]


@pytest.mark.at(local("2026-12-14 09:00"))
def test_on_its_last_day_no_other_date_is_offered_where_nobody_gave_a_reason() -> None:
    [one] = some(1, "tham-dinh")

    with translation.override("vi"):
        [said] = [str(found.refusal) for found in judged("apologise", [one], "lan", at=local("2026-12-14 09:00"))]

    assert said == (
        "Chưa có phiếu chờ ký: người đang giữ chưa ghi lý do và ngày trả cho hồ sơ này. Hạn trả 14/12/2026 không dời được nữa; "
        "có thể mở hồ sơ để xin lỗi và hẹn trả."
    )


@pytest.mark.at(AFTER)
def test_what_is_paused_or_ready_is_left_out_with_the_letter_that_it_had_already() -> None:
    apologised, paused, ready = some(3, "tham-dinh")
    for one in (apologised, ready):
        proposed(one, DAY, at=AFTER)
    signed([apologised, ready], AFTER)
    later = AFTER + timedelta(hours=1)
    for one in (apologised, paused):
        story.take(one, "ask-payment", "dung", at=later)
    story.Walk(ready, later).until("result-ready")
    for one in (apologised, paused, ready):
        one.refresh_from_db()

    with translation.override("vi"):
        words = [
            str(one.refusal)
            for one in judged("apologise", [apologised, paused, ready], "lan", AFTER + timedelta(days=1))
        ]

    assert words == [
        "Đã xin lỗi bằng thư ngày 15/12/2026; hồ sơ đang tạm dừng ở bước “Chờ thực hiện nghĩa vụ tài chính”, chưa ký thư khác được.",
        "Hồ sơ đang tạm dừng ở bước “Chờ thực hiện nghĩa vụ tài chính”: khi thời hạn tính tiếp mới ký thư xin lỗi được.",
        "Đã xin lỗi bằng thư ngày 15/12/2026; ở bước “Đã có kết quả, chờ trả” không còn tính thời hạn trả.",
    ]


def test_the_page_before_marks_a_second_letter_after_a_date_that_was_said_to_be_the_only_one() -> None:
    first, second = some(2, "tham-dinh")
    proposed(first, DAY)
    signed([first], NOW)
    after = local("2026-12-22 09:00")
    LateReason.objects.all().delete()
    for one in (first, second):
        one.refresh_from_db()
        proposed(one, date(2026, 12, 28), at=after)

    with translation.override("vi"):
        doubts = doubts_of(judged("apologise", [first, second], "lan", after), after)

    assert doubts[first.code] == (
        "Người nộp đã được báo ngày 30/11/2026: pháp luật chỉ cho phép hẹn lại một lần, cơ quan sẽ trả kết quả đúng hẹn 21/12/2026.",
    )
    assert doubts[second.code] == ()


@pytest.mark.at(AFTER)
def test_what_is_late_and_nobody_has_said_why_is_left_out_until_somebody_does() -> None:
    [one] = some(1, "tham-dinh")

    [found] = judged("apologise", [one], "lan", AFTER)

    assert type(found.refusal) is refused.NoReasonWritten


@pytest.mark.at(AFTER)
def test_one_is_not_signed_twice_and_a_day_that_has_passed_is_not_signed() -> None:
    once, old = some(2, "tham-dinh")
    proposed(once, DAY, at=AFTER)
    proposed(old, date(2026, 12, 14), at=AFTER)
    signed([once], AFTER)

    found = judged("apologise", [once, old], "lan", AFTER + timedelta(hours=1))

    assert [type(one.refusal) for one in found] == [refused.PromisedAlready, appointment.NotAhead]
    with translation.override("vi"):
        assert "hẹn trả 21/12/2026" in str(found[0].refusal)
    assert LateReason.objects.count() == 2


@pytest.mark.at(AFTER)
def test_the_page_before_shows_reason_day_writer_and_what_it_will_be_and_one_press_signs() -> None:
    [one] = some(1, "tham-dinh")
    row, lan = proposed(one, DAY, at=AFTER), Visitor("lan", language="vi")
    choosing = f"{BULK}?list=open&apology=waiting&act=apologise&chosen={one.code}:{one.sequence}"

    page = lan.get(choosing)

    words = read(page).words()
    for text in (
        row.reason,
        row.by.get_full_name(),
        "21/12/2026",
        "Xin lỗi và hẹn ngày trả, không đổi hạn: Việc hẹn này",
    ):
        assert text in words
    assert words.index(row.reason) < words.index("Việc hẹn này"), "it is read before it is signed"
    lan.send(page, "/hang-loat/?list=open&apology=waiting", {})
    assert one.events.filter(action=PROMISE_LATE).count() == 1


def test_the_page_before_says_what_a_letter_in_time_does_and_that_nobody_prints_it() -> None:
    moved, late = some(2, "tham-dinh")
    proposed(moved, DAY)
    page = before(Visitor("lan", language="vi"), "apologise", [moved, late])

    words = read(page).words()

    moves = f"Ngày hẹn trả dời đến ngày ghi trong thư. {judged_by().vi} Rút lại được trong 60 giây"
    assert f"Xin lỗi và hẹn lại ngày trả: {moves}" in words
    assert "1 thư xin lỗi được lập và gửi dạng PDF, không phải in hay ký tay" in words
    assert "In và ký" not in words
    assert "không rút lại được" not in words, "of what moves no date, which none of them is"


@pytest.mark.at(AFTER)
def test_the_letter_is_read_as_it_will_be_printed_by_leaders_alone() -> None:
    [one] = some(1, "tham-dinh")
    address = f"/mot-cua/{one.code}/phieu-xin-loi/"
    assert Visitor("lan").get(address).status_code == 404
    proposed(one, DAY, at=AFTER)

    words = words_of(Visitor("lan").get(address).content)

    for text in (
        "Chờ ý kiến của cơ quan chủ quản.",
        "ngày 21 tháng 12",
        "Việc hẹn này không đổi hạn theo quy định (14/12/2026): đúng hạn hay quá hạn vẫn tính theo hạn đó.",
        "THƯ XIN LỖI",
        "Vũ Ngọc Lan",
    ):
        assert text in words
    assert {Visitor(who).get(address).status_code for who in ("dung", "bob", "carol", "mallory")} == {404}
    assert not Letter.objects.filter(kind=Paper.APOLOGY).exists()


@pytest.mark.at(AFTER)
def test_what_was_edited_after_the_leader_had_read_it_is_not_signed_and_is_said_to_be_read_again() -> None:
    kept, edited = some(2, "tham-dinh")
    for one in (kept, edited):
        proposed(one, DAY, at=AFTER)
    lan = Visitor("lan", language="vi")
    page = before(lan, "apologise", [kept, edited])
    LateReason.objects.filter(dossier=edited).update(reason="Lý do khác.", at=AFTER + timedelta(minutes=1))

    answer = lan.send(page, "hang-loat/?list=mine")

    assert "vừa được sửa" in read(lan.get(answer.url)).words()
    assert not edited.events.filter(action=PROMISE_LATE).exists()
    assert kept.events.filter(action=PROMISE_LATE).exists()
    again = read(before(lan, "apologise", [edited])).words()
    assert "Lý do khác." in again
    assert "vừa được sửa" not in again


@pytest.mark.at(AFTER)
@pytest.mark.parametrize("change", [{"reason": "Lý do khác."}, {"day": date(2026, 12, 22)}, {"at": NOW}])
def test_each_part_of_a_letter_that_was_read_must_be_as_it_was(change: dict[str, object]) -> None:
    [one] = some(1, "tham-dinh")
    proposed(one, DAY, at=AFTER)
    lan = Visitor("lan", language="vi")
    page = before(lan, "apologise", [one])
    LateReason.objects.filter(dossier=one).update(**change)

    answer = lan.send(page, "hang-loat/?list=mine")

    assert answer.status_code == 422
    assert "vừa được sửa" in read(answer).words()
    assert not one.events.filter(action=PROMISE_LATE).exists()


@pytest.mark.at(AFTER)
def test_in_the_file_what_is_signed_is_what_the_leader_sends_whatever_was_edited_since() -> None:
    [one] = some(1, "tham-dinh")
    row, lan = proposed(one, DAY, at=AFTER), Visitor("lan", language="vi")
    page = lan.get(f"/mot-cua/{one.code}/")
    LateReason.objects.filter(dossier=one).update(reason="Lý do khác.", day=date(2026, 12, 28))

    lan.send(page, f"/{PROMISE_LATE}/", {})

    event = one.events.get(action=PROMISE_LATE)
    assert facts_of(event).promised == local("2026-12-21 17:00")
    assert log_words_of(event.payload).reason == row.reason


@pytest.mark.at(AFTER)
def test_the_page_before_marks_a_day_that_is_far_off_and_an_earlier_promise() -> None:
    far, again = some(2, "tham-dinh")
    proposed(again, DAY, at=AFTER)
    signed([again], AFTER)
    later = AFTER + timedelta(days=7)
    proposed(far, date(2027, 11, 30), at=AFTER)
    LateReason.objects.filter(dossier=again).update(day=date(2026, 12, 28), at=later)

    found = [one for one in judged("apologise", [far, again], "lan", later) if one.ready]

    with translation.override("vi"):
        doubts = doubts_of(found, later)
    assert doubts[far.code] == ("30/11/2027 là 343 ngày nữa: đúng năm chưa?",)
    assert doubts[again.code] == ("Thay cho ngày đã hẹn trước, 21/12/2026.",)


@pytest.mark.at(AFTER)
def test_what_is_marked_stands_in_its_row_of_the_page_before() -> None:
    [one] = some(1, "tham-dinh")
    proposed(one, date(2027, 11, 30), at=AFTER)

    words = read(before(Visitor("lan", language="vi"), "apologise", [one])).words()

    assert "30/11/2027 là 350 ngày nữa: đúng năm chưa?" in words
    assert "1 hồ sơ có lưu ý, ghi ở dòng của hồ sơ" in words

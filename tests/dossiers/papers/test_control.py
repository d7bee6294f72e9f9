"""The control sheet: a line for each hand-over, with both people, the times, and how the step kept its limit."""

from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.timezone import localtime

from dossiers.background import relay
from dossiers.lists.people import named_holders
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Letter
from dossiers.papers.sheets.control import APPLICANT, OPEN, SYSTEM, ControlSheet, sheet_of
from dossiers.papers.wording import moment_in_words
from portal.demo import story
from portal.demo.story import dossier_in
from procedures.machine import Paper
from tests import printed
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, Way, gone
from tests.dossiers.undoing import take_back
from tests.golden.pictures import drawn

LATER = local("2026-02-02 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def sheet(dossier: Dossier, at: datetime = LATER) -> ControlSheet:
    dossier = Dossier.objects.get(pk=dossier.pk)
    return sheet_of(dossier, log_of(dossier)[0], at)


def name_of(who: str) -> str:
    return str(story.person(who).get_full_name())


def test_each_hand_over_is_a_line_with_both_people_and_the_verdict_of_its_step() -> None:
    lines = sheet(gone(STRAIGHT).dossier).lines

    bob, hoa, dung, lan, tam = map(name_of, ("bob", "hoa", "dung", "lan", "tam"))
    assert [(line.given_by, line.received_by) for line in lines] == [
        (bob, bob), (bob, hoa), (hoa, dung), (dung, hoa), (hoa, lan), (lan, tam), (tam, bob),
    ]  # fmt: skip
    assert [line.given for line in lines][:2] == [
        "09 giờ 00 phút, ngày 05 tháng 01 năm 2026",
        "10 giờ 00 phút, ngày 05 tháng 01 năm 2026",
    ]
    assert lines[0].done == lines[1].given
    assert all(line.result for line in lines[1:-1])
    assert {line.result for line in lines} <= {"Trước hạn", "Đúng hạn", "Quá hạn", ""}


@pytest.mark.at(local("2026-12-01 09:00"))
@pytest.mark.parametrize("slug", [story.SLUG, "trung-bay-tranh-anh"])
def test_the_sheet_names_the_agency_that_decides(slug: str) -> None:
    at = local("2026-11-30 08:30")
    dossier = story.Walk(story.file("alice", at=at, slug=slug), at).onward().dossier

    made = sheet(dossier, local("2026-12-01 09:00"))
    words = printed.words_of(Visitor("bob").get(f"/mot-cua/{dossier.code}/phieu-kiem-soat/").content)

    own = made.office.agency.name_vi
    assert own != "UBND thành phố Hà Nội"
    decides = own if slug == story.SLUG else "UBND thành phố Hà Nội"
    assert f"Cơ quan giải quyết hồ sơ: {decides}" in words


def test_a_late_step_is_one_in_its_line() -> None:
    lines = sheet(gone(SENT_BACK).dossier).lines

    assert [line.result for line in lines if line.step == lines[1].step] == ["Quá hạn"]


def test_a_step_of_hours_is_early_before_the_half_day_of_its_limit_and_the_sheet_says_so() -> None:
    at = (
        ("accept", "bob", "2026-01-05 09:00"),
        ("transfer", "bob", "2026-01-05 09:30"),
        # Four hours: until 14:30, in the afternoon.
        ("finish-phan-cong", "hoa", "2026-01-05 10:40"),
    )
    later = (*at[:1], ("transfer", "bob", "2026-01-05 10:30"), ("finish-phan-cong", "hoa", "2026-01-05 13:01"))
    early, on_time = gone(at).dossier, gone(later).dossier

    assert sheet(early).lines[1].result == "Trước hạn"
    assert sheet(on_time).lines[1].result == "Đúng hạn"
    words = printed.words_of(Visitor("bob").get(f"/mot-cua/{early.code}/phieu-kiem-soat/").content)
    assert "xong trước khi bắt đầu buổi làm việc (sáng, chiều) có hạn của bước là trước hạn" in words
    assert "xong trong buổi đó mà chưa quá giờ hạn là đúng hạn" in words


def test_when_it_was_resolved_and_when_the_result_was_handed_over_are_told_apart() -> None:
    walk = gone(STRAIGHT)
    found, ended = sheet(walk.dossier), Dossier.objects.get(pk=walk.dossier.pk)

    assert ended.resolved_at is not None
    assert ended.returned_at is not None
    assert ended.resolved_at < ended.returned_at
    resolved, returned = (moment_in_words(localtime(at)) for at in (ended.resolved_at, ended.returned_at))
    assert found.ended.startswith(f"Giải quyết xong: {resolved} (")
    assert found.ended.endswith(f"). Đã trả kết quả: {returned}")
    assert found.lines[-1].done == returned


def test_what_is_sent_back_is_given_again_with_the_reason() -> None:
    lines = sheet(gone(SENT_BACK).dossier).lines

    again = [line for line in lines if line.given_by == name_of("hoa") and line.received_by == name_of("dung")]
    assert len(again) == 2
    assert again[1].note


def test_the_applicant_has_a_line_while_a_supplement_is_waited_for() -> None:
    lines = sheet(gone(ASKED).dossier).lines

    waits = [line for line in lines if line.whose == APPLICANT]
    assert [(line.given_by, line.received_by, line.result) for line in waits] == [
        (name_of("bob"), name_of("alice"), "")
    ]


def test_of_what_is_paused_it_says_since_when_and_that_there_is_no_date_until_it_goes_on() -> None:
    walk = gone(ASKED[:5])
    found = sheet(walk.dossier)

    asked = next(line for line in found.lines if line.whose == APPLICANT)
    assert (found.paused, found.due) == (asked.given, "")
    words = printed.words_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/phieu-kiem-soat/").content)
    assert f"hẹn trả kết quả: chưa có, vì hồ sơ tạm dừng giải quyết từ {asked.given}; sẽ hẹn lại khi" in words


def test_what_goes_on_has_its_date_and_says_nothing_of_a_pause() -> None:
    for way in (STRAIGHT[:4], ASKED[:7], ASKED):
        found = sheet(gone(way).dossier)

        assert found.due
        assert found.paused == ""


def test_what_was_taken_back_was_never_handed_over() -> None:
    walk = gone(STRAIGHT[:4])
    before = len(sheet(walk.dossier).lines)
    take_back(walk.dossier, "dung", at=local("2026-01-06 10:02"))

    assert len(sheet(walk.dossier).lines) == before - 1


def test_who_has_it_now_is_named_once_that_person_has_acted() -> None:
    walk = gone(STRAIGHT[:2])
    assert sheet(walk.dossier).lines[-1].received_by == OPEN

    act(walk, "note", "hoa", "2026-01-05 10:10", message="Đang xem.")

    last = sheet(walk.dossier).lines[-1]
    assert (last.received_by, last.done, last.result) == (name_of("hoa"), "", "")


def test_of_a_late_dossier_it_says_who_has_it_since_when_how_late_it_is_and_what_was_signed() -> None:
    walk = gone(STRAIGHT[:3])
    dung, unit = name_of("dung"), walk.dossier.unit.name_vi

    before = sheet(walk.dossier)
    act(walk, "promise-late", "lan", "2026-02-02 09:00", date=date(2026, 2, 6), reason="Chờ ý kiến phối hợp.")
    after = sheet(walk.dossier, local("2026-02-02 09:30"))

    given = before.lines[-1].given
    # It was given to that person by name, who has done nothing about it yet.
    assert before.lines[-1].received_by == dung
    assert before.holder == f"{dung} (Chuyên viên thụ lý), {unit}, từ {given}"
    step, whole = before.late
    assert step.startswith("Bước đang làm đã quá hạn ")
    assert " ngày " in step
    assert moment_in_words(localtime(walk.dossier.step_due_at)) in step
    assert whole == (
        "Hồ sơ đã quá ngày hẹn trả kết quả 9 ngày 1 giờ làm việc (hẹn trả: 17 giờ 00 phút, ngày 19 tháng 01 năm 2026)"
    )
    assert before.apologies == ()
    assert after.apologies == (
        "Thư xin lỗi chưa có số, ký lúc 09 giờ 00 phút, ngày 02 tháng 02 năm 2026; "
        "hẹn trả kết quả: 17 giờ 00 phút, ngày 06 tháng 02 năm 2026; lý do: Chờ ý kiến phối hợp",
    )


def test_the_number_of_the_letter_is_that_of_the_register() -> None:
    walk = gone(STRAIGHT[:3])
    act(walk, "promise-late", "lan", "2026-02-02 08:30", date=date(2026, 2, 6), reason="Chờ ý kiến phối hợp.")
    relay.run(local("2026-02-02 08:31"))

    number = Letter.objects.get(kind=Paper.APOLOGY).number

    assert sheet(walk.dossier).apologies[0].startswith(f"Thư xin lỗi số {number}, ký lúc ")


def test_what_is_in_time_or_has_ended_is_not_late_and_nobody_has_what_has_ended() -> None:
    in_time, ended = gone(STRAIGHT[:3]).dossier, gone(STRAIGHT).dossier

    assert sheet(in_time, local("2026-01-05 10:30")).late == ()
    assert (sheet(ended).holder, sheet(ended).late, sheet(ended).apologies) == ("", (), ())


def test_in_a_pause_the_applicant_has_it_and_nothing_is_late() -> None:
    found = sheet(gone(ASKED[:5]).dossier)

    assert found.late == ()
    assert found.holder == f"Người nộp hồ sơ, từ {found.paused}"


@pytest.mark.parametrize(
    ("way", "who", "role"),
    [
        (STRAIGHT[:2], "hoa", "Lãnh đạo phòng"),
        (STRAIGHT[:3], "dung", "Chuyên viên thụ lý"),
        (STRAIGHT[:4], "hoa", "Lãnh đạo phòng"),
        (STRAIGHT[:5], "lan", "Lãnh đạo Sở"),
        (STRAIGHT[:6], "tam", "Văn thư"),
        (STRAIGHT[:7], "bob", "Cán bộ một cửa"),
        (ASKED[:5], "", "Người nộp hồ sơ"),
        (ASKED[:6], "bob", "Cán bộ một cửa"),
    ],
)
def test_who_has_it_is_who_has_it_on_the_page_and_in_the_list(way: Way, who: str, role: str) -> None:
    dossier = gone(way).dossier
    unit, name = dossier.unit.name_vi if dossier.unit else "", name_of(who) if who else ""

    held, given = sheet(dossier).holder, sheet(dossier).lines[-1].given
    page = " ".join(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode().split())
    with translation.override("vi"):
        listed = named_holders([dossier], LATER.date())(dossier)

    assert held == f"{', '.join(filter(None, (f'{name} ({role})' if name else role, unit)))}, từ {given}"
    assert listed == (name or role)
    assert f"<dt>Người đang xử lý</dt><dd>{' · '.join(filter(None, (role, unit)))}" in page
    assert (name_of("dung") in held) is (who == "dung")


def test_what_the_system_did_has_no_name_of_a_person() -> None:
    lines = sheet(dossier_at("filed").dossier).lines

    assert lines == ()
    assert SYSTEM not in {line.given_by for line in sheet(gone(STRAIGHT).dossier).lines}


FORMS = (
    ("2026-01-05 09:00", "Phiếu kiểm soát", "Mẫu số 06"),
    ("2025-09-08 09:00", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Mẫu số 05"),
    ("2017-02-03 09:00", "Phiếu kiểm soát quá trình giải quyết hồ sơ", ""),
)


@pytest.mark.parametrize(("at", "title", "form"), FORMS)
def test_title_and_number_are_those_of_the_acceptance_whenever_it_is_printed(at: str, title: str, form: str) -> None:
    dossier = gone(STRAIGHT).dossier
    dossier.accepted_at = local(at)

    for day in (local(at), local("2025-09-22 09:00"), LATER):
        found = sheet_of(dossier, log_of(dossier)[0], max(day, local(at)))
        assert (found.title, found.form) == (title, form)


@pytest.mark.parametrize(("at", "title", "form"), FORMS)
def test_before_the_acceptance_they_are_those_of_the_day(at: str, title: str, form: str) -> None:
    found = sheet(dossier_at("filed").dossier, local(at))

    assert (found.title, found.form) == (title, form)


def test_it_is_printed_for_whoever_sees_the_dossier_on_a4() -> None:
    dossier = gone(STRAIGHT).dossier

    answer = Visitor("bob").get(f"/mot-cua/{dossier.code}/phieu-kiem-soat/")

    words = printed.words_of(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert printed.sizes_of(answer.content) == {printed.A4}
    for piece in (
        "PHIẾU KIỂM SOÁT",
        dossier.code,
        dossier.applicant_name,
        name_of("dung"),
        "Người giao:",
        "Người nhận:",
    ):
        assert piece in words


def test_seven_steps_stand_on_one_sheet_with_what_is_said_below_them() -> None:
    dossier = gone(STRAIGHT).dossier

    [page] = printed.pages_of(Visitor("bob").get(f"/mot-cua/{dossier.code}/phieu-kiem-soat/").content)

    assert "In từ nhật ký của hệ thống" in page


def test_what_is_said_below_the_steps_is_on_no_sheet_alone() -> None:
    walk = gone(SENT_BACK)

    *_before, last = printed.pages_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/phieu-kiem-soat/").content)

    assert _before
    assert "Người giao:" in last
    assert "In từ nhật ký của hệ thống" in last


def ends_of_rules(page: bytes) -> tuple[int, int]:
    """Return how far down the leftmost and the rightmost long upright rule of the first page go, in points."""
    [first, *_others] = drawn(page)
    grey = first.load()
    assert grey is not None
    dark = {
        x: [y for y in range(first.height) if grey[x, y] < 170]  # type: ignore[operator, index]
        for x in range(first.width)
    }
    rules = [x for x, ys in dark.items() if len(ys) > first.height / 3]
    return dark[rules[0]][-1], dark[rules[-1]][-1]


def test_where_a_row_goes_to_the_next_sheet_no_rule_of_the_table_runs_on_alone() -> None:
    walk = gone(SENT_BACK)

    pdf = Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/phieu-kiem-soat/").content

    left, right = ends_of_rules(pdf)
    assert len(printed.pages_of(pdf)) > 1
    assert abs(left - right) <= 1


def test_a_name_and_a_reason_of_any_length_stay_on_the_page() -> None:
    walk = gone(STRAIGHT[:4])
    Dossier.objects.filter(pk=walk.dossier.pk).update(applicant_name="Nguyễn " * 17)
    act(walk, "send-back-tham-dinh", "hoa", "2026-01-06 10:30", reason="Thiếu căn cứ pháp lý. " * 220)

    answer = Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/phieu-kiem-soat/")

    assert "Thiếu căn cứ pháp lý." in printed.words_of(answer.content)
    assert len(printed.pages_of(answer.content)) > 1


@pytest.mark.parametrize(("who", "status"), [("alice", 404), ("mallory", 404), ("", 302)])
def test_it_is_the_office_s_own(who: str, status: int) -> None:
    dossier = gone(STRAIGHT).dossier

    assert Visitor(who).get(f"/mot-cua/{dossier.code}/phieu-kiem-soat/").status_code == status


def test_the_log_of_the_file_leads_there() -> None:
    dossier = gone(STRAIGHT).dossier

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode()

    assert f'href="/mot-cua/{dossier.code}/phieu-kiem-soat/"' in page
    assert "Phiếu kiểm soát" in page


def test_who_does_something_beside_the_procedure_has_not_taken_it_over() -> None:
    walk = gone(STRAIGHT[:2])
    act(walk, "note", "bob", "2026-01-05 10:10", message="Đã gọi điện cho người nộp.")
    act(walk, "write-to-office", "alice", "2026-01-05 10:11", message="Bao giờ có kết quả?")
    assert sheet(walk.dossier).lines[-1].received_by == OPEN

    act(walk, *STRAIGHT[2])

    assert sheet(walk.dossier).lines[-2].received_by == name_of("hoa")


@pytest.mark.at(local("2026-12-01 08:30"))
def test_a_leader_who_signs_for_a_specialist_s_step_has_not_taken_it_over() -> None:
    apologised, stopped = (dossier_in("tham-dinh", at=local("2026-12-01 08:30")) for _one in range(2))

    apologised.take("reappoint", "lan", date=date(2026, 12, 25), reason="Chờ ý kiến phối hợp.")
    stopped.take("decide-stop", "lan", reason="Hết căn cứ giải quyết.")

    assert sheet(apologised.dossier, apologised.at).lines[-1].received_by == name_of("dung")
    before, after = sheet(stopped.dossier, stopped.at).lines[-2:]
    assert (before.received_by, after.given_by) == (name_of("dung"), name_of("lan"))

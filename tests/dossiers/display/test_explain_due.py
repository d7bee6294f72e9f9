"""``explain_due``: the clock without a dossier, for programs and for people."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from procedures.models import ProcedureVersion
from procedures.time.calendars import current_calendar

pytestmark = pytest.mark.django_db

SLUG = "xb-tai-lieu-khong-kinh-doanh"
ACCEPTED = ("--accepted", "2026-01-05T09:00")
SUPPLEMENT = ("--pause", "2026-01-07T10:00..2026-01-14T15:00")
PAYMENT = ("--pause", "payment:2026-01-07T10:00..2026-01-14T15:00")


def explained(*options: str) -> str:
    said = StringIO()
    call_command("explain_due", SLUG, *options, stdout=said, stderr=StringIO())
    return said.getvalue()


def as_json(*options: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(explained(*options, "--json"))
    return described


def test_the_object_has_what_programs_were_promised() -> None:
    described = as_json(*ACCEPTED)
    published = ProcedureVersion.objects.filter(procedure__slug=SLUG).order_by("-version")[0]

    days = described.pop("days")
    assert described == {
        "procedure": SLUG,
        "version": published.version,
        "due_at": "2026-01-19T17:00:00+07:00",
        "lawful_due_at": "2026-01-19T17:00:00+07:00",
        "first_due_at": "2026-01-19T17:00:00+07:00",
        "unit": "working_day",
        "allowed": 10,
        "spent": 0,
        "verdict": None,
        "provisional": False,
        "calendar_digest": current_calendar().digest,
        "procedure_digest": published.digest,
        "attribution": {
            "since": "2026-01-05T09:00:00+07:00",
            "until": "2026-01-05T09:00:00+07:00",
            "minutes": 0,
            "parts": [],
        },
    }
    assert sum(day["counts"] for day in days) == 10
    assert days[0] == {
        "date": "2026-01-05",
        "counts": False,
        "reason": "Ngày đầu không tính (Bộ luật Dân sự, Điều 147)",
    }
    assert days[1] == {"date": "2026-01-06", "counts": True, "reason": None}
    assert days[-1]["date"] == "2026-01-19"


# What happened, the three dates (in force, lawful, first), the days spent and the verdict.
CASES = [
    (SUPPLEMENT, "28 28 19", 0, None),
    (PAYMENT, "26 26 19", 2, None),
    ((*SUPPLEMENT, "--finished", "2026-01-28T23:00"), "28 28 19", 10, "on_time"),
    ((*PAYMENT, "--finished", "2026-01-27"), "26 26 19", 11, "overdue"),
    (("--finished", "2026-01-16T10:00Z"), "19 19 19", 9, "early"),
    (("--reappoint", "2026-01-16=2026-01-23"), "23 19 19", 9, None),
    (("--reappoint", "2026-01-16=2026-01-23", "--finished", "2026-01-20"), "23 19 19", 11, "overdue"),
    (("--pause", "2026-01-06..2026-01-07", "supplement:2026-01-08..2026-01-09"), "23 23 19", 0, None),
    (("--version", "1"), "19 19 19", 0, None),
]


@pytest.mark.parametrize(("options", "dates", "spent", "verdict"), CASES)
def test_dates_and_verdict_follow_what_happened(
    options: tuple[str, ...], dates: str, spent: int, verdict: str | None
) -> None:
    described = as_json(*ACCEPTED, *options)

    found = [described[name] for name in ("due_at", "lawful_due_at", "first_due_at")]
    assert found == [f"2026-01-{day}T17:00:00+07:00" for day in dates.split()]
    assert described["spent"] == spent
    assert described["verdict"] == verdict


def test_an_appointment_can_be_given_to_the_minute() -> None:
    described = as_json(*ACCEPTED, "--reappoint", "2026-01-16=2026-01-23T11:00+07:00")

    assert described["due_at"] == "2026-01-23T11:00:00+07:00"


def test_a_due_date_on_a_day_not_yet_official_says_so() -> None:
    assert as_json("--accepted", "2026-11-20")["provisional"]
    assert "chưa được công bố chính thức" in explained("--accepted", "2026-11-20")


def test_people_read_a_table() -> None:
    said = explained(*ACCEPTED, *SUPPLEMENT, *PAYMENT, "--finished", "2026-01-26T10:00")

    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "Thời hạn 10 ngày làm việc" in lines
    assert "Bổ sung hồ sơ 10:00 07/01/2026 – 15:00 14/01/2026, tính lại từ đầu" in lines
    assert "Nghĩa vụ tài chính 10:00 07/01/2026 – 15:00 14/01/2026, tính tiếp" in lines
    assert "Giải quyết xong 10:00 26/01/2026" in lines
    assert "Kết luận trước hạn" in lines
    assert "10/01/2026 Thứ bảy · Thứ bảy" in lines
    assert "15/01/2026 Thứ năm 1" in lines


def test_the_table_is_complete_in_english() -> None:
    with translation.override("en"):
        said = explained(*ACCEPTED)

    assert "10 working days" in said
    assert "not resolved yet" in said
    assert "First day, not counted (Civil Code art. 147)" in said


def test_options_for_limits_that_the_procedure_has_not_change_nothing_and_say_so() -> None:
    said, told = StringIO(), StringIO()

    call_command(
        "explain_due", SLUG, *ACCEPTED, "--outcome", "granted", "--event-at", "2026-02-01T09:00", "--json",
        stdout=said, stderr=told,
    )  # fmt: skip

    assert json.loads(said.getvalue()) == as_json(*ACCEPTED)
    assert "không có thời hạn riêng cho kết quả 'granted'" in told.getvalue()
    assert "không có thời hạn tính từ một sự kiện" in told.getvalue()


REFUSED = [
    (("--accepted", "hôm qua"), "không phải thời điểm ISO 8601"),
    (("--accepted", "2027-12-25"), "chưa có lịch nghỉ năm 2028"),
    (("--accepted", "2015-12-25"), "chưa nạp chế độ"),
    (("--accepted", "9999-12-31T23:59:59"), "chưa có lịch nghỉ năm 9999"),
    (("--accepted", "9999-12-31T23:59:59Z"), "chưa có lịch nghỉ năm 9999"),
    ((*ACCEPTED, "--finished", "2026-01-04"), "giải quyết xong trước khi tiếp nhận"),
    ((*ACCEPTED, *SUPPLEMENT, "--finished", "2026-01-08"), "tạm dừng chưa kết thúc"),
    ((*ACCEPTED, "--pause", "2026-01-08..2026-01-07"), "kết thúc trước khi bắt đầu"),
    ((*ACCEPTED, "--pause", "2026-01-04..2026-01-07"), "tạm dừng trước khi tiếp nhận"),
    ((*ACCEPTED, "--pause", "2026-01-08.."), "có cả hai thời điểm"),
    ((*ACCEPTED, "--pause", "2026-01-08"), "có cả hai thời điểm"),
    ((*ACCEPTED, "--pause", "holiday:2026-01-07..2026-01-08"), "không có loại holiday; chỉ có supplement, payment"),
    ((*ACCEPTED, "--reappoint", "2026-01-16"), "phải có dạng LÚC=HẸN_MỚI"),
    ((*ACCEPTED, "--reappoint", "2026-01-19=2026-01-23"), "ít nhất 1 ngày"),
    ((*ACCEPTED, "--reappoint", "2026-01-16=2026-01-19"), "hẹn mới phải sau hẹn đang có"),
    ((*ACCEPTED, "--reappoint", "2026-01-16=2026-01-24"), "ngày 24/01/2026 là ngày nghỉ"),
    ((*ACCEPTED, "--reappoint", "2026-01-16=2026-01-24T10:00"), "ngày 24/01/2026 là ngày nghỉ"),
    ((*ACCEPTED, "--reappoint", "2026-01-04=2026-01-23"), "chưa bắt đầu chạy"),
    ((*ACCEPTED, "--finished", "2026-01-09", "--reappoint", "2026-01-16=2026-01-23"), "sau khi đã giải quyết xong"),
    ((*ACCEPTED, *["--reappoint", "2026-01-16=2026-01-23"] * 2), "chỉ được hẹn lại một lần"),
    ((*ACCEPTED, "--version", "99"), "không có phiên bản 99"),
    ((*ACCEPTED, "--outcome", "lost"), "không có kết quả 'lost'; có: granted, refused"),
    ((*ACCEPTED, "--event-at", "soon"), "không phải thời điểm ISO 8601"),
]


@pytest.mark.parametrize(("options", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(options: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        explained(*options)


def test_an_unknown_procedure_is_refused() -> None:
    with pytest.raises(CommandError, match="không có thủ tục 'nope' đang áp dụng"):
        call_command("explain_due", "nope", *ACCEPTED)
    with pytest.raises(CommandError, match="không có thủ tục 'nope' đang áp dụng"):
        call_command("explain_due", "nope", *ACCEPTED, "--version", "1")

"""What seems wrong in a filing on paper is asked about once, at its field, and a second press of the same means it."""

from datetime import date, datetime

import pytest
from django.http import HttpResponse

from accounts.models import User
from accounts.seats import seats_of
from dossiers.desk.counter.asked import doubts
from dossiers.filing.counter import entries, intake
from dossiers.filing.known import own_names
from dossiers.models import Channel, Dossier, Draft
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
COUNT = intake.count_field("ban-thao", intake.ORIGINALS)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def press(draft: Draft, **typed: str) -> HttpResponse:
    bob = Visitor("bob", language="vi")
    return bob.post(f"/mot-cua/quay/{draft.key}/", {**counter.pressed(draft, MONDAY), "do": "accept", **typed})


def again(draft: Draft, asked: HttpResponse, button: str = "accept") -> HttpResponse:
    form = next(one for one in read(asked).forms if ("do", button) in one.buttons)
    return Visitor("bob", language="vi").post(f"/mot-cua/quay/{draft.key}/", {**form.values, "do": button})


@pytest.mark.parametrize(
    ("channel", "typed", "field", "said"),
    [
        (Channel.DESK, {COUNT: "1"}, f"id_{COUNT}", "cần 2 bản, mới ghi nhận 1 bản: “Bản thảo tài liệu"),
        (Channel.DESK, {intake.AUTHORITY: ""}, "id_authority", f"nộp thay {counter.ORGANISATION} theo giấy tờ nào"),
        (Channel.DESK, {"applicant_email": "mai@gmail.con"}, "id_applicant_email", "Có phải “mai@gmail.com”?"),
        (
            Channel.DESK,
            {intake.AUTHORISED_UNTIL: "10/12/2026"},
            "id_authorised_until",
            "có giá trị đến 10/12/2026, kết quả hẹn trả 21/12/2026",
        ),
        (Channel.POST, {intake.POSTED_ON: "15/06/2024"}, "id_posted_on", "cách đây 905 ngày (15/06/2024)"),
        (Channel.POST, {intake.POST_NUMBER: "EB123456784VN"}, "id_post_number", "Số kiểm tra của “EB123456784VN”"),
        (Channel.POST, {intake.AUTHORITY: ""}, "id_authority", f"nộp thay {counter.ORGANISATION} theo giấy tờ nào"),
    ],
)
def test_a_doubt_is_asked_once_at_its_field(channel: Channel, typed: dict[str, str], field: str, said: str) -> None:
    draft = counter.begun(at=MONDAY, channel=channel)

    asked = press(draft, **typed)
    assert not Dossier.objects.exists()
    done = again(draft, asked)

    assert asked.status_code == 409
    assert list(read(asked).errors) == [field]
    assert said in read(asked).errors[field]
    assert (done.status_code, Dossier.objects.count()) == (302, 1)


def test_a_child_is_asked_about_at_the_filing_too() -> None:
    draft = counter.begun(at=MONDAY, person=counter.mai(MONDAY, born_on=date(2011, 3, 5)))

    asked = press(draft)

    assert asked.status_code == 409
    assert "Người này mới 15 tuổi (sinh 05/03/2011)" in read(asked).words()
    assert again(draft, asked).status_code == 302


@pytest.mark.parametrize(("channel", "typed"), [(Channel.DESK, {}), (Channel.POST, {intake.POSTED_ON: "07/11/2026"})])
def test_what_is_as_it_should_be_asks_nothing(channel: Channel, typed: dict[str, str]) -> None:
    draft = counter.begun(at=MONDAY, channel=channel, person=counter.mai(MONDAY, born_on=date(1988, 5, 15)))

    assert press(draft, **typed).status_code == 302


def test_an_envelope_of_after_the_day_that_it_announces_is_asked_about() -> None:
    """Said of the draft alone: whether a filing so late is taken at all is another rule."""
    draft = counter.begun("hop-bao-trong-nuoc", at=MONDAY, channel=Channel.POST)
    event = draft.version.machine.event
    assert event is not None
    typed = {**counter.typed(draft, MONDAY), intake.POSTED_ON: "06/12/2026"}

    def asked(day: str) -> list[str]:
        entries.save(draft, {**typed, event.question: day}, at=MONDAY)
        return [
            one.mark
            for one in doubts.of(draft, MONDAY.date(), seats_of(User.objects.get(username="bob"), MONDAY.date()))
            if one.mark.startswith("event:")
        ]

    assert asked("2026-12-05T09:00") == ["event:2026-12-06:2026-12-05"]
    assert asked("2026-12-06T09:00") == asked("2026-12-09T09:00") == []


@pytest.mark.parametrize(
    "typed",
    [
        {intake.AUTHORISED_UNTIL: "31/12/2026"},
        {
            intake.AUTHORISED_UNTIL: "10/12/2026",
            "result_way": "by_post",
            "result_address": "12 Láng Hạ, phường Đống Đa, Hà Nội",
        },
    ],
)
def test_a_paper_that_holds_on_the_day_of_the_result_or_is_not_needed_then_asks_nothing(typed: dict[str, str]) -> None:
    draft = counter.begun(at=MONDAY, person=counter.mai(MONDAY, born_on=date(1988, 5, 15)))

    assert press(draft, **typed).status_code == 302


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
@pytest.mark.parametrize("button", ["accept", "record"])
@pytest.mark.parametrize("also", [{}, {COUNT: "1"}])
def test_a_paper_that_has_ended_is_refused_before_anything_is_asked_and_at_each_press(
    channel: Channel, button: str, also: dict[str, str]
) -> None:
    draft = counter.begun(at=MONDAY, channel=channel, person=counter.mai(MONDAY, born_on=date(2011, 3, 5)))

    first = press(draft, **{intake.AUTHORISED_UNTIL: "06/12/2026", "do": button, **also})
    second = again(draft, first, button)

    for refused in (first, second):
        assert refused.status_code == 422
        assert list(read(refused).errors) == ["id_authorised_until"]
        assert (
            "Giấy uỷ quyền hoặc giấy giới thiệu đã hết hạn trước ngày nộp"
            in read(refused).errors["id_authorised_until"]
        )
    assert not Dossier.objects.exists()


def test_a_paper_that_ends_today_holds_and_is_asked_about() -> None:
    draft = counter.begun(at=MONDAY)

    asked = press(draft, **{intake.AUTHORISED_UNTIL: "07/12/2026"})

    assert "có giá trị đến 07/12/2026, kết quả hẹn trả 21/12/2026" in read(asked).errors["id_authorised_until"]
    assert again(draft, asked).status_code == 302


def test_of_a_letter_what_refuses_it_and_what_is_asked_about_is_said_in_one_round() -> None:
    draft = counter.begun("chuyen-nhuong-may-photocopy-mau", at=MONDAY, channel=Channel.POST)
    few = next(one for one in draft.version.machine.components if one.required and one.originals + one.copies > 1)
    count = intake.count_field(few.name, intake.ORIGINALS)
    whole = {count: "1", intake.AUTHORITY: "", "do": "record"}

    asked = press(draft, **{**whole, own_names.OWNER: ""})
    form = next(one for one in read(asked).forms if ("do", "record") in one.buttons)
    named = {**form.values, own_names.OWNER: counter.ORGANISATION, "do": "record"}
    done = Visitor("bob", language="vi").post(f"/mot-cua/quay/{draft.key}/", named)

    said = read(asked).errors
    assert asked.status_code == 422
    assert own_names.UNNAMED.vi in said["id_applicant_organisation"]
    assert "cần 2 bản, mới ghi nhận 1 bản" in said[f"id_{count}"]
    assert "nộp thay cơ quan, tổ chức, doanh nghiệp đứng tên hồ sơ theo giấy tờ nào" in said["id_authority"]
    assert (done.status_code, Dossier.objects.count()) == (302, 1), "what was meant is not asked again"

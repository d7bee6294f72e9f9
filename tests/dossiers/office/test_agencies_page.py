"""The administrator enters what an agency is from a day on; what cannot be is said at its field, nothing typed is lost."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers.models import Dossier
from portal.demo import story
from procedures import steady
from procedures.models import AgencyVersion
from procedures.time.calendar import OFFICE_WEEK, Session, local
from procedures.time.calendars import plan, put_into_force
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, dossier_at

PAGE = "/van-hanh/co-quan/"
TYPED = {
    "key": "so-tttt", "kind": "department", "since": "2026-02-02", "name_vi": "Sở Văn hoá và Thể thao Hà Nội",
    "name_en": "Hanoi Department of Culture and Sports", "part_of": "ubnd-tp-ha-noi", "address": "47 Hàng Dầu",
    "phone": "", "code": "H26.12", "hours_of": "", "source": "QĐ 1/QĐ-UBND ngày 02/01/2026",
}  # fmt: skip
POINT = {"key": "chi-nhanh-2", "kind": "branch", "part_of": "so-tttt", "code": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-20 09:00")]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


def test_it_lists_our_own_first_with_days_source_and_doubt() -> None:
    words = read(Visitor("admin", language="vi").get(PAGE)).words()

    assert "Sở Thông tin và Truyền thông Hà Nội so-tttt · cơ quan đang dùng hệ thống này" in words
    assert words.index("so-tttt") < words.index("ubnd-cap-xa")
    assert "Cơ quan thật ghi tên mình bằng một dòng mới." in words


def test_a_change_begins_with_what_is_there() -> None:
    page = Visitor("admin", language="vi").get(f"{PAGE}?key=mot-cua").content.decode()

    assert 'value="185 Giảng Võ, Đống Đa, Hà Nội"' in page


def test_a_new_name_is_a_new_row_and_the_page_says_from_which_day() -> None:
    admin = Visitor("admin", language="vi")

    page = admin.post(PAGE, TYPED, follow=True)

    row = AgencyVersion.objects.get(key="so-tttt", since="2026-02-02")
    assert (row.name_vi, row.code, row.by) == (TYPED["name_vi"], "H26.12", story.person("admin"))
    assert AgencyVersion.objects.filter(key="so-tttt").count() == 2
    assert "02/02/2026" in read(page).words()
    assert "01/02/2026" in read(page).words(), "the last day of the former row"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "2026-01-05"}, "Đến ngày 05/01/2026 hồ sơ đã được giải quyết theo những gì đang ghi"),
        ({"since": "2016-01-01"}, "đã có một dòng khác từ ngày 01/01/2016"),
        ({"key": "So Moi"}, ""),
        ({"key": "so--moi"}, "Chỉ dùng chữ thường không dấu, số và từng dấu gạch nối"),
        ({"code": "H26 12"}, "Chỉ dùng chữ không dấu, số và dấu chấm"),
        ({"kind": "branch", "key": "moi", "part_of": ""}, "Chọn cơ quan mà nơi này tiếp nhận hồ sơ cho"),
        ({"name_vi": ""}, ""),
        ({"source": ""}, ""),
        ({"since": "31/02/2026"}, ""),
        ({"kind": "palace"}, ""),
        ({"part_of": "khong-co"}, ""),
        ({"kind": "branch"}, "Vừa là cơ quan vừa là nơi tiếp nhận"),
        ({"since": "0001-01-01", "key": "xua"}, "Năm phải từ 1900 đến 2100."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(typed: dict[str, str], said: str) -> None:
    story.file("alice", at=MONDAY)
    count = AgencyVersion.objects.count()

    page = Visitor("admin", language="vi").post(PAGE, {**TYPED, **typed})

    assert page.status_code == 422
    assert said in read(page).words()
    assert "47 Hàng Dầu" in page.content.decode()
    assert AgencyVersion.objects.count() == count


def test_what_is_wrong_stands_at_the_top_with_the_focus_and_leads_to_its_field() -> None:
    page = Visitor("admin", language="vi").post(PAGE, {**TYPED, "since": "2016-01-01"}).content.decode()

    summary = page.index('id="error-summary" autofocus')
    assert summary < page.index("<table")
    assert "từ ngày 01/01/2016" in re.search(r'<a href="#id_since">([^<]*)</a>', page)[1]  # type: ignore[index]


def planned(admin: Visitor, **typed: str) -> None:
    assert admin.post(PAGE, {**TYPED, **typed}).status_code == 302


def test_a_planned_row_with_an_error_is_put_right() -> None:
    admin = Visitor("admin", language="vi")
    planned(admin, name_vi="Sở Văn hoa")
    form = admin.get(f"{PAGE}?key=so-tttt&since=2026-02-02")

    assert 'value="Sở Văn hoa"' in form.content.decode()
    assert 'value="so-tttt 2026-02-02"' in form.content.decode()
    assert "Bạn đang sửa dòng dự kiến từ ngày 02/02/2026: “Sở Văn hoa”." in read(form).words()
    words = read(admin.post(PAGE, {**TYPED, "instead": "so-tttt 2026-02-02"}, follow=True)).words()

    row = AgencyVersion.objects.get(key="so-tttt", since="2026-02-02", taken_back_at=None)
    assert row.name_vi == TYPED["name_vi"]
    assert "Sở Văn hoa (so-tttt), từ ngày 02/02/2026: rút lại lúc" in words


def test_a_planned_row_is_taken_back_once_and_what_held_before_goes_on() -> None:
    admin = Visitor("admin", language="vi")
    planned(admin)
    sent = {"take_back": "so-tttt 2026-02-02"}

    first, second = (read(admin.post(PAGE, sent, follow=True)).words() for _time in range(2))

    assert "Đã rút lại: “Sở Văn hoá và Thể thao Hà Nội” từ ngày 02/02/2026." in first
    assert "Dòng này đã được rút lại từ trước." in second
    found = steady.now().agencies.on("so-tttt", date(2026, 2, 2))
    assert found
    assert found.name.vi == "Sở Thông tin và Truyền thông Hà Nội"


def test_what_holds_already_is_not_offered_and_not_taken_back() -> None:
    admin = Visitor("admin", language="vi")

    words = read(admin.post(PAGE, {"take_back": "so-tttt 2016-01-01"}, follow=True)).words()

    assert "Dòng từ ngày 01/01/2016 đã áp dụng; ghi một dòng mới từ một ngày sau." in words
    assert 'name="take_back"' not in admin.get(PAGE).content.decode()
    assert "since=2016-01-01" not in admin.get(PAGE).content.decode()


def test_what_was_taken_back_meanwhile_is_not_put_right_and_nothing_typed_is_lost() -> None:
    page = Visitor("admin", language="vi").post(PAGE, {**TYPED, "instead": "so-tttt 2026-02-02"})

    assert page.status_code == 422
    assert "Dòng mà bạn sửa đã được rút lại" in read(page).words()
    assert "47 Hàng Dầu" in page.content.decode()


def test_a_change_begins_with_the_row_that_is_planned_last_and_says_so() -> None:
    admin = Visitor("admin", language="vi")
    planned(admin)

    page = admin.get(f"{PAGE}?key=so-tttt")

    assert f'value="{TYPED["name_vi"]}"' in page.content.decode()
    assert "Mẫu bắt đầu từ dòng cuối cùng, áp dụng từ ngày 02/02/2026" in read(page).words()


def test_a_row_before_a_planned_one_says_until_when_it_holds() -> None:
    admin = Visitor("admin", language="vi")
    planned(admin)

    words = read(admin.post(PAGE, {**TYPED, "since": "2026-01-26", "phone": "024 1"}, follow=True)).words()

    assert "Đã ghi. Áp dụng từ ngày 26/01/2026 đến ngày 01/02/2026" in words


CLOSED = {**TYPED, "closed": "on"}
DESK = {**CLOSED, "key": "mot-cua", "kind": "desk", "part_of": "so-tttt", "code": "", "name_vi": "Bộ phận Một cửa"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (CLOSED, "là cơ quan đang dùng hệ thống này. Hệ thống không tự dừng"),
        (DESK, "Đây là nơi tiếp nhận duy nhất còn mở của “Sở Thông tin và Truyền thông Hà Nội”"),
        ({**CLOSED, "key": "ubnd-tp-ha-noi", "kind": "province", "part_of": ""}, "Còn thuộc cơ quan này: "),
    ],
)
def test_to_close_what_is_needed_is_asked_once_more(sent: dict[str, str], said: str) -> None:
    admin = Visitor("admin", language="vi")
    closed = AgencyVersion.objects.filter(is_open=False)

    asked = admin.post(PAGE, sent)

    assert asked.status_code == 422
    assert said in read(asked).words()
    assert 'value="QĐ 1/QĐ-UBND ngày 02/01/2026"' in asked.content.decode()
    answer = f"{sent['key']} 2026-02-02"
    assert f'value="{answer}"' in asked.content.decode()
    of_another_day = admin.post(PAGE, {**sent, "since": "2026-02-03", "meant": answer})
    assert of_another_day.status_code == 422
    assert not closed.exists()
    assert admin.post(PAGE, {**sent, "meant": answer}).status_code == 302
    assert closed.count() == 1


def test_one_receiving_point_of_two_is_closed_without_a_question() -> None:
    admin = Visitor("admin", language="vi")
    planned(admin, **{**POINT, "since": "2026-01-21"})

    assert admin.post(PAGE, DESK).status_code == 302


def test_a_branch_is_entered_and_closed_and_both_rows_stay() -> None:
    admin = Visitor("admin", language="vi")

    admin.post(PAGE, {**TYPED, **POINT, "since": "2026-01-21"})
    admin.post(PAGE, {**TYPED, **POINT, "since": "2026-03-02", "closed": "on"})

    assert list(AgencyVersion.objects.filter(key="chi-nhanh-2").order_by("since").values_list("is_open")) == [
        (True,), (False,),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["carol", "bob", "alice"])
def test_nobody_else_comes_here(who: str) -> None:
    assert Visitor(who).get(PAGE).status_code == 404


def test_that_no_receiving_point_is_open_any_more_stands_among_what_is_missing() -> None:
    admin = Visitor("admin", language="vi")

    def seen() -> str:
        caches["process"].clear()
        return read(Visitor("admin", language="vi").get("/van-hanh/con-thieu/")).words()

    before = seen()
    admin.post(PAGE, {**DESK, "meant": "mot-cua 2026-02-02"})
    ahead = seen()
    with time_machine.travel("2026-02-03 09:00+07:00", tick=False):
        closed = seen()
    planned(admin, **{**POINT, "since": "2026-01-21"})
    with_another = seen()

    assert "Không có nơi tiếp nhận nào" not in before
    assert "Không có nơi tiếp nhận nào của Sở Thông tin và Truyền thông Hà Nội mở cửa từ 02/02/2026" in ahead
    assert "mở cửa đang thiếu" in closed
    assert "Không có nơi tiếp nhận nào" not in with_another


def test_hours_that_close_a_point_at_a_promised_time_are_asked_about_with_who_is_promised() -> None:
    dossier = dossier_at("tham-dinh", at=MONDAY + timedelta(days=10)).dossier
    desk = Unit.objects.get(slug="mot-cua")
    Dossier.objects.filter(pk=dossier.pk).update(point="chi-nhanh-2")
    admin = Visitor("admin", language="vi")
    planned(admin, **{**POINT, "since": "2026-01-21"})
    due = local(dossier.due_at)
    early = (*[(Session(time(8), time(12)),)] * 5, *OFFICE_WEEK[5:])
    own = plan(Correction(unit_id=desk.pk, week=early, since=date(2026, 1, 21)))
    put_into_force(own, decision="40/QĐ", decided_on=None, by=None, at=timezone.now())
    typed = {**TYPED, **POINT, "since": "2026-01-22", "hours_of": "mot-cua"}

    asked = admin.post(PAGE, typed)

    words = read(asked).words()
    assert asked.status_code == 422
    assert "1 hồ sơ hẹn trả kết quả vào lúc" in words
    assert f"{dossier.code} ({due:%H:%M %d/%m/%Y} → " in words
    assert not AgencyVersion.objects.filter(key="chi-nhanh-2", hours_of="mot-cua").exists()
    assert admin.post(PAGE, {**typed, "meant": "chi-nhanh-2 2026-01-22"}).status_code == 302
    again = {**typed, "since": "2026-01-23", "phone": "024 1"}
    assert admin.post(PAGE, again).status_code == 302, "nobody is shut out who was not before"


def test_the_calendar_and_the_points_that_work_by_it_lead_to_each_other() -> None:
    desk = Unit.objects.get(slug="mot-cua")
    Membership.objects.create(user=story.person("admin"), unit=desk.parent, role=Role.MANAGER, since=date(2025, 1, 1))
    admin = Visitor("admin", language="vi")

    page = admin.get(PAGE).content.decode()
    calendar = admin.get(f"/quan-ly/lich/?unit={desk.pk}").content.decode()
    without = Visitor("carol", language="vi").get(f"/quan-ly/lich/?unit={desk.pk}")

    assert f'<a href="/quan-ly/lich/?unit={desk.pk}">' in page
    assert f'<a href="{PAGE}">Ghi nơi tiếp nhận làm việc theo lịch nào' in calendar
    assert "Nơi tiếp nhận làm việc theo lịch này: Bộ phận Tiếp nhận" in read(without).words()
    assert f'href="{PAGE}"' not in without.content.decode()


@pytest.mark.parametrize("again", ["Điểm tiếp nhận 01", "điểm  tiếp nhận 1", "Diem tiep nhan 001"])
def test_two_points_of_an_agency_are_not_called_the_same_as_they_are_spoken(again: str) -> None:
    admin, first = Visitor("admin", language="vi"), {**TYPED, **POINT, "name_vi": "Điểm tiếp nhận 1"}
    assert admin.post(PAGE, first).status_code == 302

    refused = admin.post(PAGE, {**first, "key": "chi-nhanh-3", "name_vi": again})

    assert refused.status_code == 422
    assert "“Điểm tiếp nhận 1” (chi-nhanh-2) đọc lên giống hệt. Hãy đặt tên khác để phân biệt." in read(refused).words()
    assert "id_name_vi" in read(refused).errors
    assert admin.post(PAGE, {**first, "key": "chi-nhanh-3", "name_vi": "Điểm tiếp nhận 10"}).status_code == 302
    renamed = {**first, "since": "2026-03-02", "name_vi": again}
    assert admin.post(PAGE, renamed).status_code == 302, "its own name, written in another way"

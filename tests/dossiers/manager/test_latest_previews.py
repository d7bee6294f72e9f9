"""The previews that the calendar's page leads back to: whose, how many, and what has become of each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from dossiers.calendars import changes, previews
from dossiers.models import CalendarPreview, Job, JobState
from procedures.models import CalendarChange
from procedures.time.calendars import plan
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_previews import FLOOD
from tests.dossiers.lifecycle import local
from tests.dossiers.manager.test_calendar import NOW, STORM, looked

pytestmark = [pytest.mark.django_db, pytest.mark.at(local(NOW))]


def listed(who: str = "carol") -> str:
    """Return what the page says between the heading of the list and the next."""
    words = read(Visitor(who, language="vi").get("/quan-ly/lich/")).words()
    return words.partition("Các lần xem trước gần đây")[2].partition("Các phiên bản")[0]


def test_without_any_there_is_no_list() -> None:
    assert listed() == ""


def test_own_ones_and_those_of_colleagues_are_listed_the_newest_first_and_lead_to_their_pages() -> None:
    for who, decision in (("carol", "1/QĐ-UBND"), ("lan", "2/QĐ-UBND")):
        looked(Visitor(who), "ngay-nghi", {**STORM, "decision": decision})
    carol, lan = (User.objects.get(username=who).get_full_name() for who in ("carol", "lan"))

    words = listed()

    assert words.index("Thêm ngày nghỉ · 2/QĐ-UBND") < words.index("Thêm ngày nghỉ · 1/QĐ-UBND")
    assert f"{carol}, 09:00 13/01/2026: đã xem xong, chưa áp dụng" in words
    assert f"{lan}, 09:00 13/01/2026: đã xem xong, chưa áp dụng" in words
    page = Visitor("carol").get("/quan-ly/lich/").content.decode()
    for preview in CalendarPreview.objects.all():
        assert f'href="/quan-ly/lich/xem-truoc/{preview.pk}/"' in page


def test_those_of_another_agency_and_of_the_terminal_are_not_listed() -> None:
    elsewhere = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
    looked(Visitor("carol"), "ngay-nghi", STORM)
    Job.objects.update(agency=elsewhere)
    previews.begin(plan(FLOOD), by=None, at=local(NOW))

    assert listed() == ""


def state() -> str:
    return listed().rpartition("09:00 13/01/2026: ")[2].strip()


def test_each_says_what_has_become_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossiers.manager.correction.WAIT_SECONDS", 0.0)
    looked(Visitor("carol"), "ngay-nghi", STORM)
    preview = CalendarPreview.objects.get()
    job = Job.objects.filter(pk=preview.job_id)

    job.update(state=JobState.WAITING, finished_at=None)
    said = [state()]
    for ended in (JobState.STOPPED, JobState.CANCELLED, JobState.DONE):
        job.update(state=ended, finished_at=local(NOW))
        said.append(state())
    changes.put_into_force(plan(FLOOD), decision="1", decided_on=None, by=None, at=local(NOW))
    said.append(state())
    preview.change = CalendarChange.objects.get()
    preview.save()

    assert said == [
        "đang xem",
        "không xem hết được",
        "đã dừng giữa chừng",
        "đã xem xong, chưa áp dụng",
        "hết giá trị: lịch làm việc đã thay đổi",
    ]
    assert "đã áp dụng lúc 09:00 13/01/2026" in listed()


def test_no_more_than_five_are_listed_by_one_query() -> None:
    carol = Visitor("carol")
    carol.get("/quan-ly/lich/")
    with CaptureQueriesContext(connection) as none:
        carol.get("/quan-ly/lich/")
    for number in range(6):
        looked(Visitor("carol"), "ngay-nghi", {**STORM, "decision": f"số {number}/QĐ"})

    with CaptureQueriesContext(connection) as six:
        carol.get("/quan-ly/lich/")

    assert [number for number in range(6) if f"số {number}/QĐ" in listed()] == [1, 2, 3, 4, 5]
    assert len(six) == len(none)

"""A preview as an administrator sees it: what can be run again, and what never can."""

import pytest

from accounts.models import User
from dossiers.background import jobs
from dossiers.calendars import changes, previews
from dossiers.jobs import cancel
from dossiers.models import CalendarPreview, JobState
from procedures.time.calendars import plan
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_previews import FLOOD, STORM
from tests.dossiers.lifecycle import local

NOW = local("2026-01-13 09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def cancelled() -> CalendarPreview:
    """Begin a preview and cancel it."""
    carol = User.objects.get(username="carol")
    preview = previews.begin(plan(STORM), by=carol, at=NOW, kind="ngay-nghi", typed={"decision": "77/QĐ-UBND"})
    cancel(preview.job_id, by=carol, at=NOW)
    jobs.run(NOW)
    return preview


def can_be_run_again(preview: CalendarPreview) -> bool:
    page = read(Visitor("admin").get(f"/van-hanh/tac-vu/{preview.job_id}/"))
    return any(("again", "1") in form.buttons for form in page.forms)


def test_a_preview_on_the_calendars_in_force_can_be_run_again() -> None:
    assert can_be_run_again(cancelled())


def test_one_that_others_have_overtaken_has_no_button_but_a_reason_and_is_not_begun_by_a_press() -> None:
    preview = cancelled()
    changes.put_into_force(plan(FLOOD), decision="1", decided_on=None, by=None, at=NOW)
    admin = Visitor("admin", language="vi")

    words = read(admin.get(f"/van-hanh/tac-vu/{preview.job_id}/")).words()
    pressed = read(admin.post(f"/van-hanh/tac-vu/{preview.job_id}/", {"again": "1"}, follow=True)).words()

    assert not can_be_run_again(preview)
    assert "Hết giá trị: lịch làm việc đã thay đổi" in words
    assert "Không có gì thay đổi" in pressed
    preview.job.refresh_from_db()
    assert preview.job.state == JobState.CANCELLED


def test_one_that_was_applied_has_no_button_either() -> None:
    preview = cancelled()
    preview.change = changes.put_into_force(plan(STORM), decision="1", decided_on=None, by=None, at=NOW)
    preview.save()

    words = read(Visitor("admin", language="vi").get(f"/van-hanh/tac-vu/{preview.job_id}/")).words()

    assert not can_be_run_again(preview)
    assert "Hết giá trị: lần xem trước này đã được áp dụng" in words


def test_its_row_names_what_would_be_corrected_and_by_which_decision() -> None:
    preview = cancelled()
    admin = Visitor("admin", language="vi")

    for address in ("/van-hanh/", f"/van-hanh/tac-vu/{preview.job_id}/"):
        assert "Xem trước thay đổi lịch làm việc: Thêm ngày nghỉ · 77/QĐ-UBND" in read(admin.get(address)).words()


def test_one_that_was_begun_at_a_terminal_or_before_names_what_it_can() -> None:
    terminal = previews.begin(plan(STORM), by=None, at=NOW)
    before = cancelled()
    before.job.arguments = {"decision": "77/QĐ-UBND"}
    before.job.save()

    assert [previews.KIND.about(preview.job) for preview in (terminal, before)] == ["", "77/QĐ-UBND"]

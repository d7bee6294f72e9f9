"""A day off, or hours, of the desk alone: the preview names whose result is promised for then, and no date moves."""

import pytest

from accounts.models import Unit
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.manager.test_calendar import DECIDED, NOW, STORM, WEEK, looked

pytestmark = [pytest.mark.django_db, pytest.mark.at(local(NOW))]


def test_a_closing_day_of_the_desk_names_who_is_promised_for_it_and_moves_nothing() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    desk = Unit.objects.get(kind="desk", parent=walk.dossier.agency_id)
    due = walk.dossier.due_at
    assert due is not None

    typed = {**STORM, "on": f"{due:%d/%m/%Y}", "unit": str(desk.pk)}
    words = read(looked(Visitor("carol", language="vi"), "ngay-nghi", typed)).words()

    assert "Hẹn trả lúc nơi trả kết quả đóng cửa; mở cửa lại: 17:00 19/01/2026 → 08:00 20/01/2026" in words
    assert "bị ảnh hưởng: 1" in words
    assert "Ngày hẹn trả:" not in words


def test_hours_of_the_desk_that_end_before_the_appointment_name_it_too() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    desk = Unit.objects.get(kind="desk", parent=walk.dossier.agency_id)

    hours = {**WEEK, **DECIDED, "unit": str(desk.pk), "since": "14/01/2026"}
    shown = [
        read(looked(Visitor("carol", language="en"), "gio-lam", {**hours, "day_0": until})).words()
        for until in ("08:00-12:00, 13:00-16:30", "08:00-11:30, 13:30-17:00")
    ]

    told = "Promised for when its place is closed; it opens next: 17:00 19/01/2026 → 08:00 20/01/2026"
    assert [told in words for words in shown] == [True, False]


def test_a_result_that_comes_by_post_is_no_matter_of_the_desk_s_closing() -> None:
    sent = {"result_way": "by_post", "result_address": "12 Láng Hạ, phường Đống Đa, Hà Nội"}
    posted = counter.entered(at=local("2026-01-05 08:30"), more=sent).dossier
    fetched = counter.entered(at=local("2026-01-05 08:30"), more={"result_way": "in_person"}).dossier
    desk = Unit.objects.get(kind="desk", parent=posted.agency_id)
    assert posted.due_at == fetched.due_at

    typed = {**STORM, "on": f"{posted.due_at:%d/%m/%Y}", "unit": str(desk.pk)}
    words = read(looked(Visitor("carol"), "ngay-nghi", typed)).words()

    assert (fetched.code in words, posted.code in words) == (True, False)

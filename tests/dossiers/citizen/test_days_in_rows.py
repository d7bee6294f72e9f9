"""A website of others' news: the days in its tables are looked at as those beside them are."""

import pytest
from django.http import HttpResponse

from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

SLUG = "trang-ttdt-tong-hop"
FORM = f"/ho-so/nop/{SLUG}/"
NOW = local("2026-11-30 09:00")
TO_COME = "“Ngày văn bản” trong “Các nguồn tin và văn bản chấp thuận” không được sau ngày nộp hồ sơ (dòng 1, nộp lúc này là 30/11/2026)."
RUN_OUT = "Có tên miền đã hết hạn đăng ký."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def checked(**typed: str) -> HttpResponse:
    visitor = Visitor("viet-an", language="vi")
    story.draft_of("viet-an", NOW, slug=SLUG)
    return visitor.send(visitor.get(FORM), FORM, {**typed, "do": "check"}, follow=True)


def test_a_consent_of_a_day_to_come_is_refused_at_its_cell() -> None:
    page = checked(**{"sources.0.consented_on": "31/12/2026"})

    assert page.status_code == 422
    assert read(page).errors == {"id_sources.0.consented_on": TO_COME}


def test_a_domain_that_has_run_out_is_remarked_on_and_filed_all_the_same() -> None:
    page = checked(**{"domain_names.0.valid_until": "01/06/2026"})

    assert page.request["PATH_INFO"] == f"{FORM}kiem-tra/"
    assert RUN_OUT in read(page).words()


def test_days_that_are_right_are_not_spoken_of() -> None:
    words = read(
        checked(**{"sources.0.consented_on": "30/11/2026", "domain_names.0.valid_until": "30/11/2026"})
    ).words()

    assert RUN_OUT not in words
    assert "không được sau ngày nộp hồ sơ" not in words

"""The page of a job on many dossiers in a browser: it follows the job to its end, and what is taken back is what was done."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

from dossiers.models import Dossier
from tests.dossiers.bulk.choosing import begun, do_two
from tests.journeys.people import Someone, go
from tests.journeys.test_decision import walked_to
from tests.journeys.test_presses import relay_jobs

pytestmark = pytest.mark.usefixtures("site")


def test_the_page_of_a_job_follows_it_to_its_end(meet: Callable[[str], Someone], settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 60
    job = begun("accept", [walked_to("filed") for _n in range(5)], "bob", timezone.now())
    do_two(job, timezone.now())
    page = meet("bob").page
    page.goto(f"/mot-cua/hang-loat/{job.pk}/")
    expect(page.locator("#bulk-rows td svg")).to_have_count(2)
    page.locator("#undo button[value=all]").focus()

    do_two(job, timezone.now())

    expect(page.locator("#undo button[value=all]")).to_contain_text("(4)")
    expect(page.locator("#undo button[value=all]")).to_be_focused()
    expect(page.locator("#bulk-rows button")).to_have_count(4)
    relay_jobs(job)
    expect(page.locator("#undo button[value=all]")).to_have_text("Thu hồi 5 hồ sơ")
    expect(page.locator("button[name=cancel]")).to_have_count(0)
    go(page.locator("#undo button[value=all]"))
    expect(page.locator(".messages")).to_contain_text("Đã thu hồi 5 hồ sơ.")
    assert {one.state for one in Dossier.objects.all()} == {"filed"}

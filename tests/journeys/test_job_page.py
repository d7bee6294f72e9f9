"""The page of a job on many dossiers in a browser: it follows the job to its end, and what is taken back is what was done."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

from dossiers.models import Dossier
from portal.demo import story
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
    expect(page.locator("#undo button[value=all]")).to_have_text("Rút lại thao tác của 5 hồ sơ")
    expect(page.locator("button[name=cancel]")).to_have_count(0)
    go(page.locator("#undo button[value=all]"))
    expect(page.locator(".messages")).to_contain_text("Đã rút lại thao tác của 5 hồ sơ.")
    assert {one.state for one in Dossier.objects.all()} == {"filed"}


def test_the_key_leads_to_what_was_done_last(meet: Callable[[str], Someone]) -> None:
    many = [walked_to("phan-cong") for _n in range(2)]
    job = begun("assign", many, "hoa", timezone.now(), assignee=story.person("dung"))
    relay_jobs(job)
    walked_to("phan-cong")
    page = meet("hoa").page
    page.goto(f"/mot-cua/hang-loat/{job.pk}/")
    page.goto("/mot-cua/?list=mine")
    with page.expect_navigation():
        page.keyboard.press("a")
    # The bar of the job makes way for it.
    expect(page.locator("form.take-back")).to_have_count(1)

    page.keyboard.press("z")

    expect(page.locator("form.take-back[action*='/take-back/'] button")).to_be_focused()


def test_in_a_file_the_key_leads_to_what_takes_back_that_file_alone(
    meet: Callable[[str], Someone], settings: Settings
) -> None:
    settings.TAKE_BACK_SECONDS = 60
    one, other = (walked_to("filed") for _n in range(2))
    job = begun("accept", [one, other], "bob", timezone.now())
    relay_jobs(job)
    page = meet("bob").page
    page.goto(f"/mot-cua/hang-loat/{job.pk}/")
    page.goto(f"/mot-cua/{one.code}/")
    expect(page.locator("form.take-back")).to_have_count(2)

    page.keyboard.press("z")

    expect(page.locator("#undoing form.take-back button")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [Dossier.objects.get(pk=dossier.pk).state for dossier in (one, other)] == ["filed", "accepted"]


def test_the_buttons_go_when_the_minute_is_over(meet: Callable[[str], Someone], settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 60
    job = begun("accept", [walked_to("filed") for _n in range(2)], "bob", timezone.now())
    relay_jobs(job)
    page = meet("bob").page
    page.clock.install()
    page.goto(f"/mot-cua/hang-loat/{job.pk}/")
    expect(page.locator("#undo button, button[form=undo]")).to_have_count(3)

    page.clock.fast_forward(61_000)

    expect(page.locator("#undo button, button[form=undo]")).to_have_count(0)
    expect(page.locator("#undo [data-until]")).to_have_text("Hết lúc rút lại.")
    expect(page.locator("td [data-until]").first).to_have_text("(đã gửi)")

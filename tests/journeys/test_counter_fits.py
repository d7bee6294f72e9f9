"""What an officer goes through row by row at the counter is low: scans of the scanner, results that wait, on a desk's screen."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers import turns
from dossiers.background import looking
from dossiers.commands.deciding import collecting
from dossiers.models import Draft
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import counter
from tests.journeys.people import Someone, assert_accessible

Meet = Callable[[str], Someone]
Look = Callable[[Page, str], None]
HEIGHTS = "(rows) => rows.map((row) => row.getBoundingClientRect().height)"


def test_five_scans_stand_on_one_screen(meet: Meet, picture: Look, settings: LazySettings, tmp_path: Path) -> None:
    settings.SCAN_FOLDERS, folder = tmp_path, tmp_path / "mot-cua"
    folder.mkdir()
    for number in range(5):
        (folder / f"scan-{number}.pdf").write_bytes(story.pdf(number + 1))
    draft = counter.begun(at=timezone.now())
    page = meet("bob").page
    # A file is offered once nothing has been written to it for a while.
    page.wait_for_timeout(5_500)
    # The judge of files counts the pages of each first.
    page.goto(f"/mot-cua/quay/{draft.pk}/may-quet/", wait_until="domcontentloaded", timeout=60_000)

    heights = page.locator(".counter-scans > li").evaluate_all(HEIGHTS)

    picture(page, "scans")
    assert_accessible(page)
    assert len(heights) == 5
    assert max(heights) <= 130


def test_a_result_that_waits_is_a_low_row(meet: Meet, picture: Look) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    person = counter.mai(long_ago, phone="+84912345678")
    walks = [
        Walk(counter.entered(at=long_ago, person=person).dossier, long_ago).until("result-ready") for _ in range(3)
    ]
    collecting.phoned(walks[0].dossier, by=story.person("bob"), note="Hẹn thứ Năm đến lấy", at=timezone.now())
    page = meet("bob").page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/mot-cua/cho-nhan-ket-qua/")

    heights = page.locator("main table tbody tr").evaluate_all(HEIGHTS)

    picture(page, "waiting")
    assert_accessible(page)
    assert max(heights) <= 120


def test_a_supplement_waits_for_its_scan_and_is_recorded_by_itself(
    meet: Meet, picture: Look, settings: LazySettings
) -> None:
    settings.GLANCE_SECONDS = 0.0
    now = timezone.now()
    dossier = counter.entered(at=now, accept=False).dossier
    story.take(dossier, "ask-supplement", "bob", at=now, components={"ban-thao": "Nộp bản có chứng thực."})
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{dossier.code}/bo-sung/")
    picture(page, "supplement")
    assert_accessible(page)
    scan = {"name": "quet.pdf", "mimeType": "application/pdf", "buffer": story.pdf(2)}
    page.set_input_files("#id_component-ban-thao", [scan])
    page.locator("button[value=record]").click()

    expect(page.locator("#unjudged")).to_contain_text("quet.pdf")
    turns.take(looking.RUN, looking.Looking(timezone.now()))
    expect(page).to_have_url(re.compile(f"/mot-cua/{dossier.code}/$"), timeout=20_000)

    assert not Draft.objects.filter(correcting=dossier).exists()
    assert dossier.events.filter(action="answer-supplement").exists()

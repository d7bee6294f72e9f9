"""A scanner writes to the folder of its counter: whole files alone are offered, each is taken once, and nothing there is trusted."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from dossiers import turns
from dossiers.background import tidying
from dossiers.filing import arriving
from dossiers.filing.counter import folders
from dossiers.models import Attachment, Draft
from dossiers.refusals.drafting import ScanGone, ScanOfAll
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.SCAN_FOLDERS = tmp_path / "scans"
    found: Path = settings.SCAN_FOLDERS / "mot-cua"
    found.mkdir(parents=True)
    return found


def scanned(folder: Path, name: str = "scan.pdf", content: bytes | None = None, *, ago: float = 60) -> Path:
    """Put a scan down that was written so many seconds ago."""
    path = folder / name
    path.write_bytes(story.pdf() if content is None else content)
    aged(path, ago)
    return path


def aged(path: Path, ago: float) -> None:
    at = (MONDAY - timedelta(seconds=ago)).timestamp()
    os.utime(path, (at, at), follow_symlinks=False)


def page_of(draft: Draft) -> str:
    return f"/mot-cua/quay/{draft.pk}/may-quet/"


def paper_of(draft: Draft) -> str:
    return next(one.name for one in draft.version.machine.components if one.is_uploaded)


def offered(bob: Visitor, draft: Draft) -> list[folders.Scan]:
    return [one.scan for place in bob.get(page_of(draft)).context["places"] for one in place.scans]


def press(bob: Visitor, draft: Draft, does: str, scan: folders.Scan) -> HttpResponse:
    typed = {"do": f"{does}:{scan.key}", f"paper-{scan.key}": paper_of(draft)}
    return bob.post(page_of(draft), typed, follow=True)


def test_a_scan_is_offered_with_its_time_and_pages_and_taken_to_a_paper(bob: Visitor, folder: Path) -> None:
    scanned(folder, "cccd.pdf", story.pdf(3))
    draft = counter.begun(at=MONDAY)

    words = read(bob.get(page_of(draft))).words()
    [scan] = offered(bob, draft)
    done = press(bob, draft, "take", scan)

    for told in ("cccd.pdf", "3 trang", "08:29"):
        assert told in words, told
    row = Attachment.objects.get()
    assert (row.component, row.name, row.pages, row.draft_id) == (paper_of(draft), "cccd.pdf", 3, draft.pk)
    assert "Không có gì đang chờ ở đây" in read(done).words()
    assert [one.name for one in folder.iterdir()] == [folders.ASIDE]


def test_after_each_press_the_keyboard_goes_on_at_the_next_scan_and_at_the_way_back_once_none_is_left(
    bob: Visitor, folder: Path
) -> None:
    scanned(folder, "a.pdf", story.pdf(1))
    scanned(folder, "b.pdf", story.pdf(2))
    draft = counter.begun(at=MONDAY)

    def focused() -> str:
        parts = (part.partition(">")[0] for part in bob.get(page_of(draft)).content.decode().split("<"))
        [found] = [part for part in parts if " autofocus" in part]
        return found

    for _each in range(2):
        scan = offered(bob, draft)[0]
        assert f'id="paper-{scan.key}"' in focused()
        press(bob, draft, "take", scan)
    assert 'class="back"' in focused()


def test_its_first_page_is_drawn_by_the_judge_s_process(bob: Visitor, folder: Path) -> None:
    scanned(folder)
    draft = counter.begun(at=MONDAY)
    [scan] = offered(bob, draft)

    for _look in range(100):
        picture = bob.get(f"{page_of(draft)}{scan.key}/anh/")
        if picture.headers["Content-Type"] != "image/svg+xml":
            break
        sleep(0.05)

    assert picture.headers["Content-Type"] == "image/jpeg"
    assert b"".join(picture).startswith(b"\xff\xd8")  # type: ignore[arg-type] # a stream
    assert bob.get(f"{page_of(draft)}{'0' * 64}/anh/").status_code == 404


@pytest.mark.parametrize("ago", [0, 1, 4.9, -60])
def test_what_is_being_written_is_not_offered(bob: Visitor, folder: Path, ago: float) -> None:
    scanned(folder, ago=ago)
    draft = counter.begun(at=MONDAY)

    assert offered(bob, draft) == []
    assert "Đang được ghi: 1" in read(bob.get(page_of(draft))).words()


def test_what_is_written_to_after_the_look_is_not_taken(bob: Visitor, folder: Path) -> None:
    path = scanned(folder)
    draft = counter.begun(at=MONDAY)
    [scan] = offered(bob, draft)
    path.write_bytes(story.pdf(2))
    aged(path, 30)

    page = press(bob, draft, "take", scan)

    assert str(ScanGone()) in read(page).words()
    assert path.exists()
    assert not Attachment.objects.exists()


def test_between_the_look_and_the_press_it_is_held_against_what_it_was(folder: Path) -> None:
    path = scanned(folder)
    [scan] = folders.waiting(folder, MONDAY).scans
    path.write_bytes(b"another")

    with pytest.raises(ScanGone):
        folders.claim(scan, MONDAY)

    assert path.read_bytes() == b"another"


def test_a_scan_is_taken_by_one_of_two(folder: Path) -> None:
    scanned(folder)
    [scan] = folders.waiting(folder, MONDAY).scans

    folders.claim(scan, MONDAY)
    with pytest.raises(ScanGone):
        folders.claim(scan, MONDAY)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("to.pdf", b"%PDF-" + b"x" * 20_000_001, "20 MB"),
        ("rong.pdf", b"", "rong.pdf"),
        ("phan-mem.exe", b"MZ", "DOCX"),
        ("phim.mp4", b"x", "USB"),
    ],
)
def test_what_nobody_can_take_says_why_and_can_be_thrown_away(
    bob: Visitor, folder: Path, name: str, content: bytes, said: str
) -> None:
    path = scanned(folder, name, content)
    draft = counter.begun(at=MONDAY)

    words = read(bob.get(page_of(draft))).words()
    [scan] = offered(bob, draft)
    press(bob, draft, "take", scan)
    assert not Attachment.objects.exists()
    assert path.exists()
    press(bob, draft, "discard", scan)

    assert said in words
    assert not path.exists()


def test_what_can_be_taken_is_thrown_away_only_once_it_is_said_that_it_is_gone_for_all(
    bob: Visitor, folder: Path
) -> None:
    path = scanned(folder, "Nguyễn Văn An CCCD.pdf")
    draft = counter.begun(at=MONDAY)
    [scan] = offered(bob, draft)

    asked = press(bob, draft, "discard", scan)

    assert asked.status_code == 409
    assert str(ScanOfAll("Nguyễn Văn An CCCD.pdf")) in read(asked).words()
    assert path.exists()
    assert ("do", f"sure:{scan.key}") in [button for form in read(asked).forms for button in form.buttons]
    press(bob, draft, "sure", scan)
    assert not path.exists()


def test_the_one_paper_without_a_scan_is_chosen_already(bob: Visitor, folder: Path) -> None:
    scanned(folder)
    draft = counter.begun(at=MONDAY)
    first, *others = [one.name for one in draft.version.machine.components if not one.handed_in]
    [scan] = offered(bob, draft)

    def chosen() -> str:
        return next(
            one.values[name]
            for one in read(bob.get(page_of(draft))).forms
            if (name := f"paper-{scan.key}") in one.values
        )

    assert chosen() == ""
    for place, name in enumerate(others):
        arriving.add_file(draft, name, story.upload(f"{place}.pdf"), by=story.person("bob"), at=MONDAY)

    assert chosen() == first


def test_the_button_of_a_paper_leads_to_the_scanner_with_that_paper_chosen(bob: Visitor, folder: Path) -> None:
    scanned(folder)
    draft = counter.begun(at=MONDAY)
    second = [one.name for one in draft.version.machine.components if not one.handed_in][1]
    entry = f"/mot-cua/quay/{draft.pk}/"
    assert ("do", f"scans:{second}") in [one for form in read(bob.get(entry)).forms for one in form.buttons]

    where = bob.post(entry, {"material_name": "Kỷ yếu", "do": f"scans:{second}"}).headers["Location"]
    [scan] = [one.scan for tray in bob.get(where).context["places"] for one in tray.scans]
    form = next(one for one in read(bob.get(where)).forms if f"paper-{scan.key}" in one.values)
    taken = bob.post(where, {**form.values, "do": f"take:{scan.key}"})

    assert form.values[f"paper-{scan.key}"] == second == draft.attachments.get().component
    assert Draft.objects.get().answers["material_name"] == "Kỷ yếu", "what was typed is kept"
    assert taken.headers["Location"] == where, "the next page of it is taken just so"
    assert bob.post(entry, {"do": "scans:khong-co"}).status_code == 200


def test_what_the_judge_refuses_goes_back_to_where_it_lay(bob: Visitor, folder: Path) -> None:
    path = scanned(folder, "hong.pdf", b"%PDF-1.4 broken")
    draft = counter.begun(at=MONDAY)
    [scan] = offered(bob, draft)

    page = press(bob, draft, "take", scan)

    assert page.status_code == 409
    assert "hong.pdf" in read(page).words()
    assert path.read_bytes() == b"%PDF-1.4 broken"
    assert offered(bob, draft) == [scan]


def test_a_scan_that_is_in_another_dossier_says_in_which_and_is_taken_only_when_it_is_meant(
    bob: Visitor, folder: Path
) -> None:
    draft = counter.begun(at=MONDAY)
    arriving.add_file(draft, paper_of(draft), story.upload(), by=story.person("bob"), at=MONDAY)
    bob.post(f"/mot-cua/quay/{draft.pk}/", {**counter.pressed(draft, MONDAY), "do": "accept"})
    code = Attachment.objects.get().dossier.code
    scanned(folder)
    other = counter.begun("gp-buu-chinh", at=MONDAY)
    [scan] = offered(bob, other)

    refused = press(bob, other, "take", scan)

    assert refused.status_code == 409
    assert code in read(refused).words()
    assert other.attachments.count() == 0
    assert [one.key for one in offered(bob, other)] == [scan.key]
    press(bob, other, "again", scan)
    assert other.attachments.count() == 1


def test_a_scan_in_another_application_that_is_not_filed_is_said_as_well(bob: Visitor, folder: Path) -> None:
    first, other = counter.begun(at=MONDAY), counter.begun("gp-buu-chinh", at=MONDAY)
    arriving.add_file(first, paper_of(first), story.upload(), by=story.person("bob"), at=MONDAY)
    scanned(folder)
    [scan] = offered(bob, other)

    assert press(bob, other, "take", scan).status_code == 409


def test_without_a_paper_nothing_is_taken(bob: Visitor, folder: Path) -> None:
    path = scanned(folder)
    draft = counter.begun(at=MONDAY)
    [scan] = offered(bob, draft)

    for chosen in ("", "khong-co"):
        page = bob.post(page_of(draft), {"do": f"take:{scan.key}", f"paper-{scan.key}": chosen}, follow=True)
        assert "Chọn giấy tờ" in read(page).words()
    assert path.exists()


@pytest.mark.parametrize(("who", "status"), [("alice", 404), ("hoa", 404), ("tam", 404), ("bob", 200)])
def test_the_folder_is_open_to_the_officer_who_enters_the_application(folder: Path, who: str, status: int) -> None:
    scanned(folder)
    draft = counter.begun(at=MONDAY)

    assert Visitor(who).get(page_of(draft)).status_code == status


def test_without_a_folder_there_is_no_page_and_no_button(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)

    assert bob.get(page_of(draft)).status_code == 404
    assert 'value="scans"' not in bob.get(f"/mot-cua/quay/{draft.pk}/").content.decode()


def test_the_button_keeps_what_is_typed(bob: Visitor, folder: Path) -> None:
    draft = counter.begun(at=MONDAY)

    answer = bob.post(f"/mot-cua/quay/{draft.pk}/", {"applicant_address": "5 Hàng Bài", "do": "scans"})

    assert answer.headers["Location"] == page_of(draft)
    draft.refresh_from_db()
    assert draft.answers["applicant_address"] == "5 Hàng Bài"


def test_a_root_that_is_away_is_an_empty_page(bob: Visitor, settings: Settings, tmp_path: Path) -> None:
    settings.SCAN_FOLDERS = tmp_path / "gone"

    assert offered(bob, counter.begun(at=MONDAY)) == []
    assert folders.sweep(settings.SCAN_FOLDERS, MONDAY) == 0


def test_what_was_taken_lies_aside_for_a_week(bob: Visitor, folder: Path) -> None:
    scanned(folder, ago=30 * 24 * 3600)
    draft = counter.begun(at=MONDAY)
    [scan] = offered(bob, draft)
    press(bob, draft, "sure", scan)
    lies = folder / folders.ASIDE / scan.key

    turns.take(tidying.RUN, tidying.Tidying(MONDAY + folders.KEPT - timedelta(minutes=1)))
    assert lies.exists()
    turns.take(tidying.RUN, tidying.Tidying(MONDAY + folders.KEPT + timedelta(minutes=1)))
    assert not lies.exists()

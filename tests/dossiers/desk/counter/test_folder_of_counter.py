"""Each counter has its scanner's folder within that of its receiving point: the own one first, never that of a colleague."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Membership
from accounts.roles import Role
from dossiers.commands.money import shifts
from dossiers.filing.counter import folders
from dossiers.models import Attachment, Draft, ShiftEntry
from dossiers.refusals.drafting import ScanGone
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.test_folder import MONDAY, folder, page_of, press, pytestmark, scanned
from tests.dossiers.officers import officer

__all__ = ["folder", "pytestmark"]


def opened(who: str, name: str) -> ShiftEntry:
    seat = Membership.objects.get(user__username=who)
    place = shifts.Place(seat.unit.agency_id, "mot-cua", name)
    return shifts.open_counter(place, 0, by=story.person(who), at=MONDAY)


def trays(who: str, draft: Draft) -> list[tuple[str, list[str]]]:
    places = Visitor(who, language="vi").get(page_of(draft)).context["places"]
    return [(place.name, [one.scan.name for one in place.scans]) for place in places]


@pytest.mark.django_db
def test_two_counters_of_a_point_have_folders_of_their_own_and_the_own_one_is_first(
    folder: Path, committed_db: None
) -> None:
    del committed_db
    officer("minh", Role.ONE_STOP_OFFICER, "mot-cua")
    draft = counter.begun(at=MONDAY)
    page = Visitor("bob", language="vi")
    done = page.post(
        "/mot-cua/ngay/", {"do": "open", "point": "mot-cua", "counter": "Quầy 1", "counted": "0"}, follow=True
    )
    assert "Máy quét của quầy ghi vào thư mục mot-cua/quay-1." in read(done).words()
    opened("minh", "Quầy 2")
    (folder / "quay-2").mkdir()
    (folder / "quay-3").mkdir()
    for name in ("quay-1", "quay-2", "quay-3"):
        scanned(folder / name, f"{name}.pdf")
    scanned(folder, "chung.pdf")
    scanned(folder / "quay-1", "lenh.pdf").unlink()
    (folder / "quay-1" / "lenh.pdf").symlink_to(folder / "quay-2" / "quay-2.pdf")

    point = trays("bob", draft)[1][0]

    # The own counter, the point, and a counter that nobody has open; never that of a colleague, nor a link to it.
    assert trays("bob", draft) == [
        ("Quầy 1", ["quay-1.pdf"]),
        (point, ["chung.pdf"]),
        (f"{point}: quay-3", ["quay-3.pdf"]),
    ]
    [scan] = folders.waiting(folder / "quay-2", MONDAY).scans
    assert str(ScanGone()) in read(press(page, draft, "take", scan)).words()
    assert scan.path.exists()
    [scan] = folders.waiting(folder / "quay-1", MONDAY).scans
    press(page, draft, "take", scan)
    assert Attachment.objects.get().name == "quay-1.pdf"
    # What was taken is swept there too.
    folders.sweep(folder.parent, MONDAY + folders.KEPT + timedelta(days=1))
    assert list((folder / "quay-1" / folders.ASIDE).iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_on", [True, False])
def test_whoever_opens_a_counter_reads_that_the_folder_of_its_scanner_is_missing(
    folder: Path, committed_db: None, settings: Settings, *, is_on: bool
) -> None:
    del committed_db
    folder.rmdir()
    settings.SCAN_FOLDERS = folder.parent if is_on else None

    typed = {"do": "open", "point": "mot-cua", "counter": "Quầy 1", "counted": "0"}
    words = read(Visitor("bob", language="vi").post("/mot-cua/ngay/", typed, follow=True)).words()

    assert ("Chưa có thư mục “mot-cua” cho bản quét" in words) is is_on


@pytest.mark.parametrize(
    ("counter", "name"),
    [
        ("Quầy 1", "quay-1"),
        ("quầy  1 ", "quay-1"),
        ("../../etc", "etc"),
        (".da-lay", "da-lay"),
        ("Đăng ký/Cấp phép", "dang-ky-cap-phep"),
        ("…", ""),
        ("櫃台", ""),
    ],
)
def test_the_name_of_a_counter_is_made_one_of_a_folder(counter: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "mot-cua").mkdir()

    made = folders.made_for(tmp_path, "mot-cua", counter)

    assert folders.name_of(counter) == name
    assert made == (tmp_path / "mot-cua" / name if name else None)
    assert folders.made_for(tmp_path, "khong-co", counter) is None
    assert [one.name for one in folders.below(tmp_path / "mot-cua")] == ([name] if name else [])


def test_a_folder_of_a_counter_that_is_a_link_is_none(tmp_path: Path) -> None:
    (tmp_path / "mot-cua").mkdir()
    (tmp_path / "noi-khac").mkdir()
    (tmp_path / "mot-cua" / "quay-1").symlink_to(tmp_path / "noi-khac")

    assert folders.made_for(tmp_path, "mot-cua", "Quầy 1") is None
    assert folders.below(tmp_path / "mot-cua") == []

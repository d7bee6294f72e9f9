"""Files that no row names go after a week, and no other."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from dossiers import turns
from dossiers.background import leftovers
from dossiers.background.leftovers import KEPT
from dossiers.models import Attachment
from portal.demo import story
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local

NOW = local("2026-01-20 02:50")
DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def put(root: Path, name: str, age: timedelta = KEPT + DAY) -> Path:
    """Put a file into the storage that nothing names."""
    path = root / "attachments" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    aged(path, age)
    return path


def aged(path: Path, age: timedelta = KEPT + DAY) -> None:
    at = (NOW - age).timestamp()
    os.utime(path, (at, at))


def swept() -> int:
    """Make the runs of the day up to now; return how many folders failed."""
    works = [leftovers.Leftovers(NOW - timedelta(hours=hour)) for hour in range(24)]
    assert [turns.take(leftovers.RUN, work) for work in works] == [False] * 24
    return sum(work.broken for work in works)


def test_the_file_of_a_refused_form_goes_after_a_week(tmp_path: Path) -> None:
    walk = dossier_at("van-thu")
    files = [story.upload("giay-phep.pdf"), story.upload("phu-luc.exe")]
    address = f"/mot-cua/{walk.dossier.code}/finish-van-thu/"
    assert Visitor("tam").post(address, {"seen": walk.dossier.sequence, "files": files}).status_code == 422

    named = {Path(one.file.path) for one in Attachment.objects.all()}
    kept = {path for path in (tmp_path / "attachments").rglob("*") if path.is_file()}
    assert kept - named
    for path in kept:
        aged(path, KEPT - timedelta(seconds=1))
    swept()
    assert all(path.exists() for path in kept)

    for path in kept:
        aged(path)
    swept()
    assert {path for path in kept if path.exists()} == named


def test_what_any_row_names_stays_and_so_does_what_is_none_of_ours(tmp_path: Path) -> None:
    draft = story.draft_of("alice", NOW)
    under_another_key = put(tmp_path, UUID(int=1).hex)
    Attachment.objects.filter(pk=draft.attachments.first().pk).update(file=f"attachments/00/{under_another_key.name}")
    foreign = [put(tmp_path, name) for name in ("readme.txt", "0" * 31, "Z" * 32)]
    orphan = put(tmp_path, UUID(int=2).hex)

    swept()

    assert not orphan.exists()
    assert under_another_key.exists()
    assert all(path.exists() for path in foreign)


def test_a_storage_of_another_database_is_left_alone(tmp_path: Path) -> None:
    others = [put(tmp_path, UUID(int=n).hex) for n in range(leftovers.MOST_AT_ONCE + 1)]
    orphan = put(tmp_path, UUID(int=255 << 120).hex)

    assert swept() == 1
    assert all(path.exists() for path in others)
    assert not orphan.exists(), "the next folder has its turn"


def test_a_run_goes_on_where_the_one_before_stopped(tmp_path: Path) -> None:
    at = local("2026-01-20 07:50")
    first, second = put(tmp_path, UUID(int=0).hex), put(tmp_path, UUID(int=24 << 120).hex)
    work = leftovers.Leftovers(at)
    assert work.batch(9) == ["00", "18"]
    work.turn("00")

    later = leftovers.Leftovers(at, work.place)
    assert later.batch(9) == ["18"]
    turns.take(leftovers.RUN, later)

    assert not first.exists()
    assert not second.exists()


def test_an_empty_storage_has_nothing_to_do() -> None:
    assert swept() == 0

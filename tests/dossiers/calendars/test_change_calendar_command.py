"""The command that changes the calendar: it previews, applies, counts, and refuses with a sentence."""

import json
from io import StringIO
from pathlib import Path

import psutil
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from dossiers import cores
from dossiers.calendars import ahead
from dossiers.models import CalendarPreview, JobState
from procedures.models import CalendarChange
from procedures.time.calendars import current_calendar
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.sharing import started, waiting

pytestmark = pytest.mark.usefixtures("committed_db")

STORM = {
    "on": "2026-01-15",
    "kind": "holiday",
    "name": {"vi": "Nghỉ bão", "en": "Storm"},
    "source": "77/QĐ-UBND",
    "official": True,
}


def storm_but(**changed: object) -> str:
    return json.dumps({"put": [STORM | changed]})


@pytest.fixture
def storm(tmp_path: Path) -> Path:
    file = tmp_path / "storm.json"
    file.write_text(json.dumps({"put": [STORM]}), encoding="utf-8")
    return file


def said(*options: str) -> str:
    out = StringIO()
    with time_machine.travel(local("2026-01-13 09:00"), tick=False):
        call_command("change_calendar", *options, "--decision", "77/QĐ-UBND", stdout=out)
    return out.getvalue()


def test_a_preview_lists_the_moved_dossiers_and_changes_nothing(storm: Path) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    before = current_calendar()

    told = said(str(storm), "--preview")

    assert f"{walk.dossier.code}: " in told
    assert "due_at 17:00 19/01/2026 → 17:00 20/01/2026" in told
    assert "Đã xem 1 hồ sơ: 1 đổi ngày" in told
    assert current_calendar() == before
    assert not CalendarChange.objects.exists()


@pytest.fixture
def several(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store dossiers that move and one that is closed, which are three parts of a work."""
    monkeypatch.setattr(ahead, "PART", 2)
    for _ in range(4):
        dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    dossier_at("returned", at=local("2026-01-05 08:30"))


@pytest.mark.usefixtures("several")
def test_a_preview_says_and_stores_the_same_with_any_number_of_processes(storm: Path) -> None:
    told = [said(str(storm), "--preview", "--processes", processes) for processes in ("1", "2", "3")]

    assert "4 đổi ngày" in told[0]
    assert set(told) == {told[0]}
    rows = [list(preview.rows.order_by("dossier").values_list("dossier", "effect", "told")) for preview in previews()]
    assert len(rows[0]) == 4
    assert rows == [rows[0]] * 3
    jobs = [(preview.job.state, preview.job.total, preview.job.done) for preview in previews()]
    assert jobs == [(JobState.DONE, jobs[0][1], jobs[0][1])] * 3


def previews() -> list[CalendarPreview]:
    """Return what was previewed."""
    return list(CalendarPreview.objects.select_related("job").order_by("pk"))


@pytest.mark.usefixtures("several")
def test_what_no_other_process_could_look_at_is_looked_at_all_the_same(
    storm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = said(str(storm), "--preview", "--processes", "1")
    monkeypatch.setattr(cores, "each", lambda *_arguments, **_options: (one for one in ()))

    assert said(str(storm), "--preview", "--processes", "2") == alone


@pytest.mark.usefixtures("several")
def test_a_preview_ends_with_a_sentence_where_a_process_of_it_is_killed(storm: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_event IN ACCESS EXCLUSIVE MODE")
        options = ("--preview", "--processes", "2", "--decision", "1")
        command = started("change_calendar", str(storm), *options)
        workers = waiting(cursor, command, "dossiers_event", processes=1)
        workers[0].kill()
        _out, words = command.communicate(timeout=60)
        _gone, alive = psutil.wait_procs(workers, timeout=60)

    assert command.returncode == 1
    assert ahead.LOST.vi in words.decode() or ahead.LOST.en in words.decode()
    assert alive == []
    assert [preview.job.state for preview in previews()] == [JobState.STOPPED]


def test_no_process_at_all_is_refused(storm: Path) -> None:
    with pytest.raises(CommandError, match="at least one process"):
        said(str(storm), "--preview", "--processes", "0")


def test_applying_counts_at_once(storm: Path) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))

    assert "Đã đổi lịch theo 77/QĐ-UBND: 1 hồ sơ có ngày mới, 0 hồ sơ không tính được." in said(str(storm))

    walk.dossier.refresh_from_db()
    assert walk.dossier.due_at == local("2026-01-20 17:00")
    assert CalendarChange.objects.get().finished_at is not None


def test_the_next_year_is_added() -> None:
    said("--add-year", "2028")
    assert current_calendar().last.year == 2028


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("no json", "không phải là JSON"),
        ("[" * 100_000, "không phải là JSON"),
        ("[]", "mục lạ"),
        ('{"putt": []}', "mục lạ: putt"),
        ('{"through": 2100}', "mục lạ: through"),
        ('{"put": [{"on": "2026-01-15"}]}', "thiếu mục 'name'"),
        (storm_but(on="2026-13-01"), "không có dạng"),
        (storm_but(official="yes"), "không có dạng"),
        (storm_but(name={"vi": "", "en": "Storm"}), "không có dạng"),
        (storm_but(name={"vi": 5, "en": None}), "không có dạng"),
        (storm_but(name={"vi": "Bão\x00", "en": "Storm"}), "không có dạng"),
        (storm_but(name={"vi": "Bão\ud800", "en": "Storm"}), "không có dạng"),
        ('{"unit": "nowhere"}', "không có đơn vị nowhere"),
        ('{"week": [[["08:00"]]]}', "không có dạng"),
        ('{"removed": ["2026-01-15"]}', "không có gì khác ngày thường"),
        ('{"week": [[["12:00", "08:00"]], [], [], [], [], [], []]}', "phải kết thúc sau khi bắt đầu"),
        ("{}", "không có gì thay đổi"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        said(str(file))
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize("decision", ["", "  ", "x" * 101, "7\x00"])
def test_without_a_number_of_a_decision_nothing_changes(storm: Path, decision: str) -> None:
    with pytest.raises(CommandError, match="--decision"), time_machine.travel(local("2026-01-13 09:00"), tick=False):
        call_command("change_calendar", str(storm), "--decision", decision)
    assert not CalendarChange.objects.exists()


def test_a_decision_of_a_day_to_come_is_refused(storm: Path) -> None:
    with pytest.raises(CommandError, match="chưa đến"):
        said(str(storm), "--decided-on", "2026-01-14")
    assert not CalendarChange.objects.exists()


def test_a_file_that_is_not_there_and_a_year_far_away_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        said(str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="2028"):
        said("--add-year", "2100")

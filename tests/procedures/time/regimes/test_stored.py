"""Regimes are published by a command, all or none, and what was in use never moves."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiers.management.commands.publish_regimes import used_through
from procedures import steady
from procedures.language.errors import DefinitionErrors
from procedures.models import RegimeVersion
from procedures.time.regimes.book import Days
from procedures.time.regimes.stored import Report, publish, stored
from tests.procedures.time.regimes.law import CARRY_ON_AGAIN, edited, shipped, written

LATER = CARRY_ON_AGAIN


def published(path: Path, *, through: date | None = date(2030, 12, 31)) -> Report:
    return publish([path], at=timezone.now(), used_through=lambda: through)


def refused(path: Path, **given: date | None) -> str:
    with pytest.raises(DefinitionErrors) as raised:
        published(path, **given)
    return str(raised.value)


def test_the_shipped_ones_are_published_word_for_word(db):
    assert dict(RegimeVersion.objects.values_list("slug", "text")) == shipped()


def test_a_new_regime_is_added_by_a_file_and_known_to_every_process(committed_db, tmp_path):
    known = steady.now()
    before = known.regimes.ruling(Days(act=date(2031, 1, 1)))

    report = published(written(tmp_path, "nd-mau", LATER))

    after = steady.now()
    assert report == Report(("nd-mau",), ())
    assert after is not known
    assert (before.answer_hours, after.regimes.ruling(Days(act=date(2031, 1, 1))).answer_hours) == (8, 4)


def test_what_is_published_already_is_left_alone(committed_db, tmp_path):
    path = written(tmp_path, "nd-mau", LATER)
    published(path)

    assert published(path, through=date(2031, 6, 1)) == Report((), ("nd-mau",))


def test_a_regime_that_was_published_does_not_change(committed_db, tmp_path):
    text = edited("nd-61-2018", ("value = 3", "value = 5"))["nd-61-2018"]

    told = refused(written(tmp_path, "nd-61-2018", text))

    assert "nd-61-2018.toml: tệp: chế độ này đã công bố với nội dung khác" in told


@pytest.mark.parametrize("through", [date(2031, 1, 1), date(2031, 5, 4)])
def test_a_day_in_use_is_not_moved(committed_db, tmp_path, through):
    told = refused(written(tmp_path, "nd-mau", LATER), through=through)

    assert "nd-mau.toml: from: làm đổi quy định của ngày 01/01/2031" in told
    assert f"đã được giải quyết đến ngày {through:%d/%m/%Y}" in told
    assert not RegimeVersion.objects.filter(slug="nd-mau").exists()


def test_one_that_replaces_from_a_day_in_use_is_refused(committed_db, tmp_path):
    text = shipped()["nd-118-2025"].replace("from = 2025-07-01", "from = 2026-09-01")
    text = text.replace('replaces = ["nd-61-2018"]', 'replaces = ["nd-118-2025", "nd-367-2025", "nd-309-2026"]')

    told = refused(written(tmp_path, "nd-mau", text), through=date(2026, 9, 1))

    assert "làm đổi quy định của ngày 01/09/2026" in told


def test_where_nothing_was_done_yet_any_day_may_be_moved(committed_db, tmp_path):
    text = LATER.replace("from = 2031-01-01", "from = 2026-01-01")

    assert published(written(tmp_path, "nd-mau", text), through=None).published == ("nd-mau",)


def test_a_gap_or_an_overlap_with_what_is_there_is_refused(committed_db, tmp_path):
    told = refused(written(tmp_path, "nd-mau", LATER.replace('amends = ["nd-118-2025"]', "")))

    assert "nd-mau.toml: supplement_after: từ 01/01/2031 trở đi chồng nhau: nd-118-2025 và nd-mau" in told


def test_all_are_published_or_none(committed_db, tmp_path):
    good, bad = written(tmp_path, "nd-mau", LATER), written(tmp_path, "nd-hai", "from = 2031-01-01")

    with pytest.raises(CommandError, match="nothing published"):
        call_command("publish_regimes", good, bad, stderr=(said := StringIO()))

    assert "nd-hai.toml: name: thiếu" in said.getvalue()
    assert not RegimeVersion.objects.filter(slug="nd-mau").exists()


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError):
        call_command("publish_regimes", tmp_path / "khong-co.toml", stderr=(said := StringIO()))

    assert "khong-co.toml: tệp: không đọc được" in said.getvalue()


def test_a_check_publishes_nothing(committed_db, tmp_path):
    call_command("publish_regimes", written(tmp_path, "nd-mau", LATER), "--check", stdout=(said := StringIO()))

    assert said.getvalue() == "nd-mau: would be published\n"
    assert not RegimeVersion.objects.filter(slug="nd-mau").exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_every_change(db, change):
    rows = RegimeVersion.objects.filter(slug="nd-61-2018")

    with pytest.raises(IntegrityError, match="regime nd-61-2018 is final"), transaction.atomic():
        rows.update(text="") if change == "update" else rows.delete()

    assert stored() == stored()


def test_nothing_is_in_use_where_nothing_was_done(db):
    assert used_through() is None

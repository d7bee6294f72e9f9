"""What is to be stopped comes to no decision, so that nobody reads that one will wait for the fee."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.dossiers.browsing import read
from tests.dossiers.desk.test_fees import page
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def test_once_it_is_to_be_stopped_no_decision_waits_for_the_fee_until_that_is_undone(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("tham-dinh")
    assert "will wait for 1.800.000 đ" in read(page(walk, "dung")).words()

    walk.take("decide-stop", "lan", reason="Người nộp yêu cầu.")

    assert "will wait for" not in read(page(walk)).words()
    assert "will wait for" not in read(page(walk, "lan")).words()
    walk.take("take-back-stop", "lan", reason="Nhầm hồ sơ.")
    assert "will wait for 1.800.000 đ" in read(page(walk, "dung")).words()


def test_meanwhile_nobody_reads_that_the_fee_is_to_be_paid_later(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").until("tham-dinh")
    assert "To be paid later: 1.800.000 đ" in read(page(walk, "dung")).words()

    walk.take("decide-stop", "lan", reason="Người nộp yêu cầu.")

    for who in ("bob", "lan"):
        words = read(page(walk, who)).words()
        assert "Not paid so far: 1.800.000 đ" in words, who
        assert "is about to end without a result" in words, who
        assert "To be paid later" not in words, who
        assert "to be paid before the decision" not in words, who
    walk.take("take-back-stop", "lan", reason="Nhầm hồ sơ.")
    assert "To be paid later: 1.800.000 đ" in read(page(walk, "dung")).words()

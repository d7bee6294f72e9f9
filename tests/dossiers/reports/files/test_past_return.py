"""What a file says of open dossiers that are past their return date."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.seats import Seats, seats_of
from dossiers.models import Dossier
from dossiers.reports.files.lines import read
from dossiers.reports.files.listed import fields_of, table
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local

pytestmark = pytest.mark.django_db


def test_a_file_says_which_open_dossiers_are_past_their_return_date() -> None:
    dossier = dossier_at("phan-cong").dossier
    assert dossier.late_at is not None
    seats = seats_of(story.person("bob"), MONDAY.date())

    fields = fields_of(("verdict",))
    row = tuple(getattr(dossier, field) for field in fields)
    said = [
        table(("verdict",), [row], seats, at)[0][0] for at in (dossier.late_at - timedelta(seconds=1), dossier.late_at)
    ]

    assert said == ["", "Quá hạn"]


def test_of_what_became_late_and_is_paused_a_file_says_what_the_list_says() -> None:
    walk, seats = dossier_at("tham-dinh", at=local("2026-01-05 08:30")), seats_of(story.person("bob"), MONDAY.date())
    names, at = ("verdict", "due", "marks", "longest"), local("2026-01-26 09:00")
    running = at - timedelta(days=4, hours=1)
    before = file_of(walk.dossier, names, seats, running)
    act(walk, "ask-payment", "dung", "2026-01-22 09:00")

    paused = file_of(walk.dossier, names, seats, at)

    assert (before["verdict"], before["marks"]) == ("Quá hạn", "phí chưa đến hạn nộp")
    assert f"{before['due']:%d/%m/%Y}" == "19/01/2026"
    assert (paused["verdict"], paused["due"]) == ("Quá hạn", "")
    late, owed = "quá hạn từ 20/01/2026, chậm ở: Phòng Báo chí - Xuất bản", "chưa nộp 1.800.000 đ"
    assert paused["marks"].replace("\N{NO-BREAK SPACE}", " ") == f"{late}; {owed}"
    for row in (before, paused):
        assert row["longest"].startswith("Phòng Báo chí - Xuất bản: ")


def file_of(dossier: Dossier, names: tuple[str, ...], seats: Seats, at: datetime) -> dict[str, Any]:
    """Return the row of a dossier in a file, by the names of its columns."""
    found = read(fields_of(names), [dossier.pk], Dossier.objects.all())
    return {name: column[0] for name, column in zip(names, table(names, found, seats, at), strict=True)}

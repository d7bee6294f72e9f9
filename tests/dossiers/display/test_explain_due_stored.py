"""``explain_due --dossier``: a stored dossier as it stood at an instant, in the form of a clock that never ran."""

import json
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.dossiers.lifecycle import dossier_at, local, supplemented

pytestmark = pytest.mark.django_db

SLUG = "xb-tai-lieu-khong-kinh-doanh"


def explained(*options: str) -> tuple[str, str]:
    said, told = StringIO(), StringIO()
    with time_machine.travel(local("2026-02-10 09:00"), tick=False):
        call_command("explain_due", *options, stdout=said, stderr=told)
    return said.getvalue(), told.getvalue()


def as_json(*options: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(explained(*options, "--json")[0])
    return described


def test_a_stored_dossier_is_explained_as_a_clock_with_the_same_marks_is() -> None:
    walk = supplemented()
    accepted = walk.dossier.accepted_at.isoformat()

    stored = as_json("--dossier", walk.dossier.code, "--as-of", "2026-01-14T15:00")
    without = as_json(SLUG, "--accepted", accepted, "--pause", "2026-01-07T10:00..2026-01-14T15:00")

    only = {"dossier", "as_of", "state", "status", "holder", "answer_due_at", "steps"}
    assert stored.keys() - without.keys() == only
    same = without.keys() - {"attribution", "version"}
    assert {name: stored[name] for name in same} == {name: without[name] for name in same}
    assert (stored["state"], stored["status"], stored["holder"]) == ("tham-dinh", 4, "specialist")


def test_whose_hands_sums_to_the_whole_for_both_kinds() -> None:
    walk = supplemented()

    for options in (
        ("--dossier", walk.dossier.code),
        (SLUG, "--accepted", "2026-01-05T09:00", "--pause", "2026-01-07T10:00..2026-01-14T15:00"),
    ):
        hands = as_json(*options)["attribution"]
        assert sum(part["minutes"] for part in hands["parts"]) == hands["minutes"]
        assert {"citizen", "closed"} < {part["hands"] for part in hands["parts"]}


def test_pauses_that_overlap_count_once_in_the_applicants_hands() -> None:
    hands = as_json(
        SLUG, "--accepted", "2026-01-05T09:00", "--pause", "payment:2026-01-06T09:00..2026-01-07T09:00",
        "payment:2026-01-06T21:00..2026-01-07T21:00", "--finished", "2026-01-08T09:00",
    )["attribution"]  # fmt: skip

    assert {part["hands"]: part["minutes"] for part in hands["parts"]} == {
        "office": 420 + 60 + 60,
        "citizen": 36 * 60,
        "closed": 72 * 60 - 540 - 36 * 60,
    }


def test_what_came_later_is_not_told() -> None:
    walk = supplemented()

    before = as_json("--dossier", walk.dossier.code.lower(), "--as-of", "2026-01-06T10:00+07:00")

    assert before["due_at"] == "2026-01-19T17:00:00+07:00"
    assert before["as_of"] == "2026-01-06T10:00:00+07:00"
    assert [step["hands"] for step in before["steps"]] == ["desk", "division", "division"]
    assert before["steps"][-1]["ended_at"] is None


def test_a_dossier_that_was_not_accepted_has_no_dates_yet() -> None:
    code = dossier_at("filed").dossier.code

    described = as_json("--dossier", code, "--as-of", "2026-01-05T10:00")
    text = explained("--dossier", code, "--as-of", "2026-01-05T10:00")[0]

    assert [described[name] for name in ("due_at", "verdict", "days", "spent")] == [None, None, [], 0]
    assert described["answer_due_at"] == "2026-01-06T08:30:00+07:00"
    assert "Phải trả lời trước" in text


def test_people_read_state_hands_steps_and_days() -> None:
    walk = supplemented()

    lines = [
        " ".join(line.split())
        for line in explained("--dossier", walk.dossier.code, "--as-of", "2026-01-08T09:00")[0].splitlines()
    ]

    assert f"Hồ sơ {walk.dossier.code}" in lines
    assert "Thời điểm 09:00 08/01/2026" in lines
    assert "Trạng thái Chờ người nộp bổ sung hồ sơ" in lines
    assert "Bổ sung hồ sơ 10:00 07/01/2026 –, chưa kết thúc" in lines
    assert "Hẹn trả đang có 17:00 19/01/2026, đang tạm dừng: sẽ có ngày hẹn mới" in lines
    assert any(line.startswith("Người nộp hồ sơ 23 giờ 0 phút") for line in lines)
    assert any(line.startswith("10:00 07/01/2026 – … Chờ người nộp bổ sung hồ sơ") for line in lines)


def test_an_instant_to_come_is_counted_as_if_nothing_more_happened_and_says_so() -> None:
    said, told = explained("--dossier", dossier_at("accepted").dossier.code, "--as-of", "2026-03-02T09:00", "--json")

    assert json.loads(said)["spent"] == 35
    assert "chưa tới" in told


REFUSED = [
    ((), "một trong hai"),
    ((SLUG, "--dossier", "{code}"), "một trong hai"),
    ((SLUG,), "thiếu --accepted"),
    ((SLUG, "--accepted", "2026-01-05", "--as-of", "2026-01-05"), "--as-of chỉ đi cùng --dossier"),
    (("--dossier", "{code}", "--accepted", "2026-01-05"), "bỏ --accepted"),
    (("--dossier", "{code}", "--pause", "2026-01-05..2026-01-06", "--version", "1"), "bỏ --pause, --version"),
    (("--dossier", "{code}", "--event-at", "2026-01-05"), "bỏ --event-at"),
    (("--dossier", "{code}", "--as-of", "2026-01-05T08:29"), "nộp lúc 08:30 05/01/2026"),
    (("--dossier", "{code}", "--as-of", "hôm qua"), "không phải thời điểm ISO 8601"),
    (("--dossier", "{code}", "--as-of", "9999-12-31T23:59:59Z"), "chưa có lịch nghỉ năm 9999"),
    (("--dossier", "{code}", "--as-of", "2031-01-01"), "chưa có lịch nghỉ năm 2031"),
    (("--dossier", "H26.NN-260105-9999"), "không có hồ sơ"),
    (("--dossier", ""), "không có hồ sơ"),
]


@pytest.mark.parametrize(("options", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(options: tuple[str, ...], sentence: str) -> None:
    code = dossier_at("accepted").dossier.code

    with pytest.raises(CommandError, match=sentence):
        explained(*(option.format(code=code) for option in options))

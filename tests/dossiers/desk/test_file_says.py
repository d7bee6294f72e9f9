"""What a file says of its papers and of its dates: no more than is so, and only where it matters."""

from datetime import datetime

import pytest

from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

UNPUBLISHED = "Ngày hẹn trả có tính ngày nghỉ 24/11/2026 chưa được công bố chính thức."

pytestmark = pytest.mark.django_db


def words(dossier: Dossier, who: str = "bob") -> str:
    return read(Visitor(who, language="vi").get(f"/mot-cua/{dossier.code}/")).words()


@pytest.mark.at(local("2026-01-05 09:00"))
def test_what_is_counted_is_said_to_be_papers_and_answers() -> None:
    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier_at('filed').dossier.code}/").content.decode()

    said = page.partition('id="review-count"')[2].partition("</p>")[0]
    assert "Giấy tờ và câu trả lời: đạt 0/" in said
    assert "review-count" not in page.partition("<h2")[2].partition("</h2>")[0]


@pytest.mark.parametrize(
    ("at", "now", "is_named"),
    [
        ("2026-11-20 09:00", "2026-11-20 15:00", True),
        ("2026-11-25 09:00", "2026-11-25 15:00", False),
    ],
    ids=["over-it", "behind-it"],
)
def test_a_day_off_that_is_not_official_is_named_where_the_date_rests_on_it(
    at: str, now: str, time_machine, *, is_named: bool
) -> None:
    time_machine.move_to(local(now))
    walk = Walk(story.file("alice", at=local(at)), local(at)).until("tham-dinh")

    said = words(walk.dossier)

    assert (UNPUBLISHED in said) == is_named
    assert ("công bố chính thức" in said) == is_named


def test_what_is_over_says_nothing_of_a_day_off(time_machine) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=LOCAL)
    time_machine.move_to(local("2026-12-10 09:00"))
    walk = Walk(story.file("alice", at=at), at).until("result-ready")

    assert walk.dossier.is_open
    assert UNPUBLISHED not in words(walk.dossier)


@pytest.mark.at(local("2026-01-26 09:00"))
def test_what_is_late_and_paused_says_since_when_and_who_made_it_late() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "ask-payment", "dung", "2026-01-22 09:00")

    assert "Quá hạn từ 20/01/2026, chậm ở: Phòng Báo chí - Xuất bản." in words(walk.dossier)


TOO_LATE = "Đã quá ngày hẹn trả, không hẹn lại được nữa:"


def test_an_overdue_file_says_to_who_could_have_set_a_new_date_why_there_is_none(time_machine) -> None:
    dossier = dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier
    time_machine.move_to(local("2026-01-16 09:00"))
    assert TOO_LATE not in words(dossier, "lan")

    time_machine.move_to(local("2026-01-20 09:00"))

    said = (
        words(dossier, "lan").partition(TOO_LATE)[2].partition("Hãy dùng “Xin lỗi và hẹn ngày trả, không đổi hạn”.")[0]
    )
    assert said.strip().startswith("Phải hẹn lại ngày trả kết quả chậm nhất 1 ngày trước ngày hẹn hiện tại. Căn cứ: ")
    assert said.partition("Căn cứ: ")[2].startswith("Nghị định 118/2025/NĐ-CP"), "not what another province decided"
    assert "Lai Châu" not in said
    assert len(said) < 400
    assert TOO_LATE not in words(dossier, "dung")


@pytest.mark.at(local("2026-01-05 09:00"))
def test_the_field_of_notes_says_when_whoever_is_named_is_told() -> None:
    assert "thư báo gửi sau 5 phút" in words(dossier_at("filed").dossier)

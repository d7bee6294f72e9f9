"""A game point near a school, or open at night: an older decree refused it, so the form warns, and the officer reads why."""

from datetime import datetime

import pytest

from dossiers.filing import composed, drafts
from dossiers.models import Dossier
from portal.demo import story
from procedures.composing import names_in
from procedures.form import QuestionKind
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

SLUG = "gcn-diem-tro-choi"
FORM = f"/ho-so/nop/{SLUG}/"
CHECK = f"{FORM}kiem-tra/"
SENTENCES = (
    "Dưới 200 m tới trường học: Nghị định 72/2013/NĐ-CP",
    "Trước 8 giờ: Nghị định 174/2026",
    "Sau 22 giờ: Nghị định 174/2026",
)

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))]


def checked(alice: Visitor, **typed: str) -> str:
    """Return what the check says of a complete form with these answers."""
    story.draft_of("alice", datetime(2026, 12, 1, 8, 0, tzinfo=LOCAL), slug=SLUG)
    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "check"}, follow=True)
    assert page.redirect_chain == [(CHECK, 302)]
    return read(page).words()


def test_what_an_older_decree_refused_is_filed_with_a_warning_that_the_officer_reads_too() -> None:
    alice = Visitor("alice", language="vi")

    words = checked(alice, school_distance="199", opens_at="7", closes_at="23")

    assert all(sentence in words for sentence in SENTENCES)
    assert "quy định hiện nay có thể khác" in words, "what is doubtful of it"
    alice.send(alice.get(CHECK), CHECK, follow=True)
    code = Dossier.objects.get().code
    file = read(Visitor("bob", language="vi").get(f"/mot-cua/{code}/")).words()
    assert all(f"Tờ khai nhắc người nộp: {sentence}" in file for sentence in SENTENCES), (
        "it does not speak to the officer"
    )


def test_a_draft_is_not_called_by_who_issued_the_paper_before() -> None:
    machine = ProcedureVersion.objects.current().get(procedure__slug="gia-han-gcn-diem-tro-choi").machine
    names = names_in(machine.subject)
    others = {one.name: "UBND phường Cầu Giấy" for one in machine.questions if one.kind is QuestionKind.TEXT}
    values = {name: text for name, text in others.items() if name not in names}

    assert values
    assert composed.subject_so_far(machine, values) == ""
    assert composed.subject_so_far(machine, {**values, names[0]: "Quán Sao Mai"}) == "Quán Sao Mai"


def test_who_would_withdraw_reads_what_that_ends() -> None:
    code = story.file("alice", at=datetime(2026, 12, 1, 8, 0, tzinfo=LOCAL), slug=SLUG).code

    words = read(Visitor("alice", language="vi").get(f"/ho-so/{code}/")).words()

    assert "Khi Bộ phận Một cửa xác nhận, hồ sơ kết thúc và không có kết quả" in words


def test_within_them_nothing_is_said() -> None:
    words = checked(Visitor("alice", language="vi"), school_distance="200", opens_at="8", closes_at="22")

    assert not any(sentence in words for sentence in SENTENCES)


@pytest.mark.parametrize(("closes", "warned"), [("6", True), ("8", False), ("9", False)])
def test_hours_that_end_before_they_begin_are_filed_with_a_warning(closes: str, warned: bool) -> None:
    words = checked(Visitor("alice", language="vi"), school_distance="200", opens_at="8", closes_at=closes)

    assert ("Giờ đóng cửa ghi trước giờ mở cửa" in words) is warned


FIRE, CROWDED = "Điểm chưa có thiết bị hoặc nội quy phòng cháy, chữa cháy.", "Số máy nhiều hơn số mét vuông"


@pytest.mark.parametrize(
    ("fire_safety", "machines", "told"),
    [("no", "200", [FIRE, CROWDED]), ("no", "45", [FIRE]), ("yes", "46", [CROWDED]), ("yes", "45", [])],
)
def test_no_fire_safety_and_more_machines_than_there_is_room_for_are_warned_of(
    fire_safety: str, machines: str, told: list[str]
) -> None:
    words = checked(Visitor("alice", language="vi"), fire_safety=fire_safety, machines=machines, area="45")

    assert [sentence for sentence in (FIRE, CROWDED) if sentence in words] == told


def test_who_would_extend_what_has_lapsed_is_led_to_the_desk() -> None:
    machine = ProcedureVersion.objects.current().get(procedure__slug="gia-han-gcn-diem-tro-choi").machine
    values = {"expires_on": "2026-11-01"}

    told = [doubt.vi for _question, doubt in drafts.warnings(machine, values, datetime(2026, 12, 1, 9, tzinfo=LOCAL))]

    assert any("đã hết hạn" in sentence for sentence in told), told

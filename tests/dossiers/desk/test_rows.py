"""What a row of a work-list says: what tells it apart, who has it, what is due first, and what it is marked with."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from dossiers import acts
from dossiers.models import Dossier
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, supplemented
from tests.dossiers.lifecycle import local as at
from tests.dossiers.listed import Line, listed
from tests.dossiers.officers import filed_by, officer

pytestmark = pytest.mark.django_db


def rows(who: str, list_: str = "open", language: str = "vi", **asked: str) -> dict[str, Line]:
    page = Visitor(who, language=language).get("/mot-cua/", {"list": list_, **asked})
    return listed(page)


def test_a_row_names_who_has_it_where_that_is_one_person() -> None:
    appraised, reviewed, filed = (dossier_at(state).dossier for state in ("tham-dinh", "xem-xet", "filed"))
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")

    shown = rows("hoa")

    assert shown[appraised.code].holder == "Hoàng Tiến Dũng"
    assert shown[reviewed.code].holder == "Phạm Thị Hoa"
    assert rows("bob")[filed.code].holder == "Cán bộ một cửa"
    assert "Hoàng Tiến Dũng" in read(Visitor("hoa", language="vi").get("/mot-cua/?list=open")).words()


def test_an_applicant_is_not_named_as_who_handles_the_own_dossier() -> None:
    own = filed_by("bob", MONDAY).dossier

    assert rows("lan")[own.code].holder == "Cán bộ một cửa"


def test_who_has_no_seat_any_more_is_still_named_as_one_who_has_left() -> None:
    dossier = dossier_at("tham-dinh").dossier
    story.person("dung").memberships.all().delete()

    assert rows("hoa")[dossier.code].holder == "Hoàng Tiến Dũng (đã thôi)"


@pytest.mark.parametrize(
    ("after", "word"),
    [
        (timedelta(days=-2), "Hạn của bước, còn 5 giờ LV"),
        (timedelta(), "Bước sắp hết hạn, còn dưới 1 giờ LV"),
        (timedelta(minutes=1), "Bước bị chậm"),
    ],
    ids=["long-before", "at-its-minute", "a-minute-later"],
)
def test_a_row_says_that_its_step_is_late_while_the_dossier_still_looks_in_time(
    after: timedelta, word: str, time_machine: Any
) -> None:
    dossier = dossier_at("phan-cong").dossier
    assert dossier.step_due_at is not None
    assert dossier.late_at is not None
    assert dossier.nearest_at == dossier.step_due_at < dossier.late_at
    time_machine.move_to(dossier.step_due_at + after, tick=False)

    words = read(Visitor("hoa", language="vi").get("/mot-cua/")).words()

    assert f"{word} {local(dossier.step_due_at):%H:%M %d/%m/%Y}" in words
    assert f"{local(dossier.due_at):%d/%m/%Y}" in words


@pytest.mark.at(at("2026-01-26 09:00"))
def test_what_became_late_at_the_office_says_so_in_its_pause() -> None:
    walk = dossier_at("tham-dinh", at=at("2026-01-05 08:30"))
    act(walk, "ask-payment", "dung", "2026-01-22 09:00")
    in_time = dossier_at("tham-dinh.payment-due", at=at("2026-01-20 08:30")).dossier

    shown = rows("bob", "late")

    assert [*shown] == [walk.dossier.code]
    assert "quá hạn từ 20/01/2026, chậm ở: Phòng Báo chí - Xuất bản" in shown[walk.dossier.code].marks
    assert "quá hạn từ" not in rows("bob")[in_time.code].marks


def test_in_a_pause_no_appointment_is_shown_since_none_is_in_force() -> None:
    walk = dossier_at("tham-dinh")
    due = f"{local(walk.dossier.due_at):%d/%m/%Y}"
    hoa = Visitor("hoa", language="vi")
    assert due in read(hoa.get("/mot-cua/?list=open")).words()

    act(walk, "ask-payment", "dung", "2026-01-07 07:00")

    words = read(hoa.get("/mot-cua/?list=open")).words()
    assert walk.dossier.applicant_name in words
    assert due not in words


def test_an_answer_that_is_not_confirmed_yet_is_in_the_pause_still() -> None:
    dossier = dossier_at("tham-dinh.supplement-answered").dossier

    words = read(Visitor("bob", language="vi").get("/mot-cua/?list=open")).words()

    assert dossier.code.rpartition(".")[2].rpartition("-")[2] in words
    assert f"{local(dossier.due_at):%d/%m/%Y}" not in words


def test_a_whole_deadline_that_is_near_is_told_beside_a_late_step(time_machine: Any) -> None:
    dossier = dossier_at("phan-cong").dossier
    assert dossier.due_soon_at is not None
    time_machine.move_to(dossier.due_soon_at, tick=False)

    page = Visitor("hoa", language="vi").get("/mot-cua/?list=open").content.decode()

    cell = page.split('data-label="Hạn trả kết quả">')[1].split("</td>")[0]
    assert "Bước bị chậm" in rows("hoa")[dossier.code].nearest
    assert "badge-due--due_soon" in cell


def test_red_is_a_dossier_that_is_late_as_a_whole_and_no_other(time_machine: Any) -> None:
    dossier = dossier_at("phan-cong").dossier
    assert dossier.late_at is not None

    def shown() -> tuple[str, bool, bool]:
        page = Visitor("hoa", language="vi").get("/mot-cua/?list=open").content.decode()
        return rows("hoa")[dossier.code].nearest, "badge-due--overdue" in page, dossier.code in rows("hoa", "late")

    time_machine.move_to(dossier.late_at - timedelta(minutes=1), tick=False)
    before = shown()
    time_machine.move_to(dossier.late_at, tick=False)
    after = shown()

    assert ("Bước bị chậm" in before[0], *before[1:]) == (True, False, False)
    assert (f"Quá hạn {local(dossier.due_at):%d/%m/%Y}" in after[0], *after[1:]) == (True, True, True)


def test_what_is_due_first_stands_on_top_and_what_is_due_by_no_date_at_the_end(time_machine: Any) -> None:
    late, ready, paused, early = (
        dossier_at(state, at=at(day)).dossier
        for state, day in (
            ("phan-cong", "2026-01-06 09:00"),
            ("result-ready", "2026-01-05 08:30"),
            ("tham-dinh.supplement-asked", "2026-01-05 08:30"),
            ("filed", "2026-01-05 08:30"),
        )
    )
    time_machine.move_to(at("2026-01-12 08:00"), tick=False)

    shown = list(rows("bob"))

    assert shown[:2] == [early.code, late.code]
    assert set(shown[2:]) == {ready.code, paused.code}


def marks(dossier: Dossier, who: str = "bob") -> str:
    return rows(who)[dossier.code].marks


def test_a_row_is_marked_as_new_until_the_office_did_something() -> None:
    walk = dossier_at("filed")
    assert marks(walk.dossier).startswith("mới")

    act(walk, "accept", "bob", "2026-01-05 09:00")

    assert "mới" not in marks(walk.dossier)


def test_what_was_passed_on_is_new_to_who_has_it_now_and_what_was_sent_back_is_not() -> None:
    walk = dossier_at("xem-xet")
    assert marks(walk.dossier, "hoa").startswith("mới")

    act(walk, "send-back-tham-dinh", "hoa", "2026-01-07 09:00")

    assert marks(walk.dossier, "hoa").startswith("trả lại")


def test_a_supplement_that_was_answered_is_marked_until_the_desk_has_confirmed_it() -> None:
    assert marks(dossier_at("tham-dinh.supplement-answered").dossier).startswith("đã bổ sung")
    assert "đã bổ sung" not in marks(supplemented().dossier)


def test_what_is_owed_is_known_by_what_was_asked_for_and_what_was_paid() -> None:
    walk = dossier_at("tham-dinh")
    assert walk.dossier.owed == 1_800_000

    asked = act(walk, "ask-payment", "dung", "2026-01-07 09:00")
    owed = asked.facts["fee"]
    assert walk.dossier.owed == owed > 0
    assert "chưa nộp" in marks(walk.dossier)
    assert walk.dossier.code in rows("bob", fee="owed")

    act(walk, "confirm-payment", "bob", "2026-01-08 09:00")

    assert walk.dossier.owed == 0
    assert walk.dossier.code in rows("bob", fee="none")


def test_a_fee_that_the_answers_make_due_is_owed_from_the_filing_on() -> None:
    dossier, other = story.file("alice", at=MONDAY), story.file("viet-an", at=MONDAY, slug="gp-buu-chinh")

    assert dossier.owed == dossier.events.get().facts["due"] == 1_800_000
    assert other.owed == other.events.get().facts["due"] == 0
    assert set(rows("bob", fee="owed")) == {dossier.code}


def test_a_message_that_waits_marks_its_dossier_until_it_is_answered() -> None:
    written, other = dossier_at("tham-dinh").dossier, dossier_at("tham-dinh").dossier
    story.take(written, acts.TO_OFFICE, "alice", at=at("2026-01-07 09:00"), message="Xin cho biết thêm.")

    assert set(rows("bob")) >= {written.code, other.code}
    assert set(rows("bob", message="waiting")) == set(rows("hoa", message="waiting")) == {written.code}
    assert marks(written).endswith("Có tin nhắn")
    assert "tin nhắn" not in marks(other)
    page = read(Visitor("bob", language="vi").get("/mot-cua/?list=open&message=waiting")).words()
    assert "Tin nhắn: chờ trả lời" in page

    written.refresh_from_db()
    story.take(written, acts.TO_APPLICANT, "dung", at=at("2026-01-07 10:00"), message="Hồ sơ đang thẩm định.")

    assert not rows("bob", message="waiting")
    assert "tin nhắn" not in marks(written)


def test_columns_are_those_that_were_chosen() -> None:
    dossier_at("tham-dinh")

    heads = read(Visitor("bob", language="vi").get("/mot-cua/?list=open&cols=filed&cols=channel")).words()

    assert "Ngày nộp Hình thức nộp" in heads
    assert "05/01/2026Nộp trực tuyến" in heads
    assert "Hoàng Tiến Dũng ·" not in heads


def test_a_wish_to_withdraw_marks_its_row() -> None:
    walk = dossier_at("accepted")
    assert "xin rút" not in marks(walk.dossier)

    act(walk, "ask-withdrawal", "alice", "2026-01-05 15:00")

    assert "đã xin rút" in marks(walk.dossier)


def test_where_a_version_says_nothing_of_the_subject_the_row_reads_what_is_asked_for() -> None:
    dossier = dossier_at("filed").dossier
    Dossier.objects.filter(pk=dossier.pk).update(subject="", organisation="Công ty TNHH Việt An")

    line = rows("bob")[dossier.code]

    assert line.subject == line.procedure
    assert line.applicant.endswith(" Công ty TNHH Việt An")


def test_the_number_opens_the_file_too() -> None:
    dossier = dossier_at("tham-dinh").dossier
    Dossier.objects.filter(pk=dossier.pk).update(organisation="Công ty “A & B”")
    page = Visitor("bob", language="vi").get("/mot-cua/?list=open").content.decode()
    line = rows("bob")[dossier.code]

    assert page.count(f'href="{line.path}?list=open"') == 2
    assert line.applicant.endswith(" Công ty “A & B”")

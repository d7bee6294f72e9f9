"""What the letter with what is new says: how each dossier stands, no day that is not in force, and what is asked for in the words of its mail."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import Unit
from dossiers.background import relay
from dossiers.models import Channel, CollectionReminder, Dossier
from dossiers.papers.wording import day_in_words
from portal.demo.story import Walk
from procedures.time.calendar import local as local_of
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.closings import applied
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.calendars.test_letter_of_news import ITEM, START, UNKNOWN, WAITING, letter_of, storm, two
from tests.dossiers.calendars.test_outdated_papers import MONEY, PAPERS, THERE, by_post
from tests.dossiers.lifecycle import act, local

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T09:00:00+07:00")]

REASON = "Phí thẩm định nội dung 100 trang in"
NOTHING = "không có thư nào để in"


def letter(dossier: Dossier) -> str:
    return read(Visitor("bob", language="vi").get(letter_of(dossier))).words()


def stopped(walk: Walk, acts: tuple[tuple[str, str], ...]) -> Dossier:
    """Let a dossier stand still until its applicant has done something."""
    walk = walk.until("tham-dinh")
    for n, (action, who) in enumerate(acts):
        more = {"reason": REASON} if action == "ask-payment" else {}
        act(walk, action, who, f"2026-01-06 10:0{n}", **more)
    relay.run(local("2026-01-06 10:30"))
    walk.dossier.refresh_from_db()
    return walk.dossier


def at_the_counter() -> Walk:
    """Return a dossier of somebody with an address alone, who has the receipt."""
    return Walk(counter.entered(at=START, more=UNKNOWN).dossier, START)


def test_a_demand_for_money_says_what_for_how_much_how_where_and_what_the_clock_does() -> None:
    dossier = stopped(at_the_counter(), MONEY)
    caches["process"].clear()

    words = letter(dossier)

    for said in (
        "Số tiền: ",
        f"Nội dung: {REASON}",
        "trực tiếp trong giờ làm việc tại",
        f"nội dung chuyển khoản: {dossier.code}",
        "Thời hạn giải quyết tạm dừng từ 10:00 ngày 06/01/2026 và được tính tiếp khi chúng tôi xác nhận đã nhận tiền",
        "ghi trên giấy tiếp nhận hồ sơ không còn hiệu lực; hiện chưa có ngày hẹn: hồ sơ đang chờ nộp tiền",
        "giờ làm việc: thứ hai đến thứ sáu",
    ):
        assert said in words, said
    for said in ("không đến được", "nội dung khác", "trang hồ sơ", "cuối thư này", "Hẹn trả kết quả:"):
        assert said not in words, said


def test_a_supplement_says_what_is_wanted_where_to_bring_it_and_until_when() -> None:
    dossier = stopped(by_post(), PAPERS)
    storm(15)

    words = letter(dossier)

    assert "Cần làm:" in words
    assert "mang hoặc gửi bưu điện đến nơi ghi ở cuối thư này, kèm mã số hồ sơ" in words
    assert "Không quy định hạn trả lời" in words
    assert "hiện chưa có ngày hẹn: hồ sơ đang chờ bổ sung" in words
    assert "Hẹn trả kết quả:" not in words
    assert "theo địa chỉ dưới đây" not in words


def test_of_a_dossier_that_stands_still_no_date_is_promised_though_one_was_counted_anew() -> None:
    dossier = stopped(by_post(), MONEY)
    storm(15)

    words = letter(dossier)

    assert "20/01/2026" not in words
    assert f"Nội dung: {REASON}" in words
    assert "hồ sơ đang chờ nộp tiền" in words


def test_where_nothing_is_new_there_is_no_letter_to_print() -> None:
    dossier = by_post().dossier

    page = Visitor("bob", language="vi").get(letter_of(dossier))

    assert NOTHING in read(page).words()
    assert "data-print" not in page.content.decode()
    assert "Kính gửi" not in read(page).words()
    assert letter_of(dossier) not in Visitor("bob").get(WAITING).content.decode()


def test_a_slip_that_lies_in_the_same_envelope_has_told_nobody_anything() -> None:
    dossier = by_post().dossier
    storm(15)

    words = letter(dossier)

    assert "thay cho 17 giờ 00 ngày 19/01/2026 in trên giấy tiếp nhận hồ sơ và hẹn trả kết quả số" in words
    assert "gửi kèm thư này" in words
    assert "đã báo trước" not in words
    assert "giấy đã nhận" not in words


def test_two_dossiers_of_one_person_are_told_apart_and_each_says_how_its_result_is_received() -> None:
    first, second = two()
    Dossier.objects.filter(pk=first.pk).update(subject="Sổ tay nuôi ong")
    Dossier.objects.filter(pk=second.pk).update(subject="Sổ tay nuôi tằm")

    words = letter(first)

    assert "Về: “Sổ tay nuôi ong”" in words
    assert "Về: “Sổ tay nuôi tằm”" in words
    assert words.count("Nhận kết quả tại: ") == 2
    assert "Cơ quan xin lỗi Ông/Bà vì sự thay đổi này" in words
    assert f"Hà Nội, {day_in_words(date(2026, 1, 13))}" in words
    assert "các nội dung khác ghi trên giấy không thay đổi" in words


def test_an_organisation_is_addressed_by_its_name_alone_and_a_person_with_ong_ba() -> None:
    first, _second = two()
    name = "Hội Người cao tuổi phường Vĩnh Tuy"
    club = counter.mai(START, name=name, number="001099012345")
    other = counter.entered(at=START + timedelta(minutes=9), channel=Channel.POST, person=club, more=UNKNOWN).dossier
    relay.run(START + timedelta(hours=1))
    act(Walk(other, START + timedelta(hours=1)).until("tham-dinh"), "ask-payment", "dung", "2026-01-12 10:00")

    assert f"Kính gửi: Ông/Bà {counter.NAME}" in letter(first)
    assert f"Kính gửi: {name}" in letter(other)


def test_a_place_that_is_closed_or_has_moved_is_said_with_the_day_that_stands() -> None:
    dossier = by_post(**THERE).dossier
    due = local_of(Dossier.objects.get(pk=dossier.pk).due_at)
    desk = Unit.objects.get(kind="desk", parent=dossier.agency_id).pk
    applied(Correction(unit_id=desk, put=(day_off(due.day, due.month),)), local("2026-01-13 08:30"))

    words = letter(dossier)

    assert f"Hẹn trả kết quả: chậm nhất 17 giờ 00 ngày {due:%d/%m/%Y}." in words
    assert f"(ngày {due:%d/%m/%Y} nơi này đóng cửa; mở cửa lại lúc" in words
    assert "Mời Ông/Bà đến nhận từ lúc nơi này mở cửa lại" in words


def test_what_a_letter_of_a_dossier_that_stands_still_has_told_is_noted_without_a_day() -> None:
    first, second = two()
    with time_machine.travel(local("2026-01-14 15:00"), tick=False):
        act(Walk(first, local("2026-01-14 09:00")).until("tham-dinh"), "ask-payment", "dung", "2026-01-14 14:00")
        caches["process"].clear()
        bob = Visitor("bob", language="vi")
        bob.send(bob.get(letter_of(second)), letter_of(second), {"handover_post_number": ITEM})

    notes = {one.dossier_id: one.note for one in CollectionReminder.objects.exclude(note="")}
    assert "20/01/2026" in notes[second.pk]
    assert "hiện chưa có ngày hẹn" in notes[first.pk]
    assert "20/01/2026" not in notes[first.pk]

"""What an applicant reads of a new appointment: that it is one, instead of which, why, and the paper that says so."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.cache import caches

from accounts.models import Unit
from dossiers.background import relay
from dossiers.display.promises import promised_to_applicant
from dossiers.models import Letter
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = pytest.mark.django_db

WHY = "Chờ ý kiến của cơ quan chủ quản."
SAID = f"Cơ quan xin lỗi và hẹn lại: 22/01/2026 thay cho 19/01/2026; lý do: {WHY}"


def test_the_head_of_the_page_says_the_new_date_the_old_one_why_and_leads_to_the_paper(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    time_machine.move_to(local("2026-01-16 09:00"))
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/"
    assert "Cơ quan xin lỗi" not in read(alice.get(address)).words()
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), reason=WHY)
    time_machine.move_to(local("2026-01-16 10:00"))
    relay.run(local("2026-01-16 10:00"))

    page = alice.get(address)

    assert SAID in read(page).words()
    judged = "Việc hẹn này không đổi hạn theo quy định (19/01/2026): đúng hạn hay quá hạn vẫn tính theo hạn đó."
    letter = Letter.objects.get(dossier=walk.dossier, kind=Paper.APOLOGY)
    head = page.content.decode().partition(SAID[:20])[2].partition("</div>")[0]
    assert letter.token in head
    assert judged in head
    assert re.search(rf"{WHY}\s*</p>\s*<p>Đơn vị chịu trách nhiệm: ", head), "each on a line of its own"


@pytest.fixture
def _phone(db: None) -> Iterator[None]:
    """Give the desk a number, which a process keeps for a while."""
    Unit.objects.filter(slug="mot-cua").update(phone="+842437366666")
    caches["process"].clear()
    yield
    caches["process"].clear()


@pytest.mark.usefixtures("_phone")
def test_who_waits_for_a_late_dossier_reads_who_is_responsible_and_that_a_letter_is_owed(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/"
    owed = "Cơ quan sẽ gửi thư xin lỗi nêu lý do và ngày hẹn. Nếu chưa nhận được, xin gọi 02437366666."
    time_machine.move_to(local("2026-01-19 16:00"))
    assert "thư xin lỗi" not in read(alice.get(address)).words()

    time_machine.move_to(local("2026-01-20 09:00"))
    late = read(alice.get(address)).words()

    walk.dossier.refresh_from_db()
    assert owed in late
    assert f"Đơn vị chịu trách nhiệm: {walk.dossier.unit.name_vi}." in late
    act(walk, "promise-late", "lan", "2026-01-20 09:30", date=date(2026, 1, 26), reason=WHY)
    time_machine.move_to(local("2026-01-20 10:00"))
    relay.run(local("2026-01-20 10:00"))
    assert owed not in read(alice.get(address)).words()
    time_machine.move_to(local("2026-01-27 09:00"))
    assert owed in read(alice.get(address)).words(), "a promise that was not kept is no apology for the days after it"


def line_of(visitor: Visitor, code: str, query: str = "") -> str:
    """Return the row of a dossier in a person's own list, in words."""
    rows = re.findall(r"<li>\s*<a class=\"title\".*?</li>", visitor.get(f"/ho-so/{query}").content.decode(), re.DOTALL)
    [row] = [one for one in rows if f'href="/ho-so/{code}/"' in one]
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def test_the_own_list_says_the_promised_day_wherever_the_dossier_stands_in_it(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    alice, code = Visitor("alice", language="vi"), walk.dossier.code
    time_machine.move_to(local("2026-01-20 09:00"))
    assert "Đã xin lỗi" not in line_of(alice, code)
    act(walk, "promise-late", "lan", "2026-01-20 09:30", date=date(2026, 1, 26), reason=WHY)
    time_machine.move_to(local("2026-01-20 10:00"))
    relay.run(local("2026-01-20 10:00"))

    for query in ("", f"?q={code}"):
        row = line_of(alice, code, query)
        assert "Quá hạn 19/01/2026" in row, "the verdict is by the date of before"
        assert "Đã xin lỗi, hẹn trả 26/01/2026." in row

    time_machine.move_to(local("2026-01-27 09:00"))
    assert "Cơ quan đã xin lỗi và hẹn trả 26/01/2026 nhưng đã qua ngày đó." in line_of(alice, code)


def test_of_what_waits_for_the_applicant_no_promised_day_is_in_force_and_a_result_needs_none(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    alice, code = Visitor("alice", language="vi"), walk.dossier.code
    act(walk, "promise-late", "lan", "2026-01-20 09:30", date=date(2026, 1, 26), reason=WHY)
    act(walk, "propose-supplement", "dung", "2026-01-20 10:00", components={"ban-thao": "Đóng dấu."})
    act(walk, "issue-supplement", "bob", "2026-01-20 10:30")
    time_machine.move_to(local("2026-01-20 11:00"))
    relay.run(local("2026-01-20 11:00"))

    row = line_of(alice, code)

    assert "Trả lời yêu cầu" in row or "bổ sung" in row
    assert "26/01/2026" not in row


def test_a_day_that_another_appointment_has_overtaken_is_promised_no_more() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "promise-late", "lan", "2026-01-20 09:30", date=date(2026, 1, 26), reason=WHY)
    walk.dossier.refresh_from_db()
    at = local("2026-01-20 10:00")
    assert promised_to_applicant(walk.dossier, at)

    walk.dossier.due_at = local("2026-01-28 17:00")

    assert promised_to_applicant(walk.dossier, at) == ""


def test_whoever_was_promised_a_day_after_another_date_reads_that_day_first_everywhere(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), reason=WHY)
    act(walk, "promise-late", "lan", "2026-01-19 09:00", date=date(2026, 1, 26), reason=WHY)
    time_machine.move_to(local("2026-01-19 10:00"))
    relay.run(local("2026-01-19 10:00"))

    own = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    office = read(Visitor("lan", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    for page in (own, office):
        assert "Đã xin lỗi, nay hẹn trả chậm nhất 17:00 26/01/2026. Trước đó đã hẹn 17:00 22/01/2026." in page
        assert "hẹn trả 17:00 22/01/2026" not in page
        assert page.index("Đã xin lỗi, hẹn trả 17:00 26/01/2026") < page.index("Đã hẹn lại trước đó 17:00 22/01/2026")
    desk = read(Visitor("bob", language="vi").get(f"/mot-cua/quay/{walk.dossier.code}/da-nhan/")).words()
    assert "17:00 26/01/2026" in desk
    assert "22/01/2026" not in desk
    head = own.partition("Thời gian giải quyết")[0]
    assert "Đã xin lỗi, hẹn trả 26/01/2026" in head
    assert "Đã hẹn lại 22/01/2026" not in head, "the badge names the day to come on"


def test_a_promised_day_that_an_appointment_has_overtaken_stands_on_no_page(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "promise-late", "lan", "2026-01-19 09:00", date=date(2026, 1, 20), reason=WHY)
    act(walk, "propose-supplement", "dung", "2026-01-19 10:00", components={"ban-thao": "Đóng dấu."})
    act(walk, "issue-supplement", "bob", "2026-01-19 10:30")
    act(walk, "answer-supplement", "alice", "2026-01-21 09:00")
    act(walk, "confirm-supplement", "bob", "2026-01-21 10:00")
    time_machine.move_to(local("2026-01-21 15:00"))
    relay.run(local("2026-01-21 15:00"))
    walk.dossier.refresh_from_db()

    page = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    facts = page.partition("Thời gian giải quyết")[2].partition("Bạn có thể làm")[0]

    assert walk.dossier.due_at > local("2026-01-26 09:00")
    assert f"Hẹn trả {walk.dossier.due_at.astimezone(local('2026-01-21 15:00').tzinfo):%H:%M %d/%m/%Y}" in facts
    assert "Đã xin lỗi, hẹn trả" not in facts

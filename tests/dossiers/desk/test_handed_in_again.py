"""What is brought to the receiving point is asked for once more, answered, and given back where a dossier ends."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from dossiers.background import relay
from dossiers.commands import Correction
from dossiers.log.facts import words_of
from dossiers.papers.receipt import filed_papers
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.desk.test_handed_in import MINUTE, differences, page, receive, walk_of
from tests.dossiers.film import DISC, NOW, TITLE

TICK = f"was-brought.{DISC}"
STATED = f"Tôi đã mang, hoặc đã gửi bưu điện, “{TITLE}” đến nơi tiếp nhận."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW + MINUTE)]


def asked_for_the_disc() -> Walk:
    return walk_of().take("ask-supplement", "bob", reason="Thiếu USB.", components={DISC: "Chưa có USB."}, questions={})


def test_a_request_for_it_alone_is_answered_by_the_statement_that_it_was_brought(clock: Traveller) -> None:
    walk, alice = asked_for_the_disc(), Visitor("alice", language="vi")
    clock.move_to(walk.at + MINUTE)
    address = f"/ho-so/{walk.dossier.code}/bo-sung/"

    form = alice.get(address)
    check = alice.send(form, address, {"do": "check", TICK: "on"}, follow=True)
    done = alice.send(check, "/kiem-tra/", follow=True)

    words = " ".join(form.content.decode().split())
    assert "mang hoặc gửi bưu điện 1 bản chính đến nơi tiếp nhận, rồi gửi trả lời này; không phải đính kèm tệp" in words
    assert "Có thể nộp tờ khai trước" not in words
    assert "Mỗi tệp không quá" not in words
    assert done.status_code == 200
    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "filed"
    assert STATED in read(check).words()
    for page_of_it in (check, done):
        assert f"{TITLE}: 1 bản chính" in read(page_of_it).words()
        assert f"kèm mã hồ sơ {walk.dossier.code}" in read(page_of_it).words()
    assert words_of(walk.dossier.events.latest("sequence").payload).note == STATED
    assert differences() == []


def test_nobody_states_it_but_who_answers(clock: Traveller) -> None:
    walk, alice = asked_for_the_disc(), Visitor("alice", language="vi")
    clock.move_to(walk.at + MINUTE)
    address = f"/ho-so/{walk.dossier.code}/bo-sung/"

    form = alice.get(address)
    refused = alice.send(form, address, {"do": "check"})
    asked = read(form).words()
    assert "Đánh dấu sau khi đã mang hoặc gửi bưu điện" in asked
    assert "Mang hoặc gửi bưu điện (không bắt buộc)" not in asked
    worded = alice.send(refused, address, {"do": "check", "note": "Tuần sau tôi mang đến."}, follow=True)

    assert refused.status_code == 422
    assert read(refused).errors == {
        "id_was-brought": "Hãy đánh dấu vào đây sau khi đã mang hoặc gửi bưu điện; nếu chưa, hãy viết lời nhắn cho cơ quan."
    }
    assert worded.redirect_chain == [(f"{address}kiem-tra/", 302)]
    assert "Tôi đã mang" not in read(worded).words()


def test_a_word_beside_the_statement_comes_with_it(clock: Traveller) -> None:
    walk, alice = asked_for_the_disc(), Visitor("alice", language="vi")
    clock.move_to(walk.at + MINUTE)
    address = f"/ho-so/{walk.dossier.code}/bo-sung/"

    check = alice.send(alice.get(address), address, {"do": "check", TICK: "on", "note": "Gửi hôm qua."}, follow=True)
    again = form_of(alice.get(address), address)
    alice.send(check, "/kiem-tra/", follow=True)

    assert again.values[TICK] == "on", "it is kept as it was ticked"
    assert words_of(walk.dossier.events.latest("sequence").payload).note == f"{STATED}\nGửi hôm qua."


def asked_for_another() -> Walk:
    walk = walk_of()
    receive(walk, note="1 USB hỏng, không mở được")
    return walk.take("ask-supplement", "bob", reason="USB hỏng.", components={DISC: "Nộp USB khác."}, questions={})


def test_who_confirms_that_it_is_complete_reads_what_has_not_come() -> None:
    walk = walk_of().take("accept", "bob").until("tham-dinh")
    walk.take("propose-supplement", "dung", reason="Thiếu USB.", components={DISC: "Chưa có USB."}, questions={})
    walk.take("issue-supplement", "bob", reason="Thiếu USB.", components={DISC: "Chưa có USB."}, questions={})
    walk.take("answer-supplement", "alice", note="Đã gửi.", correction=Correction())

    assert "confirm-supplement" in page(walk.dossier)
    assert f"chưa nhận: {TITLE}" in page(walk.dossier)
    receive(walk)
    assert f"chưa nhận: {TITLE}" not in page(walk.dossier)


def test_where_another_is_asked_for_the_first_is_said_to_lie_there(clock: Traveller) -> None:
    first, second = "1 USB hỏng, không mở được", "1 USB khác, mở xem được"
    walk = asked_for_another()
    clock.move_to(walk.at + MINUTE)
    walk.take("answer-supplement", "alice", note="Đã gửi.", correction=Correction())

    desk, own = page(walk.dossier), page(walk.dossier, "alice")
    assert first in desk
    assert "Chưa nhận (1 bản chính, mang đến nơi tiếp nhận): bản được yêu cầu nộp thêm" in desk
    assert f"chưa nhận bản được yêu cầu nộp thêm: {TITLE} (đã có: {first})" in desk
    assert f"Bản đã nhận trước đó ({first}) vẫn ở nơi tiếp nhận" in own

    walk.take("accept", "bob")
    [row] = [one for one in filed_papers(walk.events[-1], walk.events) if one.title == TITLE]
    assert row.handed.endswith(f": {first}; bản được yêu cầu nộp thêm khi lập giấy này chưa nhận")
    assert row.originals == 1
    receive(walk, note=second)
    desk = page(walk.dossier)
    assert "chưa nhận" not in desk.lower()
    assert desk.index(first) < desk.index(second)
    [row] = [one for one in filed_papers(walk.events[-1], walk.events) if one.title == TITLE]
    assert first in row.handed
    assert second in row.handed
    assert row.originals == 2


def test_what_ends_a_dossier_says_that_something_lies_at_the_desk() -> None:
    walk = walk_of()
    receive(walk, note="1 USB hỏng, không mở được")
    lies = f"khi đó phải trả lại người nộp: {TITLE} (1 USB hỏng, không mở được)"
    assert lies in page(walk.dossier), "the refusal at the desk"

    walk.take("ask-withdrawal", "alice", reason="Không làm nữa")

    assert lies in page(walk.dossier), "the confirmation of a withdrawal"
    assert lies not in page(walk_of().dossier)


def test_before_acceptance_too_it_says_what_the_applicant_was_asked() -> None:
    walk = asked_for_another()

    assert "Đã yêu cầu người nộp: Nộp USB khác." in page(walk.dossier)
    receive(walk, note="1 USB khác, mở xem được")
    assert "Đã yêu cầu người nộp: Nộp USB khác." not in page(walk.dossier)


def test_what_lies_at_the_desk_of_a_dossier_that_has_ended_is_given_back() -> None:
    walk = asked_for_another()
    assert "trả lại cho người nộp" not in page(walk.dossier)
    walk.take("ask-withdrawal", "alice", reason="Không phát hành phim nữa.")
    assert "“Không phát hành phim nữa”." in page(walk.dossier)
    walk.take("confirm-withdrawal", "bob")

    said = page(walk.dossier)

    assert "1 USB hỏng, không mở được · <strong>sẽ trả lại cho người nộp</strong>" in said
    assert "Chưa nhận (1 bản chính" not in said
    assert f"<p>Trả lại cho người nộp:</p> <ul><li>{TITLE}: 1 USB hỏng, không mở được</li></ul>" in said


def test_an_applicant_who_has_withdrawn_reads_of_no_appointment() -> None:
    walk = walk_of().take("accept", "bob")
    before = page(walk.dossier, "alice")
    walk.take("ask-withdrawal", "alice", reason="Không làm nữa.").take("confirm-withdrawal", "bob")
    relay.run(walk.at + timedelta(hours=1))

    after, desk = page(walk.dossier, "alice"), page(walk.dossier)

    assert "Hẹn trả kết quả" in before
    assert "Hẹn trả kết quả" not in after
    assert "hẹn trả 1" not in after
    assert "Rút lúc" in after
    assert "giải quyết xong" not in after
    assert "kết thúc, không giải quyết tiếp" in after
    assert "Hẹn trả kết quả" in desk, "the office keeps its dates"

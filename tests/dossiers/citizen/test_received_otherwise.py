"""The applicant changes how the result is received, until it is handed over: an act of the log, of which the desk is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import translation

from dossiers import acts, commands, outbox, refusals
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.commands.given import Handover
from dossiers.display.agency.receiving import receiving_of
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, EventPayload
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.papers.receipt import receipt_of
from dossiers.policy import Actor
from dossiers.proof.audit import check_all
from dossiers.refusals import Refusal
from dossiers.refusals import receiving as refused
from portal.demo import story
from portal.demo.story import POSTED_TO, Walk
from procedures.machine import Status
from procedures.results import Way
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_receiving import DESK, HOME_IN_WORDS, NOW, POSTED, filed
from tests.dossiers.officers import each_at_once
from tests.dossiers.proof.records import nothing_written

BY_POST = f"Qua dịch vụ bưu chính công ích: {HOME_IN_WORDS}"
HOUR = timedelta(hours=1)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW + HOUR)]


def page_of(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/nhan-ket-qua/"


def press(alice: Visitor, dossier: Dossier, typed: dict[str, str]) -> Any:
    return alice.send(alice.get(page_of(dossier)), page_of(dossier), typed)


def stands(dossier: Dossier) -> str:
    with translation.override("vi"):
        return receiving_of(list(dossier.events.select_related("payload").order_by("sequence"))).words


def said(answer: Any) -> str:
    return " ".join(read(answer).errors.values())


def change(dossier: Dossier, **answers: Any) -> None:
    actor, given = Actor.citizen(dossier.applicant), Given(receiving=answers)
    seen = dossier.sequence
    commands.advance(dossier, acts.CHANGE_RECEIVING, actor=actor, given=given, seen=seen, at=NOW + HOUR)


def test_the_page_of_the_dossier_leads_to_it_and_it_begins_with_what_was_asked_for() -> None:
    dossier, alice = filed().dossier, Visitor("alice", language="vi")

    page = alice.get(f"/ho-so/{dossier.code}/").content.decode()
    fields = form_of(alice.get(page_of(dossier)), page_of(dossier)).values

    assert f'href="{page_of(dossier)}"' in page
    assert (fields["result_way"], fields["result_address.line"]) == ("in_person", "Số 12 ngõ 34 Hoàng Cầu")


def test_a_change_is_an_event_that_moves_nothing_and_both_sides_read_it() -> None:
    walk, alice = filed(), Visitor("alice", language="vi")
    before = walk.dossier.state, walk.dossier.due_at, walk.dossier.holder

    answer = press(alice, walk.dossier, POSTED)
    own = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()
    desk = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    walk.dossier.refresh_from_db()
    event = walk.dossier.events.get(action=acts.CHANGE_RECEIVING)
    assert answer.status_code == 302
    assert (walk.dossier.state, walk.dossier.due_at, walk.dossier.holder) == before
    assert (facts_of(event).receives, facts_of(event).corrected) == ("by_post", ("result_address", "result_way"))
    assert BY_POST in own
    assert f"Người nộp nhận kết quả{BY_POST} (đổi lúc 10:00 30/11/2026)" in desk
    assert "Đổi cách nhận kết quả" in desk
    assert check_all().differences == []


def test_the_way_back_takes_the_address_with_it() -> None:
    walk = filed(**POSTED)

    press(Visitor("alice"), walk.dossier, {"result_way": "in_person"})

    event = walk.dossier.events.get(action=acts.CHANGE_RECEIVING)
    assert words_of(event.payload).corrected == {"result_address": None, "result_way": "in_person"}
    assert stands(walk.dossier) == DESK
    assert check_all().differences == []


@pytest.mark.parametrize("typed", [{"result_way": "pigeon"}, {**POSTED, "result_address.line": ""}])
def test_a_forged_way_and_half_an_address_are_refused_at_their_place(typed: dict[str, str]) -> None:
    dossier, alice = filed().dossier, Visitor("alice", language="vi")

    with nothing_written():
        answer = press(alice, dossier, typed)

    assert answer.status_code == 422
    assert said(answer)


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({}, refusals.MissingAnswer),
        ({"result_way": "pigeon"}, refused.WayNotOffered),
        ({"result_way": "by_post"}, refused.AddressMissing),
        ({"result_way": "in_person"}, refused.ReceivedSo),
    ],
)
def test_the_command_itself_takes_no_other(answers: dict[str, Any], refusal: type[Refusal]) -> None:
    dossier = filed().dossier

    with nothing_written(), pytest.raises(refusal):
        change(dossier, **answers)


def test_a_second_press_records_nothing_more() -> None:
    dossier, alice = filed().dossier, Visitor("alice", language="vi")
    page = alice.get(page_of(dossier))

    alice.send(page, page_of(dossier), POSTED)
    again = alice.send(page, page_of(dossier), POSTED)

    assert again.status_code == 302
    assert dossier.events.filter(action=acts.CHANGE_RECEIVING).count() == 1


def test_a_press_that_changes_nothing_is_answered_calmly() -> None:
    dossier, alice = filed().dossier, Visitor("alice", language="vi")

    with nothing_written():
        answer = press(alice, dossier, {})

    assert answer["Location"] == f"/ho-so/{dossier.code}/"
    page = alice.get(answer["Location"])
    assert "Bạn đang nhận kết quả đúng theo cách này; lựa chọn đã được ghi. Không ghi gì thêm." in read(page).words()
    assert 'class="note note--info"' in page.content.decode()
    assert read(page).errors == {}


def test_another_window_that_knows_nothing_of_the_change_asks_first_and_the_next_press_counts() -> None:
    dossier, alice = filed().dossier, Visitor("alice", language="vi")
    old = alice.get(page_of(dossier))
    press(alice, dossier, POSTED)

    asked = alice.send(old, page_of(dossier), {"result_way": "online"})
    meant = alice.send(asked, page_of(dossier))

    assert asked.status_code == 422
    assert f"Hiện đang ghi: {BY_POST}" in said(asked)
    assert meant.status_code == 302
    assert stands(dossier) == "Bản điện tử trên hệ thống này"


def test_a_page_that_is_older_than_a_step_of_the_office_still_counts() -> None:
    walk, alice = filed(), Visitor("alice")
    page = alice.get(page_of(walk.dossier))
    walk.take("accept", "bob")

    assert alice.send(page, page_of(walk.dossier), POSTED).status_code == 302


@pytest.mark.at(NOW + timedelta(days=30))
@pytest.mark.parametrize("state", ["returned", "withdrawn"])
def test_after_the_end_it_is_refused_with_a_sentence_and_offered_to_nobody(state: str) -> None:
    walk, alice = filed(), Visitor("alice", language="vi")
    page = alice.get(page_of(walk.dossier))
    if state == "withdrawn":
        walk.until("accepted").take("ask-withdrawal", "alice").take("confirm-withdrawal", "bob")
    else:
        walk.until("returned")

    with nothing_written():
        answer = alice.send(page, page_of(walk.dossier), POSTED)

    assert answer.status_code == 409
    assert "không đổi được cách nhận kết quả nữa" in read(answer).words()
    assert alice.get(page_of(walk.dossier)).status_code == 302
    assert page_of(walk.dossier) not in alice.get(f"/ho-so/{walk.dossier.code}/").content.decode()


def test_where_the_office_hands_over_in_one_way_alone_there_is_nothing_to_change(settings: Any) -> None:
    dossier = filed().dossier
    settings.RESULT_WAYS = ("in_person",)

    with nothing_written(), pytest.raises(refused.NoOtherWay):
        change(dossier, result_way="in_person")
    assert Visitor("alice").get(page_of(dossier)).status_code == 302


def test_a_receipt_that_was_issued_keeps_its_words_and_the_result_follows_the_change() -> None:
    walk = filed().until("accepted")
    accepted = walk.dossier.events.get(action="accept")
    printed = receipt_of(accepted, "01/2026/TNHS", "").received_at
    story.take(walk.dossier, acts.CHANGE_RECEIVING, "alice", at=walk.at)
    walk.until("result-ready")

    page = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
    body = written(outbox.NOTICES[Status.RESULT_READY], news_of(walk.events[-1])).whole

    assert receipt_of(accepted, "01/2026/TNHS", "").received_at == printed
    assert '<option value="by_post" selected>' in page
    assert f"địa chỉ Ông/Bà đã đăng ký: {POSTED_TO['text']}" in body


def test_where_its_words_are_erased_the_way_is_known_still() -> None:
    walk = filed()
    event = story.take(walk.dossier, acts.CHANGE_RECEIVING, "alice", at=walk.at)
    EventPayload.objects.filter(event__dossier=walk.dossier).erase(at=NOW)

    found = receiving_of(list(walk.dossier.events.select_related("payload").order_by("sequence")))

    assert (found.way, found.address, found.changed_at) == ("by_post", "", event.at)


def test_the_desk_gets_a_mail_whoever_holds_the_dossier_and_none_once_it_is_over() -> None:
    walk, ended = filed().until("phan-cong"), filed().until("accepted")
    for one in (walk, ended):
        story.take(one.dossier, acts.CHANGE_RECEIVING, "alice", at=one.at)
    ended.take("ask-withdrawal", "alice").take("confirm-withdrawal", "bob")
    each_at_once()
    mail.outbox.clear()

    relay.run(max(walk.at, ended.at) + outbox.GATHERING)

    sent = [(one.to, one.subject) for one in mail.outbox if "người nộp đổi" in one.subject]
    assert sent == [(["bob@example.vn"], f"Hồ sơ {walk.dossier.code}: người nộp đổi cách nhận kết quả")]


def test_without_scripts_the_communes_of_another_province_are_shown_by_a_button_and_nothing_is_recorded() -> None:
    dossier, alice = filed().dossier, Visitor("alice", language="vi")
    typed = {"result_way": "by_post", "result_address.province": "79", "do": "refresh:result_address"}

    with nothing_written():
        answer = press(alice, dossier, typed)

    assert answer.status_code == 200
    assert "Phường Sài Gòn" in answer.content.decode()
    assert form_of(answer, page_of(dossier)).values["result_way"] == "by_post"


def test_what_was_filed_before_it_was_asked_can_say_it_now() -> None:
    walk = Walk(story.file("alice", at=NOW), NOW)

    press(Visitor("alice"), walk.dossier, POSTED)

    assert stands(walk.dossier) == BY_POST


def test_the_mail_about_the_acceptance_says_how_it_is_received() -> None:
    walk = filed(**POSTED).until("accepted")

    body = written("accepted", news_of(walk.dossier.events.get(action="accept"))).whole

    assert f"Nhận kết quả: Qua dịch vụ bưu chính công ích, gửi đến {HOME_IN_WORDS}." in body
    assert f"You receive the result: By public post, sent to {HOME_IN_WORDS}." in body


def test_who_hands_a_result_over_is_held_where_it_is_wanted_otherwise_since_the_page_was_made() -> None:
    walk = filed().until("result-ready")
    dossier, seen = walk.dossier, walk.dossier.sequence
    story.take(dossier, acts.CHANGE_RECEIVING, "alice", at=walk.at)
    actor, given = (
        story.actor("bob", dossier, "return", walk.at),
        Given(handover=Handover("Nguyễn Thị An", Way.IN_PERSON)),
    )

    with nothing_written(), pytest.raises(refusals.Stale) as refused_, translation.override("vi"):
        commands.advance(dossier, "return", actor=actor, given=given, seen=seen, at=walk.at)
    assert (refused_.value.action, refused_.value.who) == ("Đổi cách nhận kết quả", dossier.applicant.get_full_name())

    dossier.refresh_from_db()
    commands.advance(dossier, "return", actor=actor, given=given, seen=dossier.sequence, at=walk.at)
    assert dossier.events.order_by("-sequence")[0].action == "return"

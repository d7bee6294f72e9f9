"""A joined account does on line what is the applicant's, from the dossier's own page, and nobody else does (ADR 0093)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.models import MailAddress, User
from accounts.roles import Role
from dossiers import acts, commands, refusals
from dossiers.background import relay
from dossiers.calendars.feed import entries
from dossiers.commands import Given
from dossiers.filing import corrections
from dossiers.filing.counter import answering, intake
from dossiers.log.facts import facts_of, words_of
from dossiers.log.whole import log_of
from dossiers.models import Attachment, Dossier, Draft, InboxItem, PaymentOrder
from dossiers.papers.sheets import control
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Status
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_receiving import POSTED
from tests.dossiers.joined import (
    JOINED,
    LATER,
    MONDAY,
    PAPER,
    WISH,
    account,
    answered,
    asked,
    done_by,
    is_of,
    last_of,
    opens,
    page_of,
)
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import differences_of, nothing_written

NAMED = f"{counter.NAME} (qua tài khoản đã gắn từ 07/12/2026)"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


@pytest.fixture
def mai() -> User:
    return account()


def test_a_supplement_is_answered_on_line_with_a_file_and_the_record_says_by_whom(mai: User) -> None:
    walk = asked(mai)

    done = answered(Visitor("mai"), walk.dossier)

    event = last_of(walk.dossier)
    assert done.request["PATH_INFO"].endswith("/bo-sung/da-gui/")
    assert (event.action, is_of(event, mai, walk.dossier)) == (commands.ANSWER, True)
    assert (event.is_of_applicant, event.is_at_desk, event.is_in_place) == (True, False, False)
    assert [(one.component, one.uploaded_by) for one in Attachment.objects.filter(event=event)] == [(PAPER, mai)]
    assert not Draft.objects.filter(correcting=walk.dossier).exists()
    assert differences_of(walk.dossier) == []
    ended = Walk(Dossier.objects.get(pk=walk.dossier.pk), LATER).to_the_end().dossier
    assert (ended.status, differences_of(ended)) == (Status.RETURNED, [])


def test_after_acceptance_it_arrives_at_the_desk_as_an_answer(mai: User) -> None:
    walk = asked(mai, accept=True)

    with time_machine.travel(walk.at + timedelta(hours=1), tick=False):
        answered(Visitor("mai"), walk.dossier, {f"lacking-{name}": "Không còn bản nào." for name in _wanted(walk)})

    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    assert (dossier.state, dossier.arrived) == ("tham-dinh.supplement-answered", "answered")
    assert differences_of(dossier) == []


def _wanted(walk: Walk) -> list[str]:
    return [one.name for one in commands.asked_in(walk.dossier, log_of(walk.dossier)[0]).items]


def test_a_message_is_written_and_answered(mai: User) -> None:
    walk = asked(mai)

    done_by(Visitor("mai"), walk.dossier, acts.TO_OFFICE, {"message": "Tôi gửi bản khác được không?"})

    event = last_of(walk.dossier)
    assert (event.action, is_of(event, mai, walk.dossier)) == (acts.TO_OFFICE, True)
    assert Dossier.objects.get(pk=walk.dossier.pk).message_waits
    bob = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert "Tôi gửi bản khác được không?" in bob
    assert NAMED in bob
    assert differences_of(walk.dossier) == []


def test_the_wish_to_withdraw_is_said_and_taken_back(mai: User) -> None:
    walk, visitor = asked(mai), Visitor("mai")

    done_by(visitor, walk.dossier, WISH, {"reason": "Nộp nhầm thủ tục."})
    said = last_of(walk.dossier)
    assert (said.action, is_of(said, mai, walk.dossier)) == (WISH, True)
    assert Dossier.objects.get(pk=walk.dossier.pk).withdrawal_asked
    done_by(visitor, walk.dossier, acts.TAKE_BACK, {})

    back = last_of(walk.dossier)
    assert (back.action, is_of(back, mai, walk.dossier)) == (acts.TAKE_BACK, True)
    assert not Dossier.objects.get(pk=walk.dossier.pk).withdrawal_asked
    assert differences_of(walk.dossier) == []


@pytest.mark.parametrize(("first", "then"), [("mai", "bob"), ("bob", "mai")])
def test_what_one_of_account_and_desk_has_said_for_the_applicant_the_other_takes_back(
    mai: User, first: str, then: str
) -> None:
    walk = asked(mai)
    actors = {"mai": Actor.citizen(mai), "bob": counter.at_desk(LATER)}
    given = Given(reason="Nộp nhầm thủ tục.")
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    wish = commands.advance(dossier, WISH, actor=actors[first], given=given, seen=dossier.sequence, at=LATER)

    back = commands.take_back(dossier.pk, wish.sequence, actors=(actors[then],), at=LATER)

    assert (back.actor, back.on_behalf_of_id) == (story.person(then), dossier.applicant_id)
    assert not Dossier.objects.get(pk=dossier.pk).withdrawal_asked
    assert differences_of(dossier) == []


def test_the_desk_reads_of_a_wish_that_it_is_the_applicant_s(mai: User) -> None:
    walk = asked(mai)
    done_by(Visitor("mai"), walk.dossier, WISH, {"reason": "Nộp nhầm."})

    bob = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    own = read(Visitor("mai", language="vi").get(page_of(walk.dossier))).words()

    assert "Người nộp đã gửi trên mạng" in bob
    assert "Bạn đã xin rút hồ sơ này lúc" in own


def test_how_the_result_is_received_is_changed(mai: User) -> None:
    walk = asked(mai)
    visitor, address = Visitor("mai"), f"{page_of(walk.dossier)}nhan-ket-qua/"

    visitor.send(visitor.get(address), address, POSTED)

    event = last_of(walk.dossier)
    assert (event.action, is_of(event, mai, walk.dossier)) == (acts.CHANGE_RECEIVING, True)
    assert differences_of(walk.dossier) == []


def test_of_what_comes_on_line_the_page_says_where_the_originals_are_given_back(mai: User) -> None:
    papers = {"brought-ban-thao.original": "2"}
    dossier = counter.entered(at=MONDAY, more=papers).dossier
    counter.joined(dossier, mai, at=JOINED)
    visitor, address = Visitor("mai", language="vi"), f"{page_of(dossier)}nhan-ket-qua/"
    before = read(visitor.get(page_of(dossier))).words()

    visitor.send(visitor.get(address), address, {"result_way": "online"})

    after = read(visitor.get(page_of(dossier))).words()
    assert last_of(dossier).action == acts.CHANGE_RECEIVING
    said = "Nơi nhận lại giấy tờ đã nộp"
    assert ("Nơi trả kết quả" in before, said in before) == (True, False)
    place, _said, papers_there = after.partition(said)[2].partition("Bản chính: 2")
    assert "Bộ phận" in place
    assert papers_there
    assert len(place) < 400


def test_a_proof_of_payment_is_sent_and_an_order_to_pay_on_line_is_opened(
    mai: User, settings: Any, tmp_path: Any
) -> None:
    settings.BANK_DIR = tmp_path
    dossier = counter.entered(at=MONDAY).dossier
    counter.joined(dossier, mai, at=JOINED)
    walk = Walk(dossier, JOINED).until("tham-dinh").take("ask-payment", "dung")
    relay.run(walk.at + timedelta(hours=1))
    with time_machine.travel(walk.at + timedelta(hours=2), tick=False):
        visitor = Visitor("mai")
        owed = Dossier.objects.get(pk=dossier.pk).owed
        assert owed
        order = visitor.post(f"{page_of(dossier)}thanh-toan/")
        assert visitor.get(order.url).status_code == 200
        assert Visitor("mallory").get(order.url).status_code == 404
        proof = {"fee": str(owed), "files": story.upload("uy-nhiem-chi.pdf")}
        done_by(visitor, dossier, acts.SEND_PROOF, proof)

    assert PaymentOrder.objects.get().by == mai
    event = last_of(dossier)
    assert (event.action, is_of(event, mai, dossier)) == (acts.SEND_PROOF, True)
    assert differences_of(dossier) == []


def test_what_is_typed_and_not_sent_is_kept(mai: User) -> None:
    walk, visitor = asked(mai), Visitor("mai")
    page = visitor.get(page_of(walk.dossier))
    address = f"{page_of(walk.dossier)}{acts.TO_OFFICE}/dang-soan/"
    form = form_of(page, f"/{acts.TO_OFFICE}/")

    kept = visitor.post(address, {**form.values, "message": "Đang viết dở"})

    assert kept.status_code in (200, 302)
    assert (
        "Đang viết dở" in read(visitor.get(page_of(walk.dossier))).words()
        or "Đang viết dở" in visitor.get(page_of(walk.dossier)).content.decode()
    )


POSTS = ("ask-withdrawal", "write-to-office", "send-proof", "take-back", "bo-sung", "bo-sung/kiem-tra", "nhan-ket-qua")
PAGES = ("", "bo-sung/", "bo-sung/kiem-tra/", "bo-sung/da-gui/", "bo-sung/tien-do/", "nhan-ket-qua/")


@pytest.mark.parametrize("who", ["mallory", "mai"])
def test_a_stranger_and_a_parted_account_neither_read_nor_do_anything(mai: User, who: str) -> None:
    walk = asked(mai)
    visitor = Visitor("mai")
    address = f"{page_of(walk.dossier)}bo-sung/"
    visitor.send(visitor.get(address), address, {f"component-{PAPER}": story.upload("moi.pdf"), "do": "save"})
    draft = Attachment.objects.get(draft__correcting=walk.dossier)
    assert opens(visitor, draft)
    counter.parted(walk.dossier)
    visitor = Visitor(who)

    with nothing_written():
        for page in PAGES:
            assert visitor.get(f"{page_of(walk.dossier)}{page}").status_code == 404, page
        for post in POSTS:
            assert visitor.post(f"{page_of(walk.dossier)}{post}/", {"seen": "2", "do": "check"}).status_code == 404, (
                post
            )
        assert not opens(visitor, draft)
    assert walk.dossier.code not in visitor.get("/ho-so/").content.decode()


def test_what_a_parted_account_has_sent_is_closed_to_it(mai: User) -> None:
    walk, visitor = asked(mai), Visitor("mai")
    answered(visitor, walk.dossier)
    sent = Attachment.objects.get(event=last_of(walk.dossier))
    assert opens(visitor, sent)

    counter.parted(walk.dossier)

    assert not opens(visitor, sent)
    assert opens(Visitor("bob"), sent)


def test_a_parted_account_is_refused_in_the_command_too(mai: User) -> None:
    walk = asked(mai)
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    counter.parted(dossier)

    with nothing_written(), pytest.raises(refusals.NotYours):
        commands.advance(
            dossier, WISH, actor=Actor.citizen(mai), given=Given(reason="x"), seen=dossier.sequence, at=LATER
        )


def test_who_gets_a_seat_later_does_the_own_part_and_no_officer_s(mai: User) -> None:
    walk = asked(mai)
    thu = officer("thu", Role.ONE_STOP_OFFICER, "mot-cua")
    counter.parted(walk.dossier, at=JOINED + timedelta(minutes=10))
    since = counter.joined(walk.dossier, thu, at=JOINED + timedelta(minutes=20)).joined_at

    answered(Visitor("thu"), walk.dossier)

    assert is_of(last_of(walk.dossier), thu, walk.dossier, since)
    assert Visitor("thu").get(f"/mot-cua/{walk.dossier.code}/").status_code == 404


def test_two_windows_one_answer(mai: User) -> None:
    walk = asked(mai)
    first, second = Visitor("mai"), Visitor("mai")
    form = f"{page_of(walk.dossier)}bo-sung/"
    late = second.get(form)
    answered(first, walk.dossier)

    again = second.send(late, form, {"note": "Từ cửa sổ kia", "do": "check"})

    assert again.status_code in (refusals.NothingRequested.status, 409)
    assert "Từ cửa sổ kia" in read(again).words()
    assert walk.dossier.events.filter(action=commands.ANSWER).count() == 1


def test_the_account_and_the_desk_write_one_draft_and_one_answer(mai: User) -> None:
    walk = asked(mai)
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    requested = commands.asked_in(dossier, log_of(dossier)[0])
    draft = corrections.open_draft(dossier, requested, at=LATER)
    answering.save(draft, requested, {intake.count_field(PAPER, intake.COPIES): "2"}, at=LATER)
    visitor, form = Visitor("mai", language="vi"), f"{page_of(dossier)}bo-sung/"

    check = visitor.send(
        visitor.get(form), form, {f"component-{PAPER}": story.upload("moi.pdf"), "do": "check"}, follow=True
    )

    assert Draft.objects.filter(correcting=dossier).count() == 1
    assert "Quầy đã bắt đầu nhập" in read(check).words()
    visitor.send(check, "/kiem-tra/", follow=True)
    assert is_of(last_of(dossier), mai, dossier)
    late = Visitor("bob").post(f"/mot-cua/quay/{dossier.code}/bo-sung/", {"do": "record", "seen": "2"})
    assert late.status_code in (302, 404)
    assert dossier.events.filter(action=commands.ANSWER).count() == 1


def test_it_stands_in_my_dossiers_with_what_is_to_be_done_and_what_is_begun(mai: User) -> None:
    walk, visitor = asked(mai), Visitor("mai", language="vi")
    form = f"{page_of(walk.dossier)}bo-sung/"

    before = visitor.get("/ho-so/").content.decode()
    visitor.send(visitor.get(form), form, {"note": "Đang tìm.", "do": "save"})
    after = read(visitor.get("/ho-so/")).words()

    assert 'id="waiting"' in before
    assert f'href="{form}"' in before
    assert before.count(f'class="title" href="{page_of(walk.dossier)}"') == 1
    assert "Làm tiếp" in after or "đã soạn" in after.lower() or "chưa gửi" in after


def test_the_confirmation_goes_to_the_account_and_the_papers_name_the_applicant(mai: User) -> None:
    MailAddress.objects.create(person=mai, address="mai@example.vn", asked_at=MONDAY, confirmed_at=MONDAY)
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)
    InboxItem.objects.all().delete()
    mail.outbox.clear()

    relay.run(LATER + timedelta(minutes=10))

    assert InboxItem.objects.filter(person=mai, dossiers__contains=[walk.dossier.pk]).exists()
    assert ["mai@example.vn"] in [one.to for one in mail.outbox]


def test_the_file_of_the_desk_and_its_history_say_who_has_done_it(mai: User) -> None:
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert NAMED in words
    assert "thay cho" not in words.split(NAMED)[1][:40]
    assert words_of(last_of(walk.dossier).payload).files


def test_who_was_entered_and_is_not_joined_is_served_at_the_desk_as_before(mai: User) -> None:
    walk = asked(mai)
    counter.parted(walk.dossier)

    given = Given(reason="Nộp nhầm thủ tục.")
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    event = commands.advance(dossier, WISH, actor=counter.at_desk(LATER), given=given, seen=dossier.sequence, at=LATER)

    assert event.is_at_desk
    assert facts_of(event).joined_at is None


def test_the_pages_of_a_joined_account_ask_little(mai: User, django_assert_max_num_queries: Any) -> None:
    walks = [asked(mai) for _n in range(3)]
    visitor = Visitor("mai")
    visitor.get("/ho-so/")

    with django_assert_max_num_queries(12):
        visitor.get("/ho-so/")
    with django_assert_max_num_queries(18):
        visitor.get(page_of(walks[0].dossier))
    with django_assert_max_num_queries(18):
        visitor.get(f"{page_of(walks[0].dossier)}bo-sung/")


def test_the_calendar_of_the_account_has_its_dates(mai: User) -> None:
    walk = asked(mai)

    assert walk.dossier.pk in [one.pk for one in entries.own(mai, LATER)]
    assert entries.own(story.person("mallory"), LATER).count() == 0


def test_the_control_sheet_names_the_person_with_the_day(mai: User) -> None:
    walk = asked(mai)
    answered(Visitor("mai"), walk.dossier)

    assert control._by(last_of(walk.dossier)) == f"{counter.NAME} (người nộp, qua tài khoản đã gắn từ 07/12/2026)"

"""A form that goes out by post to whoever gets answers so is noted with its item, listed until then, and found by the number."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine

from accounts.models import User
from accounts.seats import seats_of
from dossiers import commands, search
from dossiers.background import relay
from dossiers.commands.given import Given
from dossiers.display.labels import status_label
from dossiers.models import Channel, Dossier, Letter, Sending
from dossiers.pages.acting.handover.items import used_before
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from procedures.language.lifecycle.first import ASK_WITHDRAWAL
from procedures.machine import Paper, Status
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_for_applicant import answered
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 2, 9, 0, tzinfo=LOCAL)
ITEM, WRONG = "RR123456785VN", "RR123456758VN"
LIST = "/mot-cua/giay-cho-gui/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def accepted(channel: Channel = Channel.POST) -> tuple[Dossier, Letter]:
    """Return a dossier that came so and was accepted on Monday, and its form 01."""
    dossier = counter.entered(at=MONDAY, channel=channel).dossier
    relay.run(MONDAY + timedelta(hours=1))
    dossier.refresh_from_db()
    return dossier, Letter.objects.get(dossier=dossier, kind=Paper.RECEIPT.value)


def page_of(letter: Letter) -> str:
    return f"/mot-cua/{letter.dossier.code}/giay/{letter.pk}/gui/"


def sent(letter: Letter, who: str = "bob", **typed: str) -> dict[str, str]:
    """Press, and return what is refused, by field."""
    visitor = Visitor(who, language="vi")
    given = {"handover_post_number": ITEM, "on": "01/12/2026"} | typed
    answer = visitor.send(visitor.get(page_of(letter)), page_of(letter), given)
    assert answer.status_code == (422 if read(answer).errors else 302)
    return dict(read(answer).errors)


@pytest.mark.parametrize(
    ("days", "clock", "words"),
    [(0, time(23, 50), "từ hôm nay"), (1, time(0, 10), "từ hôm qua"), (2, time(0, 10), "2 ngày")],
)
def test_a_paper_of_yesterday_waits_since_yesterday_and_not_for_a_day(days: int, clock: time, words: str) -> None:
    accepted()
    then = datetime.combine(MONDAY.date() + timedelta(days=days), clock, LOCAL)

    with time_machine.travel(then, tick=False):
        page = read(Visitor("bob", language="vi").get(LIST)).words()

    assert words in page
    assert "1 ngày" not in page


def test_it_waits_in_the_list_until_it_is_noted_and_everybody_reads_by_which_item_it_went() -> None:
    dossier, letter = accepted()
    bob = Visitor("bob", language="vi")
    before = (dossier.state, dossier.due_at, dossier.sequence, dossier.events.count())
    waits = read(bob.get(LIST)).words()
    assert dossier.code in waits
    assert "2 ngày" in waits

    assert sent(letter) == {}

    said = f"Đã gửi bưu chính ngày 01/12/2026, số hiệu bưu gửi {ITEM} (Trần Văn Bình ghi)"
    for address in (f"/mot-cua/{dossier.code}/", page_of(letter), "/mot-cua/so-van-ban/"):
        assert said in read(bob.get(address)).words(), address
    assert dossier.code not in read(bob.get(LIST)).words()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.due_at, dossier.sequence, dossier.events.count()) == before
    assert check_all().differences == []


def test_it_is_found_by_its_number_and_the_number_is_asked_about_when_it_is_used_again() -> None:
    dossier, letter = accepted()
    sent(letter)
    bob = seats_of(User.objects.get(username="bob"), LATER.date())

    assert search.search(ITEM, bob) == [dossier.pk]
    assert f"gửi đi cho {dossier.code}" in used_before(ITEM, bob)
    _other, second = accepted()
    with nothing_written():
        refused = sent(second)
    assert dossier.code in refused["id_handover_post_number"]
    assert sent(second, handover_post_meant="on") == {}


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"handover_post_number": ""}, "id_handover_post_number", "Ghi số hiệu bưu gửi"),
        ({"handover_post_number": WRONG}, "id_handover_post_number", "số kiểm tra"),
        ({"on": "29/11/2026"}, "id_on", "từ 30/11/2026"),
        ({"on": "03/12/2026"}, "id_on", "đến hôm nay"),
    ],
)
def test_what_will_not_do_is_told_at_its_field_and_nothing_is_noted(
    typed: dict[str, str], field: str, why: str
) -> None:
    _dossier, letter = accepted()

    refused = sent(letter, **typed)

    assert why.casefold() in refused[field].casefold()
    assert not Sending.objects.exists()


def test_two_presses_are_one_note_and_a_wrong_one_is_taken_back_and_kept() -> None:
    dossier, letter = accepted()
    bob = Visitor("bob", language="vi")
    sent(letter)
    bob.post(
        page_of(letter),
        {"way": "by_post", "handover_post_number": ITEM, "on": "01/12/2026", "handover_post_meant": "on"},
    )
    row = Sending.objects.get()

    assert bob.post(page_of(letter), {"take_back": str(row.pk)}).status_code == 302

    row.refresh_from_db()
    assert (row.taken_back_by, row.number) == (User.objects.get(username="bob"), ITEM)
    assert dossier.code in read(bob.get(LIST)).words()
    assert ITEM not in read(bob.get(f"/mot-cua/{dossier.code}/")).words()
    assert "rút lại" in read(bob.post(page_of(letter), {"take_back": str(row.pk)}, follow=True)).words()


def test_what_was_given_into_somebodys_hands_waits_no_more_and_needs_no_number() -> None:
    dossier, letter = accepted()

    assert sent(letter, way="in_person", handover_post_number="") == {}

    assert dossier.code not in read(Visitor("bob").get(LIST)).words()
    assert (
        "Đã giao tận tay ngày 01/12/2026"
        in read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()
    )


def test_who_came_to_the_counter_has_form_01_at_once_and_on_line_nothing_is_posted() -> None:
    accepted(Channel.DESK)
    assert "Không có giấy nào" in read(Visitor("bob", language="vi").get(LIST)).words()
    online = story.dossier_in("accepted", at=MONDAY).dossier
    relay.run(MONDAY + timedelta(hours=1))
    letter = Letter.objects.get(dossier=online, kind=Paper.RECEIPT.value)

    assert Visitor("bob").get(page_of(letter)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("dung", 404), ("mallory", 404), ("alice", 404), ("", 302)])
def test_only_the_desk_notes_it(who: str, status: int) -> None:
    _dossier, letter = accepted()

    visitor = Visitor(who)
    assert visitor.get(page_of(letter)).status_code == status
    visitor.post(page_of(letter), {"way": "in_person", "on": "01/12/2026"})
    assert not Sending.objects.exists()


def test_right_after_an_acceptance_of_a_letter_its_page_leads_there() -> None:
    dossier, letter = accepted()

    page = Visitor("bob").get(f"/mot-cua/quay/{dossier.code}/da-nhan/").content.decode()

    assert f'href="{page_of(letter)}"' in page


def withdrawn(dossier: Dossier) -> Dossier:
    """Let a dossier end as its applicant has asked for at the desk."""
    given = Given(reason="Người nộp gửi thư xin rút.")
    by, seen = counter.at_desk(LATER), dossier.sequence
    commands.advance(dossier, ASK_WITHDRAWAL, actor=by, given=given, seen=seen, at=LATER - timedelta(minutes=2))
    dossier.refresh_from_db()
    return Walk(dossier, LATER - timedelta(minutes=1)).take("confirm-withdrawal", "bob").dossier


def test_of_a_withdrawn_dossier_no_appointment_is_posted_and_its_page_says_what_is_so_now() -> None:
    dossier, letter = accepted()
    bob = Visitor("bob", language="vi")
    done = f"/mot-cua/quay/{dossier.code}/da-nhan/"
    before = read(bob.get(done)).words()
    assert dossier.code in read(bob.get(LIST)).words()

    withdrawn(dossier)

    after = read(bob.get(done)).words()
    assert letter.number_on_pages in before, "it was issued, and is printed from here"
    assert "đang được lập" not in f"{before} {after}"
    assert dossier.code not in read(bob.get(LIST)).words()
    assert "Kết quả:" in before
    assert "Kết quả:" not in after
    assert str(status_label(Status.WITHDRAWN)) in after
    assert page_of(letter) not in bob.get(done).content.decode()


def test_a_request_that_was_answered_is_not_posted_any_more() -> None:
    dossier = counter.entered(at=MONDAY, channel=Channel.POST, accept=False).dossier
    first = dossier.machine.components[0].name
    walk = Walk(dossier, MONDAY).take("ask-supplement", "bob", components={first: "Nộp bản có chứng thực."})
    relay.run(MONDAY + timedelta(hours=1))
    bob = Visitor("bob", language="vi")
    assert dossier.code in read(bob.get(LIST)).words()

    answered(walk.dossier, MONDAY + timedelta(hours=2))

    assert Paper.SUPPLEMENT_REQUEST in walk.dossier.letters.values_list("kind", flat=True)
    assert dossier.code not in read(bob.get(LIST)).words()


def test_a_refusal_is_posted_though_it_ends_the_dossier() -> None:
    dossier = counter.entered(at=MONDAY, channel=Channel.POST, accept=False).dossier
    Walk(dossier, MONDAY).take("reject", "bob")
    relay.run(MONDAY + timedelta(hours=1))

    assert dossier.code in read(Visitor("bob", language="vi").get(LIST)).words()


def test_who_has_no_account_is_not_said_to_read_of_it() -> None:
    dossier, letter = accepted()
    bob = Visitor("bob", language="vi")
    page = bob.get(page_of(letter))

    done = bob.send(page, page_of(letter), {"handover_post_number": ITEM, "on": "01/12/2026"}, follow=True)

    assert re.search(r'<input[^>]*name="handover_post_number"[^>]* autofocus', page.content.decode())
    for shown in (page, done):
        assert "của người nộp. Trạng thái" not in read(shown).words()
    assert "Người nộp thấy trên trang hồ sơ" not in read(done).words()
    account = User.objects.create(username="mai", full_name=counter.NAME)
    counter.joined(dossier, account, at=LATER)
    assert "của người nộp. Trạng thái" in read(bob.get(page_of(letter))).words()

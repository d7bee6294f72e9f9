"""The number of a postal item that was put right: who was told the wrong one is told the right one, and the cover note that has it is named."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail

from dossiers.acts import CAME_BACK, CORRECT_POST, HAND_BACK_LATER
from dossiers.background import relay
from dossiers.commands.given import Handover
from dossiers.log.parts.deposits import RESULT
from dossiers.log.parts.posted import Mended
from dossiers.models import InboxItem, Letter, OutboxEntry, OwnPaper
from dossiers.outbox import POST_NUMBER
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Way
from procedures.time.calendar import LOCAL, local
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.printed import words_of

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
FIRST, RIGHT, THIRD = "RR123456785VN", "RR987654326VN", "RR000000005VN"
MINUTES = timedelta(minutes=10)
pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def sent(*, told: bool = True) -> Walk:
    """Have a result posted, and the applicant told of it."""
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")
    walk.take("return", "bob", handover=Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=FIRST))
    if told:
        relay.run(walk.at + MINUTES)
        walk.at += MINUTES
        mail.outbox.clear()
    return walk


def put_right(walk: Walk, number: str = RIGHT, *, of: int = 0) -> Walk:
    item = of or walk.dossier.events.filter(action="return").values_list("sequence", flat=True).get()
    walk.take(CORRECT_POST, "bob", posted=Mended(item, number), reason="Gõ nhầm số")
    relay.run(walk.at + MINUTES)
    return walk


def printed(note: Letter) -> str:
    with note.file.open("rb") as file:
        return words_of(file.read())


def mailed() -> list[str]:
    """Return the texts of the mails that say that a number was put right."""
    ours = (one for one in mail.outbox if f".{POST_NUMBER}@" in one.extra_headers["Message-ID"])
    return [f"{one.subject}\n{one.body}" for one in ours]


def test_who_was_told_the_wrong_number_is_told_the_right_one_and_finds_it_on_the_site() -> None:
    put_right(sent())

    [text] = mailed()
    assert "số hiệu bưu gửi đúng là RR987654326VN" in text.splitlines()[0]
    assert f"Số đã báo trước đó, không dùng nữa: {FIRST}" in text
    assert InboxItem.objects.filter(kind=POST_NUMBER, person__username="alice").count() == 1


def test_a_number_that_was_put_right_twice_names_all_that_do_not_hold() -> None:
    walk = put_right(put_right(sent(), THIRD))

    assert f"Số đã báo trước đó, không dùng nữa: {FIRST}, {THIRD}" in mailed()[-1]
    put_right(walk, FIRST)
    assert f"đúng là {FIRST}" in mailed()[-1]
    assert f"không dùng nữa: {THIRD}, {RIGHT}" in mailed()[-1]


def test_before_anybody_was_told_the_first_mail_and_the_cover_note_have_the_right_number() -> None:
    walk = put_right(sent(told=False))

    [returned] = [one.body for one in mail.outbox if ".returned@" in one.extra_headers["Message-ID"]]
    assert RIGHT in returned
    assert FIRST not in returned
    assert RIGHT in printed(walk.dossier.events.get(action="return").letters.get(kind=OwnPaper.COVER_NOTE))
    assert mailed() == []


def test_of_an_item_that_the_post_has_sent_back_nobody_is_told() -> None:
    walk = sent().take(CAME_BACK, "bob", date=local(MONDAY).date(), reason="Người nhận vắng nhà")

    put_right(walk)

    assert not OutboxEntry.objects.filter(kind=POST_NUMBER).exists()


def test_the_number_of_the_second_item_is_told_with_its_own() -> None:
    walk = sent().take(CAME_BACK, "bob", date=local(MONDAY).date(), reason="Người nhận vắng nhà")
    again = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=THIRD, things={RESULT.name: ()})
    walk.take(HAND_BACK_LATER, "bob", handover=again)
    relay.run(walk.at + MINUTES)
    walk.at += MINUTES

    put_right(walk, of=walk.events[-1].sequence)

    assert f"không dùng nữa: {THIRD}\n" in mailed()[-1]


def test_what_came_by_post_tells_nobody() -> None:
    dossier = counter.entered(at=MONDAY, channel="post", accept=False).dossier

    Walk(dossier, MONDAY).take(CORRECT_POST, "bob", posted=Mended(1, RIGHT), reason="Gõ nhầm số")

    assert not OutboxEntry.objects.filter(kind=POST_NUMBER).exists()


def test_the_cover_note_that_went_says_beside_itself_which_number_holds(clock: time_machine.Traveller) -> None:
    walk = put_right(sent())
    note = Letter.objects.get(kind=OwnPaper.COVER_NOTE)

    clock.move_to(walk.at + 2 * MINUTES)

    said = f"Số hiệu bưu gửi in trên phiếu không còn đúng, số đúng là {RIGHT}"
    assert FIRST in printed(note)
    for who, address in (("bob", f"/mot-cua/{walk.dossier.code}/"), ("alice", f"/ho-so/{walk.dossier.code}/")):
        words = read(Visitor(who, language="vi").get(address)).words()
        assert said in words
        assert f"Số hiệu bưu gửi, đã sửa: {RIGHT}" in words
    assert said in read(Visitor(language="vi").get(f"/xac-minh/{note.token}/")).words()


def test_the_desk_is_told_to_write_it_on_the_cover_note_by_hand(clock: time_machine.Traveller) -> None:
    walk = sent()
    clock.move_to(walk.at + MINUTES)
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")

    bob.send(page, f"/{CORRECT_POST}/", {"posted_number": RIGHT, "reason": "Gõ nhầm số"})

    number = Letter.objects.get(kind=OwnPaper.COVER_NOTE).number
    words = read(bob.get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert (
        f"Phiếu gửi kết quả số {number} in số cũ {FIRST}: nếu bưu gửi còn ở đây, xin sửa số bằng tay trên phiếu."
        in words
    )

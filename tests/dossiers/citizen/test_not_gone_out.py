"""Until an act has gone out, everybody outside the office sees the dossier as it was before, as if nobody had pressed."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from dossiers import commands
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.policy import Actor
from dossiers.refusals import BeingUpdated
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, buttons_of, content_of, read
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.undoing import take_back

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
UPDATING = "Cơ quan đang cập nhật hồ sơ; xin mở lại trang này sau một phút."
ACTIONS = re.compile(
    r'<section class="no-print">.*?</section>|<form.*?</form>|<div class="note">.{0,900}sau một phút\.</p></div>',
    re.DOTALL,
)
"""What stands there to be done, and why nothing does."""
WORDS = re.compile(r"<[^>]*>|\s+")
WANTED = "Đóng dấu giáp lai zaqzaq"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def asked() -> Walk:
    return dossier_in("filed", at=MONDAY).take("ask-supplement", "bob", reason=WANTED, components={"ban-thao": WANTED})


def own(walk: Walk) -> str:
    return f"/ho-so/{walk.dossier.code}/"


def outside(walk: Walk) -> dict[str, str]:
    """Return what each page says that anybody outside the office has of a dossier."""
    alice, nobody = Visitor("alice", language="vi"), Visitor(language="vi")
    code = walk.dossier.code
    pages = {address: alice.get(address) for address in ("/ho-so/", own(walk), f"{own(walk)}da-nop/")}
    pages[f"/tra-cuu/?code={code}"] = nobody.get(f"/tra-cuu/?code={code}")
    return {address: WORDS.sub(" ", ACTIONS.sub("", page.content.decode())) for address, page in pages.items()}


@pytest.mark.parametrize(
    ("before", "act", "given"),
    [
        ("filed", "accept", {}),
        ("filed", "reject", {"reason": WANTED}),
        ("filed", "ask-supplement", {"reason": WANTED, "components": {"ban-thao": WANTED}}),
    ],
)
def test_nothing_of_an_act_is_seen_before_it_has_gone_out(
    before: str, act: str, given: dict[str, object], clock: time_machine.Traveller
) -> None:
    walk = dossier_in(before, at=MONDAY)
    clock.move_to(walk.at + walk.pace)
    seen = outside(walk)
    walk.take(act, "bob", **given)

    clock.move_to(walk.at + 59 * SECOND)
    assert {address: said for address, said in outside(walk).items() if said != seen[address]} == {}

    clock.move_to(walk.at + MINUTE)
    assert outside(walk)[own(walk)] != seen[own(walk)]


def test_a_request_is_answered_only_once_it_has_gone_out(clock: time_machine.Traveller) -> None:
    walk, alice = asked(), Visitor("alice", language="vi")
    clock.move_to(walk.at + 10 * SECOND)
    page = alice.get(own(walk))

    assert UPDATING in read(page).words()
    assert set(buttons_of(page, "/ho-so/")) <= {"write-to-office", "send-proof"}
    assert alice.get(f"{own(walk)}bo-sung/").status_code == 302
    with nothing_written():
        late = alice.post(f"{own(walk)}bo-sung/", {"do": "check", "note": "Tôi gửi lại"})
        wish = alice.post(f"{own(walk)}ask-withdrawal/", {"seen": str(walk.dossier.sequence), "reason": "Tôi đổi ý"})
    assert [late.status_code, wish.status_code] == [409, 409]
    assert UPDATING in read(late).words()
    assert UPDATING in read(wish).words()

    clock.move_to(walk.at + MINUTE)
    assert WANTED in read(alice.get(own(walk))).words()
    assert alice.get(f"{own(walk)}bo-sung/").status_code == 200


def test_what_was_taken_back_was_never_seen_and_a_message_stands_where_the_dossier_stayed(
    clock: time_machine.Traveller,
) -> None:
    walk, alice = asked(), Visitor("alice", language="vi")
    clock.move_to(walk.at + 10 * SECOND)
    answer = alice.send(alice.get(own(walk)), "write-to-office/", {"message": "Bao giờ có kết quả?"}, follow=True)
    clock.move_to(walk.at + 20 * SECOND)
    waits = read(answer).words()
    take_back(walk.dossier, "bob", at=walk.at + 20 * SECOND, undoes=2)

    said = read(alice.get(own(walk))).words()
    assert "Bao giờ có kết quả?" in waits
    assert "Bao giờ có kết quả?" in said
    assert [words for words in (WANTED, "Yêu cầu bổ sung", "Rút lại thao tác") if words in waits + said] == []
    assert UPDATING not in said


def test_at_the_counter_it_is_shown_at_once(clock: time_machine.Traveller) -> None:
    walk = dossier_in("filed", at=MONDAY)
    at = walk.at + MINUTE
    bob = story.actor("bob", walk.dossier, "accept", at)
    commands.advance(walk.dossier, "accept", actor=bob, given=Given(at_counter=True), seen=1, at=at)
    clock.move_to(at + SECOND)

    page = read(Visitor("alice", language="vi").get(own(walk))).words()

    assert UPDATING not in page
    assert "Tiếp nhận lúc" in page


def test_a_result_that_is_sent_by_post_is_handed_out_when_that_is_out(clock: time_machine.Traveller) -> None:
    walk = dossier_in("result-ready", at=MONDAY)
    post = commands.given.Handover("Lê Việt Anh", Way.BY_POST, "CCCD …2345", "EK1")
    walk.take("return", "bob", handover=post)
    relay.run(walk.at)
    alice, address = Visitor("alice"), f"/ho-so/ket-qua/{walk.dossier.code}/"

    clock.move_to(walk.at + 59 * SECOND)
    assert walk.dossier.returned_at
    assert alice.get(address).status_code == 404

    clock.move_to(walk.at + MINUTE)
    assert content_of(alice.get(address)).startswith(b"%PDF")


def test_the_command_itself_refuses_what_builds_on_what_has_not_gone_out() -> None:
    walk = asked()
    own = {"seen": walk.dossier.sequence, "at": walk.at + 59 * SECOND}
    alice = story.person("alice")

    with nothing_written(), pytest.raises(BeingUpdated):
        commands.advance(walk.dossier, "ask-withdrawal", actor=Actor.citizen(alice), given=Given(), **own)
    with nothing_written(), pytest.raises(BeingUpdated):
        commands.correct(walk.dossier, owner=alice, saved_at=walk.at, **own)

    own["at"] = walk.at + MINUTE
    assert commands.advance(walk.dossier, "ask-withdrawal", actor=Actor.citizen(alice), given=Given(), **own)


def test_the_command_refuses_to_take_a_wish_back_while_its_answer_has_not_gone_out() -> None:
    walk = dossier_in("filed", at=MONDAY).take("ask-withdrawal", "alice").take("confirm-withdrawal", "bob")

    with nothing_written(), pytest.raises(BeingUpdated):
        commands.take_back(walk.dossier.pk, 2, actors=(Actor.citizen(story.person("alice")),), at=walk.at + SECOND)

"""The number of a postal item that another one bears by the record is asked about once, of what goes and of what comes."""

from datetime import datetime

import pytest

from accounts.models import User
from accounts.seats import seats_of
from dossiers import search
from dossiers.acts import CAME_BACK, CORRECT_POST, HAND_BACK_LATER
from dossiers.filing.counter import intake
from dossiers.log.facts import words_of
from dossiers.models import Channel, Dossier
from dossiers.pages.acting.handover.items import used_before
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_sent_back_by_post import AGAIN, FIRST, MONDAY, SECOND, TYPED, came_back, posted, sent
from tests.dossiers.proof.records import nothing_written

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
OTHER = "EE100000017VN"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def pressed(dossier: Dossier, act: str, **typed: str) -> dict[str, str]:
    """Press, and return what is refused, by field."""
    bob = Visitor("bob", language="vi")
    return dict(read(bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{act}/", typed)).errors)


def test_the_number_of_what_came_back_is_asked_about_once() -> None:
    dossier = came_back()
    typed = {**AGAIN, "handover_post_number": FIRST.lower()}

    with nothing_written():
        said = pressed(dossier, HAND_BACK_LATER, **typed)[f"id_{HAND_BACK_LATER}_handover_post_number"]

    assert f"đã ghi cho một bưu gửi khác: gửi đi cho {dossier.code} ngày 30/11/2026" in said
    assert sent(dossier, HAND_BACK_LATER, **typed, handover_post_meant="on") == 302


def test_the_number_of_another_dossiers_item_is_asked_about() -> None:
    first, walk = posted(), Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")
    typed = {"handover_way": "by_post", "handover_post_number": FIRST, "handover_way_meant": "on"}

    said = pressed(walk.dossier, "return", **typed)["id_return_handover_post_number"]

    assert first.code in said
    assert sent(walk.dossier, "return", **typed, handover_post_meant="on") == 302


def test_what_was_put_right_bears_its_number_no_more() -> None:
    dossier = posted()
    assert sent(dossier, CORRECT_POST, posted_number=SECOND, reason="Đọc nhầm số") == 302
    bob = seats_of(User.objects.get(username="bob"), LATER.date())

    assert (used_before(FIRST, bob), dossier.code in used_before(SECOND, bob)) == ("", True)


def test_a_number_that_is_put_right_to_that_of_another_is_asked_about_and_its_own_is_not() -> None:
    came, went = counter.entered(at=MONDAY, channel=Channel.POST, accept=False).dossier, posted()
    typed = {"posted_number": FIRST, "reason": "Đọc nhầm số"}

    said = pressed(came, CORRECT_POST, **typed)[f"id_{CORRECT_POST}_posted_number"]

    assert went.code in said
    assert sent(came, CORRECT_POST, **typed, posted_number_meant="on") == 302


def test_an_envelope_that_comes_is_asked_about_and_filed_by_the_next_press() -> None:
    went = posted()
    draft = counter.begun(at=MONDAY, channel=Channel.POST)
    typed = {**counter.pressed(draft, MONDAY), intake.POST_NUMBER: FIRST, "do": "accept"}
    bob = Visitor("bob", language="vi")

    asked = bob.post(f"/mot-cua/quay/{draft.key}/", typed)

    assert f"gửi đi cho {went.code}" in read(asked).errors[f"id_{intake.POST_NUMBER}"]
    form = next(one for one in read(asked).forms if ("do", "accept") in one.buttons)
    assert bob.post(f"/mot-cua/quay/{draft.key}/", {**form.values, "do": "accept"}).status_code == 302


def test_a_dossier_out_of_sight_is_not_named() -> None:
    dossier = posted()

    said = used_before(FIRST, seats_of(User.objects.get(username="dung"), LATER.date()))

    assert dossier.code not in used_before(FIRST, None)
    assert said


def test_a_dossier_is_found_by_the_number_of_its_item_however_it_is_spaced() -> None:
    dossier = posted()
    bob = seats_of(User.objects.get(username="bob"), LATER.date())

    assert [search.search(text, bob) for text in (FIRST, "rr 123 456 785 vn", SECOND)] == [
        [dossier.pk],
        [dossier.pk],
        [],
    ]
    page = read(Visitor("bob", language="vi").get("/mot-cua/", {"q": FIRST})).words()
    assert dossier.code[-8:] in page
    assert f"Số hiệu bưu gửi: {FIRST}" in page


def test_it_is_sent_again_to_the_address_that_is_asked_for() -> None:
    dossier = came_back()
    new = "5 Hàng Bài, phường Cửa Nam, Hà Nội"
    typed = {"handover_way": "by_post", "handover_post_number": SECOND}

    assert "Địa chỉ gửi đến" in read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()
    refused = pressed(dossier, HAND_BACK_LATER, **typed, handover_address="")
    assert refused[f"id_{HAND_BACK_LATER}_handover_address"] == "Hãy ghi địa chỉ gửi đến."
    assert sent(dossier, HAND_BACK_LATER, **typed, handover_address=new) == 302

    event = dossier.events.select_related("payload").get(action=HAND_BACK_LATER)
    assert words_of(event.payload).posted_to == new
    bob = Visitor("bob", language="vi")
    assert f"{SECOND}; {new}" in read(bob.get("/mot-cua/so-tra-ket-qua/")).words()
    assert new in read(bob.get(f"/mot-cua/{dossier.code}/")).words()
    assert sent(dossier, CAME_BACK, **TYPED) == 302
    form = next(
        one for one in read(bob.get(f"/mot-cua/{dossier.code}/")).forms if one.action.endswith(f"/{HAND_BACK_LATER}/")
    )
    assert form.values["handover_address"] == new

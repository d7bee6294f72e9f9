"""The desk notes what was brought to the receiving point: on the file, in the log, to the applicant, on the receipt."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from dossiers import acts, commands, refusals
from dossiers.acts import RECEIVE_HANDED
from dossiers.commands import Correction
from dossiers.log.facts import facts_of, to_json, words_of
from dossiers.models import Dossier, Event
from dossiers.papers import press
from dossiers.papers.receipt import receipt_of
from dossiers.proof import audit
from dossiers.refusals.receiving import NotAwaited, NotedBefore, NothingAwaited
from dossiers.refusals.undoing import NeverTakenBack, TakenByAnother, TooLongAgo
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.film import DISC, NOW, TITLE, filed
from tests.dossiers.proof.records import change, forge, nothing_written
from tests.printed import words_of as printed_words

NOTE = "1 USB, mở xem được"
MINUTE = timedelta(minutes=1)
LINK = f'href="#id_{RECEIVE_HANDED}_handed_in"'
"""From the item on the page to the first field of the act's form."""

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW + MINUTE)]


def page(dossier: Dossier, who: str = "bob") -> str:
    address = f"/{'ho-so' if who == 'alice' else 'mot-cua'}/{dossier.code}/"
    return " ".join(Visitor(who, language="vi").get(address).content.decode().split())


def receive(walk: Walk, who: str = "bob", **given: Any) -> Event:
    return walk.take(RECEIVE_HANDED, who, **{"handed_in": DISC, "note": NOTE, **given}).events[-1]


def walk_of(**given: str) -> Walk:
    return Walk(filed(**given), NOW)


def differences() -> list[audit.Difference]:
    return audit.check_all().differences


def test_the_file_says_that_it_has_not_come_and_the_desk_notes_it_there() -> None:
    dossier, bob = filed(), Visitor("bob", language="vi")
    address = f"/mot-cua/{dossier.code}/"

    before = bob.get(address)
    assert "Chưa nhận (1 bản chính" in " ".join(before.content.decode().split())
    sent = bob.send(before, f"/{RECEIVE_HANDED}/", {"note": NOTE})

    assert sent.status_code == 302
    event = dossier.events.get(action=RECEIVE_HANDED)
    assert (facts_of(event).handed_in, words_of(event.payload).note) == (DISC, NOTE)
    after = page(dossier)
    assert "Chưa nhận (" not in after
    assert "Đã nhận <time" in after
    assert f"{event.by_whom} · {NOTE}" in after
    assert f'id="action-{RECEIVE_HANDED}"' not in after
    assert differences() == []


def test_the_item_leads_to_the_first_field_of_the_form_by_which_it_is_noted() -> None:
    said = page(filed())

    form = said[said.index(f'id="action-{RECEIVE_HANDED}"') :]
    assert LINK in said
    assert f'id="{LINK.partition("#")[2]}' in form[: form.index("</form>")]


@pytest.mark.parametrize(("who", "leads"), [("bob", True), ("dung", False)])
def test_an_item_that_is_drawn_anew_leads_there_still(who: str, *, leads: bool) -> None:
    walk, key = walk_of(), f"component.{DISC}"
    for action, by in (("accept", "bob"), ("transfer", "bob"), ("finish-phan-cong", "hoa"))[: 0 if leads else None]:
        walk.take(story.named(walk.dossier, action), by)
    visitor, address = Visitor(who, language="vi"), f"/mot-cua/{walk.dossier.code}/"

    sent = {f"text.{key}": "USB phải mở được.", "save": key}
    part = visitor.send(visitor.get(address), f"/gop-y/{walk.dossier.code}/", sent, headers={"HX-Request": "true"})

    said = part.content.decode()
    assert "USB phải mở được." in said
    assert (LINK in said) is leads


def test_without_a_word_it_is_not_noted() -> None:
    dossier, bob = filed(), Visitor("bob", language="vi")

    said = bob.get(f"/mot-cua/{dossier.code}/")
    with nothing_written():
        refused = bob.send(said, f"/{RECEIVE_HANDED}/", {"note": ""})

    assert refused.status_code == 422


def test_it_moves_neither_state_nor_time() -> None:
    walk = walk_of()
    walk.take("accept", "bob")
    before = Dossier.objects.get()
    receive(walk)
    after = Dossier.objects.get()

    same = {"state", "status", "due_at", "answer_due_at", "holder", "unit_id", "arrived", "step_due_at", "reminded"}
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}
    assert walk.events[-1].source == walk.events[-1].target == before.state
    assert differences() == []


def test_only_the_desk_notes_it_at_any_time_until_the_end() -> None:
    walk = walk_of()
    for who in ("alice", "hoa", "dung"):
        with nothing_written(), pytest.raises(refusals.NotYours):
            receive(walk, who)
    for action, who in (("accept", "bob"), ("transfer", "bob"), ("finish-phan-cong", "hoa")):
        walk.take(story.named(walk.dossier, action), who)

    assert f'id="action-{RECEIVE_HANDED}"' in page(walk.dossier), "the case officer has it, the disc comes to the desk"
    assert f'id="action-{RECEIVE_HANDED}"' not in page(walk.dossier, "dung")
    assert "Chưa nhận (1 bản chính" in page(walk.dossier, "dung")
    assert (LINK in page(walk.dossier), LINK in page(walk.dossier, "dung")) == (True, False)
    receive(walk)
    assert differences() == []


def test_what_has_ended_takes_nothing_any_more() -> None:
    walk = walk_of()
    walk.take("reject", "bob", reason="Không thuộc thẩm quyền.")

    with nothing_written(), pytest.raises(refusals.UnknownAction):
        receive(walk)


def test_what_is_not_awaited_is_not_noted() -> None:
    book, film = walk_of(material_form="printed"), walk_of()
    with nothing_written(), pytest.raises(NothingAwaited):
        receive(book)
    with nothing_written(), pytest.raises(NotAwaited):
        receive(film, handed_in="ban-thao")
    receive(film)
    with nothing_written(), pytest.raises(NothingAwaited):
        receive(film)

    assert "Chưa nhận" not in page(book.dossier)


def test_a_note_from_an_old_page_says_who_noted_it_before_and_when_and_keeps_what_was_typed(clock: Traveller) -> None:
    walk, bob = walk_of(), Visitor("bob", language="vi")
    old, other = (bob.get(f"/mot-cua/{walk.dossier.code}/") for _window in range(2))
    bob.send(other, f"/{RECEIVE_HANDED}/", {"note": NOTE})
    clock.shift(MINUTE)

    with nothing_written():
        refused = bob.send(old, f"/{RECEIVE_HANDED}/", {"note": "1 USB, vỏ nứt"})

    form, by = form_of(refused, f"/{RECEIVE_HANDED}/"), walk.dossier.events.get(action=RECEIVE_HANDED).by_whom
    assert refused.status_code == 422
    assert (form.values["handed_in"], form.values["note"]) == (DISC, "1 USB, vỏ nứt")
    said = f"{TITLE}: {by} đã ghi nhận là đã nhận lúc 08:31 30/11/2026. Lần bấm này không ghi thêm gì"
    assert said in read(refused).errors[f"id_{RECEIVE_HANDED}_handed_in"]
    assert f"{by} · {NOTE}" in " ".join(refused.content.decode().split())


def test_a_second_note_that_crosses_the_first_is_refused_in_the_same_words() -> None:
    walk = walk_of()
    by = receive(walk).by_whom

    with nothing_written(), translation.override("en"), pytest.raises(NotedBefore, match=f"{by} noted it as received"):
        receive(walk)


def test_a_corrected_answer_makes_it_awaited() -> None:
    walk = walk_of(material_form="printed")
    walk.take("ask-supplement", "bob", components={}, questions={"material_form": "Ghi lại."})
    walk.take("answer-supplement", "alice", correction=Correction({"material_form": "audio-visual"}), note="")

    receive(walk)

    assert differences() == []


def test_the_applicant_reads_that_it_came_and_is_asked_for_it_no_more() -> None:
    walk = walk_of()
    assert "Cần mang hoặc gửi đến nơi tiếp nhận" in page(walk.dossier, "alice")

    receive(walk)

    said = page(walk.dossier, "alice")
    assert "Cần mang hoặc gửi đến nơi tiếp nhận" not in said
    assert "Đã nhận tại nơi tiếp nhận lúc" in said
    assert "Ghi nhận đã nhận tại nơi tiếp nhận" in said, "in the timeline"
    assert said.count(NOTE) == 3, "with the papers, in the timeline, and of what a withdrawal gives back"
    assert TITLE not in " ".join(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/da-nop/").content.decode().split())


def test_who_noted_it_takes_it_back_and_nobody_else_does() -> None:
    walk = walk_of()
    event = receive(walk)
    hoa, bob = (story.actor(who, walk.dossier, "transfer", NOW) for who in ("hoa", "bob"))

    with nothing_written(), pytest.raises(TakenByAnother):
        commands.take_back(walk.dossier.pk, event.sequence, actors=[hoa], at=walk.at + MINUTE)
    with nothing_written(), pytest.raises(TooLongAgo):
        commands.take_back(walk.dossier.pk, event.sequence, actors=[bob], at=walk.at + timedelta(days=4))
    commands.take_back(walk.dossier.pk, event.sequence, actors=[bob], at=walk.at + MINUTE)

    assert "Chưa nhận (1 bản chính" in page(walk.dossier)
    assert "Cần mang hoặc gửi đến nơi tiếp nhận" in page(walk.dossier, "alice")
    assert NOTE not in page(walk.dossier, "alice")
    assert differences() == []
    walk.at += 2 * MINUTE
    receive(walk, note="2 USB")
    assert differences() == []


def test_it_is_taken_back_on_the_page_by_a_button() -> None:
    dossier, bob = filed(), Visitor("bob", language="vi")
    address = f"/mot-cua/{dossier.code}/"
    bob.send(bob.get(address), f"/{RECEIVE_HANDED}/", {"note": NOTE})

    bob.send(bob.get(address), f"/{acts.TAKE_BACK}/")

    assert [event.action for event in dossier.events.order_by("sequence")][1:] == [RECEIVE_HANDED, acts.TAKE_BACK]
    assert "Chưa nhận (1 bản chính" in page(dossier)


def test_it_keeps_nobody_from_taking_back_the_step_before() -> None:
    walk = walk_of()
    walk.take("accept", "bob")
    walk.take("transfer", "bob")
    moved = walk.events[-1]
    receive(walk)

    bob = story.actor("bob", walk.dossier, "transfer", NOW)
    commands.take_back(walk.dossier.pk, moved.sequence, actors=[bob], at=walk.at + MINUTE)

    assert Dossier.objects.get().state == moved.source
    assert "Chưa nhận (" not in page(walk.dossier), "the disc is there all the same"
    assert differences() == []


def test_once_the_dossier_has_moved_on_it_stays() -> None:
    walk = walk_of()
    event = receive(walk)
    walk.take("accept", "bob")

    bob = story.actor("bob", walk.dossier, "transfer", NOW)
    with nothing_written(), pytest.raises((refusals.Stale, NeverTakenBack)):
        commands.take_back(walk.dossier.pk, event.sequence, actors=[bob], at=walk.at + MINUTE)


@pytest.mark.parametrize("is_received", [False, True])
def test_the_button_of_the_acceptance_and_the_receipt_say_whether_it_came(*, is_received: bool) -> None:
    walk = walk_of()
    if is_received:
        receive(walk)

    assert (f"chưa nhận: {TITLE}" in page(walk.dossier)) is not is_received
    walk.take("accept", "bob")
    receipt = receipt_of(walk.events[-1], "01/2026/TNHS", "k3PqZ0" * 7)
    said = " ".join(printed_words(press.printed("papers/receipt.html", receipt)).split())

    assert (f"{TITLE} (nộp tại nơi tiếp nhận; khi lập giấy này chưa nhận)" in said) is not is_received
    assert (f"{TITLE} (đã nhận tại nơi tiếp nhận ngày 30/11/2026: {NOTE})" in said) is is_received


def test_the_receipt_of_a_book_does_not_name_it_and_one_that_came_later_changes_no_receipt() -> None:
    book, film = walk_of(material_form="printed"), walk_of()
    for walk in (book, film):
        walk.take("accept", "bob")
    accepted = film.events[-1]
    before = receipt_of(accepted, "01/2026/TNHS", "").papers
    receive(film)

    assert receipt_of(accepted, "01/2026/TNHS", "").papers == before
    assert all(TITLE not in one.title for one in receipt_of(book.events[-1], "02/2026/TNHS", "").papers)


def test_a_forged_note_of_what_never_was_awaited_is_found() -> None:
    walk = walk_of()
    event = receive(walk)
    for forged in ("ban-thao", "", "khong-co"):
        change(event, facts=to_json(replace(facts_of(event), handed_in=forged)))
        forge(walk.dossier)
        assert f"event {event.sequence} ({RECEIVE_HANDED}) handed_in" in [one.what for one in differences()]


def test_the_pages_ask_little(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    walk = walk_of()
    for _each in range(2):
        for who, address in (("bob", f"/mot-cua/{walk.dossier.code}/"), ("alice", f"/ho-so/{walk.dossier.code}/")):
            visitor = Visitor(who)
            visitor.get(address)
            with django_assert_max_num_queries(18):
                visitor.get(address)
        if walk.dossier.sequence == 1:
            receive(walk)


def test_what_is_asked_for_once_more_has_to_come_once_more() -> None:
    walk = walk_of()
    receive(walk, note="1 USB hỏng, không mở được")
    walk.take("ask-supplement", "bob", reason="USB hỏng.", components={DISC: "Nộp USB khác."}, questions={})

    assert "Chưa nhận (1 bản chính" in page(walk.dossier)
    assert "Cần mang hoặc gửi đến nơi tiếp nhận" in page(walk.dossier, "alice")
    receive(walk, note="1 USB khác, mở xem được")

    assert "1 USB khác, mở xem được" in page(walk.dossier)
    assert "Cần mang hoặc gửi đến nơi tiếp nhận" not in page(walk.dossier, "alice")
    with nothing_written(), pytest.raises(NothingAwaited):
        receive(walk)
    assert differences() == []


def test_nothing_is_to_be_brought_while_a_withdrawal_is_asked_for() -> None:
    walk = walk_of().take("ask-withdrawal", "alice", reason="Không làm phim nữa.")

    assert "Cần mang hoặc gửi đến nơi tiếp nhận" not in page(walk.dossier, "alice")


def test_after_the_acceptance_it_is_not_said_to_be_for_the_acceptance() -> None:
    walk = walk_of()
    assert "để hồ sơ được tiếp nhận" in page(walk.dossier, "alice")

    walk.take("accept", "bob")

    said = page(walk.dossier, "alice")
    assert "Cần mang hoặc gửi đến nơi tiếp nhận" in said
    assert "để hồ sơ được tiếp nhận" not in said


def test_the_last_press_is_taken_back_first(clock: Traveller) -> None:
    walk, bob = walk_of().take("accept", "bob").take("transfer", "bob"), Visitor("bob", language="vi")
    receive(walk)
    clock.move_to(walk.at + MINUTE)
    address = f"/mot-cua/{walk.dossier.code}/"

    bob.send(bob.get(address), f"/{acts.TAKE_BACK}/")

    walk.dossier.refresh_from_db()
    assert walk.dossier.state != "accepted", "the step stays"
    assert "Chưa nhận (1 bản chính" in page(walk.dossier)

"""What was handed in at the receiving point goes back after an end without a result: the desk notes it, the applicant reads it."""

from datetime import timedelta

import pytest
from django.core import mail
from msgspec.structs import replace

from dossiers import acts, refusals
from dossiers.acts import HAND_BACK, RECEIVE_HANDED, RETURN_HANDED
from dossiers.background import relay
from dossiers.commands import Correction
from dossiers.commands.given import Handover
from dossiers.log.facts import facts_of, to_json, words_of
from dossiers.models import Dossier, Event
from dossiers.proof import audit
from dossiers.refusals.receiving import GivenBackBefore, NothingLies, NotLying
from portal.demo.story import Walk
from procedures.results import Way
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.film import DISC, NOW, TITLE, filed
from tests.dossiers.proof.records import change, forge, nothing_written

FIRST, SECOND = "1 đĩa DVD, có nhãn", "1 đĩa DVD mới"
SHOWN = "CCCD số cuối 2345"
THING, AUTHORITY = "handover_thing-", "Giấy uỷ quyền số 12"
OWN = {"handover_recipient": "Nguyễn Thị An", "handover_identity": SHOWN}
ANOTHER = {"handover_recipient": "Lê Thị Hồng", "handover_identity": SHOWN, "handover_authority": AUTHORITY}
MINUTE = timedelta(minutes=1)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW + timedelta(hours=6))]


def page(dossier: Dossier, who: str = "bob") -> str:
    address = f"/{'ho-so' if who == 'alice' else 'mot-cua'}/{dossier.code}/"
    return " ".join(Visitor(who, language="vi").get(address).content.decode().split())


def withdrawn(*, twice: bool = False) -> Walk:
    """Return a dossier that was withdrawn after its disc had come, once or anew."""
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note=FIRST)
    if twice:
        walk.take("ask-supplement", "bob", components={DISC: "Đĩa không đọc được."})
        walk.take("answer-supplement", "alice", note="Tôi gửi đĩa khác.", correction=Correction())
        walk.take(RECEIVE_HANDED, "bob", handed_in=DISC, note=SECOND)
    walk.take("ask-withdrawal", "alice", reason="Không làm nữa").take("confirm-withdrawal", "bob")
    relay.run(walk.at + timedelta(hours=1))
    walk.at += timedelta(hours=1)
    return walk


def give_back(walk: Walk, who: str = "bob", **things: tuple[int, ...]) -> Event:
    handover = Handover("Nguyễn Thị An", Way.IN_PERSON, SHOWN, things=things or {DISC: ()})
    return walk.take(HAND_BACK, who, handover=handover).events[-1]


def first_of(walk: Walk) -> int:
    """Return the sequence of the note of the disc that came first."""
    return next(event.sequence for event in walk.events if event.action == RECEIVE_HANDED)


def differences() -> list[audit.Difference]:
    return audit.check_all().differences


@pytest.mark.parametrize(("twice", "there"), [(False, FIRST), (True, f"{FIRST}; {SECOND}")])
def test_the_desk_and_the_applicant_read_all_that_lies_there(*, twice: bool, there: str) -> None:
    walk = withdrawn(twice=twice)

    assert f"<li>{TITLE}: {there}</li>" in page(walk.dossier)
    assert f"<strong>{TITLE}</strong>: {there}</li>" in page(walk.dossier, "alice")
    assert "giấy tờ tuỳ thân và mã số hồ sơ" in page(walk.dossier, "alice")
    body = next(one.body for one in mail.outbox if ".withdrawn@" in one.extra_headers["Message-ID"])
    assert f"nhận lại “{TITLE}” ({there}) tại" in body
    assert "xin mang giấy tờ tuỳ thân và mã số hồ sơ" in body


def test_the_desk_notes_on_its_page_to_whom_it_was_given() -> None:
    walk, bob = withdrawn(twice=True), Visitor("bob", language="vi")
    dossier = walk.dossier
    before = bob.get(f"/mot-cua/{dossier.code}/")
    form = form_of(before, f"/{HAND_BACK}/")
    assert form.values["handover_recipient"] == dossier.applicant_name
    assert "Lúc này không có việc nào của bạn" not in before.content.decode()

    sent = bob.send(before, f"/{HAND_BACK}/", {**ANOTHER, "note": "đĩa còn nguyên"})

    assert sent.status_code == 302
    event = dossier.events.get(action=HAND_BACK)
    words = words_of(event.payload)
    assert facts_of(event).went_back == {DISC: (0, 0)}
    assert (words.recipient, words.identity, words.authority) == ("Lê Thị Hồng", SHOWN, AUTHORITY)
    assert words.note == "đĩa còn nguyên"
    assert event.source == event.target == Dossier.objects.get().state
    for who in ("bob", "alice"):
        after = page(dossier, who)
        assert "Lê Thị Hồng" in after
        assert SHOWN in after
        assert AUTHORITY in after
        assert "Người nhận kết quả" not in after
        assert "nhận lại tại nơi tiếp nhận" not in after
    assert f'id="action-{HAND_BACK}"' not in page(dossier)
    assert "Phải trả lại người nộp" not in page(dossier)
    assert differences() == []


def test_whom_it_was_given_to_must_be_said() -> None:
    dossier, bob = withdrawn().dossier, Visitor("bob", language="vi")

    with nothing_written():
        refused = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{HAND_BACK}/", {"handover_recipient": ""})

    assert refused.status_code == 422


def test_it_goes_back_once_and_a_second_press_says_who_noted_it() -> None:
    walk, bob = withdrawn(twice=True), Visitor("bob", language="vi")
    old = bob.get(f"/mot-cua/{walk.dossier.code}/")
    event = give_back(walk)

    with nothing_written(), pytest.raises(GivenBackBefore) as refused:
        give_back(walk)
    assert event.by_whom in str(refused.value)
    with nothing_written():
        again = bob.send(old, f"/{HAND_BACK}/", {"note": "bản thứ hai"})
    assert again.status_code == 422
    assert "bản thứ hai" in again.content.decode()
    assert event.by_whom in read(again).words()


def test_before_the_end_nothing_goes_back_and_of_what_never_came_nothing_does() -> None:
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note=FIRST)
    with nothing_written(), pytest.raises(refusals.UnknownAction):
        give_back(walk)
    assert f'id="action-{HAND_BACK}"' not in page(walk.dossier)

    without = Walk(filed(), NOW).take("reject", "bob", reason="Không thuộc thẩm quyền.")
    with nothing_written(), pytest.raises(NothingLies):
        give_back(without)
    assert f'id="action-{HAND_BACK}"' not in page(without.dossier)


def test_another_paper_does_not_lie_there() -> None:
    walk = withdrawn()

    with nothing_written(), pytest.raises(NotLying):
        give_back(walk, **{"ban-thao": ()})


def test_only_the_desk_notes_it() -> None:
    walk = withdrawn()

    for who in ("alice", "hoa", "dung", "mallory"):
        with nothing_written(), pytest.raises(refusals.NotYours):
            give_back(walk, who)


@pytest.mark.parametrize("end", ["reject", "stop"])
def test_it_goes_back_after_every_end_without_a_result(end: str) -> None:
    walk = Walk(filed(), NOW).take(RECEIVE_HANDED, "bob", handed_in=DISC, note=FIRST)
    why = "Tổ chức đã giải thể."
    if end == "reject":
        walk.take("reject", "bob", reason=why)
    else:
        walk.until("tham-dinh").take("decide-stop", "lan", reason=why).take("issue-stop", "bob", reason=why)

    give_back(walk)

    assert differences() == []


def test_a_wrong_press_is_taken_back_and_it_lies_there_again() -> None:
    dossier, bob = withdrawn().dossier, Visitor("bob", language="vi")
    address = f"/mot-cua/{dossier.code}/"
    bob.send(bob.get(address), f"/{HAND_BACK}/", ANOTHER)
    assert "Lê Thị Hồng" in page(dossier, "alice")

    bob.send(bob.get(address), f"/{acts.TAKE_BACK}/")

    assert dossier.events.order_by("sequence").last().action == acts.TAKE_BACK
    assert f"<li>{TITLE}: {FIRST}</li>" in page(dossier)
    assert "Lê Thị Hồng" not in page(dossier, "alice")
    assert differences() == []


def test_one_of_two_goes_back_and_the_other_lies_there_still() -> None:
    walk, bob = withdrawn(twice=True), Visitor("bob", language="vi")
    address = f"/mot-cua/{walk.dossier.code}/"
    before = bob.get(address)
    said = before.content.decode()
    assert f"{TITLE} ({FIRST})" in said
    assert f"{TITLE} ({SECOND})" in said
    assert "Người nhận lại" in said
    first = first_of(walk)

    second = next(event for event in reversed(walk.events) if event.action == RECEIVE_HANDED)
    gone = {**ANOTHER, f"{THING}{DISC}.{second.sequence}": "stays"}
    assert bob.send(before, f"/{HAND_BACK}/", gone).status_code == 302

    event = walk.dossier.events.get(action=HAND_BACK)
    assert (facts_of(event).went_back, facts_of(event).handed_notes) == ({DISC: (0, 0)}, (first,))
    assert f"<p>Trả lại cho người nộp:</p> <ul><li>{TITLE}: {SECOND}</li></ul>" in page(walk.dossier)
    own = page(walk.dossier, "alice")
    assert f"<strong>{TITLE}</strong>: {SECOND}</li>" in own
    assert f"<strong>{TITLE}</strong> – {FIRST}: " in own
    again = bob.send(before, f"/{HAND_BACK}/", gone)
    assert again.status_code == 422
    assert event.by_whom in read(again).errors[f"id_{HAND_BACK}_{THING}{DISC}.{first}"]
    assert differences() == []

    bob.send(bob.get(address), f"/{HAND_BACK}/", ANOTHER)
    assert f'id="action-{HAND_BACK}"' not in page(walk.dossier)
    assert f"<strong>{TITLE}</strong> – {SECOND}: " in page(walk.dossier, "alice")
    assert differences() == []


def test_the_check_of_the_record_names_one_that_went_back_twice() -> None:
    walk = withdrawn(twice=True)
    first = first_of(walk)
    give_back(walk, **{DISC: (first,)})
    with nothing_written(), pytest.raises(GivenBackBefore):
        give_back(walk, **{DISC: (first,)})
    second = give_back(walk)
    assert differences() == []

    change(second, facts=to_json(replace(facts_of(second), handed_notes=(first,))))
    forge(walk.dossier)

    assert any("lies at the receiving point" in str(one) for one in differences())


@pytest.mark.parametrize("sent", [f"{DISC}.99", f"{DISC}.x", ".1", "gi-do.1", DISC])
def test_a_choice_that_nobody_was_given_is_refused_in_words(sent: str) -> None:
    walk, bob = withdrawn(twice=True), Visitor("bob", language="vi")
    address = f"/mot-cua/{walk.dossier.code}/"

    with nothing_written():
        alone = bob.post(
            f"{address}{HAND_BACK}/",
            {**OWN, "seen": walk.dossier.sequence, "handover_way": "in_person", f"{THING}{sent}": "goes"},
        )
        odd = bob.send(bob.get(address), f"/{HAND_BACK}/", {**OWN, f"{THING}{DISC}.{first_of(walk)}": "x"})

    assert (alone.status_code, odd.status_code) == (422, 422)


def test_of_what_all_stays_nothing_is_handed_back() -> None:
    walk, bob = withdrawn(), Visitor("bob", language="vi")

    with nothing_written():
        refused = bob.send(
            bob.get(f"/mot-cua/{walk.dossier.code}/"), f"/{HAND_BACK}/", {**OWN, f"{THING}{DISC}": "stays"}
        )

    assert refused.status_code == 422
    assert "ít nhất một" in read(refused).errors[f"id_{HAND_BACK}_{THING}{DISC}"]


def test_what_was_recorded_by_the_former_act_is_read_and_nobody_records_it_any_more() -> None:
    walk, bob = withdrawn(), Visitor("bob", language="vi")
    with nothing_written():
        with pytest.raises(refusals.UnknownAction):
            walk.take(RETURN_HANDED, "bob", handed_in=DISC, recipient="Lê Thị Hồng")
        sent = {"recipient": "An", "seen": walk.dossier.sequence}
        assert bob.post(f"/mot-cua/{walk.dossier.code}/{RETURN_HANDED}/", sent).status_code == 403
    event = give_back(walk)
    former = replace(facts_of(event), went_back={}, way="", handed_in=DISC)
    change(event, action=RETURN_HANDED, facts=to_json(former))
    forge(walk.dossier)

    assert f"<strong>{TITLE}</strong> – {FIRST}: " in page(walk.dossier, "alice")
    assert f"Đã trả lại: {TITLE} " in read(bob.get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert f'id="action-{HAND_BACK}"' not in page(walk.dossier)
    assert differences() == []


def test_the_check_of_the_record_names_what_went_back_and_never_came() -> None:
    walk = withdrawn()
    event = give_back(walk)

    change(event, facts=to_json(replace(facts_of(event), went_back={"ban-dich": (0, 0)})))
    forge(walk.dossier)
    assert [one.what for one in differences()] == ["to_hand_back"]
    Dossier.objects.filter(pk=walk.dossier.pk).update(to_hand_back=True)

    assert any("lies at the receiving point" in str(one) for one in differences())

"""A result that the post sends back lies at the desk again, waits in the list, and is handed over once more."""

from datetime import date, datetime

import pytest
from django.utils import translation
from msgspec.structs import replace

from accounts.seats import seats_of
from dossiers.acts import CAME_BACK, HAND_BACK_LATER
from dossiers.background import relay
from dossiers.commands.given import Handover
from dossiers.log.answers import standing, standing_of
from dossiers.log.facts import facts_of, to_json
from dossiers.log.parts.deposits import RESULT
from dossiers.log.whole import log_of
from dossiers.models import Dossier
from dossiers.notices.contents.handed_over import handed_back_of
from dossiers.papers.cover_note import cover_note_of
from dossiers.proof import audit
from dossiers.reports.official import returns
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_to_hand_back import LYING, listed, undone
from tests.dossiers.proof.records import change, forge, nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
TYPED = {"date": "01/12/2026", "reason": "Người nhận đã chuyển chỗ ở"}
FIRST, SECOND = "RR123456785VN", "RR987654326VN"
AGAIN = {"handover_way": "by_post", "handover_post_number": SECOND}
MANUSCRIPT = "ban-thao"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def posted(*, by: Way = Way.BY_POST) -> Dossier:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")
    shown = {"post_number": FIRST} if by is Way.BY_POST else {"identity": "CCCD 2345"}
    return walk.take("return", "bob", handover=Handover(walk.dossier.applicant_name, by, **shown)).dossier


def sent(dossier: Dossier, act: str, **typed: str) -> int:
    bob = Visitor("bob", language="vi")
    status = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{act}/", typed).status_code
    dossier.refresh_from_db()
    return status


GENERAL = "Trả lại bản chính, kết quả còn để tại đây"
"""Of the act, where both may be meant."""


def came_back() -> Dossier:
    dossier = posted()
    assert sent(dossier, CAME_BACK, **TYPED) == 302
    return dossier


def test_where_the_first_item_goes_stands_on_both_pages() -> None:
    dossier = posted()
    address = standing(log_of(dossier)[0])["applicant_address"]
    told = f"Địa chỉ gửi đến: {address}"

    assert told in page_of(dossier)
    assert told in read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")).words()


def page_of(dossier: Dossier) -> str:
    return read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()


def test_what_the_post_sends_back_waits_in_the_list_and_moves_nothing() -> None:
    dossier = posted()
    before = (dossier.state, dossier.returned_at, dossier.holder)
    assert (listed(), dossier.to_hand_back) == ([], False)

    assert sent(dossier, CAME_BACK, **TYPED) == 302

    assert facts_of(dossier.events.get(action=CAME_BACK)).came_back_on == date(2026, 12, 1)
    assert (dossier.state, dossier.returned_at, dossier.holder) == before
    assert (listed(), undone()[LYING], dossier.to_hand_back) == ([dossier.code], 1, True)
    words = page_of(dossier)
    assert "Kết quả bưu chính chuyển hoàn: 01/12/2026; Người nhận đã chuyển chỗ ở" in words
    row = read(Visitor("bob", language="vi").get("/mot-cua/?list=lying")).words()
    assert "Còn ở đây từ 01/12/2026: Kết quả bưu chính chuyển hoàn" in row
    assert audit.check_all().differences == []


def test_it_goes_again_by_post_with_a_new_number_in_the_register_and_may_come_back_again() -> None:
    dossier = came_back()
    assert f'id="action-{CAME_BACK}"' not in Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()
    assert "Giao lại, gửi lại kết quả bưu chính chuyển hoàn" in page_of(dossier)
    assert "gửi bưu chính thì thấy đã gửi cho ai, số bưu gửi và địa chỉ" in page_of(dossier)
    assert GENERAL not in page_of(dossier)

    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302

    assert facts_of(dossier.events.get(action=HAND_BACK_LATER)).went_back == {RESULT.name: (0, 0)}
    assert (listed(), dossier.to_hand_back) == ([], False)
    assert "Gửi lại kết quả bưu chính chuyển hoàn" in page_of(dossier)
    assert "Đã gửi qua bưu chính: Kết quả giải quyết hồ sơ" in page_of(dossier)
    assert GENERAL not in page_of(dossier)
    with translation.override("vi"):
        [again] = returns.of_day(seats_of(story.person("bob"), LATER.date()), LATER.date())
    assert again.number == dossier.result.number
    assert again.remark == "Gửi lại kết quả bưu chính chuyển hoàn (01/12/2026; Người nhận đã chuyển chỗ ở)"
    assert (again.originals, SECOND in again.proof) == ("", True)
    assert sent(dossier, CAME_BACK, **TYPED) == 302
    assert listed() == [dossier.code]
    assert sent(dossier, HAND_BACK_LATER, handover_identity="CCCD 2345") == 302
    assert listed() == []
    assert f'id="action-{CAME_BACK}"' not in Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()
    assert audit.check_all().differences == []


def test_the_originals_in_its_envelope_lie_with_it_and_go_with_it() -> None:
    walk = Walk(counter.entered(at=MONDAY, more={f"brought-{MANUSCRIPT}.original": "2"}).dossier, MONDAY)
    over = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=FIRST, originals=Originals.GIVEN_BACK)
    dossier = walk.until("result-ready").take("return", "bob", handover=over).dossier
    assert sent(dossier, CAME_BACK, **TYPED) == 302
    title = next(one.title.vi for one in dossier.machine.components if one.name == MANUSCRIPT)
    with_it = f"{title} (Bản chính: 2)"
    assert f"cùng trong phong bì: {with_it}" in page_of(dossier)
    assert f"cùng trong phong bì: {with_it}" in read(Visitor("bob", language="vi").get("/mot-cua/?list=lying")).words()

    back = "bưu chính chuyển hoàn: 01/12/2026; Người nhận đã chuyển chỗ ở"
    assert f"Bản chính: 2 – Đã gửi qua bưu chính cho {dossier.applicant_name}, 10:50 30/11/2026; {back}" in page_of(
        dossier
    )

    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302

    assert f"{back}; Đã gửi qua bưu chính cho {dossier.applicant_name}, 09:00 01/12/2026" in page_of(dossier)
    event = dossier.events.get(action=HAND_BACK_LATER)
    note = cover_note_of(event, "02/PG-STTTT", "k3PqZ0" * 7)
    first = cover_note_of(dossier.events.get(action="return"), "01/PG-STTTT", "k3PqZ0" * 7)
    assert f"2. {title} (trả lại): 02 bản chính" in note.enclosed
    assert note.enclosed == first.enclosed
    assert f"{title}: Bản chính: 2" in page_of(dossier)
    with translation.override("vi"):
        [again] = returns.of_day(seats_of(story.person("bob"), LATER.date()), LATER.date())
        assert with_it in handed_back_of(event, dossier.machine).things.vi
    assert again.originals.startswith(f"Đã gửi qua bưu chính cho {dossier.applicant_name}: {with_it}")
    assert audit.check_all().differences == []


def test_once_it_was_posted_again_nothing_is_said_of_taking_back_what_came_before(clock: object) -> None:
    dossier = came_back()
    clock.move_to(LATER.replace(minute=30))  # type: ignore[attr-defined]
    relay.run(LATER.replace(minute=30))
    before = page_of(dossier)
    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302
    clock.move_to(LATER.replace(minute=50))  # type: ignore[attr-defined]
    relay.run(LATER.replace(minute=50))

    assert "không rút lại được nữa" in before
    assert "không rút lại được nữa" not in page_of(dossier)


def test_the_register_says_what_the_desk_noted_when_it_went_again() -> None:
    dossier = came_back()
    assert sent(dossier, HAND_BACK_LATER, **AGAIN, note="Gửi địa chỉ mới theo điện thoại") == 302

    with translation.override("vi"):
        [again] = returns.of_day(seats_of(story.person("bob"), LATER.date()), LATER.date())

    assert again.remark.startswith("Gửi lại kết quả bưu chính chuyển hoàn (01/12/2026; ")
    assert again.remark.endswith("); Gửi địa chỉ mới theo điện thoại")


def test_the_register_says_to_which_address_a_result_was_posted_at_first() -> None:
    dossier = posted()
    on = dossier.returned_at.astimezone(LOCAL).date()

    [row] = returns.of_day(seats_of(story.person("bob"), on), on)

    assert row.proof == f"{FIRST}; {standing_of(dossier)['applicant_address']}"
    assert (row.number, row.remark) == (dossier.result.number, "")


def test_what_was_fetched_in_person_was_never_with_the_post() -> None:
    dossier = posted(by=Way.IN_PERSON)

    with nothing_written():
        refused = Visitor("bob", language="vi").post(f"/mot-cua/{dossier.code}/{CAME_BACK}/", {"seen": "99", **TYPED})

    assert refused.status_code in {409, 422}
    assert f'id="action-{CAME_BACK}"' not in Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()


@pytest.mark.parametrize("day", ["01/11/2026", "02/12/2026"])
def test_it_comes_back_on_no_day_before_it_went_and_on_none_to_come(day: str) -> None:
    dossier, bob = posted(), Visitor("bob", language="vi")

    with nothing_written():
        refused = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{CAME_BACK}/", {**TYPED, "date": day})

    assert "là ngày gửi, đến hôm nay" in read(refused).errors[f"id_{CAME_BACK}_date"]


def test_the_applicant_reads_where_it_lies_and_then_that_it_went(clock: object) -> None:
    dossier = came_back()
    alice = Visitor("alice", language="vi")
    address = f"/ho-so/{dossier.code}/"
    assert "Kết quả bưu chính chuyển hoàn" not in read(alice.get(address)).words()

    clock.move_to(LATER.replace(minute=30))  # type: ignore[attr-defined]

    assert "Kết quả bưu chính chuyển hoàn: 01/12/2026" in read(alice.get(address)).words()
    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302
    told = read(alice.get(address)).words()
    assert "Kết quả giải quyết hồ sơ : đã gửi lại qua bưu chính cho" in told.replace("sơ:", "sơ :")
    assert told.index(SECOND) < told.index("Trước đó bưu chính chuyển hoàn: 01/12/2026; Người nhận đã chuyển chỗ ở")


def test_a_wrong_press_is_taken_back() -> None:
    dossier = came_back()

    assert sent(dossier, "take-back") == 302

    assert (listed(), dossier.to_hand_back) == ([], False)
    assert audit.check_all().differences == []


def test_originals_that_stayed_lie_beside_it() -> None:
    papers = {f"brought-{MANUSCRIPT}.original": "2"}
    walk = Walk(counter.entered(at=MONDAY, more=papers).dossier, MONDAY).until("result-ready")
    handover = Handover(counter.NAME, Way.BY_POST, post_number=FIRST, originals=Originals.STAYS)
    dossier = walk.take("return", "bob", handover=handover).dossier
    assert "Trả lại bản chính còn để tại đây" in page_of(dossier)
    assert sent(dossier, CAME_BACK, **TYPED) == 302
    assert GENERAL in page_of(dossier)

    stays = {f"handover_thing-{name}": "stays" for name in facts_of(dossier.events.get(action="return")).waits_here}
    assert sent(dossier, HAND_BACK_LATER, handover_identity="CCCD 4321", **stays) == 302

    assert facts_of(dossier.events.get(action=HAND_BACK_LATER)).went_back == {RESULT.name: (0, 0)}
    assert listed() == [dossier.code]


def test_the_check_of_the_record_names_a_day_that_it_cannot_be() -> None:
    dossier = came_back()
    event = dossier.events.get(action=CAME_BACK)

    change(event, facts=to_json(replace(facts_of(event), came_back_on=date(2026, 1, 5))))
    forge(dossier)

    assert any("came_back_on" in one.what for one in audit.check_all().differences)


WAITS = "The post has sent its result back: waits to be handed over again"
TO_CALL = "Sent back by the post: waits to be handed over again"
COLLECTED = "/mot-cua/cho-nhan-ket-qua/"


def test_what_lies_here_again_is_on_the_list_from_which_one_calls_until_it_is_handed_over() -> None:
    dossier, bob = came_back(), Visitor("bob")

    row = read(bob.get(COLLECTED)).words()
    assert dossier.code in row
    assert f"{TO_CALL} 01/12/2026 since today" in row
    [form] = [one for one in read(bob.get(COLLECTED)).forms if "dossier" in one.values]
    bob.post(COLLECTED, {**form.values, "outcome": "reached", "note": "Sẽ đến chiều nay"}, follow=True)
    assert "Sẽ đến chiều nay" in read(bob.get(COLLECTED)).words()

    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302

    assert dossier.code not in read(bob.get(COLLECTED)).words()


def test_the_counter_calls_it_what_it_is() -> None:
    dossier, bob = came_back(), Visitor("bob")
    phone = standing(log_of(dossier)[0])["applicant_phone"]

    for typed in (phone, dossier.code):
        page = read(bob.post("/mot-cua/quay/", {"shown": typed})).words()
        assert f"{WAITS} Hand its result over again" in page
        assert "What was handed in lies here" not in page

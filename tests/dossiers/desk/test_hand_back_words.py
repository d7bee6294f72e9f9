"""The words of a hand-back: what came in parts is one number, what is sent by post is sent, and the register says that there is no result."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from dossiers import acts
from dossiers.acts import HAND_BACK, RECEIVE_HANDED
from dossiers.commands.given import Handover
from dossiers.models import Dossier
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter, film
from tests.dossiers.browsing import Page, Visitor, form_of, read

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT = "ban-thao"
COUNTED = {f"brought-{MANUSCRIPT}.original": "1"}
REGISTER = "/mot-cua/so-tra-ket-qua/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def file_of(dossier: Dossier) -> str:
    return read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()


def withdrawn() -> Walk:
    walk = Walk(counter.entered(at=MONDAY, more=COUNTED).dossier, MONDAY)
    return walk.take("ask-withdrawal", "bob", reason="Không làm nữa.").take("confirm-withdrawal", "bob")


def sent(dossier: Dossier, **typed: str) -> tuple[int, Page]:
    bob = Visitor("bob", language="vi")
    answer = bob.send(
        bob.get(f"/mot-cua/{dossier.code}/"), f"/{HAND_BACK}/", {"handover_identity": "CCCD 4321", **typed}
    )
    return answer.status_code, read(answer)


def test_what_came_in_two_deliveries_is_one_number() -> None:
    walk = Walk(counter.entered(at=MONDAY, accept=False, more=COUNTED).dossier, MONDAY)
    walk.take("ask-supplement", "bob", components={MANUSCRIPT: "Thiếu một bản."})
    bob, page = Visitor("bob", language="vi"), f"/mot-cua/quay/{walk.dossier.code}/bo-sung/"
    values = next(one.values for one in read(bob.get(page)).forms if "kept_version" in one.values)
    assert bob.post(page, {**values, **COUNTED, "do": "record"}).status_code == 302
    walk.dossier.refresh_from_db()
    walk.at = LATER + timedelta(minutes=1)
    walk.take("reject", "bob", reason="Không thuộc thẩm quyền.")

    told = file_of(walk.dossier)

    assert "(Bản chính: 2)" in told
    assert "Bản chính: 1; Bản chính: 1" not in told


def test_that_nothing_was_chosen_is_said_of_all_that_lies_there() -> None:
    walk = withdrawn()
    form = form_of(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/"), f"/{HAND_BACK}/")
    things = [name for name in form.values if name.startswith("handover_thing-")]

    status, page = sent(walk.dossier, **dict.fromkeys(things, "stays"))

    assert status == 422
    assert "Chọn ít nhất một thứ được trả lại lần này: Bản thảo" in page.words()
    assert not [name for name in page.errors if "handover_thing" in name], "it is of no paper by itself"


def test_somebody_without_an_account_reads_it_on_no_page() -> None:
    told, entered = file_of(withdrawn().dossier), file_of(Walk(film.filed(), MONDAY).dossier)

    assert "Hồ sơ và sổ trả kết quả ghi ai nhận lại, lúc nào." in told
    assert "Người nộp thấy trên trang hồ sơ là đã nhận lại" not in told
    assert "Người nộp thấy trên trang hồ sơ là đã nhận." in entered


def test_what_was_posted_is_said_to_be_posted_and_the_register_that_there_is_no_result() -> None:
    walk = withdrawn()

    status, _page = sent(
        walk.dossier, handover_way="by_post", handover_identity="", handover_post_number="EB123456785VN"
    )
    register = read(Visitor("bob", language="vi").get(REGISTER)).words()

    assert status == 302
    for shown in (file_of(walk.dossier), register):
        assert f"Đã gửi qua bưu chính cho {counter.NAME}" in shown
    assert "không có kết quả: trả lại giấy tờ" in register
    assert "Người nhận kết quả" not in register


def test_the_owner_who_collects_for_its_messenger_is_nobody_else() -> None:
    dossier = Walk(counter.entered(at=MONDAY).dossier, MONDAY).until("result-ready").dossier
    assert dossier.organisation == counter.ORGANISATION
    handover = Handover(counter.ORGANISATION, Way.IN_PERSON, "CCCD 4321", originals=Originals.GIVEN_BACK)
    Walk(dossier, LATER).take("return", "bob", handover=handover)

    register = read(Visitor("bob", language="vi").get(REGISTER)).words()

    assert counter.ORGANISATION in register
    assert f"cho {counter.NAME}" not in register


def test_who_asks_for_the_withdrawal_reads_what_lies_at_the_desk(clock: Traveller) -> None:
    walk = Walk(film.filed(), film.NOW)
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/"
    before = read(alice.get(address)).words()
    walk.take(RECEIVE_HANDED, "bob", handed_in=film.DISC, note="2 đĩa DVD")
    clock.move_to(LATER + timedelta(hours=1))

    after = read(alice.get(address)).words()

    assert acts.find(walk.dossier.machine, walk.dossier.state, "ask-withdrawal")
    assert "Tại nơi tiếp nhận còn giữ" not in before
    assert f"Tại nơi tiếp nhận còn giữ: {film.TITLE} (2 đĩa DVD); sau khi hồ sơ được rút" in after

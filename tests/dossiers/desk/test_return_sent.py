"""How a result goes and the number of what is posted are asked about before the register and the mail bear them for ever."""

from datetime import datetime

import pytest
from django.utils import translation

from dossiers import commands
from dossiers.background import relay
from dossiers.filing import drafts
from dossiers.filing.rules import numbers_item
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Letter
from dossiers.pages.acting.handover.sending import Sending
from portal.demo import story
from portal.demo.story import Walk
from procedures.answers.doubts.items import is_miscounted, written
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Page, Visitor, read
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
WAY, POST = "id_return_handover_way", "id_return_handover_post_number"
AT_DESK = {"result_way": "in_person"}
POSTED = {
    "result_way": "by_post",
    "result_address": {"street": "Số 12 ngõ 34 Hoàng Cầu", "ward": "", "text": "Số 12 ngõ 34 Hoàng Cầu"},
}
BY_POST = {"handover_way": "by_post", "handover_post_number": "EB123456785VN"}
IN_PERSON = {"handover_way": "in_person", "handover_identity": "CCCD 2345"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 12, 7, 9, 0, tzinfo=LOCAL))]


def ready(wanted: dict[str, object]) -> Dossier:
    draft = story.draft_of("alice", MONDAY)
    drafts.save(draft, {**draft.answers, **wanted}, at=MONDAY)
    return Walk(commands.submit(draft.key, owner=draft.owner, at=MONDAY), MONDAY).until("result-ready").dossier


def sent(dossier: Dossier, **typed: str) -> tuple[int, Page]:
    bob = Visitor("bob", language="vi")
    answer = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "/return/", typed)
    return answer.status_code, read(answer)


def again(page: Page, box: str) -> int:
    """Press again, with a box that came with the page ticked, and nothing else touched."""
    [form] = [one for one in page.forms if one.action.endswith("/return/")]
    return Visitor("bob", language="vi").post(form.action, {**form.values, box: "on"}).status_code


@pytest.mark.parametrize(
    ("number", "looks_so"),
    [
        ("EB123456785VN", True),
        ("eb 123 456 785 vn", True),
        ("EMS: EB123456785VN", True),
        ("RR123456785CN", True),
        ("SPX012345", True),
        ("86012345678", True),
        ("EB12345678VN", False),
        ("EB1234567890VN", False),
        ("EB12", False),
        ("gửi hôm qua lúc 9 giờ", False),
        ("abcdefgh", False),
        ("abc", False),
        ("", False),
    ],
)
def test_what_looks_like_the_number_of_an_item(number: str, *, looks_so: bool) -> None:
    assert numbers_item(number) == looks_so


def test_what_has_no_digit_is_refused_and_no_box_helps() -> None:
    dossier = ready(POSTED)

    with nothing_written():
        status, page = sent(dossier, **{**BY_POST, "handover_post_number": "abc"})
        ticked = again(page, "handover_post_meant")

    assert (status, ticked) == (422, 422)
    assert "“abc” không phải số hiệu bưu gửi" in page.errors[POST]
    assert WAY not in page.errors


def test_an_odd_number_is_asked_about_once_and_taken_where_it_is_meant() -> None:
    dossier = ready(POSTED)

    with nothing_written():
        status, page = sent(dossier, **{**BY_POST, "handover_post_number": "EB12345678VN"})
    done = again(page, "handover_post_meant")
    event = dossier.events.select_related("payload").get(action="return")

    assert (status, done) == (422, 302)
    assert "không giống số hiệu bưu gửi" in page.errors[POST]
    assert words_of(event.payload).post_number == "EB12345678VN"


def test_a_check_digit_that_does_not_fit_is_asked_about_once_and_taken_where_it_is_meant() -> None:
    dossier = ready(POSTED)

    with nothing_written():
        status, page = sent(dossier, **{**BY_POST, "handover_post_number": "ED123456784VN"})
    done = again(page, "handover_post_meant")

    assert (status, done) == (422, 302)
    assert "Số kiểm tra của “ED123456784VN” không khớp" in page.errors[POST]
    assert (
        words_of(dossier.events.select_related("payload").get(action="return").payload).post_number == "ED123456784VN"
    )


@pytest.mark.parametrize(
    ("number", "is_wrong"),
    [
        ("ED123456785VN", False),
        ("ed 123 456 784 vn", True),
        ("RR473124829GB", False),
        ("RR473124289GB", True),
        ("RR000000005VN", False),
        ("RR000000000VN", True),
        ("EB12345678VN", False),
        ("SPX012345", False),
    ],
)
def test_whether_a_check_digit_fits(number: str, *, is_wrong: bool) -> None:
    assert is_miscounted(number) == is_wrong


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("ed 123 456 785 vn", "ED123456785VN"),
        ("ED.123456785-vn", "ED123456785VN"),
        ("spx  012345", "spx 012345"),
        ("", ""),
    ],
)
def test_how_a_number_of_a_postal_item_is_recorded(typed: str, recorded: str) -> None:
    assert written(typed) == recorded


@pytest.mark.parametrize(("wanted", "typed"), [(POSTED, BY_POST), (AT_DESK, IN_PERSON)])
def test_the_way_that_was_asked_for_asks_nothing(wanted: dict[str, object], typed: dict[str, str]) -> None:
    assert sent(ready(wanted), **typed, handover_originals="none")[0] == 302


@pytest.mark.parametrize(
    ("wanted", "typed", "sentences"),
    [
        (AT_DESK, BY_POST, ("đăng ký nhận: Tại Bộ phận", "Địa chỉ của người nộp trong hồ sơ: Số 12")),
        (POSTED, IN_PERSON, ("bưu chính công ích: Số 12 ngõ 34 Hoàng Cầu", "Đang chọn “")),
    ],
)
def test_another_way_is_asked_about_once_with_where_it_goes(
    wanted: dict[str, object], typed: dict[str, str], sentences: tuple[str, ...]
) -> None:
    dossier = ready(wanted)

    with nothing_written():
        status, page = sent(dossier, **typed, handover_originals="none")
    done = again(page, "handover_way_meant")

    assert status == 422
    for sentence in sentences:
        assert sentence in page.errors[WAY]
    assert done == 302
    assert facts_of(dossier.events.get(action="return")).way == typed["handover_way"]


def test_who_gave_no_address_is_said_to_have_given_none() -> None:
    sending = Sending(ready(AT_DESK), AT_DESK, hands_back=False)

    with translation.override("vi"):
        [(place, sentence)] = sending.faults(BY_POST)

    assert place == "handover_way"
    assert "Hồ sơ không có địa chỉ nào để gửi đến" in sentence


def test_what_was_left_in_the_field_of_the_identity_stops_nothing_that_goes_by_post() -> None:
    dossier = ready(POSTED)

    status, _page = sent(dossier, **BY_POST, handover_identity="CCCD 123")

    assert status == 302
    words = words_of(dossier.events.get(action="return").payload)
    assert (words.identity, words.post_number) == ("", "EB123456785VN")


def test_a_paper_by_which_nobody_collects_is_not_recorded_of_what_goes_by_post() -> None:
    dossier = ready(POSTED)
    expired = {"handover_authority": "Giấy uỷ quyền ngày 28/11/2025", "handover_until": "30/11/2025"}

    status, _page = sent(dossier, **BY_POST, **expired)

    assert status == 302
    words = words_of(dossier.events.get(action="return").payload)
    assert (words.authority, words.authorised_until, words.post_number) == ("", None, "EB123456785VN")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (POSTED, "Đã có kết quả, đang chờ gửi qua bưu chính công ích."),
        ({"result_way": "online"}, "Đã có kết quả, đang chờ trả bản điện tử."),
        (AT_DESK, "Đã có kết quả, đang chờ người nộp đến nhận."),
    ],
)
def test_everybody_reads_what_a_result_waits_for_by_the_way_that_was_chosen_and_no_address(
    wanted: dict[str, object], said: str
) -> None:
    dossier = ready(wanted)
    relay.run(MONDAY)
    sealed = Letter.objects.filter(dossier=dossier).first()
    assert sealed is not None
    everybody = Visitor(language="vi")

    for page in (everybody.get("/tra-cuu/", {"code": dossier.code}), everybody.get(f"/xac-minh/{sealed.token}/")):
        assert said in read(page).words()
        assert "Hoàng Cầu" not in read(page).words()

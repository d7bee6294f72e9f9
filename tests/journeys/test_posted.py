"""What comes and goes by post, in a browser: a supplement typed by keys alone; a result put right, sent back, handed over after all."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.acts import CAME_BACK, CORRECT_POST, HAND_BACK_LATER
from dossiers.commands.given import Handover
from dossiers.filing.counter import answering, intake
from dossiers.log.facts import facts_of, words_of
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Way
from procedures.time.calendar import local
from tests.dossiers import counter
from tests.dossiers.commands.test_for_applicant import typed
from tests.journeys.people import Someone, assert_accessible
from tests.journeys.test_counter_entry import Keyboard, filled

Meet = Callable[[str], Someone]
Look = Callable[[Page, str], None]
FIRST, RIGHT = "RR123456785VN", "RR987654326VN"


def test_a_supplement_that_came_by_post_is_typed_by_keys_alone(meet: Meet, picture: Look) -> None:
    at = timezone.now() - timedelta(hours=1)
    dossier = counter.entered(at=at, accept=False).dossier
    asked = {dossier.machine.components[0].name: "Nộp bản có chứng thực."}
    Walk(dossier, at).take("ask-supplement", "bob", components=asked)
    keys, today = Keyboard(meet("bob").page), local(timezone.now()).date()
    keys.page.goto(f"/mot-cua/quay/{dossier.code}/bo-sung/")
    assert_accessible(keys.page)

    envelope = {answering.CAME_BY: answering.BY_POST, intake.POST_NUMBER: FIRST}
    filled(keys, {**typed(dossier), **envelope}, until="record")
    keys.enter()
    # Without the day of the envelope nothing is recorded, and the summary leads to its field.
    expect(keys.page.locator("#error-summary")).to_be_focused()
    picture(keys.page, "no-day")
    keys.press("Tab")
    keys.press("Enter")
    expect(keys.page.locator(f"#id_{intake.POSTED_ON}")).to_be_focused()
    filled(keys, {intake.POSTED_ON: f"{today:%d/%m/%Y}"}, until="record")
    keys.enter()

    event = dossier.events.select_related("payload").get(action="answer-supplement")
    assert (facts_of(event).posted_on, words_of(event.payload).post_number) == (today, FIRST)
    expect(keys.page.locator("main")).to_contain_text("nhận qua bưu chính, thay cho người nộp")
    picture(keys.page, "recorded")


def test_a_result_that_was_posted_is_put_right_comes_back_and_is_handed_over(meet: Meet) -> None:
    at = timezone.now() - timedelta(days=1)
    walk = Walk(story.file("alice", at=at), at).until("result-ready")
    posted = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=FIRST)
    dossier = walk.take("return", "bob", handover=posted).dossier
    bob, path = meet("bob"), f"/mot-cua/{dossier.code}/"
    file = bob.page.locator("main")

    bob.act(path, CORRECT_POST, "posted", posted_number=RIGHT, reason="Đọc nhầm số trên phiếu gửi")
    expect(file).to_contain_text(f"Trước đây ghi: số hiệu bưu gửi {FIRST}")
    today = f"{local(timezone.now()).date():%Y-%m-%d}"
    bob.act(path, CAME_BACK, "put-right", date=today, reason="Người nhận đã chuyển chỗ ở")
    bob.visit("/mot-cua/?list=lying", "lying")
    expect(file).to_contain_text(dossier.subject)
    bob.act(path, HAND_BACK_LATER, "came-back", handover_identity="CCCD …2345")

    assert [*dossier.events.order_by("sequence").values_list("action", flat=True)][-4:] == [
        "return", CORRECT_POST, CAME_BACK, HAND_BACK_LATER,
    ]  # fmt: skip
    dossier.refresh_from_db()
    assert not dossier.to_hand_back
    bob.visit("/mot-cua/so-tra-ket-qua/", "returns")
    expect(file).to_contain_text("Giao lại kết quả bưu chính chuyển hoàn")
    assert check_all().differences == []

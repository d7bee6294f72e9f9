"""The page on which the desk records what an applicant without an account answers to a request."""

from datetime import timedelta
from typing import Any

import pytest

from dossiers.filing import arriving
from dossiers.filing.counter import intake
from dossiers.log.facts import facts_of
from dossiers.models import AccessRecord, Dossier, Draft, Event
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Status
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_for_applicant import MONDAY, answered, asked, requested, typed
from tests.dossiers.proof.records import differences_of

NOW = MONDAY + timedelta(hours=1)
LINK = "Ghi nhận giấy tờ bổ sung nộp tại quầy hoặc qua bưu chính"
WISH = "Người nộp xin rút hồ sơ"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def walk() -> Walk:
    return asked()


def page_of(dossier: Dossier) -> str:
    return f"/mot-cua/quay/{dossier.code}/bo-sung/"


def form_of(page: Any) -> Any:
    return next(one for one in read(page).forms if "seen" in one.values and "note" in one.values)


def test_the_file_leads_to_the_page(bob: Visitor, walk: Walk) -> None:
    file = bob.get(f"/mot-cua/{walk.dossier.code}/")

    assert LINK in read(file).words()
    assert page_of(walk.dossier) in file.content.decode()


def test_the_answer_leads_to_the_file_whose_log_says_who_did_it_for_whom(bob: Visitor, walk: Walk) -> None:
    dossier = walk.dossier
    page = bob.get(page_of(dossier))
    assert "Nộp bản có chứng thực." in read(page).words()
    assert AccessRecord.objects.filter(dossier=dossier, person=story.person("bob")).exists()

    done = bob.post(page_of(dossier), {**form_of(page).values, **typed(dossier), "do": "record"}, follow=True)

    dossier.refresh_from_db()
    last = dossier.events.order_by("sequence").last()
    assert (last.action, last.on_behalf_of_id) == ("answer-supplement", dossier.applicant_id)
    words = read(done).words()
    assert "Đã ghi nhận giấy tờ bổ sung" in words
    assert "(tại quầy, thay cho người nộp)" in words
    assert "Bản chứng thực: 1" in words or "chứng thực" in words
    assert differences_of(dossier) == []


def test_what_is_missing_is_said_at_its_place_and_nothing_typed_is_lost(bob: Visitor, walk: Walk) -> None:
    dossier = walk.dossier
    paper = requested(dossier).components[0].name
    values = form_of(bob.get(page_of(dossier))).values

    page = bob.post(page_of(dossier), {**values, "note": "Bà Mai sẽ mang bản chính sau.", "do": "record"})

    assert page.status_code == 422
    assert "Chưa có bản nào của giấy tờ này" in read(page).errors[f"id_brought-{paper}.original"]
    assert "Bà Mai sẽ mang bản chính sau." in form_of(page).values["note"]
    again = form_of(bob.get(page_of(dossier)))
    assert "Bà Mai sẽ mang bản chính sau." in again.values["note"]
    assert dossier.events.count() == 2


def test_enter_keeps_what_is_typed_and_a_scan_is_taken_and_taken_away(bob: Visitor, walk: Walk) -> None:
    dossier = walk.dossier
    paper = next(one.name for one in requested(dossier).components if one.is_uploaded)
    form = form_of(bob.get(page_of(dossier)))
    assert form.buttons[0] == ("do", "save"), "the first button of a form is what Enter presses"

    bob.post(page_of(dossier), {**form.values, f"component-{paper}": story.upload(), "do": "save"})
    kept = Draft.objects.get(correcting=dossier).attachments.get()
    bob.post(page_of(dossier), {**form.values, "remove": str(kept.pk), "do": ""})
    assert not Draft.objects.get(correcting=dossier).attachments.exists()
    wrong = bob.post(
        page_of(dossier), {**form.values, f"component-{paper}": story.upload("a.exe", b"MZ"), "do": "record"}
    )
    assert f"id_component-{paper}" in read(wrong).errors
    bob.post(page_of(dossier), {**form.values, f"component-{paper}": story.upload(), "do": "record"})

    event = Event.objects.get(dossier=dossier, action="answer-supplement")
    assert {one.component for one in event.attachments.all()} == {paper}
    assert facts_of(event).brought == {}
    assert differences_of(dossier) == []


def test_an_answer_is_asked_with_its_words_and_is_corrected(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY, accept=False).dossier
    walk = Walk(dossier, MONDAY).take(
        "ask-supplement", "bob", components={}, questions={"material_name": "Ghi tên đầy đủ của tài liệu."}
    )
    page = bob.get(page_of(dossier))
    assert "Ghi tên đầy đủ của tài liệu." in read(page).words()
    values = form_of(page).values

    same = bob.post(page_of(dossier), {**values, "do": "record"})
    assert "id_material_name" in read(same).errors
    bob.post(page_of(dossier), {**values, "material_name": "Kỷ yếu hội thảo năm 2026", "do": "record"})

    walk.dossier.refresh_from_db()
    assert facts_of(Event.objects.get(dossier=dossier, action="answer-supplement")).corrected == ("material_name",)
    assert differences_of(walk.dossier) == []


def test_a_second_press_and_an_old_page_are_answered_by_a_sentence(bob: Visitor, walk: Walk) -> None:
    dossier = walk.dossier
    sent = {**form_of(bob.get(page_of(dossier))).values, **typed(dossier), "do": "record"}

    old = bob.post(page_of(dossier), {**sent, "seen": "1"})
    assert old.status_code == 409
    assert form_of(old).values[intake.count_field(requested(dossier).components[0].name, intake.CERTIFIED)] == "1"
    assert bob.post(page_of(dossier), {**sent, "seen": "x"}).status_code == 400
    bob.post(page_of(dossier), sent)
    second = bob.post(page_of(dossier), sent, follow=True)

    assert "Lần bấm này không ghi nhận gì" in read(second).words()
    assert dossier.events.filter(action="answer-supplement").count() == 1


@pytest.mark.parametrize("username", ["tam", "hoa", "dung", "lan", "carol", "alice", "mallory"])
def test_nobody_but_the_desk_opens_it(walk: Walk, username: str) -> None:
    visitor = Visitor(username, language="vi")

    for page in (visitor.get(page_of(walk.dossier)), visitor.post(page_of(walk.dossier), {"do": "record"})):
        assert page.status_code in {302, 403, 404}
    assert not Draft.objects.exists()


def test_of_an_applicant_with_an_account_it_is_refused_and_not_offered(bob: Visitor) -> None:
    walk = story.dossier_in("filed", at=MONDAY).take("ask-supplement", "bob")

    file = read(bob.get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert LINK not in file
    assert WISH not in file
    for page in (bob.get(page_of(walk.dossier)), bob.post(page_of(walk.dossier), {"note": "x", "do": "record"})):
        assert page.status_code == 403
    posted = {"seen": "2", "note": "x"}
    assert bob.post(f"/mot-cua/{walk.dossier.code}/answer-supplement/", posted, follow=True).status_code == 403
    assert walk.dossier.events.count() == 2


def test_a_wish_to_withdraw_is_taken_down_in_the_file_and_confirmed_there(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY).dossier
    where = f"/mot-cua/{dossier.code}/"
    page = bob.get(where)
    assert WISH in read(page).words()
    form = next(one for one in read(page).forms if one.action.endswith("/ask-withdrawal/"))

    asked_page = bob.post(form.action, {**form.values, "reason": "Nộp nhầm thủ tục."}, follow=True)

    words = read(asked_page).words()
    assert "Người nộp đã xin rút hồ sơ này. Lý do" in words
    assert "Nếu người nộp đổi ý" in words
    confirm = next(one for one in read(asked_page).forms if one.action.endswith("/confirm-withdrawal/"))
    bob.post(confirm.action, confirm.values)
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert differences_of(dossier) == []


def test_the_file_counts_what_was_brought_and_names_it_as_supplied(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY, accept=False, more={"brought-ban-thao.original": "2"}).dossier
    Walk(dossier, MONDAY).take("ask-supplement", "bob", components={"ban-thao": "Thêm một bản."})
    before = read(bob.get(f"/mot-cua/{dossier.code}/")).words()

    answered(dossier, NOW, {"brought-ban-thao.original": "1"})

    words = read(bob.get(f"/mot-cua/{dossier.code}/")).words()
    title = next(one.title.vi for one in dossier.machine.components if one.name == "ban-thao")
    assert "Bản chính: 2" in before
    assert "Bản chính: 3" in words
    assert f"Người nộp đã bổ sung, sửa lại: {title}" in words


def test_what_the_filing_did_not_bring_is_there_once_it_was_supplied(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY, accept=False, more={"brought-y-kien-xac-nhan.original": ""}).dossier
    Walk(dossier, MONDAY).take("ask-supplement", "bob", components={"y-kien-xac-nhan": "Nộp bản chính."})
    file = f"/mot-cua/{dossier.code}/"
    before = read(bob.get(file)).words().count("Bản giấy, lưu tại Bộ phận Một cửa")

    answered(dossier, NOW, {"brought-y-kien-xac-nhan.original": "1"})

    assert read(bob.get(file)).words().count("Bản giấy, lưu tại Bộ phận Một cửa") == before + 1


def test_a_scan_of_another_dossier_is_asked_about_and_one_of_this_dossier_is_not(bob: Visitor, walk: Walk) -> None:
    dossier = walk.dossier
    paper = next(one.name for one in requested(dossier).components if one.is_uploaded)
    other = counter.begun("gp-buu-chinh", at=MONDAY)
    arriving.add_file(other, "don-de-nghi", story.upload(), by=story.person("bob"), at=MONDAY)
    values = form_of(bob.get(page_of(dossier))).values

    asked_first = bob.post(page_of(dossier), {**values, f"component-{paper}": story.upload(), "do": "record"})

    kept = Draft.objects.get(correcting=dossier).attachments.get()
    assert asked_first.status_code == 422
    assert "Chính bản quét này đã có trong" in read(asked_first).errors[f"id_component-{paper}"]
    assert bob.post(page_of(dossier), {**values, "known": str(kept.pk), "do": "record"}).status_code == 302
    other.delete()
    story.take(dossier, "ask-supplement", "bob", at=NOW, components={paper: "Nộp lại."})
    page = bob.get(page_of(dossier))
    again = bob.post(page_of(dossier), {**form_of(page).values, f"component-{paper}": story.upload(), "do": "record"})
    assert again.status_code == 302


def test_a_form_on_paper_is_not_named_as_supplied_for_an_answer_that_was_corrected(bob: Visitor) -> None:
    dossier = counter.entered(at=MONDAY, accept=False).dossier
    title = next(one.title.vi for one in dossier.machine.components if one.eform)
    Walk(dossier, MONDAY).take(
        "ask-supplement", "bob", components={}, questions={"applicant_address": "Ghi rõ số nhà."}
    )

    answered(dossier, NOW, {"applicant_address": "Số 12 Láng Hạ, Hà Nội"})

    supplied = read(bob.get(f"/mot-cua/{dossier.code}/")).words().split("Người nộp đã bổ sung, sửa lại: ")[1]
    assert supplied.startswith("Địa chỉ")
    assert not supplied[:60].count(title[:20])


def test_an_envelope_from_before_the_request_is_asked_about_once(bob: Visitor, walk: Walk) -> None:
    dossier = walk.dossier
    page = bob.get(page_of(dossier))
    envelope = {"came_by": "post", intake.POSTED_ON: "01/01/2026", intake.POST_NUMBER: "EB987654326VN"}

    asked_page = bob.post(page_of(dossier), {**form_of(page).values, **typed(dossier), **envelope, "do": "record"})

    assert asked_page.status_code == 409
    assert "trước ngày yêu cầu bổ sung" in read(asked_page).errors[f"id_{intake.POSTED_ON}"]
    again = bob.post(page_of(dossier), {**form_of(asked_page).values, "do": "record"})
    assert again.status_code == 302

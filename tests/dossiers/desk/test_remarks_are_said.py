"""A remark is in the request that goes out, or the page says that it is not: none is lost on the way."""

from datetime import timedelta

import pytest

from dossiers.display.remarked import ASKED
from dossiers.log.facts import words_of
from dossiers.papers.supplement import supplement_of
from portal.demo import story
from tests.dossiers.browsing import form_of, read
from tests.dossiers.desk.test_review import ANSWER, MONDAY, PAPER, WORDS, filed, page_of, press, typed_in
from tests.dossiers.lifecycle import dossier_at

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]
LATER = MONDAY + timedelta(hours=1)


def test_a_remark_made_after_the_request_s_page_is_put_into_it_and_read_before_it_goes() -> None:
    dossier = filed()
    press("bob", dossier, {f"text.{PAPER}": WORDS})
    bob, page = page_of("bob", dossier)
    press("bob", dossier, {f"text.{ANSWER}": "Số máy không liên lạc được"})

    refused = bob.send(page, "/ask-supplement/", {})

    assert refused.status_code == 422
    assert "remarked after the page was opened" in read(refused).summary
    assert not dossier.events.filter(action="ask-supplement").exists()
    typed = typed_in(refused, "ask-supplement")
    assert typed["component-ban-thao"].strip() == WORDS
    assert typed["question-applicant_phone"].strip() == "Số máy không liên lạc được"
    assert bob.send(refused, "/ask-supplement/", {}).status_code == 302
    assert dossier.events.filter(action="ask-supplement").exists()


def test_a_request_that_says_at_its_item_what_is_wrong_needs_no_reason_and_form_02_points_there() -> None:
    dossier = filed()
    bob, page = page_of("bob", dossier)

    answer = bob.send(page, "/ask-supplement/", {"component-ban-thao": WORDS, "reason": " "})

    assert answer.status_code == 302
    event = dossier.events.get(action="ask-supplement")
    assert (words_of(event.payload).components, words_of(event.payload).reason) == ({"ban-thao": WORDS}, ASKED)
    assert supplement_of(event, "01/2026/HDHS", "k3PqZ0" * 7).reason == ASKED


def test_its_hint_says_what_an_empty_reason_will_say_and_that_of_a_refusal_is_asked_for() -> None:
    page = page_of("bob", filed())[1].content.decode()

    hint = "Left empty, it says that what is to be put right stands at each item."
    assert page.count(hint) == 1
    assert f'<div id="id_ask-supplement_reason_helptext" class="form-text">{hint}</div>' in page


def test_a_request_that_names_nothing_is_refused_whatever_its_reason() -> None:
    dossier = filed()
    bob, page = page_of("bob", dossier)

    assert bob.send(page, "/ask-supplement/", {"reason": ""}).status_code == 422
    assert bob.send(page, "/ask-supplement/", {"reason": "Thiếu giấy tờ."}).status_code == 422
    assert not dossier.events.filter(action="ask-supplement").exists()


def test_a_refusal_takes_it_into_its_reason() -> None:
    dossier = filed()
    bob, page = page_of("bob", dossier)
    press("bob", dossier, {f"text.{PAPER}": WORDS})

    refused = bob.send(page, "/reject/", {"reason": "Không thuộc thẩm quyền"})

    reason = typed_in(refused, "reject")["reason"].strip()
    assert refused.status_code == 422
    assert reason.startswith("Không thuộc thẩm quyền")
    assert WORDS in reason


def test_what_a_request_left_out_is_not_shown_as_asked_and_is_not_forgotten() -> None:
    dossier = filed()
    press("bob", dossier, {f"text.{PAPER}": WORDS, f"text.{ANSWER}": "Số máy không liên lạc được"})
    story.take(dossier, "ask-supplement", "bob", at=LATER, components={"ban-thao": "Nộp lại bản thảo đủ trang"})
    file = story.files.store(story.upload("ban-thao-2.pdf", story.pdf(2)))
    story.take(
        dossier, "answer-supplement", "alice", at=LATER + timedelta(minutes=1), component_files={"ban-thao": (file,)}
    )

    page = page_of("bob", dossier)[1]

    words = read(page).words()
    assert "Asked of the applicant: Nộp lại bản thảo đủ trang" in words
    assert words.count("Asked of the applicant") == 1
    assert typed_in(page, "ask-supplement")["question-applicant_phone"].strip() == "Số máy không liên lạc được"


def test_without_scripts_the_form_says_that_only_what_is_saved_is_in_it() -> None:
    content = page_of("bob", filed())[1].content.decode()

    assert content.count('<noscript><p class="form-text"') == 2


def test_an_act_that_leaves_remarks_unsaid_says_so_or_is_asked_about_once() -> None:
    dossier = filed()
    bob, page = page_of("bob", dossier)
    press("lan", dossier, {f"text.{PAPER}": WORDS})

    refused = bob.send(page, "/accept/", {})

    assert refused.status_code == 422
    assert "does not send it to the applicant. Press again if that is meant." in read(refused).summary
    assert "1 remark is not sent to the applicant by this step." in read(refused).words()
    assert not dossier.events.filter(action="accept").exists()
    assert bob.send(refused, "/accept/", {}).status_code == 302
    assert dossier.events.filter(action="accept").exists()


def test_an_act_whose_page_shows_what_it_leaves_unsaid_is_asked_about_no_more() -> None:
    dossier = filed()
    press("bob", dossier, {f"text.{PAPER}": WORDS})
    bob, page = page_of("bob", dossier)

    taken = bob.send(page, "/accept/", {})

    assert "1 remark is not sent to the applicant by this step." in read(page).words()
    assert taken.status_code == 302


def test_what_is_typed_into_an_act_that_is_asked_about_stays() -> None:
    dossier = dossier_at("tham-dinh", at=MONDAY).dossier
    dung, page = page_of("dung", dossier)
    press("dung", dossier, {f"text.{PAPER}": WORDS})

    refused = dung.send(page, "/finish-tham-dinh/", {"note": "Đã đối chiếu bản gốc"})

    assert refused.status_code == 422
    assert typed_in(refused, "finish-tham-dinh")["note"].strip() == "Đã đối chiếu bản gốc"


def test_a_tick_that_is_taken_away_brings_back_the_remark_that_it_stood_for() -> None:
    dossier = filed()
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS})

    press("bob", dossier, {"tick": PAPER})
    ticked = page_of("bob", dossier)[1].content.decode()
    press("bob", dossier, {"untick": PAPER})

    assert WORDS not in ticked
    assert WORDS in page_of("bob", dossier)[1].content.decode()


def test_a_remark_over_another_s_tick_is_refused_in_words_for_a_tick() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"tick": PAPER})

    refused = press("lan", dossier, {"save": PAPER, f"text.{PAPER}": WORDS}, page=old)

    assert refused.status_code == 422
    words = read(refused).words()
    assert f"{story.person('bob').get_full_name()} ticked this as in order at" in words
    assert "stands after it" not in words
    form = form_of(refused, f"/gop-y/{dossier.code}/")
    assert form.values[f"text.{PAPER}"].strip() == WORDS
    assert ("replace", f"{PAPER}:1") in form.buttons
    assert ("append", f"{PAPER}:1") not in form.buttons

"""How the result is received: asked with the filing, preset, shown to both sides, printed on the receipt, kept with the record."""

from datetime import timedelta
from typing import Any

import pytest

from dossiers import commands, outbox
from dossiers.background import relay
from dossiers.display.agency.receiving import receiving_of
from dossiers.filing import drafts
from dossiers.log.facts import Facts, facts_of, to_json, words_of
from dossiers.models import Draft, EventPayload
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.papers.receipt import receipt_of
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from procedures.form import receiving
from procedures.machine import Status
from procedures.models import ProcedureVersion
from procedures.results import Way
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import local

NOW = local("2026-11-30 09:00")
EARLIER = local("2026-11-25 09:00")
"""Under a version whose lifecycle asks nothing else of a handing over."""
SLUG = "gcn-diem-tro-choi"
FORM, CHECK = f"/ho-so/nop/{SLUG}/", f"/ho-so/nop/{SLUG}/kiem-tra/"
DESK = "Tại Bộ phận Tiếp nhận và Trả kết quả"
HOME = {"province": "01", "commune": "00235", "line": "Số 12 ngõ 34 Hoàng Cầu"}
HOME_IN_WORDS = "Số 12 ngõ 34 Hoàng Cầu, Phường Đống Đa, Thành phố Hà Nội"
POSTED = {"result_way": "by_post", **{f"result_address.{part}": text for part, text in HOME.items()}}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def drafted(**typed: str) -> Draft:
    """Return a complete draft of alice's, as its form began, with what she changes in it."""
    draft: Draft = story.draft_of("alice", NOW, slug=SLUG)
    drafts.save(draft, typed, at=NOW)
    return draft


def filed(**typed: str) -> Walk:
    draft = drafted(**typed)
    return Walk(commands.submit(draft.key, owner=draft.owner, at=NOW), NOW)


def test_the_form_begins_with_the_desk_and_with_the_address_that_the_account_knows() -> None:
    page = Visitor("alice", language="vi").get(FORM)

    fields = form_of(page, FORM).values

    assert fields["result_way"] == "in_person"
    assert page.content.decode().count('type="radio" name="result_way"') == 3, "a list cuts them on a phone"
    assert "result_address.line" not in fields, "its lists are long, and most do not need them"


def test_who_chooses_the_post_is_asked_where_to_before_the_next_part_and_finds_the_address_of_the_account() -> None:
    alice = Visitor("alice", language="vi")

    answer = alice.send(alice.get(FORM), FORM, {"result_way": "by_post", "do": "next:section-applicant"})
    fields = form_of(alice.get(FORM), FORM).values
    onward = alice.send(alice.get(FORM), FORM, {"do": "next:section-applicant"})

    assert answer.url.endswith("#div_id_result_address")
    assert {part: fields[f"result_address.{part}"] for part in HOME} == HOME
    assert "#section-" in onward.url


def test_without_scripts_the_communes_of_another_province_are_shown_where_they_are_asked_for() -> None:
    alice = Visitor("alice", language="vi")
    alice.send(alice.get(FORM), FORM, {"result_way": "by_post", "do": "save"})

    answer = alice.send(alice.get(FORM), FORM, {"result_address.province": "79", "do": "refresh:result_address"})

    assert answer.url.endswith("#div_id_result_address")


def test_a_plain_filing_chooses_nothing_and_reads_on_the_check_what_stands_there() -> None:
    drafted()
    alice = Visitor("alice", language="vi")

    page = alice.get(CHECK)

    assert f"Nhận kết quả bằng cách nào {DESK}" in read(page).words()
    assert "muc=section-applicant&amp;sua=result_way" in page.content.decode()
    assert "Địa chỉ nhận kết quả qua bưu chính" not in read(page).words()


def test_what_was_chosen_is_recorded_with_the_filing_and_found_whole_by_the_check_of_the_record() -> None:
    event = filed(**POSTED).dossier.events.get()

    assert facts_of(event).receives == "by_post"
    answers = words_of(event.payload).answers or {}
    assert answers["result_address"]["text"] == HOME_IN_WORDS
    assert check_all().differences == []


def test_what_was_filed_before_it_was_asked_keeps_its_bytes() -> None:
    assert "receives" not in to_json(Facts(unit=None))


def test_a_draft_of_before_it_was_asked_is_filed_as_it_is() -> None:
    draft = drafted()
    before = {name: text for name, text in draft.answers.items() if not name.startswith("result_")}
    Draft.objects.filter(pk=draft.pk).update(answers=before)

    event = commands.submit(draft.key, owner=draft.owner, at=NOW).events.get()

    assert facts_of(event).receives == ""
    assert receiving_of([event]).words == ""


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"result_way": "pigeon"}, "div_id_result_way"),
        (POSTED | {"result_address.line": ""}, "id_result_address.line"),
    ],
)
def test_another_way_and_half_an_address_are_refused_at_their_place(typed: dict[str, str], field: str) -> None:
    drafted()
    alice = Visitor("alice", language="vi")

    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "check"}, follow=True)

    assert page.status_code == 422
    assert f'href="#{field}"' in page.content.decode()


def test_an_address_behind_another_way_is_no_answer() -> None:
    event = filed(**POSTED | {"result_way": "in_person"}).dossier.events.get()

    assert "result_address" not in (words_of(event.payload).answers or {})


def test_a_way_that_the_office_does_not_offer_is_not_asked_and_one_alone_is_no_question(settings: Any) -> None:
    machine = ProcedureVersion.objects.current().get(procedure__slug=SLUG).machine

    settings.RESULT_WAYS = ("in_person", "online")
    two = next(one for one in drafts.asked_of(machine) if one.name == "result_way")
    settings.RESULT_WAYS = ("in_person",)
    asked = {one.name for one in drafts.asked_of(machine)}

    assert [choice.value for choice in two.choices] == ["in_person", "online"]
    assert asked.isdisjoint({"result_way", "result_address"})


def test_a_way_that_is_not_offered_any_more_is_still_read(settings: Any) -> None:
    walk = filed(**POSTED)
    settings.RESULT_WAYS = ("in_person",)

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "Người nộp nhận kết quảQua dịch vụ bưu chính công ích" in words


def test_an_electronic_result_is_offered_where_the_procedure_issues_one() -> None:
    first = ProcedureVersion.objects.get(procedure__slug=SLUG, version=1).machine
    now = ProcedureVersion.objects.current().get(procedure__slug=SLUG).machine

    assert Way.ONLINE not in receiving.ways(first)
    assert Way.ONLINE in receiving.ways(now)


def test_the_receipt_names_it_behind_item_6() -> None:
    ways: tuple[dict[str, str], ...] = (POSTED, {"result_way": "online"}, {})
    accepted = [filed(**typed).until("accepted").events[-1] for typed in ways]

    posted, electronic, desk = (receipt_of(event, "01/2026/TNHS", "").received_at for event in accepted)

    assert posted == f"{HOME_IN_WORDS} (qua dịch vụ bưu chính công ích)"
    assert electronic == "trang của hồ sơ này trên hệ thống (kết quả điện tử)"
    assert desk.startswith("Bộ phận Tiếp nhận và Trả kết quả, ")


def test_where_the_words_are_erased_the_way_is_known_still() -> None:
    walk = filed(**POSTED).until("accepted")
    EventPayload.objects.filter(event__dossier=walk.dossier, event__sequence=1).erase(at=NOW)

    receipt = receipt_of(walk.dossier.events.get(action="accept"), "01/2026/TNHS", "")

    assert receipt.received_at == "địa chỉ đã đăng ký (qua dịch vụ bưu chính công ích)"


def test_the_applicant_reads_it_from_the_filing_on() -> None:
    walk = filed(**POSTED)
    alice = Visitor("alice", language="vi")

    confirmed = read(alice.get(f"/ho-so/{walk.dossier.code}/da-nop/")).words()
    page = read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()

    assert f"Qua dịch vụ bưu chính công ích: {HOME_IN_WORDS}" in confirmed
    assert f"Qua dịch vụ bưu chính công ích: {HOME_IN_WORDS}" in page


@pytest.mark.parametrize(
    ("way", "on_page", "in_mail"),
    [
        (
            POSTED,
            "Kết quả được gửi qua bưu chính công ích như bạn đã đăng ký",
            "kết quả được gửi qua dịch vụ bưu chính công ích",
        ),
        ({"result_way": "online"}, "Bạn đã chọn kết quả điện tử", "Ông/Bà đã chọn nhận kết quả điện tử"),
        ({}, "Mời đến Bộ phận Một cửa nhận kết quả", "mời Ông/Bà nhận kết quả trong giờ làm việc tại"),
    ],
)
def test_a_result_that_is_there_is_not_to_be_fetched_by_whoever_has_it_sent(
    way: dict[str, str], on_page: str, in_mail: str
) -> None:
    walk = filed(**way).until("result-ready")
    relay.run(walk.at + timedelta(minutes=5))

    page = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    words = written(outbox.NOTICES[Status.RESULT_READY], news_of(walk.events[-1]))
    subject, body = words.subject.vi, words.whole

    assert on_page in page
    assert in_mail in body
    assert ("mời Ông/Bà đến nhận" in subject) is (not way)


def test_the_desk_hands_over_in_the_way_that_was_asked_for() -> None:
    walk = filed(**POSTED).until("result-ready")

    page = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")

    assert '<option value="by_post" selected>' in page.content.decode()
    assert "Người nộp đăng ký nhận: Qua dịch vụ bưu chính công ích: Số 12 ngõ 34 Hoàng Cầu" in read(page).words()


@pytest.mark.at(EARLIER)
def test_a_return_of_the_first_edition_begins_with_how_it_is_to_be_received() -> None:
    draft = story.draft_of("alice", EARLIER)
    drafts.save(draft, POSTED, at=EARLIER)
    walk = Walk(commands.submit(draft.key, owner=draft.owner, at=EARLIER), EARLIER).until("result-ready")

    page = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    hint = page.partition('id="id_return_handover_way_helptext"')[2][:300]
    assert '<option value="by_post" selected>' in page
    assert "Người nộp đăng ký nhận: Qua dịch vụ bưu chính công ích: Số 12 ngõ 34 Hoàng Cầu" in hint

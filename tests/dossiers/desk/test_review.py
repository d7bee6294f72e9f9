"""The review screen: ticks and remarks that are the request, versions side by side, and all of it in few questions."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.seats import seats_of
from dossiers import acts
from dossiers.commands.remarks import Finding, Place, remark
from dossiers.filing import drafts
from dossiers.models import Dossier, Occasion, ReasonTemplate, Remark, RemarkKind
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import dossier_at

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)
"""After it, what the office did has gone out, and is answered."""
PAPER = "component.ban-thao"
ANSWER = "answer.applicant_phone"
WORDS = "Bản thảo thiếu trang 3"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def filed() -> Dossier:
    """Return alice's dossier, a moment after it was filed."""
    return story.file("alice", at=MONDAY)


def page_of(who: str, dossier: Dossier, query: str = "") -> tuple[Visitor, HttpResponse]:
    """Open a dossier as an officer."""
    visitor = Visitor(who)
    return visitor, visitor.get(f"/mot-cua/{dossier.code}/{query}")


def press(who: str, dossier: Dossier, typed: dict[str, Any], page: HttpResponse | None = None, **options: Any) -> Any:
    """Send the form of remarks as somebody's page holds it."""
    visitor, fresh = page_of(who, dossier)
    form = form_of(page or fresh, f"/mot-cua/gop-y/{dossier.code}/")
    return visitor.post(form.action, {**form.values, **typed}, **options)


def typed_in(page: HttpResponse, action: str) -> dict[str, str]:
    """Return what the form of an action holds as it is opened."""
    return form_of(page, f"/{action}/").values


def test_a_tick_and_a_remark_are_saved_by_a_plain_press() -> None:
    dossier = filed()

    answer = press("bob", dossier, {"tick": ANSWER, f"text.{PAPER}": WORDS})

    assert answer.headers["Location"] == f"/mot-cua/{dossier.code}/#{ANSWER}"
    assert {(row.name, row.is_fine, row.text) for row in Remark.objects.all()} == {
        ("applicant_phone", True, ""),
        ("ban-thao", False, WORDS),
    }
    shown = page_of("bob", dossier)[1].content.decode()
    assert re.search(rf'name="untick" value="{ANSWER}"\s+aria-pressed="true"', shown)
    assert story.person("bob").get_full_name() in shown


def test_a_tick_is_taken_back() -> None:
    dossier = filed()
    press("bob", dossier, {"tick": PAPER})

    press("bob", dossier, {"untick": PAPER})

    assert 'aria-pressed="true"' not in page_of("bob", dossier)[1].content.decode()


def test_with_scripts_only_what_changed_comes_back() -> None:
    dossier = filed()

    answer = press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS}, headers={"HX-Request": "true"})

    found = answer.content.decode()
    assert re.findall(r'<li class="review-item[^"]*" id="([^"]+)"', found) == [PAPER]
    assert "hx-swap-oob" in found
    assert WORDS in found


def test_two_officers_do_not_overwrite_each_other_and_typed_words_stay() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS})

    refused = press("lan", dossier, {"save": PAPER, f"text.{PAPER}": "Thiếu dấu giáp lai"}, page=old)

    assert refused.status_code == 422
    page = read(refused)
    assert form_of(refused, f"/gop-y/{dossier.code}/").values[f"text.{PAPER}"].strip() == "Thiếu dấu giáp lai"
    assert "has remarked on this" in page.words()
    assert WORDS in page.words()
    assert Remark.objects.get().text == WORDS

    # A second press is refused as the first was; who has read it can put the own words in its place.
    again = press("lan", dossier, {"save": PAPER}, page=refused)
    assert again.status_code == 422
    assert ("replace", f"{PAPER}:1") in form_of(again, f"/gop-y/{dossier.code}/").buttons
    press("lan", dossier, {"replace": f"{PAPER}:1"}, page=again)
    assert Remark.objects.latest("number").text == "Thiếu dấu giáp lai"


def test_a_tick_over_another_s_remark_is_refused_once_and_then_meant() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS})

    refused = press("lan", dossier, {"tick": PAPER}, page=old)
    assert refused.status_code == 422
    assert WORDS in read(refused).words()
    assert press("lan", dossier, {"tick": PAPER}, page=refused).status_code == 302

    assert Remark.objects.latest("number").is_fine


def test_an_item_that_one_has_not_touched_is_not_refused_for_another_s_remark() -> None:
    dossier = filed()
    _lan, old = page_of("lan", dossier)
    press("bob", dossier, {"save": PAPER, f"text.{PAPER}": WORDS})

    answer = press("lan", dossier, {"tick": ANSWER}, page=old)

    assert answer.status_code == 302
    assert Remark.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({f"text.{PAPER}": "x" * 1001}, "characters"),
        ({f"text.{PAPER}": "a\x00b"}, "character"),
        ({"tick": "component.x"}, ""),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_place(typed: dict[str, str], sentence: str) -> None:
    dossier = filed()

    answer = press("bob", dossier, typed)

    assert not Remark.objects.exists()
    assert answer.status_code == (422 if sentence else 302)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("place", ["component.khong-co", "answer.", "x"])
def test_a_place_that_there_is_not_is_refused_with_the_words(place: str) -> None:
    answer = press("bob", filed(), {f"text.{place}": WORDS, f"text.{PAPER}": "Khác"})

    assert answer.status_code == 400
    assert "This dossier has no such paper or answer." in read(answer).words()
    assert WORDS in read(answer).words()
    assert not Remark.objects.exists()


def test_a_remark_on_a_dossier_of_one_s_own_is_refused_like_any_act() -> None:
    as_alice = {**story.ANSWERS, **drafts.profile_answers(story.person("alice"))}
    dossier = story.file("bob", at=MONDAY, answers=as_alice)

    answer = Visitor("bob").post(f"/mot-cua/gop-y/{dossier.code}/", {f"text.{PAPER}": WORDS})

    assert answer.status_code == 403
    assert "nobody handles a dossier of one’s own" in read(answer).words()


def test_remarks_are_the_request_when_its_form_is_opened() -> None:
    dossier = filed()
    press("bob", dossier, {f"text.{PAPER}": WORDS, f"text.{ANSWER}": "Số máy không liên lạc được"})

    page = page_of("bob", dossier)[1]

    asked, refused = typed_in(page, "ask-supplement"), typed_in(page, "reject")
    assert asked["component-ban-thao"].strip() == WORDS
    assert asked["question-applicant_phone"].strip().startswith("Số máy không liên lạc được")
    assert WORDS in refused["reason"]
    assert "Số máy không liên lạc được" in refused["reason"]


def test_what_was_asked_for_is_shown_as_asked_and_fills_in_nothing_more() -> None:
    dossier = filed()
    press("bob", dossier, {f"text.{PAPER}": WORDS})
    later = MONDAY + timedelta(hours=1)
    story.take(dossier, "ask-supplement", "bob", at=later, components={"ban-thao": WORDS})
    file = story.files.store(story.upload("ban-thao-2.pdf", story.pdf(2)))
    story.take(dossier, "answer-supplement", "alice", at=later + MINUTE, component_files={"ban-thao": (file,)})

    page = page_of("bob", dossier)[1]

    words = read(page).words()
    assert f"Asked of the applicant: {WORDS}" in words
    assert "supplement 05/01" in words
    assert "new, not looked at yet" in words
    assert typed_in(page, "ask-supplement").get("component-ban-thao", "").strip() == ""


@pytest.mark.at(MONDAY + timedelta(days=10))
def test_what_is_remarked_on_an_answer_is_why_it_is_given_back() -> None:
    dossier = dossier_at("tham-dinh.supplement-answered").dossier
    press("bob", dossier, {f"text.{PAPER}": "Trang 3 vẫn thiếu dấu"})

    page = page_of("bob", dossier)[1]

    assert "Trang 3 vẫn thiếu dấu" in typed_in(page, "return-answer")["reason"]


def test_versions_are_labelled_and_the_same_file_is_said_to_be_the_same() -> None:
    dossier = filed()
    first = dossier.attachments.get(component="ban-thao")
    with first.file.open() as kept:
        same = story.files.store(story.upload("ban-thao.pdf", kept.read()))
    story.take(dossier, "ask-supplement", "bob", at=MONDAY, components={"ban-thao": WORDS})
    story.take(dossier, "answer-supplement", "alice", at=MONDAY + MINUTE, component_files={"ban-thao": (same,)})

    words = read(page_of("bob", dossier)[1]).words()

    assert words.index("supplement 05/01") < words.index("first filing")
    assert words.count("the same file as before") == 1


def test_what_was_supplied_is_gathered_above_all_that_was_filed() -> None:
    dossier, file = story.file("alice", at=MONDAY), story.files.store(story.upload("ban-thao.pdf"))
    assert 'id="supplied"' not in page_of("bob", dossier)[1].content.decode()
    story.take(dossier, "ask-supplement", "bob", at=MONDAY, components={"ban-thao": WORDS})
    story.take(dossier, "answer-supplement", "alice", at=MONDAY + MINUTE, component_files={"ban-thao": (file,)})

    page = page_of("bob", dossier)[1].content.decode()

    gathered = page[page.index('id="supplied"') :].partition("</div>")[0]
    assert re.findall(r'href="#([^"]+)"', gathered) == ["component.ban-thao-title"]
    dossier.events.get(sequence=1).attachments.update(component="ban-dich")
    assert 'href="#component.ban-thao-title"' in page_of("bob", dossier)[1].content.decode(), (
        "it came for the first time"
    )


def test_a_text_of_the_unit_is_put_in_by_one_press_without_scripts() -> None:
    dossier = filed()
    bob = story.person("bob")
    unit = bob.memberships.first().unit
    mine = ReasonTemplate.objects.create(
        unit=unit, title="Thiếu dấu", text="Giấy tờ chưa đóng dấu.", occasion=Occasion.OTHER
    )
    other = ReasonTemplate.objects.create(
        unit=story.person("hoa").memberships.first().unit, title="Khác", text="Của phòng."
    )

    chosen = press("bob", dossier, {"choose": PAPER})
    assert chosen.headers["Location"].endswith(f"?mau={PAPER}#{PAPER}")
    page = Visitor("bob").get(chosen.headers["Location"])
    buttons = form_of(page, f"/gop-y/{dossier.code}/").buttons
    assert ("use", f"{PAPER}:{mine.pk}") in buttons
    assert ("use", f"{PAPER}:{other.pk}") not in buttons

    press("bob", dossier, {"use": f"{PAPER}:{mine.pk}", f"text.{PAPER}": WORDS})
    assert Remark.objects.get().text == f"{WORDS}\n{mine.text}"

    continued = Visitor("bob").send(page, "/reject/", {"use": str(mine.pk), "reason": "Trước hết"})
    assert continued.status_code == 200
    assert typed_in(continued, "reject")["reason"].strip() == f"Trước hết\n{mine.text}"
    assert not dossier.events.filter(action="reject").exists()


def test_the_head_keeps_the_texts_of_the_unit() -> None:
    hoa = Visitor("hoa")
    page = hoa.get("/mot-cua/ly-do-mau/")
    typed = {
        "title": "Thiếu dấu",
        "text": "Giấy tờ chưa đóng dấu.",
        "occasion": "supplement",
        "order": "1",
        "is_active": "on",
    }

    assert hoa.send(page, "/ly-do-mau/", typed).status_code == 302
    assert "a text of this name" in read(hoa.send(page, "/ly-do-mau/", typed)).summary
    row = ReasonTemplate.objects.get()
    assert row.unit == story.person("hoa").memberships.first().unit
    over = hoa.get(f"/mot-cua/ly-do-mau/?sua={row.pk}")
    hoa.post(
        f"/mot-cua/ly-do-mau/?sua={row.pk}", {**form_of(over, "/ly-do-mau/").values, "text": "Chưa có dấu giáp lai."}
    )
    assert ReasonTemplate.objects.get().text == "Chưa có dấu giáp lai."
    # A unit that is not hers is no choice.
    answer = hoa.send(
        page, "/ly-do-mau/", {**typed, "title": "x", "unit": str(story.person("bob").memberships.first().unit_id)}
    )
    assert answer.status_code == 422


def test_actions_stand_in_the_order_in_which_they_are_wanted_and_say_what_follows() -> None:
    dossier = filed()

    content = page_of("bob", dossier)[1].content.decode()

    assert re.findall(r'class="action action--(\w+)"', content) == ["primary", "plain", "danger", "plain"]
    assert re.search(r'id="action-accept"\s+open', content)
    says = re.search(r'<span class="says">([^<]+)</span>', content)
    assert says is not None
    assert "the applicant gets: Receipt and appointment slip" in says[1]
    assert "result promised by" in says[1]


def test_a_file_that_moves_says_who_did_what() -> None:
    dossier = filed()
    bob, page = page_of("bob", dossier)
    found = re.search(r'data-moved="([^"]+)"', page.content.decode())
    assert found is not None
    address = found[1].replace("&amp;", "&")
    assert bob.get(address).status_code == 204

    press("lan", dossier, {"tick": PAPER})
    assert "a remark" in bob.get(address).content.decode()
    story.take(dossier, "ask-withdrawal", "alice", at=MONDAY)

    with CaptureQueriesContext(connection) as queries:
        news = bob.get(address).content.decode()

    assert story.person("alice").get_full_name() in news
    assert "data-reload" in news
    assert len(queries) <= 5
    for forged in ("?seen=x", "?seen=", "?seen=99999999999999999999999", ""):
        assert bob.get(address.partition("?")[0] + forged).status_code == 204


def heavy() -> Dossier:
    """Return a dossier with 40 papers and 60 events, remarked on all over."""
    dossier = filed()
    event = dossier.events.get()
    first = dossier.attachments.first()
    for n in range(39):
        first.pk = None
        first.id = type(first)._meta.pk.get_default()
        first.name, first.event, first._state.adding = f"tep-{n}.pdf", event, True
        first.save()
    for n in range(29):
        at = MONDAY + 2 * n * MINUTE
        story.take(dossier, "ask-supplement", "bob", at=at, components={"ban-thao": WORDS})
        story.take(dossier, "answer-supplement", "alice", at=at + MINUTE, note="Đã nộp")
    story.take(dossier, "ask-withdrawal", "alice", at=MONDAY + timedelta(hours=1))
    dossier.refresh_from_db()
    bob = story.person("bob")
    seats = seats_of(bob, MONDAY.date())
    for component in dossier.machine.components:
        place = Place(RemarkKind.COMPONENT, component.name)
        remark(dossier, place, Finding(text=WORDS), seats=seats, by=bob, at=MONDAY)
    return dossier


def test_forty_papers_and_sixty_events_ask_at_most_fifteen_questions() -> None:
    dossier = heavy()
    assert dossier.events.exclude(action__in=acts.ACTS).count() >= 60
    bob = Visitor("bob")
    bob.get(f"/mot-cua/{dossier.code}/")

    with CaptureQueriesContext(connection) as queries:
        answer = bob.get(f"/mot-cua/{dossier.code}/")

    # One of them reads the number of the receipt that who pays in cash is handed.
    assert answer.status_code == 200
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]


def test_the_paper_is_read_beside_what_is_gone_through() -> None:
    dossier = filed()
    file = dossier.attachments.get(component="ban-thao")

    shown = page_of("bob", dossier)[1].content.decode()
    assert f"/mot-cua/{dossier.code}/tep/{file.pk}/1/" in shown
    assert f'href="?tep={file.pk}#paper" aria-current="true"' in shown

    # What the address asks for is one of this dossier's own files, else the first of them.
    other = filed().attachments.get(component="ban-thao")
    for forged in (f"?tep={other.pk}", "?tep=x", "?tep=&trang=99999999999", "?trang=-1"):
        answer = page_of("bob", dossier, forged)[1]
        assert answer.status_code == 200
        assert f"/tep/{other.pk}/" not in answer.content.decode()


def test_a_file_stays_open_while_its_paper_is_remarked_on_without_scripts() -> None:
    dossier = filed()
    file = dossier.attachments.get(component="ban-thao")
    bob, page = page_of("bob", dossier, f"?tep={file.pk}")

    found = re.search(r'<form method="post" action="([^"]+gop-y[^"]+)"', page.content.decode())
    assert found is not None
    assert bob.post(found[1], {"tick": PAPER, f"seen.{PAPER}": "0"}).headers["Location"] == (
        f"/mot-cua/{dossier.code}/?tep={file.pk}#{PAPER}"
    )

"""Who may see what, and who may do what: every address and every state, for each person of the demo."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import resolve

from accounts.roles import Role
from dossiers import refusals, urls
from dossiers.filing import drafts
from dossiers.models import Attachment, Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, buttons_of, content_of, form_of, grown, read, rows
from tests.dossiers.lifecycle import MONEY, WRITTEN
from tests.dossiers.officers import officer
from tests.dossiers.pages.addresses import (
    EVERYBODY,
    HANDLERS,
    MONDAY,
    OPEN_TO,
    PERSONAL_ID,
    POSTS,
    SEATED,
    SENT_IF_SEATED,
    SENT_TO,
    TUESDAY,
)
from tests.dossiers.pages.world import world

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def test_the_tables_name_every_address() -> None:
    sample = dict.fromkeys(("code", "token", "decided", "signed", "returned", "asked", "answered", "draft"), "x")
    sample |= dict.fromkeys(
        (
            "job",
            "export",
            "bulk",
            "view",
            "report",
            "statement",
            "order",
            "case",
            "notice",
            "confirming",
            "officer",
            "seat",
            "unit",
        ),
        "1",
    )
    sample |= dict.fromkeys(("paper", "internal", "drafted"), str(UUID(int=0)))
    named = {resolve(address.format(**sample).partition("?")[0]).url_name for address in (*OPEN_TO, *POSTS)}

    assert {pattern.name for pattern in urls.urlpatterns} - named == set()


def test_every_address_is_open_to_those_it_is_meant_for() -> None:
    names = world()
    visitors = {who: Visitor(who) for who in EVERYBODY}

    for address, meant in OPEN_TO.items():
        answers = {who: visitor.get(address.format(**names)) for who, visitor in visitors.items()}
        assert {
            who for who, answer in answers.items() if content_of(answer) and answer.status_code // 100 == 2
        } == meant, address
        for who in EVERYBODY - meant:
            told = (
                404
                if who or address.startswith(("/thu-tuc/", "/thong-ke/", "/demo/", "/lich/", "/lay-so/", "/cho/"))
                else "/tai-khoan/login/"
            )
            told = SENT_TO.get(address, told) if who else told
            told = SENT_IF_SEATED.get(address, told) if who in SEATED else told
            answer = answers[who]
            assert (answer.headers.get("Location", "").partition("?")[0] or answer.status_code) == told, (address, who)


@pytest.mark.parametrize("address", POSTS)
def test_an_action_is_taken_by_whom_it_belongs_to(address: str) -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    before = rows()

    # Those who are refused come first: an action that is taken makes every other page stale.
    for who in sorted(EVERYBODY, key=lambda who: (POSTS[address].get(who, 0) == 302, who == "dung")):
        visitor = Visitor(who)
        answer = visitor.post(address.format(code=dossier.code, paper=UUID(int=0)), {"seen": dossier.sequence})
        expected = POSTS[address].get(who, 404 if who else 403)
        assert answer.status_code == expected, who
        if expected != 302 or not who:
            assert grown(before) == {}, who


BUTTONS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    # what is done first, by whom; then for each person the buttons on the dossier's page ("" for none)
    ("", "", {"alice": "ask-withdrawal", "bob": "accept ask-supplement reject", "lan": "", "tam": "", "carol": ""}),
    ("ask-supplement", "bob", {"alice": "ask-withdrawal", "bob": "", "lan": "", "tam": "", "carol": ""}),
    ("ask-withdrawal", "alice", {"alice": "", "bob": "confirm-withdrawal", "lan": "", "tam": "", "carol": ""}),
    ("answer-supplement", "alice", {"alice": "", "bob": "accept ask-supplement reject", "lan": ""}),
    ("accept", "bob", {"alice": "", "bob": "transfer confirm-withdrawal", "lan": "reappoint", "tam": "", "carol": ""}),
    ("transfer", "bob", {"alice": "", "bob": "recall confirm-withdrawal", "hoa": "finish-phan-cong stop", "dung": "", "lan": "reappoint stop", "tam": "", "carol": ""}),
    ("recall", "bob", {"alice": "", "bob": "transfer confirm-withdrawal", "lan": "reappoint"}),
    ("transfer", "bob", {"bob": "recall confirm-withdrawal", "hoa": "finish-phan-cong stop", "dung": ""}),
    ("finish-phan-cong", "hoa", {"alice": "", "bob": "confirm-withdrawal", "hoa": "recall reassign stop", "dung": "finish-tham-dinh propose-supplement ask-payment", "lan": "reappoint stop", "tam": "", "carol": ""}),
    ("ask-payment", "dung", {"alice": "", "bob": "confirm-payment confirm-withdrawal", "hoa": "", "dung": "withdraw-demand", "lan": "", "tam": "", "carol": ""}),
    ("confirm-payment", "bob", {"bob": "confirm-withdrawal", "hoa": "reassign stop", "dung": "finish-tham-dinh propose-supplement ask-payment"}),
    ("propose-supplement", "dung", {"alice": "", "bob": "issue-supplement decline-supplement confirm-withdrawal", "hoa": "stop", "dung": "", "lan": "reappoint stop", "tam": "", "carol": ""}),
    ("issue-supplement", "bob", {"alice": "", "bob": "confirm-withdrawal", "hoa": "", "dung": "", "lan": "", "carol": ""}),
    ("answer-supplement", "alice", {"alice": "", "bob": "confirm-supplement return-answer confirm-withdrawal", "hoa": "", "dung": "", "lan": "", "carol": ""}),
    ("return-answer", "bob", {"alice": "", "bob": "confirm-withdrawal"}),
    ("answer-supplement", "alice", {"bob": "confirm-supplement return-answer confirm-withdrawal"}),
    ("confirm-supplement", "bob", {"hoa": "reassign stop", "dung": "finish-tham-dinh propose-supplement ask-payment", "lan": "reappoint stop"}),
    ("finish-tham-dinh", "dung", {"alice": "", "bob": "confirm-withdrawal", "hoa": "finish-xem-xet send-back-tham-dinh stop", "dung": "recall", "lan": "reappoint stop", "tam": "", "carol": ""}),
    ("finish-xem-xet", "hoa", {"bob": "confirm-withdrawal", "hoa": "recall stop", "dung": "", "lan": "finish-ky-duyet send-back-xem-xet send-back-tham-dinh reappoint stop", "tam": "", "carol": ""}),
    ("send-back-tham-dinh", "lan", {"hoa": "reassign stop", "dung": "finish-tham-dinh propose-supplement ask-payment", "lan": "reappoint stop"}),
    ("finish-tham-dinh", "dung", {"dung": "recall"}),
    ("finish-xem-xet", "hoa", {"hoa": "recall stop"}),
    ("reappoint", "lan", {"hoa": "stop", "lan": "finish-ky-duyet send-back-xem-xet send-back-tham-dinh stop promise-late"}),
    ("finish-ky-duyet", "lan", {"bob": "confirm-withdrawal", "hoa": "stop", "dung": "", "lan": "recall stop promise-late", "tam": "finish-van-thu finish-van-thu-refused send-back-ky-duyet", "carol": ""}),
    ("finish-van-thu", "tam", {"alice": "", "bob": "return", "hoa": "", "dung": "", "lan": "", "tam": "", "carol": ""}),
    ("return", "bob", {"alice": "", "bob": "", "hoa": "", "dung": "", "lan": "", "tam": "", "carol": ""}),
)  # fmt: skip


def of_money(dossier: Dossier, who: str) -> set[str]:
    """What somebody may do about the money of a dossier whose version of the procedure waits for none."""
    deciding = {"lan", "hoa"} if dossier.division_id else {"lan"}
    buttons = {"receive-payment": {"bob"}} if dossier.is_open or dossier.owed else {}
    buttons |= {"waive-fee": deciding} if dossier.owed else {}
    buttons |= {"send-proof": {"alice"}} if dossier.owed and dossier.is_open else {}
    buttons |= {name: {"bob", *deciding} for name in ("reverse-payment", "give-back")} if dossier.paid else {}
    return {name for name, people in buttons.items() if who in people}


def test_the_buttons_are_exactly_the_actions_that_are_open_to_each_person() -> None:
    walk = story.Walk(story.file("alice", at=MONDAY), MONDAY)
    visitors = {who: Visitor(who) for who in ("alice", *HANDLERS)}
    code = walk.dossier.code
    for action, taker, expected in BUTTONS:
        if action:
            walk.take(action, taker, **({"date": date(2026, 1, 27)} if action == "reappoint" else {}))
        for who, buttons in expected.items():
            address = f"/ho-so/{code}/" if who == "alice" else f"/mot-cua/{code}/"
            # To pay on line is no action, nor is to say why it will be late: neither moves anything.
            shown = buttons_of(visitors[who].get(address), address) - WRITTEN - {"thanh-toan", "ly-do-tre"}
            assert shown & MONEY == of_money(walk.dossier, who), (walk.dossier.state, action, who)
            shown -= MONEY
            # What was just sent is called back by the one button while the step can be taken back whole.
            once = {"recall"} if "take-back" in shown else set()
            assert shown - {"take-back"} == set(buttons.split()) - once, (walk.dossier.state, action, who)
            # Taking back has tests of its own; nobody but who acted last is ever offered it.
            assert who == taker or "take-back" not in shown, (walk.dossier.state, action, who)


def test_a_dossier_before_its_transfer_is_nothing_of_a_division() -> None:
    code = story.file("alice", at=MONDAY).code

    assert {who: Visitor(who).get(f"/mot-cua/{code}/").status_code for who in ("hoa", "dung", "van")} == dict.fromkeys(
        ("hoa", "dung", "van"), 404
    )


def test_nobody_handles_a_dossier_of_one_s_own() -> None:
    code = story.file("bob", at=MONDAY, answers={**story.ANSWERS, **drafts.profile_answers(story.person("alice"))}).code
    bob = Visitor("bob")

    assert bob.get(f"/mot-cua/{code}/").status_code == 404
    assert bob.post(f"/mot-cua/{code}/accept/", {"seen": "1"}).status_code == 403
    assert code not in read(bob.get("/mot-cua/")).words()
    assert buttons_of(bob.get(f"/ho-so/{code}/"), f"/ho-so/{code}/") == {
        "ask-withdrawal",
        "write-to-office",
        "send-proof",
    }


INSIDE = {
    "transfer": ("bob", "note"),
    "finish-phan-cong": ("hoa", "note"),
    "reassign": ("hoa", "reason"),
    "propose-supplement": ("dung", "reason"),
    "decline-supplement": ("bob", "reason"),
    "finish-tham-dinh": ("dung", "note"),
    "send-back-tham-dinh": ("hoa", "reason"),
    "recall": ("dung", "reason"),
    "finish-xem-xet": ("hoa", "note"),
    "finish-ky-duyet": ("lan", "note"),
}
OUTSIDE = {
    "ask-supplement": ("bob", "reason"),
    "answer-supplement": ("alice", "note"),
    "accept": ("bob", "note"),
    "ask-payment": ("dung", "reason"),
    "reappoint": ("lan", "reason"),
    "finish-van-thu-refused": ("tam", "reason"),
    "return": ("bob", "note"),
}
LONG_WAY = (
    *("ask-supplement", "answer-supplement", "accept", "transfer", "finish-phan-cong", "reassign"),
    *("propose-supplement", "decline-supplement", "ask-payment", "confirm-payment", "finish-tham-dinh", "recall"),
    *("finish-tham-dinh", "send-back-tham-dinh", "finish-tham-dinh", "reappoint", "finish-xem-xet"),
    *("finish-ky-duyet", "finish-van-thu-refused", "return"),
)


def test_the_applicant_reads_what_is_for_the_applicant_and_not_the_office_s_own_words() -> None:
    dossier = _long_way()

    to_applicant = read(Visitor("alice").get(f"/ho-so/{dossier.code}/")).words()
    to_officers = read(Visitor("carol").get(f"/mot-cua/{dossier.code}/")).words()

    assert [action for action in INSIDE if f"word of {action};" in to_applicant] == []
    assert [action for action in OUTSIDE if f"word of {action};" not in to_applicant] == []
    assert [action for action in INSIDE | OUTSIDE if f"word of {action};" not in to_officers] == []
    assert "Hoàng Tiến Dũng" in to_officers


def _long_way() -> Dossier:
    walk = story.Walk(story.file("alice", at=MONDAY), MONDAY)
    everybody = {**INSIDE, **OUTSIDE, "confirm-payment": ("bob", "note")}
    given = {"finish-phan-cong": officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban"), "reassign": story.person("dung")}
    for action in LONG_WAY:
        who, word = everybody[action]
        more = {"date": date(2026, 1, 27)} if action == "reappoint" else {}
        if action in given:
            more["assignee"] = given[action]
        walk.take(action, who, **{word: f"word of {action};"}, **more)
    return walk.dossier


def test_files_that_officers_add_on_the_way_are_not_the_applicant_s_but_the_result_is() -> None:
    walk = story.dossier_in("phan-cong", at=MONDAY)
    kept = {name: story.files.store(story.upload(f"{name}.pdf")) for name in ("y-kien", "giay-phep")}
    walk.take("finish-phan-cong", "hoa", files=(kept["y-kien"],)).until("van-thu")
    walk.take("finish-van-thu", "tam", files=(kept["giay-phep"],))

    alice, page = Visitor("alice"), read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).words()

    assert ("y-kien.pdf" in page, "giay-phep.pdf" in page) == (False, True)
    answers = {name: alice.get(f"/ho-so/tep/{file.id}/") for name, file in kept.items()}
    assert {name: content_of(answer) == story.pdf() for name, answer in answers.items()} == {"y-kien": False, "giay-phep": True}  # fmt: skip


def test_the_personal_id_is_seen_by_those_who_handle_the_dossier_and_in_no_list() -> None:
    names = world()
    inside = [("alice", "/ho-so/{code}/"), *((who, "/mot-cua/{code}/") for who in ("bob", "dung", "hoa", "lan"))]
    lists = [("alice", "/ho-so/"), ("alice", "/ho-so/{code}/da-nop/"), ("bob", "/mot-cua/?list=open"), ("carol", "/quan-ly/received/"), ("", "/tra-cuu/?code={code}"), ("", "/xac-minh/{token}/")]  # fmt: skip

    def shows(who: str, address: str) -> bool:
        return PERSONAL_ID in Visitor(who).get(address.format(**names)).content.decode()

    assert all(shows(who, address) for who, address in inside)
    assert not any(shows(who, address) for who, address in lists)
    for _who, address in lists[-2:]:
        assert "Nguyễn Thị An" not in read(Visitor().get(address.format(**names))).words()


def test_an_officer_s_own_dossier_is_seen_as_its_applicant_only() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    desk = story.person("bob").memberships.get()
    story.person("alice").memberships.create(unit=desk.unit, role=desk.role)

    assert Visitor("alice").get(f"/mot-cua/{dossier.code}/").status_code == 404
    assert Visitor("alice").get(f"/ho-so/{dossier.code}/").status_code == 200


def test_no_act_of_the_office_is_taken_on_a_dossier_of_ones_own_and_a_sentence_says_so() -> None:
    dossier = story.dossier_in("accepted", at=MONDAY).dossier
    desk = story.person("bob").memberships.get()
    story.person("alice").memberships.create(unit=desk.unit, role=desk.role)
    before = rows()

    answer = Visitor("alice").post(f"/mot-cua/{dossier.code}/transfer/", {"seen": dossier.sequence, "division": "1"})

    assert answer.status_code == 403
    assert "nobody handles a dossier of one’s own" in read(answer).words()
    assert grown(before) == {}


def test_a_dossier_is_not_given_to_its_own_applicant() -> None:
    dossier = story.dossier_in("phan-cong", at=MONDAY).dossier
    division = story.person("dung").memberships.get(unit__slug="bao-chi-xuat-ban")
    story.person("alice").memberships.create(unit=division.unit, role=division.role)

    choices = form_of(Visitor("hoa").get(f"/mot-cua/{dossier.code}/"), "/finish-phan-cong/").values
    with pytest.raises(refusals.ForApplicant):
        story.take(dossier, "finish-phan-cong", "hoa", at=TUESDAY, assignee=story.person("alice"))

    assert choices["assignee"] == str(story.person("dung").pk)


def test_a_wish_to_withdraw_does_not_begin_with_the_office_s_words() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY).take("propose-supplement", "dung").take("issue-supplement", "bob")

    form = form_of(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/"), "/ask-withdrawal/")

    assert form.values["reason"] == ""


def test_a_file_that_the_storage_has_lost_is_said_to_be_away_and_is_no_fault_of_the_page() -> None:
    dossier = story.file("alice", at=MONDAY)
    [paper] = Attachment.objects.filter(event__dossier=dossier)[:1]
    Path(paper.file.path).unlink()

    answer = Visitor("bob", language="vi").get(f"/ho-so/tep/{paper.pk}/")

    assert answer.status_code == 503
    assert "Hiện không đọc được tệp này từ kho lưu trữ." in read(answer).words()

"""The next step from a list by one key, and where an act leads: as plain posts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.seats import seats_of
from dossiers.commands.remarks import Finding, Place, remark
from dossiers.models import Dossier, RemarkKind, UnsentWords
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, grown, read, rows
from tests.dossiers.bulk.choosing import FILED, NOW, some
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.owing import give_back

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

LIST = "list=mine"
PAPER = Place(RemarkKind.COMPONENT, "ban-thao")


def onward(who: str, dossier: Dossier, seen: int | None = None):
    """Press the key at the row of a dossier."""
    seen = dossier.sequence if seen is None else seen
    return Visitor(who).post(f"/mot-cua/{dossier.code}/tiep/?{LIST}", {"seen": seen})


@pytest.mark.parametrize(
    ("state", "who", "then"),
    [("accepted", "bob", "phan-cong"), ("phan-cong", "hoa", "tham-dinh"), ("xem-xet", "hoa", "ky-duyet")],
)
def test_what_stays_inside_and_asks_nothing_is_done_at_once(state: str, who: str, then: str) -> None:
    [dossier] = some(1, state)

    answer = onward(who, dossier)

    assert answer.headers["Location"] == f"/mot-cua/?{LIST}"
    assert Dossier.objects.get(pk=dossier.pk).state == then
    assert dossier.code in read(Visitor(who).get("/mot-cua/?list=open")).words()


@pytest.mark.parametrize(
    ("state", "who", "leads"),
    [
        ("filed", "bob", "/mot-cua/hang-loat/?list=mine&act=accept&chosen={code}%3A{seen}"),
        ("tham-dinh", "dung", "/mot-cua/{code}/?list=mine#action-propose-granted"),
        ("ky-duyet", "lan", "/mot-cua/{code}/?list=mine#action-decide"),
        ("van-thu", "tam", "/mot-cua/{code}/?list=mine#action-number"),
        ("result-ready", "bob", "/mot-cua/{code}/?list=mine#action-return"),
        ("phan-cong", "bob", "/mot-cua/{code}/?list=mine"),
    ],
)
def test_what_goes_outside_or_is_decided_is_looked_at_first(state: str, who: str, leads: str) -> None:
    [dossier] = some(1, state)
    kept = rows()

    answer = onward(who, dossier)

    assert answer.headers["Location"] == leads.format(code=dossier.code, seen=dossier.sequence)
    assert grown(kept) == {}


def test_a_signature_of_the_first_edition_is_looked_at_first_too() -> None:
    dossier = dossier_at("ky-duyet").dossier

    answer = onward("lan", dossier)

    assert answer.headers["Location"].startswith(f"/mot-cua/{dossier.code}/")
    assert Dossier.objects.get(pk=dossier.pk).state == "ky-duyet"


def test_no_key_passes_over_what_somebody_has_begun_to_type() -> None:
    [dossier] = some(1, "xem-xet")
    UnsentWords.objects.create(
        person=story.person("hoa"),
        dossier=dossier,
        action="send-back-tham-dinh",
        state="xem-xet",
        fields={"reason": "Chưa ghi căn cứ."},
        saved_at=timezone.now(),
    )

    answer = onward("hoa", dossier)

    assert answer.headers["Location"].startswith(f"/mot-cua/{dossier.code}/")
    assert Dossier.objects.get(pk=dossier.pk).state == "xem-xet"


def test_no_key_passes_over_remarks_that_the_step_leaves_unsaid() -> None:
    [dossier] = some(1, "accepted")
    finding = Finding(text="Bản thảo thiếu trang 3")
    remark(dossier, PAPER, finding, seats=seats_of(story.person("bob"), NOW.date()), by=story.person("bob"), at=NOW)

    answer = onward("bob", dossier)

    assert answer.headers["Location"].startswith(f"/mot-cua/{dossier.code}/")
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"


def test_with_remarks_an_answer_that_is_not_enough_is_given_back_and_not_confirmed() -> None:
    dossier = dossier_at("tham-dinh.supplement-answered").dossier
    finding = Finding(text="Bản thảo còn thiếu trang 3")
    remark(dossier, PAPER, finding, seats=seats_of(story.person("bob"), NOW.date()), by=story.person("bob"), at=NOW)

    page = Visitor("bob").get(f"/mot-cua/{dossier.code}/?{LIST}").content.decode()

    [opened] = re.findall(r'<details class="action [^>]*id="action-([\w-]+)"\s+open', page)
    action = dossier.machine.action(dossier.state, opened)
    assert action is not None
    assert dossier.machine.states[action.target].awaits_supplement


def test_with_remarks_the_key_of_the_list_leads_to_the_request_and_not_to_the_acceptance() -> None:
    [dossier] = some(1)
    finding = Finding(text="Bản thảo thiếu trang 3")
    remark(dossier, PAPER, finding, seats=seats_of(story.person("bob"), NOW.date()), by=story.person("bob"), at=NOW)

    answer = onward("bob", dossier)
    page = Visitor("bob").get(answer.headers["Location"]).content.decode()

    assert answer.headers["Location"] == f"/mot-cua/{dossier.code}/?{LIST}#action-ask-supplement"
    assert re.findall(r'<details class="action [^>]*id="action-([\w-]+)"\s+open', page) == ["ask-supplement"]


@pytest.mark.parametrize(
    ("state", "who", "looked_at"),
    [
        ("filed", "bob", {"reject", "receive-payment"}),
        ("tham-dinh", "dung", set()),
        (
            "ky-duyet",
            "lan",
            {
                "decide",
                "decide-stop",
                "direct-refused",
                "send-back-tham-dinh",
                "send-back-xem-xet",
                "reverse-payment",
                "give-back",
            },
        ),
        ("van-thu", "tam", {"number"}),
        ("result-ready", "bob", {"receive-payment", "reverse-payment", "give-back"}),
    ],
)
def test_a_key_only_leads_to_what_is_never_taken_back_or_ends_the_dossier(
    state: str, who: str, looked_at: set[str]
) -> None:
    [dossier] = some(1, state)

    content = Visitor(who).get(f"/mot-cua/{dossier.code}/?{LIST}").content.decode()

    assert set(re.findall(r'action="/mot-cua/[^/]+/([\w-]+)/[^>]*data-looked-at\b', content)) == looked_at


def test_what_is_unpaid_is_said_beside_the_button_that_numbers_the_result() -> None:
    [dossier] = some(1, "van-thu")
    give_back(dossier)

    content = Visitor("tam", language="vi").get(f"/mot-cua/{dossier.code}/?{LIST}").content.decode()

    form = content.split('id="action-number"')[1].split("</form>")[0]
    owed = re.search(r"Chưa nộp: [\d.]+\sđ", form)
    assert owed is not None
    assert owed.start() < form.rindex("<button")


def test_a_row_that_moved_is_told_and_nothing_is_done() -> None:
    [dossier] = some(1, "accepted")
    kept = rows()

    answer = onward("bob", dossier, seen=1)

    assert answer.status_code == 409
    assert "in another window" in read(answer).words(), "bob took it there"
    assert grown(kept) == {}


def act(visitor: Visitor, dossier: Dossier, action: str = "accept"):
    """Take an act on a file that was opened from a list."""
    return visitor.post(f"/mot-cua/{dossier.code}/{action}/?{LIST}", {"seen": dossier.sequence})


def test_after_an_act_one_stays_while_there_is_more_to_do() -> None:
    [dossier], [other] = some(1), some(1, "xem-xet")

    assert act(Visitor("bob"), dossier).headers["Location"].startswith(f"/mot-cua/{dossier.code}/")
    assert act(Visitor("hoa"), other, "finish-xem-xet").headers["Location"] == f"/mot-cua/?{LIST}"


def test_after_an_act_one_is_led_to_the_next_file_or_to_the_list_as_it_was_chosen() -> None:
    first = story.file("alice", at=FILED)
    second = story.file("alice", at=FILED + timedelta(minutes=1))
    third = story.file("alice", at=FILED + timedelta(minutes=2))
    bob = Visitor("bob")

    bob.post(f"/mot-cua/{first.code}/sau-khi-xong/?{LIST}", {"after": "next"})
    assert act(bob, first).headers["Location"].startswith(f"/mot-cua/{second.code}/?")
    back = bob.post(f"/mot-cua/{second.code}/sau-khi-xong/?{LIST}", {"after": "list"})
    assert act(bob, third).headers["Location"] == f"/mot-cua/?{LIST}"
    bob.post(f"/mot-cua/{second.code}/sau-khi-xong/?{LIST}", {"after": "\x00"})

    assert back.headers["Location"] == f"/mot-cua/{second.code}/?{LIST}"
    assert act(bob, second).headers["Location"] == f"/mot-cua/?{LIST}"


def test_a_file_that_was_opened_by_itself_is_stayed_at() -> None:
    [dossier] = some(1)

    answer = Visitor("bob").post(f"/mot-cua/{dossier.code}/accept/", {"seen": dossier.sequence})

    assert answer.headers["Location"] == f"/mot-cua/{dossier.code}/"


def test_a_request_beyond_the_rounds_is_said_at_its_button_and_no_key_makes_it() -> None:
    [dossier] = some(1)
    story.take(dossier, "ask-supplement", "bob", at=FILED + timedelta(minutes=5))
    story.take(dossier, "answer-supplement", "alice", at=NOW, note="Đã sửa.")

    content = Visitor("bob").get(f"/mot-cua/{dossier.code}/?{LIST}").content.decode()

    at_the_button = content[content.index('id="action-ask-supplement"') :].partition("</form>")[0]
    assert "The rule allows 1 supplement; it has been used." in at_the_button
    assert "data-looked-at" in at_the_button
    assert "the supplements allowed are used up · → " in at_the_button.partition("</summary>")[0]
    before = Visitor("bob").get(f"/mot-cua/{story.file('alice', at=NOW).code}/").content.decode()
    assert 'id="action-ask-supplement"' in before
    assert "are used up" not in before


def test_a_request_beyond_the_rounds_goes_out_once_it_was_asked_about() -> None:
    [dossier] = some(1)
    bob, page = Visitor("bob", language="en"), f"/mot-cua/{dossier.code}/"
    asked = {"component-ban-thao": "Thiếu chữ ký.", "reason": "Tên ghi trên giấy tờ chưa thống nhất."}
    story.take(dossier, "ask-supplement", "bob", at=FILED + timedelta(minutes=5))
    story.take(dossier, "answer-supplement", "alice", at=NOW, note="Đã sửa.")

    refused = bob.send(bob.get(page), "ask-supplement/", asked)

    assert refused.status_code == 422
    assert "The rule allows 1 request for a supplement, and this is no. 2." in read(refused).words()
    dossier.refresh_from_db()
    assert dossier.supplement_rounds == 1
    # What was typed stands there, and the box with it.
    typed = form_of(refused, "ask-supplement/").values
    assert typed["reason"] == asked["reason"]
    assert bob.send(refused, "ask-supplement/", {"round_meant": "on"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.supplement_rounds == 2

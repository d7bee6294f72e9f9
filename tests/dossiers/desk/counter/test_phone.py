"""A telephone sends photos to the counter's page by a code that opens one paper, once, for an hour, and stands in no address."""

import logging
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from pytest_django import Settings

from accounts.entry import tries
from accounts.models import SignInTry
from dossiers import turns
from dossiers.background import looking, tidying
from dossiers.filing.counter import entries, phones
from dossiers.models import Attachment, Draft, PhoneCode
from dossiers.refusals.drafting import CodeOfFiled, CodeOfThrown, CodeOver, CodeReplaced, CodeUsed, NoSuchCode
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
PHONE = "/chup-giay-to/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


@pytest.fixture
def phone() -> Visitor:
    return Visitor(language="vi")


def paper_of(draft: Draft) -> str:
    return next(one.name for one in draft.version.machine.components if one.is_uploaded)


def entry_of(draft: Draft) -> str:
    return f"/mot-cua/quay/{draft.pk}/"


def asked(bob: Visitor, draft: Draft) -> str:
    """Press the button beside a paper; return the code that is shown."""
    page = bob.post(entry_of(draft), {"do": f"phone:{paper_of(draft)}"})
    assert page.status_code == 200
    code: str = page.context["phone"].code
    return code


def send(phone: Visitor, code: str, *files: Any) -> HttpResponse:
    return phone.post(PHONE, {"do": "send", "code": code, "files": [*files]}, follow=True)


def given(phone: Visitor, code: str) -> HttpResponse:
    """Give a code, and return the page to which that leads."""
    return phone.post(PHONE, {"code": code}, follow=True)


def photos(draft: Draft) -> list[tuple[str, str, str]]:
    return [(one.component, one.name, one.uploaded_by.username) for one in draft.attachments.filter(problem="")]


def test_photos_come_to_the_paper_for_which_the_code_was_shown(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)

    opened = given(phone, code)
    done = send(phone, code, story.upload("trang-1.pdf"), story.upload("trang-2.pdf", story.pdf(2)))

    assert draft.version.machine.name.vi in read(opened).words()
    assert counter.NAME not in opened.content.decode(), "whose it is, nobody reads off the telephone"
    assert "Đã tới quầy" in read(done).words()
    assert photos(draft) == [(paper_of(draft), "trang-1.pdf", "bob"), (paper_of(draft), "trang-2.pdf", "bob")]
    assert "trang-1.pdf" in bob.get(entry_of(draft)).content.decode()


def test_the_code_is_scanned_behind_the_address_and_kept_as_its_digest(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)

    shown = bob.post(entry_of(draft), {"do": f"phone:{paper_of(draft)}"}).context["phone"]

    code = shown.code.replace(" ", "")
    assert re.fullmatch(f"[{phones.SIGNS}]{{16}}", code)
    assert shown.qr.startswith("data:image/png;base64,")
    assert code not in shown.address
    assert PhoneCode.objects.get().digest == sha256(code.encode()).hexdigest()
    assert shown.until == MONDAY + timedelta(hours=1)


def test_what_the_log_gets_is_never_the_code(bob: Visitor, phone: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    draft = counter.begun(at=MONDAY)
    with caplog.at_level(logging.DEBUG):
        code = asked(bob, draft)
        for _time in range(2):
            send(phone, code, story.upload())

    assert caplog.records, "what was refused is logged"
    assert code not in caplog.text
    assert code.replace(" ", "") not in caplog.text


def test_a_code_is_used_once(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)
    send(phone, code, story.upload("mot.pdf"))

    again = send(phone, code, story.upload("hai.pdf"))

    assert again.status_code == 410
    assert str(CodeUsed()) in read(again).words()
    assert [name for _paper, name, _by in photos(draft)] == ["mot.pdf"]


def test_a_code_holds_for_an_hour(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)

    with time_machine.travel(MONDAY + timedelta(minutes=59), tick=False):
        assert given(phone, code).status_code == 200
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        late = send(phone, code, story.upload())

    assert late.status_code == 410
    assert str(CodeOver()) in read(late).words()
    assert not Attachment.objects.exists()


def test_after_the_filing_the_code_opens_nothing_and_says_so(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)
    bob.post(entry_of(draft), {**counter.pressed(draft, MONDAY), "do": "accept"})

    late = send(phone, code, story.upload())

    assert late.status_code == 410
    assert str(CodeOfFiled()) in read(late).words()
    assert not Attachment.objects.exists()


def test_what_goes_between_the_look_and_the_rows_is_refused_too() -> None:
    draft = counter.begun(at=MONDAY)
    found = phones.opened(phones.make(draft, paper_of(draft), by=story.person("bob"), at=MONDAY), "visitor", MONDAY)
    Draft.objects.get(pk=draft.pk).delete()

    with pytest.raises(CodeOver):
        phones.send(found, [story.upload()], at=MONDAY)

    assert not Attachment.objects.exists()


def test_two_presses_at_once_are_one() -> None:
    draft = counter.begun(at=MONDAY)
    code = phones.make(draft, paper_of(draft), by=story.person("bob"), at=MONDAY)
    first, second = (phones.opened(code, "visitor", MONDAY) for _press in range(2))

    phones.send(first, [story.upload()], at=MONDAY)
    with pytest.raises(CodeUsed):
        phones.send(second, [story.upload("hai.pdf")], at=MONDAY)


def test_of_what_was_thrown_away_or_is_a_colleague_s_by_now_it_opens_nothing(bob: Visitor, phone: Visitor) -> None:
    thrown, passed_on = counter.begun(at=MONDAY), counter.begun("gp-buu-chinh", at=MONDAY)
    codes = [asked(bob, draft) for draft in (thrown, passed_on)]
    bob.post(entry_of(thrown), {"do": "discard-sure"})
    Draft.objects.filter(pk=passed_on.pk).update(entered_by=story.person("tam"))

    answers = [given(phone, code) for code in codes]

    assert [one.status_code for one in answers] == [410, 410]


def test_an_officer_who_has_left_the_desk_takes_nothing(bob: Visitor, phone: Visitor) -> None:
    code = asked(bob, counter.begun(at=MONDAY))
    story.person("bob").memberships.all().delete()

    assert given(phone, code).status_code == 410


def test_another_code_for_the_same_paper_ends_the_one_before(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    first, second = asked(bob, draft), asked(bob, draft)

    assert given(phone, first).status_code == 404
    assert given(phone, second.lower()).status_code == 200


@pytest.mark.parametrize("wrong", ["", "ABCD", "A" * 16, "ă" * 500, "\x00", "' OR 1=1"])
def test_a_code_that_there_is_not_is_refused_with_a_sentence(phone: Visitor, wrong: str) -> None:
    answer = send(phone, wrong, story.upload())

    assert answer.status_code == 404
    assert str(NoSuchCode()) in read(answer).words()
    assert not Attachment.objects.exists()


def test_whoever_tries_codes_is_not_answered_for_a_while(bob: Visitor, phone: Visitor) -> None:
    code = asked(bob, counter.begun(at=MONDAY))
    for _right in range(3):
        given(phone, code)
    assert not SignInTry.objects.exists(), "a right one counts as no try"

    for place in range(tries.OF_CODE.tries):
        phone.post(PHONE, {"code": f"SAI{place}"})
    assert given(phone, code).status_code == 429
    with time_machine.travel(MONDAY + tries.OF_CODE.within, tick=False):
        assert given(phone, code).status_code == 200


@pytest.mark.parametrize(
    ("name", "content"), [("phim.mp4", b"x"), ("rong.pdf", b""), ("trang.exe", b"MZ"), ("hong.pdf", b"%PDF-1.4 broken")]
)
def test_what_is_not_taken_is_said_and_the_code_is_not_used_up(
    bob: Visitor, phone: Visitor, name: str, content: bytes
) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)

    refused = send(phone, code, story.upload(name, content))

    assert refused.status_code == 422
    assert name in read(refused).words()
    assert photos(draft) == []
    send(phone, code, story.upload("dung.pdf"))
    assert [one for _paper, one, _by in photos(draft)] == ["dung.pdf"]


def test_without_a_photo_it_says_so_and_is_not_used_up(bob: Visitor, phone: Visitor) -> None:
    code = asked(bob, counter.begun(at=MONDAY))

    assert "Chưa chọn ảnh nào" in read(send(phone, code)).words()
    assert PhoneCode.objects.get().used_at is None


def test_the_page_may_do_little_and_is_kept_nowhere(phone: Visitor) -> None:
    page = phone.get(PHONE)

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in page.headers["Cache-Control"]


def test_the_counter_s_page_says_what_has_come(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code, where = asked(bob, draft), f"{entry_of(draft)}anh-den/"

    waits = bob.get(where)
    send(phone, code, story.upload("anh.pdf"))
    came = bob.get(where)

    assert (waits.status_code, came.status_code) == (200, 286)
    assert "anh.pdf" in came.content.decode()
    assert bob.get(f"{entry_of(counter.begun('gp-buu-chinh', at=MONDAY))}anh-den/").status_code == 286


def test_photos_that_are_being_taken_in_are_still_waited_for() -> None:
    draft = counter.begun(at=MONDAY)
    phones.make(draft, paper_of(draft), by=story.person("bob"), at=MONDAY)
    PhoneCode.objects.update(used_at=MONDAY)

    assert phones.arrived(draft, story.person("bob"), MONDAY + timedelta(seconds=59)) == ([], True)
    assert phones.arrived(draft, story.person("bob"), MONDAY + timedelta(seconds=60)) == ([], False)


@pytest.mark.parametrize("who", ["alice", "tam", "hoa"])
def test_only_the_officer_who_enters_it_asks_for_a_code(who: str) -> None:
    draft = counter.begun(at=MONDAY)
    other = Visitor(who)

    other.post(entry_of(draft), {"do": f"phone:{paper_of(draft)}"})
    shown = other.get(f"{entry_of(draft)}anh-den/")

    assert not PhoneCode.objects.exists()
    assert shown.status_code in (286, 404)
    assert counter.NAME not in shown.content.decode()


@pytest.mark.parametrize("name", ["", "khong-co", "../x"])
def test_a_code_for_no_paper_is_none(bob: Visitor, name: str) -> None:
    draft = counter.begun(at=MONDAY)

    page = bob.post(entry_of(draft), {"do": f"phone:{name}"})

    assert page.context["phone"] is None
    assert not PhoneCode.objects.exists()


def test_what_was_typed_is_kept_when_a_code_is_asked_for(bob: Visitor) -> None:
    draft = counter.begun(at=MONDAY)

    bob.post(entry_of(draft), {"applicant_address": "5 Hàng Bài", "do": f"phone:{paper_of(draft)}"})

    assert entries.own(story.person("bob")).get().answers["applicant_address"] == "5 Hàng Bài"


def test_codes_go_after_a_day(bob: Visitor) -> None:
    asked(bob, counter.begun(at=MONDAY))

    turns.take(tidying.RUN, tidying.Tidying(MONDAY + timedelta(hours=23)))
    assert PhoneCode.objects.exists()
    turns.take(tidying.RUN, tidying.Tidying(MONDAY + timedelta(days=1)))
    assert not PhoneCode.objects.exists()


@pytest.fixture
def busy(settings: Settings) -> None:
    """Let no photo be judged while it comes, as where the judge has much to do."""
    settings.GLANCE_SECONDS = 0


def judged() -> None:
    """Let the worker look at what waits."""
    turns.take(looking.RUN, looking.Looking(MONDAY))


def looked(phone: Visitor) -> HttpResponse:
    return phone.get(PHONE)


@pytest.mark.usefixtures("busy")
def test_what_a_worker_cannot_open_later_is_said_on_both_sides_and_keeps_the_code(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code, where = asked(bob, draft), f"{entry_of(draft)}anh-den/"

    sent = send(phone, code, story.upload("hong.pdf", b"%PDF-1.4 broken"))
    waits, at_desk = looked(phone), bob.get(where)
    judged()
    broken, at_desk_then = looked(phone), bob.get(where)

    assert "Đang kiểm tra" in read(sent).words()
    assert "Mã đã dùng xong" not in read(sent).words()
    assert "Đang kiểm tra" in read(waits).words()
    assert (at_desk.status_code, at_desk_then.status_code) == (200, 200), "it is asked again"
    assert "hong.pdf (đang kiểm tra)" in read(at_desk).words()
    for side in (broken, at_desk_then):
        assert "hong.pdf" in read(side).words()
        assert "Đã tới" not in read(side).words()
    assert broken.status_code == 422
    assert "Gửi được ảnh khác bằng chính mã này" in read(at_desk_then).words()
    send(phone, code, story.upload("dung.pdf"))
    judged()
    assert "Đã tới quầy" in read(looked(phone)).words()
    assert [one for _paper, one, _by in photos(draft)] == ["dung.pdf"]
    assert bob.get(where).status_code == 286
    assert send(phone, code, story.upload("ba.pdf")).status_code == 410


def test_what_cannot_be_opened_at_once_is_said_at_the_counter_too(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)

    send(phone, code, story.upload("hong.pdf", b"%PDF-1.4 broken"))
    panel = bob.get(f"{entry_of(draft)}anh-den/")

    assert panel.status_code == 200
    assert "hong.pdf" in read(panel).words()


def test_of_several_those_that_cannot_be_opened_are_named_beside_the_others(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)
    send(phone, code, story.upload("mot.pdf"), story.upload("hong.pdf", b"%PDF-1.4 broken"))

    words = [read(page).words() for page in (looked(phone), bob.get(f"{entry_of(draft)}anh-den/"))]

    assert all("mot.pdf" in one and "hong.pdf" in one for one in words)
    assert send(phone, code, story.upload("ba.pdf")).status_code == 410


def test_why_a_code_opens_nothing_is_said_as_it_is(bob: Visitor, phone: Visitor) -> None:
    draft = counter.begun(at=MONDAY)
    first, _second = asked(bob, draft), asked(bob, draft)
    thrown = counter.begun("gp-buu-chinh", at=MONDAY)
    of_thrown = asked(bob, thrown)
    bob.post(entry_of(thrown), {"do": "discard-sure"})

    for does in ("", "send"):
        said = [
            read(phone.post(PHONE, {"code": code, "do": does, "files": [story.upload()]})).words()
            for code in (first, of_thrown)
        ]

        assert str(CodeReplaced()) in said[0]
        assert str(CodeOfThrown()) in said[1]

"""Requests that no form can mend: each gets a sentence that says what to do, and records nothing."""

import base64
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from time import monotonic
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse

from dossiers.models import Dossier, Draft, Event
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, filing_of, grown, read, rows

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
WRITTEN = "Lý do viết rất lâu mới xong."


pytestmark = [pytest.mark.at(TUESDAY)]


@dataclass(frozen=True)
class Case:
    """An action that cannot be taken: by whom, on a dossier that was walked how, and what is answered."""

    name: str
    who: str
    action: str
    status: int
    sentence: str
    state: str = "filed"
    path: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    audience: str = "mot-cua"


NOT_YOURS = "This step belongs to another officer or another role; you cannot take it."
NOT_OPEN = "This step cannot be taken on the dossier as it is now."
UNREAD = "The request could not be read Go back, reload the page and try again."
STALE = "You did “{}” on this dossier in another window at {}. Nothing further was recorded by this press; look at the dossier before you go on."  # fmt: skip
PROPOSED = ("propose-supplement", "dung")
CASES = [
    Case("another-role", "bob", "finish-phan-cong", 403, NOT_YOURS, "phan-cong"),
    Case("a-manager", "carol", "accept", 403, NOT_YOURS),
    Case("the-applicant-s-action", "bob", "answer-supplement", 403, NOT_YOURS, path=(("ask-supplement", "bob"),)),
    Case("the-system-s-action", "bob", "lapse", 403, NOT_YOURS, path=(("ask-supplement", "bob"),)),
    Case("an-officer-s-action", "alice", "accept", 403, NOT_YOURS, audience="ho-so"),
    Case("a-forged-name", "bob", "approve-everything", 409, NOT_OPEN),
    Case("a-forged-name-of-an-applicant", "alice", "da-nop-roi", 409, NOT_OPEN, audience="ho-so"),
    Case("the-first-event-again", "bob", "submit", 409, NOT_OPEN),
    Case("an-action-of-another-state", "bob", "return", 409, NOT_OPEN),
    Case("an-action-after-the-end", "bob", "accept", 409, NOT_OPEN, "returned"),
    Case("a-page-of-the-future", "bob", "accept", 409, "by Nguyễn Thị An at 08:30 05/01/2026. Nothing was recorded from you", typed={"seen": "9"}),
    Case("a-stale-page", "bob", "transfer", 409, STALE.format("Accept the dossier", "08:50 05/01/2026"), "accepted", typed={"seen": "1"}),
    Case("a-stale-page-of-the-applicant", "alice", "ask-withdrawal", 409, "The office has gone on with this dossier since you opened the page. Nothing was recorded from you", "accepted", typed={"seen": "1"}, audience="ho-so"),
    Case("no-sequence", "bob", "accept", 400, UNREAD, typed={"seen": ""}),
    Case("a-sequence-in-words", "bob", "accept", 400, UNREAD, typed={"seen": "one"}),
    Case("a-sequence-of-superscripts", "bob", "accept", 400, UNREAD, typed={"seen": "²"}),
    Case("a-sequence-of-5000-digits", "bob", "accept", 400, UNREAD, typed={"seen": "9" * 5000}),
    Case("nobody-asked-to-withdraw", "bob", "confirm-withdrawal", 409, "The applicant has not asked to withdraw this dossier.", "accepted"),
    Case("sent-on-by-somebody-else", "bob", "recall", 409, "Only the officer who has just passed the dossier on can take it back, before anything else happens.", "phan-cong", path=(("reappoint", "lan"), )),
    Case("a-second-new-date", "lan", "reappoint", 409, "The return date of this dossier was already changed 1 time; the law allows no more.", "phan-cong", path=(("reappoint", "lan"),), typed={"date": "2026-01-23"}),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_cannot_be_done_is_said_with_the_words_that_were_typed(case: Case) -> None:
    dossier = _walked(case)
    typed = {"seen": str(dossier.sequence), "reason": WRITTEN, **case.typed}
    before = rows()

    response = Visitor(case.who).post(f"/{case.audience}/{dossier.code}/{case.action}/", typed)

    assert response.status_code == case.status
    words = read(response).words()
    assert case.sentence in words
    assert (WRITTEN in words) == (case.status != 400)
    assert Visitor(case.who).get(response.request["PATH_INFO"]).url == f"/{case.audience}/{dossier.code}/"
    assert grown(before) == {}


def _walked(case: Case) -> Dossier:
    walk = story.dossier_in(case.state, at=MONDAY)
    for action, who in case.path:
        walk.take(action, who, **({"date": date(2026, 1, 22)} if action == "reappoint" else {}))
    return walk.dossier


@pytest.mark.django_db
def test_an_action_before_the_last_event_is_refused() -> None:
    dossier = story.file("alice", at=TUESDAY + timedelta(hours=1))

    response = Visitor("bob").post(f"/mot-cua/{dossier.code}/accept/", {"seen": "1"})

    assert response.status_code == 409
    assert "an action cannot come before it" in read(response).words()


@pytest.mark.django_db
def test_a_double_click_on_an_action_takes_it_once() -> None:
    dossier = story.file("alice", at=MONDAY)
    bob = Visitor("bob")

    answers = [bob.post(f"/mot-cua/{dossier.code}/accept/", {"seen": "1"}).status_code for _click in range(2)]

    assert answers == [302, 409]
    assert dossier.events.count() == 2


@pytest.mark.django_db
def test_a_double_click_on_filing_files_once_and_lands_on_its_confirmation() -> None:
    draft = story.draft_of("alice", MONDAY)
    alice = Visitor("alice")

    answers = [alice.post(f"{FORM}kiem-tra/", filing_of(draft), follow=True) for _click in range(2)]

    dossier = Dossier.objects.get()
    confirmation = [(f"/ho-so/{dossier.code}/da-nop/", 302)]
    assert [answer.redirect_chain for answer in answers] == [confirmation, confirmation]
    assert all(dossier.code in read(answer).words() for answer in answers)
    assert Event.objects.count() == 1


@pytest.mark.usefixtures("committed_db")
def test_two_clicks_at_the_same_time_file_once_and_land_on_the_same_confirmation() -> None:
    filing = filing_of(story.draft_of("alice", MONDAY))
    together = Barrier(2)

    def click(visitor: Visitor) -> HttpResponse:
        together.wait()
        try:
            return visitor.post(f"{FORM}kiem-tra/", filing)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(click, [Visitor("alice"), Visitor("alice")]))

    dossier = Dossier.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/ho-so/{dossier.code}/da-nop/"}
    assert Event.objects.count() == 1
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("committed_db")
def test_of_two_windows_in_which_one_action_is_taken_at_once_one_is_told_of_the_other() -> None:
    dossier = story.file("alice", at=MONDAY)
    together = Barrier(2)

    def click(visitor: Visitor) -> HttpResponse:
        together.wait()
        try:
            return visitor.post(f"/mot-cua/{dossier.code}/accept/", {"seen": "1"})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        won, lost = sorted(threads.map(click, [Visitor("bob"), Visitor("bob")]), key=lambda answer: answer.status_code)

    assert (won.status_code, lost.status_code) == (302, 409)
    assert "You did “Accept the dossier” on this dossier in another window at 09:00 06/01/2026." in read(lost).words()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x", "6e1a4b0e-0000-4000-8000-000000000000", "\x00"])
def test_a_forged_key_leads_back_to_the_check_of_the_draft(key: str) -> None:
    story.draft_of("alice", MONDAY)
    before = rows()

    response = Visitor("alice").post(f"{FORM}kiem-tra/", {"key": key, "seen": MONDAY.isoformat()}, follow=True)

    assert response.redirect_chain == [(f"{FORM}kiem-tra/", 302)]
    assert response.status_code == 200
    assert grown(before) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["mallory", "bob"])
def test_nobody_files_another_person_s_draft(who: str) -> None:
    draft = story.draft_of("alice", MONDAY)
    before = rows()

    response = Visitor(who).post(f"{FORM}kiem-tra/", filing_of(draft), follow=True)

    assert response.redirect_chain[-1] == (FORM, 302)
    assert grown(before) == {}


@pytest.mark.django_db
def test_nobody_removes_a_file_of_another_person_s_draft() -> None:
    theirs = story.draft_of("alice", MONDAY).attachments.first()
    story.draft_of("mallory", MONDAY)
    before = rows()

    Visitor("mallory").post(FORM, {"do": "save", "remove": str(theirs.pk)})

    assert grown(before) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", [FORM, f"{FORM}kiem-tra/", "/mot-cua/H26.NN-260105-0001/accept/", "/i18n/setlang/"])
def test_a_form_that_is_not_from_our_page_is_refused(address: str) -> None:
    before = rows()

    typed = {"do": "check", "note": "Thiếu trang 3"}
    alice = Visitor("alice", enforce_csrf_checks=True)
    alice.get("/")
    response = alice.post(address, typed)

    assert response.status_code == 403
    words = read(response).words()
    assert "The form has expired" in words
    assert "Thiếu trang 3" in words
    assert f'href="{address}"' in response.content.decode()
    assert grown(before) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/tai-khoan/login/", "/tai-khoan/signup/", FORM])
def test_whose_browser_keeps_no_cookies_is_told_that_and_not_of_a_session(address: str) -> None:
    response = Visitor(enforce_csrf_checks=True, language="vi").post(address, {"login": "alice", "password": "x"})

    words = read(response).words()
    assert response.status_code == 403
    assert "Trình duyệt không giữ cookie của trang này" in words
    assert "đăng xuất" not in words.split("Trình duyệt không giữ cookie")[1].split("Thủ tục")[0]
    assert "Mở lại trang" in words
    onward = Visitor(enforce_csrf_checks=True).post(address, {"next": FORM})
    assert f"{address}?next=%2Fho-so%2Fnop%2F" in onward.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "sent", "sentence"),
    [
        (413, {f"applicant_{n}": "x" * 2**19 for n in range(5)}, "what had been saved before is still there. Go back to what you typed. Shorten the longest text, then send it again."),
        (413, {"component-ban-dich": [story.upload(f"{n}.pdf", b"x") for n in range(51)]}, "what had been saved before is still there. Go back to what you typed. Choose fewer files; send the others after them."),
        (400, {f"question_{n}": "x" for n in range(1_501)}, UNREAD),
    ],
    ids=["text", "files", "fields"],
)  # fmt: skip
@pytest.mark.parametrize("checked", [True, False], ids=["as-a-browser", "past-the-csrf-check"])
def test_more_than_a_request_may_hold_is_refused_in_words(
    status: int, sent: dict[str, Any], sentence: str, checked: bool
) -> None:
    alice = Visitor("alice", enforce_csrf_checks=checked)
    alice.get(FORM)
    before = rows()

    response = alice.post(FORM, {"do": "save", **sent})

    assert response.status_code == status
    assert sentence in read(response).words()
    assert grown(before) == {}


@pytest.mark.django_db
def test_a_thousand_files_cost_no_more_than_those_that_are_read(settings: LazySettings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = tmp_path, 10
    alice, sent = Visitor("alice"), [story.upload(f"{n}.pdf", bytes(20_000)) for n in range(1000)]
    before, begun = rows(), monotonic()

    response = alice.post(FORM, {"do": "save", "component-ban-dich": sent})

    assert "Choose fewer files" in read(response).words()
    assert grown(before) == {}
    assert [*tmp_path.iterdir()] == []
    assert monotonic() - begun < 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [{"files": [story.upload(f"{n}.pdf", b"x") for n in range(51)]}, {"zzz": "x" * 2**22}],
    ids=["files", "text"],
)
def test_the_words_that_came_before_what_was_too_much_are_shown(sent: dict[str, Any]) -> None:
    dossier = story.file("alice", at=MONDAY)
    before = rows()

    address = f"/ho-so/{dossier.code}/write-to-office/"
    answer = Visitor("alice").post(address, {"seen": 1, "message": "Tôi gửi kèm bản vẽ.", **sent})

    assert answer.status_code == 413
    assert "Tôi gửi kèm bản vẽ." in read(answer).words()
    assert f'href="{address}"' in answer.content.decode()
    assert grown(before) == {}


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


GARBAGE = [
    ("alice", "/ho-so/?after=x", 200),
    ("alice", "/ho-so/?after=%00%ff", 200),
    ("alice", f"/ho-so/?after={cursor('0001-01-01T00:00:00+14:00', 1, False)}", 200),
    ("alice", f"/ho-so/?after={cursor('9999-12-31T23:59:59-14:00', 1, True)}", 200),
    ("alice", f"/ho-so/?after={cursor('2026-01-01T00:00:00', 1, False)}", 200),
    ("alice", f"/ho-so/?after={cursor('2026-01-01T00:00:00+07:00', 10**40, False)}", 200),
    ("alice", f"/ho-so/?after={cursor([], {}, None)}", 200),
    ("bob", "/mot-cua/?list=everything&after=%25&q=%00", 200),
    ("bob", "/mot-cua/?q=" + "%25_%5C" * 200, 200),
    ("carol", "/quan-ly/?start=9999-99-99&end=x", 422),
    ("carol", "/quan-ly/?start=0001-01-01&end=9999-12-31", 422),
    ("carol", "/quan-ly/?start=%00&end=", 422),
    ("carol", "/quan-ly/?end=2026-01-01", 422),
    ("carol", "/quan-ly/received/?start=2026-02-31&after=x", 422),
    ("carol", "/quan-ly/nothing/", 404),
    ("", "/thu-tuc/?q=%00%ff", 200),
    ("", "/thu-tuc/khong-co/", 404),
    ("", "/tra-cuu/?code=%00", 200),
    ("", "/tra-cuu/?code=" + "9" * 500, 200),
    ("", "/xac-minh/%00/", 404),
    ("", "/xac-minh/" + "x" * 500 + "/", 404),
    ("", "/demo/thu/..%2f..%2fetc/", 404),
    ("alice", "/ho-so/%00/", 404),
    ("alice", "/ho-so/%ff/", 404),
    ("alice", "/ho-so/%00/da-nop/", 404),
    ("alice", "/ho-so/giay/%00/", 404),
    ("alice", "/ho-so/tep/not-a-uuid/", 404),
    ("bob", "/mot-cua/%00/", 404),
    ("bob", "/mot-cua/%00/accept/", 404),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "address", "status"), GARBAGE, ids=[address[:60] for _who, address, _s in GARBAGE])
def test_garbage_in_an_address_gets_a_page(who: str, address: str, status: int) -> None:
    story.file("alice", at=MONDAY)

    assert Visitor(who).get(address).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "errors"),
    [
        ("2026-02-01", "2026-01-01", {"id_end": "The period ends before it begins."}),
        ("31/02/2026", "2026-03-01", {"id_start": "There is no such day. Please check it."}),
        ("2026-01-01", "9999-12-31", {"id_end": "The year must be between 1900 and 2100."}),
        ("2026-01-01", "", {"id_end": "This field is required."}),
        ("01/01/2026", "31/01/2026", {}),
    ],
)
def test_a_period_that_cannot_be_is_told_at_its_field(start: str, end: str, errors: dict[str, str]) -> None:
    page = read(Visitor("carol").get("/quan-ly/", {"start": start, "end": end}))

    assert page.errors == errors
    # No figure of another period stands there.
    assert ("01/01/2026 to 31/01/2026" in page.words()) == (not errors)
    assert "01/01/2026 to 06/01/2026" not in page.words()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "address"),
    [("", "/"), ("", "/thu-tuc/"), ("", "/tra-cuu/"), ("alice", "/ho-so/"), ("alice", "/ho-so/x/da-nop/"), ("bob", "/mot-cua/"), ("bob", "/mot-cua/x/"), ("carol", "/quan-ly/")],
)  # fmt: skip
def test_a_page_that_is_only_read_takes_nothing(who: str, address: str) -> None:
    assert Visitor(who).post(address, {"x": "y"}).status_code == 405


@pytest.mark.django_db
def test_a_date_beyond_the_calendar_is_told_and_nothing_is_recorded() -> None:
    with time_machine.travel(datetime(2027, 12, 30, 9, tzinfo=LOCAL), tick=False):
        dossier = story.file("alice", at=datetime(2027, 12, 30, 8, 30, tzinfo=LOCAL))
        before = rows()

        response = Visitor("bob").post(f"/mot-cua/{dossier.code}/accept/", {"seen": "1"})

    assert response.status_code == 409
    assert "there is no calendar of days off for 2028 yet" in read(response).words()
    assert grown(before) == {}

"""While the law says so, a paper that a database has is asked for only when the look-up failed (NQ 66.7/2025/NQ-CP)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from dossiers import commands
from dossiers.filing.lookups import kept
from dossiers.filing.lookups.seam import Answer
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts.looked_up import LookupOutcome
from dossiers.models import Dossier, Draft
from dossiers.proof import audit
from portal.demo.lookups import Registers
from procedures.machine import Text
from procedures.time.regimes.book import Days
from procedures.time.regimes.rules import Rule
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.filing.lookups import looked
from tests.dossiers.filing.lookups.looked import CHECK, DOWN, IDENTITY, KNOWN, LATE, NOW, PERSON, SLUG, TRADE, UNKNOWN
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

FOUND_NOT_SENT = "Bạn không cần nộp giấy này."
MISSING = "Cần đính kèm giấy tờ này."


@pytest.fixture(autouse=True)
def form(tmp_path: Path) -> str:
    return looked.published(tmp_path)


def filed(visitor: Visitor, page: HttpResponse) -> Dossier:
    answer = visitor.send(page, CHECK, {})
    return Dossier.objects.get(code=answer.url.split("/")[-3])


def first(dossier: Dossier) -> Any:
    return dossier.events.select_related("payload").get(sequence=1)


def test_what_is_found_is_not_asked_for_and_goes_into_the_record() -> None:
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice)

    assert page.redirect_chain[-1][0] == CHECK
    assert (
        "Tra cứu được trong Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp lúc 09:00 06/01/2026" in read(page).words()
    )
    dossier = filed(alice, page)

    facts, words = facts_of(first(dossier)), words_of(first(dossier).payload)
    assert {name: one.outcome for name, one in facts.lookups.items()} == {
        TRADE: LookupOutcome.FOUND,
        IDENTITY: LookupOutcome.FOUND,
    }
    assert (facts.lookups[TRADE].database, facts.lookups[TRADE].at) == ("business-registration", NOW)
    assert facts.lookups[TRADE].reference == "MAU-B10"
    assert KNOWN not in str(first(dossier).facts), "what is personal can be erased"
    assert KNOWN in words.found[TRADE]
    assert not dossier.attachments.exists()
    assert audit.check_all().differences == []


def test_what_is_found_has_no_place_for_a_file_on_the_form() -> None:
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice, do="save")

    assert FOUND_NOT_SENT in read(page).words()
    assert 'name="component-dang-ky-kinh-doanh"' not in page.content.decode()
    assert len(page.content) <= 60_000


def test_a_file_that_was_sent_all_the_same_stays_and_is_filed() -> None:
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice, TRADE)

    dossier = filed(alice, page)

    assert [one.component for one in dossier.attachments.all()] == [TRADE]


@pytest.mark.parametrize(
    ("number", "outcome", "sentence"),
    [
        (UNKNOWN, LookupOutcome.NOT_FOUND, f"Không tra cứu được “{UNKNOWN}” trong Cơ sở dữ liệu quốc gia về đăng ký"),
        (LATE, LookupOutcome.NO_ANSWER, "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp chưa trả lời"),
        (DOWN, LookupOutcome.NO_ANSWER, "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp chưa trả lời"),
    ],
)
def test_where_the_look_up_failed_the_paper_is_asked_for_and_the_page_says_why(
    number: str, outcome: LookupOutcome, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.filing.lookups.kept.ask", quick)
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice, number=number)

    assert page.redirect_chain == [] or page.redirect_chain[-1][0] == CHECK
    words = read(page).words()
    assert sentence in words
    assert MISSING in words
    dossier = filed(alice, looked.sent(alice, TRADE, number=number))
    assert facts_of(first(dossier)).lookups[TRADE].outcome is outcome
    assert TRADE not in words_of(first(dossier).payload).found


def quick(*given: Any) -> Any:
    from dossiers.filing.lookups.asking import ask

    return ask(*given, seconds=0.2)


@pytest.mark.parametrize("number", ["12/QĐ-UBND", "GP 0123456789", "12345"])
def test_what_no_such_register_numbers_is_not_looked_up_and_the_paper_is_asked_for(number: str) -> None:
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice, number=number)

    words = read(page).words()
    assert f"“{number}” không phải mã số có trong Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp" in words
    assert MISSING in words
    assert TRADE not in Draft.objects.get().lookups
    dossier = filed(alice, looked.sent(alice, TRADE, number=number))
    assert TRADE not in facts_of(first(dossier)).lookups


@pytest.mark.parametrize("number", [KNOWN, "0100109106-001", "01A8001234", PERSON])
def test_what_stands_there_is_read_in_the_language_of_the_page(number: str) -> None:
    page = looked.sent(Visitor("alice"), do="save", number=number)

    words = read(page).words()
    assert "Sample data: " in words
    assert "Dữ liệu mẫu" not in words


def test_what_stands_there_in_vietnamese_alone_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registers, "find", lambda *_given: Answer(is_known=True, reference="A1", text="đang hoạt động"))

    words = read(looked.sent(Visitor("alice"), do="save")).words()

    assert "reference A1; there, in Vietnamese: “đang hoạt động”." in words


def test_without_a_connection_every_paper_is_asked_for_and_the_page_says_so(settings: Any) -> None:
    settings.PAPER_LOOKUP = ""
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice)

    words = read(page).words()
    assert "Chưa kết nối Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp, nên vẫn cần giấy này." in words
    assert "Chưa kết nối Cơ sở dữ liệu quốc gia về dân cư, nên vẫn cần giấy này." in words
    assert words.count(MISSING) >= 2
    dossier = filed(alice, looked.sent(alice, TRADE, IDENTITY))
    assert "lookups" not in first(dossier).facts, "an event says nothing of what was not done"


@pytest.mark.parametrize("day", ["2025-12-31 09:00", "2027-03-01 09:00"])
def test_outside_the_days_of_the_law_nothing_is_looked_up_and_every_paper_is_asked_for(day: str, clock: Any) -> None:
    clock.move_to(local(day))
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice)

    words = read(page).words()
    assert words.count(MISSING) >= 2
    assert "Cơ sở dữ liệu quốc gia" not in words
    assert Draft.objects.get().lookups == {}


def test_the_form_says_by_which_answer_it_is_looked_up_before_that_is_known() -> None:
    words = read(Visitor("alice", language="vi").get(looked.FORM)).words()

    assert "Ghi “Số giấy chứng nhận đăng ký kinh doanh” rồi lưu" in words


def test_another_number_is_looked_up_anew() -> None:
    alice = Visitor("alice", language="vi")
    looked.sent(alice)

    page = looked.sent(alice, number=UNKNOWN)

    assert MISSING in read(page).words()


def test_an_answer_holds_for_a_day_and_none_for_some_minutes(clock: Any) -> None:
    alice = Visitor("alice", language="vi")
    looked.sent(alice, number=DOWN)
    asked = []

    class Counting(Registers):
        def find(self, database: Any, number: str) -> Any:
            asked.append(number)
            return super().find(database, number)

    draft = Draft.objects.get()
    for minutes, expected in ((1, []), (6, [DOWN]), (60 * 25, [DOWN, PERSON])):
        asked.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kept, "configured", Counting)
            kept.renew(draft, at=NOW + timedelta(minutes=minutes))
        assert sorted(asked) == sorted(expected), minutes


def test_nothing_is_filed_by_an_answer_that_is_too_old(clock: Any) -> None:
    alice = Visitor("alice", language="vi")
    page = looked.sent(alice)
    clock.move_to(NOW + timedelta(hours=25))

    again = alice.send(page, CHECK, {}, follow=True)

    assert not Dossier.objects.filter(procedure__slug=SLUG).exists()
    dossier = filed(alice, again)
    assert facts_of(first(dossier)).lookups[TRADE].at == NOW + timedelta(hours=25)


def test_officers_and_the_applicant_read_what_came_of_it_instead_of_a_file() -> None:
    alice = Visitor("alice", language="vi")
    dossier = filed(alice, looked.sent(alice))

    for who, address in (("alice", f"/ho-so/{dossier.code}/"), ("bob", f"/mot-cua/{dossier.code}/")):
        words = read(Visitor(who, language="vi").get(address)).words()
        assert "Tra cứu được trong Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp" in words, who


def test_what_was_found_when_it_was_filed_is_not_asked_for_by_an_answer_to_a_request() -> None:
    alice = Visitor("alice", language="vi")
    dossier = filed(alice, looked.sent(alice))

    assert {TRADE, IDENTITY} <= commands.filed_for(dossier)


def test_the_rule_is_asked_on_the_day_of_filing() -> None:
    from procedures import steady

    regimes = steady.now().regimes
    ruling = regimes.ruling(Days(act=NOW.date(), filing=NOW.date()))
    assert ruling.given[Rule.LOOKUP_ONLINE_HOURS].regime is regimes.law_of_lookups(NOW.date())
    law = regimes.law_of_lookups(local("2026-11-28 09:00").date())
    assert law is not None
    assert law.name == Text("Nghị quyết số 66.7/2025/NQ-CP", "Resolution No. 66.7/2025/NQ-CP")

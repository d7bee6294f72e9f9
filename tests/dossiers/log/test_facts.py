"""What events hold: the stored JSON and the typed values are the same thing, letter by letter, also in old logs."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Unit
from accounts.roles import Role
from dossiers import commands, refusals
from dossiers.background import sweeps
from dossiers.clock import Verdict
from dossiers.commands import Given
from dossiers.log.facts import (
    EDITION,
    Counted,
    Facts,
    Reading,
    Words,
    facts_of,
    later_edition,
    reading_of,
    to_json,
    words_of,
)
from dossiers.models import canonical
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Clock, LimitUnit
from tests.dossiers.browsing import Visitor
from tests.dossiers.browsing import read as page_of
from tests.dossiers.clock.clock_cases import WH, limit, log, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.proof.records import change, nothing_written

SHA = "a" * 64


@dataclass
class Stored:
    """The JSON of an event."""

    facts: Any = field(default_factory=dict)
    reading: Any = field(default_factory=dict)
    content: Any = None


AT_REST = {"clock": "not_started", "procedure_digest": "p", "calendar_digest": "c"}
STEP = {
    "name": "tham-dinh",
    "entered_at": "2026-01-05T02:00:00.000250+00:00",
    "due_at": "2026-01-07T17:00:00+07:00",
    "verdict": "early",
}
COUNTED = {
    "unit": "working_day",
    "allowed": "10",
    "spent": "0",
    "started_at": "2026-01-05T02:00:00+00:00",
    "first_due_at": "2026-01-19T10:00:00+00:00",
    "lawful_due_at": "2026-01-19T10:00:00+00:00",
    "due_at": "2026-01-19T10:00:00+00:00",
    "paused": False,
    "ended_at": None,
    "verdict": None,
    "provisional": False,
}
FACTS = [
    {"unit": None},
    {"unit": 3, "channel": "online", "event_at": "2026-08-01T19:00+07:00"},
    {"unit": 3, "origin": "history", "channel": "desk"},
    {"unit": 3, "channel": "desk", "point": "trung-tam-ba-dinh"},
    {"unit": 3, "channel": "online", "rests_on": [7, 12]},
    {
        "unit": None,
        "channel": "online",
        "lookups": {
            "dkkd": {
                "database": "business-registration",
                "outcome": "found",
                "at": "2026-01-06T02:00:00.000250+00:00",
                "reference": "M-7",
            },
            "cccd": {"database": "population", "outcome": "no-answer", "at": "2026-01-06T02:00:02+00:00"},
        },
    },
    {"unit": 4, "division": 4, "assignee": 9, "components": ["ban-sao", "don"]},
    {"unit": None, "components": ["don"], "questions": ["subject", "title"]},
    {"unit": 3, "number": "12/GCN-UBND", "signer": "Phạm Văn Xã", "title": "Chủ tịch", "by_hand": True},
    {"unit": 4, "corrected": ["held_at", "title"], "event_at": "2026-12-22T09:00+07:00", "due": 1_800_000},
    {"unit": None, "fee": 0},
    {"unit": 3, "channel": "online", "due": 1_500_000, "dues": [1_000_000, 500_000]},
    {"unit": 3, "fee": 1_000_000, "paid_way": "cash", "receipt": "BL-2026/00012"},
    {"unit": 3, "fee": 1_000_000, "paid_way": "cash", "receipt": "BL-2026/00012", "reverses": 4},
    {"unit": 3, "fee": 1_000_000, "paid_way": "cash", "receipt": "BL-2026/00012", "reverses": 4, "given_back": True},
    {"unit": 3, "fee": 400_000, "paid_way": "transfer", "receipt": "BL-2026/00012", "reverses": 4, "given_back": True},
    {"unit": 3, "fee": 400_000, "paid_way": "cash", "receipt": "BL-2026/00012", "reverses": 5, "kept_again": 300_000},
    {"unit": 3, "channel": "desk", "brought": {"don": [1, 0, 0]}, "sets": 2},
    {"unit": None, "way": "in_person", "originals": "given_back", "kept_here": ["ban-thao"]},
    {"unit": None, "number": "04/GP-STTTT", "dated": "2026-12-01", "by_hand": True, "sheet": "5e" * 32},
    {"unit": 3, "handed_in": "dia", "handed_notes": [3, 5]},
    {"unit": None, "way": "in_person", "handed_notes": [3], "went_back": {"ban-thao": [2, 1], "dia": [0, 0]}},
    {"unit": 3, "undoes": 4},
    {"unit": 3, "joined_at": "2026-12-07T02:00:00.000250+00:00"},
    {"unit": 4, "new_due_at": "2026-01-20T17:00:00+07:00"},
    {"unit": 4, "step": STEP},
    {"unit": 4, "step": STEP | {"calendar_digest": "c"}},
    {"unit": 4, "answer": {"due_at": "2026-01-06T09:00:00+07:00", "late": False}},
    {"unit": None, "supplement": {"round": 2, "notice_due_at": None, "late": False, "beyond": True}},
    {"unit": 4, "deadline": "2026-01-19T10:00:00+00:00"},
    {
        "unit": 4,
        "change": 7,
        "decision": "QĐ 1/QĐ-UBND",
        "calendar_before": "a",
        "calendar_after": "b",
        "before": {"due_at": "2026-01-19T10:00:00+00:00"},
    },
]
READINGS = [
    AT_REST,
    AT_REST | {"rules": 2, "answer_hours": 8, "answer_due_at": "2026-01-06T09:00:00+07:00"},
    AT_REST | {"clock": "running"} | COUNTED,
    AT_REST | {"clock": "running", "rules": 2, "due_soon_at": "2026-01-16T08:00:00+07:00"} | COUNTED,
    AT_REST | {"clock": "paused", "rules": 2, "paused_at": "2026-01-06T01:00:00+00:00"} | COUNTED | {"paused": True},
    AT_REST | {"clock": "ended"} | COUNTED | {"ended_at": "2026-01-09T02:00:00.500000+00:00", "verdict": "early"},
    AT_REST
    | {"clock": "running", "step_due_at": "2026-01-07T17:00:00+07:00", "step_calendar_digest": "u"}
    | COUNTED
    | {"unit": "working_hour", "allowed": "8.00", "spent": "0.50"},
    AT_REST
    | {"rules": 3, "applicant_days": 15}
    | {"applicant_due_at": "2026-01-27T17:00:00+07:00", "applicant_soon_at": "2026-01-22T08:00:00+07:00"},
]
WORDS = [
    {},
    {"recipient": "Lê Văn Nhận", "unpaid": "Hẹn nộp sau."},
    {"answers": {"applicant_name": "Nguyễn Văn Ánh", "so": 3, "co": True, "chon": ["a"]}, "files": []},
    {"answers": {}, "files": [{"component": "don", "name": "đơn.pdf", "sha256": SHA}]},
    {"files": [{"name": "kết quả.pdf", "sha256": SHA}]},
    {"files": [{"component": "", "name": "kết quả.pdf", "sha256": SHA}], "note": "x"},
    {
        "reason": "Lý do",
        "components": {"don": "Ký lại."},
        "division": "Phòng",
        "assignee": "Ông A",
        "recipient": "Bà B",
    },
    {"fee_method": "cash", "fee_reference": "BL-7"},
    {"answers": {}, "files": [], "found": {"dkkd": "CÔNG TY A, đang hoạt động"}},
    {"reason": "Người có công.", "ground": "Luật Phí và lệ phí 2015, Điều 10"},
    {"reason": "Thiếu.", "components": {"don": "Ký lại."}, "questions": {"title": "Sai tên."}},
    {"corrected": {"title": "Tên mới", "rows": [{"so": 3}], "gone": None}, "lacking": {"don": "Đã mất."}, "note": "x"},
]


@pytest.mark.parametrize("facts", FACTS, ids=json.dumps)
def test_facts_are_written_as_they_were_read(facts: dict[str, object]) -> None:
    assert canonical(to_json(facts_of(Stored(facts=facts)))) == canonical(facts)


@pytest.mark.parametrize("reading", READINGS, ids=json.dumps)
def test_readings_are_written_as_they_were_read(reading: dict[str, object]) -> None:
    assert canonical(to_json(reading_of(Stored(reading=reading)))) == canonical(reading)


@pytest.mark.parametrize("words", WORDS, ids=json.dumps)
def test_words_are_written_as_they_were_read(words: dict[str, object]) -> None:
    assert canonical(to_json(words_of(Stored(content=words)))) == canonical(words)


def test_values_have_their_types() -> None:
    facts = facts_of(Stored(facts={"unit": 4, "event_at": "2026-08-01T19:00+07:00", "step": STEP}))
    reading = reading_of(Stored(reading=READINGS[5]))

    assert facts.announced_at == datetime(2026, 8, 1, 12, tzinfo=UTC)
    assert facts.step
    assert facts.step.verdict is Verdict.EARLY
    assert reading.due_at == datetime(2026, 1, 19, 10, tzinfo=UTC)
    assert reading.verdict is Verdict.EARLY
    assert reading.counted
    assert (reading.counted.unit, reading.counted.allowed) == (LimitUnit.WORKING_DAY, Decimal(10))
    assert not reading.provisional


def test_before_acceptance_there_is_no_date() -> None:
    reading = reading_of(Stored(reading=AT_REST))

    assert (reading.counted, reading.first_due_at, reading.lawful_due_at, reading.due_at) == (None,) * 4
    assert (reading.verdict, reading.provisional, reading.rules) == (None, False, 1)


def test_erased_words_are_none() -> None:
    assert words_of(Stored(content=None)) == Words()


def test_values_are_taken_as_they_are() -> None:
    facts, reading = Facts(unit=1), reading_of(Stored(reading=AT_REST))

    event = Stored(facts=facts, reading=reading)

    assert facts_of(event) is facts
    assert reading_of(event) is reading


def test_what_the_clock_shows_is_kept_in_utc_with_exact_amounts() -> None:
    running = Counted.of(read(log("2026-01-05 09:00"), limit(8, WH)))
    ended = Counted.of(read(log("2026-01-05 09:00", finished="2026-01-19 10:00"), limit(10)))

    kept = to_json(Reading(clock=Clock.RUNNING, procedure_digest="p", calendar_digest="c", counted=running))
    assert {name: kept[name] for name in COUNTED} == COUNTED | {
        "unit": "working_hour",
        "allowed": "8.00",
        "spent": "0.00",
        "first_due_at": "2026-01-06T02:00:00+00:00",
        "lawful_due_at": "2026-01-06T02:00:00+00:00",
        "due_at": "2026-01-06T02:00:00+00:00",
    }
    assert str(ended.allowed) == "10"
    assert (ended.ended_at, ended.verdict) == (datetime(2026, 1, 19, 3, tzinfo=UTC), Verdict.ON_TIME)


@pytest.mark.parametrize(
    "facts",
    [3, None, [], {}, {"unit": "x"}, {"unit": 1, "step": {"name": "x"}}, {"unit": 1, "deadline": "soon"}],
    ids=json.dumps,
)
def test_facts_that_no_command_writes_are_refused(facts: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        facts_of(Stored(facts=facts))


@pytest.mark.parametrize(
    "reading",
    [7, {}, AT_REST | {"unit": "working_day"}, AT_REST | COUNTED | {"due_at": None}, AT_REST | {"clock": "slow"}],
    ids=json.dumps,
)
def test_readings_that_no_command_writes_are_refused(reading: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        reading_of(Stored(reading=reading))


@pytest.mark.parametrize("rules", [None, 1, EDITION, "3", True])
def test_an_edition_that_is_known_or_none_is_not_a_later_one(rules: object) -> None:
    assert later_edition(Stored(reading=AT_REST | {"rules": rules})) is None


# A dossier whose last event a later program has written: it is shown, and nothing is written behind it.


@pytest.fixture
def of_later() -> Walk:
    """Return an accepted dossier after a later release was taken back."""
    walk = dossier_at("accepted")
    last = walk.dossier.events.latest("sequence")
    change(last, reading=last.reading | {"rules": EDITION + 1, "sun": "high"}, facts=last.facts | {"moon": 1})
    return walk


@pytest.mark.django_db
def test_nobody_acts_on_a_log_of_a_later_edition(of_later: Walk) -> None:
    actor = story.actor("bob", of_later.dossier, "transfer", of_later.at)

    with nothing_written(), pytest.raises(refusals.LaterEdition) as refused:
        commands.advance(of_later.dossier, "transfer", actor=actor, given=Given(), seen=2, at=of_later.at)

    with translation.override("en"):
        assert "newer version of the system" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.at("2026-01-05 09:30")
def test_its_page_opens_and_a_press_is_answered_with_the_reason(of_later: Walk) -> None:
    division = Unit.objects.get(slug="bao-chi-xuat-ban")
    visitor = Visitor("bob", language="vi")

    page = visitor.get(f"/mot-cua/{of_later.dossier.code}/")
    answer = visitor.send(page, "/transfer/", {"division": division.pk, "note": "Đủ giấy tờ."})

    assert page.status_code == 200
    assert answer.status_code == 503
    assert "phiên bản mới hơn của hệ thống" in page_of(answer).words()
    assert "Đủ giấy tờ." in page_of(answer).words()


@pytest.mark.django_db
def test_the_sweep_names_it_and_goes_on(of_later: Walk) -> None:
    other = dossier_at("accepted").dossier

    swept = sweeps.run(local("2026-01-20 00:00"))

    assert swept.broken == 1
    assert of_later.dossier.events.count() == 2
    assert other.events.filter(role=Role.SYSTEM).exists()

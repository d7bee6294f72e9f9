"""What rules a dossier is the regime of the day that each rule follows, from the filing to the proof of the record."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection

from dossiers.log.facts import reading_of
from dossiers.models import Dossier
from dossiers.papers.receipt import receipt_of
from dossiers.papers.registry import series_of
from dossiers.proof import audit
from dossiers.refusals import appointment
from portal.demo import story
from portal.demo.story import ANSWERS, SLUG, Walk
from procedures import publication
from procedures.machine import AfterSupplement, Paper
from procedures.models import ProcedureVersion
from procedures.time.regimes.book import Days
from procedures.time.regimes.stored import publish
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.procedures.time.agencies.rows import agency, entered
from tests.procedures.time.regimes.law import CARRY_ON_AGAIN, written

pytestmark = pytest.mark.django_db

APOLOGIES = """
[apology_lead_days]
value = 3
source = { vi = "Nghị định mẫu, Điều 3", en = "Sample decree, article 3" }
follows = "act"

[apology_times]
value = 2
source = { vi = "Nghị định mẫu, Điều 3", en = "Sample decree, article 3" }
follows = "act"

[dossier_number]
value = "{agency}-{yyyy}{mm}{dd}-{nnnn}"
source = { vi = "Nghị định mẫu, Điều 4", en = "Sample decree, article 4" }
follows = "filing"

[forms]
value = [{ form = "receipt", number = "9", title = "Giấy nhận hồ sơ", series = "GNHS" }]
source = { vi = "Nghị định mẫu, Điều 5", en = "Sample decree, article 5" }
follows = "act"
"""


def turned(folder: Path, day: date, more: str = "") -> None:
    """Put a law into force that carries on after a supplement and has the desk answer within four hours."""
    amends = 'amends = ["nd-118-2025", "tt-03-2025"]'
    text = CARRY_ON_AGAIN.replace("2031-01-01", f"{day}").replace('amends = ["nd-118-2025"]', amends) + more
    publish([written(folder, "nd-mau", text)], at=local("2025-12-01 08:00"), used_through=lambda: None)


CENTRAL = """
[dossier_number]
value = "{agency}-{yy}{mm}{dd}-02{nnnn}"
source = { vi = "Thông tư mẫu, Điều 1", en = "Sample circular, article 1" }
follows = "filing"
"""
"""The pattern of services that are provided centrally; the owner's digits and the agency's code are made up."""


def test_a_service_provided_centrally_has_its_number_from_two_rows_of_data(tmp_path: Path) -> None:
    turned(tmp_path, date(2026, 1, 6), CENTRAL)
    entered(agency(since="2026-01-06", code="M12.345.67"))

    before = story.file("alice", at=local("2026-01-05 23:59"))
    first, second = (story.file("alice", at=local(f"2026-01-06 0{hour}:00")) for hour in (0, 1))

    assert before.code == "H26.NN-260105-0001"
    assert [one.code for one in (first, second)] == ["M12.345.67-260106-020001", "M12.345.67-260106-020002"]
    for typed in (first.code, "m12 345 67 260106 020001"):
        assert f"Dossier {first.code}" in read(Visitor().get("/tra-cuu/", {"code": typed})).words()
    assert audit.check_all().differences == []


@pytest.fixture
def left_to_the_regime(tmp_path: Path) -> str:
    """Publish a procedure that says nothing of supplements itself, and return its name."""
    text = ProcedureVersion.objects.current(on=date(2026, 1, 5)).get(procedure__slug=SLUG).text
    head = {"slug": '"de-lai-cho-che-do"', "version": "1", "effective_on": "2025-07-01"}
    for key, value in head.items():
        text = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", text, count=1)
    text = re.sub(r"(?m)^code = .*$", "" if "\nlifecycle" in text else "lifecycle = 1", text, count=1)
    text = re.sub(r"(?ms)^\[supplement\]$.*?(?=^\[|^#)", "[supplement]\nby_regime = true\n\n", text, count=1)
    file = tmp_path / "v1.toml"
    file.write_text(text, encoding="utf-8")
    publication.publish([file], at=local("2026-01-02 08:00"))
    return "de-lai-cho-che-do"


def worked(accepted: str, slug: str = SLUG) -> Dossier:
    """Walk the worked case: ten working days, asked on 07/01 at 10:00, confirmed on 14/01 at 15:00."""
    walk = Walk(story.file("alice", at=local("2026-01-05 08:30"), answers=ANSWERS, slug=slug), local(accepted))
    act(walk, "accept", "bob", accepted)
    walk.until("tham-dinh")
    for action, who, when in (
        ("propose-supplement", "dung", "2026-01-07 09:00"),
        ("issue-supplement", "bob", "2026-01-07 10:00"),
        ("answer-supplement", "alice", "2026-01-14 14:00"),
        ("confirm-supplement", "bob", "2026-01-14 15:00"),
    ):
        act(walk, action, who, when)
    return walk.dossier


@pytest.mark.parametrize(
    ("turn", "due"), [(date(2026, 1, 5), "26"), (date(2026, 1, 6), "28"), (date(2026, 1, 14), "28")]
)
def test_the_worked_case_counts_by_the_regime_of_its_acceptance(left_to_the_regime, tmp_path, turn, due) -> None:
    turned(tmp_path, turn)

    dossier = worked("2026-01-05 09:00", left_to_the_regime)

    assert dossier.version.machine.supplement.by_regime == {"after", "rounds", "notice_days"}
    assert dossier.lawful_due_at == local(f"2026-01-{due} 17:00")
    assert audit.check_all().differences == []


def test_what_the_sector_s_law_says_goes_before_the_regime(tmp_path) -> None:
    turned(tmp_path, date(2026, 1, 5))

    dossier = worked("2026-01-05 09:00")

    assert dossier.ruling(local("2026-01-05 09:00")).after is AfterSupplement.CARRY_ON
    assert dossier.lawful_due_at == local("2026-01-28 17:00")


@pytest.mark.parametrize(
    ("filed", "hours", "due"),
    [("2026-01-05 23:59", 8, "2026-01-06 17:00"), ("2026-01-06 00:00", 4, "2026-01-06 12:00")],
)
def test_the_desk_answers_within_the_hours_of_the_day_of_the_filing(tmp_path, filed, hours, due) -> None:
    turned(tmp_path, date(2026, 1, 6))

    dossier = story.file("alice", at=local(filed))

    assert reading_of(dossier.events.get()).answer_hours == hours
    assert dossier.answer_due_at == local(due)


def test_readings_name_what_ruled_and_no_other_text_can_be_put_in_its_place(tmp_path) -> None:
    turned(tmp_path, date(2026, 1, 6))
    walk = dossier_at("filed", at=local("2026-01-05 08:30"))
    act(walk, "accept", "bob", "2026-01-06 09:00")

    filed, accepted = (reading_of(event) for event in walk.dossier.events.order_by("sequence"))

    assert filed.regime_digest == walk.dossier.regimes.ruling(Days(act=date(2026, 1, 5))).digest
    assert accepted.regime_digest != filed.regime_digest
    assert audit.check_all().differences == []


def test_a_regime_that_was_changed_under_the_record_is_named() -> None:
    story.file("alice", at=local("2026-01-05 08:30"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE procedures_regimeversion SET text = replace(text, 'value = 8', 'value = 16')")
        cursor.execute("SET LOCAL session_replication_role = origin")

    named = {difference.what for difference in audit.check_all().differences}

    assert {"event 1 (submit) regime_digest", "event 1 (submit) answer_hours"} <= named


def test_a_new_appointment_is_made_as_early_and_as_often_as_the_regime_says(tmp_path) -> None:
    turned(tmp_path, date(2026, 1, 5), APOLOGIES)
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    given = {"reason": "Chờ ý kiến."}

    with pytest.raises(appointment.TooLateToReappoint) as late:
        act(walk, "reappoint", "lan", "2026-01-17 09:00", date=date(2026, 1, 22), **given)
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), **given)
    act(walk, "reappoint", "lan", "2026-01-16 10:00", date=date(2026, 1, 26), **given)
    with pytest.raises(appointment.AlreadyReappointed) as often:
        act(walk, "reappoint", "lan", "2026-01-16 11:00", date=date(2026, 1, 28), **given)

    assert (late.value.days, often.value.times) == (3, 2)
    assert walk.dossier.due_at == local("2026-01-26 17:00")


def test_a_receipt_is_the_form_of_its_day(tmp_path) -> None:
    turned(tmp_path, date(2026, 1, 6), APOLOGIES)
    papers = []
    for at in ("2026-01-05 09:00", "2026-01-06 09:00"):
        walk = dossier_at("accepted", at=local(at))
        event = walk.dossier.events.get(action="accept")
        papers.append((series_of(event, Paper.RECEIPT)[0], receipt_of(event, "1", "").heading))

    assert papers == [
        ("TNHS", ("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ")),
        ("GNHS", ("GIẤY NHẬN", "HỒ SƠ")),
    ]
    with pytest.raises(LookupError):
        series_of(event, Paper.APOLOGY)


def test_a_dossier_is_numbered_by_the_pattern_of_the_day_of_its_filing(tmp_path) -> None:
    turned(tmp_path, date(2026, 1, 6), APOLOGIES)

    codes = [story.file("alice", at=local(at)).code for at in ("2026-01-05 23:59", "2026-01-06 00:00")]

    assert codes == ["H26.NN-260105-0001", "H26.NN-20260106-0001"]


def test_only_what_is_marked_differs_around_the_midnight_of_the_law() -> None:
    def ruling(filed: str):
        at = datetime.fromisoformat(filed).astimezone()
        return Dossier(filed_at=at, accepted_at=at).ruling(at)

    before, after = ruling("2025-06-30T23:59+07:00"), ruling("2025-07-01T00:00+07:00")

    assert (before.after, before.rounds, before.notice_days) == (after.after, after.rounds, after.notice_days)
    assert (before.answer_hours, before.apology_lead_days) == (after.answer_hours, after.apology_lead_days)
    assert before.law.vi == "Nghị định số 61/2018/NĐ-CP"
    assert after.law.vi == "Nghị định 118/2025/NĐ-CP"

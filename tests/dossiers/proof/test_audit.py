"""``check_dossiers`` finds and names what was tampered with, by whoever controls the database."""

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Unit
from dossiers.log.facts import EDITION
from dossiers.models import Dossier, Event, EventPayload
from dossiers.proof import audit, seals
from portal.demo import story
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import change, forge, remove, triggers_off

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def made() -> Dossier:
    """Return a dossier with nine events, returned in time."""
    return story.dossier_in("returned", at=MONDAY).dossier


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


def event(dossier: Dossier, sequence: int) -> Event:
    """Return an event as it is stored."""
    return dossier.events.get(sequence=sequence)


def named(dossier: Dossier) -> list[str]:
    """Return what the check names as different, after making sure that it names no other dossier."""
    found = audit.check_all().differences
    assert {difference.dossier for difference in found} <= {dossier.code}
    return [difference.what for difference in found]


def test_an_untouched_record_has_no_difference(dossier: Dossier) -> None:
    dossier_at("tham-dinh.supplement-asked")

    report = audit.check_all()

    assert (report.dossiers, report.events, report.differences) == (2, 15, [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("source", "filed"),
        ("target", "xem-xet"),
        ("actor_id", None),
        ("role", "manager"),
        ("unit_id", None),
        ("at", MONDAY),
        ("facts", {"unit": 1}),
        ("reading", {}),
        ("payload_digest", "0" * 64),
        ("digest", "0" * 64),
    ],
)
def test_a_changed_event_is_named(dossier: Dossier, column: str, value: object) -> None:
    change(event(dossier, 3), **{column: value})

    assert "event 3 (transfer) digest" in named(dossier)


def test_an_event_that_is_renamed_or_linked_anew_is_named(dossier: Dossier) -> None:
    change(event(dossier, 2), action="reject")
    change(event(dossier, 5), previous_digest="0" * 64)

    assert named(dossier) == [
        "event 2 (reject) digest",
        "event 5 (finish-tham-dinh) link",
        "event 5 (finish-tham-dinh) digest",
    ]


def test_a_removed_event_is_named_by_the_gap_and_the_broken_link(dossier: Dossier) -> None:
    remove(event(dossier, 4))

    assert named(dossier)[:2] == ["event 5 (finish-tham-dinh)", "event 5 (finish-tham-dinh) link"]


def test_a_removed_beginning_is_named(dossier: Dossier) -> None:
    remove(event(dossier, 1))

    assert named(dossier)[:2] == ["event 2 (accept)", "event 2 (accept) link"]


def test_a_tail_that_was_cut_off_is_named(dossier: Dossier) -> None:
    remove(event(dossier, 9))
    remove(event(dossier, 8))

    (difference,) = audit.check_all().differences
    assert (difference.what, difference.stored, difference.computed) == ("last event", 9, 7)


def test_a_dossier_without_any_event_is_named(dossier: Dossier) -> None:
    for recorded in dossier.events.all():
        remove(recorded)

    assert named(dossier) == ["log"]


def test_an_inserted_event_is_named(dossier: Dossier) -> None:
    with triggers_off():
        for sequence in range(9, 3, -1):
            Event.objects.filter(dossier=dossier, sequence=sequence).update(sequence=sequence + 1)
        copy = event(dossier, 3)
        copy.pk, copy.sequence = None, 4
        copy.save(force_insert=True)

    found = named(dossier)
    assert {"event 4 (transfer) link", "event 4 (transfer) digest", "event 4 (transfer) words"} <= set(found)
    assert "event 5 (finish-phan-cong) digest" in found
    assert "last event" in found


def test_an_appended_event_is_named(dossier: Dossier) -> None:
    with triggers_off():
        copy = event(dossier, 9)
        copy.pk, copy.sequence, copy.previous_digest = None, 10, copy.digest
        copy.digest = copy.compute_digest()
        copy.save(force_insert=True)

    assert named(dossier) == ["event 10 (return) words", "last event"]


def test_reordered_events_are_named(dossier: Dossier) -> None:
    third, fourth = event(dossier, 3), event(dossier, 4)
    for recorded, sequence in ((third, 100), (fourth, 3), (third, 4)):
        change(recorded, sequence=sequence)

    found = named(dossier)
    assert {"event 3 (finish-phan-cong) link", "event 3 (finish-phan-cong) digest"} <= set(found)
    assert {"event 4 (transfer) link", "event 4 (transfer) digest"} <= set(found)


@pytest.mark.parametrize("column", [{"content": {"reason": "Lý do khác."}}, {"salt": "0" * 32}, {"content": {}}])
def test_changed_words_are_named(column: dict[str, object]) -> None:
    dossier = dossier_at("rejected").dossier
    with triggers_off():
        EventPayload.objects.filter(event=event(dossier, 2)).update(**column)

    assert named(dossier) == ["event 2 (reject) words"]


def test_removed_words_are_named(dossier: Dossier) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM dossiers_eventpayload WHERE event_id = %s", [event(dossier, 2).pk])

    (difference,) = audit.check_all().differences
    assert (difference.what, difference.stored) == ("event 2 (accept) words", "missing")


def _forged_reading(sequence: int, **values: object) -> Callable[[Dossier], None]:
    def tamper(dossier: Dossier) -> None:
        recorded = event(dossier, sequence)
        change(recorded, reading=recorded.reading | values)

    return tamper


def _forged_facts(sequence: int, **values: object) -> Callable[[Dossier], None]:
    def tamper(dossier: Dossier) -> None:
        recorded = event(dossier, sequence)
        change(recorded, facts=recorded.facts | values)

    return tamper


def _forged_step(sequence: int, **values: object) -> Callable[[Dossier], None]:
    def tamper(dossier: Dossier) -> None:
        recorded = event(dossier, sequence)
        change(recorded, facts=recorded.facts | {"step": recorded.facts["step"] | values})

    return tamper


def _without_what_was_spent(dossier: Dossier) -> None:
    recorded = event(dossier, 8)
    del recorded.reading["spent"]
    change(recorded, reading=recorded.reading)


def _moved_in_time(dossier: Dossier) -> None:
    change(event(dossier, 8), at=event(dossier, 8).at - timedelta(minutes=5))


def _moved_before_another(dossier: Dossier) -> None:
    change(event(dossier, 8), at=event(dossier, 8).at - timedelta(days=1))


def _moved_beyond_the_calendar(dossier: Dossier) -> None:
    change(event(dossier, 9), at=event(dossier, 9).at + timedelta(days=9000))
    for sequence in range(1, 9):
        change(event(dossier, sequence), at=event(dossier, sequence).at - timedelta(days=9000))


def _led_elsewhere(dossier: Dossier) -> None:
    change(event(dossier, 4), target="xem-xet")


def _taken_from_elsewhere(dossier: Dossier) -> None:
    change(event(dossier, 4), source="ky-duyet", action="finish-ky-duyet", target="van-thu")


def _to_nowhere(dossier: Dossier) -> None:
    change(event(dossier, 9), target="kho-luu-tru")


FORGED = [
    (_forged_reading(8, verdict="overdue"), "event 8 (finish-van-thu) verdict"),
    (_forged_reading(8, spent="3"), "event 8 (finish-van-thu) spent"),
    (_forged_reading(2, first_due_at="2026-01-30T10:00:00+00:00"), "event 2 (accept) first_due_at"),
    (_forged_reading(2, extra=1), "event 2 (accept) extra"),
    (_forged_reading(3, procedure_digest="0" * 64), "event 3 (transfer) procedure_digest"),
    (_forged_reading(8, regime_digest="0" * 64), "event 8 (finish-van-thu) regime_digest"),
    (_forged_reading(1, answer_due_at="2026-01-30T10:00:00+07:00"), "event 1 (submit) answer_due_at"),
    (_forged_reading(5, calendar_digest="0" * 64), "event 5 (finish-tham-dinh) time"),
    (_forged_facts(5, step={"name": "tham-dinh", "verdict": "overdue"}), "event 5 (finish-tham-dinh) facts"),
    (_forged_step(5, verdict="overdue"), "event 5 (finish-tham-dinh) step"),
    (_forged_reading(9, rules=EDITION + 1, something="new"), "event 9 (return) rules"),
    (_without_what_was_spent, "event 8 (finish-van-thu) reading"),
    (_moved_in_time, "event 8 (finish-van-thu) ended_at"),
    (_moved_before_another, "event 8 (finish-van-thu) at"),
    (_moved_beyond_the_calendar, "event 1 (submit) time"),
    (_led_elsewhere, "event 4 (finish-phan-cong) path"),
    (_taken_from_elsewhere, "event 4 (finish-ky-duyet) path"),
    (_to_nowhere, "event 9 (return) path"),
]


@pytest.mark.parametrize(("tamper", "what"), FORGED, ids=[what for _, what in FORGED])
def test_a_forger_who_computes_the_digests_anew_is_found_by_machine_and_clock(
    dossier: Dossier, tamper: Callable[[Dossier], None], what: str
) -> None:
    tamper(dossier)
    forge(dossier)

    assert what in named(dossier)


def test_a_dossier_given_to_another_applicant_or_day_is_named(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(applicant=story.person("mallory"), filed_at=MONDAY + timedelta(days=1))

    assert named(dossier) == ["filed_at", "applicant"]


def test_a_forged_place_differs_from_the_stored_column(dossier: Dossier) -> None:
    other = Unit.objects.get(slug="buu-chinh-vien-thong")
    _forged_facts(3, division=other.pk)(dossier)
    forge(dossier)

    found = named(dossier)
    assert found[-1] == "division_id"
    assert {what.rpartition(" ")[2] for what in found[:-1]} == {"actor"}, "those of the real division acted"


def test_the_command_prints_a_line_for_each_difference_and_ends_with_1(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(verdict="overdue", outcome="refused")
    seals.seal_yesterday(at=TUESDAY)
    printed = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_dossiers", stdout=printed)

    assert ended.value.code == 1
    assert printed.getvalue().splitlines() == [
        f"{dossier.code}: verdict: stored 'overdue', computed 'early'",
        f"{dossier.code}: outcome: stored 'refused', computed 'granted'",
        "1 dossiers, 9 events (0 not sealed yet), 1 seals, 2 differences.",
    ]


def test_the_command_prints_one_json_object(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(supplement_rounds=7)
    seals.seal_yesterday(at=TUESDAY)
    printed = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("check_dossiers", "--json", stdout=printed)

    assert json.loads(printed.getvalue()) == {
        "dossiers": 1,
        "events": 9,
        "seals": 1,
        "unsealed": 0,
        "differences": [{"dossier": dossier.code, "what": "supplement_rounds", "stored": "7", "computed": "0"}],
        "remarks": [],
        "interests": {"dossiers": 0, "acted_on": []},
    }


def test_the_command_is_content_with_a_good_record(dossier: Dossier) -> None:
    seals.seal_yesterday(at=TUESDAY)
    printed = io.StringIO()

    call_command("check_dossiers", stdout=printed)
    call_command("check_dossiers", "--json", stdout=printed)

    lines = printed.getvalue().splitlines()
    assert lines[0] == "1 dossiers, 9 events (0 not sealed yet), 1 seals, 0 differences."
    counted = {"dossiers": 1, "events": 9, "seals": 1, "unsealed": 0}
    assert json.loads(lines[1]) == counted | {
        "differences": [],
        "remarks": [],
        "interests": {"dossiers": 0, "acted_on": []},
    }

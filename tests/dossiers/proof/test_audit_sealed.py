"""What only the seals can tell: tampering by somebody who knows how everything but the signature is made."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Unit
from dossiers.log import columns
from dossiers.models import Dossier, Event, EventPayload, Seal, SealLeaf, leaf_content
from dossiers.proof import audit, merkle, seals
from portal.demo import story
from procedures.models import CalendarVersion, machine_of
from procedures.time.calendars import calendar_by_digest
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local
from tests.dossiers.proof.records import change, forge, remove, triggers_off

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(days=30)


def made() -> Dossier:
    """Return a dossier with nine sealed events; another is sealed on the day before, a third on the day after."""
    dossier_at("accepted", at=MONDAY - timedelta(days=3))
    returned = story.dossier_in("returned", at=MONDAY).dossier
    dossier_at("accepted", at=MONDAY + timedelta(days=1))
    seals.seal_yesterday(at=AT)
    assert audit.check_all().differences == []
    return returned


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


def found() -> list[str]:
    """Return the lines of the check, as it finds them on the day of sealing."""
    return [str(difference) for difference in audit.check_all(now=AT).differences]


def delete(table: str, condition: str, *values: object) -> None:
    """Delete rows as the owner of the database can."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {condition}", values)


def update(rows: Any, **columns: object) -> None:
    """Change rows as the owner of the database can."""
    with triggers_off():
        rows.update(**columns)


def rebuild(dossier: Dossier) -> None:
    """Compute the columns anew, so that they fit the log that is left."""
    computed = columns.project(dossier.events.order_by("sequence"), dossier.machine)
    Dossier.objects.filter(pk=dossier.pk).update(**{name: getattr(computed, name) for name in columns.COLUMN_NAMES})


def erase_dossier(dossier: Dossier) -> None:
    """Remove a dossier with every row that names it."""
    for table in ("notice", "letter", "outboxentry"):
        delete(f"dossiers_{table}", "event_id IN (SELECT id FROM dossiers_event WHERE dossier_id = %s)", dossier.pk)
    delete("dossiers_attachment", "dossier_id = %s", dossier.pk)
    words = "event_id IN (SELECT id FROM dossiers_event WHERE dossier_id = %s)"
    delete("dossiers_eventpayload", words, dossier.pk)
    delete("dossiers_event", "dossier_id = %s", dossier.pk)
    delete("dossiers_dossier", "id = %s", dossier.pk)


def test_a_tail_that_was_cut_off_with_the_columns_rebuilt_is_named(dossier: Dossier) -> None:
    for sequence in (9, 8):
        remove(dossier.events.get(sequence=sequence))
    delete("dossiers_attachment", "dossier_id = %s AND event_id NOT IN (SELECT id FROM dossiers_event)", dossier.pk)
    rebuild(dossier)

    assert [line.split(", computed")[0] for line in found()] == [
        f"{dossier.code}: event 8 as sealed: stored 'missing'",
        f"{dossier.code}: event 9 as sealed: stored 'missing'",
    ]


def test_a_dossier_that_was_deleted_with_all_its_rows_is_named(dossier: Dossier) -> None:
    erase_dossier(dossier)

    assert found() == [f"{dossier.code}: dossier: stored 'missing', computed 'sealed events 1, 2, 3, 4, 5, 6, 7, 8, 9'"]


def test_a_chain_that_was_rewritten_whole_is_named(dossier: Dossier) -> None:
    event = dossier.events.get(sequence=3)
    change(event, facts=event.facts | {"fee": 1})
    forge(dossier)

    lines = found()
    assert len(lines) == 7
    assert lines[0].startswith(f"{dossier.code}: event 3 as sealed: stored")
    assert lines[6].startswith(f"{dossier.code}: event 9 as sealed: stored")


def test_a_chain_that_was_rewritten_with_its_leaves_shows_in_the_root(dossier: Dossier) -> None:
    last = dossier.events.get(sequence=9)
    # Of what no column is made: that would be found by its column too.
    change(last, facts=last.facts | {"about": "x"})
    forge(dossier)
    last.refresh_from_db()
    update(SealLeaf.objects.filter(event_id=last.pk), digest=last.digest)

    (line,) = found()
    assert re.fullmatch(r"seal \S+/2: root: stored '\w{64}', computed '\w{64}'", line)


def _removed(dossier: Dossier) -> None:
    remove(dossier.events.get(sequence=4))


def _changed(dossier: Dossier) -> None:
    change(dossier.events.get(sequence=4), role="manager")


def _exchanged(dossier: Dossier) -> None:
    third, fourth = dossier.events.get(sequence=3), dossier.events.get(sequence=4)
    for event, sequence in ((third, 100), (fourth, 3), (third, 4)):
        change(event, sequence=sequence)


@pytest.mark.parametrize(
    ("tamper", "line"),
    [
        (_removed, "event 4 as sealed: stored 'missing'"),
        (_changed, "event 4 (finish-phan-cong) digest"),
        (_exchanged, "event 4 as sealed: stored"),
    ],
)
def test_an_event_that_was_removed_changed_or_exchanged_is_named(
    dossier: Dossier, tamper: Callable[[Dossier], None], line: str
) -> None:
    tamper(dossier)

    assert any(found_line.startswith(f"{dossier.code}: {line}") for found_line in found())


def test_an_event_that_was_put_before_the_last_seal_is_named(dossier: Dossier) -> None:
    last = dossier.events.get(sequence=9)
    with triggers_off():
        copy = Event.objects.get(pk=last.pk)
        copy.pk, copy.sequence, copy.previous_digest = None, 10, last.digest
        copy.digest = copy.compute_digest()
        copy.save(force_insert=True)

    assert f"{dossier.code}: event 10 (return) seal: stored 'none', computed 'in a seal of 2026-01-05'" in found()


def test_an_event_waits_for_its_seal_until_two_hours_after_its_day_and_is_named_then(dossier: Dossier) -> None:
    late = dossier_at("accepted", at=local("2026-01-08 08:30")).dossier

    waiting, named = (audit.check_all(now=local(f"2026-01-09 0{hour}:30")) for hour in (1, 2))

    assert (waiting.unsealed, waiting.differences) == (2, [])
    assert [(found.dossier, found.what) for found in named.differences] == [
        (late.code, "event 1 (submit) seal"),
        (late.code, "event 2 (accept) seal"),
    ]


def test_events_of_old_days_without_any_seal_are_named() -> None:
    dossier_at("accepted")

    assert [found.what for found in audit.check_all(now=AT).differences] == [
        "event 1 (submit) seal",
        "event 2 (accept) seal",
    ]


def test_a_clock_that_was_ahead_once_makes_no_honest_event_of_today_a_difference() -> None:
    dossier_at("accepted", at=MONDAY + timedelta(days=200))
    seals.seal_yesterday(at=MONDAY + timedelta(days=201))
    dossier_at("accepted", at=MONDAY)

    assert audit.check_all(now=MONDAY + timedelta(hours=1)).differences == []


def test_an_event_that_says_of_itself_that_it_is_history_is_named_and_must_be_sealed() -> None:
    walk = dossier_at("accepted")
    seals.seal_yesterday(at=AT)
    act(walk, "transfer", "bob", "2026-01-05 16:00", division=Unit.objects.get(slug="bao-chi-xuat-ban"))
    last = walk.dossier.events.get(sequence=3)
    change(last, facts=last.facts | {"origin": "history"})
    forge(walk.dossier)

    assert [found.what for found in audit.check_all(now=AT).differences] == [
        "event 3 (transfer) origin",
        "event 3 (transfer) seal",
    ]


def test_history_that_is_loaded_after_live_days_waits_for_its_seal_and_is_no_difference(dossier: Dossier) -> None:
    filed = dossier_at("filed").dossier
    (event,) = filed.events.all()
    change(event, facts=event.facts | {"origin": "history"})
    forge(filed)
    rebuild(filed)

    report = audit.check_all(now=AT)
    assert (report.unsealed, report.differences) == (1, [])
    assert seals.seal_yesterday(at=AT) == 1
    assert audit.check_all().differences == []


@pytest.mark.parametrize(
    ("columns", "whats"),
    [
        ({"root": "0" * 64}, ["digest", "signature", "root"]),
        ({"events": 4}, ["digest", "signature", "leaves"]),
        ({"day": MONDAY.date() - timedelta(days=9)}, ["digest", "signature"]),
        ({"sealed_at": MONDAY}, ["digest", "signature"]),
        ({"agency_code": "H00"}, ["digest", "signature"]),
        ({"public_key": "0" * 64}, ["digest", "key", "signature"]),
        ({"signature": "0" * 128}, ["signature"]),
        ({"signature": "no hex"}, ["signature"]),
        ({"previous_digest": "0" * 64}, ["link", "digest", "signature"]),
        ({"digest": "0" * 64}, ["digest", "link"]),
        ({"number": 7}, ["number", "number", "digest", "link", "signature", "link", "anchor"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_changed_seal_is_named(dossier: Dossier, columns: dict[str, object], whats: list[str]) -> None:
    update(Seal.objects.filter(number=2), **columns)

    differences = audit.check_all().differences

    assert {difference.dossier.partition(" ")[0] for difference in differences} == {"seal"}
    assert sorted(difference.what for difference in differences) == sorted(whats)


def test_a_seal_that_was_signed_anew_by_somebody_else_is_named_by_its_key(dossier: Dossier, settings: Any) -> None:
    settings.SEAL_KEY = "7" * 64
    seal = Seal.objects.get(number=3)
    seals.signing.public_key()
    seal.public_key = seals.signing.public_key()
    update(
        Seal.objects.filter(pk=seal.pk),
        public_key=seal.public_key,
        signature=seals.signing.sign(seal.signed_content()),
        digest=seal.compute_digest(),
    )
    settings.SEAL_KEY = None

    key, anchor = audit.check_all().differences
    assert (key.what, key.stored) == ("key", seal.public_key)
    assert anchor.what == "anchor"


def test_a_removed_seal_is_named_by_the_gap_and_by_its_leaves(dossier: Dossier) -> None:
    delete("dossiers_seal", "number = 2")

    lines = found()
    assert any(": number: stored 3, computed 2" in line for line in lines)
    assert any(line.startswith("seal id ") and dossier.code in line for line in lines)


def test_a_seal_that_was_removed_with_its_leaves_leaves_its_events_without_one(dossier: Dossier) -> None:
    seal = Seal.objects.get(number=2)
    delete("dossiers_sealleaf", "seal_id = %s", seal.pk)
    delete("dossiers_seal", "number = 2")

    lines = found()
    assert any(": number: stored 3, computed 2" in line for line in lines)
    assert f"{dossier.code}: event 1 (submit) seal: stored 'none', computed 'in a seal of 2026-01-05'" in lines


def test_the_last_seal_removed_with_all_it_covers_is_told_by_the_anchor_and_by_a_digest_noted_elsewhere(
    dossier: Dossier, settings: Any
) -> None:
    last = Seal.objects.get(number=3)
    newest = Dossier.objects.order_by("-pk")[0]
    erase_dossier(newest)
    delete("dossiers_sealleaf", "seal_id = %s", last.pk)
    delete("dossiers_seal", "id = %s", last.pk)

    (line,) = found()
    assert (
        f": anchor: stored 'its seal 3 is gone, which {settings.SEAL_ANCHOR_FILE} has noted as {last.digest}'" in line
    )
    settings.SEAL_ANCHOR_FILE.write_text("{")
    assert [difference.what for difference in audit.check_all().differences] == ["anchor"]
    settings.SEAL_ANCHOR_FILE.unlink()
    assert found() == []
    assert "Remark on seals: none is noted outside the database yet" in str(audit.check_all().remarks[-1])
    (difference,) = audit.check_all(known=[f" {last.digest.upper()}"]).differences
    assert (difference.what, difference.stored) == (last.digest, "missing")


@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_removed_leaf_is_told_by_count_and_root(dossier: Dossier, place: int) -> None:
    delete("dossiers_sealleaf", "place = %s AND seal_id = (SELECT id FROM dossiers_seal WHERE number = 2)", place)

    differences = audit.check_all(now=AT).differences
    assert [difference.what for difference in differences[:2]] == ["leaves", "root"]
    assert f"without place [{place}]" in str(differences[0].stored)
    assert differences[2].dossier == dossier.code


def test_all_leaves_of_a_seal_removed_is_told(dossier: Dossier) -> None:
    delete("dossiers_sealleaf", "seal_id = (SELECT id FROM dossiers_seal WHERE number = 2)")

    assert any(re.match(r"seal \S+/2: leaves: stored 0, computed 9", line) for line in found())


@pytest.mark.parametrize(
    "columns", [{"code": "H26.NN-260105-9999"}, {"sequence": 77}, {"digest": "0" * 64}, {"event_id": 0}]
)
def test_a_changed_leaf_is_told(dossier: Dossier, columns: dict[str, object]) -> None:
    event = dossier.events.get(sequence=5)
    update(SealLeaf.objects.filter(event_id=event.pk), **columns)

    assert found() != []


def test_seals_from_before_a_change_of_the_key_are_believed_where_the_key_is_named(
    dossier: Dossier, settings: Any
) -> None:
    before = seals.signing.public_key()
    settings.SEAL_KEY = "5" * 64
    dossier_at("accepted", at=MONDAY + timedelta(days=2))
    seals.seal_yesterday(at=AT)
    assert [difference.what for difference in audit.check_all().differences] == ["key"] * 3

    settings.SEAL_KEYS_BEFORE = (before,)

    assert audit.check_all().differences == []
    assert Seal.objects.values("public_key").distinct().count() == 2


def test_erasing_words_leaves_every_seal_as_it_was(dossier: Dossier) -> None:
    EventPayload.objects.filter(event__dossier=dossier).erase(at=AT)

    assert found() == []


def test_leaves_exchanged_in_a_tree_show_in_the_root(dossier: Dossier) -> None:
    seal = Seal.objects.get(number=2)
    rows = list(seal.leaves.order_by("place"))
    hashes = [merkle.leaf_hash(leaf_content(row.code, row.sequence, row.digest)) for row in rows]
    assert merkle.root(hashes).hex() == seal.root
    for row, place in ((rows[0], 100), (rows[1], 0), (rows[0], 1)):
        update(SealLeaf.objects.filter(pk=row.pk), place=place)

    assert [difference.what for difference in audit.check_all().differences] == ["root"]


def test_another_number_of_a_dossier_is_named_with_the_old_one(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(code="H26.NN-260105-0777")

    lines = found()
    assert sum(line.startswith("H26.NN-260105-0777: event") and " digest: " in line for line in lines) == 9
    assert any(line.startswith(f"{dossier.code}: dossier: stored 'missing'") for line in lines)


def test_a_definition_that_was_changed_is_named_by_each_event_under_it(dossier: Dossier) -> None:
    version = dossier.version
    update(type(version).objects.filter(pk=version.pk), text=version.text + "\n# changed\n")
    machine_of.cache_clear()

    lines = found()
    machine_of.cache_clear()
    assert sum(line.startswith(f"{dossier.code}: event") and " procedure_digest: " in line for line in lines) == 9


def test_a_calendar_that_was_changed_is_named_by_each_event_on_it(dossier: Dossier) -> None:
    stored = CalendarVersion.objects.latest()
    update(CalendarVersion.objects.filter(pk=stored.pk), content=stored.content | {"last": "2027-12-30"})
    calendar_by_digest.cache_clear()

    lines = found()
    calendar_by_digest.cache_clear()
    assert sum(line.startswith(f"{dossier.code}: event") and " time: " in line for line in lines) == 9

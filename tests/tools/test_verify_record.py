"""``tools/verify_record.py``: run as its reader runs it, alone in another folder, on real and on forged exports."""

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from dossiers.models import Dossier, EventPayload, Seal
from dossiers.proof import seals, signing
from portal.demo import story
from portal.postgres import BASE_DIR
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local
from tests.dossiers.proof.records import change, forge, triggers_off

pytestmark = pytest.mark.django_db
SCRIPT = BASE_DIR / "tools" / "verify_record.py"
AT = MONDAY + timedelta(days=30)
type Record = dict[str, Any]


def run(file: Path, *arguments: str) -> tuple[int, list[str]]:
    """Verify a file from another folder, without the project on any path; return the exit code and the lines."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file), *arguments],
        cwd=file.parent,
        env={"PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def made() -> Dossier:
    """Return a dossier whose log lies in two seals, each over another dossier's events too."""
    walk = dossier_at("tham-dinh.supplement-asked")
    story.dossier_in("accepted", at=MONDAY)
    seals.seal_yesterday(at=local("2026-01-06 00:10"))
    act(walk, "answer-supplement", "alice", "2026-01-07 09:00")
    act(walk, "confirm-supplement", "bob", "2026-01-07 10:00")
    story.dossier_in("returned", at=MONDAY + timedelta(days=2))
    seals.seal_yesterday(at=local("2026-01-08 00:10"))
    return walk.dossier


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


@pytest.fixture
def file(dossier: Dossier, tmp_path: Path) -> Path:
    """Return the dossier's export."""
    output = tmp_path / "record.json"
    call_command("export_record", dossier.code, "--output", str(output))
    return output


def forged(file: Path, tamper: Callable[[Record], object]) -> Path:
    """Return a copy of an export that was tampered with."""
    record = json.loads(file.read_text())
    before = copy.deepcopy(record)
    tamper(record)
    assert record != before, "the case changes nothing"
    other = file.with_name("forged.json")
    other.write_text(json.dumps(record))
    return other


def test_a_true_record_verifies_by_the_office_s_key(file: Path, dossier: Dossier) -> None:
    assert run(file, "--public-key", signing.public_key()) == (0, [f"{dossier.code}: 8 events, 2 seals, 0 wrong."])


def test_without_a_key_it_says_that_the_file_s_own_was_believed(file: Path) -> None:
    code, lines = run(file)

    assert code == 0
    assert lines[0].startswith("NOT CHECKED whose keys these are: no --public-key was given")
    assert lines[1].strip() == signing.public_key()


def test_another_key_is_wrong_for_each_seal(file: Path) -> None:
    code, lines = run(file, "--public-key", "0" * 64)

    assert code == 1
    assert [line for line in lines if "made with another key" in line] == lines[:2]


def test_the_export_is_for_its_owner_s_eyes_and_holds_everything(file: Path, dossier: Dossier) -> None:
    record = json.loads(file.read_text())

    assert file.stat().st_mode & 0o777 == 0o600
    assert [event["sequence"] for event in record["events"]] == [*range(1, 9)]
    assert record["events"][0]["payload"]["content"]["answers"]["applicant_name"] == dossier.applicant_name
    assert record["definition"] == {"digest": dossier.version.digest, "text": dossier.version.text}
    assert record["calendars"].keys() == {event["reading"]["calendar_digest"] for event in record["events"]}
    assert [seal["number"] for seal in record["seals"]] == [1, 2]
    assert sum(len(seal["leaves"]) for seal in record["seals"]) == 8


def test_an_export_to_the_terminal_is_the_same(file: Path, dossier: Dossier, capsys: Any) -> None:
    call_command("export_record", dossier.code)

    assert json.loads(capsys.readouterr().out) == json.loads(file.read_text())


def test_there_is_nothing_to_export_of_a_number_that_is_none() -> None:
    with pytest.raises(CommandError, match="There is no dossier H26"):
        call_command("export_record", "H26.NN-260105-9999")


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("export_record", dossier.code, "--output", str(tmp_path / "none" / "record.json"))


def test_erased_words_are_said_not_to_be_checked(dossier: Dossier, tmp_path: Path) -> None:
    EventPayload.objects.filter(event__dossier=dossier, event__sequence=1).erase(at=AT)
    call_command("export_record", dossier.code, "--output", str(tmp_path / "record.json"))

    code, lines = run(tmp_path / "record.json", "--public-key", signing.public_key())

    assert code == 0
    assert lines[0].startswith("NOT CHECKED event 1 (submit): its words were erased at 2026-02-04")


def exported(dossier: Dossier, folder: Path) -> tuple[int, list[str]]:
    """Export a dossier and verify the file by the office's key."""
    call_command("export_record", dossier.code, "--output", str(folder / "record.json"))
    return run(folder / "record.json", "--public-key", signing.public_key())


def test_events_of_a_day_that_is_not_over_are_said_not_to_be_sealed(tmp_path: Path) -> None:
    now = timezone.now()
    walk = dossier_at("filed", at=now - timedelta(days=9))
    seals.seal_yesterday(at=now)
    act(walk, "accept", "bob", timezone.localtime(now).strftime("%Y-%m-%d %H:%M"))

    code, lines = exported(walk.dossier, tmp_path)

    assert code == 0
    assert lines[0] == "NOT CHECKED event 2 (accept): no seal yet, so nothing outside the log holds it"


def test_a_record_without_any_seal_proves_nothing(tmp_path: Path) -> None:
    code, lines = exported(dossier_at("filed", at=timezone.now()).dossier, tmp_path)

    assert code == 1
    assert lines[0] == "NOT PROVEN the record: it has no seal at all, so anybody can have written it"
    assert lines[-1].endswith("1 events, 0 seals, 0 wrong, 1 unproven.")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-01-09 09:00", "no seal, although its day, 2026-01-09, is long over"),
        ("2026-01-05 16:00", "it is in no seal, although its day, 2026-01-05, has one"),
    ],
)
def test_an_event_that_should_be_sealed_by_now_is_not_proven(tmp_path: Path, at: str, told: str) -> None:
    walk = dossier_at("filed")
    seals.seal_yesterday(at=local("2026-01-06 00:10"))
    act(walk, "accept", "bob", at)

    code, lines = exported(walk.dossier, tmp_path)

    assert code == 1
    assert lines[0].startswith(f"NOT PROVEN event 2 (accept): {told}")


def test_the_record_of_earlier_years_may_wait_and_is_said_to_be_sealed_late(tmp_path: Path) -> None:
    walk = dossier_at("accepted")
    for event in walk.dossier.events.all():
        change(event, facts=event.facts | {"origin": "history"})
    forge(walk.dossier)
    seals.seal_yesterday(at=AT)

    code, lines = exported(walk.dossier, tmp_path)

    assert code == 0
    assert lines[0].startswith("NOTE seal H26.NN/1: it was made late for 2026-01-05, at 2026-02-04T")
    assert lines[0].endswith("as the record of earlier years is")


def test_a_seal_that_was_made_late_is_a_note(tmp_path: Path) -> None:
    walk = dossier_at("accepted")
    seals.seal_yesterday(at=AT)

    code, lines = exported(walk.dossier, tmp_path)

    assert code == 0
    assert lines[0].endswith("which may be honest and should be asked")


def put(value: object, *path: object) -> Callable[[Record], None]:
    def tamper(record: Record) -> None:
        place: Any = record
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return tamper


EVENT = {
    "dossier": "H26.NN-260105-0009",
    "sequence": 9,
    "action": "reject",
    "source": "filed",
    "target": "rejected",
    "actor": 99,
    "role": "manager",
    "unit": 99,
    "on_behalf_of": 99,
    "at": "2026-01-05T01:00:00.000000+00:00",
    "facts": {"unit": 1},
    "reading": {"verdict": "early"},
    "payload_digest": "0" * 64,
    "previous_digest": "0" * 64,
    "digest": "0" * 64,
}
SEAL = {
    "agency": "H00",
    "number": 9,
    "day": "2026-01-06",
    "events": 99,
    "root": "0" * 64,
    "previous_digest": "0" * 64,
    "sealed_at": "2026-01-06T01:00:00.000000+00:00",
    "public_key": "0" * 64,
    "digest": "0" * 64,
    "signature": "0" * 128,
}
FORGED = {
    "dossier": put("H26.NN-260105-0009", "dossier"),
    **{f"event {name}": put(value, "events", 3, name) for name, value in EVENT.items()},
    "event reading digest": put("0" * 64, "events", 3, "reading", "procedure_digest"),
    "salt": put("0" * 32, "events", 0, "payload", "salt"),
    "words": put("Người khác", "events", 0, "payload", "content", "answers", "applicant_name"),
    **{f"seal {name}": put(value, "seals", 0, name) for name, value in SEAL.items()},
    "leaf sequence": put(2, "seals", 0, "leaves", 0, "sequence"),
    "leaf place": put(1, "seals", 0, "leaves", 0, "place"),
    "leaf path": put("0" * 64, "seals", 0, "leaves", 0, "path", 0),
    "leaf path too short": lambda record: record["seals"][0]["leaves"][0]["path"].pop(),
    "leaf path too long": lambda record: record["seals"][0]["leaves"][0]["path"].append("0" * 64),
    "definition text": put("name = 'other'", "definition", "text"),
    "definition digest": put("0" * 64, "definition", "digest"),
    "an event removed": lambda record: record["events"].pop(3),
    "the last event removed": lambda record: record["events"].pop(),
    "events exchanged": lambda record: record["events"].reverse(),
    "all events removed": lambda record: record["events"].clear(),
    "a seal removed": lambda record: record["seals"].pop(0),
    "seals exchanged": lambda record: record["seals"].reverse(),
    "a leaf removed": lambda record: record["seals"][0]["leaves"].pop(0),
    "no calendar": lambda record: record["calendars"].clear(),
    "calendar": lambda record: next(iter(record["calendars"].values())).update(first="2015-01-01"),
    "seal made before its day was over": put("2026-01-05T01:00:00.000000+00:00", "seals", 0, "sealed_at"),
    "a field missing": lambda record: record["events"][2].pop("role"),
    "another format": put("mot-cua-record/2", "format"),
}


@pytest.mark.parametrize("tamper", FORGED.values(), ids=FORGED.keys())
def test_a_forged_record_is_refused(file: Path, tamper: Callable[[Record], object]) -> None:
    code, lines = run(forged(file, tamper), "--public-key", signing.public_key())

    assert code == 1
    assert any(line.startswith("WRONG ") or "cannot be read as a record" in line for line in lines)


def test_a_forger_who_signs_with_another_key_is_told_by_the_key_alone(
    file: Path, dossier: Dossier, settings: Any
) -> None:
    key = signing.public_key()
    settings.SEAL_KEY = "7" * 64

    def sign(record: Record) -> None:
        previous = ""
        for seal in record["seals"]:
            seal |= {"public_key": signing.public_key(), "previous_digest": previous}
            signed = {name: seal[name] for name in SEAL if name not in ("digest", "signature")}
            content = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            seal["signature"] = signing.sign(content)
            seal["digest"] = previous = hashlib.sha256(content).hexdigest()
        record["public_keys"] = [signing.public_key()]

    other = forged(file, sign)

    assert run(other)[0] == 0
    code, lines = run(other, "--public-key", key)
    assert code == 1
    assert all("made with another key" in line for line in lines[:2])


def test_what_is_no_record_is_refused_with_a_line(tmp_path: Path) -> None:
    for name, text in (("empty", ""), ("list", "[]"), ("other", "{}")):
        (tmp_path / name).write_text(text)
        code, lines = run(tmp_path / name)
        assert (code, len(lines)) == (1, 1)
        assert "cannot be read as a record" in lines[0]
    assert run(tmp_path / "none")[0] == 1


def _sealed_anew(seal: Seal, **columns: object) -> None:
    """Sign a seal of another content with the true key, as a faulty program of the office might."""
    for name, value in columns.items():
        setattr(seal, name, value)
    with triggers_off():
        signature = signing.sign(seal.signed_content())
        Seal.objects.filter(pk=seal.pk).update(**columns, signature=signature, digest=seal.compute_digest())


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"day": date(2026, 1, 4)}, "event 1 (submit): it is not of 2026-01-04, the day of seal H26.NN/1"),
        ({"sealed_at": local("2026-01-05 12:00")}, "seal H26.NN/1: it was made before 2026-01-05 was over"),
    ],
)
def test_a_seal_is_of_the_day_of_its_events_and_made_after_it(
    tmp_path: Path, columns: dict[str, Any], told: str
) -> None:
    walk = dossier_at("filed")
    seals.seal_yesterday(at=local("2026-01-06 00:10"))
    _sealed_anew(Seal.objects.get(), **columns)

    code, lines = exported(walk.dossier, tmp_path)

    assert code == 1
    assert f"WRONG {told}" in lines


def test_an_event_that_was_before_the_one_before_it_is_wrong(tmp_path: Path) -> None:
    walk = dossier_at("accepted", at=MONDAY)
    change(walk.dossier.events.get(sequence=2), at=MONDAY - timedelta(hours=1))
    forge(walk.dossier)
    seals.seal_yesterday(at=local("2026-01-06 00:10"))

    code, lines = exported(walk.dossier, tmp_path)

    assert (code, lines[0]) == (1, "WRONG event 2 (accept): it was before the event before it")


def test_an_export_closes_a_file_that_was_open_to_all(dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "record.json").touch(mode=0o644)

    assert exported(dossier, tmp_path)[0] == 0
    assert (tmp_path / "record.json").stat().st_mode & 0o777 == 0o600


GONE = [
    ("DELETE FROM dossiers_eventpayload WHERE event_id IN (SELECT id FROM dossiers_event WHERE sequence = 3)", "gone"),
    ("DELETE FROM dossiers_sealleaf WHERE place = 0", "leaves of seal H26.NN/1 are missing"),
    ("UPDATE dossiers_event SET facts = '[]' WHERE sequence = 3", "what no command writes"),
    ("""UPDATE dossiers_event SET facts = '{"step": 5}' WHERE sequence = 3""", "what no command writes"),
    ("UPDATE dossiers_dossier SET version_id = 999999", "gone"),
]


@pytest.mark.parametrize(("statement", "told"), GONE)
def test_a_record_of_which_something_is_missing_is_not_exported(dossier: Dossier, statement: str, told: str) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement)

    with pytest.raises(CommandError, match=f"{dossier.code} cannot be exported: .*{told}"):
        call_command("export_record", dossier.code)

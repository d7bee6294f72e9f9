"""A check that processes share finds what one finds, in one picture of the database, and ends as one."""

import io
import os
import signal
import threading
from collections.abc import Generator
from typing import Any

import psutil
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from dossiers import cores
from dossiers.models import Attachment, Dossier, EventPayload
from dossiers.proof import audit, seals
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.proof.records import change, triggers_off
from tests.dossiers.proof.test_seals_at_once import AT
from tests.dossiers.sharing import started, waiting


@pytest.fixture(autouse=True)
def _parts_of_two(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store six dossiers, which are three parts."""
    monkeypatch.setattr(audit, "PART", 2)
    for day in range(6):
        story.dossier_in("accepted", at=MONDAY.replace(hour=9 + day))
    seals.seal_yesterday(at=AT)


def codes() -> list[str]:
    """Return the numbers of the dossiers."""
    return list(Dossier.objects.order_by("pk").values_list("code", flat=True))


def test_an_untouched_record_is_counted_by_two_as_by_one() -> None:
    one, two = (audit.check_all(processes=processes, files=True) for processes in (1, 2))

    assert one == two
    assert (two.dossiers, two.events, two.seals, two.unsealed, two.differences) == (6, 12, 1, 0, [])


@pytest.mark.parametrize("place", [0, 3, 5])
def test_what_is_planted_in_any_part_is_found_by_two_as_by_one(place: int) -> None:
    dossier = Dossier.objects.order_by("pk")[place]
    change(dossier.events.get(sequence=2), role="manager")

    one, two = (audit.check_all(processes=processes) for processes in (1, 2))

    assert one == two
    assert [(found.dossier, found.what) for found in two.differences] == [(dossier.code, "event 2 (accept) digest")]


def test_what_is_planted_everywhere_is_told_in_the_same_order_by_any_number() -> None:
    plant_everywhere()

    reports = [audit.check_all(processes=processes, files=True) for processes in (1, 2, 3)]

    named = [found.dossier for found in reports[0].differences]
    assert [name for name in dict.fromkeys(named) if not name.startswith("dossier id")] == codes()
    assert named[-1] == "dossier id 999999", "what belongs to no dossier comes last"
    assert reports[1:] == [reports[0]] * 2


def plant_everywhere() -> None:
    """Plant another difference in each dossier, and an event of none."""
    first, second, third, fourth, fifth, sixth = Dossier.objects.order_by("pk")
    change(first.events.get(sequence=2), action="reject")
    Dossier.objects.filter(pk=second.pk).update(holder="")
    Attachment.objects.filter(dossier=third).update(name="khac.pdf")
    with triggers_off():
        EventPayload.objects.filter(event__dossier=fourth, event__sequence=1).update(salt="0" * 32)
        copy = sixth.events.get(sequence=2)
        copy.pk, copy.dossier_id = None, 999999
        copy.save(force_insert=True)
    change(fifth.events.get(sequence=2), reading={})
    Dossier.objects.filter(pk=sixth.pk).update(sequence=7)


def test_the_command_says_the_same_with_any_number_of_processes() -> None:
    plant_everywhere()
    said = []
    for options in (("--processes", "1"), ("--jobs", "2")):
        out = io.StringIO()
        with pytest.raises(SystemExit, match="1"):
            call_command("check_dossiers", *options, stdout=out)
        said.append(out.getvalue())

    assert said[0].count("\n") > 6
    assert set(said) == {said[0]}


def test_a_large_record_is_shared_by_all_cores_and_a_small_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = []
    each = cores.each

    def noted(function: str, parts: Any, *, processes: int) -> Generator[object]:
        shared.append(processes)
        return each(function, parts, processes=processes)

    monkeypatch.setattr(cores, "each", noted)
    small = audit.check_all()
    assert shared == []

    monkeypatch.setattr(audit, "WORTH_IT", 2)
    assert audit.check_all() == small
    assert shared == [len(os.sched_getaffinity(0))]


def test_what_is_written_while_they_check_is_in_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    each = cores.each

    def written_meanwhile(function: str, parts: Any, *, processes: int) -> Generator[object]:
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        return each(function, parts, processes=processes)

    before = audit.check_all(processes=1)
    monkeypatch.setattr(cores, "each", written_meanwhile)

    report = audit.check_all(processes=2)

    assert report == before
    monkeypatch.undo()
    after = audit.check_all(processes=1)
    assert (after.events, after.dossiers, len(after.differences)) == (before.events + 2, before.dossiers + 1, 1)


def write() -> None:
    """File one more, and forge an old one: a check that began before knows neither."""
    story.dossier_in("accepted", at=AT)
    Dossier.objects.filter(code=codes()[0]).update(holder="")
    connection.close()


@pytest.mark.parametrize(
    ("ended", "way", "told"),
    [
        ("worker", signal.SIGKILL, "has ended before its part was done"),
        ("command", signal.SIGINT, ""),
        ("command", signal.SIGKILL, ""),
    ],
    ids=["a killed worker", "Ctrl-C", "a killed command"],
)
def test_it_ends_as_a_whole_and_not_with_0(ended: str, way: signal.Signals, told: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Its processes wait for this at the files of the first dossiers that they check.
        cursor.execute("LOCK TABLE dossiers_attachment IN ACCESS EXCLUSIVE MODE")
        command = started("check_dossiers", "--processes", "2")
        workers = waiting(cursor, command, "dossiers_attachment")
        assert len(workers) == 2
        os.kill(workers[0].pid if ended == "worker" else command.pid, way)
        _out, words = command.communicate(timeout=60)
        _gone, alive = psutil.wait_procs(workers, timeout=60)

    assert command.returncode != 0
    assert told in words.decode()
    assert alive == []

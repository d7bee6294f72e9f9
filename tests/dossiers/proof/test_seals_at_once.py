"""Two that seal at once, and a check meanwhile: on committed data."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from dossiers.models import Event, Seal, SealLeaf
from dossiers.proof import audit, seals
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY

AT = MONDAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def _three_days(committed_db: None) -> None:
    for day in range(6):
        story.dossier_in("accepted", at=MONDAY + timedelta(days=day % 3))


def test_two_that_seal_side_by_side_seal_each_event_once() -> None:
    made: list[int] = []
    together = threading.Barrier(2)

    def run() -> None:
        together.wait()
        made.append(seals.seal_yesterday(at=AT))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(made) == 3
    assert list(Seal.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert SealLeaf.objects.count() == Event.objects.count() == 12


def test_what_is_sealed_while_the_check_reads_does_not_look_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    checked_range = audit._check_range

    def seal_meanwhile(first: int, last: int, *, files: bool) -> audit.Report:
        thread = threading.Thread(target=lambda: (seals.seal_yesterday(at=AT), connection.close()))
        thread.start()
        thread.join()
        return checked_range(first, last, files=files)

    seals.seal_through(MONDAY.date(), at=AT)
    monkeypatch.setattr(audit, "_check_range", seal_meanwhile)

    report = audit.check_all()

    assert (report.seals, report.differences) == (1, [])
    assert Seal.objects.count() == 3

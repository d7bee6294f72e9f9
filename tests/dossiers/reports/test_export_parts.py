"""The parts of a file: how large they are is noted as it is begun."""

import pytest

from dossiers.reports import export as making
from tests.dossiers.reports.test_export import asked, copies, made

pytestmark = pytest.mark.django_db


def test_a_file_that_was_begun_with_parts_of_another_size_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PART", 20)
    monkeypatch.setattr(making, "PART_BEFORE", 10)
    dossiers = copies(25)
    now_, before = asked(dossiers), asked(dossiers)
    before.job.arguments = {"by": "sight"}
    before.job.save(update_fields=["arguments"])
    monkeypatch.setattr(making, "PART", 7)

    files = made(now_), made(before)

    assert files[0] == files[1]
    assert [one.job.outcomes.count() for one in (now_, before)] == [3, 4]

"""The check of what a dossier rests on, and of what its result did to an earlier one."""

from pathlib import Path

import pytest

from dossiers.models import Result
from dossiers.proof.audit import check_dossier, decisions, entries
from dossiers.proof.audit.entries import Record
from tests.dossiers import renewals
from tests.dossiers.renewals import changed, granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def resting(tmp_path: Path) -> Record:
    renewals.published(tmp_path)
    later = changed(granted(), state="returned")
    [record], _unreadable = entries.load([later.dossier.pk])
    # Reads the words of each event, which the check of decisions is made of.
    assert check_dossier(record.dossier, record.log) == []
    return record


def told(record: Record, named: dict[int, Result]) -> list[str]:
    found = decisions.check(record.dossier, record.log, record.result, named)
    return [f"{each.what}: {each.stored}" for each in found]


def test_what_a_dossier_rests_on_is_there(resting: Record) -> None:
    assert len(resting.rests_on) == 1
    assert told(resting, dict(resting.rests_on)) == []


def test_a_result_that_is_not_there_is_named(resting: Record) -> None:
    (pk,) = resting.rests_on

    assert told(resting, {}) == [
        f"rests on result {pk}: no result",
        f"result earlier_id: {pk}",
        "result effect: replaces",
    ]


def test_a_result_of_another_procedure_is_named(resting: Record) -> None:
    ((pk, result),) = resting.rests_on.items()
    result.procedure = resting.dossier.procedure

    assert told(resting, {pk: result})[0] == f"rests on result {pk}: {renewals.CHANGE}"


def test_a_result_of_another_applicant_is_named(resting: Record) -> None:
    ((pk, result),) = resting.rests_on.items()
    result.dossier.applicant_id += 1

    assert told(resting, {pk: result}) == [f"rests on result {pk}: of another applicant"]

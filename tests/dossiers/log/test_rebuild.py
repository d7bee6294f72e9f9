"""Columns are only a copy of what the log says: a changed one is named and can be computed anew."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from accounts.models import Unit
from dossiers.log import columns
from dossiers.log.columns import COLUMN_NAMES
from dossiers.models import Dossier
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.proof.records import undone

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 9, 9, tzinfo=UTC)

WRONG: dict[str, object] = {
    "state": "filed",
    "status": 4,
    "holder": "clerk",
    "sequence": 8,
    "verdict": "overdue",
    "outcome": "refused",
    "supplement_rounds": 3,
    "reappointed": True,
    "withdrawal_asked": True,
    "message_from": "office",
    "channel": "post",
    "origin": "history",
    "assignee_id": None,
    "division_id": None,
    "unit_id": 1,
    "inform_by": WHEN,
    "proposed": "refused",
    "owed": 7,
    "charged": 7,
    "waived": 7,
    "paid": 7,
    "kept": 7,
    "proofs": 3,
    "point": "chi-nhanh",
    "arrived": "returned",
    "arrived_with": 3,
    "reminded": True,
    "promised_for": WHEN,
    "let_pass_up_to": 7,
    "demands": 3,
    "to_hand_back": True,
} | {name: WHEN for name in COLUMN_NAMES if name.endswith("_at") or name.startswith("noted_")}


def _rebuild() -> str:
    printed = io.StringIO()
    call_command("rebuild_projections", stdout=printed)
    rebuilt, counted = printed.getvalue().strip().splitlines()
    assert counted.endswith("counted anew for statistics.")
    return rebuilt


def test_there_is_a_wrong_value_here_for_every_column() -> None:
    assert WRONG.keys() == set(COLUMN_NAMES)


def test_a_changed_column_is_named_and_rebuilt(subtests: pytest.Subtests) -> None:
    dossier = story.dossier_in("returned", at=MONDAY).dossier
    wrong = WRONG | {"unit_id": Unit.objects.get(slug="van-phong").pk}

    for column in set(COLUMN_NAMES) - {"sequence"}:
        with subtests.test(column=column), undone():
            Dossier.objects.filter(pk=dossier.pk).update(**{column: wrong[column]})
            assert [difference.what for difference in audit.check_all().differences] == [column]

            assert _rebuild() == "1 dossiers differed and were rebuilt."

            assert audit.check_all().differences == []
            assert getattr(Dossier.objects.get(pk=dossier.pk), column) == getattr(dossier, column)


def test_a_sequence_that_lags_behind_the_log_is_named_and_rebuilt() -> None:
    dossier = dossier_at("accepted").dossier
    Dossier.objects.filter(pk=dossier.pk).update(sequence=1)
    assert [difference.what for difference in audit.check_all().differences] == ["last event"]

    _rebuild()

    assert audit.check_all().differences == []


def test_everything_at_once_is_rebuilt_and_other_dossiers_are_left_alone() -> None:
    wrong, right = dossier_at("returned").dossier, dossier_at("tham-dinh").dossier
    before = columns.columns_of(wrong)
    Dossier.objects.filter(pk=wrong.pk).update(**WRONG | {"unit_id": right.unit_id})

    assert _rebuild() == "1 dossiers differed and were rebuilt."
    assert _rebuild() == "0 dossiers differed and were rebuilt."

    assert columns.columns_of(Dossier.objects.get(pk=wrong.pk)) == before


def test_a_rebuilt_dossier_goes_on_from_its_right_state() -> None:
    walk = dossier_at("tham-dinh")
    Dossier.objects.filter(pk=walk.dossier.pk).update(state="van-thu", status=4, holder="clerk")

    _rebuild()
    walk.dossier.refresh_from_db()
    walk.take("finish-tham-dinh", "dung")

    assert walk.dossier.state == "xem-xet"


def test_an_empty_log_projects_to_nothing() -> None:
    machine = dossier_at("filed").dossier.machine

    with pytest.raises(ValueError, match="without events"):
        columns.project([], machine)


def test_a_log_whose_end_is_missing_is_named_and_left_as_it_is() -> None:
    dossier = story.dossier_in("accepted", at=MONDAY).dossier
    Dossier.objects.filter(pk=dossier.pk).update(sequence=3, outcome="refused")
    told = io.StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("rebuild_projections", stdout=io.StringIO(), stderr=told)

    assert told.getvalue().startswith(f"{dossier.code}: the end of its log is missing")
    assert Dossier.objects.get(pk=dossier.pk).outcome == "refused"

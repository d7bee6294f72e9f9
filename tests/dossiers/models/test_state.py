"""The state of a dossier: written by the one transition, loaded by the database, and by nothing else."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier
from procedures.machine import Action
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.proof.records import triggers_off

pytestmark = pytest.mark.django_db

EMPTY = ["division", "assignee", "resolved_at", "returned_at", "applicant_due_at"]
EMPTY += ["noted_soon_for", "noted_late_for", "noted_answer_for", "noted_supply_for"]
EMPTY += ["applicant_soon_at", "inform_by", "owed", "promised_for"]
"""Columns that are null in an accepted dossier; no form ever shows them."""


@pytest.fixture
def dossier() -> Dossier:
    """Return an accepted dossier."""
    return dossier_at("accepted").dossier


def action(dossier: Dossier, state: str, name: str) -> Action:
    """Return an action of the dossier's machine."""
    found = dossier.machine.action(state, name)
    assert found is not None
    return found


def _is_protected(dossier: Dossier) -> bool:
    try:
        dossier.state = "returned"
    except AttributeError:
        return True
    return False


def test_the_state_cannot_be_assigned(dossier: Dossier) -> None:
    with pytest.raises(AttributeError):
        dossier.state = "returned"

    assert dossier.state == "accepted"


def test_the_state_that_is_there_may_be_set_again_so_that_a_form_can_clean_a_dossier(dossier: Dossier) -> None:
    dossier.state = "accepted"

    dossier.full_clean(exclude=EMPTY)

    assert dossier.state == "accepted"
    assert _is_protected(dossier)


def test_full_clean_still_finds_faults(dossier: Dossier) -> None:
    dossier.status = 77

    with pytest.raises(ValidationError) as refused:
        dossier.full_clean(exclude=EMPTY)

    assert refused.value.message_dict.keys() == {"status"}


def test_taking_an_action_moves_to_its_target(dossier: Dossier) -> None:
    dossier.take(action(dossier, "accepted", "transfer"))

    assert dossier.state == "phan-cong"
    assert dossier.place.name == "phan-cong"
    assert _is_protected(dossier)


def test_an_action_of_another_state_is_not_taken(dossier: Dossier) -> None:
    with pytest.raises(LookupError):
        dossier.take(action(dossier, "filed", "accept"))

    assert dossier.state == "accepted"


def test_an_action_that_only_looks_like_the_machines_is_not_taken(dossier: Dossier) -> None:
    real = action(dossier, "accepted", "transfer")
    forged = Action(real.name, real.label, real.source, "returned", real.by, real.asks)

    with pytest.raises(LookupError):
        dossier.take(forged)

    assert dossier.state == "accepted"


def test_no_transition_but_take_exists(dossier: Dossier) -> None:
    names = {transition.name for transition in dossier.get_all_state_transitions()}  # type: ignore[attr-defined]

    assert names == {"take"}


def test_a_refresh_loads_the_state_and_forgets_what_was_loaded_with_it(dossier: Dossier) -> None:
    known = Dossier.objects.select_related("unit").prefetch_related("events").get(pk=dossier.pk)
    assert (len(known.events.all()), known.unit is not None) == (2, True)
    Dossier.objects.filter(pk=dossier.pk).update(state="rejected", unit=None)
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM dossiers_eventpayload")
        cursor.execute("DELETE FROM dossiers_event")

    known.refresh_from_db()

    assert (known.state, known.unit, len(known.events.all())) == ("rejected", None, 0)
    assert _is_protected(known)


def test_a_refresh_of_some_fields_loads_those(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(state="rejected", holder="clerk")

    dossier.refresh_from_db(fields=["holder"])
    assert (dossier.state, dossier.holder) == ("accepted", "clerk")
    dossier.refresh_from_db(fields=["state"])

    assert dossier.state == "rejected"


def test_a_refresh_loads_no_more_than_was_loaded(dossier: Dossier) -> None:
    known = Dossier.objects.only("code").get(pk=dossier.pk)

    known.refresh_from_db()

    assert "state" in known.get_deferred_fields()
    assert known.state == "accepted"


def test_a_refresh_from_another_set_of_rows_reads_there(dossier: Dossier) -> None:
    with pytest.raises(Dossier.DoesNotExist):
        dossier.refresh_from_db(from_queryset=Dossier.objects.filter(state="filed"))

    assert dossier.state == "accepted"


def test_a_refresh_that_fails_leaves_the_state_and_its_protection_for_everybody(dossier: Dossier) -> None:
    gone, other = Dossier.objects.get(pk=dossier.pk), Dossier.objects.get(pk=dossier.pk)
    gone.pk = dossier.pk + 1000

    with pytest.raises(Dossier.DoesNotExist):
        gone.refresh_from_db()

    assert gone.state == "accepted"
    protected: list[bool] = []
    elsewhere = threading.Thread(target=lambda: protected.append(_is_protected(other)))
    elsewhere.start()
    elsewhere.join()
    assert [_is_protected(gone), *protected] == [True, True]


def test_a_deferred_state_is_loaded_when_it_is_read(
    dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known = Dossier.objects.defer("state").get(pk=dossier.pk)

    with django_assert_num_queries(1):
        assert known.state == "accepted"
    assert _is_protected(known)

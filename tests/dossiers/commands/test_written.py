"""What the one statement stores is what ``save()`` would: every row and every column, on acts in any order."""

import random
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.forms.models import model_to_dict

from accounts.roles import Role
from dossiers import numbers
from dossiers.commands import locked, record, written
from dossiers.commands.written import Written
from dossiers.log import columns
from dossiers.models import Attachment, Counter, Dossier, Draft, Event, EventPayload, OutboxEntry
from portal.demo import story
from portal.demo.story import Walk
from procedures import steady
from procedures.time.calendar import LOCAL
from tests.dossiers.commands.test_random_walks import wander
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import undone

pytestmark = pytest.mark.django_db

DAY = MONDAY.astimezone(LOCAL).date()


def act(dossier: Dossier, made: Written, *, seen: int) -> None:
    """Store an act row by row, as the models do it."""
    assert Dossier.objects.filter(pk=dossier.pk, sequence=seen).exists()
    dossier.save(update_fields=[name.removesuffix("_id") for name in columns.COLUMN_NAMES])
    _behind(dossier, made)
    for file in made.files:
        file.dossier, file.event = dossier, made.event
        file.save(force_insert=True)


def filing(dossier: Dossier, made: Written, *, draft: UUID, on: date) -> None:
    """Store a filing row by row, its number first."""
    dossier.code = numbers.dossier_code(dossier.agency, on, dossier.regimes)
    made.event.digest = made.event.compute_digest()
    dossier.save(force_insert=True)
    _behind(dossier, made)
    Attachment.objects.filter(draft=draft).update(draft=None, dossier=dossier, event=made.event)
    Draft.objects.get(pk=draft).delete()


def _behind(dossier: Dossier, made: Written) -> None:
    made.event.dossier = dossier
    made.event.save(force_insert=True)
    made.payload.event = made.event
    made.payload.save(force_insert=True)
    for entry in made.effects:
        entry.event = made.event
        entry.save(force_insert=True)


def _lived(seed: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[dict[str, Any]]]:
    """Return all that a random life stores, without what is drawn by lot; nothing of it stays."""
    salts = count()
    monkeypatch.setattr(record.secrets, "token_hex", lambda size: f"{next(salts):0{2 * size}x}")
    with undone():
        walk = Walk(story.file("alice", at=MONDAY), MONDAY)
        wander(walk, random.Random(seed))
        rows = {model.__name__: _rows(model) for model in (Dossier, Event, EventPayload, OutboxEntry, Attachment)}
        rows["Draft"], rows["Counter"] = _rows(Draft), _rows(Counter)
    return rows


LOTS = {"id", "draft_key", "dossier_id", "event_id", "file"}
"""What no two lives have in common; that rows hang together is told by the number of each row's event."""


def _rows(model: Any) -> list[dict[str, Any]]:
    found = model.objects.all()
    names = [field.attname for field in model._meta.concrete_fields]
    rows = []
    for row in found:
        told = {name: getattr(row, name) for name in names if name not in LOTS}
        if "event_id" in names and row.event_id is not None:
            told["of"] = str(row.event)[str(row.event).index("/") :]
        rows.append(told)
    return sorted(rows, key=str)


@pytest.mark.parametrize("seed", range(6))
def test_a_life_of_random_acts_is_stored_as_the_models_would(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")

    ours = _lived(seed, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(written, "act", act)
        patch.setattr(written, "filing", filing)
        theirs = _lived(seed, monkeypatch)

    assert len(ours["Event"]) > 5
    assert ours["Attachment"]
    assert ours == theirs


def test_an_act_on_a_dossier_that_has_moved_meanwhile_stores_nothing() -> None:
    dossier = story.file("alice", at=MONDAY)
    event = Event(
        dossier=dossier, sequence=2, action="x", source="filed", target="filed", role="system", at=MONDAY, digest="0"
    )
    made = Written(event, EventPayload(salt="0", content={}), [OutboxEntry(kind="x", due_at=MONDAY)])

    with pytest.raises(ValueError, match="not at 2"):
        written.act(dossier, made, seen=dossier.sequence + 1)

    assert dossier.events.count() == 1
    assert event.pk is None
    assert not OutboxEntry.objects.filter(kind="x").exists()


def test_a_filing_whose_digest_is_not_that_of_the_log_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = story.draft_of("alice", MONDAY)
    monkeypatch.setattr(Event, "compute_digest", lambda _event: "0" * 64)

    with pytest.raises(ValueError, match="digest"):
        story.commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not Dossier.objects.filter(draft_key=draft.key).exists()


@pytest.mark.parametrize(("last", "number"), [(1, "0002"), (41, "0042"), (9998, "9999"), (9999, "10000")])
def test_a_number_has_four_digits_or_more_whoever_takes_it(last: int, number: str) -> None:
    draft = story.draft_of("alice", MONDAY)
    agency = story.file("mallory", at=MONDAY).agency
    Counter.objects.filter(agency=agency, on=DAY, series=numbers.DOSSIERS).update(last=last)

    code = story.commands.submit(draft.key, owner=draft.owner, at=MONDAY).code
    Counter.objects.filter(agency=agency, on=DAY, series=numbers.DOSSIERS).update(last=last)

    assert (
        code == numbers.dossier_code(agency, DAY, steady.now().regimes) == f"{agency.agency_code}-{DAY:%y%m%d}-{number}"
    )


def test_an_instance_that_was_stored_is_as_if_it_were_loaded() -> None:
    draft = story.draft_of("alice", MONDAY)

    filed = story.commands.submit(draft.key, owner=draft.owner, at=MONDAY)

    assert model_to_dict(filed) == model_to_dict(Dossier.objects.get(pk=filed.pk))
    assert not filed._state.adding


def test_an_act_on_a_dossier_that_is_not_there_is_said_so() -> None:
    with pytest.raises(Dossier.DoesNotExist):
        locked.dossier(0)

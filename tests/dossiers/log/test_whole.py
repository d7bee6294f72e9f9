"""A dossier and its log are read by plain SQL as the ORM reads them."""

from collections.abc import Iterable

import pytest
from django.db.models import Model

from accounts.models import Unit, User
from dossiers.background import relay
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Event, EventPayload
from portal.demo.story import Walk
from tests.dossiers.lifecycle import PLACES, act, dossier_at
from tests.dossiers.officers import substitute

pytestmark = pytest.mark.django_db


def values(row: Model | None) -> object:
    """Return all that is stored of a row."""
    return row and {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def by_the_orm(dossier: Dossier) -> list[Event]:
    return list(
        dossier.events.select_related("payload", "actor", "unit", "on_behalf_of")
        .prefetch_related("attachments", "letters")
        .order_by("sequence")
    )


def told(events: Iterable[Event]) -> list[object]:
    return [
        (
            *(values(row) for row in (event, event.payload, event.actor, event.unit, event.on_behalf_of)),
            [values(row) for row in event.attachments.all()],
            [values(row) for row in event.letters.all()],
        )
        for event in events
    ]


@pytest.mark.parametrize("state", PLACES)
def test_a_log_is_what_the_orm_makes_of_it(state: str) -> None:
    dossier = dossier_at(state).dossier

    events, _known = log_of(dossier)

    assert told(events) == told(by_the_orm(dossier))


def test_what_was_done_for_somebody_else_has_letters_and_was_erased_is_what_the_orm_makes_of_it() -> None:
    walk: Walk = dossier_at("tham-dinh")
    today = walk.at.date()
    substitute("dung", "hoa", since=today, until=today)
    User.objects.get(username="hoa").memberships.create(
        role="specialist", unit=Unit.objects.get(slug="bao-chi-xuat-ban"), since=today
    )
    act(walk, "finish-tham-dinh", "hoa", "2026-01-05 15:00")
    relay.run(walk.at)
    EventPayload.objects.filter(event__dossier=walk.dossier, event__sequence=2).erase(at=walk.at)

    events, _known = log_of(walk.dossier)

    assert told(events) == told(by_the_orm(walk.dossier))
    assert any(event.on_behalf_of for event in events)
    assert any(event.letters.all() for event in events)
    assert any(event.payload.content is None for event in events)


def test_a_dossier_has_what_it_refers_to(django_assert_num_queries) -> None:
    code = dossier_at("tham-dinh").dossier.code
    stored = Dossier.objects.select_related("version", "agency", "unit", "division", "assignee", "applicant").get(
        code=code
    )
    dossier = Dossier.objects.get(code=code)
    # Compiled once in a process, and once more where hundreds of others were since.
    slug = stored.machine.slug
    log_of(dossier)

    with django_assert_num_queries(0):
        for name in ("agency", "unit", "division", "assignee", "applicant"):
            assert values(getattr(dossier, name)) == values(getattr(stored, name))
        assert (dossier.version, dossier.version.digest) == (stored.version, stored.version.digest)
        assert dossier.version.procedure.slug == slug


def test_a_unit_has_its_new_name_on_the_next_page() -> None:
    dossier = dossier_at("phan-cong").dossier
    log_of(dossier)
    Unit.objects.filter(pk=dossier.unit_id).update(name_vi="Phòng mới")

    log_of(dossier)

    assert dossier.unit is not None
    assert dossier.unit.name_vi == "Phòng mới"

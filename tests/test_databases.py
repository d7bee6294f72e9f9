"""What a test that commits has done to the seeds is gone for the next."""

import pytest
from django.utils import timezone

from accounts.models import Membership, Unit
from portal.demo import story
from procedures import steady
from procedures.models import ProcedureVersion, UnitSector
from tests import databases
from tests.dossiers.proof.records import triggers_off

pytestmark = pytest.mark.usefixtures("committed_db")


def seeds() -> list[object]:
    return [
        list(ProcedureVersion.objects.order_by("pk").values_list("pk", "status", "digest")),
        list(Membership.objects.order_by("pk").values()),
        list(UnitSector.objects.order_by("pk").values()),
        list(Unit.objects.order_by("pk").values()),
        sorted(steady.now().units.items()),
    ]


def test_what_was_deleted_changed_or_added_is_as_it_was() -> None:
    before = seeds()
    with triggers_off():
        ProcedureVersion.objects.filter(procedure__slug=story.SLUG, version__gte=3).delete()
    for version in ProcedureVersion.objects.published()[:2]:
        version.retire(at=timezone.now())
        version.save()
    Membership.objects.update(until=timezone.localdate())
    UnitSector.objects.all().delete()
    Unit.objects.update(name_vi="Phòng mới")
    Unit.objects.create(
        kind="agency", slug="phong-them", agency_code="H99", name_vi="Phòng thêm", name_en="Another division"
    )
    assert seeds() != before

    databases.clean()

    assert seeds() == before

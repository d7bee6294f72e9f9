"""Who is told of which figures in the demo; an office that sets nothing has none of these."""

from datetime import datetime

from accounts.models import Unit, UnitKind
from accounts.roles import Role
from dossiers.models import AlertKind, AlertRule

AGENCY = "so-tttt"


def load(at: datetime) -> None:
    """Have the agency's manager and leader, and the heads of its divisions, told."""
    agency = Unit.objects.get(slug=AGENCY)
    rows = [(agency, kind, Role.MANAGER) for kind in AlertKind]
    rows.append((agency, AlertKind.DIGEST, Role.DEPARTMENT_LEADER))
    divisions = Unit.objects.filter(kind=UnitKind.DIVISION, parent=agency).order_by("pk")
    rows += [(unit, kind, Role.DIVISION_HEAD) for unit in divisions for kind in AlertKind]
    for unit, kind, role in rows:
        AlertRule.objects.get_or_create(unit=unit, kind=kind, role=role, person=None, defaults={"added_at": at})

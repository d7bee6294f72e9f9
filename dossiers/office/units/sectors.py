"""What sectors are called on the administrator's pages."""

from collections.abc import Mapping

from dossiers.display.formats import localized
from procedures.machine import Text
from procedures.models import ProcedureVersion, machines_of


def sector_names() -> Mapping[str, Text]:
    """Return the sectors of what is published, by their keys."""
    return {machine.sector: machine.sector_name for machine in machines_of(ProcedureVersion.objects.published())}


def sector_name(sector: str, names: Mapping[str, Text]) -> str:
    """Return what a sector is called; its key where nothing that is published is of it."""
    return localized(names[sector]) if sector in names else sector

"""What a dossier is, beside its log: the version that it follows, the agency that it was filed with."""

from collections.abc import Iterator

from dossiers.audit.report import Difference
from dossiers.audit.units import agencies
from dossiers.models import Dossier
from procedures.errors import DefinitionErrors
from procedures.models import ProcedureVersion


def check_rests(dossier: Dossier) -> Iterator[Difference]:
    """Name a version or an agency that is not there: without them nothing more can be told."""
    try:
        dossier.machine  # noqa: B018 - compiled here for the first time
    except ProcedureVersion.DoesNotExist:
        yield Difference(dossier.code, "version", f"id {dossier.version_id}", "a version that is stored")
    except DefinitionErrors as error:
        yield Difference(dossier.code, "version", str(error), "a definition that can be compiled")
    if dossier.agency_id not in agencies():
        yield Difference(dossier.code, "agency", f"id {dossier.agency_id}", "an agency that is stored")

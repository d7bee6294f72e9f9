"""What a dossier is, beside its log: the version that it follows, the agency that it was filed with."""

from collections.abc import Iterator

from dossiers.log.facts import facts_of
from dossiers.models import Dossier
from dossiers.proof.audit.entries import Row
from dossiers.proof.audit.report import Difference
from dossiers.proof.audit.units import agencies
from procedures.language.errors import DefinitionErrors
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


def check(dossier: Dossier, filing: Row) -> Iterator[Difference]:
    """Check the procedure and the sector against the version, the agency against the desk that had the filing."""
    desk = facts_of(filing).unit
    for name, stored, right in (
        ("procedure", dossier.procedure_id, dossier.version.procedure_id),
        ("sector", dossier.sector, dossier.machine.sector),
        ("agency", dossier.agency_id, agencies().get(desk or 0, dossier.agency_id)),
    ):
        if stored != right:
            yield Difference(dossier.code, name, stored, right)

"""One issued report as one JSON file, with its files and all that its digests and its seal rest on (docs/record.md)."""

from base64 import b64encode

from dossiers.models import IssuedReport, ReportEntry, ReportLeaf, Seal
from dossiers.proof import merkle
from dossiers.proof.leaves import leaves
from dossiers.proof.record import ExportError, Json

FORMAT = "mot-cua-report/1"


def report_of(kept: IssuedReport) -> Json:
    """Return a report with its entry, its files and the seal over the entry with its path; ``seal`` is null until the night after.

    Raises ``ExportError`` where the record does not know the report, or something of the seal is gone.
    """
    entry = ReportEntry.objects.filter(report=kept).first()
    if entry is None:
        raise ExportError("the record does not know this report: take_in_papers takes in those of before")
    seal = _seal(entry)
    return {
        "format": FORMAT,
        "entry": {**entry.digested(), "digest": entry.digest},
        "report": kept.report,
        "files": {one.format: b64encode(bytes(one.content)).decode() for one in kept.files.order_by("format")},
        "seal": seal,
        "public_keys": [str(seal["public_key"])] if seal else [],
    }


def _seal(entry: ReportEntry) -> Json | None:
    leaf = ReportLeaf.objects.filter(entry_id=entry.pk).first()
    if leaf is None:
        return None
    seal = Seal.objects.get(pk=leaf.seal_id)
    hashes = [one.hash for one in leaves([seal.pk])]
    if len(hashes) != seal.events or leaf.place >= len(hashes):
        raise ExportError(f"leaves of seal {seal} are missing")
    path = [step.hex() for step in merkle.paths(hashes)[leaf.place]]
    place = {"place": leaf.place, "path": path}
    return {**seal.signed(), "digest": seal.digest, "signature": seal.signature, "leaf": place}

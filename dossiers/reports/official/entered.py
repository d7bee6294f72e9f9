"""The entry of an issued report in the record of its agency, with its files, and what that vouches for (ADR 0084)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Unit
from dossiers.log.parts.reported import Reported, unlike, unlike_files, unlike_formats
from dossiers.models import EntryAction, IssuedReport, ReportEntry, ReportFile, ReportLeaf, Seal


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the record says of a report; nothing where it does not know it."""

    matches: bool = False
    """Whether row, files, entry and seal agree."""
    recorded: Reported | None = None
    since: datetime | None = None
    """When it was recorded."""
    is_taken_in: bool = False
    """Whether that was later than it was issued."""
    seal: Seal | None = None
    """What it is sealed by; None until the night after."""


def vouched(kept: IssuedReport) -> Vouched:
    """Return what the record says of a report, and whether what is kept of it is that."""
    entry = ReportEntry.objects.filter(report=kept).first()
    recorded = Reported.of_json(entry.facts) if entry else None
    if entry is None or recorded is None:
        return Vouched()
    leaf = ReportLeaf.objects.select_related("seal").filter(entry_id=entry.pk).first()
    files = {one.format: bytes(one.content) for one in kept.files.all()}
    wrong = [*unlike(recorded, kept), *unlike_formats(recorded, files), *unlike_files(recorded, files)]
    is_whole = entry.digest == entry.compute_digest() and (leaf is None or leaf.digest == entry.digest)
    return Vouched(
        matches=is_whole and bool(recorded.sha256) and not wrong,
        recorded=recorded,
        since=entry.at,
        is_taken_in=entry.action == EntryAction.TAKE_IN,
        seal=leaf.seal if leaf else None,
    )


def wait_for(agencies: Collection[int]) -> None:
    """Let nobody else issue or take in a report of these agencies until the transaction ends."""
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=agencies).order_by("pk"))


def enter(kept: IssuedReport, files: Mapping[str, bytes], action: EntryAction, *, at: datetime) -> ReportEntry:
    """Keep the files of a report, and record it in its agency: the first of those that it is about.

    Whoever calls has waited for the agency. ``files`` are its files by format; none where row and digest do not agree, and then
    it is recorded without a digest.
    """
    agency = Unit.objects.get(pk=kept.agencies[0])
    before = ReportEntry.objects.filter(agency=agency).order_by("-number").first()
    entry = ReportEntry(
        agency=agency,
        agency_code=agency.agency_code,
        number=before.number + 1 if before else 1,
        action=action,
        report=kept,
        facts=Reported.of(kept, files, agrees=bool(files)).to_json(),
        at=at,
        previous_digest=before.digest if before else "",
    )
    entry.digest = entry.compute_digest()
    entry.save(force_insert=True)
    ReportFile.objects.bulk_create(
        ReportFile(report=kept, format=form, content=content) for form, content in files.items()
    )
    return entry

"""Reports that were issued: each has its entry in the record of its agency, and row, files and leaf are as that says (ADR 0084)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby

from dossiers.log.parts.reported import Reported, Unlike, unlike, unlike_files, unlike_formats
from dossiers.models import EntryAction, IssuedReport, ReportEntry, ReportFile
from dossiers.models.rows.loading import load
from dossiers.proof.audit.report import Difference, Remark, Report
from dossiers.proof.audit.tables import rows

UNLIKE = """
    SELECT leaf.code, leaf.number, leaf.digest, entry.digest, entry.agency_id IS DISTINCT FROM seal.agency_id
    FROM dossiers_reportleaf AS leaf LEFT JOIN dossiers_reportentry AS entry ON entry.id = leaf.entry_id
        LEFT JOIN dossiers_seal AS seal ON seal.id = leaf.seal_id
    WHERE (leaf.code, leaf.number, leaf.digest, seal.agency_id)
        IS DISTINCT FROM (entry.agency_code, entry.number, entry.digest, entry.agency_id)
    ORDER BY 1, 2
"""


def check_reports(*, files: bool) -> Report:
    """Check every entry, every report that was issued and every leaf of theirs; with ``files`` the bytes of their files too."""
    ids = list(ReportEntry.objects.order_by("agency", "number").values_list("pk", flat=True))
    entries, unreadable = load(ReportEntry.objects.order_by("agency", "number"), ids)
    reports, lost = load(IssuedReport.objects.order_by("pk"), _all_reports())
    report = Report()
    report.differences += [
        Difference(f"report entry id {pk}", "row", why, "what can be read") for pk, why in unreadable.items()
    ]
    report.differences += [Difference(f"report {pk}", "row", why, "what can be read") for pk, why in lost.items()]
    for _agency, chain in groupby(entries, key=lambda entry: entry.agency_id):
        report.differences += _chain(list(chain))
    report.differences += _of_rows(entries, {one.pk: one for one in reports}, files=files)
    report.differences += _sealed()
    report.remarks += _remarks(entries)
    return report


def _all_reports() -> list[int]:
    return list(IssuedReport.objects.order_by("pk").values_list("pk", flat=True))


def _chain(entries: list[ReportEntry]) -> Iterator[Difference]:
    """Check the entries of an agency by themselves: their numbers, links, digests, and that they say what a command writes."""
    previous = ""
    for expected, entry in enumerate(entries, start=1):
        recorded = Reported.of_json(entry.facts)
        right = recorded.to_json() if recorded and _is_of_its_kind(entry, recorded) else "what a command writes"
        for what, stored, wanted in (
            ("number", entry.number, expected),
            ("link", entry.previous_digest, previous),
            ("digest", entry.digest, entry.compute_digest()),
            ("facts", entry.facts, right),
        ):
            if stored != wanted:
                yield Difference(_about(entry), f"entry {entry.number} {what}", stored, wanted)
        previous = entry.digest


def _is_of_its_kind(entry: ReportEntry, recorded: Reported) -> bool:
    """Say whether an entry is of the first agency that its report is about, and has digests or was taken in without any."""
    is_vouched_for = bool(recorded.sha256) == bool(recorded.files)
    without = not recorded.sha256 and entry.action != EntryAction.TAKE_IN
    known = entry.action in EntryAction.values and recorded.agencies[:1] == [entry.agency_id]
    return is_vouched_for and known and not without


def _of_rows(entries: list[ReportEntry], reports: Mapping[int, IssuedReport], *, files: bool) -> Iterator[Difference]:
    """Compare the reports with their entries; each has one, and each of these its report."""
    formats = defaultdict[int, set[str]](set)
    for pk, form in ReportFile.objects.values_list("report_id", "format"):
        formats[pk].add(form)
    known = {entry.report_id: entry for entry in entries}
    for pk, entry in known.items():
        if pk not in reports:
            yield Difference(f"report {pk}", "report", "missing", f"what {_about(entry)} has as entry {entry.number}")
        elif recorded := Reported.of_json(entry.facts):
            found = [*unlike(recorded, reports[pk]), *unlike_formats(recorded, formats[pk])]
            found += _of_bytes(pk, recorded) if files else ()
            yield from (Difference(f"report {pk}", *one) for one in found)
    for pk in sorted((reports.keys() | formats.keys()) - known.keys()):
        yield Difference(f"report {pk}", "record", "none", "an entry that it was issued, or taken in")


def _of_bytes(pk: int, recorded: Reported) -> Iterator[Unlike]:
    content = {one.format: bytes(one.content) for one in ReportFile.objects.filter(report=pk)}
    return unlike_files(recorded, content)


def _sealed() -> Iterator[Difference]:
    """Compare what was sealed with the entries of today."""
    for code, number, digest, stored, is_elsewhere in rows(UNLIKE):
        found = "missing" if stored is None else f"{stored}, of another agency" if is_elsewhere else stored
        yield Difference(f"reports of {code}", f"entry {number} as sealed", found, digest)


def _remarks(entries: list[ReportEntry]) -> Iterator[Remark]:
    """Tell the reports of before for which the record cannot answer."""
    for entry in entries:
        recorded = Reported.of_json(entry.facts)
        if recorded and not recorded.sha256:
            yield Remark(f"report {entry.report_id}", "its row and its digest did not agree when it was taken in")


def _about(entry: ReportEntry) -> str:
    return f"reports of {entry.agency_code}"

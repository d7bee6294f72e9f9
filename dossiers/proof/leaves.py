"""The leaves of sealed trees as they are stored, in two tables: events of dossiers and entries of issued reports."""

from collections.abc import Collection, Iterator
from heapq import merge
from typing import NamedTuple

from dossiers.models import ReportLeaf, SealLeaf, leaf_content, report_leaf_content
from dossiers.proof import merkle

LEAVES = 5_000
"""Leaves that are read at a time."""


class Leaf(NamedTuple):
    """A leaf at its place, which counts from 0."""

    seal_id: int
    place: int
    code: str
    """The number of the dossier, or the identifier of the agency that has issued the report."""
    hash: bytes


def leaves(seals: Collection[int] | None = None) -> Iterator[Leaf]:
    """Yield the leaves of some seals by their ids, or of all, by seal and place."""
    of_events = SealLeaf.objects.order_by("seal_id", "place").values_list(
        "seal_id", "place", "code", "sequence", "digest"
    )
    of_reports = ReportLeaf.objects.order_by("seal_id", "place").values_list(
        "seal_id", "place", "code", "number", "digest"
    )
    if seals is not None:
        of_events, of_reports = of_events.filter(seal__in=seals), of_reports.filter(seal__in=seals)
    events = (
        Leaf(seal_id, place, code, merkle.leaf_hash(leaf_content(code, sequence, digest)))
        for seal_id, place, code, sequence, digest in of_events.iterator(chunk_size=LEAVES)
    )
    reports = (
        Leaf(seal_id, place, code, merkle.leaf_hash(report_leaf_content(code, number, digest)))
        for seal_id, place, code, number, digest in of_reports.iterator(chunk_size=LEAVES)
    )
    return merge(events, reports)

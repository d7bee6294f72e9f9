"""The seals against their own signatures and leaves, and the leaves against the events that are stored."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from accounts.models import Unit
from dossiers.models import Seal
from dossiers.models.rows.loading import load
from dossiers.proof import anchors, merkle, signing
from dossiers.proof.audit import waiting
from dossiers.proof.audit.report import Difference, Remark, Report
from dossiers.proof.audit.tables import rows
from dossiers.proof.leaves import Leaf, leaves

UNLIKE = """
    SELECT leaf.code, leaf.sequence, leaf.digest, leaf.event_id, event.id, event.digest, dossier.code IS NOT NULL
    FROM dossiers_sealleaf AS leaf
        LEFT JOIN dossiers_dossier AS dossier ON dossier.code = leaf.code
        LEFT JOIN dossiers_event AS event ON event.dossier_id = dossier.id AND event.sequence = leaf.sequence
    WHERE event.digest IS DISTINCT FROM leaf.digest OR event.id IS DISTINCT FROM leaf.event_id
    ORDER BY leaf.code, leaf.sequence, leaf.event_id
"""
ELSEWHERE = """
    SELECT leaf.seal_id, count(*), (array_agg(DISTINCT leaf.code))[1:5]
    FROM dossiers_sealleaf AS leaf JOIN dossiers_seal AS seal ON seal.id = leaf.seal_id
        JOIN dossiers_dossier AS dossier ON dossier.code = leaf.code
    WHERE dossier.agency_id <> seal.agency_id GROUP BY 1 ORDER BY 1
"""
NAMED = 5
"""Places without a leaf that are named one by one."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What the database cannot know of itself: digests of seals that were noted elsewhere, the time, the anchors.

    The anchors are read before the check's snapshot is taken: what is sealed meanwhile must not look removed.
    """

    known: Collection[str]
    now: datetime | None
    anchors: Mapping[int, anchors.Anchor] | None
    problem: str = ""
    """Why the anchors cannot be read."""

    @classmethod
    def read(cls, known: Collection[str], now: datetime | None) -> "Outside":
        """Read the anchors, None where none is noted yet."""
        digests = [digest.strip().lower() for digest in known]
        try:
            return cls(digests, now, anchors.noted())
        except anchors.AnchorError as error:
            return cls(digests, now, {}, str(error))


def check_seals(outside: Outside) -> Report:
    """Check every seal and leaf, by themselves and by what is known outside."""
    ids = list(Seal.objects.order_by("agency_id", "number").values_list("pk", flat=True))
    seals, unreadable = load(Seal.objects.order_by("agency_id", "number"), ids)
    report = Report(seals=len(ids))
    report.differences += [
        Difference(f"seal id {pk}", "row", why, "what can be read") for pk, why in unreadable.items()
    ]
    for _agency, chain in groupby(seals, key=lambda seal: seal.agency_id):
        report.differences += _chain(list(chain))
    digests = {seal.digest for seal in seals}
    report.differences += [
        Difference("seal", digest, "missing", "noted elsewhere") for digest in outside.known if digest not in digests
    ]
    report.differences += [*_anchored(outside), *_agencies(seals), *_trees(seals, unreadable), *_sealed_events()]
    report.remarks += waiting.late_seals(seals)
    if seals and outside.anchors is None:
        report.remarks.append(Remark("seals", "none is noted outside the database yet; the next sealing notes them"))
    report.add(waiting.check_unsealed(outside.now))
    return report


def _anchored(outside: Outside) -> Iterator[Difference]:
    """Name each agency whose chain does not go on from the seal that is noted outside the database."""
    if outside.problem:
        yield Difference("seal", "anchor", outside.problem, "a file that can be read")
    codes = dict(Unit.objects.values_list("pk", "agency_code"))
    for agency, why in anchors.breaks(outside.anchors or {}).items():
        name = codes.get(agency) or f"agency {agency}"
        yield Difference(f"seal of {name}", "anchor", why, "a chain that goes on from the seal noted last")


def _agencies(seals: list[Seal]) -> Iterator[Difference]:
    """Check that each seal is of the agency whose identifier was signed, and so are the dossiers of its leaves.

    An identifier that no agency has any more was changed, and is believed.
    """
    codes = dict(Unit.objects.exclude(agency_code="").values_list("agency_code", "pk"))
    for seal in seals:
        right = codes.get(seal.agency_code, seal.agency_id)
        if right != seal.agency_id:
            yield Difference(_name(seal), "agency", f"id {seal.agency_id}", f"id {right}, by its identifier")
    by_id = {seal.pk: seal for seal in seals}
    for seal_id, count, found in rows(ELSEWHERE):
        name = _name(by_id[seal_id]) if seal_id in by_id else f"seal id {seal_id}"
        yield Difference(name, "agency", f"over {count} events of another", f"of the dossiers {', '.join(found)}")


def _chain(seals: list[Seal]) -> Iterator[Difference]:
    """Check an agency's seals: their numbers, links, digests, keys and signatures."""
    keys = signing.known_keys()
    previous = ""
    for expected, seal in enumerate(seals, start=1):
        name = _name(seal)
        for what, stored, right in (
            ("number", seal.number, expected),
            ("link", seal.previous_digest, previous),
            ("digest", seal.digest, seal.compute_digest()),
        ):
            if stored != right:
                yield Difference(name, what, stored, right)
        if seal.public_key not in keys:
            yield Difference(name, "key", seal.public_key, "a key in SEAL_KEY or SEAL_KEYS_BEFORE")
        if not signing.verifies(seal.public_key, seal.signature, seal.signed_content()):
            yield Difference(name, "signature", seal.signature, f"one by {seal.public_key} over the seal")
        previous = seal.digest


def _trees(seals: list[Seal], unreadable: Collection[int]) -> Iterator[Difference]:
    """Check the root, the count and the places of each seal's leaves; name leaves without a seal."""
    left = {seal.pk: seal for seal in seals}
    for seal_id, found in groupby(leaves(), key=lambda leaf: leaf.seal_id):
        tree = list(found)
        seal = left.pop(seal_id, None)
        if seal is None and seal_id in unreadable:
            continue
        if seal is None:
            codes = ", ".join(sorted({leaf.code for leaf in tree})[:5])
            yield Difference(f"seal id {seal_id}", "seal", "missing", f"over {len(tree)} events, of {codes}")
            continue
        yield from _tree(seal, tree)
    for seal in left.values():
        yield Difference(_name(seal), "leaves", 0, seal.events)


def _tree(seal: Seal, tree: list[Leaf]) -> Iterator[Difference]:
    places = [leaf.place for leaf in tree]
    if len(places) != seal.events or places != list(range(len(places))):
        yield Difference(_name(seal), "leaves", f"{len(places)}, without {_missing(places, seal.events)}", seal.events)
    root = merkle.root([leaf.hash for leaf in tree]).hex()
    if root != seal.root:
        yield Difference(_name(seal), "root", seal.root, root)


def _missing(places: Collection[int], events: int) -> str:
    """Return the first places without a leaf, and how many more there are, however many a seal says to have."""
    there = {place for place in places if 0 <= place < events}
    first = list(islice((place for place in range(events) if place not in there), NAMED))
    more = events - len(there) - len(first)
    return f"place {first}" + (f" and {more} more" if more else "")


def _sealed_events() -> Iterator[Difference]:
    """Compare what was sealed with the events of today; a dossier that is gone is named once."""
    for code, found in groupby(rows(UNLIKE), key=lambda row: str(row[0])):
        leaves = list(found)
        if not leaves[0][-1]:
            sealed = ", ".join(str(leaf[1]) for leaf in leaves)
            yield Difference(code, "dossier", "missing", f"sealed events {sealed}")
            continue
        for _code, sequence, digest, event_id, stored_id, stored, _there in leaves:
            where = f"event {sequence} as sealed"
            if stored is None:
                yield Difference(code, where, "missing", digest)
            elif stored != digest:
                yield Difference(code, where, stored, digest)
            else:
                yield Difference(code, where, f"id {stored_id}", f"id {event_id}")


def _name(seal: Seal) -> str:
    return f"seal {seal}"

"""The seals against their own signatures and leaves, and the leaves against the events that are stored."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from django.db import connection

from dossiers import merkle, signing
from dossiers.audit.report import Difference, Report
from dossiers.models import Seal, SealLeaf, leaf_content
from procedures.calendar import LOCAL

LEAVES = 5_000
"""Leaves that are read at a time."""

UNLIKE = """
    SELECT leaf.code, leaf.sequence, leaf.digest, leaf.event_id, event.id, event.digest, dossier.code IS NOT NULL
    FROM dossiers_sealleaf AS leaf
        LEFT JOIN dossiers_dossier AS dossier ON dossier.code = leaf.code
        LEFT JOIN dossiers_event AS event ON event.dossier_id = dossier.id AND event.sequence = leaf.sequence
    WHERE event.digest IS DISTINCT FROM leaf.digest OR event.id IS DISTINCT FROM leaf.event_id
    ORDER BY leaf.code, leaf.sequence, leaf.event_id
"""
UNSEALED = f"""
    SELECT dossier.code, event.sequence, event.action, (event.at AT TIME ZONE '{LOCAL.key}')::date AS day,
        coalesce((event.at AT TIME ZONE '{LOCAL.key}')::date <= last.day, false)
            AND event.facts ->> 'origin' IS DISTINCT FROM 'history'
    FROM dossiers_event AS event JOIN dossiers_dossier AS dossier ON dossier.id = event.dossier_id
        LEFT JOIN (SELECT agency_id, max(day) AS day FROM dossiers_seal GROUP BY 1) AS last
            ON last.agency_id = dossier.agency_id
    WHERE NOT EXISTS (SELECT FROM dossiers_sealleaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY dossier.code, event.sequence
"""  # noqa: S608 - the zone is our own constant


def check_seals(known: Collection[str] = ()) -> Report:
    """Check every seal and leaf. ``known`` are digests of seals that were noted elsewhere: each must still be there."""
    seals = list(Seal.objects.select_related("agency").order_by("agency_id", "number"))
    report = Report(seals=len(seals))
    for _agency, chain in groupby(seals, key=lambda seal: seal.agency_id):
        report.differences += _chain(list(chain))
    digests = {seal.digest for seal in seals}
    report.differences += [
        Difference("seal", digest, "missing", "noted elsewhere") for digest in known if digest not in digests
    ]
    report.differences += [*_trees(seals), *_sealed_events()]
    for code, sequence, action, day, must_be_sealed in _rows(UNSEALED):
        report.unsealed += 1
        if must_be_sealed:
            wanted = f"in a seal of {day}"
            report.differences.append(Difference(code, f"event {sequence} ({action}) seal", "none", wanted))
    return report


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


def _trees(seals: list[Seal]) -> Iterator[Difference]:
    """Check the root, the count and the places of each seal's leaves; name leaves without a seal."""
    waiting = {seal.pk: seal for seal in seals}
    leaves = SealLeaf.objects.order_by("seal_id", "place").values_list("seal_id", "place", "code", "sequence", "digest")
    for seal_id, rows in groupby(leaves.iterator(chunk_size=LEAVES), key=lambda row: row[0]):
        tree = list(rows)
        seal = waiting.pop(seal_id, None)
        if seal is None:
            codes = ", ".join(sorted({code for _seal, _place, code, *_rest in tree})[:5])
            yield Difference(f"seal id {seal_id}", "seal", "missing", f"over {len(tree)} events, of {codes}")
            continue
        yield from _tree(seal, tree)
    for seal in waiting.values():
        yield Difference(_name(seal), "leaves", 0, seal.events)


def _tree(seal: Seal, tree: list[tuple[int, int, str, int, str]]) -> Iterator[Difference]:
    places = [place for _seal, place, *_rest in tree]
    if len(places) != seal.events or places != list(range(len(places))):
        missing = sorted(set(range(seal.events)) - set(places))
        yield Difference(_name(seal), "leaves", f"{len(places)}, without place {missing}", seal.events)
    hashes = [merkle.leaf_hash(leaf_content(code, sequence, digest)) for _seal, _place, code, sequence, digest in tree]
    root = merkle.root(hashes).hex()
    if root != seal.root:
        yield Difference(_name(seal), "root", seal.root, root)


def _sealed_events() -> Iterator[Difference]:
    """Compare what was sealed with the events of today; a dossier that is gone is named once."""
    for code, found in groupby(_rows(UNLIKE), key=lambda row: str(row[0])):
        rows = list(found)
        if not rows[0][-1]:
            sealed = ", ".join(str(row[1]) for row in rows)
            yield Difference(code, "dossier", "missing", f"sealed events {sealed}")
            continue
        for _code, sequence, digest, event_id, stored_id, stored, _there in rows:
            where = f"event {sequence} as sealed"
            if stored is None:
                yield Difference(code, where, "missing", digest)
            elif stored != digest:
                yield Difference(code, where, stored, digest)
            else:
                yield Difference(code, where, f"id {stored_id}", f"id {event_id}")


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _name(seal: Seal) -> str:
    return f"seal {seal}"

"""Merkle trees as RFC 6962 (section 2.1) has them: SHA-256, leaves and nodes told apart by their first byte.

Digests are 32 bytes. A tree over n leaves splits at the largest power of two below n.
"""

import hashlib
from collections.abc import Sequence

LEAF = b"\x00"
NODE = b"\x01"


def leaf_hash(content: bytes) -> bytes:
    """Return the digest of a leaf."""
    return hashlib.sha256(LEAF + content).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over the digests of leaves; ``ValueError`` for none."""
    return _levels(leaves)[-1][0]


def paths(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the audit path of each leaf: the digests that lead from it to the root, lowest first."""
    levels = _levels(leaves)[:-1]
    return [_path(levels, place) for place in range(len(leaves))]


def root_by_path(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a path leads to from the digest of the leaf at ``place`` (from 0) of ``size``.

    ``ValueError`` where the path has another length than that place has.
    """
    rest = list(path)
    digest, last = leaf, size - 1
    while last > 0:
        if place % 2 or place < last:
            if not rest:
                raise ValueError("the path is too short")
            sibling = rest.pop(0)
            digest = _node(sibling, digest) if place % 2 else _node(digest, sibling)
        place, last = place // 2, last // 2
    if rest:
        raise ValueError("the path is too long")
    return digest


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the tree level by level, the leaves first; a node without a sibling moves up as it is."""
    if not leaves:
        raise ValueError("a tree without leaves")
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(below) - len(below) % 2 :])
    return levels


def _path(levels: Sequence[Sequence[bytes]], place: int) -> list[bytes]:
    found: list[bytes] = []
    for level in levels:
        sibling = place ^ 1
        if sibling < len(level):
            found.append(level[sibling])
        place //= 2
    return found


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()

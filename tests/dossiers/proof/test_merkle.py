"""Merkle trees: the known answers of RFC 6962, and every path of every small tree."""

import hashlib

import pytest

from dossiers.proof import merkle

CONTENT = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""The test vectors of Certificate Transparency for these eight leaves."""


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(content) for content in CONTENT[:size]]


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_a_root_is_that_of_the_rfc(size, root):
    assert merkle.root(leaves(size)).hex() == root


def test_a_leaf_is_no_node():
    left, right = leaves(2)

    assert merkle.leaf_hash(left + right) != merkle.root([left, right])
    assert merkle.root([left, right]) == hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(1, 20))
def test_each_path_leads_to_the_root_and_to_no_other_place(size):
    tree = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root = merkle.root(tree)

    for place, path in enumerate(merkle.paths(tree)):
        assert merkle.root_by_path(tree[place], place, size, path) == root
        assert merkle.root_by_path(merkle.leaf_hash(b"other"), place, size, path) != root
        if path:
            with pytest.raises(ValueError, match="too short"):
                merkle.root_by_path(tree[place], place, size, path[:-1])
        with pytest.raises(ValueError, match="too long"):
            merkle.root_by_path(tree[place], place, size, [*path, root])


def test_a_tree_has_a_leaf():
    with pytest.raises(ValueError, match="without leaves"):
        merkle.root([])

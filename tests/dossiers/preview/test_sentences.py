"""Each line of what a shipped procedure issues ends as a sentence, but for a name that stands alone."""

import re

import pytest

from dossiers.preview import samples
from procedures.language.compiler import compile_text
from tests.dossiers.preview.test_page import AT
from tests.procedures.shipped import newest

pytestmark = pytest.mark.django_db

ENDS = re.compile(r"[.:;,!?…]$")
A_NAME = re.compile(r"[^:,]+: [^:,]+")
"""Whom a paper is for behind what that is called."""
MACHINES = {path.parent.name: compile_text(path.read_bytes(), path=path.name) for path in newest()}


@pytest.mark.parametrize("slug", MACHINES)
def test_a_line_that_says_more_than_a_name_ends_with_a_sign(slug: str) -> None:
    machine = MACHINES[slug]
    found = samples.documents(machine, samples.sample_values(machine, AT))

    lines = [line for one in found for part in one.paragraphs for line in part.split("\n")]

    odd = [line for line in lines if not (ENDS.search(line) or A_NAME.fullmatch(line) or line.isupper())]
    assert [line for line in odd if not line.startswith("Lý do: ")] == [], "a reason ends as it was written"
    assert not any(line.startswith("[{") or ".." in line for line in lines), "a table is listed, a line a row"

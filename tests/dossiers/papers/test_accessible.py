"""Every kind of paper can be read by whoever sees none of it (PDF/UA-1), as far as a program that is not ours can tell."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdfua import coverage, describe_rules, validate
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from dossiers.papers.press import FOLDER
from dossiers.papers.registry import PAPERS
from tests.dossiers.papers.kinds import EVERY, ISSUED, pdf_of, templates

pytestmark = pytest.mark.django_db
UNREAD = "UA-14-001"
"""Its check for empty headings, which raises at each list of a structure tree, and so at each of our papers (ADR 0099)."""


def test_a_paper_of_every_kind_is_among_them() -> None:
    assert {kind for kind, _walked in ISSUED} == PAPERS.keys()
    assert {paper.template for paper in EVERY.values()} == templates()


@pytest.mark.parametrize("name", EVERY)
def test_a_program_of_others_finds_nothing_amiss(name: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf_of(name))

    found = validate(str(file))

    assert [(one.rule_id, one.message, one.location.describe()) for one in found.findings] == []
    # What it could not look at is not passed.
    assert [one.rule_id for one in found.skipped] == [UNREAD]


def test_what_it_looks_at_is_what_the_documentation_says() -> None:
    found = coverage()

    assert (found.covered, found.total, found.implemented_rules) == (16, 106, 12)
    assert {rule.id: len(rule.covers) for rule in describe_rules()}[UNREAD] == 2


def elements(pdf: bytes) -> Iterator[DictionaryObject]:
    """Yield each element of the structure of a PDF."""
    left = [PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while left:
        one = left.pop().get_object()
        if isinstance(one, ArrayObject):
            left += one
        elif isinstance(one, DictionaryObject) and "/S" in one:
            yield one
            left += [one["/K"]] if "/K" in one else []


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("01-accepted", {"/Column"}), ("filing-filed", {"/Column", "/Row"}), ("iso", {"/Column", "/Row"})],
)
def test_each_head_of_a_table_says_what_it_is_the_head_of(name: str, scopes: set[str]) -> None:
    heads = [one for one in elements(pdf_of(name)) if one["/S"] == "/TH"]

    assert {one["/A"]["/Scope"] for one in heads} == scopes
    for one in heads:
        assert one["/A"]["/Scope"] == ("/Column" if one["/P"]["/P"]["/S"] == "/THead" else "/Row")


def test_the_templates_say_it_too() -> None:
    """By it WeasyPrint tells which heads a cell has."""
    for path in FOLDER.glob("*.html"):
        for part, inside in re.findall(r"<(thead|tbody)>(.*?)</\1>", path.read_text(), re.DOTALL):
            heads = re.findall(r"<th\b[^>]*>", inside)
            assert all(f'scope="{"col" if part == "thead" else "row"}"' in head for head in heads), (path.name, heads)


@pytest.mark.parametrize("name", EVERY)
def test_it_carries_its_fonts(name: str) -> None:
    """Which that program does not look at."""
    reader = PdfReader(io.BytesIO(pdf_of(name)))
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"].get_object().get("/Font", {}).values()
    ]

    assert fonts
    for font in fonts:
        [drawn] = font["/DescendantFonts"]
        assert re.fullmatch(r"/[A-Z]{6}\+Tinos-.+", str(font["/BaseFont"])), font
        assert "/FontFile2" in drawn.get_object()["/FontDescriptor"], font

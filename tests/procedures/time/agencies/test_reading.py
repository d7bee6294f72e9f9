"""A file of agencies: read whole, or refused with every mistake."""

import re

import pytest

from procedures.form import OFFICE
from procedures.language.compiler import SHIPPED as DEFINITIONS
from procedures.language.compiler import compile_text
from procedures.language.errors import DefinitionErrors
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.reading import SHIPPED, read

ROW = """
[[agencies]]
key = "so-moi"
kind = "department"
from = 2026-01-01
name = { vi = "Sở Mới", en = "New Department" }
source = { vi = "QĐ 1", en = "Decision 1" }
"""


def refused(text: str) -> str:
    with pytest.raises(DefinitionErrors) as raised:
        read(text, path="a.toml")
    return str(raised.value)


def test_the_shipped_file_names_the_office_its_desk_and_who_decides_elsewhere() -> None:
    rows = {row.key: row for row in read(SHIPPED.read_bytes(), path=SHIPPED.name)}

    assert rows["mot-cua"].part_of == "so-tttt"
    assert rows["mot-cua"].receives
    assert rows["ubnd-cap-xa"].kind is AgencyKind.COMMUNE
    assert all(row.source.vi and row.source.en for row in rows.values())


@pytest.mark.parametrize(
    ("edit", "wrong"),
    [
        (("from = 2026-01-01", ""), "agencies.so-moi.from: thiếu"),
        (('kind = "department"', 'kind = "palace"'), "agencies.so-moi.kind"),
        (('"New Department"', '""'), "agencies.so-moi.name.en"),
        (('kind = "department"', 'kind = "branch"'), "nơi tiếp nhận phải thuộc một cơ quan"),
        (("from =", "until = 2027-01-01\nfrom ="), "agencies.so-moi.until"),
        ((ROW, ""), "agencies"),
        ((ROW, "[[agencies"), "a.toml"),
    ],
)
def test_a_mistake_is_named_by_its_key(edit: tuple[str, str], wrong: str) -> None:
    assert wrong in refused(ROW.replace(*edit))


def test_a_definition_that_names_no_agency_means_our_own() -> None:
    text = (DEFINITIONS / "gp-ban-tin" / "v1.toml").read_text(encoding="utf-8")
    without = re.sub(r"\[agency\]\nvi = .*\nen = .*\n", "", text)

    assert without != text
    assert compile_text(without, path="a.toml").agency == OFFICE

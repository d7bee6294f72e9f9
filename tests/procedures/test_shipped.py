"""Every definition that comes with the project is published as it lies, and says all that the law asks."""

from decimal import Decimal
from pathlib import Path

import pytest

from procedures.checker import check
from procedures.compiler import SHIPPED, compile_text
from procedures.machine import (
    AfterSupplement,
    Limit,
    LimitUnit,
    QuestionKind,
)
from tests.procedures.shipped import shipped_machine

DEFINITIONS = sorted(SHIPPED.glob("*/v*.toml"))


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: str(path.relative_to(SHIPPED)))
def test_a_shipped_definition_keeps_every_law_and_lies_where_its_name_says(path: Path) -> None:
    machine = compile_text(path.read_bytes(), path=str(path))

    assert check(machine) == ()
    assert path.relative_to(SHIPPED) == Path(machine.slug) / f"v{machine.version}.toml"


def test_only_definitions_lie_in_the_folder_of_definitions() -> None:
    blocks = SHIPPED.glob("blocks/*.toml")
    assert sorted(path for path in SHIPPED.rglob("*") if path.is_file()) == sorted([*DEFINITIONS, *blocks])


def test_1_003868_has_the_limits_and_the_supplement_rule_of_its_law() -> None:
    machine = shipped_machine()

    ten_days = Limit(Decimal(10), LimitUnit.WORKING_DAY)
    assert (machine.legal_limit, machine.committed_limit) == (ten_days, ten_days)
    assert machine.supplement.after is AfterSupplement.RESTART
    assert (machine.supplement.rounds, machine.supplement.notice_days) == (1, 2)
    assert machine.supplement.applicant_days is None


def test_1_003868_asks_for_its_four_papers() -> None:
    papers = [(paper.name, paper.required, paper.originals, paper.copies) for paper in shipped_machine().components]

    assert papers == [
        ("don-de-nghi", True, 1, 0),
        ("ban-thao", True, 2, 0),
        ("ban-dich", False, 1, 0),
        ("y-kien-xac-nhan", False, 1, 0),
    ]


def test_1_003868_charges_by_its_tariff() -> None:
    tariff = [(fee.amount, fee.per and fee.per.vi) for fee in shipped_machine().fees]

    assert tariff == [(15_000, "trang quy chuẩn"), (6_000, "phút"), (27_000, "phút")]


def test_1_003868_asks_what_its_application_form_asks() -> None:
    questions = shipped_machine().questions

    assert len(questions) >= 10
    assert {question.kind for question in questions} >= {
        QuestionKind.TEXT,
        QuestionKind.LONG_TEXT,
        QuestionKind.INTEGER,
        QuestionKind.DATE,
        QuestionKind.CHOICE,
        QuestionKind.YES_NO,
    }


def test_1_003868_invents_nothing_about_its_iso_document() -> None:
    machine = shipped_machine()

    assert (machine.iso.code, machine.iso.revision, machine.iso.issued_on, machine.iso.decision) == ("", None, None, "")
    assert any("ISO" in doubt.vi for doubt in machine.uncertain)


def test_a_machine_finds_its_parts_by_name() -> None:
    machine = shipped_machine()
    step, component = machine.step("tham-dinh"), machine.component("ban-thao")

    assert step is not None
    assert step.limit == Limit(Decimal(6), LimitUnit.WORKING_DAY)
    assert component is not None
    assert component.originals == 2
    assert machine.step("không có") is None
    assert machine.component("không có") is None
    assert machine.action("filed", "return") is None
    assert machine.actions_from("không có") == ()


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (None, "Xuất bản, In và Phát hành"),
        ("vi", "Xuất bản, In và Phát hành"),
        ("en", "Publishing, printing and distribution"),
        ("en-gb", "Publishing, printing and distribution"),
    ],
)
def test_a_text_is_vietnamese_unless_english_is_asked_for(language: str | None, name: str) -> None:
    text = shipped_machine().sector_name

    assert text.of(language) == name
    assert str(text) == "Xuất bản, In và Phát hành"

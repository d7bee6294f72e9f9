"""Every definition that comes with the project is published as it lies, and says all that the law asks."""

import dataclasses
import itertools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from procedures.language.checker import check
from procedures.language.compiler import SHIPPED, compile_text, shared_blocks
from procedures.machine import (
    AfterSupplement,
    DueBy,
    Limit,
    LimitUnit,
    Question,
    QuestionKind,
    Text,
)
from tests.procedures.shipped import DEPARTMENT_LIST, newest, shipped_machine

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


def test_1_003868_says_of_its_fee_when_it_is_paid_in_its_conditions_as_elsewhere() -> None:
    path = next(path for path in newest() if path.parent.name == "xb-tai-lieu-khong-kinh-doanh")
    machine = compile_text(path.read_bytes(), path=str(path))
    [of_fee] = [one.vi for one in machine.requirements if "phí thẩm định" in one.vi]

    assert {fee.due for fee in machine.fees} == {DueBy.PROCESSING}
    assert of_fee == "Nộp phí thẩm định nội dung tài liệu khi cơ quan yêu cầu, trước khi giấy phép được ký."


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


MACHINES = {path.parent.name: compile_text(path.read_bytes(), path=path.name) for path in newest()}


def own_questions(slug: str) -> set[tuple[str, str]]:
    """Return the questions of a form that come from no block, as they are named and worded."""
    return {(question.name, question.label.vi) for question in MACHINES[slug].questions if not question.block}


def own_names(slug: str) -> set[str]:
    """Return what the questions of a form that come from no block are called."""
    return {name for name, _label in own_questions(slug)}


@pytest.mark.parametrize("slug", DEPARTMENT_LIST)
def test_a_form_has_at_least_four_questions_that_no_other_form_has(slug: str) -> None:
    elsewhere = set().union(*(own_names(other) for other in DEPARTMENT_LIST if other != slug))

    assert len(own_names(slug) - elsewhere) >= 4


def test_what_forms_share_they_share_by_a_block() -> None:
    forms = [frozenset(own_questions(slug)) for slug in DEPARTMENT_LIST]

    assert len(set(forms)) == len(forms)
    for form, other in itertools.combinations(forms, 2):
        assert form & other == set()


def test_a_block_is_the_same_wherever_it_is_used() -> None:
    blocks: dict[str, set[tuple[Question, ...]]] = {}
    for machine in MACHINES.values():
        for name, questions in itertools.groupby(machine.questions, lambda question: question.block):
            if name:
                blocks.setdefault(name, set()).add(tuple(questions))

    assert blocks.keys() == shared_blocks().keys()
    assert all(len(wordings) == 1 for wordings in blocks.values())


@pytest.mark.parametrize("slug", DEPARTMENT_LIST)
def test_code_and_limit_are_those_of_the_department_s_list(slug: str) -> None:
    machine = MACHINES[slug]

    assert (machine.code, machine.legal_limit.amount, machine.legal_limit.unit) == DEPARTMENT_LIST[slug]


def test_every_procedure_of_the_list_is_shipped() -> None:
    assert len(DEPARTMENT_LIST) == 24
    assert DEPARTMENT_LIST.keys() - MACHINES.keys() == set()


@pytest.mark.parametrize("slug", MACHINES)
def test_every_text_is_in_both_languages_and_says_different_things(slug: str) -> None:
    same = [
        text.vi for text in _texts(MACHINES[slug]) if text.vi == text.en and any(sign.isalpha() for sign in text.vi)
    ]

    # Names, numbers and foreign words are the same in both.
    assert all(text.isascii() and len(text) <= 40 for text in same), same


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if not field.name.startswith("_"):
                yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from _texts(item)

"""What people are told of a new version's decision and results: who files, and who works on dossiers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procedures.form import Text
from procedures.language.compiler import compile_text
from procedures.language.differences import differences
from procedures.language.differences.results import for_applicants, for_officers
from procedures.language.lifecycle import FIRST, SECOND
from procedures.machine import Duty, Limit, LimitUnit, Machine
from procedures.results import Issued, ResultKind, Term
from tests.procedures.shipped import FILE, changed, naming

OLD = compile_text(naming(SECOND), path=FILE)
FORMER = compile_text(naming(FIRST), path=FILE)
LICENCE = Issued(ResultKind.LICENCE, "GP-STTTT")


def step(name: str, **changes: object) -> Machine:
    return replace(OLD, steps=tuple(replace(row, **changes) if row.name == name else row for row in OLD.steps))


def granting(issued: Issued, machine: Machine = OLD) -> Machine:
    granted, *others = machine.outcomes
    return replace(machine, outcomes=(replace(granted, issues=issued), *others))


def officers(new: Machine, old: Machine = OLD) -> list[str]:
    return [text.en for text in for_officers(old, new)]


def applicants(new: Machine, old: Machine = OLD) -> list[str]:
    return [text.en for text in for_applicants(old, new)]


CASES: dict[str, tuple[Machine, str]] = {
    "subject": (
        replace(OLD, subject="{material_name}"),
        "What tells dossiers apart is now “{material_name}” (was: “Hồ sơ của {applicant_name}”).",
    ),
    "another proposes": (
        replace(
            OLD,
            steps=tuple(
                replace(
                    row,
                    duty=Duty.PROPOSES if row.name == "xem-xet" else None if row.name == "tham-dinh" else row.duty,
                )
                for row in OLD.steps
            ),
        ),
        "The step that proposes is now “Review and initial the draft result” (was: “Appraise the dossier, draft the result”).",
    ),
    "another agency decides": (
        step("ky-duyet", agency=Text("UBND thành phố", "the city")),
        "The step that decides is now “Approve and sign the result” (the city) (was: “Approve and sign the result”).",
    ),
    "nobody numbers": (
        step("van-thu", duty=None),
        "The step that numbers is now none (was: “Register, seal, pass to the one-stop desk”).",
    ),
    "the proposer decides": (
        compile_text(
            changed(("version = 1\n", "version = 1\nproposer_may_decide = true\n"), text=naming(SECOND)), path=FILE
        ),
        "Deciding one's own proposal is now allowed (was: not allowed).",
    ),
    "time of an outcome": (
        step("tham-dinh", limits={"refused": Limit(Decimal("1.5"), LimitUnit.WORKING_DAY)}),
        "The time of “Appraise the dossier, draft the result” where the outcome is “Licence refused” is now "
        "1,5 working days (was: as for the other outcomes).",
    ),
    "symbol": (
        granting(Issued(ResultKind.ANSWER, "STTTT")),
        "The symbol of “Licence granted” is now “STTTT” (was: “TB-STTTT”).",
    ),
    "document": (
        granting(Issued(ResultKind.ANSWER, "TB-STTTT", "Cho phép.")),
        "Changed text of the draft: Licence granted.",
    ),
}


@pytest.mark.parametrize(("new", "sentence"), CASES.values(), ids=[name.replace(" ", "-") for name in CASES])
def test_each_change_is_for_officers_in_one_sentence_and_to_no_applicant(new: Machine, sentence: str) -> None:
    assert officers(new) == [sentence]
    assert applicants(new) == []


TERMS: dict[str, tuple[Term | None, Term | None, str]] = {
    "given": (None, Term(years=3), "The term of “Licence granted” is now 3 years (was: not stated)."),
    "shorter": (Term(years=3), Term(years=1), "The term of “Licence granted” is now 1 year (was: 3 years)."),
    "asked for": (
        Term(years=3),
        Term(question="extent"),
        "The term of “Licence granted” is now as many years as “Number of pages or minutes” says (was: 3 years).",
    ),
    "gone": (Term(years=3), None, "The term of “Licence granted” is now not stated (was: 3 years)."),
}


@pytest.mark.parametrize(
    ("before", "after", "sentence"), TERMS.values(), ids=[name.replace(" ", "-") for name in TERMS]
)
def test_a_term_is_told_to_both(before: Term | None, after: Term | None, sentence: str) -> None:
    old, new = granting(replace(LICENCE, term=before)), granting(replace(LICENCE, term=after))

    assert applicants(new, old) == officers(new, old) == [sentence]


def test_another_kind_of_result_is_told_to_both_and_among_all_that_an_applicant_is_told() -> None:
    new = granting(replace(LICENCE, symbol="TB-STTTT"))

    sentence = "The result “Licence granted” is now a licence (was: a written answer)."
    assert applicants(new) == officers(new) == [sentence]
    assert [text.en for text in differences(OLD, new)] == [sentence]


def test_officers_are_told_all_that_comes_with_the_second_edition_and_applicants_that_it_comes() -> None:
    assert [text.vi for text in for_officers(FORMER, OLD)] == [
        "Câu phân biệt các hồ sơ nay là “Hồ sơ của {applicant_name}” (trước: không có).",
        "Bước trình kết quả nay là “Thẩm định hồ sơ, dự thảo kết quả” (trước: không có).",
        "Bước quyết định nay là “Phê duyệt, ký kết quả” (trước: không có).",
        "Bước vào số nay là “Vào số, đóng dấu, chuyển Bộ phận Một cửa” (trước: không có).",
        "Kết quả “Cấp giấy phép” nay là văn bản trả lời, ký hiệu TB-STTTT (trước: không có).",
        "Kết quả “Từ chối cấp giấy phép” nay là văn bản trả lời, ký hiệu TB-STTTT (trước: không có).",
    ]
    assert [text.vi for text in differences(FORMER, OLD)] == [
        "Quy trình chung cho mọi hồ sơ nay là bản số 2 (trước: bản số 1)."
    ]


def test_what_stays_is_not_told() -> None:
    assert officers(OLD) == applicants(OLD) == []

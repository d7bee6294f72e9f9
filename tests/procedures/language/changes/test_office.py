"""What an officer is told of a new version: the work, the decision, the law behind it."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from procedures.form import Component, Condition, Elsewhere, Fee, Text
from procedures.form.offered import Confidence, Source
from procedures.form.rules import Rule, RuleKind
from procedures.iso import IsoDocument
from procedures.language.changes.office import office_changes
from procedures.language.differences import differences
from procedures.machine import (
    AfterSupplement,
    Applicant,
    EventRule,
    Level,
    Limit,
    LimitUnit,
    Machine,
    Online,
    Outcome,
    Paper,
    SupplementRule,
)
from procedures.results import Issued, ResultKind, Term
from tests.procedures.second import first_machine, second_machine

FIRST, SECOND = first_machine(), second_machine()
GRANTED = SECOND.outcomes[0].issues or Issued(ResultKind.LICENCE, "")
ROLES = {role: Text(f"vai {role.value}", role.value) for role in Role}
OTHER = Text("Khác", "Other")


def told(new: Machine, old: Machine = FIRST) -> list[str]:
    return [text.vi for text in office_changes(old, new, ROLES)]


def with_step(name: str, machine: Machine = FIRST, **changes: Any) -> Machine:
    return replace(machine, steps=tuple(replace(s, **changes) if s.name == name else s for s in machine.steps))


def with_outcome(name: str, machine: Machine = SECOND, **changes: Any) -> Machine:
    return replace(machine, outcomes=tuple(replace(o, **changes) if o.name == name else o for o in machine.outcomes))


@pytest.mark.parametrize("machine", [FIRST, SECOND], ids=["first edition", "second edition"])
def test_a_version_that_works_the_same_has_no_changes(machine: Machine) -> None:
    again = replace(machine, version=9, digest="x", effective_on=date(2030, 1, 1))

    assert told(again, machine) == []


def test_a_better_translation_is_no_change() -> None:
    title = FIRST.steps[1].title

    assert told(with_step("phan-cong", title=replace(title, en="Appoint the case officer"))) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": OTHER}, "Tên bước “Phân công thụ lý hồ sơ” nay là “Khác” (trước: “Phân công thụ lý hồ sơ”)."),
        (
            {"role": Role.CLERK},
            "Người làm bước “Phân công thụ lý hồ sơ” nay là vai clerk (trước: vai division_head).",
        ),
        (
            {"limit": Limit(Decimal("1.5"), LimitUnit.CALENDAR_DAY)},
            "Thời gian của bước “Phân công thụ lý hồ sơ” nay là 1,5 ngày (trước: 1 ngày).",
        ),
        (
            {"limits": {"refused": Limit(Decimal(2), LimitUnit.CALENDAR_DAY)}},
            "Thời gian của bước “Phân công thụ lý hồ sơ” khi kết quả là “Từ chối cấp giấy phép” nay là 2 ngày "
            "(trước: như thường lệ).",
        ),
        (
            {"output": OTHER},
            "Sản phẩm của bước “Phân công thụ lý hồ sơ” nay là “Khác” (trước: “Ý kiến phân công trên phiếu kiểm soát”).",
        ),
        (
            {"agency": OTHER},
            "Cơ quan làm bước “Phân công thụ lý hồ sơ” nay là Khác (trước: Sở Thông tin và Truyền thông Hà Nội).",
        ),
    ],
    ids=["title", "role", "time", "time of an outcome", "output", "agency"],
)
def test_each_part_of_a_step_is_told_with_what_it_was(changes: dict[str, Any], sentence: str) -> None:
    found = told(with_step("phan-cong", **changes))

    assert sentence in found


def test_a_step_that_came_and_one_that_went_are_told_with_the_new_order() -> None:
    cut = '[[steps]]\nname = "van-thu"\n'
    more = (
        '[[steps]]\nname = "thanh-tra"\ntitle = { vi = "Xác minh", en = "Verify" }\nrole = "division_head"\n'
        'time = 1\noutput = { vi = "Biên bản", en = "Record" }\n\n'
    )
    longer = second_machine(("time = 13\n", "time = 12\n"), (cut, more + cut))

    assert told(longer, SECOND)[-1] == "Bước mới: “Xác minh”, vai division_head, 1 ngày."
    assert told(SECOND, longer)[-1] == "Bỏ bước: Xác minh."


def test_another_order_of_the_steps_is_told() -> None:
    jumping = second_machine(('name = "tham-dinh"\n', 'name = "tham-dinh"\nnext = "phe-duyet"\n'))

    (order,) = told(jumping, SECOND)

    assert order.startswith("Thứ tự các bước nay là: Tiếp nhận, kiểm tra, số hoá, chuyển phòng chuyên môn → Phân công")
    assert "Thẩm định hồ sơ, dự thảo kết quả → Phê duyệt, ký kết quả → Vào số" in order


def test_where_it_can_be_sent_back_to_is_told() -> None:
    new = second_machine(('send_back_to = ["xem-xet", "tham-dinh"]', 'send_back_to = ["tham-dinh"]'))

    assert told(new, SECOND) == [
        "Các bước mà “Phê duyệt, ký kết quả” trả lại được nay là “Thẩm định hồ sơ, dự thảo kết quả” "
        "(trước: “Thẩm định hồ sơ, dự thảo kết quả”, “Xem xét, ký nháy dự thảo kết quả”)."
    ]


def test_another_button_is_told() -> None:
    new = second_machine(('vi = "Trình lãnh đạo phòng xem xét"', 'vi = "Trình phòng"'))
    renamed = second_machine(('vi = "Phân công chuyên viên thụ lý"', 'vi = "Giao việc"'))

    assert told(new, SECOND) == []
    assert told(renamed, SECOND) == [
        "Nút ở bước “Phân công thụ lý hồ sơ” nay là “Giao việc” (trước: “Phân công chuyên viên thụ lý”).",
    ]


def test_the_second_edition_is_told_as_who_proposes_decides_and_numbers_and_what_is_issued() -> None:
    found = told(SECOND)

    assert "Bước “Thẩm định hồ sơ, dự thảo kết quả” nay trình kết quả giải quyết." in found
    assert "Bước “Phê duyệt, ký kết quả” nay quyết định kết quả." in found
    assert "Bước “Vào số, đóng dấu, chuyển Bộ phận Một cửa” nay cấp số và ngày của kết quả." in found
    issued = "Văn bản cấp ra khi “Cấp giấy phép” nay là giấy phép, ký hiệu GP-STTTT, thời hạn 1 năm (trước: không có)."
    assert issued in found
    assert "Kết quả “Cấp giấy phép” nay có văn bản soạn sẵn." in found
    assert "Câu phân biệt các hồ sơ nay là Bản tin [Tên gọi bản tin] (trước: không có)." in found


def test_going_back_to_the_first_edition_is_told_too() -> None:
    assert "Bước “Phê duyệt, ký kết quả” không còn quyết định kết quả." in told(FIRST, SECOND)
    assert "Kết quả “Cấp giấy phép” không còn văn bản soạn sẵn." in told(FIRST, SECOND)


def test_that_the_proposer_may_decide_is_told() -> None:
    may = second_machine(("\nlifecycle = 2\n", "\nlifecycle = 2\nproposer_may_decide = true\n"))

    assert told(may, SECOND) == ["Người trình nay được tự quyết định."]
    assert told(SECOND, may) == ["Người trình nay không được tự quyết định."]


def test_who_gives_a_result_at_once_is_told() -> None:
    at_once = second_machine(("immediate_result = false", 'immediate_result = "department_leader"'))

    assert told(at_once, SECOND) == [
        "Người được trả kết quả ngay khi tiếp nhận nay là vai department_leader (trước: không có).",
    ]


@pytest.mark.parametrize(
    ("issues", "sentence"),
    [
        (
            Issued(ResultKind.CERTIFICATE, "GCN", GRANTED.document, Term(question="page_count")),
            "Văn bản cấp ra khi “Cấp giấy phép” nay là giấy chứng nhận, ký hiệu GCN, số năm theo câu "
            "“Số trang mỗi kỳ” (trước: giấy phép, ký hiệu GP-STTTT, thời hạn 1 năm).",
        ),
        (
            replace(GRANTED, document=GRANTED.document.replace("mỗi kỳ", "hằng tháng")),
            "Văn bản soạn sẵn của kết quả “Cấp giấy phép”, một đoạn nay là “Cho phép xuất bản bản tin [Tên gọi bản tin], hằng "
            "tháng [Số lượng in mỗi kỳ (bản)] bản.” (trước: “Cho phép xuất bản bản tin [Tên gọi bản tin], mỗi kỳ "
            "[Số lượng in mỗi kỳ (bản)] bản.”).",
        ),
        (
            replace(GRANTED, document=f"{GRANTED.document}\n\nVì {{reason}}."),
            "Văn bản soạn sẵn của kết quả “Cấp giấy phép” thêm đoạn: “Vì [lý do].”",
        ),
        (
            replace(GRANTED, document=GRANTED.document.partition("\n\n")[2]),
            "Văn bản soạn sẵn của kết quả “Cấp giấy phép” bỏ đoạn: “Xét đề nghị của [Tên cơ quan, tổ chức].”",
        ),
    ],
    ids=["kind, symbol and term", "document", "more of a document", "less of a document"],
)
def test_what_is_issued_otherwise_is_told(issues: Issued, sentence: str) -> None:
    assert told(with_outcome("granted", issues=issues), SECOND) == [sentence]


def test_outcomes_that_came_went_or_are_called_otherwise_are_told() -> None:
    more = replace(FIRST, outcomes=(*FIRST.outcomes, Outcome("partly", OTHER)))
    other = with_outcome("refused", FIRST, label=OTHER, paper=None)

    assert told(more) == ["Kết quả mới: “Khác”."]
    assert told(FIRST, more) == ["Không còn kết quả: “Khác”."]
    assert told(other) == [
        "Tên kết quả “Từ chối cấp giấy phép” nay là “Khác” (trước: “Từ chối cấp giấy phép”).",
        f"Mẫu kèm theo kết quả “Khác” nay là không có (trước: mẫu {Paper.REFUSAL.value}).",
    ]


def test_the_rule_for_missing_papers_is_told_whole() -> None:
    before = replace(FIRST, supplement=SupplementRule())
    after = replace(FIRST, supplement=SupplementRule(AfterSupplement.CARRY_ON, 2, notice_days=3, applicant_days=30))

    assert told(after, before) == [
        "Quy định yêu cầu bổ sung hồ sơ nay là tối đa 2 lần, yêu cầu trong 3 ngày làm việc, người nộp có 30 ngày làm "
        "việc, bổ sung xong thì tính tiếp (trước: tối đa 1 lần, bổ sung xong thì tính lại từ đầu)."
    ]


def test_each_legal_basis_that_came_or_went_is_told() -> None:
    first, *others = FIRST.legal_basis

    assert told(replace(FIRST, legal_basis=(*others, OTHER))) == [
        "Thêm căn cứ pháp lý: Khác.",
        f"Bỏ căn cứ pháp lý: {first.vi}".rstrip(".") + ".",
    ]


def test_the_iso_document_is_told_by_its_marks() -> None:
    marks = IsoDocument("QT-05", 2, date(2026, 3, 1), "12/QĐ")
    before, after = replace(FIRST, iso=marks), replace(FIRST, iso=replace(marks, revision=3))

    assert told(after, before) == [
        "Tài liệu ISO nay là QT-05, lần ban hành 3, ngày 01/03/2026, 12/QĐ "
        "(trước: QT-05, lần ban hành 2, ngày 01/03/2026, 12/QĐ)."
    ]


PARTS: dict[str, Any] = {
    "code": "9.999999",
    "name": OTHER,
    "sector": "khac",
    "sector_name": OTHER,
    "audience": (OTHER,),
    "agency": OTHER,
    "summary": OTHER,
    "channels": (OTHER,),
    "requirements": (OTHER,),
    "legal_basis": (OTHER,),
    "result": OTHER,
    "iso": IsoDocument(purpose=OTHER),
    "components": (Component("khac", OTHER, required=True, originals=1),),
    "sets": 9,
    "questions": FIRST.questions[1:],
    "rules": (Rule("sinh", RuleKind.NOT_AFTER_TODAY, FIRST.questions[0].name),),
    "fees": (Fee(OTHER, 1),),
    "fee_note": OTHER,
    "legal_limit": Limit(Decimal(99), LimitUnit.CALENDAR_DAY),
    "committed_limit": Limit(Decimal(9), LimitUnit.CALENDAR_DAY),
    "supplement": SupplementRule(rounds=2, notice_days=9),
    "steps": FIRST.steps[1:],
    "outcomes": FIRST.outcomes[:1],
    "applicants": (Applicant.HOUSEHOLD,),
    "level": Level.COMMUNE,
    "online": Online.PARTIAL,
    "jurisdiction": OTHER,
    "elsewhere": (Elsewhere(Condition("frequency", ("other",)), OTHER),),
    "event": EventRule("held_at", 24),
    "sets_note": OTHER,
    "uncertain": (OTHER,),
    "filed_elsewhere": OTHER,
    "abolished": OTHER,
    "online_reason": OTHER,
    "sources": (Source("code", OTHER, Confidence.RECALLED),),
    "subject": "{newsletter_name}",
    "lifecycle": 2,
}
"""Another value of each part of a procedure."""
TOLD_BY_OTHERS = {"slug", "version", "effective_on", "digest", "initial", "states", "actions", "_by_source"}
"""Which version it is stands above the changes; states and actions come of the steps, and are told with them."""


def test_every_part_of_a_procedure_is_among_those_that_are_compared() -> None:
    assert PARTS.keys() | TOLD_BY_OTHERS == {field.name for field in fields(Machine)}


@pytest.mark.parametrize("part", PARTS)
def test_a_change_of_any_part_is_told_to_somebody(part: str) -> None:
    new = replace(FIRST, **{part: PARTS[part]})

    assert [*differences(FIRST, new), *office_changes(FIRST, new, ROLES)]
    assert all(text.vi and text.en for text in office_changes(FIRST, new, ROLES))

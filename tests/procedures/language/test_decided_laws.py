"""What is demanded of a proposal, a decision, a number and the times of an outcome: each broken once, told whole."""

import dataclasses

import pytest

from procedures.language.checker import Law, check
from procedures.machine import Duty
from tests.procedures.decided import APPRAISAL, PAPER, SEAL, SIGNATURE, decided, doing

type Edits = list[tuple[str, str]]

RECEIVE, ASSIGN = "“Tiếp nhận, kiểm tra, số hoá, chuyển phòng chuyên môn”", "“Phân công thụ lý hồ sơ”"
APPRAISED, REVIEWED = "“Thẩm định hồ sơ, dự thảo kết quả”", "“Xem xét, ký nháy dự thảo kết quả”"
SIGNED, SEALED = "“Phê duyệt, ký kết quả”", "“Vào số, đóng dấu, chuyển Bộ phận Một cửa”"
RETURN = "“Thông báo, trả kết quả, cập nhật Sổ theo dõi hồ sơ”"
WAY = f"{RECEIVE} → {ASSIGN} → {APPRAISED} → {REVIEWED} → {SIGNED} → {SEALED} → {RETURN}"
REVIEW = 'role = "division_head"\ntime = 2\n'
AGENCY = 'agency = { vi = "UBND thành phố Hà Nội", en = "Hanoi People\'s Committee" }\n'
LICENCE, ANSWER = 'kind = "licence"\n', 'kind = "answer"\nsymbol = "STTTT-BCXB"\n'
REFUSAL = 'label = { vi = "Từ chối cấp giấy phép", en = "Licence refused" }\n'
FORWARDED = """issues = { kind = "approval", symbol = "CT-STTTT" }

[[outcomes]]
name = "not-granted"
label = { vi = "Không cấp", en = "Not granted" }
"""


def undone(step: str, duty: str) -> tuple[str, str]:
    """Return the edit that takes the duty of a step away."""
    return f"{step}{duty} = true\n", step


def with_limit(amount: int, unit: str) -> tuple[str, str]:
    """Return the edit that gives the refusal a limit of its own."""
    return PAPER, f'{PAPER}limit = {{ amount = {amount}, unit = "{unit}" }}\n'


def refused_in(step: str, time: float) -> tuple[str, str]:
    """Return the edit that gives a step a time of its own for a refusal."""
    return step, f"{step}times = {{ refused = {time} }}\n"


def summed(appraisal: float, review: float = 2, sign: float = 2) -> str:
    """Return the sum of the rows as it is told."""
    return f"{RECEIVE} 1 + {ASSIGN} 1 + {APPRAISED} {appraisal} + {REVIEWED} {review} + {SIGNED} {sign} + {SEALED} 1"


IN_WORKING_DAYS: Edits = [
    ('[legal_limit]          # Luật 2016, Điều 34 khoản 3 điểm b cho 30 ngày; Thông tư 41/2020 rút còn 20 ngày\namount = 20\nunit = "calendar_day"', '[legal_limit]\namount = 20\nunit = "working_day"'),
    ('[committed_limit]\namount = 20\nunit = "calendar_day"', '[committed_limit]\namount = 20\nunit = "working_day"'),
]  # fmt: skip

CASES: list[tuple[str, Edits, Law, str, str, str]] = [
    (
        "nobody proposes",
        [undone(APPRAISAL, "proposes")],
        Law.DECISION,
        "steps",
        "không bước nào trình dự thảo kết quả",
        WAY,
    ),
    ("nobody decides", [undone(SIGNATURE, "decides")], Law.DECISION, "steps", "không bước nào quyết định kết quả", WAY),
    ("nobody numbers", [undone(SEAL, "numbers")], Law.DECISION, "steps", "không bước nào vào số kết quả", WAY),
    (
        "two propose",
        [doing(REVIEW, "proposes")],
        Law.DECISION,
        "steps.xem-xet.proposes",
        f"{APPRAISED}, {REVIEWED} cùng trình dự thảo kết quả",
        WAY,
    ),
    (
        "two decide",
        [doing(REVIEW, "decides")],
        Law.DECISION,
        "steps.phe-duyet.decides",
        f"{REVIEWED}, {SIGNED} cùng quyết định kết quả",
        WAY,
    ),
    (
        "a decision before its proposal",
        [
            undone(APPRAISAL, "proposes"),
            undone(SIGNATURE, "decides"),
            doing(APPRAISAL, "decides"),
            doing(SIGNATURE, "proposes"),
        ],
        Law.DECISION,
        "steps.tham-dinh.decides",
        f"{APPRAISED} quyết định kết quả trước khi {SIGNED} trình dự thảo kết quả",
        WAY,
    ),
    (
        "a number before the decision",
        [
            undone(SEAL, "numbers"),
            undone(SIGNATURE, "decides"),
            doing(SEAL, "decides"),
            doing(SIGNATURE, "numbers"),
        ],
        Law.DECISION,
        "steps.phe-duyet.numbers",
        f"{SIGNED} vào số kết quả trước khi {SEALED} quyết định kết quả",
        WAY,
    ),
    (
        "work behind the number",
        [
            undone(SEAL, "numbers"),
            undone(SIGNATURE, "decides"),
            doing(REVIEW, "decides"),
            doing(SIGNATURE, "numbers"),
        ],
        Law.DECISION,
        "steps.phe-duyet.numbers",
        f"sau {SIGNED} kết quả đã có số, mà hồ sơ còn qua {SEALED}",
        WAY,
    ),
    (
        "another agency's decision that is numbered again",
        [(SIGNATURE, SIGNATURE + AGENCY)],
        Law.DECISION,
        "steps.van-thu.numbers",
        f"{SEALED} vào số, mà kết quả do cơ quan khác quyết định ở {SIGNED} đã có số của cơ quan đó",
        WAY,
    ),
    (
        "another agency's decision with work behind it",
        [(SIGNATURE, SIGNATURE + AGENCY), undone(SEAL, "numbers")],
        Law.DECISION,
        "steps.phe-duyet.decides",
        f"sau {SIGNED} kết quả đã có số, mà hồ sơ còn qua {SEALED}",
        WAY,
    ),
    (
        "a refusal shorter than its steps",
        [with_limit(15, "calendar_day")],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "các bước cần 20 ngày để ra kết quả “Từ chối cấp giấy phép”, thời hạn của kết quả này là 15 ngày",
        summed(13),
    ),
    (
        "a refusal shorter than the times stated for it",
        [with_limit(15, "calendar_day"), refused_in(APPRAISAL, 8.5)],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "các bước cần 15.5 ngày để ra kết quả “Từ chối cấp giấy phép”, thời hạn của kết quả này là 15 ngày",
        summed(8.5),
    ),
    (
        "times for a refusal beyond what is promised",
        [refused_in(APPRAISAL, 14)],
        Law.OUTCOMES,
        "steps",
        "các bước cần 21 ngày để ra kết quả “Từ chối cấp giấy phép”, thời hạn của kết quả này là 20 ngày",
        summed(14),
    ),
    (
        "more calendar days than the working days of the outcome",
        [with_limit(7, "working_day"), refused_in(APPRAISAL, 2)],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "các bước cần 9 ngày để ra kết quả “Từ chối cấp giấy phép”, không so sánh được với 7 ngày làm việc: "
        "số ngày nghỉ xen giữa các ngày làm việc mỗi lúc một khác",
        summed(2),
    ),
    (
        "working days beside calendar days of the outcome",
        [*IN_WORKING_DAYS, with_limit(15, "calendar_day"), refused_in(APPRAISAL, 2)],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "các bước cần 9 ngày làm việc để ra kết quả “Từ chối cấp giấy phép”, không so sánh được với 15 ngày: "
        "số ngày nghỉ xen giữa các ngày làm việc mỗi lúc một khác",
        summed(2),
    ),
    (
        "more working days than calendar days of the outcome",
        [*IN_WORKING_DAYS, with_limit(8, "calendar_day"), refused_in(APPRAISAL, 2)],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "các bước cần 9 ngày làm việc để ra kết quả “Từ chối cấp giấy phép”, thời hạn của kết quả này là 8 ngày",
        summed(2),
    ),
    (
        "days beside hours of the outcome",
        [with_limit(40, "working_hour"), refused_in(APPRAISAL, 2)],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "các bước cần 9 ngày để ra kết quả “Từ chối cấp giấy phép”, không so sánh được với 40 giờ làm việc: "
        "một ngày có mấy giờ làm việc là tuỳ lịch của cơ quan",
        summed(2),
    ),
    (
        "a refusal that is a licence",
        [(ANSWER, ANSWER.replace("answer", "confirmation"))],
        Law.ENDINGS,
        "outcomes.refused.issues.kind",
        "là confirmation, mà “Từ chối cấp giấy phép” là kết quả từ chối (paper = “03”), không cấp gì",
        "",
    ),
    (
        "no outcome that refuses",
        [(PAPER, "")],
        Law.ENDINGS,
        "outcomes",
        "không có kết quả nào là từ chối, hồ sơ không đủ điều kiện không giải quyết được",
        "",
    ),
    (
        "a first outcome that grants nothing",
        [(LICENCE, LICENCE.replace("licence", "answer")), (PAPER, FORWARDED + PAPER)],
        Law.ENDINGS,
        "outcomes.granted",
        "“Cấp giấy phép” không cấp gì mà đứng đầu",
        "",
    ),
    (
        "two outcomes with one name",
        [(REFUSAL, REFUSAL.replace("Từ chối cấp giấy phép", "Cấp  Giấy phép"))],
        Law.ENDINGS,
        "outcomes.refused.label",
        "“Cấp  Giấy phép” cũng là tên của kết quả “granted”",
        "",
    ),
]


@pytest.mark.parametrize(
    ("edits", "law", "key", "wrong", "path"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_fault_of_a_decision_is_told_once(edits: Edits, law: Law, key: str, wrong: str, path: str) -> None:
    broken = check(decided(*edits))

    assert [(found.law, found.key, found.wrong, found.path) for found in broken] == [(law, key, wrong, path)]
    assert broken[0].right


def test_what_is_proposed_decided_and_numbered_keeps_every_law() -> None:
    assert check(decided()) == ()


def test_another_agency_decides_with_its_own_number() -> None:
    machine = decided(undone(SEAL, "numbers"), undone(SIGNATURE, "decides"), (SEAL, f"{SEAL}decides = true\n{AGENCY}"))

    assert check(machine) == ()


@pytest.mark.parametrize(
    "edits",
    [
        [with_limit(15, "calendar_day"), refused_in(APPRAISAL, 8)],
        [with_limit(9, "working_day"), refused_in(APPRAISAL, 2)],
        [*IN_WORKING_DAYS, with_limit(9, "working_day"), refused_in(APPRAISAL, 2)],
        [refused_in(APPRAISAL, 0.5)],
    ],
    ids=["the-same-days", "working-days-are-no-shorter", "working-days", "less-than-is-promised"],
)
def test_an_outcome_may_take_less_time_when_its_steps_say_so(edits: Edits) -> None:
    assert check(decided(*edits)) == ()


def test_a_row_that_is_passed_by_takes_no_further_message_of_its_duty_and_its_time() -> None:
    broken = check(decided(('name = "tham-dinh"\n', 'name = "tham-dinh"\nnext = "van-thu"\n')))

    assert [(found.law, found.key) for found in broken] == [(Law.REACHABLE, "steps.tham-dinh.next")]


def test_a_proposal_by_an_edition_without_results_is_not_asked_for() -> None:
    machine = decided()
    bare = tuple(dataclasses.replace(step, duty=None) for step in machine.steps)

    broken = check(dataclasses.replace(machine, lifecycle=1, steps=bare))

    assert Duty.PROPOSES in {step.duty for step in machine.steps}
    assert [found.law for found in broken] == []

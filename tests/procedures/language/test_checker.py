"""Every law of the checker, broken by a definition, with the counter-example that its author is shown."""

import dataclasses

import pytest

from procedures.language.checker import Law, Violation, check
from procedures.language.compiler import compile_text
from procedures.machine import Action
from tests import golden
from tests.procedures.language.test_whole_language import LAWS
from tests.procedures.shipped import FILE, WHOLE, changed, compiled, shipped_machine

type Edits = list[tuple[str, str]]

LAST = 'role = "one_stop_officer"\ntime = 0\n'
COMMITTED = 'không được dài hơn thời hạn luật định\namount = 10\nunit = "working_day"'
THE_WAY = "filed –accept→ accepted –transfer→ phan-cong –finish-phan-cong→ tham-dinh"


def leading(row: str, target: str) -> tuple[str, str]:
    """Return the edit that lets a row lead elsewhere."""
    return f'name = "{row}"\n', f'name = "{row}"\nnext = "{target}"\n'


CASES: list[tuple[str, Edits, Law, str, str, str]] = [
    (
        "a row that is passed by",
        [leading("tham-dinh", "ky-duyet"), ('send_back_to = ["xem-xet", "tham-dinh"]', "")],
        Law.REACHABLE,
        "steps.xem-xet.name",
        "không bước nào dẫn tới “Xem xét, ký nháy dự thảo kết quả”",
        f"{THE_WAY} –finish-tham-dinh→ ky-duyet –finish-ky-duyet→ van-thu –finish-van-thu→ result-ready –return→ returned",
    ),
    (
        "a round without exit",
        [leading("xem-xet", "tham-dinh")],
        Law.ENDS,
        "steps.xem-xet.next",
        "từ “Xem xét, ký nháy dự thảo kết quả” công việc không bao giờ kết thúc",
        "filed –accept→ accepted –transfer→ phan-cong –finish-phan-cong→ tham-dinh –finish-tham-dinh→ xem-xet "
        "–finish-xem-xet→ tham-dinh",
    ),
    (
        "a step that leads to itself",
        [leading("ky-duyet", "ky-duyet"), ('send_back_to = ["xem-xet", "tham-dinh"]', "")],
        Law.ENDS,
        "steps.ky-duyet.next",
        "từ “Phê duyệt, ký kết quả” công việc không bao giờ kết thúc",
        f"{THE_WAY} –finish-tham-dinh→ xem-xet –finish-xem-xet→ ky-duyet",
    ),
    (
        "a result that is sent back",
        [(LAST, LAST + 'send_back_to = ["van-thu"]\n')],
        Law.CLOSED,
        "steps.tra-ket-qua.send_back_to",
        "“Trả lại bước: Vào số, đóng dấu, chuyển Bộ phận Một cửa” rời khỏi nơi thời gian giải quyết đã kết thúc",
        f"{THE_WAY} –finish-tham-dinh→ xem-xet –finish-xem-xet→ ky-duyet –finish-ky-duyet→ van-thu "
        "–finish-van-thu→ result-ready –send-back-van-thu→ van-thu",
    ),
    (
        "a pause inside a round without exit",
        [leading("xem-xet", "tham-dinh")],
        Law.RESUMES,
        "steps.tham-dinh.next",
        "tạm dừng ở “Chờ người nộp bổ sung hồ sơ” rồi không có đường tiếp tục tới kết quả",
        f"{THE_WAY} –propose-supplement→ tham-dinh.supplement-proposed –issue-supplement→ tham-dinh.supplement-asked",
    ),
    (
        "times that do not sum",
        [("time = 6\n", "time = 5.5\n")],
        Law.TIMES,
        "steps",
        "cộng thời gian các bước được 9.5, thời hạn cam kết là 10 (working_day)",
        "tiep-nhan 0.5 + phan-cong 0.5 + tham-dinh 5.5 + xem-xet 1.5 + ky-duyet 1 + van-thu 0.5",
    ),
    (
        "a promise beyond the law",
        [(COMMITTED, COMMITTED.replace("10", "11")), ("time = 6\n", "time = 7\n")],
        Law.TIMES,
        "committed_limit.amount",
        "11 dài hơn thời hạn luật định 10 (working_day)",
        "",
    ),
    (
        "a promise in another unit",
        [(COMMITTED, COMMITTED.replace("working_day", "calendar_day"))],
        Law.TIMES,
        "committed_limit.unit",
        "tính bằng calendar_day còn luật tính bằng working_day, không so sánh được",
        "",
    ),
    (
        "a step for somebody who does not process",
        [('role = "clerk"', 'role = "manager"')],
        Law.ROLES,
        "steps.van-thu.role",
        "“manager” không xử lý hồ sơ",
        "",
    ),
    (
        "a step for the applicant",
        [('role = "clerk"', 'role = "citizen"')],
        Law.ROLES,
        "steps.van-thu.role",
        "“citizen” không xử lý hồ sơ",
        "",
    ),
    (
        "papers asked for without end",
        [("rounds = 1 ", "rounds = 3 ")],
        Law.ROUNDS,
        "supplement.rounds",
        "yêu cầu bổ sung 3 lần",
        "",
    ),
    (
        "papers never asked for",
        [("rounds = 1 ", "rounds = 0 ")],
        Law.ROUNDS,
        "supplement.rounds",
        "yêu cầu bổ sung 0 lần",
        "",
    ),
    (
        "a return without a result",
        [leading("ky-duyet", "tra-ket-qua")],
        Law.RESULT,
        "steps.ky-duyet.next",
        "“Ký duyệt, chuyển văn thư” dẫn tới trả kết quả khi chưa có kết quả nào",
        f"{THE_WAY} –finish-tham-dinh→ xem-xet –finish-xem-xet→ ky-duyet –finish-ky-duyet→ result-ready",
    ),
    (
        "a step named twice",
        [('send_back_to = ["ky-duyet"]', 'send_back_to = ["ky-duyet", "ky-duyet"]')],
        Law.UNIQUE,
        "steps.van-thu.send_back_to",
        "hành động “send-back-ky-duyet” xuất hiện 2 lần",
        "",
    ),
]


@pytest.mark.parametrize(
    ("edits", "law", "key", "wrong", "path"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_broken_law_is_shown_with_its_counter_example(
    edits: Edits, law: Law, key: str, wrong: str, path: str
) -> None:
    machine = compiled(*edits)

    broken = [violation for violation in check(machine) if violation.law is law]

    assert [(violation.key, violation.wrong, violation.path) for violation in broken] == [(key, wrong, path)]
    assert all(violation.right for violation in broken)


def test_each_broken_law_is_told_in_words_that_were_read_and_found_right() -> None:
    machines = [(case[0], compiled(*case[1])) for case in CASES]
    machines += [(str(law), compile_text(changed(*edits, text=WHOLE), path=FILE)) for edits, law, *_told in LAWS]

    said = [f"{case}\n" + "".join(f"    {v.as_error(FILE)}\n" for v in check(machine)) for case, machine in machines]

    golden.assert_matches("machines/broken_laws.txt", "".join(said))


def test_every_law_is_broken_by_a_definition() -> None:
    assert {case[2] for case in CASES} | {law for _edits, law, *_told in LAWS} == set(Law)


def test_the_shipped_definition_keeps_every_law() -> None:
    assert check(shipped_machine()) == ()


def test_a_promise_shorter_than_the_law_is_kept() -> None:
    machine = compiled((COMMITTED, COMMITTED.replace("10", "9")), ("time = 6\n", "time = 5\n"))

    assert check(machine) == ()


def test_two_rounds_of_papers_are_allowed() -> None:
    assert check(compiled(("rounds = 1 ", "rounds = 2 "))) == ()


def test_a_last_working_step_that_leads_back_leaves_no_result_to_return() -> None:
    machine = compiled(leading("van-thu", "tham-dinh"))

    found = {(violation.law, violation.key) for violation in check(machine)}

    assert found == {
        (Law.REACHABLE, "steps.tra-ket-qua.name"),
        (Law.REACHABLE, "steps"),
        (Law.ENDS, "steps.van-thu.next"),
        (Law.RESUMES, "steps.tham-dinh.next"),
    }


def test_the_parts_of_a_step_are_not_reported_beside_the_step() -> None:
    machine = compiled(
        leading("phan-cong", "xem-xet"),
        ('asks = ["assignee"]\nfinish', "finish"),
        ('send_back_to = ["tham-dinh"]\n', "\n"),
        ('send_back_to = ["xem-xet", "tham-dinh"]', ""),
    )

    found = [(violation.law, violation.key) for violation in check(machine)]

    assert found == [(Law.REACHABLE, "steps.tham-dinh.name")]


def test_a_state_that_nothing_leaves_is_named_with_the_way_into_it() -> None:
    whole = shipped_machine()
    machine = dataclasses.replace(
        whole, actions=tuple(action for action in whole.actions if action.name != "finish-ky-duyet")
    )
    kept = tuple(action for action in machine.actions if action.source != "ky-duyet")

    broken = {violation.law: violation for violation in check(dataclasses.replace(machine, actions=kept))}

    assert broken[Law.ENDS].key == "steps.ky-duyet.next"
    assert broken[Law.ENDS].path.endswith("–finish-xem-xet→ ky-duyet")


def test_only_a_result_can_be_returned() -> None:
    whole = shipped_machine()
    shortcut = dataclasses.replace(_action("result-ready", "return"), source="van-thu", name="hand-over")

    broken = check(dataclasses.replace(whole, actions=(*whole.actions, shortcut)))

    assert [violation.law for violation in broken] == [Law.RESULT]


def test_a_violation_reads_as_an_error_of_the_file() -> None:
    told = Violation(Law.ENDS, "steps.a.next", "sai", "đúng", "filed –accept→ accepted").as_error(FILE)
    silent = Violation(Law.ROUNDS, "supplement.rounds", "sai", "đúng").as_error(FILE)

    assert str(told) == "v1.toml: steps.a.next: sai (đường đi: filed –accept→ accepted); đúng"
    assert str(silent) == "v1.toml: supplement.rounds: sai; đúng"


def _action(state: str, name: str) -> Action:
    action = shipped_machine().action(state, name)
    assert action is not None
    return action

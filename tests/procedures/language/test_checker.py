"""Every law of the checker, broken by a definition, with the counter-example that its author is shown."""

import dataclasses

import pytest

from procedures.language.checker import Law, Violation, check
from procedures.language.compiler import compile_text
from procedures.machine import Action
from tests import golden
from tests.procedures.decided import decided
from tests.procedures.language.test_decided_laws import CASES as DECIDED_CASES
from tests.procedures.language.test_whole_language import LAWS
from tests.procedures.shipped import FILE, WHOLE, changed, compiled, shipped_machine

type Edits = list[tuple[str, str]]

LAST = 'role = "one_stop_officer"\ntime = 0\n'
COMMITTED = 'không được dài hơn thời hạn luật định\namount = 10\nunit = "working_day"'
RECEIVE, ASSIGN = "“Tiếp nhận, kiểm tra, số hoá, chuyển phòng chuyên môn”", "“Phân công thụ lý hồ sơ”"
APPRAISE, REVIEW = "“Thẩm định hồ sơ, dự thảo kết quả”", "“Xem xét, ký nháy dự thảo kết quả”"
SIGN, SEAL = "“Phê duyệt, ký kết quả”", "“Vào số, đóng dấu, chuyển Bộ phận Một cửa”"
RETURN = "“Thông báo, trả kết quả, cập nhật Sổ theo dõi hồ sơ”"


def way(*titles: str) -> str:
    """Return a way as it is told, from the reception on."""
    return " → ".join((RECEIVE, ASSIGN, *titles))


def leading(row: str, target: str) -> tuple[str, str]:
    """Return the edit that lets a row lead elsewhere."""
    return f'name = "{row}"\n', f'name = "{row}"\nnext = "{target}"\n'


CASES: list[tuple[str, Edits, Law, str, str, str]] = [
    (
        "a row that is passed by",
        [leading("tham-dinh", "ky-duyet"), ('send_back_to = ["xem-xet", "tham-dinh"]', "")],
        Law.REACHABLE,
        "steps.tham-dinh.next",
        f"{APPRAISE} chuyển thẳng tới {SIGN}, nên {REVIEW} không bao giờ nhận được hồ sơ",
        way(APPRAISE, SIGN, SEAL, RETURN),
    ),
    (
        "a row that is only sent back to",
        [leading("tham-dinh", "ky-duyet")],
        Law.REACHABLE,
        "steps.tham-dinh.next",
        f"{APPRAISE} chuyển thẳng tới {SIGN}, nên {REVIEW} chỉ nhận hồ sơ khi bị trả lại",
        way(APPRAISE, SIGN, SEAL, RETURN),
    ),
    (
        "a return before the seal",
        [leading("ky-duyet", "tra-ket-qua")],
        Law.REACHABLE,
        "steps.ky-duyet.next",
        f"{SIGN} chuyển thẳng tới {RETURN}, nên {SEAL} không bao giờ nhận được hồ sơ",
        way(APPRAISE, REVIEW, SIGN, RETURN),
    ),
    (
        "two rows behind one another that are passed by",
        [leading("tham-dinh", "van-thu"), ('send_back_to = ["ky-duyet"]', "")],
        Law.REACHABLE,
        "steps.tham-dinh.next",
        f"{APPRAISE} chuyển thẳng tới {SEAL}, nên {REVIEW}, {SIGN} không bao giờ nhận được hồ sơ",
        way(APPRAISE, SEAL, RETURN),
    ),
    (
        "a round without exit",
        [leading("xem-xet", "tham-dinh")],
        Law.ENDS,
        "steps.xem-xet.next",
        f"{REVIEW} chuyển ngược về {APPRAISE}, hồ sơ đi vòng mãi không kết thúc",
        way(APPRAISE, REVIEW, APPRAISE),
    ),
    (
        "a last working row that leads back",
        [leading("van-thu", "tham-dinh")],
        Law.ENDS,
        "steps.van-thu.next",
        f"{SEAL} chuyển ngược về {APPRAISE}, hồ sơ đi vòng mãi không kết thúc",
        way(APPRAISE, REVIEW, SIGN, SEAL, APPRAISE),
    ),
    (
        "a step that leads to itself",
        [leading("ky-duyet", "ky-duyet"), ('send_back_to = ["xem-xet", "tham-dinh"]', "")],
        Law.ENDS,
        "steps.ky-duyet.next",
        f"{SIGN} không chuyển hồ sơ đi bước nào khác, công việc không bao giờ kết thúc",
        way(APPRAISE, REVIEW, SIGN),
    ),
    (
        "a result that is sent back",
        [(LAST, LAST + 'send_back_to = ["van-thu"]\n')],
        Law.CLOSED,
        "steps.tra-ket-qua.send_back_to",
        f"“Trả lại bước: {SEAL[1:-1]}” rời khỏi nơi thời gian giải quyết đã kết thúc",
        f"“Mới đăng ký” → “Được tiếp nhận” → {ASSIGN} → {APPRAISE} → {REVIEW} → {SIGN} → {SEAL} "
        f"→ “Đã có kết quả, chờ trả” → {SEAL}",
    ),
    (
        "a return by another row than the one above it",
        [
            leading("xem-xet", "van-thu"),
            leading("van-thu", "ky-duyet"),
            leading("ky-duyet", "tra-ket-qua"),
        ],
        Law.RESULT,
        "steps.ky-duyet.next",
        "“Ký duyệt, chuyển văn thư” dẫn tới trả kết quả khi chưa có kết quả nào",
        f"“Mới đăng ký” → “Được tiếp nhận” → {ASSIGN} → {APPRAISE} → {REVIEW} → {SEAL} → {SIGN} → “Đã có kết quả, chờ trả”",
    ),
    (
        "times that do not sum",
        [("time = 6\n", "time = 5.5\n")],
        Law.TIMES,
        "steps",
        "cộng thời gian các bước được 9.5, thời hạn cam kết là 10 ngày làm việc",
        f"{RECEIVE} 0.5 + {ASSIGN} 0.5 + {APPRAISE} 5.5 + {REVIEW} 1.5 + {SIGN} 1 + {SEAL} 0.5",
    ),
    (
        "a promise beyond the law",
        [(COMMITTED, COMMITTED.replace("10", "11"))],
        Law.TIMES,
        "committed_limit.amount",
        "11 ngày làm việc dài hơn thời hạn luật định 10 ngày làm việc",
        "",
    ),
    (
        "a promise in another unit",
        [(COMMITTED, COMMITTED.replace("working_day", "calendar_day"))],
        Law.TIMES,
        "committed_limit.unit",
        "tính bằng ngày còn luật tính bằng ngày làm việc, không so sánh được",
        "",
    ),
    (
        "a step for somebody who does not process",
        [('role = "clerk"', 'role = "manager"')],
        Law.ROLES,
        "steps.van-thu.role",
        f"{SEAL} giao cho “manager”, vai trò này không xử lý hồ sơ",
        "",
    ),
    (
        "a step for the applicant",
        [('role = "clerk"', 'role = "citizen"')],
        Law.ROLES,
        "steps.van-thu.role",
        f"{SEAL} giao cho “citizen”, vai trò này không xử lý hồ sơ",
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
        "a step named twice",
        [('send_back_to = ["ky-duyet"]', 'send_back_to = ["ky-duyet", "ky-duyet"]')],
        Law.UNIQUE,
        "steps.van-thu.send_back_to",
        f"“Trả lại bước: {SIGN[1:-1]}” ghi 2 lần",
        "",
    ),
    (
        "a specialist whom nobody names",
        [('asks = ["assignee"]\nfinish', "finish")],
        Law.ASSIGNED,
        "steps.phan-cong.asks",
        f"hồ sơ tới {APPRAISE} mà chưa ai giao cho chuyên viên nào",
        way(APPRAISE, REVIEW, SIGN, SEAL, RETURN),
    ),
    (
        "a specialist right behind the desk",
        [('role = "division_head"\ntime = 0.5\n', 'role = "specialist"\ntime = 0.5\n')],
        Law.ASSIGNED,
        "steps.tiep-nhan.asks",
        f"hồ sơ tới {ASSIGN} mà chưa ai giao cho chuyên viên nào",
        way(APPRAISE, REVIEW, SIGN, SEAL, RETURN),
    ),
    (
        "a fee of nothing",
        [("amount = 6000\n", "amount = 0\n")],
        Law.CHARGED,
        "fees[2].amount",
        "“Tài liệu điện tử dạng đọc” là 0 đồng",
        "",
    ),
    (
        "a fee that nobody asks for",
        [('role = "specialist"', 'role = "division_head"'), ('asks = ["assignee"]\nfinish', "finish")],
        Law.FEES,
        "fees",
        "không bước nào yêu cầu người nộp trả được “Tài liệu in trên giấy”, “Tài liệu điện tử dạng đọc”, "
        "“Tài liệu điện tử dạng nghe, nhìn”",
        way(APPRAISE, REVIEW, SIGN, SEAL, RETURN),
    ),
]


@pytest.mark.parametrize(
    ("edits", "law", "key", "wrong", "path"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_broken_law_is_shown_with_its_counter_example(
    edits: Edits, law: Law, key: str, wrong: str, path: str
) -> None:
    machine = compiled(*edits)

    broken = check(machine)

    assert [(found.law, found.key, found.wrong, found.path) for found in broken] == [(law, key, wrong, path)]
    assert all(violation.right for violation in broken)


def test_each_broken_law_is_told_in_words_that_were_read_and_found_right() -> None:
    machines = [(case[0], compiled(*case[1])) for case in CASES]
    machines += [(str(law), compile_text(changed(*edits, text=WHOLE), path=FILE)) for edits, law, *_told in LAWS]
    machines += [(case, decided(*edits)) for case, edits, *_told in DECIDED_CASES]

    said = [f"{case}\n" + "".join(f"    {v.as_error(FILE)}\n" for v in check(machine)) for case, machine in machines]

    golden.assert_matches("machines/broken_laws.txt", "".join(said))


def test_every_law_is_broken_by_a_definition_but_what_only_the_lifecycle_could_break() -> None:
    of_results = {law for _name, _edits, law, *_told in DECIDED_CASES}
    told = {case[2] for case in CASES} | {law for _edits, law, *_told in LAWS} | of_results

    assert told | {Law.RESUMES} == set(Law)


def test_the_shipped_definition_keeps_every_law() -> None:
    assert check(shipped_machine()) == ()


def test_a_promise_shorter_than_the_law_is_kept() -> None:
    machine = compiled((COMMITTED, COMMITTED.replace("10", "9")), ("time = 6\n", "time = 5\n"))

    assert check(machine) == ()


def test_two_rounds_of_papers_are_allowed() -> None:
    assert check(compiled(("rounds = 1 ", "rounds = 2 "))) == ()


def test_a_pause_that_nothing_resumes_is_told_with_the_way_into_it() -> None:
    whole = shipped_machine()
    resuming = {"answer-supplement", "confirm-supplement"}
    kept = tuple(action for action in whole.actions if action.name not in resuming or action.source.startswith("filed"))

    broken = {violation.law: violation for violation in check(dataclasses.replace(whole, actions=kept))}

    assert broken[Law.RESUMES].key == "steps.tham-dinh.next"
    assert broken[Law.RESUMES].path.endswith("“Chuyên viên đề nghị yêu cầu bổ sung” → “Chờ người nộp bổ sung hồ sơ”")


def test_a_state_that_nothing_reaches_is_told_with_an_action_that_is_missing() -> None:
    whole = shipped_machine()
    kept = tuple(action for action in whole.actions if action.name != "confirm-withdrawal")

    broken = check(dataclasses.replace(whole, actions=kept))

    assert [(found.law, found.wrong) for found in broken] == [(Law.REACHABLE, "không bước nào dẫn tới “Đã rút hồ sơ”")]


def test_a_state_that_nothing_leaves_is_named_with_the_way_into_it() -> None:
    whole = shipped_machine()
    machine = dataclasses.replace(
        whole, actions=tuple(action for action in whole.actions if action.name != "finish-ky-duyet")
    )
    kept = tuple(action for action in machine.actions if action.source != "ky-duyet")

    broken = {violation.law: violation for violation in check(dataclasses.replace(machine, actions=kept))}

    assert broken[Law.ENDS].key == "steps.ky-duyet.next"
    assert broken[Law.ENDS].path.endswith(f"{REVIEW} → {SIGN}")


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

"""Third pass: the rows of a definition stand in the lifecycle that the law gives to every dossier."""

import pytest

from accounts.roles import Role
from procedures.machine import ENDS, Ask, Clock, Guard, Machine, Paper, Pause, State, Status, Tone
from tests.procedures.shipped import compiled, shipped_machine

ALLOWED = {
    (1, 2), (1, 3), (1, 5), (2, 4), (2, 7), (2, 9), (4, 4), (4, 5), (4, 6), (4, 7), (4, 8), (4, 9),
    (5, 1), (5, 3), (5, 4), (5, 7), (5, 8), (6, 4), (6, 7), (9, 10),
}  # fmt: skip
"""Transitions between the national statuses (domain reference 2.2)."""
CORRECTIONS = {(4, 2)}
"""Recall and send-back to the desk: real, and logged."""

STATES = {
    "filed": (Status.REGISTERED, Clock.NOT_STARTED, Role.ONE_STOP_OFFICER, None, None),
    "filed.supplement-asked": (
        Status.SUPPLEMENT_REQUESTED, Clock.NOT_STARTED, Role.CITIZEN, Pause.SUPPLEMENT, None,
    ),
    "rejected": (Status.REJECTED, Clock.ENDED, None, None, None),
    "accepted": (Status.ACCEPTED, Clock.RUNNING, Role.ONE_STOP_OFFICER, None, "tiep-nhan"),
    "phan-cong": (Status.IN_PROCESS, Clock.RUNNING, Role.DIVISION_HEAD, None, "phan-cong"),
    "tham-dinh": (Status.IN_PROCESS, Clock.RUNNING, Role.SPECIALIST, None, "tham-dinh"),
    "tham-dinh.supplement-proposed": (
        Status.IN_PROCESS, Clock.RUNNING, Role.ONE_STOP_OFFICER, None, "tham-dinh",
    ),
    "tham-dinh.supplement-asked": (
        Status.SUPPLEMENT_REQUESTED, Clock.PAUSED, Role.CITIZEN, Pause.SUPPLEMENT, "tham-dinh",
    ),
    "tham-dinh.supplement-answered": (
        Status.SUPPLEMENT_REQUESTED, Clock.PAUSED, Role.ONE_STOP_OFFICER, Pause.SUPPLEMENT, "tham-dinh",
    ),
    "tham-dinh.payment-due": (
        Status.FINANCIAL_OBLIGATION, Clock.PAUSED, Role.CITIZEN, Pause.PAYMENT, "tham-dinh",
    ),
    "xem-xet": (Status.IN_PROCESS, Clock.RUNNING, Role.DIVISION_HEAD, None, "xem-xet"),
    "ky-duyet": (Status.IN_PROCESS, Clock.RUNNING, Role.DEPARTMENT_LEADER, None, "ky-duyet"),
    "van-thu": (Status.IN_PROCESS, Clock.RUNNING, Role.CLERK, None, "van-thu"),
    "result-ready": (Status.RESULT_READY, Clock.ENDED, Role.ONE_STOP_OFFICER, None, "tra-ket-qua"),
    "returned": (Status.RETURNED, Clock.ENDED, None, None, None),
    "withdrawn": (Status.WITHDRAWN, Clock.ENDED, None, None, None),
    "stopped": (Status.STOPPED, Clock.ENDED, None, None, None),
}  # fmt: skip

LEAVING = {"ask-withdrawal": "", "confirm-withdrawal": "withdrawn"}
REMARKS = {
    "not_started": ("recount",),
    "running": ("note-due-soon", "note-overdue", "recount"),
    "paused": ("note-overdue", "recount"),
    "ended": (),
}
"""What the system may record of itself in a state whose clock does this; nothing moves."""
OWES_ANSWER = ("filed", "tham-dinh.supplement-answered")
"""Where the desk must look at what came from the applicant."""
LATE = {"reappoint": "", "stop": "stopped", **LEAVING}
ACTIONS = {
    "filed": {
        "accept": "accepted",
        "ask-supplement": "filed.supplement-asked",
        "reject": "rejected",
        "ask-withdrawal": "",
    },
    "filed.supplement-asked": {"answer-supplement": "filed", "lapse": "rejected", **LEAVING},
    "accepted": {"transfer": "phan-cong", "reappoint": "", **LEAVING},
    "phan-cong": {"finish-phan-cong": "tham-dinh", "recall": "accepted", **LATE},
    "tham-dinh": {
        "finish-tham-dinh": "xem-xet",
        "recall": "phan-cong",
        "reassign": "",
        "propose-supplement": "tham-dinh.supplement-proposed",
        "ask-payment": "tham-dinh.payment-due",
        **LATE,
    },
    "tham-dinh.supplement-proposed": {
        "issue-supplement": "tham-dinh.supplement-asked",
        "decline-supplement": "tham-dinh",
        **LATE,
    },
    "tham-dinh.supplement-asked": {
        "answer-supplement": "tham-dinh.supplement-answered",
        "lapse": "stopped",
        **LEAVING,
    },
    "tham-dinh.supplement-answered": {
        "confirm-supplement": "tham-dinh",
        "return-answer": "tham-dinh.supplement-asked",
        **LEAVING,
    },
    "tham-dinh.payment-due": {"confirm-payment": "tham-dinh", **LEAVING},
    "xem-xet": {
        "finish-xem-xet": "ky-duyet",
        "send-back-tham-dinh": "tham-dinh",
        "recall": "tham-dinh",
        **LATE,
    },
    "ky-duyet": {
        "finish-ky-duyet": "van-thu",
        "send-back-xem-xet": "xem-xet",
        "send-back-tham-dinh": "tham-dinh",
        "recall": "xem-xet",
        **LATE,
    },
    "van-thu": {
        "finish-van-thu": "result-ready",
        "finish-van-thu-refused": "result-ready",
        "send-back-ky-duyet": "ky-duyet",
        "recall": "ky-duyet",
        **LATE,
    },
    "result-ready": {"return": "returned"},
    "rejected": {},
    "returned": {},
    "withdrawn": {},
    "stopped": {},
}
"""Every action of the woven lifecycle and where it leads; an empty target is the state itself."""

GIVEN = {
    "accept": ("one_stop_officer", "note?", Paper.RECEIPT),
    "ask-supplement": ("one_stop_officer", "components reason", Paper.SUPPLEMENT_REQUEST),
    "reject": ("one_stop_officer", "reason", Paper.REFUSAL),
    "ask-withdrawal": ("citizen", "reason?", None),
    "confirm-withdrawal": ("one_stop_officer", "", None),
    "answer-supplement": ("citizen", "component_files? note?", None),
    "transfer": ("one_stop_officer", "division note?", None),
    "finish-phan-cong": ("division_head", "assignee note? files?", None),
    "finish-tham-dinh": ("specialist", "note? files?", None),
    "finish-xem-xet": ("division_head", "note? files?", None),
    "finish-ky-duyet": ("department_leader", "note? files?", None),
    "finish-van-thu": ("clerk", "files note?", None),
    "finish-van-thu-refused": ("clerk", "reason files?", Paper.REFUSAL),
    "send-back-tham-dinh": ("", "reason", None),
    "send-back-xem-xet": ("department_leader", "reason", None),
    "send-back-ky-duyet": ("clerk", "reason", None),
    "recall": ("", "reason?", None),
    "reassign": ("division_head", "assignee reason?", None),
    "reappoint": ("department_leader", "date reason", Paper.APOLOGY),
    "stop": ("department_leader division_head", "reason", Paper.STOP_NOTICE),
    "propose-supplement": ("specialist", "components reason", None),
    "issue-supplement": ("one_stop_officer", "components reason", Paper.SUPPLEMENT_REQUEST),
    "decline-supplement": ("one_stop_officer", "reason", None),
    "confirm-supplement": ("one_stop_officer", "note?", None),
    "return-answer": ("one_stop_officer", "reason", None),
    "ask-payment": ("specialist", "fee reason", None),
    "confirm-payment": ("one_stop_officer", "fee note?", None),
    "return": ("one_stop_officer", "recipient fee? note?", None),
}
"""Who takes an action, what it asks for and which form it issues; an empty role differs by state."""


def declared(state: State) -> tuple[Status, Clock, Role | None, Pause | None, str | None]:
    return state.status, state.clock, state.holder, state.pause, state.step


def test_every_state_declares_its_status_its_clock_and_its_holder() -> None:
    machine = shipped_machine()

    assert {name: declared(state) for name, state in machine.states.items()} == STATES


def test_every_state_has_the_actions_of_the_lifecycle_and_no_other() -> None:
    machine = shipped_machine()

    woven = {name: {action.name: action.target for action in machine.actions_from(name)} for name in machine.states}

    assert woven == {
        state: {name: target or state for name, target in actions.items()} for state, actions in ACTIONS.items()
    }


def test_every_action_has_its_role_its_asks_and_its_paper() -> None:
    for action in shipped_machine().actions:
        if action.name == "lapse":
            continue
        roles, asks, paper = GIVEN[action.name]
        assert roles in {"", " ".join(sorted(action.by))}, action
        assert asks == " ".join(asked.kind + ("" if asked.required else "?") for asked in action.asks), action
        assert action.paper is paper, action


@pytest.mark.parametrize(
    ("state", "paper"),
    [("filed.supplement-asked", Paper.REFUSAL), ("tham-dinh.supplement-asked", Paper.STOP_NOTICE)],
)
def test_a_lapsed_supplement_is_the_systems_act_and_issues_its_paper(state: str, paper: Paper) -> None:
    lapse = shipped_machine().action(state, "lapse")

    assert lapse is not None
    assert lapse.by == {Role.SYSTEM}
    assert lapse.paper is paper


@pytest.mark.parametrize(
    ("state", "role"),
    [
        ("phan-cong", Role.ONE_STOP_OFFICER),
        ("tham-dinh", Role.DIVISION_HEAD),
        ("xem-xet", Role.SPECIALIST),
        ("ky-duyet", Role.DIVISION_HEAD),
        ("van-thu", Role.DEPARTMENT_LEADER),
    ],
)
def test_whoever_sent_a_file_on_may_recall_it(state: str, role: Role) -> None:
    recall = shipped_machine().action(state, "recall")

    assert recall is not None
    assert recall.by == {role}
    assert recall.guards == {Guard.JUST_SENT_BY_ME}


@pytest.mark.parametrize(("state", "role"), [("xem-xet", Role.DIVISION_HEAD), ("ky-duyet", Role.DEPARTMENT_LEADER)])
def test_the_holder_of_a_step_sends_back(state: str, role: Role) -> None:
    sent_back = shipped_machine().action(state, "send-back-tham-dinh")

    assert sent_back is not None
    assert sent_back.by == {role}


def test_guards_are_on_withdrawal_reappointment_recall_and_lapse() -> None:
    machine = shipped_machine()

    guarded = {(action.name, action.guards) for action in machine.actions if action.guards}

    assert guarded == {
        ("recall", frozenset({Guard.JUST_SENT_BY_ME})),
        ("ask-withdrawal", frozenset({Guard.WITHDRAWAL_NOT_ASKED})),
        ("confirm-withdrawal", frozenset({Guard.WITHDRAWAL_ASKED})),
        ("lapse", frozenset({Guard.APPLICANT_LATE})),
        ("reappoint", frozenset({Guard.NOT_YET_REAPPOINTED, Guard.DAY_BEFORE_DUE})),
    }


def test_what_cannot_be_undone_says_what_it_means() -> None:
    dangers = {action.name for action in shipped_machine().actions if action.tone is Tone.DANGER}

    assert dangers == {"reject", "stop", "confirm-withdrawal", "finish-van-thu-refused"}
    assert all((action.tone is Tone.DANGER) == (action.consequence is not None) for action in shipped_machine().actions)


def test_each_state_has_at_most_one_primary_action() -> None:
    machine = shipped_machine()

    for state in machine.states:
        primary = [action.name for action in machine.actions_from(state) if action.tone is Tone.PRIMARY]
        assert len(primary) == (0 if machine.states[state].is_end else 1), state


def test_results_carry_their_outcome() -> None:
    outcomes = {action.name: action.outcome for action in shipped_machine().actions if action.outcome}

    assert outcomes == {"finish-van-thu": "granted", "finish-van-thu-refused": "refused"}


def test_buttons_say_what_the_definition_gives_them() -> None:
    machine = shipped_machine()

    assert str(machine.actions_from("xem-xet")[0].label) == "Ký nháy, trình lãnh đạo Sở"
    assert str(machine.actions_from("accepted")[0].label) == "Chuyển phòng chuyên môn"


def test_buttons_say_something_where_the_definition_is_silent() -> None:
    machine = compiled(
        (
            'finish = { vi = "Ký nháy, trình lãnh đạo Sở", en = "Initial and submit to the department\'s leader" }',
            "",
        ),
        (
            'finish = { vi = "Vào số, đóng dấu giấy phép, chuyển Một cửa", en = "Register and seal the licence, pass to the desk" }',
            "",
        ),
    )

    assert machine.actions_from("xem-xet")[0].label.vi == "Hoàn thành, chuyển bước: Phê duyệt, ký kết quả"
    assert machine.actions_from("van-thu")[0].label.en == "Send the result to the desk: Licence granted"


def test_the_national_portal_sees_only_transitions_that_it_knows() -> None:
    machine = shipped_machine()

    assert pairs_of(machine) <= ALLOWED | CORRECTIONS


def test_a_result_can_be_returned_at_once_where_the_definition_allows_it() -> None:
    machine = compiled(("immediate_result = false", "immediate_result = true"))

    at_once = machine.action("accepted", "return-at-once")

    assert at_once is not None
    assert (at_once.target, at_once.outcome) == ("result-ready", "granted")
    assert pairs_of(machine) <= ALLOWED | CORRECTIONS


def test_a_row_may_lead_past_the_row_below_it() -> None:
    machine = compiled(('send_back_to = ["tham-dinh"]\n', 'send_back_to = ["tham-dinh"]\nnext = "van-thu"\n'))

    assert {action.name: action.target for action in machine.actions_from("xem-xet")}["finish-xem-xet"] == "van-thu"
    recalls = {action.name: action.target for action in machine.actions_from("van-thu") if "recall" in action.name}
    assert recalls == {"recall": "xem-xet", "recall-ky-duyet": "ky-duyet"}


def test_a_file_may_go_back_to_the_desk() -> None:
    machine = compiled(('send_back_to = ["tham-dinh"]\n', 'send_back_to = ["tiep-nhan"]\n'))

    sent_back = machine.action("xem-xet", "send-back-tiep-nhan")

    assert sent_back is not None
    assert sent_back.target == "accepted"


def test_an_outcome_that_is_no_refusal_is_an_ordinary_act() -> None:
    machine = compiled(('\npaper = "03"\n', "\n"))

    other = machine.action("van-thu", "finish-van-thu-refused")

    assert other is not None
    assert (other.tone, other.paper, other.consequence) == (Tone.PLAIN, None, None)
    assert Ask.REASON in {asked.kind for asked in other.asks}


def test_steps_keep_the_rows_of_the_iso_document() -> None:
    steps = shipped_machine().steps

    rows = [(step.name, step.role, str(step.limit.amount) if step.limit else None, step.state) for step in steps]

    assert rows == [
        ("tiep-nhan", Role.ONE_STOP_OFFICER, "0.5", "accepted"),
        ("phan-cong", Role.DIVISION_HEAD, "0.5", "phan-cong"),
        ("tham-dinh", Role.SPECIALIST, "6", "tham-dinh"),
        ("xem-xet", Role.DIVISION_HEAD, "1.5", "xem-xet"),
        ("ky-duyet", Role.DEPARTMENT_LEADER, "1", "ky-duyet"),
        ("van-thu", Role.CLERK, "0.5", "van-thu"),
        ("tra-ket-qua", Role.ONE_STOP_OFFICER, None, "result-ready"),
    ]


def pairs_of(machine: Machine) -> set[tuple[int, int]]:
    """Return the pairs of statuses that actions join, without those that leave the status as it is."""
    states = machine.states
    pairs = {(int(states[action.source].status), int(states[action.target].status)) for action in machine.actions}
    return {(source, target) for source, target in pairs if source != target}


def test_ends_are_the_four_statuses_from_which_nothing_follows() -> None:
    ends = {state.status for state in shipped_machine().states.values() if state.is_end}

    assert ends == ENDS

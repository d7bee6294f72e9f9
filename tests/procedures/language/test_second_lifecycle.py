"""Who may what in which state of the second edition, written by hand from the law and never read from the machine.

Domain reference 2.1 (the leader decides to stop, the desk tells), 2.2 (transitions), 5.1 (the specialist drafts, the
leader signs, the clerk numbers); NĐ 118/2025 art. 21 (withdrawn as long as nothing is decided).
"""

from typing import NamedTuple

import pytest

from accounts.roles import Role
from procedures.language.checker import check
from procedures.language.compiler import SHIPPED, compile_text
from procedures.language.lifecycle import SECOND
from procedures.machine import Action, Ask, Deed, Guard, Machine, Paper, Status, Tone
from tests.procedures.language.test_lifecycle import ALLOWED, CORRECTIONS, STATES
from tests.procedures.shipped import FILE, changed, naming

DESK, CITIZEN, SYSTEM = Role.ONE_STOP_OFFICER, Role.CITIZEN, Role.SYSTEM
HEAD, SPECIALIST = Role.DIVISION_HEAD, Role.SPECIALIST
LEADER, CLERK, OFFICE = Role.DEPARTMENT_LEADER, Role.CLERK, Role.PROVINCIAL_OFFICE

TEXT = naming(SECOND)


def compiled(*edits: tuple[str, str]) -> Machine:
    return compile_text(changed(*edits, text=TEXT), path=FILE)


def shipped(name: str) -> Machine:
    return compile_text((SHIPPED / name).read_bytes(), path=name)


LICENSED = shipped("xb-tai-lieu-khong-kinh-doanh/v3.toml")
ELSEWHERE = shipped("trung-bay-tranh-anh/v2.toml")
"""The Hanoi People's Committee decides, after our clerk."""


class Act(NamedTuple):
    """Where an action leads, who may take it, and what it does about the decision."""

    target: str
    by: Role
    deed: Deed | None = None
    outcome: str | None = None


type Acts = dict[str, Act]


def leaving(state: str) -> Acts:
    return {"ask-withdrawal": Act(state, CITIZEN), "confirm-withdrawal": Act("withdrawn", DESK)}


def undecided(step: str, state: str = "") -> Acts:
    """What may be done about a dossier on which nothing is decided, while a step is being done."""
    state = state or step
    stop = Act(f"{step}.stop-decided", LEADER)
    return {"reappoint": Act(state, LEADER), "decide-stop": stop, **leaving(state)}


def stopping(step: str) -> dict[str, Acts]:
    """What may be done once the leader has decided to stop: the desk tells, the leader may still take it back."""
    state = f"{step}.stop-decided"
    told, taken_back = Act("stopped", DESK), Act(step, LEADER)
    return {state: {"issue-stop": told, "take-back-stop": taken_back, **leaving(state)}}


def asking(step: str) -> dict[str, Acts]:
    """What happens to papers and payments that a specialist asks for, as in the first edition."""
    proposed, asked, answered, due = (
        f"{step}.{part}" for part in ("supplement-proposed", "supplement-asked", "supplement-answered", "payment-due")
    )
    return {
        proposed: {
            "issue-supplement": Act(asked, DESK),
            "decline-supplement": Act(step, DESK),
            **undecided(step, proposed),
        },
        asked: {"answer-supplement": Act(answered, CITIZEN), "lapse": Act("stopped", SYSTEM), **leaving(asked)},
        answered: {"confirm-supplement": Act(step, DESK), "return-answer": Act(asked, DESK), **leaving(answered)},
        due: {"confirm-payment": Act(step, DESK), **leaving(due)},
    }


BEFORE: dict[str, Acts] = {
    "filed": {
        "accept": Act("accepted", DESK),
        "ask-supplement": Act("filed.supplement-asked", DESK),
        "reject": Act("rejected", DESK),
        "ask-withdrawal": Act("filed", CITIZEN),
    },
    "filed.supplement-asked": {
        "answer-supplement": Act("filed", CITIZEN),
        "lapse": Act("rejected", SYSTEM),
        **leaving("filed.supplement-asked"),
    },
    "accepted": {
        "transfer": Act("phan-cong", DESK),
        "reappoint": Act("accepted", LEADER),
        **leaving("accepted"),
    },
    "phan-cong": {
        "finish-phan-cong": Act("tham-dinh", HEAD),
        "recall": Act("accepted", DESK),
        **undecided("phan-cong"),
    },
    "tham-dinh": {
        "propose-granted": Act("xem-xet", SPECIALIST, Deed.PROPOSE, "granted"),
        "propose-refused": Act("xem-xet", SPECIALIST, Deed.PROPOSE, "refused"),
        "recall": Act("phan-cong", HEAD),
        "reassign": Act("tham-dinh", HEAD),
        "propose-supplement": Act("tham-dinh.supplement-proposed", SPECIALIST),
        "ask-payment": Act("tham-dinh.payment-due", SPECIALIST),
        **undecided("tham-dinh"),
    },
    **asking("tham-dinh"),
    **stopping("phan-cong"),
    **stopping("tham-dinh"),
    **stopping("xem-xet"),
}
AFTER: dict[str, Acts] = {
    "result-ready": {"return": Act("returned", DESK)},
    **{end: {} for end in ("rejected", "returned", "withdrawn", "stopped")},
}
RIGHTS: dict[str, Acts] = {
    **BEFORE,
    "xem-xet": {
        "finish-xem-xet": Act("ky-duyet", HEAD),
        "send-back-tham-dinh": Act("tham-dinh", HEAD),
        "recall": Act("tham-dinh", SPECIALIST),
        **undecided("xem-xet"),
    },
    "ky-duyet": {
        "decide": Act("van-thu", LEADER, Deed.DECIDE),
        "direct-granted": Act("tham-dinh", LEADER, Deed.DIRECT, "granted"),
        "direct-refused": Act("tham-dinh", LEADER, Deed.DIRECT, "refused"),
        "send-back-xem-xet": Act("xem-xet", LEADER),
        "send-back-tham-dinh": Act("tham-dinh", LEADER),
        "recall": Act("xem-xet", HEAD),
        **undecided("ky-duyet"),
    },
    **stopping("ky-duyet"),
    # Decided and not yet numbered: neither stopped nor withdrawn, and every way back makes the decision void.
    "van-thu": {
        "number": Act("result-ready", CLERK, Deed.NUMBER),
        "send-back-ky-duyet": Act("ky-duyet", CLERK, Deed.VOID),
        "recall": Act("ky-duyet", LEADER, Deed.VOID),
        "reappoint": Act("van-thu", LEADER),
    },
    **AFTER,
}
RIGHTS_ELSEWHERE: dict[str, Acts] = {
    **BEFORE,
    "xem-xet": {
        "finish-xem-xet": Act("ky-to-trinh", HEAD),
        "send-back-tham-dinh": Act("tham-dinh", HEAD),
        "recall": Act("tham-dinh", SPECIALIST),
        **undecided("xem-xet"),
    },
    "ky-to-trinh": {
        "finish-ky-to-trinh": Act("van-thu", LEADER),
        "send-back-xem-xet": Act("xem-xet", LEADER),
        "send-back-tham-dinh": Act("tham-dinh", LEADER),
        "recall": Act("xem-xet", HEAD),
        **undecided("ky-to-trinh"),
    },
    **stopping("ky-to-trinh"),
    "van-thu": {
        "finish-van-thu": Act("ubnd-quyet-dinh", CLERK),
        "send-back-ky-to-trinh": Act("ky-to-trinh", CLERK),
        "recall": Act("ky-to-trinh", LEADER),
        **undecided("van-thu"),
    },
    **stopping("van-thu"),
    "ubnd-quyet-dinh": {
        "record-granted": Act("result-ready", OFFICE, Deed.RECORD, "granted"),
        "record-refused": Act("result-ready", OFFICE, Deed.RECORD, "refused"),
        "send-back-ky-to-trinh": Act("ky-to-trinh", OFFICE),
        "send-back-tham-dinh": Act("tham-dinh", OFFICE),
        "recall": Act("van-thu", CLERK),
        **undecided("ubnd-quyet-dinh"),
    },
    **stopping("ubnd-quyet-dinh"),
    **AFTER,
}
BOTH = pytest.mark.parametrize(
    ("machine", "rights"), [(LICENSED, RIGHTS), (ELSEWHERE, RIGHTS_ELSEWHERE)], ids=["ours", "another agency's"]
)


def act_of(action: Action) -> Act:
    (role,) = action.by
    return Act(action.target, role, action.deed, action.proposes or action.outcome)


@BOTH
def test_each_state_has_these_acts_and_no_others(machine: Machine, rights: dict[str, Acts]) -> None:
    assert machine.states.keys() == rights.keys()
    for state, acts in rights.items():
        assert {action.name: act_of(action) for action in machine.actions_from(state)} == acts, state


@BOTH
def test_the_machine_keeps_every_law_and_the_national_transitions(machine: Machine, rights: dict[str, Acts]) -> None:
    pairs = {(machine.states[action.source].status, machine.states[action.target].status) for action in machine.actions}

    assert check(machine) == ()
    assert machine.initial == "filed"
    assert {(before, after) for before, after in pairs if before != after} <= ALLOWED | CORRECTIONS
    assert rights


def test_states_mean_what_they_meant_and_a_decided_stop_still_runs() -> None:
    for name, state in LICENSED.states.items():
        found = state.status, state.clock, state.holder, state.pause, state.step
        expected = STATES.get(name, STATES["tham-dinh.supplement-proposed"])
        assert found[:4] == expected[:4], name
        assert state.step == (name.partition(".")[0] if name.endswith(".stop-decided") else expected[4])


@BOTH
def test_the_applicant_never_decides(machine: Machine, rights: dict[str, Acts]) -> None:
    deciders = {role for action in machine.actions if action.deed for role in action.by}

    assert deciders.isdisjoint({CITIZEN, SYSTEM})
    assert rights


@BOTH
def test_only_a_number_or_another_agency_s_decision_leads_to_the_result(
    machine: Machine, rights: dict[str, Acts]
) -> None:
    ending = {action.deed for action in machine.actions if action.target == "result-ready"}

    assert ending in ({Deed.NUMBER}, {Deed.RECORD})
    assert all(deed is not None and deed.ends for deed in ending)
    assert rights


def action(state: str, name: str, machine: Machine = LICENSED) -> Action:
    found = machine.action(state, name)
    assert found is not None
    return found


def asked(found: Action) -> dict[Ask, bool]:
    return {asked.kind: asked.required for asked in found.asks}


def test_a_proposal_brings_its_draft_and_a_refusal_its_reasons() -> None:
    granted, refused = (action("tham-dinh", f"propose-{name}") for name in ("granted", "refused"))

    assert asked(granted) == {Ask.DRAFT: True, Ask.REASON: False, Ask.NOTE: False}
    assert asked(refused) == {Ask.DRAFT: True, Ask.REASON: True, Ask.NOTE: False}
    assert granted.guards == refused.guards == {Guard.AS_DIRECTED}
    assert (granted.tone, refused.tone) == (Tone.PRIMARY, Tone.PLAIN)


def test_who_decides_fixes_the_content_signs_in_a_capacity_and_has_not_proposed() -> None:
    decide = action("ky-duyet", "decide")

    assert asked(decide) == {Ask.CONTENT: True, Ask.CAPACITY: True, Ask.NOTE: False}
    assert decide.guards == {Guard.NOT_PROPOSED_BY_ME}
    assert decide.outcome is None, "it is the proposed one"
    assert decide.paper is None


def test_another_outcome_is_ordered_with_reasons_and_is_not_the_one_that_was_proposed() -> None:
    direct = action("ky-duyet", "direct-refused")

    assert asked(direct) == {Ask.REASON: True, Ask.REMARKS: False}
    assert direct.guards == {Guard.NOT_PROPOSED_BY_ME, Guard.ANOTHER_OUTCOME}


def test_where_the_procedure_allows_it_the_proposer_decides() -> None:
    machine = compiled(("version = 1\n", "version = 1\nproposer_may_decide = true\n"))

    assert action("ky-duyet", "decide", machine).guards == frozenset()
    assert action("ky-duyet", "direct-refused", machine).guards == {Guard.ANOTHER_OUTCOME}


def test_the_clerk_numbers_what_was_decided_or_puts_the_signed_scan_in_its_place() -> None:
    assert asked(action("van-thu", "number")) == {Ask.CONTENT: True, Ask.SCAN: False, Ask.NOTE: False}


def test_a_way_back_over_the_decision_says_that_it_makes_it_void() -> None:
    back, recall = action("van-thu", "send-back-ky-duyet"), action("van-thu", "recall")

    assert back.consequence == recall.consequence
    assert back.consequence is not None
    assert recall.guards == {Guard.JUST_SENT_BY_ME}
    assert action("ky-duyet", "send-back-tham-dinh").deed is None, "nothing is decided there"


def test_a_review_may_say_at_which_places_and_a_recall_may_not() -> None:
    assert asked(action("xem-xet", "send-back-tham-dinh")) == {Ask.REASON: True, Ask.REMARKS: False}
    assert asked(action("xem-xet", "recall")) == {Ask.REASON: False}


def test_a_step_between_decision_and_number_is_decided_too_and_one_before_is_not() -> None:
    rows = '[[steps]]\nname = "{}"\ntitle = {{ vi = "Rà soát", en = "Look again" }}\nrole = "specialist"\ntime = {}\noutput = {{ vi = "Ý kiến", en = "Opinion" }}\nsend_back_to = ["xem-xet"]\n\n'  # fmt: skip
    machine = compiled(
        ('[[steps]]\nname = "van-thu"', rows.format("ra-soat", 0.5) + '[[steps]]\nname = "van-thu"'),
        ("time = 6\n", "time = 5.5\n"),
    )

    assert {found.name: act_of(found) for found in machine.actions_from("ra-soat")} == {
        "finish-ra-soat": Act("van-thu", SPECIALIST),
        "send-back-xem-xet": Act("xem-xet", SPECIALIST, Deed.VOID),
        "recall": Act("ky-duyet", LEADER, Deed.VOID),
        "reassign": Act("ra-soat", HEAD),
        "reappoint": Act("ra-soat", LEADER),
    }
    assert [name for name in machine.states if name.startswith("ra-soat.")] == [], "nothing is asked for any more"
    assert action("van-thu", "recall", machine).deed is None, "it stays decided one row above"
    assert check(machine) == ()


def test_another_agency_s_decision_is_entered_with_its_number_and_its_file() -> None:
    granted, refused = (action("ubnd-quyet-dinh", f"record-{name}", ELSEWHERE) for name in ("granted", "refused"))

    assert asked(granted) == {Ask.ISSUED: True, Ask.FILES: True, Ask.REASON: False, Ask.NOTE: False}
    assert asked(refused) == {Ask.ISSUED: True, Ask.FILES: True, Ask.REASON: True, Ask.NOTE: False}
    assert (granted.outcome, refused.outcome) == ("granted", "refused")
    assert (granted.paper, refused.paper) == (None, Paper.REFUSAL)
    assert (granted.tone, refused.tone) == (Tone.PRIMARY, Tone.DANGER)


def test_the_leader_decides_to_stop_and_the_desk_passes_it_on_with_the_notice() -> None:
    told = action("xem-xet.stop-decided", "issue-stop")

    assert told.passes_on
    assert (told.paper, told.tone) == (Paper.STOP_NOTICE, Tone.DANGER)
    assert asked(told) == {Ask.REASON: True}
    assert action("xem-xet", "decide-stop").paper is None, "the applicant is told nothing yet"


def test_a_result_that_holds_for_a_time_asks_until_when() -> None:
    plain = (
        'label = { vi = "Cấp giấy phép", en = "Licence granted" }\nissues = { kind = "answer", symbol = "TB-STTTT" }'
    )
    with_term = plain.replace(" }", ", term = { years = 3 } }").replace(
        'granted", term = { years = 3 } }', 'granted" }'
    )
    machine = compiled((plain, with_term))

    assert asked(action("tham-dinh", "propose-granted", machine))[Ask.UNTIL]
    assert Ask.UNTIL not in asked(action("tham-dinh", "propose-refused", machine))
    assert Ask.UNTIL not in asked(action("tham-dinh", "propose-granted"))


def test_a_result_at_once_is_decided_by_the_role_that_is_named_and_by_no_other() -> None:
    machine = compiled(("immediate_result = false ", 'immediate_result = "department_leader" '))

    at_once = action("accepted", "decide-at-once", machine)
    assert act_of(at_once) == Act("result-ready", LEADER, Deed.AT_ONCE, "granted")
    assert asked(at_once) == {Ask.FILES: True, Ask.CAPACITY: True, Ask.NOTE: False}
    assert LICENSED.action("accepted", "decide-at-once") is None
    assert machine.action("accepted", "return-at-once") is None


def test_the_result_is_handed_over_and_status_four_leads_nowhere_else() -> None:
    handed = action("result-ready", "return")

    assert asked(handed) == {Ask.HANDOVER: True, Ask.FEE: False, Ask.NOTE: False}
    assert LICENSED.states[handed.target].status is Status.RETURNED

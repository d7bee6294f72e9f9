"""Acts that move neither state nor clock: they belong to no machine, and are open to dossiers of every version.

What is only told, shown or sent is no step of a procedure, so no definition lists it and no edition of the lifecycle
has to change for it. Each act is a row here; it is recorded as an event like any other, whose source and target
are the state that the dossier is in, and makes no open page old. The list has editions of its own: a row never
changes what it means, and ``tests/golden/acts.txt`` keeps what each edition brought.
"""

from collections.abc import Mapping
from dataclasses import replace

from accounts.rights import OFFICERS, REMINDING, REVERSING, STEP_ROLES, WAIVING, WITHOUT_SEAT
from accounts.roles import Role
from dossiers.acts import handed, money, papers, posted
from dossiers.acts.act import SYSTEM, Act, Whose, always, is_open
from dossiers.acts.applicants import ANSWER as ANSWER
from dossiers.acts.applicants import AT_DESK as AT_DESK
from dossiers.acts.demand import ASK_PAYMENT as ASK_PAYMENT
from dossiers.acts.demand import WITHDRAW_DEMAND as WITHDRAW_DEMAND
from dossiers.acts.demand import withdrawing
from dossiers.acts.handed import CAME_BACK as CAME_BACK
from dossiers.acts.handed import CAME_BACK_BY_POST as CAME_BACK_BY_POST
from dossiers.acts.handed import FORMER as FORMER
from dossiers.acts.handed import HAND_BACK as HAND_BACK
from dossiers.acts.handed import HAND_BACK_LATER as HAND_BACK_LATER
from dossiers.acts.handed import HANDS_BACK as HANDS_BACK
from dossiers.acts.handed import RECEIVE_HANDED as RECEIVE_HANDED
from dossiers.acts.handed import RETURN_HANDED as RETURN_HANDED
from dossiers.acts.handed import THINGS_CAME_BACK as THINGS_CAME_BACK
from dossiers.acts.papers import ISSUE_PAPER as ISSUE_PAPER
from dossiers.acts.papers import PAPERS as PAPERS
from dossiers.acts.papers import TAKE_IN_PAPER as TAKE_IN_PAPER
from dossiers.acts.posted import CORRECT_POST as CORRECT_POST
from dossiers.acts.promise import LATE_PROMISE
from dossiers.acts.promise import PROMISE_LATE as PROMISE_LATE
from dossiers.acts.receiving import CHANGE_RECEIVING as CHANGE_RECEIVING
from dossiers.acts.receiving import RECEIVED_OTHERWISE
from procedures.machine import Action, Ask, Asked, Clock, Guard, Machine, Status, Text, Tone

EDITION = posted.EDITION
"""The edition of the list; a row says which one brought it. The eighth also brought the act that withdraws a demand (``demand``)."""

SUBMIT = "submit"
"""The filing, with which each log begins: in no list, as it leads from no state."""
DUE_SOON = "note-due-soon"
OVERDUE = "note-overdue"
UNANSWERED = "note-unanswered"
RECOUNT = "recount"
REVOKE = "revoke-result"
REMIND, REMIND_HOLDER = "remind", "remind-holder"
"""The second may come with a word to whoever is reminded; what was recorded before is the first."""
REMINDERS = frozenset({REMIND, REMIND_HOLDER})
TAKE_BACK = "take-back"
"""An act is taken back by whoever took it: in no list, as it leads from where that act has led to where it came from."""
NOTE = "note"
TO_APPLICANT = "write-to-applicant"
TO_OFFICE = "write-to-office"
SETTLE = "settle-message"
SUPPLY_SOON = "note-supply-soon"
RECEIVE_PAYMENT = "receive-payment"
REVERSE_PAYMENT = "reverse-payment"
WAIVE_FEE = "waive-fee"
LET_PASS = "let-pass"  # noqa: S105 - no password
SEND_PROOF = "send-proof"
REFUSE_PROOF = "refuse-proof"
RECEIVE_ONLINE = "receive-online"
REVERSE_ONLINE = "reverse-online"
GIVE_BACK = "give-back"
GIVE_BACK_ONLINE = "give-back-online"
KEEP_MONEY, UNDO_PART = money.KEEP_MONEY, money.UNDO_PART

TAKEN_BACK = Text("Rút lại thao tác", "Step taken back")


def _by_gateway(name: str, label: Text, edition: int, *asks: Ask) -> Act:
    # Without a guard: the money has moved already, whatever became of the dossier meanwhile.
    return Act(name, label, SYSTEM, always, asks=tuple(map(Asked, asks)), edition=edition)


_MESSAGE = (Asked(Ask.MESSAGE), Asked(Ask.ABOUT, required=False), Asked(Ask.FILES, required=False))

_REMIND = Act(
    REMIND,
    Text("Nhắc người đang giữ hồ sơ", "Remind the holder"),
    REMINDING,
    # A result that waits to be collected is nobody's work.
    lambda state: state.holder not in {None, *WITHOUT_SEAT} and state.clock is not Clock.ENDED,
    frozenset({Guard.NOT_REMINDED_TODAY}),
    for_office=True,
    edition=3,
    consequence=Text(
        "Người đang giữ hồ sơ nhận thư nhắc, các hồ sơ gộp trong một thư. Người nộp không nhận thư nào.",
        "Whoever holds the dossiers gets one mail for them all. The applicants get none.",
    ),
    beside=True,
)
ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act(
            DUE_SOON,
            Text("Sắp đến hạn trả kết quả", "The return date is near"),
            SYSTEM,
            lambda state: state.clock is Clock.RUNNING,
            frozenset({Guard.NEARLY_DUE}),
            for_office=True,
        ),
        Act(
            OVERDUE,
            Text("Đã quá hạn trả kết quả", "The return date has passed"),
            SYSTEM,
            # Also while it is paused: what was late before stays so.
            lambda state: state.clock in (Clock.RUNNING, Clock.PAUSED),
            frozenset({Guard.PAST_DUE}),
        ),
        Act(
            UNANSWERED,
            Text("Đã quá hạn trả lời người nộp", "The time to answer the applicant has passed"),
            SYSTEM,
            lambda state: state.owes_answer,
            frozenset({Guard.UNANSWERED}),
            for_office=True,
        ),
        Act(
            RECOUNT,
            Text("Tính lại hạn theo lịch làm việc mới", "Dates counted again on a new working calendar"),
            SYSTEM,
            lambda state: state.clock is not Clock.ENDED,
        ),
        Act(
            REVOKE,
            Text("Thu hồi kết quả đã cấp", "Revoke the result"),
            STEP_ROLES,
            lambda state: state.status is Status.RETURNED,
            frozenset({Guard.DECIDING_ROLE, Guard.RESULT_IN_FORCE}),
            (Asked(Ask.REASON),),
            edition=2,
            consequence=Text(
                "Kết quả hết hiệu lực ngay khi ghi. Người nộp được báo lý do. Không thể khôi phục.",
                "The result is no longer in force from this moment. The applicant is told the reason. It cannot be restored.",
            ),
            tone=Tone.DANGER,
        ),
        _REMIND,
        Act(
            NOTE,
            Text("Ghi chú nội bộ", "Note for the office"),
            OFFICERS,
            always,
            asks=(Asked(Ask.MESSAGE), Asked(Ask.MENTIONS, required=False)),
            for_office=True,
            edition=3,
            beside=True,
            whose=Whose.READERS,
        ),
        Act(
            TO_APPLICANT,
            Text("Nhắn người nộp hồ sơ", "Write to the applicant"),
            STEP_ROLES,
            always,
            frozenset({Guard.CONVERSATION_OPEN}),
            _MESSAGE,
            edition=3,
            beside=True,
            whose=Whose.HOLDER_OR_DESK,
        ),
        Act(
            TO_OFFICE,
            Text("Nhắn cơ quan giải quyết", "Write to the office"),
            frozenset({Role.CITIZEN}),
            always,
            frozenset({Guard.CONVERSATION_OPEN, Guard.FEW_MESSAGES}),
            _MESSAGE,
            edition=3,
            beside=True,
        ),
        Act(
            SETTLE,
            Text("Tin nhắn không cần trả lời", "This message needs no answer"),
            STEP_ROLES,
            always,
            frozenset({Guard.MESSAGE_WAITS}),
            for_office=True,
            edition=3,
            beside=True,
            whose=Whose.HOLDER_OR_DESK,
        ),
        Act(
            SUPPLY_SOON,
            Text("Nhắc hạn trả lời yêu cầu bổ sung", "Reminder: the time to answer the request ends soon"),
            SYSTEM,
            lambda state: state.awaits_supplement,
            frozenset({Guard.SUPPLY_NEARLY_DUE}),
            edition=3,
        ),
        Act(
            RECEIVE_PAYMENT,
            Text("Thu phí, lệ phí", "Receive a payment"),
            frozenset({Role.ONE_STOP_OFFICER}),
            # Also after the end: what is owed is paid late, what was reversed is paid again.
            always,
            frozenset({Guard.FEE_RECEIVABLE}),
            (Asked(Ask.FEE), Asked(Ask.NOTE, required=False)),
            edition=4,
            consequence=Text(
                "Khoản thu được ghi vào sổ biên lai với số tiếp theo; ghi sai thì huỷ khoản thu, không sửa được.",
                "The payment gets the next number of the receipt book; a wrong one is reversed and never changed.",
            ),
        ),
        Act(
            REVERSE_PAYMENT,
            Text("Huỷ khoản thu", "Reverse a payment"),
            REVERSING,
            always,
            frozenset({Guard.PAYMENT_STANDS}),
            (Asked(Ask.REVERSES), Asked(Ask.REASON)),
            edition=4,
            consequence=Text(
                "Số biên lai đã dùng vẫn giữ trong sổ và ghi là đã huỷ; hồ sơ lại còn nợ số tiền đó. Không khôi phục được.",
                "The number stays in the receipt book as reversed; the amount is owed again. It cannot be restored.",
            ),
            tone=Tone.DANGER,
        ),
        Act(
            WAIVE_FEE,
            Text("Miễn phí, lệ phí", "Waive the fee"),
            WAIVING,
            always,
            frozenset({Guard.FEE_OWED}),
            (Asked(Ask.FEE), Asked(Ask.GROUND), Asked(Ask.REASON)),
            edition=4,
            consequence=Text(
                "Số tiền được miễn không còn phải nộp. Người nộp đọc được căn cứ và lý do.",
                "What is waived need not be paid any more. The applicant reads the ground and the reason.",
            ),
        ),
        Act(
            LET_PASS,
            Text("Cho giải quyết khi chưa nộp", "Let it pass unpaid"),
            frozenset({Role.DEPARTMENT_LEADER}),
            is_open,
            frozenset({Guard.FEE_OWED}),
            (Asked(Ask.REASON),),
            for_office=True,
            edition=4,
            consequence=Text(
                "Bước đang chờ nộp tiền được làm tiếp; khoản nợ vẫn còn trong danh sách còn nợ phí.",
                "The step that waits for the payment can be taken; the debt stays on the list of what is owed.",
            ),
        ),
        Act(
            SEND_PROOF,
            Text("Gửi chứng từ chuyển khoản", "Send the proof of a transfer"),
            frozenset({Role.CITIZEN}),
            # After the end too, so that whoever sends one then is told why it is not taken.
            always,
            frozenset({Guard.PROOF_TAKEN}),
            (Asked(Ask.FEE), Asked(Ask.FILES), Asked(Ask.NOTE, required=False)),
            edition=5,
            beside=True,
        ),
        Act(
            REFUSE_PROOF,
            Text("Không nhận chứng từ chuyển khoản", "Refuse the proof of a transfer"),
            frozenset({Role.ONE_STOP_OFFICER}),
            always,
            frozenset({Guard.PROOF_WAITS}),
            (Asked(Ask.PROOF), Asked(Ask.REASON)),
            edition=5,
            beside=True,
        ),
        _by_gateway(RECEIVE_ONLINE, Text("Đã nộp trực tuyến", "Paid on line"), 5, Ask.FEE),
        _by_gateway(
            REVERSE_ONLINE,
            Text("Cổng thanh toán đã hoàn tiền", "Given back by the payment gateway"),
            5,
            *(Ask.REVERSES, Ask.REASON),
        ),
        Act(
            GIVE_BACK,
            Text("Hoàn trả một phần khoản thu", "Give back a part of a payment"),
            REVERSING,
            always,
            frozenset({Guard.PAYMENT_STANDS}),
            (Asked(Ask.REVERSES), Asked(Ask.FEE), Asked(Ask.REASON)),
            edition=6,
            consequence=Text(
                "Biên lai vẫn còn hiệu lực với số tiền còn lại. Người nộp đọc được số tiền, lý do. "
                "Ghi nhầm khi tiền chưa ra khỏi cơ quan thì dùng “Huỷ lần hoàn trả ghi nhầm”.",
                "The receipt stays for the rest. The payer reads the amount and the reason. "
                "If it was recorded by mistake and the money never left the office, use “Undo a part recorded by mistake”.",
            ),
            tone=Tone.DANGER,
        ),
        _by_gateway(
            GIVE_BACK_ONLINE,
            Text("Cổng thanh toán đã hoàn một phần", "A part was given back by the payment gateway"),
            6,
            *(Ask.REVERSES, Ask.FEE, Ask.REASON),
        ),
        replace(_REMIND, name=REMIND_HOLDER, asks=(Asked(Ask.NOTE, required=False),), edition=6),
        *money.ACTS,
        RECEIVED_OTHERWISE,
        LATE_PROMISE,
        *papers.ACTS,
        *handed.ACTS,
        posted.CORRECTED,
    )
}
INSIDE = handed.NAMES
"""Those that are taken back like a step that stays inside the office: they note what somebody has seen, and may be a wrong press."""


ORDER = (Tone.PRIMARY, Tone.PLAIN, Tone.DANGER)


def place_of(action: Action) -> int:
    """Return where an action stands among those of a page: steps by their tone, then what moves nothing."""
    return len(ORDER) if action.name in ACTS else ORDER.index(action.tone)


def whose(name: str) -> Whose:
    """Return who may record an action or an act of that name."""
    act = ACTS.get(name)
    return act.whose if act else Whose.HANDLERS


def is_beside(name: str) -> bool:
    """Say whether an act of that name is written beside the procedure: a note, a message."""
    act = ACTS.get(name)
    return act is not None and act.beside


def leaves_unsaid(action: Action) -> bool:
    """Say whether the office moves a dossier on by an action that has no place for what was remarked."""
    moves = action.source != action.target and not is_beside(action.name) and Role.CITIZEN not in action.by
    return moves and not action.requests and all(asked.kind is not Ask.REASON for asked in action.asks)


def find(machine: Machine, state: str, name: str) -> Action | None:
    """Return the action of that name that is open in a state: one of the machine's, or an act; None if there is none."""
    action = machine.action(state, name)
    if action is not None:
        return action
    if name == WITHDRAW_DEMAND:
        return withdrawing(machine, state)
    act, place = ACTS.get(name), machine.states.get(state)
    return act.in_state(place) if act and place and act.is_open_in(place) else None


def leads(machine: Machine, source: str, name: str, target: str) -> bool:
    """Say whether an action or an act of that name leads from one state to another; from no state the filing does."""
    if not source:
        return (name, target) == (SUBMIT, machine.initial)
    action = find(machine, source, name)
    return action is not None and action.target == target


def taking_back(machine: Machine, source: str, name: str) -> Action | None:
    """Return the action that takes back one that was taken in a state, by whoever may take that one; None for no action."""
    undone = find(machine, source, name)
    if undone is None:
        return None
    return Action(TAKE_BACK, TAKEN_BACK, undone.target, source, undone.by)


def leads_back(machine: Machine, action: Action) -> bool:
    """Say whether an action takes back one that there is."""
    if action.name != TAKE_BACK or action.target not in machine.states:
        return False
    return any(taking_back(machine, action.target, one.name) == action for one in open_in(machine, action.target))


def label_of(machine: Machine, source: str, name: str) -> Text | None:
    """Return what an action that was taken in a state is called; None for one of no procedure, such as the filing."""
    if name == TAKE_BACK:
        return TAKEN_BACK
    taken = find(machine, source, name)
    return taken.label if taken else None


def open_in(machine: Machine, state: str) -> tuple[Action, ...]:
    """Return all that is open in a state: the machine's actions in the order of the definition, what withdraws a demand, the acts."""
    place = machine.states[state]
    acts = (act.in_state(place) for act in ACTS.values() if act.is_open_in(place))
    withdraws = withdrawing(machine, state)
    return (*machine.actions_from(state), *((withdraws,) if withdraws else ()), *acts)

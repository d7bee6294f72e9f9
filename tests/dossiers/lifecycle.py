"""The woven lifecycle of 1.003868 as the law and the plan of its ISO process give it, written by hand.

Tests read what should be from here and never from the machine under test.
"""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from accounts.roles import Role
from dossiers import acts, commands
from dossiers.commands import Given
from dossiers.models import Dossier, Event
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Clock, Status
from procedures.time.calendar import LOCAL
from tests.dossiers import kept

SYSTEM = "system"
DESK, DIVISION, AGENCY, OFFICE = "mot-cua", "bao-chi-xuat-ban", "so-tttt", "van-phong"


class Place(NamedTuple):
    """What a state means: national status, clock, who holds the file and in which unit."""

    status: Status
    clock: Clock
    holder: Role | None
    unit: str | None


_DESK = Role.ONE_STOP_OFFICER, DESK
_CITIZEN = Role.CITIZEN, None
_NOBODY = None, None

PLACES = {
    "filed": Place(Status.REGISTERED, Clock.NOT_STARTED, *_DESK),
    "filed.supplement-asked": Place(Status.SUPPLEMENT_REQUESTED, Clock.NOT_STARTED, *_CITIZEN),
    "rejected": Place(Status.REJECTED, Clock.ENDED, *_NOBODY),
    "accepted": Place(Status.ACCEPTED, Clock.RUNNING, *_DESK),
    "phan-cong": Place(Status.IN_PROCESS, Clock.RUNNING, Role.DIVISION_HEAD, DIVISION),
    "tham-dinh": Place(Status.IN_PROCESS, Clock.RUNNING, Role.SPECIALIST, DIVISION),
    "tham-dinh.supplement-proposed": Place(Status.IN_PROCESS, Clock.RUNNING, *_DESK),
    "tham-dinh.supplement-asked": Place(Status.SUPPLEMENT_REQUESTED, Clock.PAUSED, *_CITIZEN),
    "tham-dinh.supplement-answered": Place(Status.SUPPLEMENT_REQUESTED, Clock.PAUSED, *_DESK),
    "tham-dinh.payment-due": Place(Status.FINANCIAL_OBLIGATION, Clock.PAUSED, *_CITIZEN),
    "xem-xet": Place(Status.IN_PROCESS, Clock.RUNNING, Role.DIVISION_HEAD, DIVISION),
    "ky-duyet": Place(Status.IN_PROCESS, Clock.RUNNING, Role.DEPARTMENT_LEADER, AGENCY),
    "van-thu": Place(Status.IN_PROCESS, Clock.RUNNING, Role.CLERK, OFFICE),
    "result-ready": Place(Status.RESULT_READY, Clock.ENDED, *_DESK),
    "returned": Place(Status.RETURNED, Clock.ENDED, *_NOBODY),
    "withdrawn": Place(Status.WITHDRAWN, Clock.ENDED, *_NOBODY),
    "stopped": Place(Status.STOPPED, Clock.ENDED, *_NOBODY),
}
ENDS = ("rejected", "returned", "withdrawn", "stopped")

type Way = tuple[tuple[str, str], ...]

_ACCEPTED: Way = (("accept", "bob"),)
_DIVISION: Way = (*_ACCEPTED, ("transfer", "bob"))
_APPRAISED: Way = (*_DIVISION, ("finish-phan-cong", "hoa"))
_PROPOSED: Way = (*_APPRAISED, ("propose-supplement", "dung"))
_ASKED: Way = (*_PROPOSED, ("issue-supplement", "bob"))
_REVIEWED: Way = (*_APPRAISED, ("finish-tham-dinh", "dung"))
_SIGNED: Way = (*_REVIEWED, ("finish-xem-xet", "hoa"))
_SEALED: Way = (*_SIGNED, ("finish-ky-duyet", "lan"))
_READY: Way = (*_SEALED, ("finish-van-thu", "tam"))

WAYS: dict[str, Way] = {
    "filed": (),
    "filed.supplement-asked": (("ask-supplement", "bob"),),
    "rejected": (("reject", "bob"),),
    "accepted": _ACCEPTED,
    "phan-cong": _DIVISION,
    "tham-dinh": _APPRAISED,
    "tham-dinh.supplement-proposed": _PROPOSED,
    "tham-dinh.supplement-asked": _ASKED,
    "tham-dinh.supplement-answered": (*_ASKED, ("answer-supplement", "alice")),
    "tham-dinh.payment-due": (*_APPRAISED, ("ask-payment", "dung")),
    "xem-xet": _REVIEWED,
    "ky-duyet": _SIGNED,
    "van-thu": _SEALED,
    "result-ready": _READY,
    "returned": (*_READY, ("return", "bob")),
    "withdrawn": (*_ACCEPTED, ("ask-withdrawal", "alice"), ("confirm-withdrawal", "bob")),
    "stopped": (*_DIVISION, ("stop", "hoa")),
}
"""How a dossier that was just filed comes into each state."""


class Step(NamedTuple):
    """Where an action leads, and everybody who may take it."""

    target: str
    by: tuple[str, ...]


def _to(target: str, *by: str) -> Step:
    return Step(target, by)


def _always(state: str) -> dict[str, Step]:
    """What the applicant and the desk may do about a withdrawal."""
    return {"ask-withdrawal": _to(state, "alice"), "confirm-withdrawal": _to("withdrawn", "bob")}


def _reappointed(state: str) -> dict[str, Step]:
    return {"reappoint": _to(state, "lan")}


def _in_process(state: str) -> dict[str, Step]:
    """What leaders, the applicant and the desk may do while an ISO step is being done."""
    return {**_reappointed(state), "stop": _to("stopped", "hoa", "lan"), **_always(state)}


_T = "tham-dinh"

ACTIONS: dict[str, dict[str, Step]] = {
    "filed": {
        "accept": _to("accepted", "bob"),
        "ask-supplement": _to("filed.supplement-asked", "bob"),
        "reject": _to("rejected", "bob"),
        "ask-withdrawal": _to("filed", "alice"),
    },
    "filed.supplement-asked": {
        "answer-supplement": _to("filed", "alice"),
        "lapse": _to("rejected", SYSTEM),
        **_always("filed.supplement-asked"),
    },
    "accepted": {"transfer": _to("phan-cong", "bob"), **_reappointed("accepted"), **_always("accepted")},
    "phan-cong": {
        "finish-phan-cong": _to(_T, "hoa"),
        "recall": _to("accepted", "bob"),
        **_in_process("phan-cong"),
    },
    _T: {
        "finish-tham-dinh": _to("xem-xet", "dung"),
        "recall": _to("phan-cong", "hoa"),
        "reassign": _to(_T, "hoa"),
        "propose-supplement": _to(f"{_T}.supplement-proposed", "dung"),
        "ask-payment": _to(f"{_T}.payment-due", "dung"),
        **_in_process(_T),
    },
    f"{_T}.supplement-proposed": {
        "issue-supplement": _to(f"{_T}.supplement-asked", "bob"),
        "decline-supplement": _to(_T, "bob"),
        **_in_process(f"{_T}.supplement-proposed"),
    },
    f"{_T}.supplement-asked": {
        "answer-supplement": _to(f"{_T}.supplement-answered", "alice"),
        "lapse": _to("stopped", SYSTEM),
        **_always(f"{_T}.supplement-asked"),
    },
    f"{_T}.supplement-answered": {
        "confirm-supplement": _to(_T, "bob"),
        "return-answer": _to(f"{_T}.supplement-asked", "bob"),
        **_always(f"{_T}.supplement-answered"),
    },
    f"{_T}.payment-due": {
        "confirm-payment": _to(_T, "bob"),
        acts.WITHDRAW_DEMAND: _to(_T, "dung"),
        **_always(f"{_T}.payment-due"),
    },
    "xem-xet": {
        "finish-xem-xet": _to("ky-duyet", "hoa"),
        "send-back-tham-dinh": _to(_T, "hoa"),
        "recall": _to(_T, "dung"),
        **_in_process("xem-xet"),
    },
    "ky-duyet": {
        "finish-ky-duyet": _to("van-thu", "lan"),
        "send-back-xem-xet": _to("xem-xet", "lan"),
        "send-back-tham-dinh": _to(_T, "lan"),
        "recall": _to("xem-xet", "hoa"),
        **_in_process("ky-duyet"),
    },
    "van-thu": {
        "finish-van-thu": _to("result-ready", "tam"),
        "finish-van-thu-refused": _to("result-ready", "tam"),
        "send-back-ky-duyet": _to("ky-duyet", "tam"),
        "recall": _to("ky-duyet", "lan"),
        **_in_process("van-thu"),
    },
    "result-ready": {"return": _to("returned", "bob")},
    **{end: {} for end in ENDS},
}

_RUNNING = {"note-due-soon", "note-overdue", "recount"}
_PAUSED = {"note-overdue", "recount"}

REMARKS: dict[str, set[str]] = {
    "filed": {"note-unanswered", "recount"},
    "filed.supplement-asked": {"recount", "note-supply-soon"},
    **dict.fromkeys(("accepted", "phan-cong", _T, f"{_T}.supplement-proposed"), _RUNNING),
    **dict.fromkeys(("xem-xet", "ky-duyet", "van-thu"), _RUNNING),
    f"{_T}.supplement-asked": _PAUSED | {"note-supply-soon"},
    f"{_T}.supplement-answered": _PAUSED | {"note-unanswered"},
    f"{_T}.payment-due": _PAUSED,
    "result-ready": set(),
    **{end: set() for end in ENDS},
}
"""What the system may record of itself in each state: nothing moves by it."""

REVOKING = {"returned": {"revoke-result"}}
"""What officers may record of a result that is handed over; where there is one, and by whom decides, say its guards."""

REMINDERS = {
    state: {"bob", "lan", "carol"} | ({"hoa"} if "accept" in dict(WAYS[state]) and state != "accepted" else set())
    for state, place in PLACES.items()
    if place.holder not in {None, Role.CITIZEN} and place.clock is not Clock.ENDED
}
"""Who may remind whoever holds a dossier, by its state; the head of a division once it has the dossier."""

MONEY = {
    acts.RECEIVE_PAYMENT,
    acts.REVERSE_PAYMENT,
    acts.GIVE_BACK,
    acts.UNDO_PART,
    acts.WAIVE_FEE,
    acts.SEND_PROOF,
    acts.REFUSE_PROOF,
}
"""What may be done about money in every state, also after the end; only what is open lets a step pass unpaid."""
KEEPING = {acts.KEEP_MONEY}
"""What may be decided of the money of what ended without a result."""
RECEIVING = {acts.CHANGE_RECEIVING}
"""What an applicant may send in every state; its guard says when it comes too late."""
HANDED_IN = {state: {acts.RECEIVE_HANDED} for state in PLACES if state not in ENDS}
"""Where the desk may note what came to the receiving point, by its state; its guard says when nothing is awaited."""
GIVING_BACK = {state: {acts.RETURN_HANDED, acts.HAND_BACK} for state in ENDS if state != "returned"} | {
    "returned": {acts.HAND_BACK_LATER, acts.CAME_BACK}
}
GIVING_BACK = {state: names | {acts.THINGS_CAME_BACK} for state, names in GIVING_BACK.items()}
"""Where the desk may note that it went back, by its state; its guard says when nothing lies there."""
POSTING = {acts.CORRECT_POST}
"""What the desk may put right in every state; its guard says when nothing came or went by post."""
PROMISING = {state: {acts.PROMISE_LATE} for state, place in PLACES.items() if place.clock is Clock.RUNNING}
"""Where the leader may promise a day of what is late, by its state; its guard says when it is not late yet."""
WRITTEN = {acts.NOTE, acts.TO_APPLICANT, acts.TO_OFFICE, acts.SETTLE}
"""Notes and messages, which are open in every state: ``commands/test_conversation.py`` says to whom."""

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
"""Filing day of most tests. Ten working days after acceptance on it: 19/01 (the 10th is not worked)."""


def local(text: str) -> datetime:
    """Read a local instant, ``2026-01-05 08:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def dossier_at(state: str, *, at: datetime = MONDAY) -> Walk:
    """Return alice's dossier, brought into a state by the actions above."""
    return kept.walk_once(_walked, state, at)


def _walked(state: str, at: datetime) -> Walk:
    walk = Walk(story.file("alice", at=at), at)
    for action, username in WAYS[state]:
        walk.take(story.named(walk.dossier, action), username)
    return walk


def act(walk: Walk, action: str, who: str, when: str, **given: Any) -> Event:
    """Take an action at a local instant and return its event; the walk's dossier is fresh after it."""
    walk.at = local(when)
    if who == SYSTEM:
        event = lapse(walk.dossier, at=walk.at)
    else:
        event = story.take(walk.dossier, action, who, at=walk.at, **given)
    walk.events.append(event)
    walk.dossier.refresh_from_db()
    return event


def supplemented() -> Walk:
    """Return a dossier that was asked for a supplement in its appraisal, and has had it confirmed."""
    walk = dossier_at("tham-dinh")
    act(walk, "propose-supplement", "dung", "2026-01-07 09:00")
    act(walk, "issue-supplement", "bob", "2026-01-07 10:00")
    act(walk, "answer-supplement", "alice", "2026-01-14 09:00")
    act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")
    return walk


def lapse(dossier: Dossier, *, at: datetime) -> Event:
    """Let the applicant's time run out."""
    seen = dossier.sequence
    return commands.advance(dossier, "lapse", actor=Actor.system(), given=Given(), seen=seen, at=at)


def lapsed_at(walk: Walk) -> datetime:
    """Return the first instant at which the applicant's time has run out: the midnight after the last day."""
    last = walk.dossier.applicant_due_at
    assert last is not None
    return datetime.combine(last.astimezone(LOCAL).date() + timedelta(1), time.min, LOCAL)


def place_of(dossier: Dossier) -> Place:
    """Return what the stored columns and the last reading say about where a dossier is."""
    last = dossier.events.latest("sequence")
    holder = Role(dossier.holder) if dossier.holder else None
    unit = dossier.unit.slug if dossier.unit else None
    return Place(Status(dossier.status), Clock(last.reading["clock"]), holder, unit)

"""The laws that a machine must keep before it may be published, each with a counter-example.

The lifecycle is woven in, so a law is broken by what a definition adds to it: where rows lead, who does
them, how long they take, how often papers may be asked for.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accounts.rights import STEP_ROLES
from procedures.language.errors import DefinitionError
from procedures.machine import NO, YES, Action, Clock, Guard, LimitUnit, Machine, QuestionKind, State, Status

MOST_ROUNDS = 2
"""NĐ 63/2010 art. 20(4): nobody may be made to come back more than twice."""

type Path = tuple[Action, ...]


class Law(StrEnum):
    """What is proved; the values are stable names for tests and messages."""

    REACHABLE = "reachable"
    ENDS = "ends"
    CLOSED = "closed"
    RESUMES = "resumes"
    TIMES = "times"
    ROLES = "roles"
    ROUNDS = "rounds"
    RESULT = "result"
    UNIQUE = "unique"
    OUTCOMES = "outcomes"
    EVENT = "event"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class Violation:
    """A law that a machine breaks, told as the compiler tells its errors."""

    law: Law
    key: str
    wrong: str
    right: str
    path: str = ""
    """A way into the trouble: states joined by the actions taken."""

    def as_error(self, file: str) -> DefinitionError:
        """Return the same as an error of a definition."""
        wrong = f"{self.wrong} (đường đi: {self.path})" if self.path else self.wrong
        return DefinitionError(file, self.key, wrong, self.right)


def check(machine: Machine) -> tuple[Violation, ...]:
    """Return every violation; a machine without any may be published."""
    laws = (
        *(_reachable, _ends, _closed, _resumes, _times, _roles, _rounds, _result, _unique),
        *(_outcomes, _event, _filed),
    )
    return tuple(violation for law in laws for violation in law(machine))


def _reachable(machine: Machine) -> Iterator[Violation]:
    """Every state can be reached."""
    paths = _paths(machine)
    for state in machine.states.values():
        if state.name not in paths and not _is_part(machine, state):
            yield Violation(
                Law.REACHABLE,
                _key(state, "name"),
                f"không bước nào dẫn tới “{state.label}”",
                "sửa next của một bước phía trên để đi qua đây, hoặc bỏ bước này",
                _path_in_words(machine, _longest(paths)),
            )


def _ends(machine: Machine) -> Iterator[Violation]:
    """From every state the work alone, nobody withdrawing or stopping it, reaches an end."""
    ending = _can_reach(machine, {state.name for state in machine.states.values() if state.is_end})
    for name, path in _paths(machine).items():
        if name not in ending:
            walked, stuck = _walk(machine, name)
            yield Violation(
                Law.ENDS,
                _key(machine.states[stuck], "next"),
                f"từ “{machine.states[stuck].label}” công việc không bao giờ kết thúc",
                "sửa next để có đường tới bước trả kết quả",
                _path_in_words(machine, path + walked),
            )
            return  # the states behind it fail for the same reason


def _closed(machine: Machine) -> Iterator[Violation]:
    """Nothing leaves an end; after the result there is only its return."""
    for action in machine.actions:
        source, target = machine.states[action.source], machine.states[action.target]
        returns = source.status is Status.RESULT_READY and target.status is Status.RETURNED
        if source.clock is Clock.ENDED and not returns:
            yield Violation(
                Law.CLOSED,
                _key(source, "send_back_to"),
                f"“{action.label}” rời khỏi nơi thời gian giải quyết đã kết thúc",
                "sau khi có kết quả chỉ còn trả kết quả: bỏ send_back_to của bước này",
                _path_in_words(machine, (*_paths(machine).get(source.name, ()), action)),
            )


def _resumes(machine: Machine) -> Iterator[Violation]:
    """From every paused state the clock can run again and a result can still come."""
    results = {state.name for state in machine.states.values() if state.status is Status.RESULT_READY}
    fruitful = _can_reach(machine, results)
    resuming = _can_reach(machine, {name for name in fruitful if machine.states[name].clock is Clock.RUNNING})
    paths = _paths(machine)
    for state in machine.states.values():
        if state.clock is Clock.PAUSED and state.name not in resuming:
            yield Violation(
                Law.RESUMES,
                _key(state, "next"),
                f"tạm dừng ở “{state.label}” rồi không có đường tiếp tục tới kết quả",
                "sửa next để bước này dẫn tới bước trả kết quả",
                _path_in_words(machine, paths.get(state.name, ())),
            )
            return


def _times(machine: Machine) -> Iterator[Violation]:
    """The steps take exactly the committed limit, and that is within the legal one."""
    committed, legal = machine.committed_limit, machine.legal_limit
    limits = [(step.name, step.limit) for step in machine.steps if step.limit is not None]
    total = sum((limit.amount for _, limit in limits), Decimal(0))
    if total != committed.amount:
        yield Violation(
            Law.TIMES,
            "steps",
            f"cộng thời gian các bước được {total}, thời hạn cam kết là {committed.amount} ({committed.unit})",
            "chia lại time của các bước cho đúng bằng committed_limit",
            " + ".join(f"{name} {limit.amount}" for name, limit in limits),
        )
    if committed.unit is not legal.unit:
        yield Violation(
            Law.TIMES,
            "committed_limit.unit",
            f"tính bằng {committed.unit} còn luật tính bằng {legal.unit}, không so sánh được",
            f"ghi unit = “{legal.unit}”",
        )
    elif committed.amount > legal.amount:
        yield Violation(
            Law.TIMES,
            "committed_limit.amount",
            f"{committed.amount} dài hơn thời hạn luật định {legal.amount} ({legal.unit})",
            f"nhiều nhất là {legal.amount}",
        )


def _roles(machine: Machine) -> Iterator[Violation]:
    """Every step is done by somebody who works on dossiers."""
    for step in machine.steps:
        if step.role not in STEP_ROLES:
            yield Violation(
                Law.ROLES,
                f"steps.{step.name}.role",
                f"“{step.role}” không xử lý hồ sơ",
                "phải là một trong: " + ", ".join(sorted(STEP_ROLES)),
            )


def _rounds(machine: Machine) -> Iterator[Violation]:
    """The applicant is asked for papers at least once and at most twice."""
    rounds = machine.supplement.rounds
    if not 1 <= rounds <= MOST_ROUNDS:
        yield Violation(
            Law.ROUNDS,
            "supplement.rounds",
            f"yêu cầu bổ sung {rounds} lần",
            f"từ 1 đến {MOST_ROUNDS} lần (Nghị định 63/2010, Điều 20 khoản 4)",
        )


def _result(machine: Machine) -> Iterator[Violation]:
    """A result precedes its return: only an outcome leads to the result, only the result to its return."""
    for action in machine.actions:
        source, target = machine.states[action.source], machine.states[action.target]
        ends_with = action.outcome is not None or (action.deed is not None and action.deed.ends)
        fruitless = target.status is Status.RESULT_READY and not ends_with
        skips = target.status is Status.RETURNED and source.status is not Status.RESULT_READY
        if fruitless or skips:
            yield Violation(
                Law.RESULT,
                _key(source, "next"),
                f"“{action.label}” dẫn tới trả kết quả khi chưa có kết quả nào",
                "chỉ bước ngay trước bước trả kết quả mới được dẫn tới đó",
                _path_in_words(machine, (*_paths(machine).get(source.name, ()), action)),
            )


def _unique(machine: Machine) -> Iterator[Violation]:
    """No two actions of a state have the same name."""
    for (source, name), count in Counter((action.source, action.name) for action in machine.actions).items():
        if count > 1:
            yield Violation(
                Law.UNIQUE,
                _key(machine.states[source], "send_back_to"),
                f"hành động “{name}” xuất hiện {count} lần",
                "mỗi bước chỉ ghi một lần",
            )


def _outcomes(machine: Machine) -> Iterator[Violation]:
    """No outcome has more time than the agency promises for all of them.

    A working day is never shorter than a calendar day, so that the two can be compared one way.
    """
    committed = machine.committed_limit
    for outcome in machine.outcomes:
        limit = outcome.limit
        if limit is None:
            continue
        in_days = limit.unit is LimitUnit.WORKING_DAY and committed.unit is LimitUnit.CALENDAR_DAY
        if limit.amount > committed.amount and (limit.unit is committed.unit or in_days):
            yield Violation(
                Law.OUTCOMES,
                f"outcomes.{outcome.name}.limit",
                f"{limit.amount} ({limit.unit}) dài hơn thời hạn cam kết {committed.amount} ({committed.unit})",
                f"nhiều nhất là {committed.amount}, hoặc bỏ limit",
            )


def _event(machine: Machine) -> Iterator[Violation]:
    """Between the latest filing and the latest answer before an event there is time to decide."""
    filed = machine.event.file_hours_before if machine.event else None
    for outcome in machine.outcomes:
        told = outcome.hours_before_event
        if told is not None and (filed is None or filed <= told):
            latest = f"{filed} giờ" if filed is not None else "0 giờ"
            yield Violation(
                Law.EVENT,
                f"outcomes.{outcome.name}.hours_before_event",
                f"phải trả lời trước sự kiện {told} giờ mà hồ sơ được nộp muộn nhất trước {latest}",
                f"ghi event.file_hours_before lớn hơn {told}",
                f"nộp trước {latest} → trả lời trước {told} giờ",
            )


def _filed(machine: Machine) -> Iterator[Violation]:
    """Somebody can file: no question that is always asked has only answers that lead elsewhere."""
    for question in machine.questions:
        told = {
            value for case in machine.elsewhere if case.when.question == question.name for value in case.when.values
        }
        possible = {YES, NO} if question.kind is QuestionKind.YES_NO else {choice.value for choice in question.choices}
        is_always_asked = question.required and question.shown_when is None
        if is_always_asked and possible and possible <= told and question.kind is not QuestionKind.CHOICES:
            yield Violation(
                Law.FILED,
                "elsewhere",
                f"trả lời “{question.label}” thế nào cũng phải nộp ở nơi khác, không ai nộp được ở đây",
                "bỏ ít nhất một trường hợp",
                " | ".join(f"{question.name} = {value} → nơi khác" for value in sorted(possible)),
            )


def _key(state: State, name: str) -> str:
    return f"steps.{state.step}.{name}" if state.step else "steps"


def _is_part(machine: Machine, state: State) -> bool:
    """Say whether a state is a sub-state of a step: it stands and falls with the step itself."""
    step = machine.step(state.step) if state.step else None
    return step is not None and step.state != state.name


def _leads(action: Action) -> bool:
    """Say whether an action leads anywhere: a recall only undoes what was done."""
    return action.source != action.target and Guard.JUST_SENT_BY_ME not in action.guards


def _is_work(machine: Machine, action: Action) -> bool:
    return _leads(action) and machine.states[action.target].status not in {Status.WITHDRAWN, Status.STOPPED}


def _leaving(machine: Machine, state: str) -> Iterator[Action]:
    return (action for action in machine.actions if action.source == state and _leads(action))


def _paths(machine: Machine) -> Mapping[str, Path]:
    """Return a shortest path to every state that can be reached, nearest states first."""
    paths: dict[str, Path] = {machine.initial: ()}
    queue = deque([machine.initial])
    while queue:
        name = queue.popleft()
        for action in _leaving(machine, name):
            if action.target not in paths:
                paths[action.target] = (*paths[name], action)
                queue.append(action.target)
    return paths


def _can_reach(machine: Machine, goals: Collection[str]) -> frozenset[str]:
    """Return the states from which work leads to one of the goals."""
    found = set(goals)
    queue = deque(found)
    while queue:
        name = queue.popleft()
        for action in machine.actions:
            if action.target == name and action.source not in found and _is_work(machine, action):
                found.add(action.source)
                queue.append(action.source)
    return frozenset(found)


def _longest(paths: Mapping[str, Path]) -> Path:
    return max(paths.values(), key=len)


def _walk(machine: Machine, start: str) -> tuple[Path, str]:
    """Work on from a state until one comes again or nothing is left to do; return also where that is."""
    walked: list[Action] = []
    seen = {start}
    name = start
    while onward := next((action for action in _leaving(machine, name) if _is_work(machine, action)), None):
        walked.append(onward)
        if onward.target in seen:
            break
        seen.add(onward.target)
        name = onward.target
    return tuple(walked), name


def _path_in_words(machine: Machine, path: Path) -> str:
    """Return a path in words; empty for one that goes nowhere."""
    return "".join([machine.initial, *(f" –{action.name}→ {action.target}" for action in path)]) if path else ""

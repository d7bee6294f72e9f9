"""Laws of the graph: that every state is reached, that work ends, that a pause resumes and a result comes last."""

from collections import Counter
from collections.abc import Iterator

from procedures.language.laws.law import Law, Violation
from procedures.language.laws.ways import can_reach, key, longest, path_in_words, paths_of, walk
from procedures.machine import Clock, Machine, State, Status


def reachable(machine: Machine) -> Iterator[Violation]:
    """Every state can be reached."""
    paths = paths_of(machine)
    for state in machine.states.values():
        if state.name not in paths and not _is_part(machine, state):
            yield Violation(
                Law.REACHABLE,
                key(state, "name"),
                f"không bước nào dẫn tới “{state.label}”",
                "sửa next của một bước phía trên để đi qua đây, hoặc bỏ bước này",
                path_in_words(machine, longest(paths)),
            )


def ends(machine: Machine) -> Iterator[Violation]:
    """From every state the work alone, nobody withdrawing or stopping it, reaches an end."""
    ending = can_reach(machine, {state.name for state in machine.states.values() if state.is_end})
    for name, path in paths_of(machine).items():
        if name not in ending:
            walked, stuck = walk(machine, name)
            yield Violation(
                Law.ENDS,
                key(machine.states[stuck], "next"),
                f"từ “{machine.states[stuck].label}” công việc không bao giờ kết thúc",
                "sửa next để có đường tới bước trả kết quả",
                path_in_words(machine, path + walked),
            )
            return  # the states behind it fail for the same reason


def closed(machine: Machine) -> Iterator[Violation]:
    """Nothing leaves an end; after the result there is only its return."""
    for action in machine.actions:
        source, target = machine.states[action.source], machine.states[action.target]
        returns = source.status is Status.RESULT_READY and target.status is Status.RETURNED
        if source.clock is Clock.ENDED and not returns:
            yield Violation(
                Law.CLOSED,
                key(source, "send_back_to"),
                f"“{action.label}” rời khỏi nơi thời gian giải quyết đã kết thúc",
                "sau khi có kết quả chỉ còn trả kết quả: bỏ send_back_to của bước này",
                path_in_words(machine, (*paths_of(machine).get(source.name, ()), action)),
            )


def resumes(machine: Machine) -> Iterator[Violation]:
    """From every paused state the clock can run again and a result can still come."""
    results = {state.name for state in machine.states.values() if state.status is Status.RESULT_READY}
    fruitful = can_reach(machine, results)
    resuming = can_reach(machine, {name for name in fruitful if machine.states[name].clock is Clock.RUNNING})
    paths = paths_of(machine)
    for state in machine.states.values():
        if state.clock is Clock.PAUSED and state.name not in resuming:
            yield Violation(
                Law.RESUMES,
                key(state, "next"),
                f"tạm dừng ở “{state.label}” rồi không có đường tiếp tục tới kết quả",
                "sửa next để bước này dẫn tới bước trả kết quả",
                path_in_words(machine, paths.get(state.name, ())),
            )
            return


def result(machine: Machine) -> Iterator[Violation]:
    """A result precedes its return: only an outcome leads to the result, only the result to its return."""
    for action in machine.actions:
        source, target = machine.states[action.source], machine.states[action.target]
        ends_with = action.outcome is not None or (action.deed is not None and action.deed.ends)
        fruitless = target.status is Status.RESULT_READY and not ends_with
        skips = target.status is Status.RETURNED and source.status is not Status.RESULT_READY
        if fruitless or skips:
            yield Violation(
                Law.RESULT,
                key(source, "next"),
                f"“{action.label}” dẫn tới trả kết quả khi chưa có kết quả nào",
                "chỉ bước ngay trước bước trả kết quả mới được dẫn tới đó",
                path_in_words(machine, (*paths_of(machine).get(source.name, ()), action)),
            )


def unique(machine: Machine) -> Iterator[Violation]:
    """No two actions of a state have the same name."""
    labels = {(action.source, action.name): action.label for action in machine.actions}
    for (source, name), count in Counter((action.source, action.name) for action in machine.actions).items():
        if count > 1:
            yield Violation(
                Law.UNIQUE,
                key(machine.states[source], "send_back_to"),
                f"“{labels[source, name]}” ghi {count} lần",
                "mỗi bước chỉ ghi một lần",
            )


def _is_part(machine: Machine, state: State) -> bool:
    """Say whether a state is a sub-state of a step: it stands and falls with the step itself."""
    step = machine.step(state.step) if state.step else None
    return step is not None and step.state != state.name

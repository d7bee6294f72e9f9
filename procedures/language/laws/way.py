"""The way of a dossier without being sent back: the rows that it comes through, and what is wrong with them.

A definition branches by ``next`` alone, so there is one way; whatever else is asked along it is asked once it is whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from procedures.language.laws.law import Law, Violation, all_quoted, path_of, quoted
from procedures.language.laws.ways import paths_of
from procedures.machine import Action, Deed, Guard, Machine, Step, Text


@dataclass(frozen=True, slots=True)
class Way:
    """The rows from the first on, each once, in the order in which a dossier comes to them."""

    steps: tuple[Step, ...]
    back_to: Step | None
    """The row at which it closes to a round; None where it ends, or where the last row leads nowhere."""
    is_whole: bool
    """Whether it ends with the return of the result."""

    @property
    def titles(self) -> tuple[Text, ...]:
        """What its rows are called."""
        return tuple(step.title for step in self.steps)

    @property
    def in_words(self) -> str:
        """The titles one after the other, as far as the row that comes a second time."""
        return path_of((*self.titles, self.back_to.title) if self.back_to else self.titles)


def way_of(machine: Machine) -> Way:
    """Return the way through a machine, as far as it leads."""
    walked = [machine.steps[0]]
    while walked[-1] is not machine.steps[-1]:
        following = _after(machine, walked[-1])
        if following is None or following in walked:
            return Way(tuple(walked), following, is_whole=False)
        walked.append(following)
    return Way(tuple(walked), None, is_whole=True)


def laws_of_the_way(machine: Machine, way: Way) -> Iterator[Violation]:
    """The way ends with the return, and passes no row by."""
    if way.is_whole:
        yield from _passed_by(machine, way)
    else:
        yield _endless(way)


def _endless(way: Way) -> Violation:
    last = way.steps[-1]
    if way.back_to is None:
        wrong = f"{quoted(last.title)} không chuyển hồ sơ đi bước nào khác, công việc không bao giờ kết thúc"
    else:
        wrong = f"{quoted(last.title)} chuyển ngược về {quoted(way.back_to.title)}, hồ sơ đi vòng mãi không kết thúc"
    right = "sửa next của bước này để có đường tới bước trả kết quả"
    return Violation(Law.ENDS, f"steps.{last.name}.next", wrong, right, way.in_words)


def _passed_by(machine: Machine, way: Way) -> Iterator[Violation]:
    """Name each row that is jumped over, at the row that jumps: rows behind one another are passed by in one leap."""
    reached = paths_of(machine)
    for leaving, following in pairwise(way.steps):
        missed = _missed_below(machine, way, leaving)
        if not missed:
            continue
        comes_back = all(step.state in reached for step in missed)
        only = "chỉ nhận hồ sơ khi bị trả lại" if comes_back else "không bao giờ nhận được hồ sơ"
        yield Violation(
            Law.REACHABLE,
            f"steps.{leaving.name}.next",
            f"{quoted(leaving.title)} chuyển thẳng tới {quoted(following.title)}, nên "
            f"{all_quoted(step.title for step in missed)} {only}",
            "sửa next để hồ sơ đi qua, hoặc bỏ bước không ai đi qua",
            way.in_words,
        )


def _missed_below(machine: Machine, way: Way, step: Step) -> list[Step]:
    """Return the rows right below one of the way that are not on it."""
    below = machine.steps[machine.steps.index(step) + 1 :]
    on_it = next((place for place, other in enumerate(below) if other in way.steps), len(below))
    return list(below[:on_it])


def _after(machine: Machine, step: Step) -> Step | None:
    """Return the row to which the work of one leads, None where it leads to no other."""
    rows = {other.state: other for other in machine.steps if other is not step}
    onward = (action for action in machine.actions_from(step.state) if action.target in rows)
    return next((rows[action.target] for action in onward if _leads_on(machine, action)), None)


def _leads_on(machine: Machine, action: Action) -> bool:
    """Say whether an action is the work of its row: nothing is sent back, taken back, or decided before the work."""
    at_once = action.source == machine.steps[0].state and action.outcome is not None
    back = action.name.startswith("send-back") or Guard.JUST_SENT_BY_ME in action.guards or action.deed is Deed.DIRECT
    return not at_once and not back

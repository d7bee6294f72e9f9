"""What changed in the steps: who does them, in what time and order, what can be done at each, and who decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accounts.roles import Role
from procedures.form import Text
from procedures.language.changes.sentences import NOTHING, about, by_name, joined, long, now, of, quoted
from procedures.machine import Action, Duty, Guard, Machine, Status, Step

type Roles = Mapping[Role, Text]
"""What each role is called."""

DUTIES = {
    Duty.PROPOSES: Text("trình kết quả giải quyết", "proposes the result"),
    Duty.DECIDES: Text("quyết định kết quả", "decides the result"),
    Duty.NUMBERS: Text("cấp số và ngày của kết quả", "gives the result its number and date"),
}
BACKWARD = ("send-back", "recall", "direct-")
"""How the names of actions begin that lead back; a recall undoes one's own last step."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A step that both versions have."""

    old: Machine
    new: Machine
    before: Step
    after: Step

    @property
    def title(self) -> Text:
        return self.after.title


def step_changes(old: Machine, new: Machine, roles: Roles) -> Iterator[Text]:
    """Yield what is different for those who do the steps, in the order of the new version.

    Texts are compared in Vietnamese: a better translation is no other work.
    """
    before, after = by_name(old.steps), by_name(new.steps)
    for name, step in after.items():
        if name in before:
            yield from _step(_Pair(old, new, before[name], step), roles)
        else:
            yield about("Bước mới", "New step", _described(step, roles))
    for name, step in before.items():
        if name not in after:
            yield about("Bỏ bước", "Step no longer done", step.title)
    yield from _order(old, new)
    yield from _deciding(old, new, roles)


def _described(step: Step, roles: Roles) -> Text:
    parts = [quoted(step.title), roles[step.role], *([long(step.limit)] if step.limit else [])]
    return joined(parts + ([DUTIES[step.duty]] if step.duty else []), ", ")


def _step(pair: _Pair, roles: Roles) -> Iterator[Text]:
    before, after, title = pair.before, pair.after, pair.title
    if before.title.vi != title.vi:
        yield now(of("Tên bước", "The name of the step", before.title), quoted(title), quoted(before.title))
    if before.role != after.role:
        yield now(of("Người làm bước", "Who does the step", title), roles[after.role], roles[before.role])
    if before.agency != after.agency:
        what = of("Cơ quan làm bước", "The agency that does the step", title)
        yield now(what, after.agency or pair.new.agency, before.agency or pair.old.agency)
    yield from _times(pair)
    if before.output.vi != after.output.vi:
        what = of("Sản phẩm của bước", "What comes of the step", title)
        yield now(what, quoted(after.output), quoted(before.output))
    yield from _duty(pair)
    yield from _work(pair)
    yield from _ways_back(pair)


def _times(pair: _Pair) -> Iterator[Text]:
    before, after, title = pair.before, pair.after, pair.title
    if before.limit != after.limit:
        yield now(of("Thời gian của bước", "The time of the step", title), long(after.limit), long(before.limit))
    for outcome in pair.new.outcomes:
        was, is_now = before.limits.get(outcome.name), after.limits.get(outcome.name)
        if was != is_now:
            step = of("Thời gian của bước", "The time of the step", title)
            label = outcome.label
            what = Text(f"{step.vi} khi kết quả là “{label.vi}”", f"{step.en} where the result is “{label.en}”")
            usual = Text("như thường lệ", "as usual")
            yield now(what, long(is_now) if is_now else usual, long(was) if was else usual)


def _duty(pair: _Pair) -> Iterator[Text]:
    before, after = pair.before.duty, pair.after.duty
    if before == after:
        return
    if after is not None:
        does = DUTIES[after]
        yield Text(f"Bước “{pair.title.vi}” nay {does.vi}.", f"The step “{pair.title.en}” now {does.en}.")
    elif before is not None:
        did = DUTIES[before]
        yield Text(f"Bước “{pair.title.vi}” không còn {did.vi}.", f"The step “{pair.title.en}” no longer {did.en}.")


def _work(pair: _Pair) -> Iterator[Text]:
    """Compare the buttons of whoever does the step; those that lead back are told as ways."""
    before, after = _buttons(pair.old, pair.before), _buttons(pair.new, pair.after)
    for name in after:
        if name in before and _is_renamed(pair, before[name], after[name]):
            yield now(of("Nút ở bước", "A button at the step", pair.title), quoted(after[name]), quoted(before[name]))
    more = _missing(pair.new, after, before)
    less = _missing(pair.old, before, after)
    if more:
        what = of("Việc mới làm được ở bước", "Can now be done at the step", pair.title)
        yield about(what.vi, what.en, joined(more))
    if less:
        what = of("Việc không còn làm được ở bước", "Can no longer be done at the step", pair.title)
        yield about(what.vi, what.en, joined(less))


def _is_renamed(pair: _Pair, before: Text, after: Text) -> bool:
    follow = _names_a_step(pair.old, before) and _names_a_step(pair.new, after)
    return before.vi != after.vi and not follow


def _buttons(machine: Machine, step: Step) -> Mapping[str, Text]:
    """Return what the buttons of whoever does a step say, by the names of the actions."""
    actions = machine.actions_from(step.state)
    return {one.name: one.label for one in actions if step.role in one.by and not _leads_back(one)}


def _missing(machine: Machine, buttons: Mapping[str, Text], others: Mapping[str, Text]) -> list[Text]:
    """Return what is among some buttons and not among others, neither by its name nor by its words."""
    there = {label.vi for label in others.values()}
    new = {label.vi: label for name, label in buttons.items() if name not in others and label.vi not in there}
    return [quoted(label) for label in new.values() if not _names_a_step(machine, label)]


def _names_a_step(machine: Machine, label: Text) -> bool:
    """Say whether a button is named by the row that follows: that another one follows is told with the order."""
    return any(step.title.vi in label.vi for step in machine.steps)


def _leads_back(action: Action) -> bool:
    return action.name.startswith(BACKWARD)


def _ways_back(pair: _Pair) -> Iterator[Text]:
    before, after = _back(pair.old, pair.before), _back(pair.new, pair.after)
    common = by_name(pair.old.steps).keys() & by_name(pair.new.steps).keys()
    if [name for name in before if name in common] != [name for name in after if name in common]:
        what = Text(
            f"Các bước mà “{pair.title.vi}” trả lại được", f"Where “{pair.title.en}” can send a dossier back to"
        )
        yield now(what, _titles(after), _titles(before))


def _titles(steps: Mapping[str, Step]) -> Text:
    return joined((quoted(step.title) for step in steps.values()), ", ")


def _back(machine: Machine, step: Step) -> Mapping[str, Step]:
    """Return the steps to which it can be sent back."""
    sent = {action.target for action in machine.actions_from(step.state) if action.name.startswith("send-back")}
    return by_name(other for other in machine.steps if other.state in sent)


def _order(old: Machine, new: Machine) -> Iterator[Text]:
    common = by_name(old.steps).keys() & by_name(new.steps).keys()
    before, after = ([step.name for step in _path(machine) if step.name in common] for machine in (old, new))
    if before != after:
        yield about(
            "Thứ tự các bước nay là", "The order of the steps is now", joined((s.title for s in _path(new)), " → ")
        )


def _path(machine: Machine) -> tuple[Step, ...]:
    """Return the steps as work goes through them, from the first one on."""
    by_state = {step.state: step for step in machine.steps}
    path: list[Step] = []
    following: Step | None = machine.steps[0]
    while following is not None and following not in path:
        path.append(following)
        onward = (action for action in machine.actions_from(following.state) if not _leads_back(action))
        targets = (by_state[action.target] for action in onward if action.target in by_state)
        following = next((step for step in targets if step is not path[-1]), None)
    return tuple(path)


def _deciding(old: Machine, new: Machine, roles: Roles) -> Iterator[Text]:
    before, after = _at_once(old), _at_once(new)
    if before != after:
        what = Text("Người được trả kết quả ngay khi tiếp nhận", "Who may give the result at once")
        yield now(what, _called(after, roles), _called(before, roles))
    if _decides(old) and _decides(new) and _keeps_apart(old) != _keeps_apart(new):
        if _keeps_apart(new):
            yield Text("Người trình nay không được tự quyết định.", "Whoever proposes may no longer decide.")
        else:
            yield Text("Người trình nay được tự quyết định.", "Whoever proposes may now decide.")


def _at_once(machine: Machine) -> frozenset[Role]:
    """Return who can lead a dossier from its acceptance straight to the result, where other steps lie between."""
    first = machine.steps[0].state
    straight = (
        action
        for action in machine.actions_from(first)
        if machine.states[action.target].status is Status.RESULT_READY and action.outcome
    )
    return frozenset(role for action in straight for role in action.by)


def _called(found: frozenset[Role], roles: Roles) -> Text:
    return joined(roles[role] for role in sorted(found)) if found else NOTHING


def _decides(machine: Machine) -> bool:
    return any(step.duty is Duty.DECIDES for step in machine.steps)


def _keeps_apart(machine: Machine) -> bool:
    return any(Guard.NOT_PROPOSED_BY_ME in action.guards for action in machine.actions)

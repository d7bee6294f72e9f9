"""Laws of time: rows, promise, law and outcomes agree."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from procedures.language.laws.law import Law, Violation, in_words, plain, quoted
from procedures.language.laws.way import Way
from procedures.language.lifecycle import EDITIONS
from procedures.language.wording import UNITS
from procedures.machine import Limit, LimitUnit, Machine, Outcome, Text

type Times = tuple[tuple[Text, Decimal], ...]


def limits(machine: Machine) -> Iterator[Violation]:
    """What is promised is within what the law allows, in the same unit."""
    committed, legal = machine.committed_limit, machine.legal_limit
    if committed.unit is not legal.unit:
        yield Violation(
            Law.TIMES,
            "committed_limit.unit",
            f"tính bằng {UNITS[committed.unit].vi} còn luật tính bằng {UNITS[legal.unit].vi}, không so sánh được",
            f"ghi unit = “{legal.unit}”",
        )
    elif committed.amount > legal.amount:
        yield Violation(
            Law.TIMES,
            "committed_limit.amount",
            f"{in_words(committed)} dài hơn thời hạn luật định {in_words(legal)}",
            f"nhiều nhất là {plain(legal.amount)}",
        )


def times(machine: Machine, way: Way) -> Iterator[Violation]:
    """The rows that a dossier comes through take exactly the committed limit."""
    taken = tuple((step.title, step.limit.amount) for step in way.steps if step.limit is not None)
    total, committed = _sum(taken), machine.committed_limit
    if total != committed.amount and not any(limits(machine)):
        yield Violation(
            Law.TIMES,
            "steps",
            f"cộng thời gian các bước được {plain(total)}, thời hạn cam kết là {in_words(committed)}",
            "chia lại time của các bước cho đúng bằng committed_limit",
            _added(taken),
        )


def outcomes(machine: Machine) -> Iterator[Violation]:
    """No outcome has more time than the agency promises for all of them.

    A working day is never shorter than a calendar day, so that the two can be compared one way.
    """
    committed = machine.committed_limit
    for outcome in machine.outcomes:
        limit = outcome.limit
        if limit is not None and _is_surely_longer(limit, committed):
            yield Violation(
                Law.OUTCOMES,
                f"outcomes.{outcome.name}.limit",
                f"{in_words(limit)} dài hơn thời hạn cam kết {in_words(committed)}",
                f"nhiều nhất là {plain(committed.amount)}, hoặc bỏ limit",
            )


def outcome_times(machine: Machine, way: Way) -> Iterator[Violation]:
    """What the rows take for an outcome is within the time of that outcome.

    Texts of an edition without proposals cannot state such times, so it is not asked of them.
    """
    if not EDITIONS[machine.lifecycle].knows_results or any(limits(machine)) or any(times(machine, way)):
        return
    too_long = {violation.key for violation in outcomes(machine)}
    for outcome in machine.outcomes:
        if f"outcomes.{outcome.name}.limit" not in too_long:
            yield from _of_outcome(machine, way, outcome)


def _of_outcome(machine: Machine, way: Way, outcome: Outcome) -> Iterator[Violation]:
    limits_of_rows = [(step.title, step.limit_for(outcome.name)) for step in way.steps]
    taken = tuple((title, limit.amount) for title, limit in limits_of_rows if limit is not None)
    needed, allowed = Limit(_sum(taken), machine.committed_limit.unit), outcome.limit or machine.committed_limit
    if _is_surely_within(needed, allowed):
        return
    said = f"các bước cần {in_words(needed)} để ra kết quả {quoted(outcome.label)}"
    if _is_surely_longer(needed, allowed):
        wrong = f"{said}, thời hạn của kết quả này là {in_words(allowed)}"
    else:
        wrong = f"{said}, không so sánh được với {in_words(allowed)}: {_why_not(needed.unit, allowed.unit)}"
    yield Violation(
        Law.OUTCOMES,
        f"outcomes.{outcome.name}.limit" if outcome.limit else "steps",
        wrong,
        f"ghi times = {{ {outcome.name} = … }} ở các bước cho vừa thời hạn đó",
        _added(taken),
    )


def event(machine: Machine) -> Iterator[Violation]:
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


def _sum(taken: Times) -> Decimal:
    return sum((amount for _title, amount in taken), Decimal(0))


def _added(taken: Iterable[tuple[Text, Decimal]]) -> str:
    return " + ".join(f"{quoted(title)} {plain(amount)}" for title, amount in taken)


def _is_surely_longer(limit: Limit, other: Limit) -> bool:
    """Say whether a limit is longer than another, whatever days off lie in between."""
    is_known = limit.unit is other.unit or (limit.unit, other.unit) == (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY)
    return limit.amount > other.amount and is_known


def _is_surely_within(limit: Limit, other: Limit) -> bool:
    """Say whether a limit is at most as long as another, whatever days off lie in between."""
    is_known = limit.unit is other.unit or (limit.unit, other.unit) == (LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_DAY)
    return limit.amount <= other.amount and is_known


def _why_not(unit: LimitUnit, other: LimitUnit) -> str:
    if LimitUnit.WORKING_HOUR in {unit, other}:
        return "một ngày có mấy giờ làm việc là tuỳ lịch của cơ quan"
    return "số ngày nghỉ xen giữa các ngày làm việc mỗi lúc một khác"

"""Laws of time: steps, promise, law and outcomes agree."""

from collections.abc import Iterator
from decimal import Decimal

from procedures.language.laws.law import Law, Violation
from procedures.machine import LimitUnit, Machine


def times(machine: Machine) -> Iterator[Violation]:
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


def outcomes(machine: Machine) -> Iterator[Violation]:
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

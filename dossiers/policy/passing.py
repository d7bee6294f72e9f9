"""Whether a deadline has passed, or come near, that is not recorded yet (``log.columns`` says from when)."""

from datetime import datetime

from dossiers import clock
from dossiers.models import Dossier, is_noted
from procedures.machine import Action, Guard, LimitUnit


def has_come(action: Action, dossier: Dossier, at: datetime) -> bool:
    """Say whether all the guards of one of the system's own actions are met by time."""
    return all(has_passed(guard, dossier, at) for guard in action.guards)


def has_passed(guard: Guard, dossier: Dossier, at: datetime) -> bool:
    """Say whether a deadline has passed, or come near, that is not recorded yet (``log.columns`` says from when)."""
    match guard:
        case Guard.NEARLY_DUE:
            is_late = dossier.late_at is not None and at >= dossier.late_at
            is_told = is_late or is_noted(dossier.noted_soon_for, dossier.due_at)
            return not is_told and _reached(dossier.due_soon_at, at)
        case Guard.PAST_DUE:
            return not is_noted(dossier.noted_late_for, dossier.due_at) and _reached(dossier.late_at, at)
        case Guard.UNANSWERED:
            answer_by = dossier.answer_due_at
            is_told = is_noted(dossier.noted_answer_for, answer_by)
            return not is_told and clock.is_late(answer_by, at, LimitUnit.WORKING_HOUR)
        case Guard.SUPPLY_NEARLY_DUE:
            supply_by = dossier.applicant_due_at
            is_over = supply_by is None or clock.is_late(supply_by, at, LimitUnit.WORKING_DAY)
            is_told = is_over or is_noted(dossier.noted_supply_for, supply_by)
            return not is_told and _reached(dossier.applicant_soon_at, at)
        case Guard.APPLICANT_LATE:
            supply_by = dossier.applicant_due_at
            return supply_by is not None and clock.is_late(supply_by, at, LimitUnit.WORKING_DAY)
        case _:
            raise LookupError(guard)


def _reached(instant: datetime | None, at: datetime) -> bool:
    return instant is not None and at >= instant

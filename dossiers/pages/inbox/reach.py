"""By what an officer reaches an applicant: by no number that was another one's when somebody answered there last."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dossiers.commands.deciding.collecting import Reminded, calls_of
from dossiers.display.agency.reached import Reached, reached
from dossiers.display.formats import vn_phone
from dossiers.models import CallOutcome, Dossier


def is_wrong(phone: str, calls: Iterable[Reminded]) -> bool:
    """Say whether a number, as it is shown, was another one's when it was answered last; ``calls`` the last first."""
    same = (one for one in calls if one.phone and vn_phone(one.phone) == phone)
    last = next((one for one in same if one.outcome != CallOutcome.NOBODY), None)
    return last is not None and last.outcome == CallOutcome.WRONG


def reached_by(dossier: Dossier, values: Mapping[str, object]) -> Reached:
    """Return by what the applicant of a dossier with these answers is reached: one statement where a number is known, and none but once."""
    by = reached(values, dossier.applicant)
    if not by.phone or not is_wrong(by.phone, (call for _about, call in calls_of(dossier))):
        return by
    return replace(by, phone="", is_wrong=True)

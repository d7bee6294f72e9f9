"""What pages show of a dossier's time at an instant: its ribbon, its dates, in whose hands it was."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Unit
from dossiers.acts import RECOUNT
from dossiers.clock import Attribution
from dossiers.display.badges import WITHOUT_RESULT
from dossiers.display.promises import promises, standing_day
from dossiers.display.ribbon import (
    Happened,
    Ribbon,
    Sign,
    bands_of_steps,
    bands_of_units,
    clock_time,
    in_days,
    ribbon,
    shares,
    who_had,
)
from dossiers.log.facts import facts_of
from dossiers.log.moment import Moment
from dossiers.log.money import account_of
from procedures.machine import Text


@dataclass(frozen=True, slots=True)
class HandsRow:
    """A row of the table of hands: who, how long exactly, the same in days, and the share in per cent."""

    who: str
    time: str
    days: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class HandsTable:
    """In whose hands a dossier was over a stretch of time; the rows sum to ``total``."""

    since: datetime
    until: datetime
    total: str
    rows: tuple[HandsRow, ...]


def unit_names(moment: Moment) -> dict[int, Text]:
    """Return what the units that had a dossier are called: those that acted on it are loaded with its log."""
    loaded = [moment.dossier.unit, moment.dossier.division, *(event.unit for event in moment.log)]
    units = {unit.pk: unit for unit in loaded if unit}
    if missing := moment.unit_ids - units.keys():
        units |= Unit.objects.in_bulk(missing)
    return {pk: Text(unit.name_vi, unit.name_en) for pk, unit in units.items()}


def time_context(moment: Moment, *, for_applicant: bool, now: Sign = Sign.TODAY) -> dict[str, object]:
    """Return what a page shows of time; the applicant sees units, not the office's steps and their verdicts."""
    names = unit_names(moment)
    tables = [] if for_applicant else [moment.whole, moment.accepted]
    return {
        "ribbon": _ribbon(moment, names, for_applicant=for_applicant, now=now),
        "promises": promises(moment),
        "is_paused": bool(moment.place.pause),
        "hands": [_table(found, names) for found in tables if found and found.minutes],
    }


def _ribbon(moment: Moment, names: Mapping[int, Text], *, for_applicant: bool, now: Sign) -> Ribbon | None:
    """Return the time ribbon of a dossier that was accepted."""
    if moment.reading is None:
        return None
    language = get_language()
    bands = (bands_of_units if for_applicant else bands_of_steps)(moment.stays, names, language)
    signs = {
        sign: event.at
        for event in moment.log
        for sign, is_it in (
            (Sign.REAPPOINTED, facts_of(event).new_due_at is not None),
            (Sign.RECOUNTED, event.action == RECOUNT),
        )
        if is_it
    }
    has_result, after = moment.place.status not in WITHOUT_RESULT, moment.machine.supplement.after
    happened = Happened(bands, signs, now, has_result, after, is_settled=account_of(moment.log).owed == 0)
    happened = replace(happened, is_promised=has_result or not for_applicant, promised=standing_day(moment.columns))
    today = timezone.localdate(moment.at)
    return ribbon(moment.days, moment.reading, today=today, language=language, happened=happened)


def _table(found: Attribution, names: Mapping[int, Text]) -> HandsTable:
    language = get_language()
    parts_of_whole = shares([part.minutes for part in found.parts])
    rows = tuple(
        HandsRow(
            who_had(part.hands, part.unit, names, language),
            clock_time(part.minutes).of(language),
            in_days(part).of(language),
            share,
        )
        for part, share in zip(found.parts, parts_of_whole, strict=True)
    )
    return HandsTable(found.since, found.until, clock_time(found.minutes).of(language), rows)

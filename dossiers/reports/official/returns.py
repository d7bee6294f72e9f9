"""The register of returns of a day: what was handed over, to whom, on which identity, and what became of the originals.

What lay at the desk and went back without a result, or after it, stands in it too. A return that was recorded with a name
alone, as those of the first edition were, leaves the rest blank.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.acts import CORRECT_POST, HANDS_BACK
from dossiers.display.agency.given import handed_again, returned
from dossiers.display.agency.handed import noted_of
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import localized
from dossiers.display.labels import WAY_LABELS
from dossiers.filing.counter import people
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.log.facts import Words, facts_of, still_stands, words_of
from dossiers.log.parts import posted
from dossiers.log.parts.deposits import RESULT, hands_over, is_with_result
from dossiers.models import Dossier, Event, Format
from dossiers.reports.sheets import Cell, Sheet, csv_head, csv_rows, workbook_rows, write_workbook
from procedures.machine import Machine
from procedures.models import machine_of_version
from procedures.results import Way
from procedures.time.calendar import LOCAL

WIDTHS = (17, 24, 20, 40, 30, 30, 36, 24, 30, 40, 28, 40)


@dataclass(frozen=True, slots=True)
class Returned:
    """A result that was handed over, or what went back without one; what is personal is empty once it is erased."""

    at: datetime
    code: str
    number: str
    """Of the result, or that none was recorded, as of those on paper alone; "" of what went back without one."""
    subject: str
    applicant: str
    owner: str
    """Whose dossier it is, where that is somebody else than the applicant, who was the messenger."""
    recipient: str
    authority: str
    """By which paper that person collects for another."""
    way: str
    proof: str
    """The identity that was shown, or the number of the postal item."""
    originals: str
    by: str
    remark: str
    """What it was, where no result was handed over: the result once more, originals later, or what was handed in."""

    @property
    def is_for_another(self) -> bool:
        """Whether somebody else than the applicant, or whose dossier it is, took it; names of cards are in capitals, which is the same name."""
        own = (name for name in (self.applicant, self.owner) if name)
        return bool(self.recipient) and not any(people.is_same_name(self.recipient, name) for name in own)


def of_day(seats: Seats, on: date) -> list[Returned]:
    """Return what was handed over on a day, as it went, of what somebody in these seats may see; what was taken back is none of it."""
    events = list(_events(seats, on))
    logs, mended = _logs(events), _mended(events)
    return [_returned(event, logs.get(event.dossier_id, ()), mended.get(event.dossier_id, ())) for event in events]


def _mended(events: Sequence[Event]) -> dict[int, list[Event]]:
    """Return by dossier what put a postal item right since; one query, or none where nothing went by post."""
    went = {one.dossier_id for one in events if facts_of(one).way == Way.BY_POST}
    found = dict[int, list[Event]]()
    mending = Event.objects.filter(still_stands(), dossier__in=went, action=CORRECT_POST).select_related("payload")
    for event in mending.order_by("dossier", "sequence") if went else ():
        found.setdefault(event.dossier_id, []).append(event)
    return found


def _logs(events: Sequence[Event]) -> dict[int, list[Event]]:
    """Return by dossier the logs of what went back noted and not counted, or went by post without an address; one query, or none."""
    noted = {one.dossier_id for one in events if not all(map(any, facts_of(one).went_back.values())) or _unsaid(one)}
    joined = Event.objects.select_related("payload", "actor", "on_behalf_of").filter(dossier__in=noted)
    found = dict[int, list[Event]]()
    for event in joined.order_by("dossier", "sequence") if noted else ():
        found.setdefault(event.dossier_id, []).append(event)
    return {dossier: effective(log) for dossier, log in found.items()}


def _unsaid(event: Event) -> bool:
    """Say whether something was posted to an address that the log has and its event does not."""
    words = words_of(event.payload)
    return facts_of(event).way == Way.BY_POST and bool(words.post_number) and not words.posted_to


def _events(seats: Seats, on: date) -> Iterator[Event]:
    begins = datetime.combine(on, time.min, LOCAL)
    ends, seen = begins + timedelta(days=1), Dossier.objects.visible_to(seats).order_by()
    returned_then = seen.filter(returned_at__gte=begins, returned_at__lt=ends).values("pk")
    of_results = Q(dossier__in=returned_then, at=F("dossier__returned_at"))
    went_back = Q(
        still_stands(), action__in=sorted(HANDS_BACK), at__gte=begins, at__lt=ends, dossier__in=seen.values("pk")
    )
    joined = Event.objects.select_related("dossier__result", "payload", "actor", "on_behalf_of")
    both = chain.from_iterable(joined.filter(one).order_by("at", "dossier") for one in (of_results, went_back))
    return (event for event in sorted(both, key=_place) if event.action in HANDS_BACK or _is_return(event))


def _is_return(event: Event) -> bool:
    """Say so of that one of the events of an instant by which a result was handed over, with or without a word of how."""
    return hands_over(machine_of_version(event.dossier.version_id), event)


def _place(event: Event) -> tuple[datetime, int]:
    return event.at, event.dossier_id


def _returned(event: Event, log: Sequence[Event], mended: Sequence[Event]) -> Returned:
    facts, words, dossier = facts_of(event), words_of(event.payload), event.dossier
    since = [words_of(one.payload) for one in posted.mending(mended, event.sequence)]
    return Returned(
        at=event.at,
        code=dossier.code,
        number=_number(event),
        subject=dossier.subject,
        applicant=dossier.applicant_name,
        owner=dossier.organisation,
        recipient=words.recipient,
        authority=returned.authority(words),
        way=str(WAY_LABELS.get(facts.way, facts.way)),
        proof=words.identity or "; ".join(filter(None, (_item(words, since), _address(event, log)))),
        originals=_went(machine_of_version(dossier.version_id), event, log),
        by=event.by_whom,
        remark=_remark(machine_of_version(dossier.version_id), event, log),
    )


def _number(event: Event) -> str:
    """Return the number of the result; of one that never got any that none was recorded; "" where no result went and there is none."""
    if hasattr(event.dossier, "result"):
        return event.dossier.result.number
    is_result = event.action not in HANDS_BACK or RESULT.name in facts_of(event).went_back
    return _("number not recorded") if is_result else ""


def _address(event: Event, log: Sequence[Event]) -> str:
    """Return where something was posted to: as the desk wrote, else where the result was to go by what held then, as the cover note has it."""
    then = [one for one in log if one.sequence <= event.sequence]
    written = words_of(event.payload).posted_to
    if written or not then or facts_of(event).way != Way.BY_POST:
        return written
    return receiving_of(then).address or str(standing(then).get("applicant_address") or "")


def _remark(machine: Machine, event: Event, log: Sequence[Event]) -> str:
    """Return what went where that was no result for the first time, and what the desk noted of it."""
    if event.action not in HANDS_BACK:
        return ""
    return "; ".join(filter(None, (_what_went(machine, event, log), words_of(event.payload).note)))


def _what_went(machine: Machine, event: Event, log: Sequence[Event]) -> str:
    """Return it in words: a result that came back is called as the log calls that act."""
    if RESULT.name not in facts_of(event).went_back:
        return _("originals handed back later") if is_with_result(event) else _("no result: handed back")
    came_back = noted_of(machine, log, event).get(RESULT.name, "")
    said = localized(handed_again.done(event))
    return f"{said} ({came_back})" if came_back else said


def _item(words: Words, since: Sequence[Words]) -> str:
    """Return the number of a postal item as it stands, with what was recorded first where that was put right."""
    number = posted.number_of(words, since)
    if number == words.post_number:
        return number
    return _("%(number)s (put right; recorded first as %(before)s)") % {"number": number, "before": words.post_number}


def _went(machine: Machine, event: Event, log: Sequence[Event]) -> str:
    """Return what became of the originals; of what went back without a result, what that was and to whom it went."""
    things = returned.things(machine, event, log, without=(RESULT.name,))
    if not things and facts_of(event).went_back:
        return ""
    return f"{returned.given_to(event)}: {things}" if things else returned.originals(machine, event)


def heads() -> tuple[str, ...]:
    """Return what stands over the columns."""
    return (
        _("At"), _("Dossier number"), _("Number of the result"), _("Subject"), _("Applicant"), _("Recipient"),
        _("By which paper"), _("Handed over"), _("Identity shown, or postal item"), _("Originals"), _("By whom"), _("Note"),
    )  # fmt: skip


def file_of(rows: Sequence[Returned], on: date, form: Format) -> bytes:
    """Return the register of a day as CSV or as a workbook."""
    sheet = Sheet(_("Returns of %(on)s") % {"on": f"{on:%d-%m-%Y}"}, heads(), WIDTHS)
    columns: list[tuple[Cell, ...]] = [*zip(*map(_cells, rows), strict=True)]
    if form is Format.CSV:
        return csv_head(sheet) + (csv_rows(columns) if columns else b"")
    into = io.BytesIO()
    write_workbook(sheet, [workbook_rows(columns)] if columns else [], (), into)
    return into.getvalue()


def _cells(row: Returned) -> tuple[Cell, ...]:
    at = row.at.astimezone(LOCAL).replace(tzinfo=None)
    return (
        at, row.code, row.number, row.subject, row.applicant, row.recipient, row.authority, row.way, row.proof,
        row.originals, row.by, row.remark,
    )  # fmt: skip

"""Phiếu kiểm soát quá trình giải quyết hồ sơ: who handed a dossier to whom, when, and how each step kept its time.

Form 05 of TT 01/2018/TT-VPCP, form 06 of TT 03/2025/TT-VPCP. It is the office's own paper and goes with the dossier from
hand to hand, so it is read from the log each time it is printed, and is never issued. A dossier that is handed over in the
system is there at once: who received it is who acted on it next.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from accounts.models import Substitution, Unit, User
from accounts.rights import STEP_ROLES
from accounts.roles import Role
from dossiers.display.agency.front_door import decided_by
from dossiers.display.badges import shown_verdict
from dossiers.display.labels import verdict_label
from dossiers.log.facts import facts_of, words_of
from dossiers.log.instants import receipt_date
from dossiers.models import Dossier, Event
from dossiers.papers.parties import Applicant, Office, applicant_of, office_of
from dossiers.papers.sheets.came_back import post_of
from dossiers.papers.sheets.forms import papers_of
from dossiers.papers.sheets.lateness import apologies_of, holder_now, lateness_of
from dossiers.papers.wording import moment_in_words, place_and_day
from procedures.machine import Clock
from procedures.time.agencies.stored import called
from procedures.time.calendar import local
from procedures.time.regimes.rules import Form

TEMPLATE = "papers/control.html"
OPEN = "……"
"""Stands where nobody has acted yet."""
APPLICANT = "Người nộp hồ sơ"
SYSTEM = "Hệ thống"
IN_PLACE = "{name} (thay cho {absent})"
AT_DESK = "{name} (tại quầy, thay cho người nộp)"
JOINED = "{name} (người nộp, qua tài khoản đã gắn từ {day})"
BY_POST = "{name} (nhận qua bưu chính, thay cho người nộp)"
RESOLVED = "Giải quyết xong"


@dataclass(frozen=True, slots=True)
class Whose:
    """Who keeps a paper of the office."""

    superior: str
    agency: str
    unit: str


@dataclass(frozen=True, slots=True)
class Handover:
    """A line of the sheet, in the words that are printed."""

    whose: str
    """The unit that it comes to, or the applicant."""
    step: str
    """What is to be done there."""
    given: str
    given_by: str
    received_by: str
    """Who acted on it next, ``OPEN`` while nobody has."""
    done_by: str
    """Who acted there in that one's place, which began after it had come; "" of all else."""
    done: str
    """When it left that place again, "" while it is there."""
    result: str
    """How the step kept its limit, "" for what has none and while it lasts."""
    note: str
    """Why it was handed over, where somebody said so."""


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """The whole sheet, in the words that are printed."""

    office: Office
    decides: str
    """The agency that decides it: that of the office, or another one for which the office receives it."""
    title: str
    form: str
    """Which form of which set it is; "" where the number is not known."""
    place_and_day: str
    printed_at: datetime
    code: str
    applicant: Applicant
    procedure: str
    received: str
    due: str
    """What the receipt promised; "" before there was one, and while that promise does not hold."""
    paused: str
    """Since when it is paused, "" while it is not: until it goes on there is no date."""
    lines: tuple[Handover, ...]
    holder: str
    """Who has it now, and since when; "" of what has ended."""
    late: tuple[str, ...]
    """That its step, and that the whole, is late, each by how much."""
    apologies: tuple[str, ...]
    """Which letters of apology were signed."""
    papers: tuple[str, ...]
    """Which papers asked for more, refused or stopped, by whom and why."""
    ended: str
    """How and when it ended, "" while it goes on."""
    post: tuple[str, ...] = ()
    """What came of a result that the post has sent back."""

    @property
    def whose(self) -> Whose:
        """Whose sheet it is, as the head of a paper has it."""
        return Whose(self.office.superior, self.office.agency.name_vi, self.office.desk.name_vi)


def sheet_of(dossier: Dossier, log: Sequence[Event], at: datetime) -> ControlSheet:
    """Return the sheet of a log as it holds, at an instant; ``LookupError`` where its forms have none such.

    It goes with the dossier through its whole life, so that it is of the set of forms of the acceptance; before that of that instant.
    """
    day, kept_since = local(at).date(), dossier.accepted_at or at
    row = dossier.ruling(kept_since).form(Form.CONTROL)
    if row is None:
        raise LookupError(f"no control sheet on {local(kept_since).date()}")
    accepted, first_due, paused_at = dossier.accepted_at, receipt_date(log), _paused_since(dossier, log)
    lines = tuple(_lines(dossier, log))
    return ControlSheet(
        office=office_of(dossier, day),
        decides=decided_by(dossier, day),
        title=row.title,
        form=f"Mẫu số {row.number}" if row.number else "",
        place_and_day=place_and_day(day),
        printed_at=local(at),
        code=dossier.code,
        applicant=applicant_of(dossier),
        procedure=dossier.machine.name.vi,
        received=moment_in_words(local(accepted)) if accepted else "",
        due=moment_in_words(local(first_due)) if first_due and not paused_at else "",
        paused=moment_in_words(local(paused_at)) if paused_at else "",
        lines=lines,
        holder=holder_now(dossier, log, at),
        late=() if paused_at else tuple(lateness_of(dossier, at)),
        apologies=tuple(apologies_of(log)),
        papers=tuple(papers_of(log, dossier.machine)),
        ended=_end_of(dossier, log),
        post=tuple(post_of(log)),
    )


def pdf_of(sheet: ControlSheet) -> bytes:
    """Return a sheet as a PDF. Raises ``FileNotFoundError`` where the fonts are not installed."""
    # Imported here: a web server prints sheets when it is asked to alone, and the press holds 20 MB.
    from dossiers.papers.press import printed

    return printed(TEMPLATE, sheet)


def _paused_since(dossier: Dossier, log: Sequence[Event]) -> datetime | None:
    """Return when the pause began in which a log ends; None where it ends in none."""
    clocks = dossier.machine.states
    if clocks[log[-1].target].clock is not Clock.PAUSED:
        return None
    # It may move within its pause: what counts is the event that brought it there.
    return next(
        event.at for event in reversed(log) if not event.source or clocks[event.source].clock is not Clock.PAUSED
    )


def _lines(dossier: Dossier, log: Sequence[Event]) -> Iterator[Handover]:
    units = Unit.objects.in_bulk({unit for event in log if (unit := facts_of(event).unit) is not None})
    people = User.objects.in_bulk({one for event in log if (one := facts_of(event).assignee) is not None})
    moves = [event for event in log if event.source != event.target]
    # The filing is handed over by nobody: the first line is that of whoever accepted it.
    for place, event in enumerate(moves):
        state = dossier.machine.states[event.target]
        if state.holder is None or not event.source:
            continue
        left = moves[place + 1] if place + 1 < len(moves) else None
        acted = _acted(event, left, log, state.holder)
        with translation.override("vi"):
            received_by = _receiver(event, acted) or _given_to(left, log, people, state.holder) or OPEN
            yield Handover(
                whose=_whose(dossier, event, units),
                step=state.label.vi,
                given=moment_in_words(local(event.at)),
                given_by=_by(event),
                received_by=received_by,
                done_by=_in_place(acted, received_by),
                done=moment_in_words(local(left.at)) if left else "",
                result=_result(left),
                note=" ".join((words_of(event.payload).reason or words_of(event.payload).note).split()),
            )


def _whose(dossier: Dossier, event: Event, units: dict[int, Unit]) -> str:
    """Return the unit that has a dossier after an event by the names of that day; the applicant where no unit has it."""
    unit = units.get(facts_of(event).unit or 0)
    return called(unit, dossier.agencies, local(event.at).date()).name_vi if unit else APPLICANT


def _by(event: Event) -> str:
    """Return who did something: nobody's name where the system did."""
    if event.actor is None or event.role == Role.SYSTEM:
        return SYSTEM
    name = event.actor.get_full_name()
    joined_at = facts_of(event).joined_at if event.is_joined else None
    if joined_at:
        return JOINED.format(name=name, day=f"{local(joined_at):%d/%m/%Y}")
    if event.is_at_desk:
        return (BY_POST if facts_of(event).posted_on else AT_DESK).format(name=name)
    return IN_PLACE.format(name=name, absent=event.absent_name) if event.is_in_place else name


def _acted(event: Event, left: Event | None, log: Sequence[Event], holder: Role) -> list[Event]:
    """Return what was done of a step that an event began, in the role that holds it.

    What others do there takes nothing over: a payment, a note, the applicant's proof, a leader's letter of apology or stop.
    """
    until = left.sequence if left else log[-1].sequence
    since = (one for one in log if event.sequence < one.sequence <= until and one.role in {*STEP_ROLES, Role.CITIZEN})
    return [one for one in since if one.source == event.target and one.role == holder]


def _receiver(event: Event, acted: Sequence[Event]) -> str:
    """Return who took over: who acted there first; "" where nobody has."""
    return _receiving(acted[0], event) if acted else ""


def _in_place(acted: Sequence[Event], received_by: str) -> str:
    """Return who acted there last in the place of whoever had received it; "" where nobody did, or that one had received it."""
    last = next((_by(one) for one in reversed(acted) if one.is_in_place), "")
    return last if last != received_by else ""


def _given_to(left: Event | None, log: Sequence[Event], people: Mapping[int, User], holder: Role) -> str:
    """Return the specialist to whom a dossier was given by name, while it is there or where somebody else moved it on; "" of all else."""
    if holder is not Role.SPECIALIST:
        return ""
    given = [facts_of(event).assignee for event in log if left is None or event.sequence < left.sequence]
    person = people.get(next((one for one in reversed(given) if one is not None), 0))
    return person.get_full_name() if person else ""


def _receiving(first: Event, event: Event) -> str:
    """Return who had a dossier from an event on, of which somebody then did the first thing.

    A stand-in has it from the absence on: what lay there before had come to whoever is away.
    """
    if not first.is_in_place:
        return _by(first)
    held = Substitution.objects.on_part_of(local(event.at).date()).known_by(event.at)
    stood_in = held.filter(absent=first.on_behalf_of_id, substitute=first.actor_id).exists()
    return _by(first) if stood_in else first.absent_name


def _result(left: Event | None) -> str:
    done = facts_of(left).step if left else None
    return verdict_label(done.verdict) if done else ""


def _end_of(dossier: Dossier, log: Sequence[Event]) -> str:
    """Say how and when a dossier ended, with its verdict where it has one; apart from that when its result was handed over."""
    state = dossier.machine.states[log[-1].target]
    if state.clock is not Clock.ENDED or dossier.resolved_at is None:
        return ""
    with translation.override("vi"):
        said = shown_verdict(dossier.verdict, state.status)
        verdict = f" ({verdict_label(said)})" if said else ""
        resolved = f"{moment_in_words(local(dossier.resolved_at))}{verdict}"
        if dossier.returned_at is None:
            return f"{state.label.vi}: {resolved}"
        return f"{RESOLVED}: {resolved}. {state.label.vi}: {moment_in_words(local(dossier.returned_at))}"

"""How a dossier stands, in a word and a sign: its status, its time, and the shares of many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol

from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dossiers.display.formats import days, times, vn_date
from dossiers.display.glyphs import icon
from dossiers.display.promises import PROMISED, standing_day
from dossiers.models.standing import MINUTE, PAUSED, Columns
from procedures.machine import ENDS, Status

STATUS_GLYPHS = {
    Status.REGISTERED: "circle",
    Status.ACCEPTED: "dot",
    Status.REJECTED: "cross",
    Status.IN_PROCESS: "half",
    Status.SUPPLEMENT_REQUESTED: "pause",
    Status.FINANCIAL_OBLIGATION: "coin",
    Status.WITHDRAWN: "back",
    Status.STOPPED: "stop",
    Status.RESULT_READY: "tick",
    Status.RETURNED: "ticks",
}
STANDINGS = {
    "early": ("tick-solid", _("Early")),
    "on_time": ("tick", _("On time")),
    "overdue": ("overdue", _("Overdue")),
    "due_soon": ("soon", _("Due soon")),
    "within_time": ("clock", _("Within time")),
    "paused": ("pause", _("Paused")),
    "not_begun": ("pause", _("Time not begun")),
    "not_started": ("clock", _("Answer due")),
    "unanswered": ("overdue", _("Answer late")),
    "ended": ("stop", _("Ended")),
}
OF_THE_OFFICE = {"not_started": _("The office answers by"), "unanswered": _("The office should have answered by")}
"""What the applicant reads of the time to answer, which is none of the applicant's."""
REDATED = ("clock", _("Re-appointed"))
"""Of what would be within time by another appointment alone: the verdict is by the lawful date."""
OWN_DATES = {
    ("step", "overdue"): ("soon", _("Step late")),
    ("step", "due_soon"): ("soon", _("Step due soon")),
    ("step", "within_time"): ("clock", _("Step due")),
    ("event", "overdue"): ("overdue", _("Too late before the event")),
    ("event", "due_soon"): ("soon", _("To be told before the event")),
    ("event", "within_time"): ("clock", _("To be told before the event")),
}
"""What is said of a step, and of what must be told before an event, where that is due before the whole."""
LATE_STEP = "late_step"
"""How a step past its time looks: red is only what the law, or a promise to the applicant, calls overdue."""
NEAR = timedelta(days=1)
"""From so long before on a step is near."""
WITHOUT_RESULT = frozenset({Status.WITHDRAWN, Status.STOPPED})
"""Where it ended although nothing was issued: nobody reads that this was early."""
UNDATED = frozenset({"paused", "not_begun", "ended"})
TIMED = frozenset({"not_started", "unanswered"})
"""Due at an hour of the day, which the badge shows too."""


class Dated(Columns, Protocol):
    """What tells how a dossier stands: the dossier itself, or its row of a list."""

    @property
    def due_at(self) -> datetime | None:
        """The return date that was promised, once it is accepted."""

    @property
    def lawful_due_at(self) -> datetime | None:
        """The lawful date, once it is accepted."""

    @property
    def promised_for(self) -> datetime | None:
        """The day that was promised last with an apology that moves no date."""

    @property
    def owes_answer(self) -> bool:
        """Whether the desk has not yet answered."""

    def answer_is_late(self, now: datetime) -> bool:
        """Say whether the desk has let the time to answer pass."""

    def is_late(self, now: datetime) -> bool:
        """Say whether it is past its appointment."""

    def is_due_soon(self, now: datetime) -> bool:
        """Say whether its appointment is near."""


class Nearest(Dated, Protocol):
    """What tells what is due first."""

    @property
    def nearest_at(self) -> datetime:
        """What is due first."""

    @property
    def step_due_at(self) -> datetime | None:
        """By when the step is to be done."""


class Badge(NamedTuple):
    """A standing in a sign and a word, and when it is or was due ("" where no date is in force)."""

    kind: str
    sign: SafeString
    label: str
    at: str
    left: str = ""
    """What remains until then, of working time; empty where that is not said."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: where it begins and how wide it is, in per cent of the whole."""

    kind: str
    x: str
    width: str


class _Looks(NamedTuple):
    """Signs and words of all badges in a language."""

    standings: Mapping[str, tuple[SafeString, str]]
    of_the_office: Mapping[str, tuple[SafeString, str]]
    """The same as an applicant reads them."""
    own_dates: Mapping[tuple[str, str], tuple[SafeString, str]]
    redated: tuple[SafeString, str]


@cache
def _looks(_language: str | None) -> _Looks:
    return _Looks(
        {kind: (icon(glyph), str(label)) for kind, (glyph, label) in STANDINGS.items()},
        {kind: (icon(glyph), str(OF_THE_OFFICE.get(kind, label))) for kind, (glyph, label) in STANDINGS.items()},
        {key: (icon(glyph), str(label)) for key, (glyph, label) in OWN_DATES.items()},
        (icon(REDATED[0]), str(REDATED[1])),
    )


def status_glyph(status: int) -> str:
    """Return the sign of a national status."""
    return STATUS_GLYPHS[Status(status)]


def badges(now: datetime, *, for_applicant: bool = False) -> Callable[[Dated], Badge]:
    """Return what says how dossiers stand in time: by their verdict, or when they are due and how near that is.

    What is the same in each row of a list is looked up here, once.
    """
    write = _wholes(for_applicant=for_applicant)

    def badge(dossier: Dated) -> Badge:
        kind = "ended" if for_applicant and dossier.status in WITHOUT_RESULT else standing(dossier, now)
        return write(dossier, kind)

    return badge


def _wholes(*, for_applicant: bool = False) -> Callable[[Dated, str], Badge]:
    """Return what writes how dossiers stand as a whole."""
    zone = get_current_timezone()
    on, at_time = days(zone), times(zone)
    looks = _looks(get_language()).of_the_office if for_applicant else _looks(get_language()).standings
    redated = _looks(get_language()).redated

    def badge(dossier: Dated, kind: str) -> Badge:
        if kind in UNDATED:
            return Badge(kind, *looks[kind], "")
        if for_applicant and kind in ("within_time", "due_soon") and (day := standing_day(dossier)):
            return Badge("within_time", redated[0], PROMISED.of(get_language()), on(day))
        at = dossier.lawful_due_at if dossier.verdict else dossier.deadline_at
        if (
            kind == "within_time"
            and dossier.due_at
            and dossier.lawful_due_at
            and dossier.due_at > dossier.lawful_due_at
        ):
            return Badge(kind, *redated, on(at))
        return Badge(kind, *looks[kind], at_time(at) if kind in TIMED else on(at))

    return badge


def nearest_badges(now: datetime) -> Callable[[Nearest], Badge]:
    """Return what says what is due first of dossiers, as ``nearest_standing`` names it."""
    write = nearest_writer()
    return lambda dossier: write(dossier, nearest_standing(dossier, now))


class Due(NamedTuple):
    """What is due first of a dossier, and how that stands."""

    about: str
    """ "step" or "event"; "" where it is the whole."""
    kind: str


def nearest_standing(dossier: Nearest, now: datetime) -> Due:
    """Name what is due first: the step, the whole, or what must be told before an event.

    Once the whole is overdue that is what counts, whatever was due before it.
    """
    about = due_first(dossier)
    if not about or dossier.is_late(now):
        return Due("", standing(dossier, now))
    at = dossier.nearest_at
    return Due(about, "overdue" if now >= at + MINUTE else "due_soon" if now >= at - NEAR else "within_time")


def nearest_writer() -> Callable[[Nearest, Due], Badge]:
    """Return what writes what is due first of dossiers."""
    whole, at_time = _wholes(), times(get_current_timezone())
    looks = _looks(get_language()).own_dates

    def badge(dossier: Nearest, due: Due) -> Badge:
        if not due.about:
            return whole(dossier, due.kind)
        kind = LATE_STEP if due == ("step", "overdue") else due.kind
        return Badge(kind, *looks[due], at_time(dossier.nearest_at))

    return badge


def shown_due(dossier: Nearest, now: datetime) -> datetime | None:
    """Return the instant of which ``nearest_badges`` speaks of a dossier; None where it names none."""
    due = nearest_standing(dossier, now)
    if due.about:
        return dossier.nearest_at
    if due.kind in UNDATED:
        return None
    return dossier.lawful_due_at if dossier.verdict else dossier.deadline_at


def late_since(at: datetime | None, who: str) -> str:
    """Say since when something is past its return date, and who made it late; "" for what is not late."""
    if at is None:
        return ""
    words = gettext("overdue since %(day)s, delayed at: %(who)s") if who else gettext("overdue since %(day)s")
    return words % {"day": vn_date(at), "who": who}


def due_first(dossier: Nearest) -> str:
    """Name what is due before the whole, "step" or "event"; nothing where that is the whole, or the applicant's turn."""
    is_over = dossier.verdict or dossier.status in PAUSED or dossier.status in ENDS
    if is_over or dossier.nearest_at >= dossier.deadline_at:
        return ""
    return "step" if dossier.nearest_at == dossier.step_due_at else "event"


def standing(dossier: Dated, now: datetime) -> str:
    """Name how a dossier stands, from its verdict, its status and what its holder must meet.

    What ended without a result was not early: its verdict is one of the figures, unless it was overdue then.
    """
    if dossier.verdict:
        return shown_verdict(dossier.verdict, dossier.status) or "ended"
    if dossier.owes_answer:
        return "unanswered" if dossier.answer_is_late(now) else "not_started"
    if dossier.status in PAUSED:
        # What was not accepted has no time yet that could stand still.
        return "paused" if dossier.due_at else "not_begun"
    if dossier.status in ENDS:
        return "ended"
    if dossier.is_late(now):
        return "overdue"
    return "due_soon" if dossier.is_due_soon(now) else "within_time"


def shown_verdict(verdict: str, status: int) -> str:
    """Return the verdict that is said of what has ended with a status; "" where nothing was issued, unless it was overdue then."""
    return "" if status in WITHOUT_RESULT and verdict != "overdue" else verdict


def ended_label(status: int) -> str:
    """Return what the instant is called at which a dossier came to its end, by its status."""
    if status == Status.WITHDRAWN:
        return gettext("Withdrawn at")
    return gettext("Ended at") if status in WITHOUT_RESULT else gettext("Resolved at")


def shares(early: int, on_time: int, overdue: int) -> list[Share]:
    """Return how what was resolved divides into early, on time and overdue."""
    total = early + on_time + overdue
    parts: list[Share] = []
    x = 0.0
    for kind, amount in (("early", early), ("on_time", on_time), ("overdue", overdue)):
        if amount:
            width = 100 * amount / total
            parts.append(Share(kind, f"{x:.3f}", f"{width:.3f}"))
            x += width
    return parts

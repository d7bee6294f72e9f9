"""What figures, periods and groups are called, and the sentence that says how things are."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.display.formats import half_up, percent, vn_date, vn_datetime, vn_number
from dossiers.models.standing import MINUTE
from dossiers.reports.periods import MODEL_CASE, QUARTER, SINCE_2018, YEAR, Period, named
from dossiers.reports.statistics import Figures

QUARTERS = ("I", "II", "III", "IV")


def figure_labels() -> dict[str, tuple[str, str]]:
    """Return each figure's name and what it counts, in words."""
    return {
        "received": (_("Received"), _("accepted in the period")),
        "received_online": (_("Received on line"), _("accepted in the period, filed on line")),
        "carried_over": (_("Carried over"), _("accepted before the period, not resolved before it")),
        "resolved": (_("Resolved"), _("result ready, withdrawn or stopped in the period")),
        "online": (_("Filed on line"), _("of the resolved")),
        "early": (_("Early"), _("resolved before the lawful date, by days or sessions")),
        "on_time": (_("On time"), _("resolved on the lawful date")),
        "overdue": (_("Overdue"), _("resolved after the lawful date")),
        "withdrawn": (_("Withdrawn"), _("counted among the resolved, with their verdicts")),
        "stopped": (_("Stopped"), _("counted among the resolved, with their verdicts")),
        "refused": (_("Refused at intake"), _("not accepted, so in none of the other figures")),
        "pending": (_("In process"), _("accepted and not resolved")),
        "pending_overdue": (_("In process, overdue"), _("past the return date, by today or by the end of the period")),
    }


def form_labels() -> dict[str, tuple[str, str]]:
    """Return the name of each number that only a page of its own has, an official form or that of answers, and what it counts."""
    return {
        "answered": (_("Answered by the desk"), _("the desk answered a filing or a supplement")),
        "to_answer": (_("Still to be answered"), _("waiting for the desk, whose hours are not over")),
        "to_resolve": (_("To be resolved in the period"), _("accepted in the period, or carried over into it")),
        "received_otherwise": (_("Received at the desk or by post"), _("accepted in the period, not filed on line")),
        "pending_in_time": (_("In process, in time"), _("not past the return date at the end of the period, or today")),
        "counted_by_decision": (_("Counted by Decision 766"), _("resolved in the period, or in process at its end")),
        "in_time_by_decision": (
            _("In time by Decision 766"),
            _("early, on time, or in process and not late, and asked for a supplement once at most"),
        ),
        "asked_again": (
            _("In time, and asked more than once"),
            _("in time by its date, late by Decision 766, which allows one supplement request"),
        ),
        "timed_by_decision": (
            _("Accepted and with its result"),
            _("accepted in the period, whose result is ready or returned"),
        ),
        "charged_by_decision": (_("With a fee"), _("accepted in the period, with a recorded fee that was not waived")),
        "paid_online": (_("Paid on line"), _("accepted in the period, with a fee of which something was paid on line")),
        "fee_owed": (_("Fee owed"), _("accepted by the end of the period, on whichever day, and owing a fee")),
        "never_asked": (_("Never asked for a supplement"), _("of the resolved")),
        "asked_once": (_("Asked for a supplement once"), _("of the resolved")),
        "asked_often": (_("Asked for a supplement more than once"), _("of the resolved")),
        "waiting": (
            _("Waiting for a supplement"),
            _("in process at the end of the period, or now, and asked for more"),
        ),
    }


def concern_labels() -> dict[str, tuple[str, str]]:
    """Return the name of each figure on the office's own notice limits, and what it counts."""
    return {
        "answers_late": (_("Answered late"), _("the desk answered a filing or a supplement after its hours")),
        "unanswered": (_("Not answered in time"), _("still waiting for the desk today")),
        "supplements_late": (_("Supplement asked late"), _("after the days that the rule gives the office")),
        "supplements_beyond": (_("Supplement beyond the rounds"), _("asked more often than the rule allows")),
        "lapsed": (_("Supplement lapsed"), _("ended because the applicant did not answer in time")),
        "supplemented": (_("Supplement asked"), _("asked in the period to complete the dossier")),
        "reappointed": (_("Given another date"), _("a new return date set in the period, with an apology")),
        "promised_late": (
            _("Promised late"),
            _("an apology in the period, after the date or once more, with a day that moves no date"),
        ),
    }


def deed_labels() -> dict[str, tuple[str, str]]:
    """Return what stands over the columns of a list that is of a deed: by when it was due, and when it was done."""
    answers = _("Answer due"), _("Answered on")
    supplements = _("The office had to ask by"), _("Asked on")
    return {
        **dict.fromkeys(("answered", "answers_late", "unanswered", "to_answer"), answers),
        **dict.fromkeys(("supplemented", "supplements_late", "supplements_beyond"), supplements),
        "lapsed": ("", _("Ended on")),
        "reappointed": ("", _("Given on")),
        "promised_late": ("", _("Promised on")),
        "refused": ("", _("Refused on")),
    }


def open_labels() -> dict[str, tuple[str, str]]:
    """Return the name of what is open now, and what it counts."""
    return {"open": (_("Open now"), _("accepted and not resolved, as of now"))}


def hints_of_then(now: datetime, period: Period) -> dict[str, str]:
    """Return what the figures count that are of now, or of the end of their period: of a past instant, each names its own."""
    then = {"at": vn_datetime(now)}
    ends = {"at": vn_datetime(min(now, period.closes - MINUTE))}
    return {
        "open": _("accepted and not resolved at %(at)s") % then,
        "pending_overdue": _("past the return date at %(at)s") % ends,
        "pending_in_time": _("not past the return date at %(at)s") % ends,
        "waiting": _("in process at %(at)s, and asked for more") % ends,
        "unanswered": _("still waiting for the desk at %(at)s") % ends,
        "fee_owed": _("accepted by %(at)s, on whichever day, and owing a fee then") % ends,
        "to_answer": _("waiting for the desk at %(at)s, its hours not over by then") % then,
    }


def age_labels() -> dict[str, str]:
    """Return what ages are called, in days since acceptance."""
    return {
        "0-5": _("up to 5 days"),
        "6-10": _("6 to 10 days"),
        "11-20": _("11 to 20 days"),
        "21-30": _("21 to 30 days"),
        "31": _("more than 30 days"),
    }


def fee_labels() -> dict[str, str]:
    """Return what is known of the fee of a dossier."""
    return {
        "owed": _("a fee is owed"),
        "none": _("nothing is owed"),
        "lapsed": _("ended without a result, unpaid"),
        "unknown": _("the fee is not recorded"),
        "over": _("paid too much"),
        "due": _("a fee is to be paid now"),
        "ahead": _("a fee is owed, and not yet due"),
    }


def amount_labels() -> dict[str, str]:
    """Return what the amounts are called that the dossiers of a list owe, or owed when they ended."""
    return {
        "owed": _("Fee open"),
        "lapsed": _("No longer collected"),
        "due": _("To be paid now"),
        "ahead": _("Not yet due"),
    }


def due_labels() -> dict[str, str]:
    """Return what it is called when something is due."""
    return {
        "past": _("Overdue"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "week": _("After tomorrow, within 7 days"),
        "later": _("Later"),
        "paused": _("Waiting, no date runs"),
    }


def nearing_labels() -> dict[str, str]:
    """Return what the next days are called by whose end something is due, today among them."""
    return {"soon": _("due in the next 3 working days"), "seven": _("due in 7 days, today among them")}


def period_labels() -> dict[str, str]:
    """Return what the periods are called that are one press away."""
    return {
        "month": _("This month"),
        "last_month": _("Last month"),
        "quarter": _("This quarter"),
        "last_quarter": _("Last quarter"),
        "year": _("This year"),
        "last_year": _("Last year"),
        "since_2018": _("2018 – 08/2019"),
        "model_case": _("2016 – 08/2019"),
    }


def group_labels() -> dict[str, str]:
    """Return what figures can be broken down by."""
    return {
        "procedure": _("Procedure"),
        "sector": _("Sector"),
        "unit": _("Unit"),
        "person": _("Case officer"),
        "channel": _("Channel"),
        "outcome": _("Outcome"),
    }


def column_labels(*, is_year: bool) -> dict[str, str]:
    """Return what the columns of figures broken down are called; the last compares with the period or the year before."""
    return {
        "label": "",
        "received": _("Received"),
        "resolved": _("Resolved"),
        "early": _("Early"),
        "on_time": _("On time"),
        "overdue": _("Overdue"),
        "pending": _("In process"),
        "pending_overdue": _("of it overdue"),
        "rate": _("On-time rate"),
        "change": _("On the year before") if is_year else _("On the period before"),
    }


def periods(today: date, *, with_model_case: bool) -> dict[str, Period]:
    """Return the periods that are one press away; those of the model case only where it is there."""
    return named(today) | ({"since_2018": SINCE_2018, "model_case": MODEL_CASE} if with_model_case else {})


def period_in_words(period: Period, today: date) -> str:
    """Return a period as people call it: this month, March 2018, the first quarter of 2018, the year 2018, or its days."""
    for name, known in named(today).items():
        if known == period:
            return period_labels()[name]
    return named_in_words(period)


def named_in_words(period: Period) -> str:
    """Return a period by its own name, whichever day it is: March 2018, the first quarter of 2018, the year 2018, or its days."""
    if period.is_whole and period.months == 1:
        return _("Month %(month)s") % {"month": f"{period.start:%m/%Y}"}
    if period.is_whole and period.months == 3 and period.start.month % 3 == 1:  # noqa: PLR2004 - a quarter
        return _("Quarter %(number)s/%(year)s") % {
            "number": QUARTERS[period.start.month // 3],
            "year": period.start.year,
        }
    if period.is_whole and period.months == 12 and period.start.month == 1:  # noqa: PLR2004 - a year
        return _("Year %(year)s") % {"year": period.start.year}
    if period.start == period.end:
        return _("The day %(day)s") % {"day": vn_date(period.start)}
    return _("%(start)s to %(end)s") % {"start": vn_date(period.start), "end": vn_date(period.end)}


def change_in_words(now: float, before: float | None, period: Period, today: date) -> str:
    """Return how a rate has moved since the period before, nothing where there was none."""
    if before is None:
        return ""
    points = half_up(now - before, 1)
    since = _period_before(period, today)
    if not points:
        return _("the same as %(since)s") % {"since": since}
    words = _("up %(points)s points on %(since)s") if points > 0 else _("down %(points)s points on %(since)s")
    return words % {"points": vn_number(abs(points)), "since": since}


def within_sentence(period: Period) -> str:
    """Return a period by its own name, as it stands within a sentence."""
    name = named_in_words(period)
    return name[:1].lower() + name[1:]


def _period_before(period: Period, today: date) -> str:
    """Return what the period before is called: as far as this one has gone where it runs, by its own name where it does not.

    Of what is over, “the month before” would be read as the one before today.
    """
    before = period.before_on(today)
    called = {
        (1, True): _("the month before"),
        (1, False): _("the same days of the month before"),
        (QUARTER, True): _("the quarter before"),
        (YEAR, True): _("the year before"),
        (YEAR, False): _("the same days of the year before"),
    }
    if period.start.month % QUARTER == 1:
        called[QUARTER, False] = _("the same days of the quarter before")
    days = _("the days from %(start)s to %(end)s") % {"start": vn_date(before.start), "end": vn_date(before.end)}
    kind = period.months_since(before), before.is_whole
    if period.start <= today <= period.end:
        return called.get(kind, days)
    return within_sentence(before) if before.is_whole and kind in called else days


def on_time_sentence(figures: Figures, before: Figures, period: Period, today: date) -> str:
    """Return whether the office was on time, and how that has changed."""
    name = named_in_words(period) if period.end < today else period_in_words(period, today)
    if period.start > today:
        return _("%(period)s: still to come.") % {"period": name}
    if figures.rate is None:
        return _("%(period)s: no dossier was resolved.") % {"period": name}
    change = change_in_words(figures.rate, before.rate, period, today)
    rate = _("%(period)s: %(rate)s on time, %(count)s of %(all)s resolved") % {
        "period": name,
        "rate": percent(figures.rate),
        "count": vn_number(figures.early + figures.on_time),
        "all": vn_number(figures.resolved),
    }
    return f"{rate}; {change}." if change else f"{rate}."


def late_now_sentence(count: int, late: Sequence[tuple[str, int]], *, is_past: bool = False) -> str:
    """Return how much is late now, or was, and who made most of it late, by names with their numbers, most first."""
    if not count:
        return _("Nothing was overdue then.") if is_past else _("Nothing is overdue now.")
    if is_past:
        overdue = ngettext("%(count)s dossier was overdue then", "%(count)s dossiers were overdue then", count)
    else:
        overdue = ngettext("%(count)s dossier is overdue now", "%(count)s dossiers are overdue now", count)
    overdue %= {"count": vn_number(count)}
    if not late:
        return f"{overdue}."
    place, most = late[0]
    where = _("delayed at: %(place)s") if most == count else _("%(number)s of them delayed at: %(place)s")
    return f"{overdue}, {where % {'number': vn_number(most), 'place': place}}."

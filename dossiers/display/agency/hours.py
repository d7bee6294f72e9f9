"""Office hours in words."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from procedures.machine import Text
from procedures.time.sessions import WEEKDAYS, Session, Week


def in_words(week: Week, language: str | None) -> str:
    """Return the usual office hours of a week, weekdays with the same hours together."""
    days = groupby(zip(WEEKDAYS, week, strict=False), key=lambda day: day[1])
    rows = [_open_on([name for name, _hours in same], hours) for hours, same in days if hours]
    return "; ".join(text.of(language) for text in rows)


def with_changes(weeks: Sequence[tuple[date, Week]]) -> Text:
    """Return usual hours with those that are planned to follow them, each with its first day, as an address with its moves."""
    if not weeks:
        return Text("", "")
    (_first, now), *later = weeks
    vi = "; ".join(f"từ ngày {since:%d/%m/%Y}: {in_words(week, 'vi')}" for since, week in later)
    en = "; ".join(f"from {since:%d/%m/%Y}: {in_words(week, 'en')}" for since, week in later)
    here = Text(in_words(now, "vi"), in_words(now, "en"))
    return Text(f"{here.vi} ({vi})", f"{here.en} ({en})") if later else here


def new_by(weeks: Sequence[tuple[date, Week]], day: date) -> Text | None:
    """Return the hours of a later day where others hold by then, and from when; None where none do."""
    begun = [(since, week) for since, week in weeks[1:] if since <= day]
    if not begun:
        return None
    since, week = begun[-1]
    return Text(
        f"giờ làm việc từ ngày {since:%d/%m/%Y}: {in_words(week, 'vi')}",
        f"open from {since:%d/%m/%Y}: {in_words(week, 'en')}",
    )


def _open_on(names: list[Text], sessions: tuple[Session, ...]) -> Text:
    first, last = names[0], names[-1]
    hours = [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions]
    vi = first.vi.lower() if first == last else f"{first.vi.lower()} đến {last.vi.lower()}"
    en = first.en if first == last else f"{first.en} to {last.en}"
    return Text(f"{vi}, {' và '.join(hours)}", f"{en}, {' and '.join(hours)}")

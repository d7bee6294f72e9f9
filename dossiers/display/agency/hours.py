"""Office hours in words."""

from itertools import groupby

from procedures.machine import Text
from procedures.time.sessions import WEEKDAYS, Session, Week


def in_words(week: Week, language: str | None) -> str:
    """Return the usual office hours of a week, weekdays with the same hours together."""
    days = groupby(zip(WEEKDAYS, week, strict=False), key=lambda day: day[1])
    rows = [_open_on([name for name, _hours in same], hours) for hours, same in days if hours]
    return "; ".join(text.of(language) for text in rows)


def _open_on(names: list[Text], sessions: tuple[Session, ...]) -> Text:
    first, last = names[0], names[-1]
    hours = [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions]
    vi = first.vi.lower() if first == last else f"{first.vi.lower()} đến {last.vi.lower()}"
    en = first.en if first == last else f"{first.en} to {last.en}"
    return Text(f"{vi}, {' và '.join(hours)}", f"{en}, {' and '.join(hours)}")

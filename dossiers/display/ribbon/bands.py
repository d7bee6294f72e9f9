"""The bands under the days: who had the dossier on which day, and whether each step kept its own time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dossiers.clock import Hands, Stay, StepTime, Verdict
from dossiers.display.ribbon.wording import HANDS, VERDICTS, on, shown
from procedures.machine import Text

type Names = Mapping[int, Text]
"""What the units are called, by id."""

MOST = 6
"""Bands of one day that are drawn side by side; more are told in the table alone."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stay, ready to be drawn and told; ``number`` is written where it begins."""

    number: int
    hands: Hands
    title: str
    who: str
    began_at: datetime
    ended_at: datetime | None
    judged: str = ""
    is_late: bool = False

    @property
    def when(self) -> str:
        """Return from when to when, to the minute."""
        return f"{shown(self.began_at)} – {shown(self.ended_at) if self.ended_at else ''}".rstrip()

    def is_on(self, day: date) -> bool:
        """Say whether it has a part of a day."""
        return on(self.began_at) <= day and (self.ended_at is None or day <= on(self.ended_at))


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a band under one day: its left edge and width in the picture of the week."""

    band: Band
    x: float
    width: float
    begins: bool

    @property
    def classes(self) -> str:
        """Return the CSS classes."""
        late = " ribbon__band--late" if self.band.is_late else ""
        return f"ribbon__band ribbon__band--{self.band.hands.value}{late}"

    @property
    def middle(self) -> float:
        """Return where the number is written."""
        return self.x + self.width / 2


def who_had(hands: Hands, unit: int | None, names: Names, language: str | None) -> str:
    """Return who that is: the unit by its name, leaders with their agency's."""
    named = names.get(unit) if unit else None
    if named is None or not hands.is_office:
        return HANDS[hands].of(language)
    if hands is Hands.LEADER:
        return f"{HANDS[hands].of(language)} · {named.of(language)}"
    return named.of(language)


def bands_of_steps(stays: Sequence[Stay], names: Names, language: str | None) -> tuple[Band, ...]:
    """Return a band for each stay, with how its step kept its limit: for the office's own eyes."""
    return tuple(
        Band(
            number,
            stay.hands,
            stay.label.of(language),
            who_had(stay.hands, stay.unit, names, language),
            stay.began_at,
            stay.ended_at,
            judged=_judged(stay.time).of(language) if stay.time else "",
            is_late=stay.time is not None and stay.time.verdict is Verdict.OVERDUE,
        )
        for number, stay in enumerate(stays, start=1)
    )


def bands_of_units(stays: Sequence[Stay], names: Names, language: str | None) -> tuple[Band, ...]:
    """Return a band for each time in the same hands, without the office's own steps: for the applicant."""
    bands: list[Band] = []
    for stay in stays:
        who = who_had(stay.hands, stay.unit, names, language)
        if bands and bands[-1].who == who:
            bands[-1] = replace(bands[-1], ended_at=stay.ended_at)
        else:
            bands.append(Band(len(bands) + 1, stay.hands, "", who, stay.began_at, stay.ended_at))
    return tuple(bands)


def _judged(time: StepTime) -> Text:
    title, due = time.step.title, shown(time.due_at)
    if time.verdict is None:
        return Text(f"{title.vi}: hạn {due}", f"{title.en}: due {due}")
    verdict = VERDICTS[time.verdict]
    return Text(f"{title.vi}: {verdict.vi}, hạn {due}", f"{title.en}: {verdict.en}, due {due}")


def segments(bands: Sequence[Band], day: date, x: int, width: int) -> tuple[Segment, ...]:
    """Return the bands of a day side by side under it, in their order: the last ones where they are many.

    Numbers tell bands apart: one that is alone shows none, which would be read as an amount.
    """
    are_told_apart = len(bands) > 1
    there = [band for band in bands if band.is_on(day)][-MOST:]
    part = width / len(there) if there else 0
    return tuple(
        Segment(band, round(x + n * part, 2), round(part, 2), begins=are_told_apart and on(band.began_at) == day)
        for n, band in enumerate(there)
    )

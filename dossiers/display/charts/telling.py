"""The words of pictures: values with their unit, what each mark says, and each series in a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from dossiers.display.charts.values import Mark, Series, Sign, Slot
from dossiers.display.formats import half_up, share, vn_number

NOTHING = "–"
PER_CENT = "%"
BLANK = "\N{NO-BREAK SPACE}"
MILLION, BILLION = 10**6, 10**9


def number(value: float | None) -> str:
    """Return a value with at most one decimal, as ``97,2``; a dash where there is none."""
    return NOTHING if value is None else vn_number(half_up(value, 1))


def measured(value: float | None, unit: str) -> str:
    """Return a value with its unit: ``97,2 %``, ``412 hồ sơ``."""
    if value is not None and unit:
        return f"{vn_number(share(value)) if unit == PER_CENT else number(value)}{BLANK}{unit}"
    return number(value)


def is_sign(unit: str) -> bool:
    """Say whether a unit is short enough to stand behind each number."""
    return len(unit) == 1


def ticks(values: Sequence[float], unit: str) -> list[str]:
    """Return the numbers on an axis, those of millions in millions."""
    greatest = max(map(abs, values))
    scaled = ((BILLION, _("%(n)s billion")), (MILLION, _("%(n)s million")))
    divisor, words = next((one for one in scaled if greatest >= one[0]), (1, "%(n)s"))
    numbers = [words % {"n": vn_number(Decimal(str(value)) / divisor)} if value else "0" for value in values]
    return [f"{one}{BLANK}{unit}" for one in numbers] if is_sign(unit) else numbers


def signs() -> Mapping[Sign, str]:
    """Return why marks stand out."""
    return {
        Sign.BEYOND: _("outside the natural limits"),
        Sign.RUN: _("eight or more in a row on one side of the mean"),
    }


def title(slot: Slot, series: Series, mark: Mark, unit: str, *, alone: bool) -> str:
    """Return what a mark says: ``03/2018: 97,2 % of 412 dossiers``."""
    of = slot.full if alone else f"{slot.full}, {series.name}"
    return f"{of}: {measured(mark.value, unit)} {mark.note}".rstrip()


def summary(slots: Sequence[Slot], series: Sequence[Series], unit: str) -> str:
    """Return what each series shows, in a sentence each."""
    return " ".join(_summaries(slots, series, unit))


def _summaries(slots: Sequence[Slot], series: Sequence[Series], unit: str) -> Iterator[str]:
    for one in series:
        there = [(mark.value, slot.full) for mark, slot in zip(one.marks, slots, strict=True) if mark.value is not None]
        if not there:
            yield _("%(name)s: no data.") % {"name": one.name}
            continue
        (low, low_at), (high, high_at) = (pick(there, key=lambda pair: pair[0]) for pick in (min, max))
        values = {"low": low, "high": high, "last": there[-1][0]}
        words = {"name": one.name, "low_at": low_at, "high_at": high_at, "last_at": there[-1][1]}
        words |= {name: measured(value, unit) for name, value in values.items()}
        yield (
            _("%(name)s: lowest %(low)s (%(low_at)s), highest %(high)s (%(high_at)s), last %(last)s (%(last_at)s).")
            % words
        )


def ends(name: str, values: Sequence[float], unit: str) -> str:
    """Return a small line in words: where it begins and ends, and between what it moves."""
    words = {name: measured(pick, unit) for name, pick in (("first", values[0]), ("last", values[-1]))}
    words |= {"low": measured(min(values), unit), "high": measured(max(values), unit), "name": name}
    return _("%(name)s: from %(first)s to %(last)s, lowest %(low)s, highest %(high)s") % words

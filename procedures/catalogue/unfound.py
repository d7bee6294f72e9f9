"""What was searched for and not found, counted by text and day: no person, no address, no number of anybody."""

import re
from datetime import date, timedelta

from django.db.models import F, Max, Sum

from procedures.catalogue.search import exact, words
from procedures.models import PHRASE_LENGTH, UnfoundSearch

MOST_A_DAY = 300
"""Different texts that are counted on a day: who sends more fills no table."""
KEPT_DAYS = 90
SHOWN_DAYS = 30
MOST_SHOWN = 50

_LETTER_BOX = re.compile(r"\S*@\S*")
_LONG_NUMBER = re.compile(r"\w*\d(?:[\s./-]{0,2}\d){5,}\w*")
"""Six digits and more, however they are grouped: a telephone, an identity card, a tax code."""


def countable(typed: str) -> str:
    """Return what may be kept of a search: its words in lower case, no mail address, no long number, cut; "" for nothing."""
    bare = _LONG_NUMBER.sub(" ", _LETTER_BOX.sub(" ", exact(typed)))
    kept = ""
    for word in words(bare):
        if len(kept) + 1 + len(word) > PHRASE_LENGTH:
            break
        kept = f"{kept} {word}".strip()
    return kept if any(sign.isalpha() for sign in kept) else ""


def note(typed: str, *, on: date) -> None:
    """Count a search that found nothing. Two at the same instant may count as one."""
    said = countable(typed)
    of_day = UnfoundSearch.objects.filter(day=on)
    if not said or of_day.filter(phrase=said).update(times=F("times") + 1) or of_day.count() >= MOST_A_DAY:
        return
    UnfoundSearch.objects.bulk_create([UnfoundSearch(day=on, phrase=said)], ignore_conflicts=True)
    UnfoundSearch.objects.filter(day__lt=on - timedelta(days=KEPT_DAYS)).delete()


def lately(today: date) -> list[dict[str, object]]:
    """Return the texts of the last days, what was searched for most first: phrase, times, last_on."""
    recent = UnfoundSearch.objects.filter(day__gt=today - timedelta(days=SHOWN_DAYS)).values("phrase")
    found = recent.annotate(times=Sum("times"), last_on=Max("day")).order_by("-times", "phrase")
    return [dict(row) for row in found[:MOST_SHOWN]]

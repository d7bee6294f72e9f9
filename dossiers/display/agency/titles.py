"""What an issued paper is called where it is named as a paper: form 04 by its title in the set of forms of its day.

The office's everyday word, *thư xin lỗi*, stands where people speak of it; it is the title of the letter of our own (ADR 0075).
"""

from django.utils.translation import get_language

from dossiers.display.labels import paper_label
from dossiers.log.facts import facts_of
from dossiers.models import Event, Letter
from procedures import steady
from procedures.machine import Paper
from procedures.time.calendar import local
from procedures.time.regimes.book import Days


def letter_title(letter: Letter) -> str:
    """Return what an issued paper is called; its event is loaded."""
    return paper_title(letter.kind, letter.event)


def paper_title(kind: str, event: Event) -> str:
    """Return what a paper of a kind about an event is called; the titles of forms have no English."""
    in_words = paper_label(kind)
    if kind != Paper.APOLOGY or get_language() != "vi" or facts_of(event).promised:
        return in_words
    form = steady.now().regimes.ruling(Days(act=local(event.at).date())).form(Paper.APOLOGY)
    return form.title if form else in_words

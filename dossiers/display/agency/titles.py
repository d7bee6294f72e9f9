"""What an issued paper is called where it is named as a paper: form 04 by its title in the set of forms of its day.

What the kind is called, *văn bản xin lỗi*, stands where papers of several sets are meant. The office's everyday word, *thư xin lỗi*, stands where
people speak of it; it is the title of the letter of our own (ADR 0075).
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.acts import PROMISE_LATE
from dossiers.display.labels import paper_label
from dossiers.log.facts import facts_of
from dossiers.models import Event, Letter
from procedures import steady
from procedures.machine import Action, Paper
from procedures.time.calendar import local
from procedures.time.regimes.book import Days

IN_ENGLISH = {
    "Phiếu xin lỗi và hẹn lại ngày trả kết quả": "Apology and new appointment for the result",
    "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết": "Apology and request for an extension of the time",
}
"""The titles of form 04 in our own words: no set of forms has English."""


def letter_title(letter: Letter) -> str:
    """Return what an issued paper is called; its event is loaded."""
    return paper_title(letter.kind, letter.event)


def paper_title(kind: str, event: Event) -> str:
    """Return what a paper of a kind about an event is called, in the reader's language."""
    if kind == Paper.APOLOGY and facts_of(event).promised:
        return _("Letter of apology")
    return title_on(kind, local(event.at).date())


def title_of_act(action: Action, paper: Paper, on: date) -> str:
    """Return what the paper is called that an act of a day would have, in the reader's language."""
    return _("Letter of apology") if action.name == PROMISE_LATE and paper is Paper.APOLOGY else title_on(paper, on)


def title_on(kind: str, on: date) -> str:
    """Return what a paper of a kind is called in the set of forms of a day, in the reader's language."""
    in_words = paper_label(kind)
    form = steady.now().regimes.ruling(Days(act=on)).form(Paper.APOLOGY) if kind == Paper.APOLOGY else None
    if form is None:
        return in_words
    return form.title if get_language() == "vi" else IN_ENGLISH.get(form.title, in_words)


def titles_on(on: date) -> Mapping[Paper, str]:
    """Return the titles of the forms that are called otherwise in each set of forms, by the one of a day."""
    return {Paper.APOLOGY: title_on(Paper.APOLOGY, on)}

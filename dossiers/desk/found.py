"""What a search of the work-list has found: a page of dossiers, each with the words of it that were meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import compress
from operator import or_
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers import queries, search
from dossiers.display.agency.titles import letter_title
from dossiers.display.formats import localized, vn_date, vn_number
from dossiers.display.labels import result_kind_label
from dossiers.filing import drafts
from dossiers.lists.filters import Filters
from dossiers.lists.listed import fitting
from dossiers.log.answers import standing_in
from dossiers.log.facts import words_of
from dossiers.models import EventPayload, Letter, Payment, Result, Sending, receipt_number
from dossiers.models.result import spellings
from dossiers.models.rows.listed import Row
from dossiers.pages.answers import answer_text, in_one_line
from procedures.answers import shown
from procedures.form import Question, QuestionKind
from procedures.time.calendar import local

MOST_SHOWN = 2
"""Answers that are shown of a dossier to say why it was found."""
AROUND = 40
"""Characters that are shown before and behind a word that was meant."""
IN_THE_ROW = frozenset({"applicant_name"})
"""Answers that a row shows anyway."""


class Piece(NamedTuple):
    """A piece of a text, and whether it was searched for."""

    text: str
    is_meant: bool


class Match(NamedTuple):
    """What a word that was searched for stands in: a label, and the text around it."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    rows: Sequence[Row]
    matches: Mapping[int, tuple[Match, ...]]
    """By dossier."""
    count: str
    page: Mapping[str, str]
    looked_at: str
    """How many were found before filters narrowed them."""


def found(filters: Filters, seats: Seats, number: int, now: datetime) -> Found:
    """Return a page of what is searched for and fits the filters, best first; the first for a number that there is none of."""
    all_ids = search.search(filters.text, seats)
    ids = fitting(all_ids, filters, seats, now)
    last = max(1, -(-len(ids) // queries.PAGE))
    number = number if 1 <= number <= last else 1
    rows = queries.rows_of(ids[(number - 1) * queries.PAGE : number * queries.PAGE])
    more = "+" if len(all_ids) >= search.MOST else ""
    page = {
        "previous_url": _page(filters, number - 1) if number > 1 else "",
        "next_url": _page(filters, number + 1) if number < last else "",
    }
    looked_at = f"{vn_number(len(all_ids))}{more}"
    count = vn_number(len(ids)) if filters else looked_at
    return Found(rows, _matches(rows, search.Query(filters.text)), count, page, looked_at)


def _page(filters: Filters, number: int) -> str:
    return f"?{filters.query()}&{urlencode({'page': number})}"


def _matches(rows: Sequence[Row], query: search.Query) -> dict[int, tuple[Match, ...]]:
    answers = standing_in([row.pk for row in rows])
    numbers = _numbers(rows, query)
    # The parts of a day stand in many answers that mean none of it.
    dated = numbers.keys() if query.day is not None or query.is_day_of_any_year else ()
    return {
        row.pk: (
            *numbers.get(row.pk, ()),
            *(() if row.pk in dated else _in_answers(row, answers.get(row.pk, {}), query)),
        )
        for row in rows
    }


def _numbers(rows: Sequence[Row], query: search.Query) -> dict[int, list[Match]]:
    """Return what some dossiers were found by that is no answer: a receipt, the day of filing, the number of a result."""
    ids = [row.pk for row in rows]
    if query.receipt is not None:
        return {pk: [Match(_("Receipt"), (Piece(receipt_number(*query.receipt), is_meant=True),))] for pk in ids}
    if query.day is not None or query.is_day_of_any_year:
        days = {row.pk: local(row.filed_at).date() for row in rows}
        filed = {pk: day for pk, day in days.items() if day == (query.day or query.day_in(day.year))}
        return {pk: [Match(_("Filed"), (Piece(vn_date(day), is_meant=True),))] for pk, day in filed.items()}
    if ended := query.end_of_receipt(()):
        series, number = ended
        paid = Payment.objects.filter(dossier__in=ids, number=number, **({"series__in": series} if series else {}))
        receipts = {row.dossier_id: [Match(_("Receipt"), (Piece(row.receipt, is_meant=True),))] for row in paid}
        return _transfers(ids, query) | receipts
    if "/" not in query.text:
        return _items(ids, query) | _transfers(ids, query)
    return _papers(ids, query)


def _papers(ids: Sequence[int], query: search.Query) -> dict[int, list[Match]]:
    """Return the results and papers by whose number some dossiers were found, each called by its kind: several kinds may have one number."""
    found: dict[int, list[Match]] = {}
    written = reduce(or_, (Q(number__istartswith=spelling) for spelling in spellings(query.text)))
    results = Result.objects.filter(written, dossier__in=ids).values_list("dossier", "kind", "number")
    for pk, kind, number in results:
        found.setdefault(pk, []).append(Match(result_kind_label(kind), (Piece(number, is_meant=True),)))
    for letter in Letter.objects.filter(written, dossier__in=ids).select_related("event").order_by("pk"):
        piece = Piece(letter.number_on_pages, is_meant=True)
        found.setdefault(letter.dossier_id, []).append(Match(letter_title(letter), (piece,)))
    return found


def _items(ids: Sequence[int], query: search.Query) -> dict[int, list[Match]]:
    """Return the number of a postal item by which some dossiers were found."""
    if not query.item:
        return {}
    named = EventPayload.objects.of_item(query.item).filter(event__dossier__in=ids).select_related("event")
    found = {words.event.dossier_id: words_of(words).post_number for words in named.order_by("pk")}
    sent = Sending.objects.standing().filter(item=query.item, letter__dossier__in=ids).order_by("pk")
    found |= dict(sent.values_list("letter__dossier", "number"))
    label = _("Number of the postal item")
    return {pk: [Match(label, (Piece(number, is_meant=True),))] for pk, number in found.items()}


def _transfers(ids: Sequence[int], query: search.Query) -> dict[int, list[Match]]:
    """Return the number of a transfer or paper by which some dossiers were found."""
    found: dict[int, list[Match]] = {}
    for named in search.transfers(query):
        for words in named.filter(event__dossier__in=ids).select_related("event").order_by("pk"):
            number = Piece(words_of(words).fee_reference, is_meant=True)
            found.setdefault(words.event.dossier_id, [Match(_("Number of the transfer or paper"), (number,))])
    return found


def _in_answers(row: Row, answers: Mapping[str, object], query: search.Query) -> list[Match]:
    asked = shown(drafts.questions_of(row.machine), answers)
    questions = [one for one in asked if one.name not in IN_THE_ROW and answers.get(one.name)]
    texts = [_text(one, answers[one.name]) for one in questions]
    likely = compress(zip(questions, texts, strict=True), search.holding(query, texts))
    meant = [(len(search.places(query, text)), localized(one.label), text) for one, text in likely]
    meant.sort(key=lambda one: -one[0])
    return [Match(label, pieces_of(text, query)) for count, label, text in meant[:MOST_SHOWN] if count]


def _text(question: Question, value: object) -> str:
    return in_one_line(question, value) if question.kind is QuestionKind.TABLE else answer_text(question, value)


def pieces_of(text: str, query: search.Query) -> tuple[Piece, ...]:
    """Return a text in pieces, those that were meant marked; what is far from the first of them is left out."""
    places = search.places(query, text)
    begins, ends = max(0, places[0][0] - AROUND), min(len(text), places[0][1] + AROUND)
    pieces = [Piece("… " if begins else "", is_meant=False)]
    at = begins
    for start, end in places:
        if end <= ends:
            pieces += [Piece(text[at:start], is_meant=False), Piece(text[start:end], is_meant=True)]
            at = end
    pieces += [Piece(text[at:ends], is_meant=False), Piece(" …" if ends < len(text) else "", is_meant=False)]
    return tuple(piece for piece in pieces if piece.text)

"""Finding a dossier by whatever an officer has at hand: its number or the end of it, a name, an identity, a paper.

All that somebody may see is searched at once. Of each way in at most ``MOST`` dossiers are looked at, so that a word
that stands in a million of them costs no more than one that stands in a thousand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import attrgetter, or_

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, StartsWith

from accounts.models import User
from accounts.rights import OF_DIVISION
from accounts.seats import Seats
from dossiers.models import Dossier, DossierQuerySet, EventPayload, Letter, Payment, Result, SearchedWords, Sending
from dossiers.models.event import EventPayloadQuerySet
from dossiers.models.result import spellings
from dossiers.search.query import Query, joined
from procedures import steady
from procedures.time.calendar import local

MOST = 1000
"""Dossiers that one way in brings: what is behind them is found by a further word."""
ENOUGH = 50
"""Dossiers with just these words that are enough: who sees so many types on."""
NEWEST = 8_000
"""Dossiers that are read one by one, from the newest on, for words of which each is common, by who sees all of them."""
COMMON = MOST / NEWEST
"""The share of all dossiers from which a word is common: its list in the index takes longer to read than the newest dossiers."""
EVERYWHERE = 1 / 2
"""The share from which a word is looked for in the dossiers that the other words have found, and not in the index."""
NEWEST_OWN = 2 * MOST
"""The same as ``NEWEST`` for who sees one division."""
SAMPLE = 64
"""The newest of a division, of which half have to have words that are common in all, for its newest to be read for them."""
SHARES = """
SELECT word, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, share)
WHERE schemaname = current_schema() AND tablename = %s AND attname = 'words' AND (word = ANY(%s) OR starts_with(word, %s))
"""
"""What the planner knows of how common words are, as SQL of a table, of words, and of the beginning of a word."""
BY_NUMBER, BY_IDENTITY = 4.0, 2.0
"""What a number of ours, and one that identifies somebody, are worth above all words."""
AS_TYPED = 2.0
"""What it is worth above other words that a row of a list has them with the very accents that were typed."""
WHOLE = 0.5
"""What it is worth that the last word stands there as a whole, and is not only the beginning of another."""
IN_THE_ROW = "applicant_name", "organisation", "subject"
"""What a row shows of the words, which weigh most (``dossiers_searched_words``)."""
IN_DIVISION = "qv"
"""Stands before the number of the division that has a dossier (``dossiers_words_in``)."""

_BACKWARDS_CODE = Func(F("code"), template="reverse(translate(%(expressions)s, '.-', ''))", output_field=TextField())
"""A dossier's number from its end, without points and hyphens, as the index ``dossier_from_the_end`` has it."""
_WORDS = F("searched__words")
_WHOLE = re.compile(r"[0-9A-Z]*[A-Z][0-9A-Z]*?\d{6}[0-9A-Z]{4,}")
_SHORT = re.compile(r"\d{6}[0-9A-Z]{4,}", re.ASCII)
_ENDING = re.compile(r"(?:[0-9]{6}[- ]?)?[0-9]{4,7}")
"""The end of a number as it is said: without the agency's code, or without the day too."""
_PLAIN = re.compile(r"(?:[^\W_]|[ ()&|:*])+")
"""What a search is made of: words, numbers and how they are joined; nothing that could end a text in a statement."""
_WORD = re.compile(r"[^\s()|]+")
"""A word of a part of a search, which may be written in several ways."""
_ADDRESS = re.compile(r"https?://\S+/(?:xac-minh/(?P<token>[^/\s]+)|(?:ho-so|mot-cua)/(?P<code>[^/\s]+))/?(?:#[0-9]*)?")


@dataclass(frozen=True, slots=True)
class Hit:
    """A dossier that was found, and how well it fits."""

    pk: int
    rank: float
    holder: str
    filed_at: datetime


def exact(text: str, seats: Seats) -> str:
    """Return the number of the one dossier that a text names outright: its number, or the address in a QR code.

    Empty where it names none that somebody in these seats may see.
    """
    seen = Dossier.objects.visible_to(seats)
    address = _ADDRESS.fullmatch(text)
    if address and address["token"]:
        found = seen.filter(letters__token=address["token"])
    else:
        found = numbered(seen, address["code"] if address else text)
    return found.values_list("code", flat=True).first() or ""


def meant(text: str, seats: Seats) -> DossierQuerySet:
    """Narrow to the dossier that a text names outright, else to those whose number ends so, as lists show it or its last figures.

    The newest stands first.
    """
    seen = Dossier.objects.visible_to(seats)
    if code := exact(text, seats):
        return seen.filter(code=code)
    if not _ENDING.fullmatch(text.strip()):
        return seen.none()
    return ending_in(seen, Query(text).number).order_by("-filed_at", "-pk")


def is_whole_number(text: str) -> bool:
    """Say whether a text can be the whole number of a dossier: an agency's code, six digits of a day and four or more signs."""
    return bool(_WHOLE.fullmatch(Query(text).number))


def without_agency(text: str) -> str:
    """Return a number as the desk's lists show it, without the agency's code: a day and what follows; else empty."""
    number = Query(text).number
    if not _SHORT.fullmatch(number):
        return ""
    try:
        datetime.strptime(number[:6], "%y%m%d")  # noqa: DTZ007 - only whether there is such a day
    except ValueError:
        return ""
    return f"{number[:6]}-{number[6:]}"


def numbered(dossiers: DossierQuerySet, text: str) -> DossierQuerySet:
    """Narrow to the dossier of a whole number, however its parts are separated."""
    joined = Query(text).number
    return dossiers.filter(Exact(_BACKWARDS_CODE, joined[::-1])) if joined else dossiers.none()


def bearing(number: str, dossiers: DossierQuerySet) -> DossierQuerySet:
    """Narrow to those in whose answers the number of a person, a phone or a tax-payer stands as a whole, through the index of words."""
    digits = Query(number).digits
    if not digits:
        return dossiers.none()
    return dossiers.filter(Func(_WORDS, template=f"%(expressions)s @@ {_asked(digits)}", output_field=BooleanField()))


def having_words(query: Query, dossiers: DossierQuerySet) -> DossierQuerySet:
    """Narrow to those in which all words of a query stand, wherever, through the index of words; none where it has no word."""
    if not (words := query.words(begun=False)):
        return dossiers.none()
    return dossiers.filter(Func(_WORDS, template=f"%(expressions)s @@ {_asked(words)}", output_field=BooleanField()))


def search(text: str, seats: Seats) -> list[int]:
    """Return the ids of the dossiers in these seats' sight that fit a text, best first: at most ``MOST`` of them.

    What fits equally well is listed open before ended, new before old.
    """
    query, seen = Query(text), Dossier.objects.visible_to(seats)
    hits: dict[int, Hit] = {}
    for found in (
        *_by_receipt(query, seen, seats),
        *_by_number(query, seen, seats),
        _by_words(query, seen, _divisions(seats)),
    ):
        for hit in found:
            hits.setdefault(hit.pk, hit)
    best = sorted(hits.values(), key=attrgetter("filed_at"), reverse=True)
    best.sort(key=lambda hit: (-hit.rank, not hit.holder))
    return [hit.pk for hit in best[:MOST]]


def fits_own(text: str, user: User) -> bool:
    """Say whether a text fits a dossier that somebody has filed: nobody finds one's own at the desk. One statement."""
    query, mine = Query(text), Dossier.objects.of_applicant(user)
    address = _ADDRESS.fullmatch(text)
    number = Query(address["code"] or "").number if address else query.number
    words = "" if address else query.words(begun=True)
    by_number = StartsWith(_BACKWARDS_CODE, number[::-1]) if number else Q(pk__in=())
    return bool(number or words) and mine.filter(Q(by_number) | (Q(_has(words)) if words else Q(pk__in=()))).exists()


def _by_receipt(query: Query, seen: DossierQuerySet, seats: Seats) -> Iterable[list[Hit]]:
    """Give what the receipt of a number belongs to; of the end of one without its year, those of the last two."""
    series, number = list[str](), 0
    if query.receipt is not None:
        series, number = [query.receipt[0]], query.receipt[1]
    elif query.end_of_receipt(()):
        series, number = query.end_of_receipt(_last_years(seen)) or (series, number)
    if series:
        agencies = {seat.agency_id for seat in seats}
        paid = Payment.objects.filter(agency__in=agencies, series__in=series, number=number)
        found = seen.filter(pk__in=list(paid.values_list("dossier", flat=True)))
        yield _hits(found.order_by(), Value(BY_NUMBER), query)


def _by_number(query: Query, seen: DossierQuerySet, seats: Seats) -> Iterable[list[Hit]]:
    """Give what ends in the number, what a transfer, a result or a paper of that number belongs to, what was filed on a day."""
    agencies = {seat.agency_id for seat in seats}
    if query.receipt is not None:
        return
    for named in transfers(query):
        paid = named.values_list("event__dossier", flat=True)[:MOST]
        yield _hits(seen.filter(pk__in=list(paid)).order_by(), Value(BY_NUMBER), query)
    if query.item:
        bears = EventPayload.objects.of_item(query.item).values_list("event__dossier", flat=True)[:MOST]
        sent = Sending.objects.standing().filter(item=query.item).values_list("letter__dossier", flat=True)[:MOST]
        yield _hits(seen.filter(pk__in=[*bears, *sent]).order_by(), Value(BY_NUMBER), query)
    yield from _by_day(query, seen, agencies)
    if query.number:
        yield _hits(ending_in(seen, query.number).order_by(), Value(BY_NUMBER), query)
    if "/" in query.text:
        written = reduce(or_, (Q(number__istartswith=spelling) for spelling in spellings(query.text)))
        for papers in (Result.objects, Letter.objects):
            numbered = papers.filter(written).values_list("dossier_id", flat=True)[:MOST]
            yield _hits(seen.filter(pk__in=list(numbered)).order_by(), Value(BY_NUMBER), query)


def _by_day(query: Query, seen: DossierQuerySet, agencies: Iterable[int]) -> Iterable[list[Hit]]:
    """Give what was filed on the day that was typed as one, or as the first half of a number, which begins with the agency."""
    if query.day is None and query.begun_number is None and not query.is_day_of_any_year:
        return
    units = steady.now().units
    codes = [units[pk].agency_code for pk in agencies]
    if query.day is not None:
        yield _hits(_filed_on([query.day], seen, codes), Value(BY_IDENTITY), query)
    if query.is_day_of_any_year:
        # Other days with these figures stand in many answers: in births, and in dates of papers.
        yield _hits(_filed_on(_last_such_days(query, seen), seen, codes), Value(BY_NUMBER), query)
    if query.begun_number is not None:
        named, day = query.begun_number
        own = [code for code in codes if named in {"", joined(code)}]
        yield _hits(_filed_on([day], seen, own), Value(BY_NUMBER if named else BY_IDENTITY), query)


def transfers(query: Query) -> Iterator[EventPayloadQuerySet]:
    """Give the words of the events about money whose number of a transfer or paper begins, or ends, as was typed."""
    if query.reference:
        yield EventPayload.objects.of_reference(query.reference)
    if query.end_of_reference:
        yield EventPayload.objects.of_end_of_reference(query.end_of_reference)


def _filed_on(days: Iterable[date], seen: DossierQuerySet, codes: Sequence[str]) -> DossierQuerySet:
    """Narrow to what was filed on some days with some agencies: so begins the number of a dossier."""
    begins = (Q(code__startswith=f"{code}-{day:%y%m%d}-") for day in days for code in codes)
    return seen.filter(reduce(or_, begins, Q(pk__in=()))).order_by("-pk")


def _last_such_days(query: Query, seen: DossierQuerySet) -> list[date]:
    """Return a day that names no year in the year of the last dossier, and in the one before."""
    return [day for year in _last_years(seen) if (day := query.day_in(year))]


def _last_years(seen: DossierQuerySet) -> list[int]:
    """Return the year of the last dossier, and the one before."""
    last = seen.order_by("-pk").values_list("filed_at", flat=True).first()
    return [local(last).year, local(last).year - 1] if last else []


def ending_in(seen: DossierQuerySet, number: str) -> DossierQuerySet:
    """Narrow to numbers with this end, through the index that holds them backwards."""
    return seen.filter(StartsWith(_BACKWARDS_CODE, number[::-1]))


def _divisions(seats: Seats) -> list[int]:
    """Return the divisions of somebody who sees only theirs; none for who sees more."""
    if any(seat.role not in OF_DIVISION for seat in seats):
        return []
    return list(dict.fromkeys(seat.unit_id for seat in seats))


def _by_words(query: Query, seen: DossierQuerySet, divisions: Sequence[int]) -> list[Hit]:
    """Return what has the words; where these are few, what has words that begin with the last of them too.

    A word that is common as it stands is the beginning of no other: its list would be read whole for nothing.
    """
    shares = _shares(query)
    found = _found(query, seen, divisions, shares, begun=False)
    hits = [Hit(hit.pk, hit.rank + WHOLE, hit.holder, hit.filed_at) for hit in found]
    whole = query.parts(begun=False)
    goes_on = query.parts(begun=True) != whole and shares.get(whole[-1], 0) < COMMON
    if len(hits) < ENOUGH and goes_on:
        hits += _found(query, seen, divisions, shares, begun=True)
    if not query.digits:
        return hits
    return [Hit(hit.pk, hit.rank + BY_IDENTITY, hit.holder, hit.filed_at) for hit in hits]


def _found(
    query: Query, seen: DossierQuerySet, divisions: Sequence[int], shares: Mapping[str, float], *, begun: bool
) -> list[Hit]:
    """Return what has the words: among the newest where each of them is common, else by the index."""
    parts = query.parts(begun=begun)
    if parts and len(divisions) <= 1 and all(shares.get(part, 0) >= COMMON for part in parts):
        hits = _among_newest(query, seen, next(iter(divisions), None), begun=begun)
        if len(hits) >= MOST:
            return hits
    return _having(query, seen, divisions, shares, begun=begun)


def _shares(query: Query) -> dict[str, float]:
    """Return in what share of the dossiers each word of a search stands, and words that begin with the last, at most."""
    if not query.terms:
        return {}
    last, parts = query.terms[-1], {*query.parts(begun=False), *query.parts(begun=True)}
    words = [word for part in parts for word in _WORD.findall(part)]
    with connection.cursor() as cursor:
        cursor.execute(SHARES, [SearchedWords._meta.db_table, words, last])
        known = dict(cursor.fetchall())
    known[f"{last}:*"] = max((share for word, share in known.items() if word.startswith(last)), default=0)
    return {part: min(1, sum(known.get(word, 0) for word in _WORD.findall(part))) for part in parts}


def _among_newest(query: Query, seen: DossierQuerySet, division: int | None, *, begun: bool) -> list[Hit]:
    """Return what has some words among the dossiers that came last, newest first; nothing where a division hardly has them."""
    found = seen.filter(_has(query.words(begun=begun)))
    if division is None:
        found = found.filter(pk__gt=_last() - NEWEST)
    elif 2 * found.filter(pk__gt=_last(division, SAMPLE)).count() < SAMPLE:
        return []
    else:
        found = found.filter(pk__gt=_last(division, NEWEST_OWN))
    return _hits(found.order_by("-pk"), _rank(query, begun=begun), query)


def _last(division: int | None = None, behind: int = 0) -> int:
    """Return the key of the last dossier, of all or of a division, or of the one so many behind it; 0 where there is none."""
    last = Dossier.objects.filter(division=division) if division else Dossier.objects.all()
    return last.order_by("-pk").values_list("pk", flat=True)[behind : behind + 1].first() or 0


def _has(words: str) -> Func:
    """Return whether a dossier that is looked at has some words: so put, the planner knows how many have, and asks no index."""
    return Func(_WORDS, template=f"(%(expressions)s @@ {_asked(words)}) IS TRUE", output_field=BooleanField())


def _rank(query: Query, *, begun: bool) -> Combinable:
    """Return whether all words stand where they weigh most; how often they do makes nobody's dossier the better one."""
    parts = [_WORD.sub(_weighed, part) for part in query.parts(begun=begun)]
    if not parts:
        return Value(0.0)
    template = f"(%(expressions)s @@ {_asked(' & '.join(parts))})::int::float"
    return Func(_WORDS, template=template, output_field=FloatField())


def _weighed(word: re.Match[str]) -> str:
    """Return a word of a search as one that stands where words weigh most."""
    return f"{word[0]}A" if word[0].endswith(":*") else f"{word[0]}:A"


def _asked(words: str) -> str:
    """Return words as they stand in a statement; raises ``ValueError`` for what could end a text there."""
    if not _PLAIN.fullmatch(words):
        raise ValueError(words)
    return f"'{words}'::tsquery"


def _having(
    query: Query, seen: DossierQuerySet, divisions: Sequence[int], shares: Mapping[str, float], *, begun: bool
) -> list[Hit]:
    """Return what has the words, in some divisions where these are named.

    They stand in the statement themselves: how common they are says which way is short, and a plan that is made for
    any words would take the wrong one. A word that is nearly everywhere is no way to any dossier: its list would be
    joined for nothing.
    """
    words = query.words(begun=begun)
    if not words:
        return []
    everywhere = [] if query.digits else [p for p in query.parts(begun=begun) if shares.get(p, 0) >= EVERYWHERE]
    rare = [part for part in query.parts(begun=begun) if part not in everywhere]
    if everywhere and (rare or divisions):
        # So put, the planner takes it for rare, and goes by the index: the other words are there for that.
        has_them = Func(
            _WORDS,
            template=f"coalesce(%(expressions)s, '') @@ {_asked(' & '.join(everywhere))}",
            output_field=BooleanField(),
        )
        seen = seen.filter(has_them)
        asked = " & ".join(rare)
    else:
        asked = words
    asked = " & ".join(
        f"({part})" for part in (asked, " | ".join(f"{IN_DIVISION}{unit}" for unit in divisions)) if part
    )
    found = seen.filter(Func(_WORDS, template=f"%(expressions)s @@ {_asked(asked)}", output_field=BooleanField()))
    return _hits(found.order_by(), _rank(query, begun=begun), query)


def _hits(found: DossierQuerySet, rank: Combinable, query: Query) -> list[Hit]:
    """Return what was found; what a row of a list shows is read only where accents were typed, to look for these."""
    shown = IN_THE_ROW if query.has_accents else ()
    rows = found.values_list("pk", rank, "holder", "filed_at", *shown)[:MOST]
    return [
        Hit(pk, worth + AS_TYPED * (query.has_accents and query.is_as_typed(*texts)), holder, filed_at)
        for pk, worth, holder, filed_at, *texts in rows
    ]

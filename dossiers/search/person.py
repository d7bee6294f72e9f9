"""Finding the dossiers of one person: by the name that they bear, or by a number of the identity paper, a phone or a tax code."""

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat

from dossiers.models import DossierQuerySet
from dossiers.search.finding import bearing, having_words
from dossiers.search.query import Query
from procedures.catalogue.search import fold

FEWEST_DIGITS = 8
"""Of a number by which a person is looked for: with fewer it is none that anybody has alone."""


def of_person(text: str, dossiers: DossierQuerySet) -> DossierQuerySet:
    """Narrow to those of a person; none for a text that names nobody.

    A number is looked for whole in the answers, a name among applicants and organisations, with accents or without: each of
    its words. Both go through the index of words first.
    """
    query = Query(text)
    if query.digits:
        return bearing(text, dossiers) if len(query.digits) >= FEWEST_DIGITS else dossiers.none()
    words = fold(text).split()
    if not words:
        return dossiers.none()
    named = Func(
        Concat(F("applicant_name"), Value(" "), F("organisation")), function="dossiers_folded", output_field=TextField()
    )
    found = having_words(query, dossiers).alias(named=named)
    for word in words:
        found = found.filter(named__contains=word)
    return found

"""What is handed over with many, on the page before: each result by its number, and how its applicant wanted to receive it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dossiers.bulk.judging import Judged
from dossiers.display.agency.receiving import receiving_of
from dossiers.display.formats import localized, vn_date
from dossiers.models import Result


@dataclass(frozen=True, slots=True)
class Handing:
    """What one applicant gets, and the way that was chosen; "" where nobody was asked."""

    result: str
    way: str


def handings_of(found: Sequence[Judged]) -> Mapping[str, Handing]:
    """Return it by number, of what can be done: two queries, however many there are."""
    todo = [one for one in found if one.ready and one.dossier]
    results = Result.objects.filter(dossier__in=[one.dossier.pk for one in todo if one.dossier])
    numbered = {result.dossier_id: result for result in results}
    prefetch_related_objects([event for one in todo for event in one.log], "payload")
    return {
        one.code: Handing(_called(numbered.get(one.dossier.pk), one), receiving_of(one.log).words)
        for one in todo
        if one.dossier
    }


def _called(result: Result | None, judged: Judged) -> str:
    """Return what a result is and its number; of one that has none only what it is."""
    assert judged.dossier is not None  # noqa: S101 - only what is found can be ready
    outcome = judged.dossier.machine.outcome(result.outcome if result else judged.outcome)
    label = localized(outcome.label) if outcome else ""
    if result is None or not result.number:
        return label
    about = {"what": label, "number": result.number, "day": vn_date(result.dated)}
    return _("%(what)s, No. %(number)s of %(day)s") % about

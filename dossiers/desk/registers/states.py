"""How results stand on a day, in the register: what narrows it is what each row says, so that as many are shown as are counted."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from django.db.models import DateField, Exists, F, Func, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.display.labels import VALIDITY_LABELS
from dossiers.models import Result, Validity
from dossiers.models.result import ResultQuerySet
from procedures.results import Effect, ResultKind


class State(StrEnum):
    """How a result stands; each has one. Values stand in addresses."""

    WAITS = "waits"
    """It would be in force, and its applicant has not got it yet."""
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ANSWER = "answer"
    """It grants nothing that could be in force."""


LABELS: Mapping[str, str | Promise] = {
    State.WAITS.value: _("Numbered, not yet handed over"),
    **{state.value: VALIDITY_LABELS[state] for state in Validity},
    State.ANSWER.value: _("Written answer"),
}


class LastDay(Func):
    """The last day on which a result holds, as ``Result.last_day``: with what extends it, and what extends that; null without end."""

    template = (
        "(WITH RECURSIVE held AS (SELECT own.id, own.until FROM dossiers_result own WHERE own.id = %(expressions)s UNION ALL "
        "SELECT more.id, more.until FROM dossiers_result more JOIN held ON more.earlier_id = held.id "
        "WHERE more.effect = 'extends' AND more.revoked_at IS NULL AND held.until IS NOT NULL) "
        "SELECT CASE WHEN bool_or(held.until IS NULL) THEN NULL ELSE max(held.until) END FROM held)"
    )
    output_field = DateField()


def narrowed(found: ResultQuerySet, state: str, on: date) -> ResultQuerySet:
    """Narrow to results that stand so on a day, as ``Result.validity`` and ``standing_label`` say of one."""
    if state == State.ANSWER:
        return found.filter(kind=ResultKind.ANSWER.value)
    is_revoked = Q(revoked_at__isnull=False) | Q(_done("pk", Effect.REVOKES))
    is_replaced = Q(_done("pk", Effect.REPLACES))
    # Nobody holds the extension of what is no longer there.
    extends = Q(effect=Effect.EXTENDS.value)
    ends_with = extends & (Q(earlier__revoked_at__isnull=False) | Q(_done("earlier", Effect.REVOKES)))
    gives_way_with = extends & Q(_done("earlier", Effect.REPLACES))
    is_own = is_revoked | is_replaced
    stands = {
        State.REVOKED: is_revoked | (~is_own & ends_with),
        State.REPLACED: (~is_revoked & is_replaced) | (~is_own & ~ends_with & gives_way_with),
    }
    granted = found.granting()
    if state in stands:
        return granted.filter(stands[State(state)])
    left = granted.exclude(is_own | ends_with | gives_way_with).annotate(last=LastDay(F("pk")))
    if state == State.EXPIRED:
        return left.filter(last__lt=on)
    return left.filter(Q(last=None) | Q(last__gte=on), dossier__returned_at__isnull=state == State.WAITS)


def _done(to: str, effect: Effect) -> Exists:
    """Say whether another result did something to a result, or to the one that it did something to."""
    return Exists(Result.objects.filter(earlier=OuterRef(to), effect=effect.value))

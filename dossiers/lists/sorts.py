"""The orders in which a list can be asked for, each by a column that is never null, or by whose hands dossiers are in."""

from collections.abc import Mapping
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, F, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce

from accounts.rights import STEP_ROLES
from accounts.roles import Role
from dossiers.lists.people import people
from dossiers.models import DossierQuerySet

SORTS: Mapping[str, str] = {
    "deadline": "nearest_at",
    "filed": "filed_at",
    "applicant": "applicant_key",
    "subject": "subject_key",
    "holder": "hands",
}
"""What each order goes by, by its name in an address."""
ONLY_OPEN = frozenset({"holder"})
"""Of what has ended nobody has anything in hand."""
HANDS = (*(role for role in Role if role in STEP_ROLES), Role.CITIZEN)
"""In the order in which a dossier goes through them."""
EACH = 1_000_000
"""Places for the people of a role."""


def in_hands(dossiers: DossierQuerySet, on: date) -> DossierQuerySet:
    """Say of each dossier at which place it stands in the order of hands: by role, and by the name of its case officer.

    The order of names is that of the Vietnamese alphabet, which no database knows: it is given along.
    """
    officers = list(dict.fromkeys(one.user_id for one in people(on).sittings if one.role is Role.SPECIALIST))
    by_role = [When(holder=role, then=Value(place * EACH)) for place, role in enumerate(HANDS)]
    place = Func(
        Value(officers, output_field=ArrayField(BigIntegerField())),
        F("assignee_id"),
        function="array_position",
        output_field=IntegerField(),
    )
    named = Case(When(holder=Role.SPECIALIST, then=Coalesce(place, Value(EACH - 1))), default=Value(0))
    role = Case(*by_role, default=Value(len(HANDS) * EACH), output_field=IntegerField())
    return dossiers.annotate(hands=role + named)

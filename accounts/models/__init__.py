"""Who acts."""

from accounts.models.people import (
    KIND_OF_ROLE,
    ROLE_LABELS,
    Carried,
    CarriedFile,
    MailAddress,
    Membership,
    MembershipQuerySet,
    Phone,
    SignInTry,
    Substitution,
    SubstitutionQuerySet,
    Unit,
    UnitKind,
    UnitQuerySet,
    User,
    carried_path,
)

__all__ = [
    "KIND_OF_ROLE",
    "ROLE_LABELS",
    "Carried",
    "CarriedFile",
    "MailAddress",
    "Membership",
    "MembershipQuerySet",
    "Phone",
    "SignInTry",
    "Substitution",
    "SubstitutionQuerySet",
    "Unit",
    "UnitKind",
    "UnitQuerySet",
    "User",
    "carried_path",
]

"""For whom a procedure is, who decides it, and how far it is done on line."""

from enum import StrEnum


class Applicant(StrEnum):
    """Who may apply; what the catalogue is narrowed by."""

    CITIZEN = "citizen"
    HOUSEHOLD = "household"
    BUSINESS = "business"
    ORGANISATION = "organisation"
    FOREIGN = "foreign"


class Level(StrEnum):
    """The level of the administration that decides."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"


class Online(StrEnum):
    """How far a procedure can be done on line (NĐ 42/2022): wholly, in part, or not."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"

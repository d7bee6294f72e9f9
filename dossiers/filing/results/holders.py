"""Whose a result is: whom the licence names."""

from collections.abc import Mapping
from typing import Any

NAMED_BY = (
    "organisation_name",
    "business_name",
    "establishment_name",
    "owner_name",
    "user_name",
    "registrant_name",
    "host_name",
    "importer_name",
    "organiser_name",
    "exhibitor_name",
    "transferor_name",
    "applicant_organisation",
)
"""The questions that ask for whom a result is: those of the forms before that of whoever applies.

The licence names whom the form does. Somebody who files for others has an organisation of one's own.
"""


def named_in(answers: Mapping[str, Any]) -> str:
    """Return whom a form names; empty where somebody applies for oneself, and once the answers are erased."""
    return next((str(answers[name]) for name in NAMED_BY if answers.get(name)), "")

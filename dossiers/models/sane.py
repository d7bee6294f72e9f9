"""Conditions that keep out of a table what no program can read."""

from datetime import UTC, datetime

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import Exact

FIRST, END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def of_our_time(*names: str) -> Q:
    """Return the condition that each instant, where there is one, is of the years 1900 to 2199: none is infinite."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__gte": FIRST, f"{name}__lt": END})
    return condition


def is_object(name: str) -> Q:
    """Return the condition that JSON, where there is any, is an object: JSON's own null is not the absence of words."""
    kind = Func(F(name), function="jsonb_typeof", output_field=TextField())
    return Q(**{f"{name}__isnull": True}) | Q(Exact(kind, Value("object")))

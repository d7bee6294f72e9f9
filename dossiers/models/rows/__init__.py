"""Rows that plain SQL reads, as the instances that the ORM would make of them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, JSONField, Model, Q, Value
from django.db.models.expressions import Combinable
from psycopg.pq import Format

from accounts.roles import Role
from dossiers.models.standing import BY_APPLICANT


@cache
def columns(model: type[Model]) -> str:
    """Return the columns of a model in its order, as SQL."""
    return ", ".join(f'{model._meta.db_table}."{field.column}"' for field in model._meta.concrete_fields)


def loaded[Row: Model](model: type[Row], row: Sequence[Any]) -> Row:
    """Return a row of ``columns`` as an instance."""
    values = list(row)
    for place in _places_of_json(model):
        values[place] = None if values[place] is None else json.loads(values[place])
    return model.from_db(connection.alias, _names(model), values)


def rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def among(field: str, ids: Iterable[int]) -> Combinable | Q:
    """Say whether a key is among many, which go to the database as one value: of thousands of ``IN`` each is written out and read.

    Of none nothing is asked.
    """
    keys = Value(found := list(ids), output_field=ArrayField(BigIntegerField()))
    is_any = Func(F(field), keys, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())
    return is_any if found else Q(pk__in=())


def rows_behind[Row: Model](model: type[Row], behind: str, parameters: Sequence[Any]) -> list[Row]:
    """Return rows of a model by what stands behind its table, of pages that ask the same each time: the ORM would compile it anew."""
    table = model._meta.db_table
    statement = f"SELECT {columns(model)} FROM {table} {behind}"  # noqa: S608 - names of ours
    return [loaded(model, row) for row in rows(statement, parameters)]


class Asked(NamedTuple):
    """A statement with its values."""

    statement: str
    parameters: Sequence[Any] | Mapping[str, Any]
    is_binary: bool = False
    """For many instants: written out and read again as text, each costs more than all else of its row. Its columns may hold
    no JSON, which comes as text otherwise."""


def binary_rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask a statement for many instants, as ``Asked.is_binary`` says."""
    return at_once(Asked(statement, parameters, is_binary=True))[0]


def at_once(*asked: Asked) -> list[list[tuple[Any, ...]]]:
    """Ask statements of which none needs the answer to another: several go the way to the database together."""
    connection.ensure_connection()
    with ExitStack() as open_now:
        cursors = [open_now.enter_context(connection.cursor()) for _one in asked]
        if len(asked) > 1:
            open_now.enter_context(connection.connection.pipeline())
        for cursor, one in zip(cursors, asked, strict=True):
            cursor.cursor.format = Format.BINARY if one.is_binary else Format.TEXT
            cursor.execute(one.statement, one.parameters)
        return [cursor.fetchall() for cursor in cursors]


def with_roles(statement: str, parameters: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write the roles, and who wrote a message, among the values of a statement into it: they are ours, and few.

    An index of what is open holds only what somebody has. That a dossier of a role is among it can be seen in a plan that
    is made once for all values, and not if the role is one of these: then each page is planned anew.
    """
    texts = statement.split("%s")
    ours = (*Role, BY_APPLICANT, "")
    written = [f"'{value!s}'" if isinstance(value, str) and value in ours else "%s" for value in parameters]
    pieces = (piece for pair in zip(texts, [*written, ""], strict=True) for piece in pair)
    given = tuple(value for value, text in zip(parameters, written, strict=True) if text == "%s")
    return "".join(pieces), given


def shortened(model: type[Model], statement: str) -> str:
    """Write a statement of the ORM with a letter for the table that it reads, and no name for a column that has it already.

    What psycopg has made of a statement it keeps up to 4,096 signs; a longer one is taken apart each time it is asked.
    """
    table = f'"{model._meta.db_table}"'
    named = re.sub(rf"FROM {table}(?! [A-Z]\d)", f"FROM {table} AS d", statement.replace(f"{table}.", "d."))
    return re.sub(r'd\."(\w+)" AS "\1"', r'd."\1"', named)


@contextmanager
def planned_anew() -> Iterator[None]:
    """Have statements planned for the values that they are asked with, for the length of a block.

    A statement that is prepared is soon planned once for whatever comes: what fits one dossier of a million is then looked
    for like what fits half of them.
    """
    connection.ensure_connection()
    line = connection.connection
    before, line.prepare_threshold = line.prepare_threshold, None
    try:
        yield
    finally:
        line.prepare_threshold = before


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _places_of_json(model: type[Model]) -> tuple[int, ...]:
    """Return the places of the columns that hold JSON: the database gives their text."""
    fields = enumerate(model._meta.concrete_fields)
    return tuple(place for place, field in fields if isinstance(field, JSONField))

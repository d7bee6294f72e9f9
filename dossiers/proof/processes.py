"""Work in several processes, each with a connection of its own. Knows no model, so that a new process can begin here."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
from django.db import connection
from django.utils.module_loading import import_string


def each(function: str, tasks: Iterable[tuple[object, ...]], *, jobs: int) -> Iterator[object]:
    """Yield what a function, given by its dotted name, returns for the arguments of each task, in their order."""
    database = connection.settings_dict["NAME"]
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (database,)) as pool:
        for done in [pool.submit(_call, function, arguments) for arguments in tasks]:
            yield done.result()


def _begin(database: str) -> None:
    """Set a new process up on the caller's database."""
    django.setup()
    connection.settings_dict["NAME"] = database


def _call(function: str, arguments: tuple[object, ...]) -> object:
    return import_string(function)(*arguments)

"""One work on all cores: its parts are done in processes, each with a connection of its own, and told in their order.

Knows no model, so that a new process can begin here.
"""

import os
import signal
from argparse import ArgumentParser
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

import django
from django.core.management.base import CommandError
from django.db import connection
from django.utils.module_loading import import_string


class PartError(Exception):
    """A part of a work that was not done: its process was killed, or it raised what is the cause of this."""


def usable() -> int:
    """Return on how many cores this process may run."""
    return os.process_cpu_count() or 1


def add_option(parser: ArgumentParser, *names: str, when: str) -> None:
    """Take a command's number of processes as ``processes``; None where none is given, which means all ``when``."""
    own = f"processes that share the work; by default one for each core that may be used, {when}"
    parser.add_argument("--processes", *names, type=int, metavar="N", help=own)


def refuse_none(processes: int | None) -> None:
    """Raise CommandError for a number of processes that could do nothing."""
    if processes is not None and processes < 1:
        raise CommandError(f"--processes {processes}: at least one process must do it.")


def each(function: str, parts: Iterable[tuple[object, ...]], *, processes: int) -> Generator[object]:
    """Yield what a function, given by its dotted name, returns for the arguments of each part, in their order.

    What it takes and returns is pickled. Raises ``PartError`` at the first part in that order that was not done. However
    this ends, also by Ctrl-C or because nobody asks for the next one, no process of it goes on.
    """
    wanted = list(parts)
    if not wanted:
        return
    database, others, is_whole = connection.settings_dict["NAME"], set(active_children()), False
    pool = ProcessPoolExecutor(min(processes, len(wanted)), get_context("spawn"), _begin, (database,))
    try:
        waiting = deque(pool.submit(_call, function, part) for part in wanted)
        while waiting:
            yield _result(waiting.popleft())
        is_whole = True
    finally:
        for process in set() if is_whole else set(active_children()) - others:
            process.terminate()
        pool.shutdown(cancel_futures=True)


def _result(done: Future[object]) -> object:
    failure = done.exception()
    if isinstance(failure, BrokenExecutor):
        raise PartError("A process that shared the work has ended before its part was done.") from failure
    if failure is not None:
        raise PartError(f"A part of the work failed: {type(failure).__name__}: {failure}") from failure
    return done.result()


def _begin(database: str) -> None:
    """Set a new process up on the caller's database; it ends with the caller, and without a word at Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    connection.settings_dict["NAME"] = database


def _end_with_parent() -> None:
    """Wait for the end of the process that has the work, and end: a killed one cannot say that nothing more is wanted."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _call(function: str, part: tuple[object, ...]) -> object:
    return import_string(function)(*part)

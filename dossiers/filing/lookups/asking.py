"""Databases asked at once, and never waited for longer than a page can."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog

from dossiers.filing.lookups.seam import MOST_REFERENCE, MOST_TEXT, Answer, Lookup
from procedures.form import Database

SECONDS = 2.0
"""So long whoever opens a page waits for all answers together; what comes later is none."""
MOST_AT_ONCE = 4
"""Threads of a process. While all of them wait for a database that hangs, no other is asked: there is no answer."""

log = structlog.get_logger()
_threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="lookup")


def ask(lookup: Lookup, wanted: Mapping[str, tuple[Database, str]], *, seconds: float = SECONDS) -> dict[str, Answer]:
    """Return the answers that came in time, by the names under which they were wanted."""
    asked = {_threads.submit(lookup.find, database, number): name for name, (database, number) in wanted.items()}
    done, late = wait(asked, timeout=seconds)
    for each in late:
        each.cancel()
        log.warning("lookup.late", database=wanted[asked[each]][0].value)
    answers = {asked[each]: _answer(each, wanted[asked[each]][0]) for each in done}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _answer(done: Future[Answer], database: Database) -> Answer | None:
    """Return an answer as it is kept; None where there was none."""
    failure = done.exception()
    if isinstance(failure, OSError):
        log.warning("lookup.unreachable", database=database.value, failure=type(failure).__name__)
        return None
    if failure is not None:
        # A fault of the class that was plugged in: the page goes on without it, and the log says where it is.
        log.error("lookup.failed", database=database.value, exc_info=failure)
        return None
    answer = done.result()
    text, text_en = _line(answer.text, MOST_TEXT), _line(answer.text_en, MOST_TEXT)
    return Answer(answer.is_known, _line(answer.reference, MOST_REFERENCE), text, text_en)


def _line(text: str, longest: int) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:longest]

"""What an answer must be, whatever was asked; and what must hold of the record after all of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.db.models import F, Q
from psycopg.pq import TransactionStatus

from dossiers.models import Attachment, Dossier, Event, OutboxEntry
from dossiers.proof.audit import check_all
from tests.attacks.attempts import Answer, Attempt
from tests.attacks.caller import HOST

MOST_SECONDS = 5.0
TRACES = ("Traceback (most recent call last)", "/site-packages/", "psycopg.errors", "django.db.utils")
REFLECTED = ("<script>alert(1)", "<img src=x onerror")
OPEN_TO_ALL = "/demo/thu/"
"""The post of the demo, which everybody may read there on purpose."""
STANDS_STILL = ("/readyz", 503)
"""What the watch is told where no schedule runs, as here."""
IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be, and the request after which it was seen."""

    what: str
    attempt: str = ""
    trace: str = ""

    @property
    def place(self) -> str:
        """What tells it from others: where its trace ends, or what it is."""
        lines = self.trace.strip().splitlines()
        return lines[-1][:60] + next((line for line in reversed(lines) if "File " in line), "") if lines else self.what

    def __str__(self) -> str:
        return "\n".join(filter(None, (f"** {self.what}", self.attempt, self.trace)))


def judged(
    attempt: Attempt, answer: Answer, secrets: Sequence[str], grown: Sequence[int], most_seconds: float = MOST_SECONDS
) -> list[Finding]:
    """Return what is wrong with an answer; ``grown`` is by how much the counts of ``world.rows`` have changed."""
    wrong = [f"{answer.seconds:.1f} seconds"] if answer.seconds > most_seconds else []
    wrong += [*_of_answer(attempt, answer), *_of_words(attempt, answer, secrets), *_of_rows(attempt, answer, grown)]
    return [Finding(what, attempt.told(), answer.trace) for what in wrong]


def _of_answer(attempt: Attempt, answer: Answer) -> Iterator[str]:
    if answer.status >= 500 and (attempt.path, answer.status) != STANDS_STILL:
        yield f"status {answer.status}"
    if answer.header("content-type") is None and answer.status not in (204, 304) and not answer.trace:
        yield f"no content type with status {answer.status}"
    target = answer.header("location")
    if target is not None and leaves(attempt.path, target):
        yield f"a redirect leaves the site: {target!r}"
    if any(re.search(r"[\r\n\x00]", name + value) for name, value in answer.headers):
        yield "a header holds a line break"


def _of_words(attempt: Attempt, answer: Answer, secrets: Sequence[str]) -> Iterator[str]:
    text = answer.text
    yield from (f"the page shows a trace: {trace}" for trace in TRACES if trace in text)
    if answer.is_page:
        yield from (f"the page repeats {marked}" for marked in REFLECTED if marked in text)
    if not attempt.path.startswith(OPEN_TO_ALL):
        yield from (f"words of another person: {word}" for word in secrets if word in text)


def _of_rows(attempt: Attempt, answer: Answer, grown: Sequence[int]) -> Iterator[str]:
    if any(grown) and (attempt.is_safe or answer.status >= 400):
        yield f"{attempt.method} was answered {answer.status} and has changed the record: {list(grown)}"
    if grown and (grown[0] > 1 or min(grown) < 0):
        yield f"one request has changed the record by {list(grown)}"
    if is_open():
        yield "a transaction is left open"


def is_open() -> bool:
    """Say whether a transaction is under way that nobody has ended."""
    driver = connection.connection
    return connection.in_atomic_block or (driver and driver.info.transaction_status != TransactionStatus.IDLE)


def leaves(path: str, target: str) -> bool:
    """Say whether a browser that follows a redirect from a path goes to another site, or anywhere but by HTTP."""
    seen = IGNORED_BY_BROWSERS.sub("", target.strip()).replace("\\", "/")
    try:
        to = urlsplit(urljoin(f"http://{HOST}/{path.lstrip('/')}", seen))
    except ValueError:
        return True
    return to.scheme not in ("http", "https") or to.netloc != HOST


def of_record() -> list[Finding]:
    """Return what is wrong with the whole record, after everything."""
    wrong = [f"check_dossiers: {difference}" for difference in check_all(processes=1, files=True).differences]
    lost = [str(one.pk) for one in Attachment.objects.all() if not one.file.storage.exists(str(one.file.name))]
    wrong += [f"attachment {pk} has no file" for pk in lost]
    wrong += [f"{code} has no event" for code in _codes(Dossier.objects.filter(events=None))]
    odd = Dossier.objects.exclude(sequence__in=Event.objects.filter(dossier=F("dossier")).values("sequence"))
    wrong += [f"{code} is ahead of its log" for code in _codes(odd)]
    wrong += [f"event {pk} has no payload" for pk in Event.objects.filter(payload=None).values_list("pk", flat=True)]
    lone = OutboxEntry.objects.filter(~Q(event__in=Event.objects.values("pk")))
    wrong += [f"outbox entry {pk} has no event" for pk in lone.values_list("pk", flat=True)]
    return [Finding(what) for what in wrong]


def _codes(dossiers: object) -> list[str]:
    return list(dossiers.values_list("code", flat=True))

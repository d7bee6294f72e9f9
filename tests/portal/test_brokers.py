"""The whole path of a dossier on a server as it is installed: web, worker and schedule from the runtime's packages."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from dossiers.models import Dossier, JobRun, Letter, OutboxEntry
from portal import story
from tests import programs
from tests.visiting import RealVisitor, real_password

SIGNED = story.PATH[:-1]
FILES = {"finish-tham-dinh": "to-trinh.pdf", "finish-van-thu": "giay-phep.pdf"}
RETURNED = {"recipient": "Lê Văn Nhận", "fee_amount": "500.000", "fee_method": "cash"}
Served = Callable[..., str]


@pytest.fixture
def served(committed_db: None) -> Iterator[Served]:
    """Start a server with some environment; return its address."""
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)
    with ExitStack() as stack:

        def start(**given: str) -> str:
            port, python = programs.free_port(), programs.runtime()
            web = programs.web(port, python=python, **given)
            others = (programs.worker(python=python, **given), programs.schedule(python=python, **given))
            stack.enter_context(programs.running(web, *others))
            web.wait(lambda: programs.listens(port))
            return f"http://127.0.0.1:{port}/"

        yield start


@pytest.mark.parametrize("cached", [False, True], ids=["no-cache", "cache"])
@pytest.mark.parametrize("broker", ["database", "redis"])
def test_a_dossier_is_filed_walked_and_returned_with_its_mail_and_receipt(
    served: Served, broker: str, cached: bool
) -> None:
    with ExitStack() as stack:
        given = {}
        if broker == "redis":
            given["CELERY_BROKER_URL"] = stack.enter_context(programs.redis())
        if cached:
            given["CACHE_URL"] = stack.enter_context(programs.redis())
        address = served(**given)
        alice = RealVisitor(address)
        with real_password("alice"):
            alice.sign_in("alice")
            code = alice.file()
        walk(address, code)
        programs.wait(lambda: is_all_done() and mails(code) >= 3, seconds=60, words=left)

        ready = RealVisitor(address).get("/readyz")

    assert Dossier.objects.get(code=code).state == "returned"
    assert Letter.objects.get(dossier__code=code).file.size > 1000
    assert ready.status_code == 200, ready.content
    assert b"schedule: is at work" in ready.content
    assert (b"cache: answers" in ready.content) == cached


def walk(address: str, code: str) -> None:
    """Take each action of the plain path, by its person, from the page."""
    visitors: dict[str, RealVisitor] = {}
    for action, who in story.PATH:
        visitor = visitors.setdefault(who, RealVisitor(address, who) if who not in visitors else visitors[who])
        typed: dict[str, Any] = {"files": story.upload(FILES[action])} if action in FILES else {}
        page = visitor.get(f"/mot-cua/{code}/")
        answer = visitor.send(page, f"/{action}/", RETURNED if action == "return" else typed)
        assert (answer.status_code, answer.path) == (200, f"/mot-cua/{code}/"), (action, answer.content.decode())


def is_all_done() -> bool:
    """Tell whether nothing is left in the outbox and the jobs have run."""
    jobs = set(JobRun.objects.values_list("job", flat=True))
    return {"relay", "sweep"} <= jobs and not OutboxEntry.objects.filter(done_at=None).exists()


def left() -> str:
    """Tell what the outbox still holds."""
    return str(list(OutboxEntry.objects.filter(done_at=None).values_list("kind", "attempts", "error")))


def mails(code: str) -> int:
    """Count the mail about a dossier."""
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in Path(settings.MAIL_DIR).glob("*.eml")]
    return sum(code in str(message["Message-ID"]) for message in found)

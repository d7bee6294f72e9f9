"""A server as it is installed: web, worker and schedule from the runtime's packages; and a dossier's path on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from django.conf import settings

from dossiers import outbox
from dossiers.models import Dossier, JobRun, Letter, OutboxEntry
from dossiers.notices.applicants import REMARKS
from portal.demo import story
from tests import programs
from tests.visiting import RealVisitor

MAILS = 5
"""What the applicant of a plain path is sent."""
TYPED = {
    "return": {
        "handover_recipient": "Lê Văn Nhận",
        "handover_identity": "CCCD …4321",
        "handover_authority": "Giấy uỷ quyền số 5 ngày 01/12/2026",
    },
}
"""What is typed on the plain path, by action; all else is there already."""


@contextmanager
def served(**given: str) -> Iterator[str]:
    """Run a server with some environment on the test's database; yield its address."""
    port, python = programs.free_port(), programs.runtime()
    given = {"TAKE_BACK_SECONDS": "1", **given}
    web = programs.web(port, python=python, **given)
    with programs.running(web, programs.worker(python=python, **given), programs.schedule(python=python, **given)):
        web.wait(lambda: programs.listens(port))
        yield f"http://127.0.0.1:{port}/"


def walk(address: str, code: str) -> None:
    """Take each action of the plain path, by its person, from the page."""
    visitors: dict[str, RealVisitor] = {}
    for step, who in story.PATH:
        if who not in visitors:
            visitors[who] = RealVisitor(address, who)
        action = story.named(Dossier.objects.select_related("version").get(code=code), step)
        if action == "propose-granted":
            pay(visitors["bob"], code)
        page = visitors[who].get(f"/mot-cua/{code}/")
        answer = visitors[who].send(page, f"/{action}/", TYPED.get(action, {}))
        assert (answer.status_code, answer.path) == (200, f"/mot-cua/{code}/"), (action, answer.content.decode())


def pay(bob: RealVisitor, code: str) -> None:
    """Receive what is owed at the desk, for which the decision waits, before somebody proposes it."""
    owed = Dossier.objects.get(code=code).owed
    answer = bob.send(
        bob.get(f"/mot-cua/{code}/"), "/receive-payment/", {"fee_amount": str(owed), "fee_method": "cash"}
    )
    assert answer.status_code == 200, answer.content.decode()


def await_the_end(code: str, seconds: float = 60) -> None:
    """Wait until a dossier that was walked to its end has its mail and its receipt, and nothing is left to be done."""
    programs.wait(lambda: is_all_done() and len(mails(code)) + overtaken(code) >= MAILS, seconds, words=left)
    assert Dossier.objects.get(code=code).state == "returned"
    assert Letter.objects.get(dossier__code=code, kind="01").file.size > 1000
    told = MAILS - overtaken(code)
    assert len(mails(code)) == len(set(mails(code))) == told, "filed, accepted, paid, result, returned; none twice"


def overtaken(code: str) -> int:
    """Return whether it was not told that the result is ready: who had it in hand by then was told that first, by another process."""
    return OutboxEntry.objects.filter(event__dossier__code=code, error=REMARKS["returned"]).count()


def is_all_done() -> bool:
    """Tell whether nothing is left in the outbox but what gathers for officers, and the jobs have run."""
    jobs = set(JobRun.objects.values_list("job", flat=True))
    left_open = OutboxEntry.objects.filter(done_at=None).exclude(kind=outbox.ASSIGNED)
    return {"relay", "sweep"} <= jobs and not left_open.exists()


def left() -> str:
    """Tell what the outbox still holds."""
    return str(list(OutboxEntry.objects.filter(done_at=None).values_list("kind", "attempts", "error")))


def mails(code: str) -> list[str]:
    """Return the identifiers of the mail about a dossier."""
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in Path(settings.MAIL_DIR).glob("*.eml")]
    return [str(message["Message-ID"]) for message in found if code in str(message["Message-ID"])]

"""The messages of the stand-in go to the site as those of a gateway would: by HTTP, each after its while."""

from threading import Timer
from urllib.error import URLError
from urllib.request import Request, urlopen

import structlog
from django.conf import settings

from dossiers.display.links import path_to
from portal.demo.bank.answering import Sending

log = structlog.get_logger()

SECONDS = 10


def send_later(sendings: list[Sending]) -> None:
    """Send each after its while. What is lost with this process is found when the bank is asked."""
    for one in sendings:
        timer = Timer(one.after.total_seconds(), send, [one])
        timer.daemon = True
        timer.start()


def send(one: Sending) -> int:
    """Send one now; return the status of the answer, 0 where nobody answered."""
    address = f"{settings.PUBLIC_URL}{path_to('gateway_message')}"
    request = Request(address, one.body, {**one.headers, "Content-Type": "application/json"})  # noqa: S310 - our own
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own
            status: int = answer.status
    except URLError as error:
        status = getattr(error, "code", 0)
    log.info("demo_bank.sent", status=status)
    return status

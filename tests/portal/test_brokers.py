"""The whole path of a dossier on each broker, with and without a cache, as a server is installed.

`make soak` has the other two pairs, and brokers that come up late.
"""

import shutil
from contextlib import ExitStack

import pytest
from django.conf import settings

from tests import installed, programs
from tests.visiting import RealVisitor, real_password


@pytest.fixture(autouse=True)
def _no_mail(committed_db: None) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)


@pytest.mark.parametrize(("broker", "cached"), [("database", False), ("redis", True)])
def test_a_dossier_is_filed_walked_and_returned_with_its_mail_and_receipt(broker: str, cached: bool) -> None:
    with ExitStack() as stack:
        given = {}
        if broker == "redis":
            given["CELERY_BROKER_URL"] = stack.enter_context(programs.redis())
        if cached:
            given["CACHE_URL"] = stack.enter_context(programs.redis())
        address = stack.enter_context(installed.served(**given))
        alice = RealVisitor(address)
        with real_password("alice"):
            alice.sign_in("alice")
            code = alice.file()
        installed.walk(address, code)
        installed.await_the_end(code)

        ready = RealVisitor(address).get("/readyz")

    assert ready.status_code == 200, ready.content
    assert b"schedule: is at work" in ready.content
    assert (b"cache: answers" in ready.content) == cached

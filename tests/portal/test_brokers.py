"""The whole path of a dossier on each broker, with and without a cache, as a server is installed."""

import shutil
from contextlib import ExitStack

import pytest
from django.conf import settings

from dossiers.models import JobRun
from tests import installed, programs
from tests.visiting import RealVisitor, real_password


@pytest.fixture(autouse=True)
def _no_mail(committed_db: None) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)


@pytest.mark.parametrize("cached", [False, True], ids=["no-cache", "cache"])
@pytest.mark.parametrize("broker", ["database", "redis"])
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


def test_a_broker_that_comes_up_late_is_told_meanwhile_and_nothing_is_lost() -> None:
    port = programs.free_port()

    with installed.served(CELERY_BROKER_URL=f"redis://127.0.0.1:{port}/0") as address:
        code = RealVisitor(address, "alice").file()
        installed.walk(address, code)
        ready = RealVisitor(address).get("/readyz")
        assert ready.status_code == 503, ready.content
        assert b"relay: has never run" in ready.content
        assert installed.mails(code) == []
        assert not JobRun.objects.exists()

        with programs.running(programs.memory_server(port)):
            installed.await_the_end(code)
            assert RealVisitor(address).get("/readyz").status_code == 200

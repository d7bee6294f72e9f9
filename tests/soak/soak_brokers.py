"""The whole path of a dossier on RabbitMQ and on Valkey, both up from the beginning and a minute late."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from dossiers.models import JobRun
from tests import installed, programs
from tests.programs import Program
from tests.visiting import RealVisitor

LATE_SECONDS = int(os.environ.get("SOAK_LATE_SECONDS", "60"))
Broker = tuple[str, list[Program], Callable[[], bool]]
"""Its address, what must be started, and whether it is up."""


@pytest.fixture(autouse=True)
def _no_mail(committed_db: None) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)


def valkey(_folder: Path) -> Broker:
    port = programs.free_port()
    server = programs.memory_server(port, "valkey-server")
    return f"redis://127.0.0.1:{port}/0", [server], lambda: programs.listens(port)


def rabbitmq(folder: Path) -> Broker:
    """Describe a node of RabbitMQ of this test's own, with an epmd of its own."""
    port, names, distribution = (programs.free_port() for _one in range(3))
    given = {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names),
        "RABBITMQ_NODENAME": f"soak{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
    }
    (folder / "plugins").write_text("[].")
    epmd = Program("epmd", [shutil.which("epmd") or "epmd"], given)
    node = Program("rabbitmq", ["/usr/lib/rabbitmq/bin/rabbitmq-server"], given)
    return f"amqp://guest:guest@127.0.0.1:{port}//", [epmd, node], lambda: programs.listens(port)


@pytest.fixture(params=[valkey, rabbitmq])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Broker:
    return request.param(tmp_path)


def test_a_dossier_is_filed_walked_and_returned(broker: Broker) -> None:
    address, servers, is_up = broker

    with programs.running(*servers):
        servers[-1].wait(is_up, 60)
        with installed.served(CELERY_BROKER_URL=address) as site:
            code = RealVisitor(site, "alice").file()
            installed.walk(site, code)
            installed.await_the_end(code)


@pytest.mark.parametrize(("broker_is_redis", "cached"), [(True, False), (False, True)])
def test_the_pairs_that_the_suite_leaves_out(broker_is_redis: bool, cached: bool) -> None:
    with ExitStack() as stack:
        given = {}
        if broker_is_redis:
            given["CELERY_BROKER_URL"] = stack.enter_context(programs.redis())
        if cached:
            given["CACHE_URL"] = stack.enter_context(programs.redis())
        with installed.served(**given) as site:
            code = RealVisitor(site, "alice").file()
            installed.walk(site, code)
            installed.await_the_end(code)
            ready = RealVisitor(site).get("/readyz")

    assert ready.status_code == 200, ready.content
    assert (b"cache: answers" in ready.content) == cached


def test_one_that_comes_up_late_loses_nothing(broker: Broker) -> None:
    address, servers, is_up = broker

    with ExitStack() as stack, installed.served(CELERY_BROKER_URL=address) as site:
        code = RealVisitor(site, "alice").file()
        installed.walk(site, code)
        time.sleep(LATE_SECONDS)
        ready = RealVisitor(site).get("/readyz")
        assert ready.status_code == 503, ready.content
        assert b"relay: has never run" in ready.content
        assert installed.mails(code) == []
        assert not JobRun.objects.exists()
        stack.enter_context(programs.running(*servers))
        servers[-1].wait(is_up, 60)
        installed.await_the_end(code)
        assert RealVisitor(site).get("/readyz").status_code == 200

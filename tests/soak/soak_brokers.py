"""The whole path of a dossier on RabbitMQ and on Valkey, both up from the beginning and a minute late."""

import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from dossiers.models import JobRun
from tests import brokers, installed, programs
from tests.brokers import Broker
from tests.visiting import RealVisitor

LATE_SECONDS = int(os.environ.get("SOAK_LATE_SECONDS", "60"))


@pytest.fixture(autouse=True)
def _no_mail(committed_db: None) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)


@pytest.fixture(params=[brokers.valkey, brokers.rabbitmq])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Broker:
    return request.param(tmp_path)


def test_a_dossier_is_filed_walked_and_returned(broker: Broker) -> None:
    with programs.running(*broker.programs):
        broker.itself.wait(broker.is_up, 60)
        with installed.served(CELERY_BROKER_URL=broker.address) as site:
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
    with ExitStack() as stack, installed.served(CELERY_BROKER_URL=broker.address) as site:
        code = RealVisitor(site, "alice").file()
        installed.walk(site, code)
        time.sleep(LATE_SECONDS)
        ready = RealVisitor(site).get("/readyz")
        assert ready.status_code == 503, ready.content
        assert b"relay: has never run" in ready.content
        assert installed.mails(code) == []
        assert not JobRun.objects.exists()
        stack.enter_context(programs.running(*broker.programs))
        broker.itself.wait(broker.is_up, 60)
        installed.await_the_end(code)
        assert RealVisitor(site).get("/readyz").status_code == 200


def test_one_that_is_killed_and_started_again_is_found_by_all_that_stayed_at_work(broker: Broker) -> None:
    with programs.running(*broker.programs):
        broker.itself.wait(broker.is_up, 60)
        with installed.served(CELERY_BROKER_URL=broker.address) as site:
            for kills in range(3):
                code = RealVisitor(site, "alice").file()
                installed.walk(site, code)
                installed.await_the_end(code)
                if kills < 2:
                    broker.itself.kill()
                    broker.itself.start()
                    broker.itself.wait(broker.is_up, 60)

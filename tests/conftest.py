"""One PostgreSQL for the run, a database for each worker, and the few fixtures that all tests share."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from portal import postgres
from tests import databases, rendering


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Keep the embedded server running for this process; drop what killed runs have left."""
    if not settings.DATABASE_IS_EMBEDDED:
        return
    session.config.stash[_SERVER] = postgres.Handle(settings.CLUSTER)
    if not hasattr(session.config, "workerinput"):
        databases.drop_run()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop the run's databases and folders; the last process to leave stops the server."""
    handle = config.stash.get(_SERVER, None)
    if not hasattr(config, "workerinput"):
        shutil.rmtree(settings.RUN_DIR, ignore_errors=True)
        if handle:
            databases.drop_run()
    if handle:
        handle.release()


_SERVER: pytest.StashKey[postgres.Handle] = pytest.StashKey()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Clone the template for this worker, in place of pytest-django's own database; a test without a mark does not reach it."""
    with ExitStack() as own:
        with django_db_blocker.unblock():
            own.enter_context(databases.cloned())
        yield
        with django_db_blocker.unblock():
            own.close()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit: ``durable`` is checked and ``on_commit`` runs. Not together with ``db``."""
    with django_db_blocker.unblock():
        # What a process that was killed with its test still wrote after the cleaning.
        databases.clean()
        try:
            yield
        finally:
            databases.clean()


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """Let the clock stand at the instant of the mark ``at``, and be moved from there; without the mark it runs."""
    at = request.node.get_closest_marker("at")
    if at is None:
        yield None
        return
    with time_machine.travel(at.args[0], tick=False) as traveller:
        yield traveller


@pytest.fixture
def fifteen_days_to_answer(settings) -> None:
    """Give applicants a time to answer a supplement, which the law of the model procedure does not set."""
    settings.APPLICANT_WORKING_DAYS = 15


@pytest.fixture(scope="session", autouse=True)
def _pages_are_watched() -> Iterator[None]:
    """Let ``response.context`` hold what a page was given, and a method that a page does not call be an error."""
    with pytest.MonkeyPatch.context() as patch:
        rendering.watch(patch)
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Start each test without what one before it has left: what the process remembers, the language, the seals noted.

    The shared cache is a table: ``db`` rolls it back, ``committed_db`` empties it.
    """
    caches["process"].clear()
    # Their statements say how far is counted and how long a page is, which a test may change.
    queries = import_module("dossiers.queries")
    queries._counting.cache_clear()
    queries._first_page.cache_clear()
    translation.deactivate()
    settings.SEAL_ANCHOR_FILE.unlink(missing_ok=True)

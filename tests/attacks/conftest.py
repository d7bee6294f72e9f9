"""A database and folders of a campaign's own: an administrator may change the seeds, which others count on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from pytest_django.plugin import DjangoDbBlocker

from portal.processes import shared
from portal.requests.charset import in_utf8
from tests import databases
from tests.attacks.world import NOW, World


@pytest.fixture
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings, tmp_path: Path) -> Iterator[None]:
    """Let a test commit, in a database that is dropped after it."""
    settings.MEDIA_ROOT, settings.MAIL_DIR = tmp_path / "files", tmp_path / "mail"
    with django_db_blocker.unblock(), databases.another(), time_machine.travel(NOW):
        yield


@pytest.fixture
def world(site: None) -> World:
    """The site as a server runs it, without a server, and warm as one: the versions are read before anybody asks."""
    world = World.built(in_utf8(WSGIHandler()))
    shared.read_versions()
    return world

"""A start that people depend on refuses the demo's accounts."""

import os
import subprocess
import sys

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import User
from portal import checks
from portal.postgres import BASE_DIR
from tests import databases


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load the site as a server does, on the test's database."""
    given = {"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "k" * 50, "SEAL_KEY": "5e" * 32}
    given["ALLOWED_HOSTS"] = "example.vn"
    return subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        env={**os.environ, **given, "DATABASE_URL": databases.url(), **environment},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def admin_as_loaded(committed_db):
    """Give one account the demo's password under the site's own hash, for the length of a test."""
    admin = User.objects.filter(username="admin")
    before = admin.get().password
    admin.update(password=make_password(checks.DEMO_PASSWORD, hasher="pbkdf2_sha256"))
    yield
    admin.update(password=before)


def test_production_does_not_start_with_demo_accounts(admin_as_loaded):
    done = start(MOTCUA_DEMO="0")

    assert done.returncode == 1
    assert done.stderr.startswith("The accounts admin have the demo's password: ")
    assert done.stderr.count("\n") == 1


def test_a_demo_does(admin_as_loaded):
    done = start(MOTCUA_DEMO="1")

    assert done.returncode == 0, done.stderr
    assert "the demo's password" not in done.stderr


@pytest.mark.django_db
def test_accounts_with_another_password_or_closed_ones_do_not_matter():
    User.objects.update(password=make_password("một mật khẩu khác"))
    assert checks.demo_accounts() == []

    User.objects.filter(username="admin").update(password=make_password(checks.DEMO_PASSWORD))
    assert checks.demo_accounts() == ["admin"]

    User.objects.filter(username="admin").update(is_active=False)
    assert checks.demo_accounts() == []

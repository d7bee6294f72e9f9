"""The first administrator of a server signs in, as README says: with production's own settings."""

import os
import subprocess
import sys
from pathlib import Path

from portal.postgres import BASE_DIR
from tests import databases

AS_A_SERVER = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("createsuperuser", interactive=False, username="first", email="", verbosity=0)
client = Client(headers={"host": "mot-cua.example.vn"})
# No page is rendered: that would need the files that collectstatic collects.
door = client.get(client.get("/admin/", secure=True)["Location"], secure=True)["Location"]
page = client.post(door, {"login": "first", "password": "hai-con-vit-vang"}, secure=True)
print(door, page.status_code, page["Location"], client.get("/admin/jsi18n/", secure=True).status_code)
print(*sorted(name for name, cookie in client.cookies.items() if cookie["secure"]))
"""


def test_the_first_administrator_signs_in_at_admin(committed_db: None, tmp_path: Path) -> None:
    given = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DJANGO_SUPERUSER_PASSWORD": "hai-con-vit-vang",
        "MOTCUA_DEMO": "0",
        "SECRET_KEY": "k" * 50,
        "SEAL_KEY": "5e" * 32,
        "ALLOWED_HOSTS": "mot-cua.example.vn",
        "DATABASE_URL": databases.url(),
        "EMAIL_URL": f"file://{tmp_path}/mail",
    }

    done = subprocess.run(
        [sys.executable, "-c", AS_A_SERVER],
        env={**os.environ, **given},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "/tai-khoan/login/?next=%2Fadmin%2F 302 /admin/ 200",
        "csrftoken device messages sessionid",
    ]
    assert not (tmp_path / "mail").exists()

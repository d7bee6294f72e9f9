"""Settings of the tests: the site's own, on a database and in folders of this run."""

import os
import tempfile
from pathlib import Path

# A demo's cookies and addresses, over plain HTTP; never the files or the database of the demo.
os.environ.setdefault("MOTCUA_DEMO", "1")
# The controller's process id names what this run makes; its xdist workers inherit it.
RUN = os.environ.setdefault("MOTCUA_TEST_RUN", str(os.getpid()))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

from django.conf import global_settings  # noqa: E402

# The newest seals of the test that runs, for its subprocesses too: never among those of the demo.
RUN_DIR = Path(tempfile.gettempdir()) / f"mot-cua-tests-{os.geteuid()}" / RUN
os.environ["SEAL_ANCHOR"] = str(RUN_DIR / WORKER / "seal_anchor")

from portal import postgres  # noqa: E402
from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASE_IS_EMBEDDED, DATABASES, TEMPLATES  # noqa: E402

# A server that is killed keeps what it has committed only where it waits for the disk: ``make soak`` kills it.
IS_DURABLE = "TESTS_DURABLE" in os.environ
CLUSTER = postgres.cluster("durable" if IS_DURABLE else "tests", durable=IS_DURABLE)
if DATABASE_IS_EMBEDDED:
    DATABASES["default"]["HOST"] = str(CLUSTER.socket_folder)
DATABASES["default"]["NAME"] = f"run_{RUN}_{WORKER}"

MEDIA_ROOT = RUN_DIR / WORKER / "files"
# However busy the machine is, a verdict comes with the page; the tests of what comes later say so.
GLANCE_SECONDS = 5.0
SCAN_FOLDERS = None
MAIL_DIR = RUN_DIR / WORKER / "mail"
TEXTS_URL = f"file://{RUN_DIR / WORKER / 'texts'}"
BANK_DIR = RUN_DIR / WORKER / "bank"
SEAL_KEY, SEAL_KEYS_BEFORE = None, ()
SEAL_KEY_FILE = CLUSTER.folder / "seal_key"
TIMESTAMP_URL, PAPER_ROOTS, LEADER_KEYS = "", None, None
SIGNATURE_ROOTS, SIGNATURE_ROOTS_OWN = None, None
PAPER_KEY, PAPER_KEY_OWN = None, CLUSTER.folder / "paper_key.p12"
STATEMENT_KEY, STATEMENT_KEYS_BEFORE, STATEMENT_KEY_OWN = None, (), CLUSTER.folder / "statement_key"

# Nothing is collected: the files are found where they lie.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# A slow hash protects nobody here; the site's own is there for the tests of a real start.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *global_settings.PASSWORD_HASHERS]
# pytest-django looks for variables that do not exist in the first engine alone: Django's. Ours refuses them by itself.
TEMPLATES.reverse()

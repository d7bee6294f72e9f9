"""Settings. What differs from place to place comes from the environment (``portal.env``)."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import make_conninfo

from portal import env, logs, postgres
from portal.processes import returned, timetable
from procedures.own_file import made_once

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = BASE_DIR / ".demo"
ASSETS_DIR = BASE_DIR / "node_modules"

try:
    ENV = env.read(os.environ)
    _RETURNED = returned.read(os.environ)
except env.EnvError as error:
    sys.exit(str(error))

DEBUG = ENV.debug
IS_DEMO = ENV.demo
# A start that people depend on: neither a developer's nor a demo's.
IS_PRODUCTION = not (DEBUG or IS_DEMO)

# Where none is given, one that this checkout made for itself, for use on this machine alone.
_SECRET_KEY_FILE = STATE_DIR / "secret_key"
SECRET_KEY = ENV.secret_key or made_once(_SECRET_KEY_FILE, lambda: secrets.token_urlsafe(50).encode()).read_text()
ALLOWED_HOSTS = [*ENV.allowed_hosts] or ["localhost", "127.0.0.1", "[::1]"]

# The private key that seals the record, and the public keys of earlier ones. Where none is given, one is made
# once and kept beside the cluster's data: outside the database, which must not be able to seal itself.
SEAL_KEY = ENV.seal_key
SEAL_KEYS_BEFORE = ENV.seal_keys_before
SEAL_KEY_FILE = postgres.cluster("demo").folder / "seal_key"
# What the newest seals were, kept there too: removed from the database, they are missed (dossiers/proof/anchors.py).
SEAL_ANCHOR_FILE = ENV.seal_anchor or SEAL_KEY_FILE.with_name("seal_anchor")

# The key that signs papers: an office's own, or one that this machine makes for itself where nobody depends on it.
PAPER_KEY = ENV.paper_key
TIMESTAMP_URL = ENV.timestamp
PAPER_ROOTS = ENV.paper_roots
LEADER_KEYS = ENV.leader_keys
PAPER_KEY_OWN = None if IS_PRODUCTION else SEAL_KEY_FILE.with_name("paper_key.p12")
# Whom we trust in what people signed before they uploaded it (ADR 0098): a folder of root certificates; the demo has one of its own.
SIGNATURE_ROOTS_OWN = None if IS_PRODUCTION else SEAL_KEY_FILE.with_name("signature_roots")
SIGNATURE_ROOTS = ENV.signature_roots or SIGNATURE_ROOTS_OWN
# The key of what the codes on papers say by themselves, and the public keys of earlier ones (ADR 0080).
STATEMENT_KEY = ENV.statement_key
STATEMENT_KEYS_BEFORE = ENV.statement_keys_before
STATEMENT_KEY_OWN = None if IS_PRODUCTION else SEAL_KEY_FILE.with_name("statement_key")

# Applications
INSTALLED_APPS = [
    "portal",
    "dossiers",
    "procedures",
    "accounts",
    "allauth",
    "allauth.account",
    "django_htmx",
    "portal.requests.administration.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "portal.requests.headers.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.requests.compression.CompressedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.requests.headers.no_store",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.devices.device_cookies",
    "accounts.sessions.OfficeSessions",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.requests.errors.UnreadableMiddleware",
    "accounts.away.carrying.carried_files",
    "portal.requests.errors.RefusalMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
_AROUND = [
    "django.contrib.auth.context_processors.auth",
    # The administration asks for Django's own; ours takes its place in every page.
    "django.contrib.messages.context_processors.messages",
    "dossiers.pages.acting.lasting.messages",
    "portal.requests.context.portal",
]
TEMPLATES = [
    # The site's pages (ADR-0034).
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "portal.requests.jinja.environment", "context_processors": _AROUND},
    },
    # Mail, papers, Django's administration, and allauth's pages with ours about an account.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", *_AROUND]},
    },
]

# Database, broker, cache
DATABASE_IS_EMBEDDED = ENV.database is None
_database = dict(ENV.database or postgres.cluster("demo").parts())
# Read by whoever needs the address in one text: the broker below, a child process.
DATABASE_DSN = make_conninfo(**_database)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "portal.requests.database",
        "NAME": _database.pop("dbname"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Words with a common beginning are looked up in maps of the whole table: with less memory these are inexact, and each
        # dossier that may be meant is read. To begin a process for a part of a statement takes longer than a page may.
        "OPTIONS": {
            "options": "-c work_mem=16MB -c max_parallel_workers_per_gather=0",
            **_database,
            "server_side_binding": True,
            "prepare_threshold": 1,
        },
    },
}

CELERY_BROKER_URL = ENV.broker or "pgmq://localhost"
# After so long a worker ends itself rather than hang in a task (portal.celery).
TASK_SECONDS = 90
# A message that a killed worker had taken is seen again after the visibility timeout, which no task may
# outlast; RabbitMQ sees the connection end. Without a broker of its own, the queue lies in the database
# itself, as plain tables (portal/migrations).
_VISIBILITY = {"visibility_timeout": 120}
_BROKER_OPTIONS: dict[str, dict[str, str | bool | int | float]] = {
    "pgmq": {
        **_VISIBILITY,
        "conn_string": DATABASE_DSN,
        "init_extension": False,
        "pool_size": 2,
        # A NOTIFY wakes the worker; once a second it looks by itself.
        "use_notify": True,
        "wait_time_seconds": 0,
        "polling_interval": 1,
    },
    "redis": {**_VISIBILITY, "socket_connect_timeout": 3, "socket_timeout": 30, "socket_keepalive": True},
    "amqp": {},
}
_broker = CELERY_BROKER_URL.partition(":")[0]
CELERY_BROKER_TRANSPORT_OPTIONS = _BROKER_OPTIONS[{"rediss": "redis", "amqps": "amqp"}.get(_broker, _broker)]
# One process that takes one task at a time: it holds nothing that another waits for, and whatever kills it
# is seen by whoever keeps it running. A pool's child that was killed left its lock behind for ever.
CELERY_WORKER_POOL = "solo"
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The outbox is the promise: a waking that no broker takes is not waited for inside a request. It is tried once more, for a
# connection to RabbitMQ that broke is made anew by that alone: without it a schedule stays deaf once the broker was restarted.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_TASK_DEFAULT_QUEUE = "mot_cua"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "portal.processes.schedule:OneSchedule"
CELERY_BEAT_SCHEDULE = timetable.TIMETABLE

CACHES: dict[str, dict[str, Any]] = {
    # One for all processes: allauth's limits count in it. The table is made by a migration of portal.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Django's 300 would let a third of the counted tries be thrown away by whoever makes so many entries.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What each process may remember by itself, for a minute.
    "process": {"BACKEND": "portal.requests.remembered.Remembered", "OPTIONS": {"MAX_ENTRIES": 1000}},
}
# The cache that CACHE_URL names is a help for sessions and nothing else: all that must hold is in the database.
if ENV.cache:
    CACHES["sessions"] = {"BACKEND": "portal.requests.sessions.cache.SessionCache", "LOCATION": ENV.cache}
    SESSION_CACHE_ALIAS = "sessions"
SESSION_ENGINE = f"portal.requests.sessions.{'cached' if ENV.cache else 'stored'}"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.ByNameOrAddress"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "portal.requests.keyed.KeyedAdapter"
FORM_RENDERER = "portal.requests.controls.ControlRenderer"
ACCOUNT_FORMS = {"login": "accounts.entry.forms.SignInForm", "signup": "portal.requests.signing_up.SignUp"}
# Passwords are counted by accounts.entry.tries, which knows the browsers of an account; allauth's own two limits on them
# would lock out an office behind one address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "ask_address": "3/d/key,10/d/user"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
BEFORE_SEATS = "dossiers.pages.gaps.closing.refused"
AFTER_SEATS = "dossiers.office.gaps.warn"
"""Called with the request that has changed somebody's seats: accounts know nothing of procedures."""
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
# A demo's mail goes to a page, so nobody is kept waiting for a confirmation; it is asked for all the same.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if IS_PRODUCTION else "optional"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_PRODUCTION else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
# A server stands behind one proxy, whose word for the visitor's address the limits on sign-in go by.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_PRODUCTION else 0
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["portal.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "portal.assets.AssetFinder",
    "portal.assets.StyleFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "portal.assets.HashedStorage"
        ),
    },
}
# Only hashed names are ever asked for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = ENV.storage or STATE_DIR / "files"
# Files are handed out by views that ask who may see them, never by address.
MEDIA_URL = "/files-are-not-served-by-address/"
# In it a folder for each receiving point, named by the point's key, takes what the scanner there writes; none where it is None.
SCAN_FOLDERS = ENV.scan_folders
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "portal.requests.uploads.SmallUploadHandler",
    "portal.requests.uploads.HashedUploadHandler",
]
UPLOAD_MAX_BYTES = 20_000_000
# So long somebody waits for the process that opens files: a judgement of an upload, a page that is drawn (ADR 0043).
READING_SECONDS = 5.0
# And so long a page waits for the verdicts on all files of a form together: the others are judged by a worker (ADR 0057).
GLANCE_SECONDS = 0.06
# With less room left for files /readyz says so: two forms with as many files as they may hold.
FREE_BYTES_LEAST = 800 * 1024 * 1024
# What is not a file: text fields and the form's own fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Two tables of fifty rows with eight columns, and the rest of a long form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_500
DATA_UPLOAD_MAX_NUMBER_FILES = 50

# Mail
_mail = ENV.mail or env.Mail(folder=STATE_DIR / "mail")
# Where text messages are handed in; none where it is empty.
TEXTS_URL, TEXTS_KEY = ENV.texts or (f"file://{STATE_DIR / 'texts'}" if ENV.demo else ""), ENV.texts_key
TEXTS_PER_MINUTE = ENV.texts_per_minute
MAIL_DIR = _mail.folder or STATE_DIR / "mail"
MAILERS: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "portal.mail.FolderBackend"}
        if _mail.folder
        else {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": _mail.host,
                "port": _mail.port,
                "username": _mail.user,
                "password": _mail.password,
                "use_tls": _mail.starttls,
                "use_ssl": _mail.tls,
                "timeout": 20,
            },
        }
    ),
}
# Who sends mail, and whose the identifiers of mail are, which must stay the same from try to try.
MAIL_DOMAIN = ALLOWED_HOSTS[0].lstrip(".") if IS_PRODUCTION else "localhost"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"mot-cua@{MAIL_DOMAIN}"
# Where mail comes back to that no server delivers, and where that is read (ADR 0100).
MAIL_RETURN_PATH = _RETURNED.path
MAIL_BOUNCES = _RETURNED.place or (f"maildir://{STATE_DIR / 'returned'}" if ENV.demo else "")

# Safety
SECURE_CSP = {
    "default-src": [CSP.SELF],
    # Bootstrap's own icons are data: images in its style sheet.
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# Powers of a browser that no page asks for.
POWERS_NOT_USED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
CSRF_FAILURE_VIEW = "portal.requests.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION

# What this agency decides
# A placeholder: the agency's own identifier under QĐ 20/2020/QĐ-TTg is not known to us.
AGENCY_CODE = "H26.NN"
# The address of the licence under which its figures are open data; "" while nobody has decided on one: none is named then.
OPEN_DATA_LICENCE = ""
# The body above it, which its reports name at their head (NĐ 30/2020, phụ lục I), where its unit has none above it.
AGENCY_SUPERIOR = "Ủy ban nhân dân Thành phố Hà Nội"
AGENCY_PLACE = "Hà Nội"  # where its papers are dated (NĐ 30/2020)
# How it hands out results (procedures.results.Way): the three of NĐ 118/2025; of one way alone nobody is asked.
RESULT_WAYS = ("in_person", "by_post", "online")
# Who signs its papers: the head's office, that of a deputy, and the collective for which the head signs where one decides
# (NĐ 30/2020, phụ lục I). Known practice of a department, which another agency words otherwise.
HEAD_TITLE, DEPUTY_TITLE, AGENCY_COLLECTIVE = "Giám đốc", "Phó Giám đốc", "Tập thể lãnh đạo Sở"
# What links and codes on papers and in mail begin with.
PUBLIC_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if IS_PRODUCTION else f"http://127.0.0.1:{ENV.port}"
# The sessions of those with a seat or under /admin/ (ADR-0026). Half an hour without use is a desk that nobody sits at;
# ten hours from the sign-in hold a working day with an hour at either end, and never reach the next morning.
OFFICER_IDLE_MINUTES = 30
OFFICER_SESSION_HOURS = 10
# How long it is kept who signed in, from which network and with what kind of browser (ADR-0089): half a year, in which a
# stranger at an account is noticed. Ours, no law's: what is personal is kept no longer than it is needed.
SIGN_IN_RECORD_DAYS = 180
# How long number, paper and message of an act with an effect outside wait, within which it can be taken back.
TAKE_BACK_SECONDS = ENV.take_back_seconds
QUEUE_TICKETS = ENV.queue_tickets
PAYMENT_ACCOUNT = ENV.account  # that fees are paid into; without one, pages and mail name the desk alone
# The gateway that fees are paid at on line, as the dotted name of its class, and the key by which its messages are known;
# without one nobody is offered to. Then the class by which databases of the State are asked; without one none is.
PAYMENT_GATEWAY, PAYMENT_GATEWAY_KEY, PAPER_LOOKUP = ENV.gateway, ENV.gateway_key, ENV.paper_lookup
BANK_DIR = STATE_DIR / "bank"
# The applicant's working days to answer a supplement where the procedure's own law sets none: no law does
# so for all, so None, which lets no request lapse. Many offices set a number of their own.
APPLICANT_WORKING_DAYS: int | None = None

LOGGING = logs.configure(for_people=DATABASE_IS_EMBEDDED or not IS_PRODUCTION)

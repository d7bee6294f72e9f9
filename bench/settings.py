"""Settings of the bench: the product's own, with the references beside it and what a comparison of servers changes.

Where the product itself is measured without them, ``portal.settings`` is used as it is.
"""

import os

from portal.settings import *  # noqa: F403 - a whole module of settings
from portal.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "viewflow", "viewflow.workflow", "bench.naive", "bench.flow"]
ROOT_URLCONF = "bench.urls"

_options = DATABASES["default"]["OPTIONS"]
if os.environ.get("BENCH_POOL"):
    # Django gives a pool's connections back at the end of each request.
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    _options["pool"] = {"min_size": 4, "max_size": 8, "timeout": 10}
if os.environ.get("BENCH_CLIENT_BINDING"):
    _options["server_side_binding"] = False

"""Gunicorn's settings, for the demo and for a server: ``gunicorn -c python:portal.web portal.wsgi``."""

import os

from portal import env

bind = f"127.0.0.1:{env.port(os.environ)}"
worker_class = "gthread"
workers = 2
# Whoever sends half a form holds one; a proxy in front, which waits for the whole, takes that off a server.
threads = 8
# The checks of a start run once, before any worker is there; and the workers share memory.
preload_app = True
control_socket_disable = True
accesslog = None
# No proxy of ours says under which path the site lies, so nobody may: by default gunicorn believes a neighbour.
forwarder_headers = ""


def when_ready(_server: object) -> None:
    """Load the rest of what every worker needs, before the first of them is there."""
    # Imported here: Django is set up only once the application is loaded.
    from portal.processes import shared

    shared.load()

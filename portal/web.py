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

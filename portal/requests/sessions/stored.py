"""Sessions in the database alone."""

from django.contrib.sessions.backends import db

from portal.requests.sessions import Ours


class SessionStore(Ours, db.SessionStore):
    """Django's own, in our way."""

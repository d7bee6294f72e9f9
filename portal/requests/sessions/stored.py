"""Sessions in the database alone."""

from django.contrib.sessions.backends import db

from portal.requests.sessions import OwnKeys


class SessionStore(OwnKeys, db.SessionStore):
    """Django's own, for our keys."""

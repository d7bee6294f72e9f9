"""Sessions in the database, read from a cache while that answers."""

from django.contrib.sessions.backends import cached_db

from portal.requests.sessions import OwnKeys


class SessionStore(OwnKeys, cached_db.SessionStore):
    """Django's own, for our keys."""

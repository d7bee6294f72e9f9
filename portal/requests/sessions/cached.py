"""Sessions in the database, read from a cache while that answers."""

from django.contrib.sessions.backends import cached_db

from portal.requests.sessions import Ours


class SessionStore(Ours, cached_db.SessionStore):
    """Django's own, in our way."""

"""Django's own backend for PostgreSQL; only how a kept connection is looked at before a request is another."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked only where there is a sign that something is wrong with it."""

    def is_usable(self) -> bool:
        """Say whether the connection can be used.

        A server that ends a connection says so, and closes it: then there is something to read on a line that is silent
        between two requests. Where there is nothing, a statement sent for the look alone would tell no more.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or bool(super().is_usable())

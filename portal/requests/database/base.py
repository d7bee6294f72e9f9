"""Django's own backend for PostgreSQL; only how a kept connection is looked at before a request is another."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

READY = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
"""Anything else may take no statement, as a transaction in which one has failed."""


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
        is_quiet = not line.poll(0) and self.connection.info.transaction_status in READY
        return is_quiet or bool(super().is_usable())

"""The message queue in the database: kombu's transport over a queue that a migration has made.

Kombu's own makes the queue and the trigger that tells of its messages anew in every process that declares them. Two
that start together meet in that, and the later one ends with whatever the database says of it.
"""

from typing import Any, override

import psycopg
from kombu.transport import pgmq


class Channel(pgmq.Channel):
    """A channel that finds its queue there; whoever reads from it listens for messages."""

    def _new_queue(self, queue: str, **options: Any) -> None:
        """Make nothing: ``portal/migrations/0003_queue.py`` has made the one queue that there is."""

    def _maybe_enable_notify(self, queue: str, queue_name: str | None = None) -> None:
        """Listen, where the options ask for it, to what the trigger tells."""
        if self.use_notify:
            transport = self.connection
            assert isinstance(transport, Transport)  # noqa: S101
            transport._register_notify_queue(queue_name or self._queue_name(queue))  # noqa: SLF001 - kombu's own

    @override
    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Say that a message is done with, and be ready for the next one whatever the database answers.

        Where it does not answer, the message is handed out again after its time. Kombu went on counting it as taken: a
        worker of one task at a time asked for no other any more, and met no broken connection that would have begun anew.
        """
        try:
            super().basic_ack(delivery_tag, multiple=multiple)  # type: ignore[no-untyped-call]  # kombu has no types
        except (OSError, psycopg.Error):
            self.qos.ack(delivery_tag)
            raise


class Transport(pgmq.Transport):
    """Kombu's transport with channels of ours."""

    Channel = Channel

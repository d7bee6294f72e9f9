"""What every scenario is given."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import psycopg
from django.db import connection

from bench import databases
from portal import postgres


@dataclass(frozen=True, slots=True)
class Bench:
    """The cluster of the bench, and how much of everything is done."""

    cluster: postgres.Cluster
    rows: int
    """Dossiers in the background."""
    rounds: int
    scale: float
    """Of the usual number of turns in a round."""
    load_seconds: int
    papers: int

    def turns(self, usual: int) -> int:
        """Return how many turns a round has where it usually has so many."""
        return max(2, round(usual * self.scale))

    @contextmanager
    def raw(self, count: int = 1, database: str = databases.RUN) -> Iterator[list[psycopg.Connection]]:
        """Open connections without Django to a database of the bench; close them at the end."""
        with ExitStack() as stack:
            url = self.cluster.url(database)
            yield [stack.enter_context(closing(psycopg.connect(url, prepare_threshold=1))) for _n in range(count)]


def use(database: str) -> None:
    """Point Django's connection in this process at another database of the bench."""
    connection.close()
    connection.settings_dict["NAME"] = database

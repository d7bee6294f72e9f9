"""Lines that COPY gives, many at once."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg import ClientCursor, errors
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus
from psycopg.waiting import Wait


def copied(statement: str, parameters: Sequence[Any], behind: int) -> list[bytes]:
    """Return the lines of a COPY to here, without so many bytes at the end of each. Within a transaction.

    The driver's own loop goes to wait for each line by itself, which takes it as long as it takes the database to write one.
    Here it waits where nothing has come yet. Raises what the driver raises, as the framework calls it.
    """
    line = connection.connection
    with connection.wrap_database_errors:
        begun = line.pgconn.exec_(ClientCursor(line).mogrify(statement, parameters).encode())
        lines = line.wait(_come(line.pgconn, behind)) if begun.status == ExecStatus.COPY_OUT else []
        for ended in (begun, *iter(line.pgconn.get_result, None)):
            if ended.status not in {ExecStatus.COPY_OUT, ExecStatus.COMMAND_OK}:
                raise errors.error_from_result(ended)
    return lines


def _come(pgconn: Any, behind: int) -> PQGen[list[bytes]]:
    lines = list[bytes]()
    while True:
        count, line = pgconn.get_copy_data(1)
        if count > 0:
            lines.append(bytes(line[:-behind]))
        elif count == 0:
            yield Wait.R
            pgconn.consume_input()
        else:
            return lines

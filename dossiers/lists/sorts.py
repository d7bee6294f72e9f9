"""The orders in which a list can be asked for."""

from collections.abc import Mapping

SORTS: Mapping[str, str] = {"deadline": "deadline_at", "filed": "filed_at"}
"""The column of each order, by its name in an address. None of them is ever null."""

"""Finding a dossier by whatever an officer has at hand."""

from dossiers.search.finding import (
    MOST,
    bearing,
    ending_in,
    exact,
    fits_own,
    is_whole_number,
    meant,
    numbered,
    search,
    transfers,
    without_agency,
)
from dossiers.search.person import of_person
from dossiers.search.query import Query, holding, places

__all__ = [
    "MOST", "Query", "bearing", "ending_in", "exact", "fits_own", "holding", "is_whole_number", "meant", "numbered", "of_person", "places", "search", "transfers",
    "without_agency",
]  # fmt: skip

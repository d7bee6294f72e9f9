"""By which words a dossier is found: the answers of its filing as the database folds them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from dossiers.models.dossier import Dossier


class SearchedWords(models.Model):
    """The words of a dossier. A trigger of ``EventPayload`` writes them, and deletes them when those are erased.

    Name, organisation and subject have weight A, all other answers D; numbers that identify somebody stand in one piece
    and from their end (``dossiers_searched_words`` in migration 0025). The division stands among them, so that the index
    leaps over what another one has; a second trigger follows the dossier into its next division.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, primary_key=True, related_name="searched")
    words = SearchVectorField()

    class Meta:
        """One index serves every word."""

        indexes = [GinIndex(fields=["words"], name="searched_words")]

    def __str__(self) -> str:
        return f"words of {self.dossier_id}"

"""What people call procedures, as administrators add it."""

from datetime import datetime

from accounts.models import User
from procedures.catalogue.words import phrase_of
from procedures.models import Procedure, SearchWord, UnfoundSearch


def add(said: str, procedure: Procedure, *, by: User, at: datetime) -> bool:
    """Let a procedure be found by what people say; False where it is already. What was counted of it is settled.

    Raises:
        WordsError: there is no word in it, or too many.

    """
    phrase = " ".join(phrase_of(said))
    defaults = {"added_by": by, "added_at": at}
    _word, is_new = SearchWord.objects.get_or_create(procedure=procedure, phrase=phrase, defaults=defaults)
    UnfoundSearch.objects.filter(phrase=phrase).delete()
    return is_new


def remove(pk: int) -> bool:
    """Take back what was added; False where it is gone already."""
    removed, _by_model = SearchWord.objects.filter(pk=pk).delete()
    return bool(removed)


def added() -> list[tuple[str, str]]:
    """Return what people say with the slug of the procedure that is meant, the newest last."""
    return list(SearchWord.objects.order_by("pk").values_list("phrase", "procedure__slug"))

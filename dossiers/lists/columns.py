"""The columns of a list that may be chosen; subject, number, marks and the nearest deadline are always there.

An address that names some shows those; any other shows what its reader chose last.
"""

from dossiers.models import ChosenColumns

CHOSEN = ("applicant", "procedure", "holder", "due")
"""What a list shows where nobody chose."""
COLUMNS = (*CHOSEN, "filed", "channel")
"""What may be chosen, in the order in which it stands."""


def chosen_columns(text: str) -> tuple[str, ...]:
    """Return the columns of an address, each once and in the order of ``COLUMNS``; what is none is passed over."""
    asked = text.split(",")
    return tuple(name for name in COLUMNS if name in asked)


def remembered(person_id: int) -> tuple[str, ...]:
    """Return the columns that somebody chose last; none for the usual ones."""
    kept = ChosenColumns.objects.filter(person=person_id).values_list("columns", flat=True).first()
    return chosen_columns(kept or "")


def remember(person_id: int, columns: tuple[str, ...]) -> None:
    """Keep what somebody has chosen; the usual ones, and none, are what everybody has who chose nothing."""
    own = ChosenColumns.objects.filter(person=person_id)
    if not columns or columns == CHOSEN:
        own.delete()
    elif not own.filter(columns=",".join(columns)).exists():
        ChosenColumns.objects.update_or_create(person_id=person_id, defaults={"columns": ",".join(columns)})

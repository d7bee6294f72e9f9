"""When the counter is open, in words, by the working calendar in force."""

from dossiers.display.agency.front_door import front_door


def desk_hours() -> str:
    """Return the usual hours of the desk in the reader's language, weekdays with the same hours together, and those that follow.

    Empty where nobody knows them: a page that tells of a failure is shown without them.
    """
    return front_door().hours

"""How people are called in lists and choices: in the order of the alphabet, and told apart where two have one name."""

from collections import Counter
from collections.abc import Iterable

from accounts.models import User
from procedures.catalogue.alphabet import sort_key


def by_name(people: Iterable[User]) -> list[User]:
    """Return people in the order of the Vietnamese alphabet."""
    return sorted(people, key=name_key)


def name_key(person: User) -> tuple[str, str]:
    """Return what people are sorted by: the full name, and of two who share it the user name."""
    return sort_key(person.get_full_name()), person.username


def distinct_names(known: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Return what each of some people is called, by key: the name, with the user name where two who are listed share it.

    ``known``: of each the key, the name and the user name.
    """
    each = {pk: (name, username) for pk, name, username in known}
    shared = Counter(sort_key(name) for name, _username in each.values())
    return {pk: f"{name} ({username})" if shared[sort_key(name)] > 1 else name for pk, (name, username) in each.items()}


def called(people: Iterable[User]) -> dict[int, str]:
    """Return what each of some people is called, by key, as ``distinct_names``."""
    return distinct_names((one.pk, one.get_full_name(), one.username) for one in people)

"""The shapes of a sentence about a change, in both languages."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Protocol

from procedures.composing import compose
from procedures.form import Text
from procedures.language.wording import NAMED, UNITS
from procedures.machine import Limit, Machine

NOTHING = Text("không có", "none")


class Named(Protocol):
    """A part of a procedure that keeps its name from one version to the next."""

    @property
    def name(self) -> str:
        """The name by which it is known."""


def by_name[T: Named](parts: Iterable[T]) -> Mapping[str, T]:
    """Return parts by their names, in their order."""
    return {part.name: part for part in parts}


def about(vi: str, en: str, what: Text) -> Text:
    """Return ``vi: what.`` in both languages."""
    return Text(_ended(f"{vi}: {what.vi}"), _ended(f"{en}: {what.en}"))


def now(what: Text, value: Text, before: Text) -> Text:
    """Return that something is now one thing and was another."""
    return Text(
        f"{what.vi} nay là {value.vi} (trước: {before.vi}).", f"{what.en} is now {value.en} (was: {before.en})."
    )


def of(vi: str, en: str, part: Text) -> Text:
    """Return what is spoken of: a property and the part of the procedure that has it, in quotation marks."""
    return Text(f"{vi} “{part.vi}”", f"{en} “{part.en}”")


def plain(text: str) -> Text:
    """Return what is written the same in both languages; a word for nothing where it is empty."""
    return Text(text, text) if text else NOTHING


def joined(texts: Iterable[Text], separator: str = "; ") -> Text:
    """Return texts one behind the other; a word for nothing where there is none."""
    found = [*texts]
    if not found:
        return NOTHING
    return Text(separator.join(text.vi for text in found), separator.join(text.en for text in found))


def quoted(text: Text) -> Text:
    """Return a text in quotation marks."""
    return Text(f"“{text.vi}”", f"“{text.en}”")


def spoken(machine: Machine, text: str, names: Mapping[str, Text] = NAMED) -> Text:
    """Return a text that answers are put into, with what each is called in its place: ``Điểm [Tên điểm]``.

    ``names`` are those that mean something else than a question.
    """

    def called(name: str, language: str) -> str:
        question = machine.question(name)
        label = names.get(name) or (question.label if question else Text(name, name))
        return f"[{label.of(language)}]"

    return Text(*(compose(text, partial(called, language=language)) for language in ("vi", "en"))) if text else NOTHING


def long(limit: Limit | None) -> Text:
    """Return a limit in words; a word for nothing where there is none."""
    if limit is None:
        return NOTHING
    unit, amount = UNITS[limit.unit], f"{limit.amount:f}"
    return Text(f"{amount.replace('.', ',')} {unit.vi}", f"{amount} {unit.en}{'' if limit.amount <= 1 else 's'}")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!", ".”")) else f"{sentence}."

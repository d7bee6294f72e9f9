"""Sentences in which a change is told: what is about what, and what is now in place of what was."""

from procedures.form import Text
from procedures.language.wording import UNITS
from procedures.machine import Limit

NOTHING = Text("không có", "none")


def about(vi: str, en: str, what: Text) -> Text:
    """Return a sentence that names what is meant behind a colon."""
    return Text(_ended(f"{vi}: {what.vi}"), _ended(f"{en}: {what.en}"))


def now(what: Text, value: Text, before: Text) -> Text:
    """Return a sentence that gives what something is now, and what it was."""
    return Text(
        f"{what.vi} nay là {value.vi} (trước: {before.vi}).", f"{what.en} is now {value.en} (was: {before.en})."
    )


def quoted(text: Text) -> Text:
    """Return a text in the quotation marks of both languages."""
    return Text(f"“{text.vi}”", f"“{text.en}”")


def long(limit: Limit) -> Text:
    """Return a limit with its unit, as each language writes numbers in Vietnam."""
    unit, amount = UNITS[limit.unit], f"{limit.amount:f}".replace(".", ",")
    plural = "" if limit.amount <= 1 else "s"
    return Text(f"{amount} {unit.vi}", f"{amount} {unit.en}{plural}")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."

"""A card that was scanned where the paper is named that somebody showed: its kind, its number and its name are taken of it, no more."""

import re

from django.utils.translation import gettext as _

from dossiers.filing.counter import people

SCANNED = {"data-takes-card": ""}
"""Marks the field for which ``js/scan_sheet.js`` shortens a card, and in which a scanner's Enter sends nothing."""
_CARD = re.compile(r"\d{9,}\|")
_SHORTENED = re.compile(r"CCCD (?:\d{9}|\d{12}), (?P<name>.+)")


def fault_of_card(shown_paper: str, recipient: str) -> str:
    """Say what is wrong with a card that was scanned; "" of all else.

    The whole of it, birth and address too, has no place in a register that people sign; and another one's card is no proof.
    """
    if _CARD.search(shown_paper):
        return _(
            "This is all that stands in the code of a card. Write the kind and the last four digits alone, such as CCCD …2345."
        )
    found = _SHORTENED.fullmatch(shown_paper)
    if not found or not recipient or people.is_same_name(found["name"], recipient):
        return ""
    words = _("The card is that of %(name)s, and “Received by” says %(recipient)s. Correct what is wrong.")
    return words % {"name": found["name"], "recipient": recipient}

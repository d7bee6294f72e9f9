"""What is asked of a paper that was signed by hand: its scan, and what stands on it, which nobody fills in beforehand."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.commands.deciding.deeds import dated_number, numbered
from dossiers.commands.deciding.scanned import FIELD
from dossiers.models.result import SERIAL, spellings
from dossiers.pages.fields import one_pdf_field
from dossiers.pages.forms import Day, PlainText

DATED = "scan_dated"


def fields(*, is_text: bool) -> Iterator[tuple[str, forms.Field]]:
    """Ask for the signed paper: what was drafted as a text the system can issue itself, files it cannot."""
    hint = _("Only where the paper was signed by hand. Without a scan the system issues what was decided.")
    needed = _("The draft is a file: write number and date on the signed paper, then scan it.")
    yield "scan", one_pdf_field(_("Scan of the signed paper"), required=not is_text, hint=hint if is_text else needed)
    copied = _("With a scan: copy it from the paper, not from this page.")
    yield FIELD, PlainText(label=_("Number on the signed paper"), required=False, max_length=60, help_text=copied)
    yield DATED, Day(label=_("Date on the signed paper"), required=False)


def faults(cleaned: Mapping[str, Any], coming: str) -> Iterator[tuple[str, str]]:
    """Give what of the paper was not copied, and a number without the symbol of its register."""
    if not cleaned.get("scan"):
        return
    number, symbol = cleaned.get(FIELD), coming.partition(",")[0].partition("/")[2]
    if number == "":
        yield FIELD, _("Copy the number from the paper that you have scanned.")
    elif number and _copied(number).partition("/")[2].casefold() != symbol.casefold():
        yield FIELD, _("Copy the number as it stands on the paper, with its symbol: …/%(symbol)s.") % {"symbol": symbol}
    if DATED in cleaned and cleaned[DATED] is None:
        yield DATED, _("Copy the date from the paper that you have scanned.")


def typed(cleaned: Mapping[str, Any]) -> str:
    """Return number and day of the paper as the register writes both; "" without them."""
    number, dated = cleaned.get(FIELD, ""), cleaned.get(DATED)
    return dated_number(_copied(number), dated) if number and dated else ""


def _copied(number: str) -> str:
    """Return a number as our registers write it, whichever way somebody has copied it from the paper."""
    plain = spellings(number)[0]
    found = SERIAL.match(plain)
    return numbered(int(found[1]), plain[found.end() + 1 :]) if found else plain

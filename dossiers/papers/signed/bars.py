"""The number of a dossier as bars, which any scanner of a desk reads into the search field (Code 128, ISO/IEC 15417)."""

from dossiers.papers.signed.code import grey

QUIET = 10
"""Modules that are left white at each side, as the standard asks."""
PIXELS = 3
"""Of a module, so that a printer of 300 dots an inch draws each as wide as the others."""


def bars_of(number: str) -> str:
    """Return a number as bars one pixel of a module high: a picture in a ``data:`` address, which a paper draws as high as it is to be."""
    # Imported here: it loads what reads pictures, and most processes print nothing.
    from barcode.codex import Code128

    modules = [module == "1" for module in Code128(number).build()[0]]
    white = [False] * QUIET
    return grey([[*white, *modules, *white]], PIXELS)

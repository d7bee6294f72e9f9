"""The reason of an act: what of the remarks it says, and whether it says enough to be printed."""

from dossiers.pages.acting.reasons import printed

__all__ = ["printed"]

"""The reason of an act: what of the remarks it says, whether it says enough to be printed; and who puts up and approves."""

from dossiers.pages.acting.reasons import printed, same_person

__all__ = ["printed", "same_person"]

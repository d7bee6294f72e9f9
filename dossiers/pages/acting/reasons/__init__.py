"""The reason of an act: what of the remarks it says, and whether it says enough to be printed."""

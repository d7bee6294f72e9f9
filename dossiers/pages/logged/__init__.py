"""The log of a dossier as its pages show it: a row for each event."""

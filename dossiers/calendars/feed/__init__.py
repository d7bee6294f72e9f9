"""The dates of one's dossiers as a calendar that a telephone subscribes to."""

"""What the log says: from a dossier's events to its columns, and to how it stood at an instant."""

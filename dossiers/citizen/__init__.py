"""What a citizen does: filing a dossier and following it."""

"""What changed between two versions of a procedure, in words for those who work on its dossiers; pure."""

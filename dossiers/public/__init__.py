"""What everybody sees: the catalogue, a procedure, how far a dossier is, whether a paper is ours."""

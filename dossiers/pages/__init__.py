"""What two faces show: the opened dossier, its timeline, papers and answers, the forms of its actions."""

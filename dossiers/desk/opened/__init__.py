"""The review screen: a dossier as an officer has it open, what is remarked on it, and the list that it came from."""

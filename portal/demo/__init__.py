"""The demo: one command that shows the whole house, with its people and their dossiers."""

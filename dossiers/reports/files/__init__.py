"""Lists of dossiers as files: which columns they can have, and what the database writes of them by itself."""

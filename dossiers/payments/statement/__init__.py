"""Bank statements: files of rows as banks write them, and which payment each row is."""

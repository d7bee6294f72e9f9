"""Who is told of what: mail to applicants and to officers."""

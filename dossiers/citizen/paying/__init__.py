"""The applicant pays on line: to the gateway's page, and back."""

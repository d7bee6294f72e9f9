"""Parts of what a notice to an applicant says, each read from the log by itself."""

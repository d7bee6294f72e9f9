"""What is asked of the applicant, as authors write it."""

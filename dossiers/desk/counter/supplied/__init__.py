"""What an applicant without an account answers to a request on paper, recorded by the desk."""

"""What a result is by the form that was filed: whose, and until when."""

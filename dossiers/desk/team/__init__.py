"""Who is away, who stands in, and why somebody may do what that person does."""

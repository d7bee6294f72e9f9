"""A page whose person is signed in no more: how it learns that, and what becomes of what it has sent."""

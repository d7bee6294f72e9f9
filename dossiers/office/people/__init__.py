"""The administrator's pages of people: who has an account, by which seats, and what was changed of it."""

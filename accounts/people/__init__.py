"""Accounts and seats as an administrator enters and changes them: here alone, and never without a record of it."""

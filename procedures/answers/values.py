"""What typed values are made of: JSON and nothing else."""

type Value = str | int | bool | list[str] | dict[str, str] | list[dict[str, Value]]
"""The answer to a question; an address is a dict, a table a list of its rows."""

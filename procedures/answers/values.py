"""What typed values are made of: JSON and nothing else."""

type Value = str | int | bool | list[str] | dict[str, str] | list[dict[str, Value]]
"""The answer to a question; an address and a licence are dicts, a table a list of its rows."""

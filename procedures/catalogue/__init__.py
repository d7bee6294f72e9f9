"""The catalogue: what can be filed, found by its words and narrowed by what it is."""

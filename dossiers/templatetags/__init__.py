"""How values of the domain are shown: filters for words and numbers, tags for the parts of a page."""

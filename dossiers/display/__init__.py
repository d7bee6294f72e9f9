"""How things are said and drawn: words, dates, amounts, the ribbon, the diagram."""

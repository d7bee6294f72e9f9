"""How a result, or what was handed in, is handed over: the part of an act's form that asks it, and what it asks about first."""

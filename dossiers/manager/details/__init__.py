"""Pages that say more of one matter than the page of figures: first answers, where the time went, fees."""

"""What a list of dossiers is narrowed and sorted by, as its address says it: for pages, saved views, exports and jobs."""

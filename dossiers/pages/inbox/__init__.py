"""One's own notices: what waits on the site."""

"""What every request passes, and what every page shows around its content."""

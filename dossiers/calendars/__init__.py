"""What a change of the calendar does to dossiers."""

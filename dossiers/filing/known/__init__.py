"""What is known already and fills an application, so that nobody types it again."""

"""What of the figures everybody may know."""

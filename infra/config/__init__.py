"""Stack files and settings: reading, checking and describing them; disk only, no network."""

"""What everything may use: errors, addresses, secrets; no vendor, no file."""
